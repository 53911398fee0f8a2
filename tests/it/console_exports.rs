//! Exports from the console: what is chosen, what comes, and how `LibreOffice` and openpyxl read it.

use std::path::Path;
use std::process::Command;

use chrono::Duration;
use serde_json::{Value, json};
use uketsuke::usecases::scheduled_exports;

use crate::support::answer::Answer;
use crate::support::app::TestApp;
use crate::support::console::{Desk, attribute, csrf_of, of_event, of_role};
use crate::support::console_form::ConsoleForm;
use crate::support::figures::figure;
use crate::support::{bodies, on_both_databases};

fn block_on<T>(future: impl Future<Output = T>) -> T {
    let runtime =
        tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    runtime.block_on(future)
}

/// Names, numbers and texts that spreadsheets like to spoil.
const TRAPS: [(&str, &str, &str); 5] = [
    ("髙﨑 𠮷", "0312345678", "=1+1"),
    ("山田 太郎", "03-1234-5678", "+81312345678"),
    ("@SUM(A1:A9)", "090-1234-5678", "@cmd"),
    ("=HYPERLINK(\"http://example.com\")", "0120-000-000", "-1-1"),
    ("佐藤 一郎", "03-0000-0001", "2026-10-01"),
];

/// An event with two sessions and people in both; its id and its sessions'.
fn filled(app: &TestApp) -> (String, Vec<String>) {
    let event = bodies::with(
        bodies::event(&[bodies::session("下関", 20), bodies::session("萩", 20)]),
        &json!({ "questions": [
            { "key": "needs", "kind": "short_text", "label": "ひとこと", "required": false },
            { "key": "health", "kind": "short_text", "label": "配慮", "required": false, "visibility": "restricted" },
        ] }),
    );
    let event = app.publish(&event);
    let sessions: Vec<String> = (0..2)
        .map(|i| event["sessions"][i]["id"].as_str().expect("a session").to_owned())
        .collect();
    for (number, (name, phone, words)) in TRAPS.into_iter().enumerate() {
        let body = json!({
            "applicant": { "name": name, "kana": "やまだ たろう", "email": format!("p{number}@example.jp"), "phone": phone },
            "answers": { "needs": words, "health": "聞こえにくい" }, "consent": true
        });
        app.apply(&sessions[number % 2], &body).expect(201);
    }
    (event["id"].as_str().expect("an id").to_owned(), sessions)
}

/// The address of the file with these columns.
fn file(event: &str, format: &str, sessions: &[String], columns: &[&str], more: &str) -> String {
    let mut query = url::form_urlencoded::Serializer::new(String::new());
    query.append_pair("format", format).append_pair("state", "confirmed");
    for session in sessions {
        query.append_pair("session", session);
    }
    for column in columns {
        query.append_pair("order", column).append_pair("column", column);
    }
    format!("/console/events/{event}/export/file?{}{more}", query.finish())
}

/// The file of a list in this format, as one gets it who follows the list's own link and changes nothing else.
#[track_caller]
pub fn exported(desk: &Desk<'_>, list: &str, format: &str) -> Answer {
    let (dialog, mut form) = dialog_of(desk, list);
    form.choose("format", format);
    let query =
        url::form_urlencoded::Serializer::new(String::new()).extend_pairs(&form.values).finish();
    let path = dialog.split('?').next().expect("a path").to_owned();
    desk.get(&format!("{path}/file?{query}"))
}

/// The dialog to which a list leads: its address, its form.
#[track_caller]
fn dialog_of(desk: &Desk<'_>, list: &str) -> (String, ConsoleForm) {
    let page = desk.get(list).expect(200).text();
    let dialog = attribute(&page, "main a[href*='/export?']", "href").pop().expect("a link");
    let path = dialog.split('?').next().expect("a path").to_owned();
    let form = desk.form(&dialog, &path);
    (dialog, form)
}

/// What `spreadsheets.py` answers.
pub fn python(arguments: &[&str]) -> Value {
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/it/spreadsheets.py");
    let run = Command::new("/usr/bin/python3").arg(script).args(arguments).output();
    let run = run.expect("python3 with openpyxl (tests/run installs it)");
    assert!(run.status.success(), "{}", String::from_utf8_lossy(&run.stderr));
    serde_json::from_slice(&run.stdout).expect("JSON")
}

