//! What has a deadline, and what is scarce: offers, held seats, ranked wishes, limited choices, by the API.

use std::time::{Duration, Instant};

use chrono::TimeDelta;
use serde_json::{Value, json};

use crate::support::app::TestApp;
use crate::support::{bodies, on_both_databases};

fn event_with(app: &TestApp, sessions: &[Value], more: &Value) -> Vec<String> {
    let event = app.publish(&bodies::with(bodies::event(sessions), more));
    let sessions = event["sessions"].as_array().expect("sessions");
    sessions.iter().map(|session| session["id"].as_str().expect("an id").to_owned()).collect()
}

/// The token and the first answer of somebody who applies.
fn applied(app: &TestApp, session: &str, body: &Value) -> (String, Value) {
    let made = app.apply(session, body).expect(201).json();
    let url = made["manage_url"].as_str().expect("a link").to_owned();
    (url.rsplit('/').next().expect("a token").to_owned(), made)
}

fn own(app: &TestApp, token: &str) -> Value {
    app.get(&format!("/api/v1/registrations/{token}")).expect(200).json()
}

fn state(app: &TestApp, token: &str) -> String {
    own(app, token)["state"].as_str().expect("a state").to_owned()
}

/// What the service does by itself, within a few of its rounds.
#[track_caller]
fn becomes(app: &TestApp, token: &str, wanted: &str) {
    let began = Instant::now();
    while state(app, token) != wanted {
        assert!(began.elapsed() < Duration::from_secs(20), "still {}", state(app, token));
        std::thread::sleep(Duration::from_millis(50));
    }
}

fn answer(app: &TestApp, token: &str, word: &str) -> crate::support::answer::Answer {
    app.post(&format!("/api/v1/registrations/{token}/{word}"), &Value::Null)
}

fn mails(app: &TestApp, kind: &str) -> i64 {
    app.sql_number(&format!("SELECT COUNT(*) AS number FROM outbox WHERE kind = '{kind}'"))
}

