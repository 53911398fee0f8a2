//! Applying, withdrawing, moving: what applicants get, through the API, on both databases.

use serde_json::{Value, json};

use crate::support::app::TestApp;
use crate::support::figures::figure;
use crate::support::{bodies, on_both_databases};

fn token(registration: &Value) -> String {
    registration["manage_url"]
        .as_str()
        .expect("a manage link")
        .rsplit('/')
        .next()
        .expect("a token")
        .to_owned()
}

fn applied(app: &TestApp, session: &str, body: &Value) -> Value {
    app.apply(session, body).expect(201).json()
}

fn state_of(app: &TestApp, registration: &Value) -> Value {
    app.get(&format!("/api/v1/registrations/{}", token(registration))).expect(200).json()
}

fn withdraw(app: &TestApp, registration: &Value) {
    app.json("DELETE", &format!("/api/v1/registrations/{}", token(registration)), &Value::Null)
        .expect(200);
}

on_both_databases! {
    fn who_applies_in_time_is_confirmed_with_number_and_link(app) {
        let session = app.session(bodies::session("下関", 20));
        let registration = applied(app, &session, &bodies::applicant(1));
        assert_eq!(registration["state"], "confirmed");
        assert_eq!(registration["sequence"], 1);
        assert_eq!(registration["position"], Value::Null);
        assert_eq!(registration["reception_number"].as_str().map(str::len), Some(8));
        let public = app.get(&format!("/api/v1/sessions/{session}")).expect(200).json();
        assert_eq!((&public["seats_left"], &public["status"]), (&json!(19), &json!("open")));
    }

    fn the_twenty_first_waits_and_gets_the_seat_that_comes_free(app) {
        let session = app.session(bodies::session("下関", 2));
        let first = applied(app, &session, &bodies::applicant(1));
        applied(app, &session, &bodies::applicant(2));
        let third = applied(app, &session, &bodies::applicant(3));
        let fourth = applied(app, &session, &bodies::applicant(4));
        assert_eq!((&third["state"], &third["position"]), (&json!("waitlisted"), &json!(1)));
        assert_eq!((&fourth["state"], &fourth["position"]), (&json!("waitlisted"), &json!(2)));
        withdraw(app, &first);
        assert_eq!(state_of(app, &third)["state"], "confirmed");
        let fourth = state_of(app, &fourth);
        assert_eq!((&fourth["state"], &fourth["position"]), (&json!("waitlisted"), &json!(1)));
        let public = app.get(&format!("/api/v1/sessions/{session}")).expect(200).json();
        assert_eq!((&public["status"], &public["waiting"]), (&json!("waitlist"), &json!(1)));
    }

    fn without_a_waiting_list_a_full_session_says_so(app) {
        let session = app.session(bodies::session_with("萩", 1, &json!({ "waiting_list": false })));
        applied(app, &session, &bodies::applicant(1));
        app.apply(&session, &bodies::applicant(2)).expect_problem(409, "session_full");
        let public = app.get(&format!("/api/v1/sessions/{session}")).expect(200).json();
        assert_eq!(public["status"], "full");
    }

    fn a_party_gets_all_its_seats_or_none(app) {
        let session = app.session(bodies::session_with("萩", 4, &json!({ "waiting_list": false })));
        applied(app, &session, &bodies::party(1, 3));
        app.apply(&session, &bodies::party(2, 2)).expect_problem(409, "not_enough_seats");
        assert_eq!(applied(app, &session, &bodies::applicant(3))["state"], "confirmed");
    }

    fn nobody_registers_twice_but_a_family_may_share_an_address(app) {
        let session = app.session(bodies::session("萩", 5));
        applied(app, &session, &bodies::applicant(1));
        let problem = app.apply(&session, &bodies::applicant(1)).expect_problem(409, "already_registered");
        assert!(!problem.to_string().contains("taro1"), "{problem}");
        let mut sibling = bodies::applicant(1);
        sibling["applicant"]["name"] = json!("山田 花子");
        assert_eq!(applied(app, &session, &sibling)["state"], "confirmed");
    }

    fn a_second_person_of_a_company_comes_under_its_seat(app) {
        let event = app.publish(&bodies::with(
            bodies::company_event(&[bodies::session("オンライン", 1)]),
            &json!({ "people_per_company": 2 }),
        ));
        let session = event["sessions"][0]["id"].as_str().expect("a session").to_owned();
        let first = applied(app, &session, &bodies::from_company(1, "株式会社例示"));
        assert_eq!(first["joined_company_seat"], false);
        let second = applied(app, &session, &bodies::from_company(2, "（株） 例示"));
        assert_eq!((&second["state"], &second["joined_company_seat"]), (&json!("confirmed"), &json!(true)));
        app.apply(&session, &bodies::from_company(3, "㈱例示")).expect_problem(409, "company_people_limit");
        let other = applied(app, &session, &bodies::from_company(4, "別の会社"));
        assert_eq!(other["state"], "waitlisted");
        withdraw(app, &first);
        assert_eq!(state_of(app, &other)["state"], "waitlisted");
        withdraw(app, &second);
        assert_eq!(state_of(app, &other)["state"], "confirmed");
    }

    fn one_person_may_hold_only_one_session_of_a_group(app) {
        let hagi = |name: &str| bodies::session_with(name, 20, &json!({ "group": "hagi" }));
        let event = app.publish(&bodies::with(
            bodies::event(&[hagi("萩(午前)"), hagi("萩(午後)")]),
            &json!({ "session_groups": [{ "key": "hagi", "name": "萩", "sessions_per_applicant": 1 }] }),
        ));
        let session = |i: usize| event["sessions"][i]["id"].as_str().expect("a session").to_owned();
        let first = applied(app, &session(0), &bodies::applicant(1));
        app.apply(&session(1), &bodies::applicant(1)).expect_problem(409, "group_limit");
        let moved = app.post(&format!("/api/v1/registrations/{}/move", token(&first)), &json!({ "session": session(1) }));
        assert_eq!(moved.expect(200).json()["session"], json!(session(1)));
        assert_eq!(app.get(&format!("/api/v1/sessions/{}", session(0))).json()["seats_left"], 20);
    }

    fn sessions_of_a_group_share_its_cap(app) {
        let hagi = |name: &str| bodies::session_with(name, 20, &json!({ "group": "hagi" }));
        let event = app.publish(&bodies::with(
            bodies::event(&[hagi("萩(午前)"), hagi("萩(午後)")]),
            &json!({ "session_groups": [{ "key": "hagi", "name": "萩", "capacity": 2 }] }),
        ));
        let session = |i: usize| event["sessions"][i]["id"].as_str().expect("a session").to_owned();
        let first = applied(app, &session(0), &bodies::applicant(1));
        applied(app, &session(1), &bodies::applicant(2));
        let third = applied(app, &session(1), &bodies::applicant(3));
        assert_eq!(third["state"], "waitlisted");
        withdraw(app, &first);
        assert_eq!(state_of(app, &third)["state"], "confirmed");
    }

    fn both_caps_of_a_session_hold(app) {
        let event = app.publish(&bodies::company_event(&[
            bodies::session_with("ツアー", 10, &json!({ "people_capacity": 4, "waiting_list": false })),
        ]));
        let session = event["sessions"][0]["id"].as_str().expect("a session").to_owned();
        let party = |number, company: &str, seats: i64| {
            bodies::with(bodies::from_company(number, company), &json!({ "seats": seats }))
        };
        applied(app, &session, &party(1, "甲", 3));
        app.apply(&session, &party(2, "乙", 2)).expect_problem(409, "not_enough_seats");
        applied(app, &session, &party(3, "丙", 1));
        app.apply(&session, &party(4, "丁", 1)).expect_problem(409, "session_full");
    }

    fn a_raised_capacity_promotes_and_one_below_the_confirmed_is_refused_with_the_numbers(app) {
        let session = app.session(bodies::session("下関", 2));
        let all: Vec<Value> = (1..=4).map(|number| applied(app, &session, &bodies::applicant(number))).collect();
        app.staff("PATCH", &format!("/api/v1/sessions/{session}"), &json!({ "capacity": 3 })).expect(200);
        assert_eq!(state_of(app, &all[2])["state"], "confirmed");
        assert_eq!(state_of(app, &all[3])["state"], "waitlisted");
        let refused = app.staff("PATCH", &format!("/api/v1/sessions/{session}"), &json!({ "capacity": 2 }));
        let problem = refused.expect_problem(409, "capacity_below_confirmed");
        assert!(problem["detail"].as_str().is_some_and(|detail| detail.contains('3')), "{problem}");
    }

    fn the_same_idempotency_key_gives_the_same_answer_and_another_body_is_refused(app) {
        let session = app.session(bodies::session("下関", 5));
        let path = format!("/api/v1/sessions/{session}/registrations");
        let send = |body: &Value| {
            let headers = [("Content-Type", "application/json"), ("Idempotency-Key", "k-1")];
            app.send("POST", &path, &headers, body.to_string().as_bytes())
        };
        let first = send(&bodies::applicant(1)).expect(201).json();
        let again = send(&bodies::applicant(1)).expect(201).json();
        assert_eq!(first, again);
        send(&bodies::applicant(2)).expect_problem(422, "idempotency_conflict");
        assert_eq!(app.get(&format!("/api/v1/sessions/{session}")).json()["seats_left"], 4);
    }

    fn fifty_presses_with_one_key_register_once_and_hear_the_same(app) {
        let session = app.session(bodies::session("下関", 100));
        let path = format!("/api/v1/sessions/{session}/registrations");
        let body = bodies::applicant(1).to_string();
        let press = || {
            let headers = [("Content-Type", "application/json"), ("Idempotency-Key", "the-one")];
            app.send("POST", &path, &headers, body.as_bytes())
        };
        let answers: Vec<_> = std::thread::scope(|scope| {
            let presses: Vec<_> = (0..50).map(|_| scope.spawn(press)).collect();
            presses.into_iter().map(|press| press.join().expect("no panic")).collect()
        });
        let (made, others): (Vec<_>, Vec<_>) = answers.into_iter().partition(|answer| answer.status == 201);
        let first = made.first().expect("one is told").json();
        assert!(made.iter().all(|answer| answer.json() == first), "one key, one answer");
        let in_progress = others.len();
        for answer in others {
            answer.expect_problem(409, "idempotency_in_progress");
        }
        assert_eq!(app.get(&format!("/api/v1/sessions/{session}")).json()["seats_left"], 99);
        figure("P12", format!("1 key, 50 presses at once: {} the same answer, {in_progress} told to wait", made.len()));
    }

    fn a_full_session_takes_nobody_by_a_move_and_the_old_seat_is_kept(app) {
        let event = app.publish(&bodies::event(&[bodies::session("午前", 1), bodies::session("午後", 1)]));
        let session = |i: usize| event["sessions"][i]["id"].as_str().expect("a session").to_owned();
        let morning = applied(app, &session(0), &bodies::applicant(1));
        applied(app, &session(1), &bodies::applicant(2));
        let path = format!("/api/v1/registrations/{}/move", token(&morning));
        app.post(&path, &json!({ "session": session(1) })).expect_problem(409, "session_full");
        assert_eq!(state_of(app, &morning)["state"], "confirmed");
        app.post(&path, &json!({ "session": uuid::Uuid::nil() })).expect_fault("/session", "unknown_choice");
    }

    fn answers_and_people_can_be_changed_without_losing_the_place(app) {
        let session = app.session(bodies::session("下関", 3));
        let first = applied(app, &session, &bodies::party(1, 2));
        let second = applied(app, &session, &bodies::party(2, 2));
        assert_eq!(second["state"], "waitlisted");
        let path = format!("/api/v1/registrations/{}", token(&first));
        app.json("PATCH", &path, &json!({ "seats": 4 })).expect_problem(409, "not_enough_seats");
        let changed = app.json("PATCH", &path, &json!({ "seats": 1, "applicant": { "kana": "ヤマダ" } })).expect(200).json();
        assert_eq!((&changed["seats"], &changed["applicant"]["kana"]), (&json!(1), &json!("ヤマダ")));
        assert_eq!(state_of(app, &second)["state"], "confirmed");
    }

    fn applications_are_taken_from_opening_to_closing_and_not_when_cancelled(app) {
        let later = chrono::DateTime::parse_from_rfc3339("2090-01-01T00:00:00Z").expect("a time");
        let not_yet = bodies::session_with("下関", 5, &json!({
            "opens_at": later.to_rfc3339(),
            "closes_at": (later + chrono::Duration::days(1)).to_rfc3339(),
            "meetings": [{ "starts_at": (later + chrono::Duration::days(2)).to_rfc3339(),
                           "ends_at": (later + chrono::Duration::days(3)).to_rfc3339() }]
        }));
        let session = app.session(not_yet);
        app.apply(&session, &bodies::applicant(1)).expect_problem(409, "not_open");
        let open = app.session(bodies::session("萩", 5));
        app.staff("POST", &format!("/api/v1/sessions/{open}/close"), &Value::Null).expect(200);
        app.apply(&open, &bodies::applicant(1)).expect_problem(409, "closed");
        app.staff("POST", &format!("/api/v1/sessions/{open}/cancel"), &Value::Null).expect(200);
        app.apply(&open, &bodies::applicant(1)).expect_problem(409, "cancelled");
        assert_eq!(app.get(&format!("/api/v1/sessions/{open}")).json()["status"], "cancelled");
    }

    fn staff_enter_what_came_by_telephone_with_its_own_time_of_arrival(app) {
        let session = app.session(bodies::session("下関", 1));
        let entry = json!({
            "applicant": { "name": "佐藤 一郎", "phone": "0001234567" },
            "source": "telephone", "received_at": "2026-10-01T09:00:00+09:00"
        });
        let path = format!("/api/v1/sessions/{session}/registrations");
        app.post(&path, &bodies::with(bodies::applicant(9), &json!({ "source": "telephone" })))
            .expect_problem(401, "unauthorized");
        let made = app.staff("POST", &path, &entry).expect(201).json();
        assert_eq!(made["state"], "confirmed");
        let over = bodies::with(entry.clone(), &json!({
            "applicant": { "name": "佐藤 二郎", "phone": "0001234568" }, "exceed_reason": "通訳のため"
        }));
        assert_eq!(app.staff("POST", &path, &over).expect(201).json()["state"], "confirmed");
        let listed = app.staff_get(&format!("{path}?q=%E4%BD%90%E8%97%A4")).expect(200).json();
        let rows = listed["items"].as_array().expect("rows");
        assert_eq!(rows.len(), 2);
        assert_eq!(rows[0]["source"], "telephone");
        assert_eq!(rows[0]["received_at"], "2026-10-01T09:00:00+09:00");
    }

    fn an_offer_that_is_not_open_cannot_be_answered(app) {
        let session = app.session(bodies::session("下関", 1));
        let registration = applied(app, &session, &bodies::applicant(1));
        for answer in ["accept", "decline"] {
            app.post(&format!("/api/v1/registrations/{}/{answer}", token(&registration)), &Value::Null)
                .expect_problem(409, "no_offer");
        }
    }
}
