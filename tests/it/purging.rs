//! P18: purged means gone. A marker that stands in everything that people typed is looked for in every table and, on
//! SQLite, in every file of the data folder.

use std::path::{Path, PathBuf};
use std::time::Instant;

use chrono::Duration;
use diesel::QueryableByName;
use diesel::RunQueryDsl as _;
use diesel::sql_types::BigInt;
use serde_json::{Value, json};
use uketsuke::store::{Conn, StoreError};
use uketsuke::usecases::retention::erase;
use uketsuke::usecases::retention::watch::{Hours, once};

use crate::console_attendees::{ended, location, send};
use crate::console_imports::{tried, upload};
use crate::personal_data::columns;
use crate::support::app::TestApp;
use crate::support::console::{Desk, csrf_of};
use crate::support::figures::figure;
use crate::support::{bodies, on_both_databases};

/// Stands in everything that is typed: letters that no part of the program has.
const MARKER: &str = "Zqxjkvwpurge";
/// The same beyond ASCII.
const KANJI: &str = "消去鱻靁𠮷髙";

fn block_on<T>(future: impl Future<Output = T>) -> T {
    let runtime =
        tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    runtime.block_on(future)
}

/// What is looked for: as it is, folded, and as hexadecimal digits, in which PostgreSQL shows bytes.
fn needles() -> Vec<Vec<u8>> {
    let folded = MARKER.to_lowercase();
    let mut needles: Vec<Vec<u8>> =
        [MARKER, folded.as_str(), KANJI].map(|text| text.as_bytes().to_vec()).to_vec();
    let hex = uketsuke::domain::hex::hex;
    needles.extend([MARKER, KANJI].map(|text| hex(text.as_bytes()).into_bytes()));
    needles
}

/// How often the needles stand in a file's bytes.
fn hits_in(bytes: &[u8]) -> usize {
    needles()
        .iter()
        .map(|needle| bytes.windows(needle.len()).filter(|part| part == needle).count())
        .sum()
}

fn folder(app: &TestApp) -> Option<PathBuf> {
    let path = app.place.url.strip_prefix("sqlite:")?;
    Path::new(path).parent().map(Path::to_path_buf)
}

/// Hits in every file of the data folder, with the files that have any.
fn hits_in_files(app: &TestApp) -> (usize, Vec<String>) {
    let Some(folder) = folder(app) else { return (0, Vec::new()) };
    let (mut hits, mut names) = (0, Vec::new());
    for entry in std::fs::read_dir(folder).expect("the folder") {
        let path = entry.expect("an entry").path();
        let found = hits_in(&std::fs::read(&path).expect("a file"));
        if found > 0 {
            names.push(path.file_name().expect("a name").to_string_lossy().into_owned());
        }
        hits += found;
    }
    (hits, names)
}

#[derive(QueryableByName)]
struct Count {
    #[diesel(sql_type = BigInt)]
    count: i64,
}

/// Rows of each table in which a needle stands: what a dump would show.
fn hits_in_tables(app: &TestApp) -> Vec<(String, i64)> {
    let tables = columns(app);
    let needles = needles();
    let found = app.app().database.read(|conn| {
        let mut found = Vec::new();
        for (table, columns) in &tables {
            let cast = |column: &String| match conn {
                Conn::Postgres(_) => format!("COALESCE({column}::text, '')"),
                // Bytes as digits: a text ends at its first zero byte.
                Conn::Sqlite(_) => format!(
                    "COALESCE(CASE typeof({column}) WHEN 'blob' THEN HEX({column}) ELSE CAST({column} AS TEXT) END, '')"
                ),
            };
            let row = columns.iter().map(cast).collect::<Vec<_>>().join(" || ' ' || ");
            let like: Vec<String> = needles
                .iter()
                .map(|needle| {
                    format!("LOWER({row}) LIKE LOWER('%{}%')", String::from_utf8_lossy(needle))
                })
                .collect();
            let asked =
                format!("SELECT COUNT(*) AS count FROM {table} WHERE {}", like.join(" OR "));
            let count: Count = match conn {
                Conn::Postgres(conn) => diesel::sql_query(asked).get_result(conn)?,
                Conn::Sqlite(conn) => diesel::sql_query(asked).get_result(conn)?,
            };
            if count.count > 0 {
                found.push((table.clone(), count.count));
            }
        }
        Ok::<_, StoreError>(found)
    });
    found.expect("counted")
}

