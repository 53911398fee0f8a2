//! Texts of mails that organizations write themselves: saved, tried out, sent, taken back.

use mail_parser::MessageParser;
use serde_json::{Value, json};
use uketsuke::clock::Clock;
use uketsuke::mail::MailKind;
use uketsuke::store::mail_texts::{self, MailTextRow};
use uketsuke::store::types::Time;
use uketsuke::store::{StoreError, organizations, outbox};
use uketsuke::usecases::Permission;

use crate::support::app::{TestApp, token_of};
use crate::support::{bodies, on_both_databases};

const CONFIRMED: &str = "/api/v1/mail-texts/registration_confirmed/ja";
const BODY: &str = "{{ applicant_name }} 様\n\n当日は筆記用具をお持ちください。\n\n\
                    {{ details }}\n\n{{ manage }}\n\n{{ contact }}";

fn text() -> Value {
    json!({ "subject": "【ようこそ】{{ heading }} {{ reception_number }}", "body": BODY })
}

/// Subject and text of the newest mail, after everything due was sent.
fn newest_mail(app: &TestApp) -> (String, String) {
    app.drain_mail();
    let caught = app.app().database.read(|conn| outbox::caught(conn, None, 1)).expect("read");
    let mail = MessageParser::default().parse(&caught[0].message).expect("a mail");
    let text = mail.body_text(0).expect("a text").replace("\r\n", "\n");
    (mail.subject().expect("a subject").to_owned(), text)
}

/// The registration of the applicant with this number.
fn registered(app: &TestApp, session: &str, number: usize) -> Value {
    app.apply(session, &bodies::applicant(number)).expect(201);
    let list = app.staff_get(&format!("/api/v1/sessions/{session}/registrations"));
    let items = list.expect(200).json()["items"].clone();
    let name = format!("山田 {number}郎");
    let found =
        items.as_array().expect("items").iter().find(|one| one["applicant"]["name"] == *name);
    found.expect("registered").clone()
}

/// Puts a text into the database past all checks, as an older version of the program may have left it.
fn put_unchecked(app: &TestApp, body: &str) {
    let database = &app.app().database;
    let put: Result<bool, StoreError> = database.write(|conn| {
        let office = organizations::by_slug(conn, "hagi")?.expect("the organization");
        let row = MailTextRow {
            organization_id: office.id,
            scope: office.id,
            kind: "registration_confirmed".to_owned(),
            language: "ja".to_owned(),
            subject: "件名".to_owned(),
            body: body.to_owned(),
            version: 1,
            updated_at: Time(Clock::default().now()),
        };
        mail_texts::insert(conn, &row)
    });
    assert!(put.expect("written"));
}