/// The rows of a workbook as `LibreOffice` shows them, by way of csv with what is displayed.
fn by_libreoffice(workbook: &Path) -> Vec<Vec<String>> {
    let folder = workbook.parent().expect("a folder");
    let home = format!("-env:UserInstallation=file://{}/office", folder.display());
    let run = Command::new("soffice")
        .args([home.as_str(), "--headless", "--convert-to"])
        .arg("csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,false")
        .arg("--outdir")
        .arg(folder)
        .arg(workbook)
        .output()
        .expect("LibreOffice (tests/run installs it)");
    assert!(run.status.success(), "{}", String::from_utf8_lossy(&run.stderr));
    let bytes = std::fs::read(workbook.with_extension("csv")).expect("what LibreOffice made");
    let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(bytes.as_slice());
    reader
        .records()
        .map(|record| record.expect("a record").iter().map(str::to_owned).collect())
        .collect()
}

const COLUMNS: [&str; 7] = [
    "reception_number",
    "applicant_name",
    "applicant_phone",
    "session",
    "seats",
    "received_at",
    "answer:needs",
];

on_both_databases! {
    fn a_workbook_is_read_by_openpyxl_and_libreoffice_as_it_was_meant(app) {
        let (event, sessions) = filled(app);
        let desk = Desk::of(app);
        let answer = desk.get(&file(&event, "xlsx", &sessions, &COLUMNS, "")).expect(200);
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("list.xlsx");
        std::fs::write(&path, &answer.body).expect("written");
        let read = python(&["read", path.to_str().expect("a path")]);
        let rows = read["rows"].as_array().expect("rows");
        assert_eq!(rows.len(), 1 + TRAPS.len(), "header in row 1, one record a row");
        assert_eq!(read["merged"], json!([]));
        assert_eq!((&read["macros"], &read["links"]), (&json!(false), &json!(false)));
        let cells = |column: usize| rows[1..].iter().map(move |row| &row[column]);
        for row in &rows[1..] {
            let kinds: Vec<&str> = row.as_array().expect("cells").iter().map(|c| c["kind"].as_str().expect("a kind")).collect();
            assert_eq!(kinds, ["text", "text", "text", "text", "number", "date", "text"], "{row}");
        }
        for (name, phone, words) in TRAPS {
            let _ = phone;
            assert!(cells(1).any(|cell| cell["value"] == name), "{name}");
            assert!(cells(6).any(|cell| cell["value"] == words), "{words}");
        }
        assert!(cells(2).any(|cell| cell["value"] == "0312345678"));
        assert!(cells(6).any(|cell| cell["value"] == "+81312345678"));
        // Types are those that LibreOffice sees, too: nothing is reckoned, no zero is lost.
        let shown = by_libreoffice(&path);
        assert_eq!(shown.len(), 1 + TRAPS.len());
        for (name, phone, words) in TRAPS {
            let row = shown.iter().find(|row| row[1] == name).unwrap_or_else(|| panic!("{name} in {shown:?}"));
            assert_eq!(row[6], words);
            if phone.starts_with('0') && !phone.contains('-') {
                assert_eq!(row[2], phone);
            }
        }
        // What is not edited is as it was.
        let edited = folder.path().join("edited.xlsx");
        let (from, to) = (path.to_str().expect("a path"), edited.to_str().expect("a path"));
        python(&["edit", from, to, "2", "2", "山田 花子"]);
        let after = python(&["read", to]);
        let mut differences = Vec::new();
        for (r, row) in rows.iter().enumerate() {
            for (c, cell) in row.as_array().expect("cells").iter().enumerate() {
                let now = &after["rows"][r][c];
                if (&now["value"], &now["kind"]) != (&cell["value"], &cell["kind"]) {
                    differences.push((r, c));
                }
            }
        }
        assert_eq!(differences, [(1, 1)]);
        figure("exports", format!("{} traps read by openpyxl and LibreOffice: types and texts kept, 0 formulas", TRAPS.len()));
    }

    fn characters_that_do_not_fit_are_shown_with_their_places_before_anything_is_fetched(app) {
        let (event, sessions) = filled(app);
        let desk = Desk::of(app);
        let columns = ["reception_number", "applicant_name"];
        let page = desk.get(&file(&event, "csv-shift_jis", &sessions, &columns, "")).expect(200);
        assert!(page.header("content-disposition").is_none());
        let text = page.text();
        assert!(text.contains("𠮷") && text.contains("U+20BB7") && text.contains("申込者"), "{text}");
        let anyway = desk.get(&file(&event, "csv-shift_jis", &sessions, &columns, "&anyway=1")).expect(200);
        assert!(anyway.header("content-type").is_some_and(|it| it.contains("Shift_JIS")));
        // Without them it comes at once.
        let plain = desk.get(&file(&event, "csv-shift_jis", &sessions, &["reception_number"], "")).expect(200);
        assert!(plain.header("content-disposition").is_some());
    }

    fn columns_move_are_kept_under_a_name_and_come_back(app) {
        let (event, sessions) = filled(app);
        let desk = Desk::of(app);
        let path = format!("/console/events/{event}/export");
        let keys = |html: &str| attribute(html, "input[name=order]", "value");
        let first = keys(&desk.get(&path).expect(200).text());
        assert_eq!(&first[..2], ["reception_number", "state"]);
        let asked: Vec<String> = first.iter().map(|key| format!("order={}&column={}", key.replace(':', "%3A"), key.replace(':', "%3A"))).collect();
        let moved = desk.get(&format!("{path}?{}&session={}&move=up:state", asked.join("&"), sessions[0])).expect(200);
        assert_eq!(&keys(&moved.text())[..2], ["state", "reception_number"]);
        let csrf = desk.csrf();
        let fields = [("csrf", csrf.as_str()), ("keys", "note,reception_number"), ("rows", "registrations"), ("name", "受付用"), ("is_default", "true")];
        app.form(&format!("{path}/save"), &[("csrf", csrf.as_str()), ("keys", "note"), ("rows", "attendees"), ("name", " ")], Some(&desk.cookie)).expect(422);
        app.form(&format!("{path}/save"), &fields, Some(&desk.cookie)).expect(303);
        let page = desk.get(&path).expect(200).text();
        assert_eq!(&keys(&page)[..2], ["note", "reception_number"]);
        let chosen = attribute(&page, "input[name=column][checked]", "value");
        assert_eq!(chosen, ["note", "reception_number"]);
        assert_eq!(attribute(&page, "input[name=rows][checked]", "value"), ["registrations"]);
        let remove = attribute(&page, "form[action^='/console/exports/sets/']", "action").pop().expect("a button");
        app.form(&remove, &[("csrf", csrf.as_str()), ("back", path.as_str())], Some(&desk.cookie)).expect(303);
        assert_eq!(&keys(&desk.get(&path).expect(200).text())[..2], ["reception_number", "state"]);
    }

    fn an_export_is_narrowed_as_the_list_was_from_which_one_came(app) {
        let (event, sessions) = filled(app);
        let by_telephone = json!({
            "applicant": { "name": "電話 花子", "kana": "でんわ はなこ", "phone": "000-1234-0001" }, "consent": true,
            "source": "telephone", "received_at": app.app().clock.now().to_rfc3339()
        });
        app.staff("POST", &format!("/api/v1/sessions/{}/registrations", sessions[1]), &by_telephone).expect(201);
        let desk = Desk::of(app);
        let names = |list: &str| -> Vec<String> {
            let rows = exported(&desk, list, "json").expect(200).json();
            rows.as_array().expect("rows").iter().map(|row| row["applicant_name"].as_str().expect("a name").to_owned()).collect()
        };
        let of_event = format!("/console/events/{event}/attendees");
        assert_eq!(names(&of_event).len(), 6, "without a state, all of the event");
        assert_eq!(names(&format!("{of_event}?source=telephone")), ["電話 花子"]);
        assert_eq!(names(&format!("{of_event}?source=telephone&session={}", sessions[0])).len(), 0);
        let of_session = format!("/console/sessions/{}/attendees", sessions[1]);
        assert_eq!(names(&of_session).len(), 3);
        assert_eq!(names(&format!("{of_session}?q=%E4%BD%90%E8%97%A4")).len(), 0);
        assert_eq!(names(&format!("{of_session}?received_from=2099-01-01")).len(), 0);
        assert_eq!(names(&format!("{of_event}?noted=yes")).len(), 0);
        let list = desk.get(&of_session).expect(200).text();
        let record = attribute(&list, "tbody td a", "href").pop().expect("a row");
        desk.posts(&format!("{record}/do"), &[("action", "note"), ("note", "折り返し電話")]);
        assert_eq!(names(&format!("{of_event}?noted=yes")).len(), 1);
        assert_eq!(names(&format!("{of_event}?checked_in=yes")).len(), 0);
        // It is said in words, kept while columns are moved, and can be left.
        let (dialog, form) = dialog_of(&desk, &format!("{of_event}?source=telephone&noted=yes"));
        assert!(form.page.contains("受付経路：電話") && form.page.contains("次に当てはまる申込だけ"), "{}", form.page);
        assert!(form.values.contains(&("noted".into(), "yes".into())));
        let wide = attribute(&form.page, ".banner-info a", "href").pop().expect("a way out");
        assert!(!wide.contains("source=") && wide.contains("state=waitlisted"), "{wide}");
        assert!(attribute(&desk.get(&wide).expect(200).text(), ".banner-info a", "href").is_empty());
        // Columns that are kept leave one where one was.
        let path = dialog.split('?').next().expect("a path").to_owned();
        let query = url::form_urlencoded::Serializer::new(String::new()).extend_pairs(&form.values).finish();
        let mut keep = desk.form(&format!("{path}/save?{query}"), &format!("{path}/save"));
        let kept = desk.follow(&keep.fill("name", "電話用").press(&desk, "").expect(303)).text();
        assert!(kept.contains("列の並びを保存しました") && kept.contains("受付経路：電話"), "{kept}");
        // A plan keeps it, but not the words that were searched for.
        let schedules = format!("/console/events/{event}/export/schedules");
        let plan = desk.form(&format!("{schedules}?{query}&q=%E8%8A%B1%E5%AD%90"), &schedules);
        assert!(plan.page.contains("検索に入れた言葉は、予定には入りません"));
        let planned = desk.follow(&plan.press(&desk, "create").expect(303)).text();
        assert!(planned.contains("予定を作りました") && planned.contains("受付経路：電話") && !planned.contains("花子"), "{planned}");
    }

    fn who_may_only_look_plans_for_oneself_and_changes_no_plan_of_another(app) {
        let (event, sessions) = filled(app);
        let path = format!("/console/events/{event}/export/schedules");
        let plan = |desk: &Desk<'_>| {
            let mut form = desk.form(&path, &path);
            form.choose("session", &sessions[0]);
            form
        };
        let owner = Desk::of(app);
        let by_owner = plan(&owner);
        let owners_own = by_owner.values.iter().find(|(name, _)| name == "recipient").expect("oneself").1.clone();
        by_owner.press(&owner, "create").expect(303);
        let schedule = attribute(&owner.get(&path).expect(200).text(), "input[name=schedule]", "value").pop().expect("a plan");
        let viewer = of_role(app, "viewer");
        let seen = viewer.get(&path).expect(200).text();
        assert!(attribute(&seen, "input[name=schedule]", "value").is_empty() && seen.contains("作った担当者"), "{seen}");
        assert_eq!(attribute(&seen, "input[name=recipient]", "value").len(), 1, "oneself");
        for action in ["pause", "remove"] {
            let csrf = viewer.csrf();
            let fields = [("csrf", csrf.as_str()), ("action", action), ("schedule", &schedule)];
            app.form(&path, &fields, Some(&viewer.cookie)).expect(403);
        }
        plan(&viewer).choose("recipient", &owners_own).press(&viewer, "create").expect(422);
        let planned = plan(&viewer).press(&viewer, "create").expect(303);
        assert!(viewer.follow(&planned).text().contains("予定を作りました"));
        let own = attribute(&viewer.get(&path).expect(200).text(), "input[name=schedule]", "value").pop().expect("one's own");
        for (action, words) in [("pause", "予定を休みに"), ("resume", "予定を再開"), ("remove", "予定をやめました")] {
            assert!(viewer.posts(&path, &[("action", action), ("schedule", &own)]).contains(words), "{action}");
        }
        // Who may change the event, if only this one, may change its plans.
        let editor = of_event(app, &event, "editor");
        assert!(editor.posts(&path, &[("action", "pause"), ("schedule", &schedule)]).contains("予定を休みに"));
    }

    fn every_export_leaves_a_line_that_says_which_columns_and_how_many(app) {
        let (event, sessions) = filled(app);
        let desk = Desk::of(app);
        desk.get(&file(&event, "csv", &sessions, &["reception_number", "note"], "")).expect(200);
        app.staff_get(&format!("/api/v1/sessions/{}/attendees.json?columns=applicant_name", sessions[0])).expect(200);
        let id = uketsuke::store::types::Id(event.parse().expect("an id"));
        let organization = app.app().database.read(|conn| uketsuke::store::organizations::by_slug(conn, "hagi")).expect("read").expect("one").id;
        let lines = app.app().database.read(|conn| uketsuke::store::audit::of_subject(conn, organization, id)).expect("read");
        let exported: Vec<Value> = lines.iter().filter(|line| line.action == "exported").map(|line| serde_json::from_str(&line.details.0).expect("JSON")).collect();
        assert_eq!(exported.len(), 2);
        assert_eq!(exported[0]["columns"], json!(["reception_number", "note"]));
        assert_eq!((&exported[0]["rows"], &exported[0]["complete"]), (&json!(5), &json!(true)));
        assert_eq!(exported[1]["rows"], json!(3));
    }

    fn a_list_by_the_calendar_is_a_link_that_needs_signing_in_and_ends(app) {
        let (event, _) = filled(app);
        let desk = Desk::of(app);
        let path = format!("/console/events/{event}/export/schedules");
        let page = desk.get(&path).expect(200);
        let csrf = csrf_of(&page);
        let member = attribute(&page.text(), "input[name=recipient]", "value").pop().expect("a member");
        let columns = [("order", "reception_number"), ("column", "reception_number"), ("format", "xlsx"), ("state", "confirmed")];
        let mut fields = vec![("csrf", csrf.as_str()), ("action", "create"), ("every", "day"), ("hour", "8"), ("recipient", member.as_str())];
        let sessions = attribute(&page.text(), "input[name=session]", "value");
        fields.extend(columns);
        fields.extend(sessions.iter().map(|session| ("session", session.as_str())));
        app.form(&path, &fields, Some(&desk.cookie)).expect(303);
        assert_eq!(block_on(scheduled_exports::once(app.app())).expect("looked"), 0, "not yet");
        app.app().clock.advance(Duration::hours(25));
        // However often it is looked, on however many nodes.
        let announced: usize = (0..3).map(|_| block_on(scheduled_exports::once(app.app())).expect("looked")).sum();
        assert_eq!(announced, 1);
        app.drain_mail();
        let desk = Desk::of(app);
        let mails = app.staff_get("/api/v1/outbox?kind=export_ready").expect(200).json();
        assert_eq!(mails["items"].as_array().map(Vec::len), Some(1), "{mails}");
        let id = mails["items"][0]["id"].as_str().expect("an id");
        let mail = desk.get(&format!("/console/mailbox/{id}")).expect(200).text();
        let link = mail.split("/console/exports/").nth(1).expect("a link in the mail").chars().take(36).collect::<String>();
        let link = format!("/console/exports/{link}");
        assert_eq!(app.get(&link).expect(303).header("location"), Some("/console/sign-in"));
        let page = desk.get(&link).expect(200).text();
        let file = attribute(&page, "a.button-large", "href").pop().expect("a button");
        assert!(desk.get(&file).expect(200).body.starts_with(b"PK"));
        app.app().clock.advance(Duration::days(8));
        let desk = Desk::of(app);
        let over = desk.get(&link).expect(200).text();
        assert!(attribute(&over, "a.button-large", "href").is_empty());
        // A pause.
        let schedules = desk.get(&path).expect(200);
        let schedule = attribute(&schedules.text(), "input[name=schedule]", "value").pop().expect("a plan");
        let pause = [("csrf", csrf_of(&schedules)), ("action", "pause".into()), ("schedule", schedule)];
        let pause: Vec<(&str, &str)> = pause.iter().map(|(a, b)| (*a, b.as_str())).collect();
        app.form(&path, &pause, Some(&desk.cookie)).expect(303);
        block_on(scheduled_exports::once(app.app())).expect("looked");
        app.app().clock.advance(Duration::days(2));
        let before = app.staff_get("/api/v1/outbox?kind=export_ready").expect(200).json()["items"].as_array().map(Vec::len);
        assert_eq!(block_on(scheduled_exports::once(app.app())).expect("looked"), 0);
        let after = app.staff_get("/api/v1/outbox?kind=export_ready").expect(200).json()["items"].as_array().map(Vec::len);
        assert_eq!(before, after);
    }
}