fn person(number: usize) -> Value {
    json!({
        "applicant": {
            "name": format!("{MARKER} {KANJI}{number}"), "kana": "やまだ たろう",
            "email": format!("{MARKER}{number}@example.jp"), "phone": "000-1234-5678"
        },
        "company": { "name": format!("株式会社{MARKER}{number}") },
        "attendees": [
            { "name": format!("{KANJI} {MARKER}一"), "email": format!("a.{MARKER}{number}@example.jp") },
            { "name": format!("{MARKER} 花子") }
        ],
        "seats": 2,
        "answers": { "needs": format!("{MARKER}と申します。{KANJI}"), "format": "online" },
        "consent": true
    })
}

/// What was made.
struct Made {
    event: String,
    session: String,
    registrations: Vec<Value>,
}

/// An event to which people have applied in every way, with everything that is kept of it.
fn filled(app: &TestApp, people: usize) -> Made {
    let event = bodies::with(
        bodies::company_event(&[bodies::session("下関", 200), bodies::session("萩", 200)]),
        &json!({ "questions": [
            { "key": "needs", "kind": "long_text", "label": "配慮", "required": false },
            { "key": "format", "kind": "choice", "label": "参加方法", "required": false,
              "choices": [{ "value": "online", "label": "オンライン" }, { "value": "room", "label": "会場" }] },
            { "key": "plan", "kind": "file", "label": "計画書", "required": false, "file_types": ["pdf"] },
        ] }),
    );
    let event = app.publish(&event);
    let session = event["sessions"][0]["id"].as_str().expect("a session").to_owned();
    let mut registrations = Vec::new();
    for number in 0..people {
        registrations.push(app.apply(&session, &person(number)).expect(201).json());
    }
    with_file(app, &session, people);
    proxy_entry(app, &session, people + 1);
    withdraw_last(app, &registrations);
    draft_by_mail(app, event["id"].as_str().expect("an id"));
    mailing(app, event["id"].as_str().expect("an id"));
    app.drain_mail();
    Made { event: event["id"].as_str().expect("an id").to_owned(), session, registrations }
}

fn with_file(app: &TestApp, session: &str, number: usize) {
    let content = format!("%PDF-1.4\n% {MARKER} {KANJI}\n%%EOF\n");
    let path = format!("/api/v1/sessions/{session}/uploads?question=plan");
    let called = format!("attachment; filename=\"{MARKER}.pdf\"");
    let headers = [("Content-Type", "application/pdf"), ("Content-Disposition", called.as_str())];
    let sent = app.send("POST", &path, &headers, content.as_bytes()).expect(201).json();
    let mut body = person(number);
    body["answers"]["plan"] = sent["upload"].clone();
    app.apply(session, &body).expect(201);
}

/// With a note, and beyond the capacity for a reason: both are typed by staff.
fn proxy_entry(app: &TestApp, session: &str, number: usize) {
    let staff = json!({
        "source": "telephone", "received_at": app.app().clock.now().to_rfc3339(), "note": format!("{MARKER} から電話"),
        "exceed_reason": format!("{MARKER}の紹介"),
    });
    let body = bodies::with(person(number), &staff);
    app.staff("POST", &format!("/api/v1/sessions/{session}/registrations"), &body).expect(201);
}

fn withdraw_last(app: &TestApp, registrations: &[Value]) {
    let link =
        registrations.last().expect("one")["manage_url"].as_str().expect("a link").to_owned();
    let token = link.rsplit('/').next().expect("a token").to_owned();
    app.json("DELETE", &format!("/api/v1/registrations/{token}"), &Value::Null).expect(200);
}

/// As the reader of the mailbox keeps it.
fn draft_by_mail(app: &TestApp, event: &str) {
    use uketsuke::store::application_drafts::{self, ApplicationDraftRow};
    use uketsuke::store::types::{Id, JsonText, Time};
    let event = Id(event.parse().expect("an id"));
    let organization = organization(app);
    let now = Time(app.app().clock.now());
    let row = ApplicationDraftRow {
        id: Id(uketsuke::clock::uuid_v7(now.0)),
        organization_id: organization,
        event_id: event,
        session_id: None,
        message_key: vec![1; 32],
        sender: format!("{MARKER}@example.jp"),
        subject: format!("{MARKER}の申込"),
        original: format!("氏名：{MARKER} {KANJI}"),
        attachments: 0,
        draft: JsonText(json!({ "applicant": { "name": MARKER } }).to_string()),
        language: "ja".into(),
        state: "open".into(),
        registration_id: None,
        received_at: now,
        created_at: now,
        updated_at: now,
    };
    let kept = app.app().database.write(|conn| application_drafts::insert(conn, &row));
    assert!(kept.expect("kept"));
}

