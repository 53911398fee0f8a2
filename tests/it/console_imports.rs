//! Lists taken in by the console: read, tried, registered, undone; what was exported comes back unchanged.

use std::time::Instant;

use serde_json::json;

use crate::console_attendees::{ended, location, send, words};
use crate::support::answer::Answer;
use crate::support::app::TestApp;
use crate::support::bodies::{self, session};
use crate::support::console::{Desk, attribute};
use crate::support::figures::{figure, full_run};
use crate::support::on_both_databases;

/// Sends a file to where lists are taken in.
fn upload(desk: &Desk<'_>, path: &str, name: &str, content: &[u8]) -> Answer {
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
fn tried(desk: &Desk<'_>, import: &str) -> Answer {
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
        app.json("DELETE", &format!("/api/v1/registrations/{token}"), &serde_json::Value::Null).expect(200);
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
        let database = if app.app().database.is_postgres() { "PostgreSQL" } else { "SQLite" };
        figure("import", format!(
            "on {database}: {many} rows: read in {read:.1?}, tried in {:.1?}, registered in {:.1?} ({:.0} rows/s)",
            tried_by.checked_sub(read).expect("later"), all.checked_sub(tried_by).expect("later"),
            f64::from(many) / (all.checked_sub(tried_by).expect("later")).as_secs_f64()
        ));
    }
}