on_both_databases! {
    fn a_freed_seat_is_offered_with_a_deadline_and_goes_to_the_next_when_it_runs_out(app) {
        let rules = json!({ "application_rules": { "offer_minutes": 60 } });
        let session = &event_with(app, &[bodies::session("下関", 1)], &rules)[0];
        let tokens: Vec<String> =
            (0..4).map(|number| applied(app, session, &bodies::applicant(number)).0).collect();
        app.send("DELETE", &format!("/api/v1/registrations/{}", tokens[0]), &[], &[]).expect(200);
        let offered = own(app, &tokens[1]);
        assert_eq!(offered["state"], "offered");
        assert!(offered["offer_expires_at"].is_string(), "{offered}");
        assert_eq!(mails(app, "seat_offered"), 1);
        app.app().clock.advance(TimeDelta::minutes(60));
        answer(app, &tokens[1], "accept").expect_problem(409, "offer_expired");
        becomes(app, &tokens[1], "waitlisted");
        assert_eq!(own(app, &tokens[1])["position"], 2, "behind those who wait");
        assert_eq!(state(app, &tokens[2]), "offered");
        assert_eq!((mails(app, "offer_expired"), mails(app, "seat_offered")), (1, 2));
        answer(app, &tokens[2], "decline").expect(200);
        assert_eq!((state(app, &tokens[2]), state(app, &tokens[3])), ("declined_offer".into(), "offered".into()));
        answer(app, &tokens[3], "accept").expect(200);
        assert_eq!(state(app, &tokens[3]), "confirmed");
        answer(app, &tokens[3], "accept").expect_problem(409, "no_offer");
        let kinds = ["seat_offered", "offer_expired", "registration_confirmed", "promoted"];
        assert_eq!(kinds.map(|kind| mails(app, kind)), [3, 1, 2, 0]);
        assert!(app.drain_mail() >= 9, "all of them can be written and sent");
    }

    fn a_seat_that_nobody_took_in_time_may_still_be_taken_while_it_is_free(app) {
        let rules = json!({ "application_rules": { "offer_minutes": 60 } });
        let session = &event_with(app, &[bodies::session("下関", 1)], &rules)[0];
        let tokens: Vec<String> =
            (0..2).map(|number| applied(app, session, &bodies::applicant(number)).0).collect();
        app.send("DELETE", &format!("/api/v1/registrations/{}", tokens[0]), &[], &[]).expect(200);
        app.app().clock.advance(TimeDelta::minutes(61));
        becomes(app, &tokens[1], "waitlisted");
        let seen = app.get(&format!("/api/v1/sessions/{session}")).expect(200).json();
        assert_eq!((seen["status"].as_str(), seen["seats_left"].as_i64()), (Some("open"), Some(1)));
        answer(app, &tokens[1], "accept").expect(200);
        assert_eq!(state(app, &tokens[1]), "confirmed");
    }

    fn a_seat_is_held_until_the_address_is_confirmed_and_then_given_back(app) {
        let rules = json!({ "application_rules": { "confirm_address_minutes": 30 } });
        let session = &event_with(app, &[bodies::session("下関", 2)], &rules)[0];
        let (kept, made) = applied(app, session, &bodies::applicant(0));
        let (lost, _) = applied(app, session, &bodies::applicant(1));
        let (next, waits) = applied(app, session, &bodies::applicant(2));
        assert_eq!((made["state"].as_str(), waits["state"].as_str()), (Some("pending"), Some("waitlisted")));
        assert_eq!((mails(app, "confirm_address"), mails(app, "registration_confirmed")), (2, 0));
        answer(app, &kept, "accept").expect_problem(409, "no_offer");
        let id = made["id"].as_str().and_then(|id| id.parse().ok()).expect("an id");
        let proof = app.app().links.address_proof(id, "taro0@example.jp");
        app.form(&format!("/r/{kept}/confirm/{proof}"), &[], None).expect(303);
        assert_eq!(state(app, &kept), "confirmed");
        app.app().clock.advance(TimeDelta::minutes(30));
        becomes(app, &lost, "withdrawn");
        assert_eq!(state(app, &next), "confirmed");
        assert_eq!(mails(app, "withdrawn"), 0, "nothing more is sent to an address that may be a stranger's");
        let by_staff = bodies::with(bodies::applicant(9), &json!({ "source": "telephone" }));
        let path = format!("/api/v1/sessions/{session}/registrations");
        assert_eq!(app.staff("POST", &path, &by_staff).expect(201).json()["state"], "waitlisted");
    }

    fn one_application_names_several_sessions_and_gets_the_first_that_has_a_seat(app) {
        let rules = json!({ "application_rules": { "wishes": 2 } });
        let both = [bodies::session("午前", 1), bodies::session("午後", 1)];
        let sessions = event_with(app, &both, &rules);
        let wish = |number| bodies::with(bodies::applicant(number), &json!({ "wishes": [sessions[1]] }));
        let given: Vec<Value> =
            (0..3).map(|number| applied(app, &sessions[0], &wish(number)).1).collect();
        let of = |made: &Value| (made["session"].clone(), made["state"].clone());
        assert_eq!(of(&given[0]), (json!(sessions[0]), json!("confirmed")));
        assert_eq!(of(&given[1]), (json!(sessions[1]), json!("confirmed")));
        assert_eq!(of(&given[2]), (json!(sessions[0]), json!("waitlisted")));
        let (token, _) = applied(app, &sessions[0], &wish(3));
        assert_eq!(own(app, &token)["wishes"], json!(sessions));
        let wrong = [
            (json!([sessions[0]]), "duplicate"),
            (json!(["01890000-0000-7000-8000-000000000000"]), "unknown_choice"),
            (json!([sessions[1], sessions[1]]), "too_many"),
        ];
        for (wishes, code) in wrong {
            let body = bodies::with(bodies::applicant(8), &json!({ "wishes": wishes }));
            let problem = app.apply(&sessions[0], &body).expect_problem(422, "validation_failed");
            assert_eq!(problem["errors"][0]["code"], code, "{problem}");
        }
    }

    fn of_a_limited_choice_only_so_many_are_given_and_the_answer_says_where(app) {
        let lunch = json!({ "questions": [{ "key": "lunch", "kind": "choices", "label": "昼食",
            "choices": [{ "value": "box", "label": "弁当", "limit": 2 }, { "value": "none", "label": "なし" }] }] });
        let session = &event_with(app, &[bodies::session("下関", 9)], &lunch)[0];
        let hungry = |number| bodies::with(bodies::applicant(number), &json!({ "answers": { "lunch": ["box"] } }));
        let (first, _) = applied(app, session, &hungry(0));
        applied(app, session, &hungry(1));
        let problem = app.apply(session, &hungry(2)).expect_problem(422, "validation_failed");
        let fault = &problem["errors"][0];
        assert_eq!((fault["pointer"].as_str(), fault["code"].as_str()), (Some("/answers/lunch"), Some("choice_full")));
        let instead = json!({ "answers": { "lunch": ["none"] } });
        app.json("PATCH", &format!("/api/v1/registrations/{first}"), &instead).expect(200);
        applied(app, session, &hungry(2));
        let event = own(app, &first)["event"].as_str().expect("an event").to_owned();
        let wider = json!({ "questions": [{ "key": "lunch", "kind": "choices", "label": "昼食",
            "choices": [{ "value": "box", "label": "弁当", "limit": 3 }, { "value": "none", "label": "なし" }] }] });
        app.staff("PATCH", &format!("/api/v1/events/{event}"), &wider).expect(200);
        applied(app, session, &hungry(3));
        app.apply(session, &hungry(4)).expect_problem(422, "validation_failed");
    }
}
