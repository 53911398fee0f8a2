//! Mails to people named as attendees: who gets which, and none twice; on both databases.

use serde_json::{Value, json};

use crate::support::app::TestApp;
use crate::support::figures::figure;
use crate::support::{bodies, on_both_databases};

/// A company's application with people by name and address; seats for all of them.
fn company(number: usize, people: &[(&str, Option<&str>)]) -> Value {
    let attendees: Vec<Value> =
        people.iter().map(|(name, email)| json!({ "name": name, "email": email })).collect();
    let body = bodies::from_company(number, &format!("株式会社例示{number}"));
    bodies::with(body, &json!({ "attendees": attendees }))
}

fn token(made: &Value) -> String {
    let url = made["manage_url"].as_str().expect("a link");
    url.rsplit('/').next().expect("a token").to_owned()
}

fn attendees(people: &[(&str, Option<&str>)]) -> Value {
    let people: Vec<Value> =
        people.iter().map(|(name, email)| json!({ "name": name, "email": email })).collect();
    json!({ "attendees": people })
}

/// How many mails of a kind somebody was sent.
fn told(app: &TestApp, kind: &str, recipient: &str) -> i64 {
    app.sql_number(&format!(
        "SELECT COUNT(*) AS number FROM outbox WHERE kind = 'attendee_{kind}' AND recipient = '{recipient}'"
    ))
}

fn all(app: &TestApp) -> i64 {
    app.sql_number("SELECT COUNT(*) AS number FROM outbox WHERE kind LIKE 'attendee_%'")
}

const YAMADA: (&str, Option<&str>) = ("山田 一", Some("yamada@example.jp"));
const SATO: (&str, Option<&str>) = ("佐藤 二", None);
const SUZUKI: (&str, Option<&str>) = ("鈴木 三", Some("suzuki@example.jp"));
const TAKAHASHI: (&str, Option<&str>) = ("高橋 四", Some("takahashi@example.jp"));
/// Named with the applicant's own address.
const TANAKA: (&str, Option<&str>) = ("田中 五", Some("Taro1@example.jp"));

