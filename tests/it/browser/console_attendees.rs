//! Attendees in the console in headless Chromium, with and without scripts, by keyboard.

use super::journeys::{Journeys, report};
use super::script::{played, target};
use crate::support::app::TestApp;
use crate::support::bodies::{self, session};
use crate::support::console::link;

#[test]
fn rows_are_moved_applications_entered_and_a_list_taken_in() {
    let app = TestApp::on_sqlite();
    let mut args = vec![app.url(""), target("screenshots/console-attendees").display().to_string()];
    for _ in 0..2 {
        let event = app.publish(&bodies::event(&[session("下関", 20), session("萩", 20)]));
        let id = |at: usize| event["sessions"][at]["id"].as_str().expect("an id").to_owned();
        for number in 1..=3 {
            app.apply(&id(0), &bodies::applicant(number)).expect(201);
        }
        args.extend([link(&app), event["id"].as_str().expect("an id").to_owned(), id(0), id(1)]);
    }
    let args: Vec<&str> = args.iter().map(String::as_str).collect();
    let run: Journeys = played("console_attendees.mjs", &args, |_| {});
    report(&run, 2);
    app.end();
}
