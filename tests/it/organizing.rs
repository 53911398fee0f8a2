//! Organizers who change things at the same time lose nothing of each other's, on both databases.

use std::time::Duration;

use serde_json::{Value, json};

use crate::support::answer::Answer;
use crate::support::app::{Node, Place, Setup, TestApp};
use crate::support::{bodies, on_both_databases};
use uketsuke::desk::Guard;

/// Rounds of a race; each one has its chance to go wrong.
const ROUNDS: i64 = 12;
/// A node shows what another has changed after a second.
const SHOWN_FOR: Duration = Duration::from_millis(1_100);

fn id_of(value: &Value) -> String {
    value["id"].as_str().expect("an id").to_owned()
}

/// A draft with one session; its id.
fn draft(app: &TestApp) -> String {
    let event = bodies::event(&[bodies::session("下関", 5)]);
    id_of(&app.staff("POST", "/api/v1/events", &event).expect(201).json())
}

fn token(registration: &Value) -> String {
    let url = registration["manage_url"].as_str().expect("a manage link");
    url.rsplit('/').next().expect("a token").to_owned()
}

/// An organizer's request to any node.
fn ask(node: &str, token: &str, method: &str, path: &str, body: &Value) -> Answer {
    let bytes = if body.is_null() { Vec::new() } else { body.to_string().into_bytes() };
    let request = ureq::http::Request::builder()
        .method(method)
        .uri(format!("{node}{path}"))
        .header("Content-Type", "application/json")
        .header("Authorization", format!("Bearer {token}"))
        .body(bytes)
        .expect("a request");
    Answer::of(crate::support::app::agent().run(request).expect("an answer"))
}

/// Both at once, each by its node.
fn at_once(one: impl FnOnce() -> Answer + Send, other: impl FnOnce() -> Answer + Send) {
    std::thread::scope(|scope| {
        let other = scope.spawn(other);
        one().expect(200);
        other.join().expect("no panic").expect(200);
    });
}

fn nothing_is_undone(first: &str, second: &str, app: &TestApp) {
    let staff = |node: &str, method: &str, path: &str, body: &Value| {
        ask(node, &app.token, method, path, body)
    };
    let mut changed = Vec::new();
    for round in 0..ROUNDS {
        let event = draft(app);
        let path = format!("/api/v1/events/{event}");
        // The second node has a copy in memory from before.
        staff(second, "GET", &path, &Value::Null).expect(200);
        at_once(
            || staff(first, "POST", &format!("{path}/publish"), &Value::Null),
            || staff(second, "PATCH", &path, &json!({ "contact": format!("窓口 {round}") })),
        );
        at_once(
            || staff(first, "PATCH", &path, &json!({ "title": format!("説明会 {round}") })),
            || staff(second, "POST", &format!("{path}/cancel"), &Value::Null),
        );
        changed.push(path);
    }
    std::thread::sleep(SHOWN_FOR);
    for (round, path) in (0..).zip(changed) {
        let now = staff(first, "GET", &path, &Value::Null).expect(200).json();
        let texts = now.to_string();
        assert_eq!(now["status"], "cancelled", "round {round}: {now}");
        assert!(texts.contains(&format!("窓口 {round}")), "{now}");
        assert!(texts.contains(&format!("説明会 {round}")), "{now}");
    }
}

fn sessions_keep_every_change(first: &str, second: &str, app: &TestApp) {
    let staff = |node: &str, method: &str, path: &str, body: &Value| {
        ask(node, &app.token, method, path, body)
    };
    let mut changed = Vec::new();
    for round in 0..ROUNDS {
        let session = app.session(bodies::session("萩", 5));
        let path = format!("/api/v1/sessions/{session}");
        ask(second, &app.token, "GET", &path, &Value::Null).expect(200);
        at_once(
            || staff(first, "PATCH", &path, &json!({ "capacity": 10 + round })),
            || staff(second, "PATCH", &path, &json!({ "people_capacity": 100 + round })),
        );
        at_once(
            || staff(first, "POST", &format!("{path}/cancel"), &Value::Null),
            || staff(second, "PATCH", &path, &json!({ "name": "萩二" })),
        );
        let again = staff(second, "POST", &format!("{path}/reopen"), &Value::Null);
        again.expect_problem(409, "cancelled");
        changed.push(path);
    }
    std::thread::sleep(SHOWN_FOR);
    for (round, path) in (0..).zip(changed) {
        let now = staff(first, "GET", &path, &Value::Null).expect(200).json();
        assert_eq!(now["status"], "cancelled", "round {round}: {now}");
        assert_eq!(now["capacity"], 10 + round, "{now}");
        assert_eq!(now["people_capacity"], 100 + round, "{now}");
        assert!(now["name"].to_string().contains("萩二"), "{now}");
    }
}

