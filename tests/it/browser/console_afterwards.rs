//! Exports and what comes after an event in headless Chromium, with and without scripts, by keyboard.

use chrono::Duration;
use serde_json::{Value, json};

use super::journeys::{Journeys, report};
use super::script::{played, target};
use crate::support::app::TestApp;
use crate::support::bodies;
use crate::support::console::link;
use crate::support::door::today;

fn id_of(value: &Value) -> String {
    value["id"].as_str().expect("an id").to_owned()
}

/// An event with two people in its session, one of whose names `Shift_JIS` lacks; its id, its session's, theirs.
fn filled(app: &TestApp, session: Value) -> (String, String, Vec<String>) {
    let event = app.publish(&bodies::event(&[session]));
    let session = id_of(&event["sessions"][0]);
    let people = [(1, "𠮷田 来子"), (2, "山田 休")].map(|(number, name)| {
        let mut body = bodies::applicant(number);
        body["applicant"]["name"] = json!(name);
        id_of(&app.apply(&session, &body).expect(201).json())
    });
    (id_of(&event), session, people.to_vec())
}

/// What a journey is told: an event of yesterday to which the first came, its session, an event to come.
fn events(app: &TestApp) -> [String; 3] {
    let (event, session, people) = filled(app, today(app, "下関", 20));
    let path = format!("/api/v1/manage/registrations/{}/check-in", people[0]);
    app.staff("POST", &path, &json!({})).expect(200);
    let (coming, ..) = filled(app, bodies::session("萩", 20));
    [event, session, coming]
}

#[test]
fn a_list_is_exported_absences_are_noted_and_a_purge_is_looked_at_before() {
    let app = TestApp::on_sqlite();
    let journeys = [events(&app), events(&app)];
    app.app().clock.advance(Duration::days(1));
    let mut args =
        vec![app.url(""), target("screenshots/console-afterwards").display().to_string()];
    for events in journeys {
        args.push(link(&app));
        args.extend(events);
    }
    let args: Vec<&str> = args.iter().map(String::as_str).collect();
    let run: Journeys = played("console_afterwards.mjs", &args, |_| {});
    report(&run, 2);
    app.end();
}