on_both_databases! {
    fn an_edited_text_is_what_applicants_get_until_it_is_taken_back(app) {
        let session = app.session(bodies::session("下関", 10));
        let before = app.staff_get(CONFIRMED).expect(200).json();
        assert_eq!((&before["edited"], &before["version"]), (&json!(false), &Value::Null));
        let written = app.staff("PUT", CONFIRMED, &text()).expect(200).json();
        assert_eq!((&written["edited"], &written["version"]), (&json!(true), &json!(1)));
        let number = registered(app, &session, 1)["reception_number"].clone();
        let (subject, mail) = newest_mail(app);
        assert_eq!(subject, format!("【ようこそ】テレワーク説明会 下関 {}", number.as_str().expect("one")));
        assert!(mail.starts_with("山田 1郎 様\n\n当日は筆記用具をお持ちください。\n"), "{mail}");
        assert!(mail.contains("/r/") && mail.contains("萩市役所 000-1234-5678"), "{mail}");
        // Only this kind, only this language, only until it is taken back.
        app.apply(&session, &bodies::with(bodies::applicant(2), &json!({ "language": "en" }))).expect(201);
        assert!(newest_mail(app).0.starts_with("Confirmed: "));
        app.staff("DELETE", CONFIRMED, &Value::Null).expect(204);
        app.staff("DELETE", CONFIRMED, &Value::Null).expect_problem(404, "not_found");
        registered(app, &session, 3);
        assert!(newest_mail(app).0.starts_with("【参加確定】"));
    }

    fn a_text_that_breaks_rules_is_refused_with_its_line_and_nothing_is_kept(app) {
        let wrong = json!({ "subject": "{{ heading }}", "body": format!("一行目\n{{{{ pasword }}}}\n{BODY}") });
        let problem = app.staff("PUT", CONFIRMED, &wrong).expect_problem(422, "validation_failed");
        let fault = &problem["errors"][0];
        assert_eq!((&fault["pointer"], &fault["line"]), (&json!("/body"), &json!(2)));
        assert_eq!(fault["code"], "unknown_placeholder");
        assert!(fault["detail"].as_str().expect("a sentence").contains("{{ pasword }}"), "{fault}");
        let syntax = json!({ "subject": "{% if x %}", "body": BODY });
        app.staff("PUT", CONFIRMED, &syntax).expect_fault("/subject", "placeholder_syntax");
        let linkless = json!({ "subject": "x", "body": "{{ details }}\n\n{{ contact }}" });
        app.staff("PUT", CONFIRMED, &linkless).expect_fault("/body", "missing_placeholder");
        app.staff("POST", &format!("{CONFIRMED}/preview"), &json!({ "body": "{{ 7 * 7 }}" }))
            .expect_problem(422, "validation_failed");
        assert_eq!(app.staff_get(CONFIRMED).expect(200).json()["edited"], false);
    }

    fn a_preview_shows_a_real_persons_mail_and_keeps_nothing(app) {
        let session = app.session(bodies::session("下関", 10));
        let registration = registered(app, &session, 7);
        let sent = newest_mail(app).1;
        let preview = format!("{CONFIRMED}/preview");
        let of_person = json!({ "registration_id": registration["id"] });
        let shown = app.staff("POST", &preview, &of_person).expect(200).json();
        let text_shown = shown["text"].as_str().expect("a text");
        assert!(text_shown.contains("山田 7郎") && text_shown.contains(registration["reception_number"].as_str().expect("one")));
        assert_eq!(text_shown.lines().count(), sent.lines().count());
        let secret = sent.lines().find(|line| line.contains("/r/")).expect("the manage link");
        assert!(!shown.to_string().contains(secret), "a preview gives no secret link away");
        let unsaved = bodies::with(text(), &of_person);
        let shown = app.staff("POST", &preview, &unsaved).expect(200).json();
        assert!(shown["subject"].as_str().expect("a subject").starts_with("【ようこそ】"));
        assert!(shown["html"].as_str().expect("HTML").contains("当日は筆記用具をお持ちください。"));
        assert_eq!(shown["calendars"].as_array().map(Vec::len), Some(1));
        let sample = app.staff("POST", &preview, &json!({ "sample": "online" })).expect(200).json();
        assert!(sample["text"].as_str().expect("a text").contains("meet.example.jp"));
        app.staff("POST", &preview, &json!({ "sample": "nonsense" })).expect_fault("/sample", "unknown_choice");
        assert_eq!(app.staff_get(CONFIRMED).expect(200).json()["edited"], false);
    }

    fn another_organization_sees_neither_texts_nor_registrations(app) {
        let session = app.session(bodies::session("下関", 10));
        let registration = registered(app, &session, 1);
        app.staff("PUT", CONFIRMED, &text()).expect(200);
        let other = token_of(app.app(), "nagato", "長門市", &Permission::ALL);
        assert_eq!(app.get_as(&other, CONFIRMED).expect(200).json()["edited"], false);
        let of_person = json!({ "registration_id": registration["id"] });
        app.json_as(&other, "POST", &format!("{CONFIRMED}/preview"), &of_person).expect_problem(404, "not_found");
        app.json_as(&other, "DELETE", CONFIRMED, &Value::Null).expect_problem(404, "not_found");
        assert_eq!(app.staff_get(CONFIRMED).expect(200).json()["edited"], true);
    }

    fn texts_need_their_scopes(app) {
        let session = app.session(bodies::session("下関", 10));
        let registration = registered(app, &session, 1);
        let reader = token_of(app.app(), "hagi", "萩市", &[Permission::ReadEvents]);
        app.get_as(&reader, "/api/v1/mail-texts").expect(200);
        app.json_as(&reader, "PUT", CONFIRMED, &text()).expect_problem(403, "forbidden");
        app.json_as(&reader, "DELETE", CONFIRMED, &Value::Null).expect_problem(403, "forbidden");
        let preview = format!("{CONFIRMED}/preview");
        app.json_as(&reader, "POST", &preview, &json!({})).expect_problem(403, "forbidden");
        let writer = token_of(app.app(), "hagi", "萩市", &[Permission::WriteEvents]);
        app.json_as(&writer, "POST", &preview, &json!({})).expect(200);
        let of_person = json!({ "registration_id": registration["id"] });
        app.json_as(&writer, "POST", &preview, &of_person).expect_problem(403, "forbidden");
        app.get("/api/v1/mail-texts").expect_problem(401, "unauthorized");
    }

    fn a_writer_who_has_not_seen_the_last_text_is_told_so(app) {
        let first = app.staff("PUT", CONFIRMED, &text()).expect(200);
        let tag = first.header("etag").expect("a tag").to_owned();
        app.staff("PUT", CONFIRMED, &text()).expect(200);
        let bearer = format!("Bearer {}", app.token);
        let headers = [
            ("Content-Type", "application/json"),
            ("Authorization", bearer.as_str()),
            ("If-Match", tag.as_str()),
        ];
        let late = app.send("PUT", CONFIRMED, &headers, text().to_string().as_bytes());
        late.expect_problem(412, "version_mismatch");
        assert_eq!(app.staff_get(CONFIRMED).expect(200).json()["version"], 2);
    }

    fn a_text_that_cannot_be_used_any_more_gives_way_to_the_one_built_in(app) {
        let session = app.session(bodies::session("下関", 10));
        put_unchecked(app, "{{ a_placeholder_of_tomorrow }}");
        registered(app, &session, 1);
        let (subject, mail) = newest_mail(app);
        assert!(subject.starts_with("【参加確定】"), "{subject}");
        assert!(mail.contains("ご参加が確定しました"), "{mail}");
    }
}

