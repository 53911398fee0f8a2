//! Lists taken in by the console: read, tried, registered, undone; what was exported comes back unchanged.

use std::time::Instant;

use serde_json::{Value, json};

use crate::console_attendees::{ended, location, send, words};
use crate::console_exports::python;
use crate::support::answer::Answer;
use crate::support::app::TestApp;
use crate::support::bodies::{self, session};
use crate::support::console::{Desk, attribute};
use crate::support::door::Door;
use crate::support::figures::{figure, full_run};
use crate::support::on_both_databases;

/// Sends a file to where lists are taken in.
pub fn upload(desk: &Desk<'_>, path: &str, name: &str, content: &[u8]) -> Answer {
    let csrf = desk.csrf();
    let mut body =
        format!("--b\r\nContent-Disposition: form-data; name=\"csrf\"\r\n\r\n{csrf}\r\n")
            .into_bytes();
    body.extend(
        format!(
            "--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"{name}\"\r\n\r\n"
        )
        .bytes(),
    );
    body.extend(content);
    body.extend(b"\r\n--b--\r\n");
    let headers =
        [("Content-Type", "multipart/form-data; boundary=b"), ("Cookie", desk.cookie.as_str())];
    desk.app.send("POST", path, &headers, &body)
}

/// Says that the columns mean what is proposed.
pub fn tried(desk: &Desk<'_>, import: &str) -> Answer {
    let page = desk.get(import).expect(200);
    let columns = attribute(&page.text(), "select[name^=column]", "name");
    let chosen = attribute(&page.text(), "select[name^=column] option[selected]", "value");
    let fields: Vec<(&str, &str)> =
        columns.iter().map(String::as_str).zip(chosen.iter().map(String::as_str)).collect();
    send(desk, &format!("{import}/check"), &fields).expect(303);
    ended(desk, import)
}

/// New, changed, unchanged, known, faulty.
fn found(page: &Answer) -> Vec<String> {
    words(page, "dl.facts dd").into_iter().take(5).collect()
}

fn registered(desk: &Desk<'_>, import: &str) -> Answer {
    send(desk, &format!("{import}/run"), &[]).expect(303);
    ended(desk, import)
}

fn rows(numbers: [i64; 5]) -> Vec<String> {
    numbers.map(|number| format!("{number}行")).into()
}

fn list_of(app: &TestApp, session: &str, format: &str) -> Vec<u8> {
    let columns = "columns=reception_number,state,applicant_name,applicant_kana,applicant_email,applicant_phone,seats,received_at,note,answer:needs,answer:pc,answer:day";
    app.staff_get(&format!(
        "/api/v1/sessions/{session}/attendees.{format}&{columns}&state=confirmed"
    ))
    .expect(200)
    .body
}

/// A list of so many people.
pub fn many(count: i64) -> String {
    let lines = (0..count).map(|number| format!("山田 {number}郎,p{number}@example.jp\n"));
    format!("氏名,メール\n{}", lines.collect::<String>())
}

/// Stops what goes on, and waits until it has stopped.
fn stop(desk: &Desk<'_>, import: &str) {
    let page = desk.get(import).expect(200);
    let job = attribute(&page.text(), "main a[href^='/console/jobs/']", "href").remove(0);
    desk.press(&format!("{job}/stop"), &desk.csrf()).expect(303);
    ended(desk, import);
}

fn stopped(desk: &Desk<'_>, import: &str, what: &str) {
    send(desk, &format!("{import}/{what}"), &[]).expect(303);
    stop(desk, import);
}

/// Everything that a list says of a session.
fn all_of(app: &TestApp, session: &str) -> Vec<Value> {
    let list = app
        .staff_get(&format!("/api/v1/sessions/{session}/attendees.json?state=confirmed"))
        .expect(200)
        .json();
    list.as_array().or_else(|| list["rows"].as_array()).expect("rows").clone()
}

fn replaced(bytes: &[u8], old: &str, new: &str) -> Vec<u8> {
    let at =
        bytes.windows(old.len()).position(|window| window == old.as_bytes()).expect("it is there");
    [&bytes[..at], new.as_bytes(), &bytes[at + old.len()..]].concat()
}

