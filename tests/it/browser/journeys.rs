//! Ways through the pages that go wrong in real life, in headless Chromium: no mouse, no script, the last seat
//! gone, another page in between, the server away.

use std::time::Duration;

use chrono::TimeDelta;
use serde::Deserialize;
use serde_json::{Value, json};
use uketsuke::desk::Guard;

use super::script::played;
use crate::support::app::{Node, Setup, TestApp};
use crate::support::bodies::{self, session, session_with, with};
use crate::support::figures::figure;

/// What became of the journeys.
#[derive(Debug, Deserialize)]
pub struct Journeys {
    journeys: Vec<Journey>,
}

#[derive(Debug, Deserialize)]
struct Journey {
    name: String,
    /// What was tried on the way, by number.
    steps: usize,
    error: Option<String>,
}

/// The journeys with these names, on the server at `app`; `answer` does what they ask for on the way.
fn play(app: &TestApp, names: &[&str], answer: impl FnMut(&str)) {
    let base = app.url("");
    let run: Journeys = played("journeys.mjs", &[&[base.as_str()], names].concat(), answer);
    report(&run, names.len());
}

/// Shows the figures; fails where a journey did.
pub fn report(run: &Journeys, expected: usize) {
    for Journey { name, steps, error } in &run.journeys {
        figure(
            "journeys",
            format!("{name}: {steps} things tried{}", error.as_ref().map_or("", |_| ", FAILED")),
        );
    }
    let failed: Vec<String> = run
        .journeys
        .iter()
        .filter_map(|journey| {
            journey.error.as_ref().map(|error| format!("{}: {error}", journey.name))
        })
        .collect();
    assert!(failed.is_empty(), "{}", failed.join("\n"));
    assert_eq!(run.journeys.len(), expected);
}

fn question(key: &str, kind: &str, required: bool) -> Value {
    let mut question =
        json!({ "key": key, "kind": kind, "label": format!("質問 {key}"), "required": required });
    if kind.starts_with("choice") {
        question["choices"] =
            json!([{ "value": "a", "label": "一" }, { "value": "b", "label": "二" }]);
    }
    question
}

/// One of each kind.
fn questions() -> Vec<Value> {
    let kinds =
        ["short_text", "long_text", "number", "choice", "choices", "date", "yes_no", "consent"];
    kinds.iter().map(|kind| question(&kind.replace('_', "-"), kind, true)).collect()
}

fn published(app: &TestApp, slug: &str, sessions: &[Value], more: &Value) {
    let event = with(bodies::event(sessions), &json!({ "slug": slug }));
    app.publish(&with(event, more));
}

/// How many seats are taken and how many wait, over all sessions of an event.
fn seats(app: &TestApp, slug: &str) -> (i64, i64) {
    let event = app.get(&format!("/api/v1/events/{slug}")).json();
    let sessions = event["sessions"].as_array().expect("sessions");
    let sum = |name: &str| -> i64 {
        sessions.iter().map(|session| session[name].as_i64().expect("a number")).sum()
    };
    (sum("capacity") - sum("seats_left"), sum("waiting"))
}

/// The same, once the numbers that everybody sees have caught up: they are a second old at most.
fn seats_in_the_end(app: &TestApp, slug: &str) -> (i64, i64) {
    std::thread::sleep(Duration::from_millis(1_200));
    seats(app, slug)
}

#[test]
fn with_the_keyboard_alone_an_applicant_applies_and_withdraws() {
    let app = TestApp::on_sqlite();
    let two = [session("下関", 20), session("萩(午前)", 20)];
    published(&app, "keyboard", &two, &json!({}));
    play(&app, &["keyboard"], |_| {});
    app.end();
}

#[test]
fn a_form_in_steps_is_filled_in_with_and_without_scripts() {
    let app = TestApp::on_sqlite();
    let two = [session("下関", 20), session("萩(午前)", 20)];
    let more = json!({ "questions": questions(), "application_rules": { "form_layout": "steps" } });
    published(&app, "steps", &two, &more);
    play(&app, &["steps", "steps-without-scripts"], |_| {});
    assert_eq!(seats_in_the_end(&app, "steps"), (2, 0));
    app.end();
}

