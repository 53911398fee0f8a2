//! The mail queue in staff's hands, over the API: finding, trying again, giving up, on both databases.

use chrono::TimeDelta;
use serde_json::{Value, json};
use uketsuke::domain::mail_state::{ByHand, MailState};
use uketsuke::store::outbox;

use crate::support::app::TestApp;
use crate::support::mailings::queue_mailing;
use crate::support::{bodies, on_both_databases};

fn mails(app: &TestApp, query: &str) -> Vec<Value> {
    let page = app.staff_get(&format!("/api/v1/outbox?{query}")).expect(200).json();
    page["items"].as_array().expect("mails").clone()
}

fn id(thing: &Value) -> &str {
    thing["id"].as_str().expect("an id")
}

on_both_databases! {
    fn every_state_permits_what_the_table_says(app) {
        queue_mailing(app, 1, outbox::URGENT);
        let mail = mails(app, "state=queued")[0].clone();
        for state in MailState::ALL {
            for (action, word) in [(ByHand::Retry, "retry"), (ByHand::Abort, "abort")] {
                app.sql(&format!("UPDATE outbox SET state = '{state}' WHERE dedup_key = 'mailing-0'"));
                let path = format!("/api/v1/outbox/{}/{word}", id(&mail));
                let body = if action == ByHand::Retry { json!({ "reason": "試験" }) } else { Value::Null };
                let answer = app.staff("POST", &path, &body);
                match state.after(action) {
                    Some(to) => assert_eq!(answer.expect(200).json()["state"], to.as_str(), "{state} {word}"),
                    None => drop(answer.expect_problem(409, "wrong_state")),
                }
            }
        }
    }

    fn a_mail_is_found_by_everything_it_belongs_to_and_its_address_is_masked(app) {
        let event = app.publish(&bodies::event(&[bodies::session("下関", 5), bodies::session("萩", 5)]));
        let sessions = [id(&event["sessions"][0]).to_owned(), id(&event["sessions"][1]).to_owned()];
        let first = app.apply(&sessions[0], &bodies::applicant(1)).expect(201).json();
        app.apply(&sessions[1], &bodies::applicant(2)).expect(201);
        let found = |query: &str| mails(app, query).iter().map(|mail| mail["session"].as_str().expect("a session").to_owned()).collect::<Vec<_>>();
        assert_eq!(found("").len(), 2);
        assert_eq!(found(&format!("session={}", sessions[0])), [sessions[0].clone()]);
        assert_eq!(found(&format!("event={}", id(&event))).len(), 2);
        assert_eq!(found(&format!("registration={}", id(&first))), [sessions[0].clone()]);
        assert_eq!(found("q=taro2@example.jp"), [sessions[1].clone()]);
        assert!(found("q=taro").is_empty(), "the whole address, or nothing");
        assert_eq!(found("kind=registration_confirmed&state=queued").len(), 2);
        assert!(found("kind=withdrawn").is_empty() && found("state=failed").is_empty());
        assert!(mails(app, "").iter().all(|mail| mail["recipient"] == "t***@example.jp"));
    }

    fn what_failed_is_counted_for_two_weeks_and_a_whole_kind_is_tried_again(app) {
        queue_mailing(app, 30, outbox::URGENT);
        app.sql("UPDATE outbox SET state = 'failed', last_reply = '550 <bulk0@example.jp>' WHERE state = 'queued'");
        let summary = || app.staff_get("/api/v1/outbox/summary").expect(200).json();
        assert_eq!((&summary()["failed"], &summary()["unknown"]), (&json!(30), &json!(0)));
        let retry = |body: Value| app.staff("POST", "/api/v1/outbox/retry", &body).expect(200).json();
        assert_eq!(retry(json!({ "kind": "withdrawn" }))["retried"], 0);
        let later = (app.app().clock.now() + TimeDelta::hours(1)).to_rfc3339();
        assert_eq!(retry(json!({ "kind": "registration_confirmed", "failed_since": later }))["retried"], 0);
        assert_eq!(retry(json!({ "kind": "registration_confirmed" })), json!({ "retried": 30, "too_late": 0 }));
        assert_eq!(summary()["failed"], 0);
        assert_eq!(app.drain_mail(), 30);
        app.sql("UPDATE outbox SET state = 'failed' WHERE state = 'sent'");
        app.app().clock.advance(TimeDelta::days(15));
        assert_eq!(summary()["failed"], 0, "nobody is told for ever");
    }

    fn a_mail_that_was_given_up_is_tried_again_as_long_as_it_is_of_use(app) {
        queue_mailing(app, 2, outbox::URGENT);
        app.app().clock.advance(TimeDelta::days(6));
        assert_eq!(app.drain_mail(), 0, "given up as it is claimed");
        let given_up = mails(app, "state=failed");
        assert_eq!(given_up.len(), 2);
        assert!(given_up[0]["last_reply"].as_str().is_some_and(|reply| reply.starts_with("given up")));
        assert_eq!(given_up[0]["attempts"], 0);
        app.staff("POST", &format!("/api/v1/outbox/{}/retry", id(&given_up[0])), &Value::Null).expect(200);
        assert_eq!(app.drain_mail(), 1, "the session has not begun");
        app.app().clock.advance(TimeDelta::days(30));
        app.staff("POST", &format!("/api/v1/outbox/{}/retry", id(&given_up[1])), &Value::Null).expect_problem(409, "too_late");
        let many = app.staff("POST", "/api/v1/outbox/retry", &json!({ "kind": "registration_confirmed" })).expect(200).json();
        assert_eq!(many, json!({ "retried": 0, "too_late": 1 }));
    }
}