on_both_databases! {
    fn a_list_is_tried_before_anything_is_registered_and_can_be_undone(app) {
        let session = app.session(session("下関", 3));
        app.apply(&session, &bodies::applicant(1)).expect(201);
        let desk = Desk::of(app);
        let path = format!("/console/sessions/{session}/import");
        let csv = "お名前,ﾒｰﾙｱﾄﾞﾚｽ,TEL,人数\n山田 花子,hanako@example.jp,０００－１２３４－００００,2\n佐藤 次郎,x,,1\n山田 1郎,taro1@example.jp,,1\n山田 花子,hanako@example.jp,,1\n鈴木 三郎,saburo@example.jp,,2\n";
        let import = location(&upload(&desk, &path, "名簿.csv", csv.as_bytes()).expect(303));
        let checked = tried(&desk, &import);
        assert_eq!(found(&checked), rows([2, 0, 0, 2, 1]), "{}", checked.text());
        assert_eq!(words(&checked, "tbody th.number"), ["3", "4", "5"]);
        assert!(checked.text().contains("定員を2名分超えます"), "{}", checked.text());
        assert_eq!(words(&desk.get(&format!("/console/sessions/{session}/attendees")), "tbody tr").len(), 1);
        let mails = app.drain_mail();
        let done = registered(&desk, &import);
        assert_eq!(words(&done, "dl.facts dd")[..3], ["2行", "0行", "3行"].map(str::to_owned), "{}", done.text());
        assert_eq!((mails, app.drain_mail()), (1, 0), "nobody is written to");
        let listed = desk.get(&format!("/console/sessions/{session}/attendees")).expect(200);
        assert!(words(&listed, "tbody tr").join("\n").contains("名簿"));
        send(&desk, &format!("{import}/run"), &[]).expect(303);
        assert_eq!(words(&desk.get(&format!("/console/sessions/{session}/attendees")), "tbody tr").len(), 3);
        // The same headers are known from now on.
        send(&desk, &format!("{import}/undo"), &[]).expect(303);
        let undone = ended(&desk, &import);
        assert!(undone.text().contains("元に戻しました"));
        assert_eq!(words(&desk.get(&format!("/console/sessions/{session}/attendees")), ".tabs a")[1], "確定 1");
    }

    fn a_list_that_was_not_taken_in_goes_with_a_person_who_is_erased_and_by_itself(app) {
        let session = app.session(session("下関", 3));
        let made = app.apply(&session, &bodies::applicant(1)).expect(201).json();
        let desk = Desk::of(app);
        let path = format!("/console/sessions/{session}/import");
        let csv = "お名前,メールアドレス\n山田 1郎,taro1@example.jp\n鈴木 三郎,saburo@example.jp\n";
        let parts = || app.sql_number("SELECT COUNT(*) AS number FROM import_parts");
        let import = location(&upload(&desk, &path, "名簿.csv", csv.as_bytes()).expect(303));
        tried(&desk, &import);
        assert_eq!(parts(), 1);
        let token = made["manage_url"].as_str().and_then(|url| url.rsplit('/').next()).expect("a token");
        app.json("DELETE", &format!("/api/v1/registrations/{token}"), &Value::Null).expect(200);
        let purge = format!("/console/registrations/{}/purge", made["id"].as_str().expect("an id"));
        let page = desk.get(&purge).expect(200).text();
        assert!(page.contains("取り込みの終わっていない名簿が1件"), "{page}");
        send(&desk, &purge, &[("reason", "本人からの請求")]).expect(303);
        assert_eq!(parts(), 0);
        desk.get(&import).expect(404);
        send(&desk, &format!("{import}/run"), &[]).expect(404);
        // One that nobody goes on with.
        let import = location(&upload(&desk, &path, "名簿.csv", csv.as_bytes()).expect(303));
        let forget = || {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
            runtime.block_on(uketsuke::usecases::forgetting::once(app.app())).expect("forgotten");
        };
        app.app().clock.advance(chrono::TimeDelta::days(13));
        forget();
        assert_eq!(parts(), 1);
        app.app().clock.advance(chrono::TimeDelta::days(2));
        forget();
        assert_eq!(parts(), 0);
        Desk::of(app).get(&import).expect(404);
    }

    fn what_was_exported_comes_back_with_nothing_but_the_edits(app) {
        let questions = json!({ "questions": [
            { "key": "needs", "kind": "long_text", "label": "配慮" },
            { "key": "pc", "kind": "choices", "label": "道具", "choices": [{ "value": "a", "label": "ノート" }, { "value": "b", "label": "タブレット" }] },
            { "key": "day", "kind": "date", "label": "見学日" },
        ] });
        let event = app.publish(&bodies::with(bodies::event(&[session("下関", 50)]), &questions));
        let session = event["sessions"][0]["id"].as_str().expect("an id").to_owned();
        for number in 1..=6 {
            let mut body = bodies::applicant(number);
            body["answers"] = json!({ "needs": format!("=1+1\n{number}行目, \"引用\""), "pc": ["b", "a"], "day": "2026-10-15" });
            body["applicant"]["phone"] = json!(if number == 3 { "+81312345678" } else { "0312345678" });
            body["applicant"]["name"] = json!(if number == 4 { "髙﨑 𠮷田" } else { "山田 太郎" });
            app.apply(&session, &body).expect(201);
        }
        app.drain_mail();
        let desk = Desk::of(app);
        let path = format!("/console/sessions/{session}/import");
        for (name, format) in [("a.csv", "csv?encoding=utf-8-bom"), ("a.csv", "csv?encoding=shift_jis"), ("a.xlsx", "xlsx?")] {
            if format.contains("shift_jis") {
                // Characters that Shift_JIS does not have would be edits.
                continue;
            }
            let list = list_of(app, &session, format);
            let import = location(&upload(&desk, &path, name, &list).expect(303));
            let checked = tried(&desk, &import);
            assert_eq!(found(&checked), rows([0, 0, 6, 0, 0]), "{name}: {}", checked.text());
        }
        let list = String::from_utf8(list_of(app, &session, "csv?encoding=utf-8-bom")).expect("text");
        let edited = list.replacen("taro2@example.jp", "jiro@example.jp", 1);
        let import = location(&upload(&desk, &path, "a.csv", edited.as_bytes()).expect(303));
        assert_eq!(found(&tried(&desk, &import)), rows([0, 1, 5, 0, 0]));
        let done = registered(&desk, &import);
        assert_eq!(words(&done, "dl.facts dd")[..3], ["0行", "1行", "0行"].map(str::to_owned));
        let listed = desk.get(&format!("/console/sessions/{session}/attendees?q=jiro@example.jp")).expect(200);
        assert_eq!(words(&listed, "tbody tr").len(), 1);
        send(&desk, &format!("{import}/undo"), &[]).expect(303);
        ended(&desk, &import);
        let listed = desk.get(&format!("/console/sessions/{session}/attendees?q=taro2@example.jp")).expect(200);
        assert_eq!(words(&listed, "tbody tr").len(), 1);
    }

    fn edits_by_spreadsheets_and_in_both_encodings_change_only_their_registrations(app) {
        let event = app.publish(&bodies::event(&[session("下関", 50)]));
        let session = event["sessions"][0]["id"].as_str().expect("an id").to_owned();
        for number in 1..=5 {
            app.apply(&session, &bodies::applicant(number)).expect(201);
        }
        let desk = Desk::of(app);
        let path = format!("/console/sessions/{session}/import");
        let columns = "columns=reception_number,attendee_number,attendee_name,applicant_name,applicant_kana,applicant_email,applicant_phone,seats,state,registered_at";
        let folder = tempfile::tempdir().expect("a folder");
        for (round, format) in ["xlsx?", "csv?encoding=utf-8-bom", "csv?encoding=shift_jis"].into_iter().enumerate() {
            let before = all_of(app, &session);
            let list = app.staff_get(&format!("/api/v1/sessions/{session}/attendees.{format}&{columns}")).expect(200).body;
            let emails = [format!("taro2@{round}.example.jp"), format!("taro4@{round}.example.jp")];
            let (name, edited) = if round == 0 {
                let file = |name: &str| folder.path().join(name).to_str().expect("a path").to_owned();
                let (from, between, to) = (file("a.xlsx"), file("b.xlsx"), file("c.xlsx"));
                std::fs::write(&from, &list).expect("a file");
                python(&["edit", &from, &between, "3", "6", &emails[0]]);
                python(&["edit", &between, &to, "5", "6", &emails[1]]);
                ("a.xlsx", std::fs::read(&to).expect("what openpyxl made"))
            } else {
                // Both addresses are written with the same bytes in both encodings.
                let earlier = [format!("taro2@{}.example.jp", round - 1), format!("taro4@{}.example.jp", round - 1)];
                ("a.csv", earlier.iter().zip(&emails).fold(list, |list, (old, new)| replaced(&list, old, new)))
            };
            let import = location(&upload(&desk, &path, name, &edited).expect(303));
            assert_eq!(found(&tried(&desk, &import)), rows([0, 2, 3, 0, 0]), "{format}");
            registered(&desk, &import);
            let after = all_of(app, &session);
            let differences: Vec<(usize, String)> = before.iter().zip(&after).enumerate().flat_map(|(at, (before, after))| {
                let fields = before.as_object().expect("an object").keys().filter(|key| before[*key] != after[*key]);
                fields.map(|key| (at, key.clone())).collect::<Vec<_>>()
            }).collect();
            assert_eq!((before.len(), after.len()), (5, 5));
            assert!(differences.iter().all(|(_, key)| key.ends_with("email")), "{format}: {differences:?}");
            let mut edited: Vec<usize> = differences.into_iter().map(|(at, _)| at).collect();
            edited.dedup();
            assert_eq!(edited, [1, 3], "{format}");
        }
    }

    fn people_of_a_list_without_their_numbers_stay_who_they_are(app) {
        let session = app.session(session("下関", 50));
        let mut body = bodies::party(1, 3);
        body["attendees"] = json!([{ "name": "青木 一" }, { "name": "馬場 二" }, { "name": "千葉 三" }]);
        app.apply(&session, &body).expect(201);
        let desk = Desk::of(app);
        let path = format!("/console/sessions/{session}/import");
        let people = || -> Vec<String> {
            let csv = app.staff_get(&format!("/api/v1/sessions/{session}/attendees.csv?columns=attendee_name")).expect(200).body;
            String::from_utf8(csv).expect("text").lines().skip(1).map(str::to_owned).collect()
        };
        let address = format!("/api/v1/sessions/{session}/attendees.csv?columns=reception_number,attendee_name,applicant_email");
        let list = String::from_utf8(app.staff_get(&address).expect(200).body).expect("text");
        let import = location(&upload(&desk, &path, "a.csv", list.as_bytes()).expect(303));
        assert_eq!(found(&tried(&desk, &import)), rows([0, 0, 3, 0, 0]));
        // A fault in the first row leaves what is right in the others.
        let edited = list.replacen("taro1@example.jp", "x", 1).replace("馬場 二", "馬場 次郎");
        let import = location(&upload(&desk, &path, "a.csv", edited.as_bytes()).expect(303));
        let edited_too = tried(&desk, &import);
        assert_eq!(found(&edited_too)[1..2], ["0行"], "a wrong address is told: {}", edited_too.text());
        let edited = list.replace("馬場 二", "馬場 次郎");
        let import = location(&upload(&desk, &path, "a.csv", edited.as_bytes()).expect(303));
        assert_eq!(found(&tried(&desk, &import)), rows([0, 1, 2, 0, 0]));
        registered(&desk, &import);
        assert_eq!(people(), ["青木 一", "馬場 次郎", "千葉 三"]);
        let header = list.lines().next().expect("a header");
        let number = list.lines().nth(1).and_then(|line| line.split(',').next()).expect("a number");
        let wrong_first = format!("{header},開催回\n{number},青木 一,taro1@example.jp,どこか\n{number},馬場 三郎,taro1@example.jp,\n");
        let import = location(&upload(&desk, &path, "a.csv", wrong_first.as_bytes()).expect(303));
        assert_eq!(found(&tried(&desk, &import)), rows([0, 1, 0, 0, 1]));
        registered(&desk, &import);
        assert_eq!(people(), ["青木 一", "馬場 三郎", "千葉 三"]);
    }

    fn undoing_a_list_of_several_steps_gives_nobody_a_seat_for_a_moment(app) {
        let session = app.session(session("下関", 300));
        let desk = Desk::of(app);
        let path = format!("/console/sessions/{session}/import");
        let import = location(&upload(&desk, &path, "a.csv", many(600).as_bytes()).expect(303));
        tried(&desk, &import);
        registered(&desk, &import);
        app.drain_mail();
        send(&desk, &format!("{import}/undo"), &[]).expect(303);
        let undone = ended(&desk, &import);
        assert_eq!(words(&undone, "dl.facts dd")[3..], rows([600, 0, 0, 0, 0])[..2], "{}", undone.text());
        assert_eq!(app.drain_mail(), 0, "nobody is told of a seat");
    }

    fn what_the_service_has_done_since_is_undone_and_what_staff_minded_is_kept(app) {
        let desk = Desk::of(app);
        let taken_in = |session: &str, csv: &str| {
            let path = format!("/console/sessions/{session}/import");
            let import = location(&upload(&desk, &path, "a.csv", csv.as_bytes()).expect(303));
            tried(&desk, &import);
            registered(&desk, &import);
            import
        };
        let undone = |import: &str| {
            send(&desk, &format!("{import}/undo"), &[]).expect(303);
            words(&ended(&desk, import), "dl.facts dd").split_off(3)
        };
        let record = |session: &str, address: &str| {
            let listed = desk.get(&format!("/console/sessions/{session}/attendees?q={address}")).expect(200);
            attribute(&listed.text(), "tbody td a", "href").remove(0)
        };
        let id_in = |record: &str| {
            let last = record.rsplit('/').next().expect("an id");
            last.split('?').next().expect("an id").to_owned()
        };
        let state = |record: &str| words(&desk.get(record).expect(200), ".tag").remove(0);
        // One leaves, and so one who waited has a seat.
        let full = app.session(session("萩", 1));
        let import = taken_in(&full, "氏名,メール\n山田,a@example.jp\n佐藤,b@example.jp\n");
        let promoted = record(&full, "b@example.jp");
        let leaves = record(&full, "a@example.jp");
        app.staff("POST", &format!("/api/v1/manage/registrations/{}/withdraw", id_in(&leaves)), &json!({})).expect(200);
        assert_eq!(state(&promoted), "確定");
        assert_eq!(undone(&import), ["2行", "0行"]);
        assert_eq!(state(&promoted), "取消");
        // About one there is a note, one is there.
        let door = Door::open(app, 9, &[]);
        let import = taken_in(&door.session, "氏名,メール\n鈴木,c@example.jp\n高橋,d@example.jp\n田中,e@example.jp\n");
        let noted = record(&door.session, "c@example.jp");
        let here = record(&door.session, "d@example.jp");
        send(&desk, &format!("{noted}/do"), &[("action", "note"), ("note", "車いす")]).expect(303);
        app.staff("POST", &format!("/api/v1/manage/registrations/{}/check-in", id_in(&here)), &json!({})).expect(200);
        assert_eq!(undone(&import), ["1行", "2行"]);
        assert_eq!([state(&noted), state(&here)], ["確定", "確定"]);
    }

    fn what_was_stopped_goes_on_and_each_row_is_registered_once(app) {
        let session = app.session(session("下関", 10_000));
        let desk = Desk::of(app);
        let path = format!("/console/sessions/{session}/import");
        let confirmed = || words(&desk.get(&format!("/console/sessions/{session}/attendees")), ".tabs a")[1].replace(',', "");
        let import = location(&upload(&desk, &path, "a.csv", many(2_100).as_bytes()).expect(303));
        tried(&desk, &import);
        stopped(&desk, &import, "run");
        let stuck = desk.get(&import).expect(200);
        assert!(stuck.text().contains("続きから始める"), "{}", stuck.text());
        let done = registered(&desk, &import);
        assert_eq!(words(&done, "dl.facts dd")[..3], rows([2_100, 0, 0, 0, 0])[..3], "{}", done.text());
        assert_eq!(confirmed(), "確定 2100");
        stopped(&desk, &import, "undo");
        assert!(desk.get(&import).text().contains("元に戻す途中で止まりました"));
        send(&desk, &format!("{import}/undo"), &[]).expect(303);
        assert!(ended(&desk, &import).text().contains("元に戻しました"));
        assert_eq!(confirmed(), "確定 0");
        // Undone from where it was stopped, and tried again after a stop.
        let import = location(&upload(&desk, &path, "b.csv", many(1_100).as_bytes()).expect(303));
        send(&desk, &format!("{import}/check"), &[("column-0", "name"), ("column-1", "email")]).expect(303);
        stop(&desk, &import);
        assert_eq!(found(&tried(&desk, &import))[0], "1100行");
        stopped(&desk, &import, "run");
        send(&desk, &format!("{import}/undo"), &[]).expect(303);
        assert!(ended(&desk, &import).text().contains("元に戻しました"));
        assert_eq!(confirmed(), "確定 0");
    }

    fn what_somebody_has_touched_since_is_not_undone(app) {
        let session = app.session(session("下関", 9));
        let desk = Desk::of(app);
        let path = format!("/console/sessions/{session}/import");
        let csv = "氏名\tメール\n山田\ta@example.jp\n佐藤\tb@example.jp\n";
        let import = location(&upload(&desk, &path, "a.tsv", csv.as_bytes()).expect(303));
        tried(&desk, &import);
        registered(&desk, &import);
        let listed = desk.get(&format!("/console/sessions/{session}/attendees?q=a@example.jp")).expect(200);
        let record = attribute(&listed.text(), "tbody td a", "href").remove(0);
        let change = [("version", "1"), ("action", "save"), ("name", "山田 太郎"), ("email", "a@example.jp"), ("seats", "1")];
        send(&desk, &format!("{record}/change"), &change).expect(303);
        send(&desk, &format!("{import}/undo"), &[]).expect(303);
        let undone = ended(&desk, &import);
        let counts = words(&undone, "dl.facts dd");
        assert_eq!(counts[3..], ["1行", "1行"].map(str::to_owned), "{}", undone.text());
        assert_eq!(words(&desk.get(&record).expect(200), ".tag"), ["確定"]);
    }

    fn files_that_are_no_lists_are_refused_with_a_sentence(app) {
        let session = app.session(session("下関", 9));
        let desk = Desk::of(app);
        let path = format!("/console/sessions/{session}/import");
        for (name, content, said) in [
            ("a.pdf", &b"%PDF-1.7"[..], "拡張子"),
            ("a.csv", b"PK\x03\x04", "拡張子"),
            ("a.xlsx", b"PK\x03\x04", "表として読めません"),
            ("a.xls", b"\xD0\xCF\x11\xE0", "古い形式"),
            ("a.csv", b"", "何も入っていません"),
            ("a.csv", b"\xFF\xFE\x41\x00\xFD", "文字コード"),
            ("a.csv", "氏名\n".as_bytes(), "見出しの下に行がありません"),
        ] {
            let page = upload(&desk, &path, name, content).expect(422);
            assert!(page.text().contains(said), "{name}: {}", page.text());
        }
        let large = vec![b'a'; 20_000_001];
        assert!(upload(&desk, &path, "a.csv", &large).expect(413).text().contains("20MB"));
        app.form(&path, &[("csrf", "x")], Some(&desk.cookie)).expect(403);
    }

    fn a_large_list_is_registered_with_progress(app) {
        let many = if full_run() { 100_000 } else { 5_000 };
        let session = app.session(session("下関", 1_000_000));
        let desk = Desk::of(app);
        let mut csv = String::from("氏名,ふりがな,メール,電話番号\n");
        for number in 0..many {
            let line = format!("山田 {number}郎,やまだ たろう,p{number}@example.jp,090{number:08}\n");
            csv.push_str(&line);
        }
        let path = format!("/console/sessions/{session}/import");
        let began = Instant::now();
        let import = location(&upload(&desk, &path, "a.csv", csv.as_bytes()).expect(303));
        let read = began.elapsed();
        let checked = tried(&desk, &import);
        assert_eq!(found(&checked)[0], format!("{many}行"));
        let tried_by = began.elapsed();
        let done = registered(&desk, &import);
        let all = began.elapsed();
        assert_eq!(words(&done, "dl.facts dd")[0], format!("{many}行"));
        // The promise is a minute for 100,000; a machine with other work gets time for the beginning.
        let bound = if full_run() { 60.0 } else { 30.0 };
        assert!(all.as_secs_f64() < bound, "{many} rows took {all:.1?}");
        let database = if app.app().database.is_postgres() { "PostgreSQL" } else { "SQLite" };
        figure("import", format!(
            "on {database}: {many} rows: read in {read:.1?}, tried in {:.1?}, registered in {:.1?} ({:.0} rows/s), in all {all:.1?} of {bound} s allowed",
            tried_by.checked_sub(read).expect("later"), all.checked_sub(tried_by).expect("later"),
            f64::from(many) / (all.checked_sub(tried_by).expect("later")).as_secs_f64()
        ));
    }
}
