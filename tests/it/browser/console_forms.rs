//! The form builder and the editor of mails in headless Chromium, with and without scripts, by keyboard.

use serde_json::json;

use super::journeys::{Journeys, report};
use super::script::{played, target};
use crate::support::app::TestApp;
use crate::support::bodies::{self, session, with};
use crate::support::console::link;

#[test]
fn a_form_of_every_kind_is_built_seen_and_applied_with() {
    let app = TestApp::on_sqlite();
    let mut args = vec![app.url(""), target("screenshots/console-forms").display().to_string()];
    for slug in ["with-scripts", "without-scripts"] {
        let event = with(bodies::event(&[session("下関", 20)]), &json!({ "slug": slug }));
        let event = app.publish(&event)["id"].as_str().expect("an id").to_owned();
        args.extend([link(&app), event, slug.to_owned()]);
    }
    let args: Vec<&str> = args.iter().map(String::as_str).collect();
    let run: Journeys = played("console_forms.mjs", &args, |_| {});
    report(&run, 2);
    app.end();
}