/// A service of two nodes on one PostgreSQL.
fn on_two_nodes(test: impl FnOnce(&str, &str, &TestApp)) {
    let place = Place::postgresql();
    let setup = Setup { url: &place.url, extra: &[], guard: Guard::On, is_demo: false };
    let mut second = Node::start(&setup);
    let first = Node::start(&setup);
    let app = TestApp::with(first, place);
    test(&app.url(""), &format!("http://{}", second.address), &app);
    second.stop();
    app.end();
}

#[test]
fn what_one_node_published_or_cancelled_another_does_not_undo() {
    on_two_nodes(nothing_is_undone);
}

#[test]
fn what_one_node_changed_in_a_session_another_does_not_undo() {
    on_two_nodes(sessions_keep_every_change);
}

on_both_databases! {
    fn a_change_beside_a_publication_undoes_nothing(app) {
        nothing_is_undone(&app.url(""), &app.url(""), app);
    }

    fn changes_of_a_session_at_the_same_time_are_all_kept(app) {
        sessions_keep_every_change(&app.url(""), &app.url(""), app);
    }

    fn a_group_that_no_session_uses_can_be_changed(app) {
        let group = |capacity: i64| json!([{ "key": "idle", "name": "予備", "capacity": capacity }]);
        let event = bodies::with(
            bodies::event(&[bodies::session("下関", 5)]),
            &json!({ "session_groups": group(5) }),
        );
        let event = id_of(&app.staff("POST", "/api/v1/events", &event).expect(201).json());
        let path = format!("/api/v1/events/{event}");
        let raised = json!({ "session_groups": group(9) });
        app.staff("PATCH", &path, &raised).expect(200);
        let now = app.staff_get(&path).expect(200).json();
        assert_eq!(now["session_groups"][0]["capacity"], 9, "{now}");
    }

    fn applicants_who_change_different_answers_at_once_lose_neither(app) {
        let session = app.session(bodies::session("下関", 50));
        for round in 0..12 {
            let registration = app.apply(&session, &bodies::applicant(round)).expect(201).json();
            let path = format!("/api/v1/registrations/{}", token(&registration));
            at_once(
                || app.json("PATCH", &path, &json!({ "seats": 3 })),
                || app.json("PATCH", &path, &json!({ "applicant": { "phone": "000-2222-3333" } })),
            );
            let now = app.get(&path).expect(200).json();
            assert_eq!(now["seats"], 3, "{now}");
            assert!(now.to_string().contains("00022223333"), "{now}");
        }
    }

    fn of_two_who_have_seen_one_version_one_changes_it(app) {
        let session = app.session(bodies::session("下関", 50));
        let registration = app.apply(&session, &bodies::applicant(1)).expect(201).json();
        let path = format!("/api/v1/registrations/{}", token(&registration));
        let tag = app.get(&path).expect(200).header("etag").expect("a version").to_owned();
        let headers = [("Content-Type", "application/json"), ("If-Match", tag.as_str())];
        let statuses: Vec<u16> = std::thread::scope(|scope| {
            let clients: Vec<_> = (2..6)
                .map(|seats| {
                    let (path, headers) = (&path, &headers);
                    let body = json!({ "seats": seats }).to_string();
                    scope.spawn(move || app.send("PATCH", path, headers, body.as_bytes()).status)
                })
                .collect();
            clients.into_iter().map(|client| client.join().expect("no panic")).collect()
        });
        let count = |status| statuses.iter().filter(|found| **found == status).count();
        assert_eq!((count(200), count(412)), (1, 3), "{statuses:?}");
    }
}