on_both_databases! {
    fn who_is_named_with_an_address_of_their_own_is_told_of_everything_once(app) {
        let event = app.publish(&bodies::company_event(&[bodies::session("午前", 5), bodies::session("午後", 5)]));
        let session = |i: usize| event["sessions"][i]["id"].as_str().expect("a session").to_owned();
        let made = app.apply(&session(0), &company(1, &[YAMADA, SATO, SUZUKI, TANAKA])).expect(201).json();
        let path = format!("/api/v1/registrations/{}", token(&made));
        assert_eq!((told(app, "registered", "yamada@example.jp"), told(app, "registered", "suzuki@example.jp"), all(app)), (1, 1, 2));
        // What concerns nobody of them, what is said twice, another spelling: no mail.
        app.json("PATCH", &path, &json!({ "applicant": { "phone": "000-9999-8888" } })).expect(200);
        app.json("PATCH", &path, &attendees(&[("山田　一", Some("YAMADA@example.jp")), SATO, SUZUKI, TANAKA])).expect(200);
        assert_eq!(all(app), 2);
        // Somebody is replaced.
        for _ in 0..2 {
            app.json("PATCH", &path, &attendees(&[YAMADA, SATO, TAKAHASHI, TANAKA])).expect(200);
        }
        assert_eq!((told(app, "registered", "takahashi@example.jp"), told(app, "withdrawn", "suzuki@example.jp"), all(app)), (1, 1, 4));
        // All move.
        app.post(&format!("{path}/move"), &json!({ "session": session(1) })).expect(200);
        assert_eq!((told(app, "registered", "yamada@example.jp"), told(app, "registered", "takahashi@example.jp"), all(app)), (2, 2, 6));
        // One leaves, and comes back.
        let three = bodies::with(attendees(&[SATO, TAKAHASHI, TANAKA]), &json!({ "seats": 3 }));
        app.json("PATCH", &path, &three).expect(200);
        assert_eq!((told(app, "withdrawn", "yamada@example.jp"), all(app)), (1, 7));
        let four = bodies::with(attendees(&[YAMADA, SATO, TAKAHASHI, TANAKA]), &json!({ "seats": 4 }));
        app.json("PATCH", &path, &four).expect(200);
        assert_eq!((told(app, "registered", "yamada@example.jp"), all(app)), (3, 8));
        // All of it is withdrawn.
        app.json("DELETE", &path, &Value::Null).expect(200);
        app.json("DELETE", &path, &Value::Null).expect_problem(409, "wrong_state");
        assert_eq!((told(app, "withdrawn", "yamada@example.jp"), told(app, "withdrawn", "takahashi@example.jp"), all(app)), (2, 1, 10));
        assert_eq!(app.sql_number("SELECT COUNT(*) AS number FROM outbox WHERE kind LIKE 'attendee_%' AND recipient = 'Taro1@example.jp'"), 0);
        // Each says its own name alone.
        let strangers = "SELECT COUNT(*) AS number FROM outbox WHERE kind LIKE 'attendee_%'
            AND (CAST(context AS TEXT) LIKE '%佐藤%' OR (recipient <> 'yamada@example.jp' AND CAST(context AS TEXT) LIKE '%山田 一%') OR CAST(context AS TEXT) LIKE '%9999%')";
        assert_eq!(app.sql_number(strangers), 0);
        app.drain_mail();
        assert_eq!(app.sql_number("SELECT COUNT(*) AS number FROM outbox WHERE state <> 'sent'"), 0, "every one can be rendered");
        figure("companies", "1 registration of 4 people through 7 changes: 10 mails to attendees, none twice");
    }

    fn who_waits_is_told_when_there_is_a_seat_and_not_before(app) {
        let event = app.publish(&bodies::company_event(&[bodies::session("下関", 1)]));
        let session = event["sessions"][0]["id"].as_str().expect("a session").to_owned();
        let first = app.apply(&session, &company(1, &[YAMADA])).expect(201).json();
        let waiting = app.apply(&session, &company(2, &[SUZUKI])).expect(201).json();
        let given_up = app.apply(&session, &company(3, &[TAKAHASHI])).expect(201).json();
        assert_eq!((waiting["state"].as_str(), all(app)), (Some("waitlisted"), 1));
        app.json("DELETE", &format!("/api/v1/registrations/{}", token(&given_up)), &Value::Null).expect(200);
        assert_eq!(all(app), 1, "who was never told of a seat hears of no withdrawal");
        app.json("DELETE", &format!("/api/v1/registrations/{}", token(&first)), &Value::Null).expect(200);
        assert_eq!((told(app, "registered", "suzuki@example.jp"), told(app, "withdrawn", "yamada@example.jp"), all(app)), (1, 1, 3));
    }

    fn names_that_come_later_are_told_when_they_come(app) {
        let event = app.publish(&bodies::company_event(&[bodies::session("下関", 1)]));
        let session = event["sessions"][0]["id"].as_str().expect("a session").to_owned();
        let body = bodies::with(company(1, &[]), &json!({ "seats": 3 }));
        let made = app.apply(&session, &body).expect(201).json();
        assert_eq!(all(app), 0);
        let path = format!("/api/v1/registrations/{}", token(&made));
        app.json("PATCH", &path, &attendees(&[YAMADA, SUZUKI])).expect(200);
        assert_eq!((told(app, "registered", "yamada@example.jp"), told(app, "registered", "suzuki@example.jp"), all(app)), (1, 1, 2));
        // Applying once more has the applicant's mail sent again, and nobody else's.
        app.apply(&session, &body).expect_problem(409, "already_registered");
        assert_eq!(all(app), 2);
    }
}
