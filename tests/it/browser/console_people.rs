//! People in the console in headless Chromium, by keyboard alone, with and without scripts.

use uketsuke::desk::Guard;

use super::journeys::{Journeys, report};
use super::script::{played, target};
use crate::support::app::{Node, Place, Setup, TestApp};
use crate::support::console::link_of;
use crate::support::process::free_address;

/// A passkey is for a host with a name: no browser makes one for an address of numbers.
fn at_localhost() -> (TestApp, String) {
    let (place, address) = (Place::sqlite(), free_address());
    let url = format!("http://localhost:{}", address.port());
    let extra = [("UKETSUKE_PUBLIC_URL", url.as_str())];
    let setup = Setup { url: &place.url, extra: &extra, guard: Guard::On, is_demo: false };
    let node = Node::start_at(&setup, address);
    (TestApp::with(node, place), url)
}

#[test]
fn somebody_secures_their_account_signs_in_by_passkey_and_invites_another() {
    let (app, url) = at_localhost();
    let mut args = vec![url, target("screenshots/console-people").display().to_string()];
    for slug in ["hagi", "mine"] {
        args.extend([link_of(&app, slug, slug), format!("staff@{slug}.example.jp")]);
    }
    let args: Vec<&str> = args.iter().map(String::as_str).collect();
    let run: Journeys = played("console_people.mjs", &args, |_| {});
    report(&run, 2);
    app.end();
}