#[test]
fn every_kind_tells_its_placeholders_and_gives_a_text_that_can_be_saved_as_it_is() {
    let app = TestApp::on_sqlite();
    let list = app.staff_get("/api/v1/mail-texts").expect(200).json();
    let items = list["items"].as_array().expect("items");
    assert_eq!(items.len(), MailKind::ALL.len());
    for item in items {
        let placeholders = item["placeholders"].as_array().expect("placeholders");
        assert!(placeholders.iter().all(|one| {
            let meaning = |language: &str| {
                one["meaning"][language].as_str().is_some_and(|text| !text.is_empty())
            };
            meaning("ja") && meaning("en")
        }));
        for language in ["ja", "en"] {
            let path =
                format!("/api/v1/mail-texts/{}/{language}", item["kind"].as_str().expect("a kind"));
            let own = app.staff_get(&path).expect(200).json();
            let same = json!({ "subject": own["subject"], "body": own["body"] });
            app.staff("PUT", &path, &same).expect(200);
            for sample in item["samples"].as_array().expect("samples") {
                let shown =
                    app.staff("POST", &format!("{path}/preview"), &json!({ "sample": sample }));
                assert!(
                    shown.expect(200).json()["text"].as_str().is_some_and(|text| text.len() > 50)
                );
            }
        }
    }
    for nowhere in ["/api/v1/mail-texts/nonsense/ja", "/api/v1/mail-texts/promoted/fr"] {
        app.staff_get(nowhere).expect_problem(404, "not_found");
        app.staff("PUT", nowhere, &text()).expect_problem(404, "not_found");
    }
    app.end();
}