#[test]
fn of_two_browsers_at_the_last_seat_one_gets_it_and_the_other_waits_with_one_press() {
    let app = TestApp::on_sqlite();
    let last = [session_with("下関", 1, &json!({ "waiting_list": true })), session("萩(午前)", 20)];
    published(&app, "last-seat", &last, &json!({}));
    play(&app, &["last-seat"], |_| {});
    assert_eq!(seats_in_the_end(&app, "last-seat"), (1, 1));
    app.end();
}

#[test]
fn somebody_of_a_company_registers_three_colleagues_step_by_step() {
    let app = TestApp::on_sqlite();
    let event =
        with(bodies::company_event(&[session("下関", 20)]), &json!({ "slug": "colleagues" }));
    app.publish(&event);
    play(&app, &["colleagues", "colleagues-without-scripts"], |_| {});
    assert_eq!(seats_in_the_end(&app, "colleagues"), (2, 0));
    assert_eq!(app.sql_number("SELECT SUM(seats) AS number FROM registrations"), 6);
    app.end();
}

#[test]
fn whoever_names_two_sessions_in_order_gets_the_one_that_has_a_seat() {
    let app = TestApp::on_sqlite();
    let both = [session("東会場", 1), session("西会場", 1)];
    let rules = json!({ "slug": "wishes", "application_rules": { "wishes": 2 } });
    let event = app.publish(&with(bodies::event(&both), &rules));
    let full = event["sessions"][0]["id"].as_str().expect("an id");
    app.apply(full, &bodies::applicant(1)).expect(201);
    play(&app, &["wishes"], |_| {});
    assert_eq!(seats_in_the_end(&app, "wishes"), (2, 0));
    app.end();
}

#[test]
fn free_seats_on_an_open_page_keep_up_with_what_happens() {
    let app = TestApp::on_sqlite();
    let two = session_with("下関", 2, &json!({ "waiting_list": true }));
    let event = app.publish(&with(bodies::event(&[two]), &json!({ "slug": "live" })));
    let id = event["sessions"][0]["id"].as_str().expect("an id").to_owned();
    let mut number = 0;
    play(&app, &["live"], |_| {
        number += 1;
        assert_eq!(app.apply(&id, &bodies::applicant(number)).status, 201);
        std::thread::sleep(Duration::from_millis(1_200));
    });
    app.end();
}

#[test]
fn every_error_is_said_twice_in_the_same_words_and_keeps_what_was_typed() {
    let app = TestApp::on_sqlite();
    let two = [session("下関", 20), session("萩(午前)", 20)];
    let one_page = json!({ "form_layout": "one_page" });
    published(
        &app,
        "errors",
        &two,
        &json!({ "questions": questions(), "application_rules": one_page }),
    );
    let company = json!({ "capacity_unit": "company", "application_rules": one_page });
    published(&app, "company-errors", &[session("下関", 20)], &company);
    play(&app, &["errors", "company-errors"], |_| {});
    app.end();
}

#[test]
fn answers_outlive_reload_back_double_click_two_tabs_an_hour_and_a_restart() {
    let mut app = TestApp::on_sqlite();
    let two = [session("下関", 20), session("萩(午前)", 20)];
    published(&app, "kept", &two, &json!({}));
    let steps =
        json!({ "questions": questions(), "application_rules": { "form_layout": "steps" } });
    published(&app, "kept-steps", &two, &steps);
    let base = app.url("");
    let names =
        ["reload", "back", "back-in-steps", "double-click", "two-tabs", "restart", "old-form"];
    let (url, address) = (app.place.url.clone(), app.node.address);
    let node = &mut app.node;
    let answer = |word: &str| match word {
        "an hour later" => node.app.clock.advance(TimeDelta::minutes(61)),
        "a day later" => node.app.clock.advance(TimeDelta::hours(25)),
        "restart" => {
            node.stop();
            let setup = Setup { url: &url, extra: &[], guard: Guard::On, is_demo: false };
            *node = Node::start_at(&setup, address);
        }
        other => panic!("{other}"),
    };
    let run: Journeys = played("journeys.mjs", &[&[base.as_str()], &names[..]].concat(), answer);
    report(&run, names.len());
    assert_eq!(seats_in_the_end(&app, "kept"), (7, 0));
    assert_eq!(seats_in_the_end(&app, "kept-steps"), (1, 0));
    app.end();
}
