//! An event in the console in headless Chromium, by keyboard alone, with and without scripts.

use serde_json::json;

use super::journeys::{Journeys, report};
use super::script::{played, target};
use crate::support::app::TestApp;
use crate::support::bodies::{self, applicant, session_with, with};
use crate::support::console::link;

#[test]
fn an_event_is_copied_changed_rehearsed_and_called_off() {
    let app = TestApp::on_sqlite();
    let mut args = vec![app.url(""), target("screenshots/console-events").display().to_string()];
    for slug in ["with-scripts", "without-scripts"] {
        let session = session_with("下関", 2, &json!({ "waiting_list": true }));
        let event = app.publish(&with(bodies::event(&[session]), &json!({ "slug": slug })));
        let id = |value: &serde_json::Value| value["id"].as_str().expect("an id").to_owned();
        let (event, session) = (id(&event), id(&event["sessions"][0]));
        for number in 1..=3 {
            app.apply(&session, &applicant(number)).expect(201);
        }
        args.extend([link(&app), event, session]);
    }
    let args: Vec<&str> = args.iter().map(String::as_str).collect();
    let run: Journeys = played("console_events.mjs", &args, |_| {});
    report(&run, 2);
    app.end();
}