fn organization(app: &TestApp) -> uketsuke::store::types::Id {
    let found =
        app.app().database.read(|conn| uketsuke::store::organizations::by_slug(conn, "hagi"));
    found.expect("read").expect("the organization").id
}

/// An announcement to whoever is found by a name.
fn mailing(app: &TestApp, event: &str) {
    let body = json!({ "kind": "announcement", "subject": "お知らせ", "body": "会場が変わります。",
        "filter": { "q": MARKER } });
    let made =
        app.staff("POST", &format!("/api/v1/events/{event}/announcements"), &body).expect(201);
    let id = made.json()["id"].as_str().expect("an id").to_owned();
    app.staff("POST", &format!("/api/v1/mailings/{id}/start"), &Value::Null).expect(200);
    app.work_on_mailings();
}

/// Owners are told, and when their time is over everything goes.
fn keep_the_rules(app: &TestApp) {
    let app = app.app();
    // The last meeting is a month ahead; a year later, less the warning.
    app.clock.advance(Duration::days(33 + 336));
    block_on(once(app, Hours::Any, true)).expect("told");
    app.clock.advance(Duration::days(31));
    block_on(once(app, Hours::Any, true)).expect("purged");
}

on_both_databases! {
    fn purged_means_gone_from_every_table_and_every_file(app) {
        let made = filled(app, 12);
        let other = filled(app, 2);
        // Another event goes on: what is kept of it must not go.
        let soon = (app.app().clock.now() + Duration::days(800)).to_rfc3339();
        let end = (app.app().clock.now() + Duration::days(801)).to_rfc3339();
        app.staff("PATCH", &format!("/api/v1/sessions/{}", other.session),
            &json!({ "meetings": [{ "starts_at": soon, "ends_at": end }] })).expect(200);
        let before: i64 = hits_in_tables(app).iter().map(|(_, count)| count).sum();
        let (in_files, _) = hits_in_files(app);
        assert!(before > 100, "the marker has to be everywhere: {:?}", hits_in_tables(app));
        let began = Instant::now();
        keep_the_rules(app);
        let took = began.elapsed();
        let left = hits_in_tables(app);
        assert!(!left.is_empty(), "the other event's data are there");
        app.get(&format!("/api/v1/registrations/{}", token(&other.registrations[0]))).expect(200);
        app.get(&format!("/api/v1/registrations/{}", token(&made.registrations[0]))).expect(404);
        // Then the other event's go, too.
        app.app().clock.advance(Duration::days(801));
        block_on(once(app.app(), Hours::Any, true)).expect("told");
        app.app().clock.advance(Duration::days(365));
        block_on(once(app.app(), Hours::Any, true)).expect("told");
        app.app().clock.advance(Duration::days(31));
        block_on(once(app.app(), Hours::Any, true)).expect("purged");
        let (left, (hits, files)) = (hits_in_tables(app), hits_in_files(app));
        figure("P18", format!(
            "{}: marker in {before} rows and {in_files} times in files before; after: {} rows, {hits} times in files; {} ms",
            if app.app().database.is_postgres() { "PostgreSQL" } else { "SQLite" }, left.len(), took.as_millis()
        ));
        assert!(left.is_empty(), "still there: {left:?}");
        assert_eq!(hits, 0, "still in {files:?}");
        // What is kept of it in numbers.
        let desk = Desk::of(app);
        let page = desk.get(&format!("/console/events/{}/afterwards/statistics", made.event)).expect(200).text();
        assert!(page.contains("14"), "{page}");
    }

    fn control_rows_that_are_only_deleted_are_still_found(app) {
        let made = filled(app, 12);
        let registration = made.registrations[0]["id"].as_str().expect("an id");
        // Erased row by row as the purge does it, but nothing is overwritten.
        app.app().clock.advance(Duration::days(400));
        let desk = Desk::of(app);
        let purge = format!("/console/events/{}/retention", made.event);
        let csrf = csrf_of(&desk.get(&purge).expect(200));
        let mut fields = vec![("csrf", csrf.as_str()), ("action", "purge"), ("purge_reason", " ")];
        app.form(&purge, &fields, Some(&desk.cookie)).expect(422);
        fields[2].1 = "試験";
        // One press shows what would go: nothing has gone.
        let asked = app.form(&purge, &fields, Some(&desk.cookie)).expect(200).text();
        for number in ["14件", "28人", "1件", "試験"] {
            assert!(asked.contains(&format!("<dd>{number}</dd>")), "{number}: {asked}");
        }
        assert!(!hits_in_tables(app).is_empty());
        assert!(app.app().database.read(|conn| uketsuke::store::purges::open(conn, "erasing", 10)).expect("read").is_empty());
        fields.push(("confirmed", "yes"));
        app.form(&purge, &fields, Some(&desk.cookie)).expect(303);
        let purges = desk.get("/console/purges").expect(200).text();
        let path = crate::support::console::attribute(&purges, "a[href^='/console/purges/']", "href").pop().expect("a certificate");
        let certificate = desk.get(&path).expect(200).text();
        assert!(certificate.contains("<dt>理由</dt><dd>試験</dd>") && !certificate.contains("その期間とする理由"), "{certificate}");
        let open = app.app().database.read(|conn| uketsuke::store::purges::open(conn, "erasing", 10)).expect("read");
        for id in open {
            block_on(erase::work_off(app.app(), id)).expect("erased");
        }
        assert!(hits_in_tables(app).is_empty(), "{:?}", hits_in_tables(app));
        let (hits, files) = hits_in_files(app);
        figure("P18 control", format!("rows erased, nothing overwritten: {hits} times in {files:?}"));
        if !app.app().database.is_postgres() {
            assert!(hits > 0, "without overwriting the marker should be found");
        }
        // And a purge that forgets a table is noticed.
        let line = format!("INSERT INTO absence_notes (organization_id, event_id, session_id, registration_id, meeting_id, note, noted_at) \
            SELECT organization_id, event_id, session_id, id, session_id, '{MARKER}', updated_at FROM registrations WHERE reception_number LIKE '~1-%'");
        app.app().database.write(|conn| match conn {
            Conn::Postgres(conn) => Ok::<_, StoreError>(diesel::sql_query(line).execute(conn)?),
            Conn::Sqlite(conn) => Ok(diesel::sql_query(line).execute(conn)?),
        }).expect("written");
        assert_eq!(hits_in_tables(app).len(), 1, "{registration}");
        block_on(erase::overwrite(app.app())).expect("overwritten");
    }

    fn nothing_goes_before_its_owners_were_told_and_who_puts_it_off_is_told_again(app) {
        let made = filled(app, 2);
        let desk = Desk::of(app);
        let there = || hits_in_tables(app).len();
        app.app().clock.advance(Duration::days(33 + 336));
        let desk = { drop(desk); Desk::of(app) };
        block_on(once(app.app(), Hours::Any, true)).expect("told");
        let warned = app.staff_get("/api/v1/outbox?kind=retention_warning").expect(200).json();
        assert_eq!(warned["items"].as_array().map(Vec::len), Some(1), "{warned}");
        // Told once, however often it is looked.
        block_on(once(app.app(), Hours::Any, true)).expect("looked");
        let warned = app.staff_get("/api/v1/outbox?kind=retention_warning").expect(200).json();
        assert_eq!(warned["items"].as_array().map(Vec::len), Some(1));
        let path = format!("/console/events/{}/retention", made.event);
        let page = desk.get(&path).expect(200);
        let until = (app.app().clock.now() + Duration::days(100)).format("%Y-%m-%d").to_string();
        let csrf = csrf_of(&page);
        let without = [("csrf", csrf.as_str()), ("action", "postpone"), ("until", until.as_str()), ("postpone_reason", " ")];
        app.form(&path, &without, Some(&desk.cookie)).expect(422);
        let with = [("csrf", csrf.as_str()), ("action", "postpone"), ("until", until.as_str()), ("postpone_reason", "監査が続いているため")];
        app.form(&path, &with, Some(&desk.cookie)).expect(303);
        app.app().clock.advance(Duration::days(60));
        block_on(once(app.app(), Hours::Any, true)).expect("looked");
        assert!(there() > 0, "it was put off");
        app.app().clock.advance(Duration::days(15));
        block_on(once(app.app(), Hours::Any, true)).expect("told again");
        assert!(there() > 0);
        let warned = app.staff_get("/api/v1/outbox?kind=retention_warning").expect(200).json();
        assert_eq!(warned["items"].as_array().map(Vec::len), Some(2), "{warned}");
        app.app().clock.advance(Duration::days(31));
        block_on(once(app.app(), Hours::Any, true)).expect("purged");
        assert_eq!(there(), 0, "{:?}", hits_in_tables(app));
    }

    fn a_certificate_says_what_went_without_names_and_shows_when_it_was_changed(app) {
        let made = filled(app, 3);
        keep_the_rules(app);
        let desk = Desk::of(app);
        let list = desk.get("/console/purges").expect(200);
        let paths = crate::support::console::attribute(&list.text(), "a[href^='/console/purges/']", "href");
        let path = paths.first().expect("a certificate").clone();
        let page = desk.get(&path).expect(200).text();
        assert!(page.contains("テレワーク説明会") && page.contains("365"), "{page}");
        assert_eq!(hits_in(page.as_bytes()), 0);
        assert!(!page.contains("一致しません"));
        let id = path.rsplit('/').next().expect("an id").to_owned();
        let row = app.app().database.read(|conn| uketsuke::store::purges::by_id(conn, organization(app), uketsuke::store::types::Id(id.parse().expect("an id")))).expect("read").expect("a row");
        assert_eq!(row.state, "done");
        assert!(row.counts.0.contains("\"registrations\":5"), "{}", row.counts.0);
        let mut changed = row.clone();
        changed.counts = uketsuke::store::types::JsonText("{\"registrations\":4}".into());
        app.app().database.write(|conn| uketsuke::store::purges::save(conn, &changed)).expect("written");
        assert!(desk.get(&path).expect(200).text().contains("一致しません"));
        assert!(!made.event.is_empty());
    }

    fn one_person_is_erased_when_they_ask_and_nobody_else(app) {
        let made = filled(app, 4);
        let desk = Desk::of(app);
        let (first, last) = (&made.registrations[0], made.registrations.last().expect("one"));
        let path = |it: &Value| format!("/console/registrations/{}/purge", it["id"].as_str().expect("an id"));
        // Who still has a seat of what is to come has to give it back first.
        let page = desk.get(&path(first)).expect(200);
        assert!(page.text().contains("取消"), "{}", page.text());
        let csrf = desk.csrf();
        let fields = [("csrf", csrf.as_str()), ("reason", "本人からの請求")];
        app.form(&path(first), &fields, Some(&desk.cookie)).expect(409);
        let before = hits_in_tables(app).iter().map(|(_, count)| count).sum::<i64>();
        let done = app.form(&path(last), &fields, Some(&desk.cookie)).expect(303);
        let certificate = done.header("location").expect("a certificate").to_owned();
        desk.get(&certificate).expect(200);
        app.get(&format!("/api/v1/registrations/{}", token(last))).expect(404);
        app.get(&format!("/api/v1/registrations/{}", token(first))).expect(200);
        let after = hits_in_tables(app).iter().map(|(_, count)| count).sum::<i64>();
        assert!(after < before && after > 0);
        let by_api = format!("/api/v1/manage/registrations/{}/purge", last["id"].as_str().expect("an id"));
        app.staff("POST", &by_api, &json!({ "reason": "もう一度" })).expect(200);
    }

    fn nobody_is_erased_while_a_list_of_the_same_event_is_taken_in(app) {
        let made = filled(app, 1);
        let desk = Desk::of(app);
        let last = made.registrations[0]["id"].as_str().expect("an id");
        let rows = (0..3_000).map(|row| format!("山田 {row}郎,p{row}@example.jp,株式会社{row}\n"));
        let csv = format!("氏名,メール,会社名\n{}", rows.collect::<String>());
        let path = format!("/console/sessions/{}/import", made.session);
        let import = location(&upload(&desk, &path, "名簿.csv", csv.as_bytes()).expect(303));
        tried(&desk, &import);
        let (purge, reason) = (format!("/console/registrations/{last}/purge"), [("reason", "本人からの請求")]);
        send(&desk, &format!("{import}/run"), &[]).expect(303);
        // It may have them in it: what is said is why, and that it will go later; what was typed stays.
        let refused = send(&desk, &purge, &reason).expect(409).text();
        assert!(refused.contains("いま取り込んでいます") && refused.contains("本人からの請求"), "{refused}");
        let by_api = format!("/api/v1/manage/registrations/{last}/purge");
        app.staff("POST", &by_api, &json!({ "reason": "請求" })).expect_problem(409, "import_running");
        ended(&desk, &import);
        send(&desk, &purge, &reason).expect(303);
    }
}

fn token(registration: &Value) -> String {
    let link = registration["manage_url"].as_str().expect("a link");
    link.rsplit('/').next().expect("a token").to_owned()
}
