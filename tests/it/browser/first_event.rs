//! From `uketsuke serve` on an empty folder to the first published event, in headless Chromium.

use std::process::Command;
use std::time::Instant;

use serde::Deserialize;

use super::script::played;
use crate::support::app::agent;
use crate::support::figures::figure;
use crate::support::process::{Program, command, free_address, serving};

/// Presses of buttons and links, and seconds, that it may take.
const PRESSES: usize = 12;
const SECONDS: f64 = 300.0;

#[derive(Debug, Deserialize)]
struct Plays {
    plays: Vec<Play>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Play {
    play: String,
    presses: usize,
    fields: usize,
    seconds: f64,
    public_path: Option<String>,
    error: Option<String>,
}

/// The way in: the link that the operator gets for a new organization.
fn way_in(mut admin: Command, slug: &str) -> String {
    let made = admin
        .args(["admin", "create", "--organization", slug, "--name", "萩市"])
        .args(["--email", &format!("staff@{slug}.example.jp")])
        .output()
        .expect("the program runs");
    let said = String::from_utf8_lossy(&made.stdout).into_owned();
    let link = said.split_whitespace().find(|word| word.starts_with("http"));
    link.unwrap_or_else(|| panic!("no link: {said}")).to_owned()
}

#[test]
fn the_first_event_is_published_within_twelve_presses_and_five_minutes() {
    let folder = tempfile::tempdir().expect("a folder");
    let url = format!("sqlite:{}", folder.path().join("uketsuke.db").display());
    let address = free_address();
    let began = Instant::now();
    let program = Program::start(serving(&url, address), address);
    let links: Vec<String> =
        ["hagi", "nagato"].iter().map(|slug| way_in(command(&url, address), slug)).collect();
    let started = began.elapsed().as_secs_f64();
    let links: Vec<&str> = links.iter().map(String::as_str).collect();
    let run: Plays = played("first_event.mjs", &links, |_| {});
    for Play { play, presses, fields, seconds, public_path, error } in &run.plays {
        let whole = seconds + started;
        figure(
            "first event",
            format!(
                "{play}: {presses} presses, {fields} fields typed, {whole:.1} s from the start of the program"
            ),
        );
        assert_eq!(*error, None, "{play}");
        assert!(*presses <= PRESSES && whole < SECONDS, "{play}: {presses} in {whole} s");
        let path = public_path.as_deref().expect("a public page");
        let page = agent().get(program.url(path)).call().expect("an answer");
        assert_eq!(page.status(), 200, "{path}");
    }
    assert_eq!(run.plays.len(), 2);
}
