//! Requests of which one part is possible and another is not: nothing of them is done.

use serde_json::{Value, json};

use super::world::World;
use crate::support::app::TestApp;
use crate::support::bodies;
use crate::support::on_both_databases;

fn group(event: &Value, key: &str) -> Value {
    let groups = event["session_groups"].as_array().expect("groups").iter();
    groups.into_iter().find(|group| group["key"] == key).expect("the group").clone()
}

/// An event with two groups, in the second of which two people have their seats.
fn event_of_two_groups(app: &TestApp) -> String {
    let grouped = |name: &str| bodies::session_with(name, 20, &json!({ "group": name }));
    let event = bodies::event(&[grouped("hagi"), grouped("nagato")]);
    let groups = json!([{ "key": "hagi", "capacity": 10 }, { "key": "nagato", "capacity": 10 }]);
    let event = app.publish(&bodies::with(event, &json!({ "session_groups": groups })));
    let nagato = event["sessions"][1]["id"].as_str().expect("a session");
    app.apply(nagato, &bodies::party(1, 2)).expect(201);
    event["id"].as_str().expect("an id").to_owned()
}

on_both_databases! {
    fn of_two_groups_none_is_changed_if_one_cannot_be(app) {
        let path = format!("/api/v1/events/{}", event_of_two_groups(app));
        let groups = json!([{ "key": "hagi", "capacity": 5 }, { "key": "nagato", "capacity": 1 }]);
        let refused = app.staff("PATCH", &path, &json!({ "session_groups": groups, "title": "別の題" }));
        refused.expect_problem(409, "capacity_below_confirmed");
        let event = app.staff_get(&path).expect(200).json();
        assert_eq!((&group(&event, "hagi")["capacity"], &event["title"]), (&json!(10), &json!("テレワーク説明会")));
        let groups = json!([{ "key": "hagi", "capacity": 5 }, { "key": "nagato", "capacity": 2 }]);
        let event = app.staff("PATCH", &path, &json!({ "session_groups": groups })).expect(200).json();
        assert_eq!((&group(&event, "hagi")["capacity"], &group(&event, "nagato")["capacity"]), (&json!(5), &json!(2)));
    }

    fn an_event_with_one_wrong_session_is_not_made_at_all(app) {
        let world = World::new(app);
        let before = world.traces();
        let wrong = bodies::session_with("三つ目", 5, &json!({ "closes_at": "2099-01-01T00:00:00Z" }));
        let event = bodies::event(&[bodies::session("一つ目", 5), bodies::session("二つ目", 5), wrong]);
        app.staff("POST", "/api/v1/events", &event).expect_fault("/sessions/2/closes_at", "closes_after_end");
        let taken = bodies::with(bodies::event(&[bodies::session("一つ目", 5)]), &json!({ "slug": "hostile" }));
        app.staff("POST", "/api/v1/events", &taken).expect_fault("/slug", "already_used");
        assert_eq!(world.traces(), before);
    }

    fn a_change_that_brings_too_many_people_does_not_change_the_name_either(app) {
        let session = app.session(bodies::session("下関", 3));
        let made = app.apply(&session, &bodies::party(1, 2)).expect(201).json();
        let token = made["manage_url"].as_str().expect("a link").rsplit('/').next().expect("a token");
        let path = format!("/api/v1/registrations/{token}");
        let before = app.get(&path).expect(200).json();
        let more = json!({ "applicant": { "name": "別の名前" }, "seats": 4 });
        app.json("PATCH", &path, &more).expect_problem(409, "not_enough_seats");
        assert_eq!(app.get(&path).expect(200).json(), before);
    }

    fn a_key_of_a_request_that_was_malformed_is_still_free(app) {
        let session = app.session(bodies::session("下関", 3));
        let path = format!("/api/v1/sessions/{session}/registrations");
        let headers = [("Content-Type", "application/json"), ("Idempotency-Key", "k")];
        let send = |body: &str| app.send("POST", &path, &headers, body.as_bytes());
        send("{").expect(400);
        let wrong = bodies::with(bodies::applicant(1), &json!({ "seats": 0 }));
        send(&wrong.to_string()).expect_fault("/seats", "out_of_range");
        send(&bodies::applicant(1).to_string()).expect(201);
        send(&bodies::applicant(2).to_string()).expect_problem(422, "idempotency_conflict");
        // The key of a stranger at another session is theirs.
        let other = app.session(bodies::session("萩", 3));
        let path = format!("/api/v1/sessions/{other}/registrations");
        let answer = app.send("POST", &path, &headers, bodies::applicant(3).to_string().as_bytes());
        assert!([201, 422].contains(&answer.status), "{}", answer.text());
        assert!(!answer.text().contains("manage_url") || answer.json()["session"] == json!(other), "{}", answer.text());
    }
}
