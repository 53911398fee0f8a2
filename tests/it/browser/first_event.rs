//! From `uketsuke serve` on an empty folder to the first published event, in headless Chromium.

use std::fs::{self, File};
use std::path::Path;
use std::time::{Duration, Instant};

use serde::Deserialize;

use super::script::played;
use crate::support::app::agent;
use crate::support::figures::figure;
use crate::support::process::{Program, free_address, serving};

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
    #[serde(rename = "play")]
    name: String,
    presses: usize,
    fields: usize,
    seconds: f64,
    public_path: Option<String>,
    error: Option<String>,
}

/// A program on an empty folder, with the set-up link that stands in its log.
fn started(folder: &Path) -> (Program, String) {
    let url = format!("sqlite:{}", folder.join("uketsuke.db").display());
    let address = free_address();
    let log = folder.join("log");
    let mut command = serving(&url, address);
    command.env("UKETSUKE_LOG", "info");
    let program =
        Program::start_with_log(command, address, File::create(&log).expect("a log file"));
    let link_in = |said: &str| {
        let at = said.find("/console/set-up/")?;
        let token: String =
            said[at..].chars().take_while(|c| c.is_ascii_graphic() && *c != '"').collect();
        Some(program.url(&token))
    };
    for _ in 0..100 {
        if let Some(link) = link_in(&fs::read_to_string(&log).expect("a log")) {
            return (program, link);
        }
        std::thread::sleep(Duration::from_millis(50));
    }
    panic!("no set-up link in the log");
}

#[test]
fn the_first_event_is_published_within_twelve_presses_and_five_minutes() {
    let folders = [(); 2].map(|()| tempfile::tempdir().expect("a folder"));
    let began = Instant::now();
    let programs: Vec<(Program, String)> =
        folders.iter().map(|folder| started(folder.path())).collect();
    let to_start = began.elapsed().as_secs_f64();
    let links: Vec<&str> = programs.iter().map(|(_, link)| link.as_str()).collect();
    let run: Plays = played("first_event.mjs", &links, |_| {});
    for (Play { name, presses, fields, seconds, public_path, error }, (program, _)) in
        run.plays.iter().zip(&programs)
    {
        let whole = seconds + to_start;
        figure(
            "first event",
            format!(
                "{name}: {presses} presses, {fields} fields typed, {whole:.1} s from the start of the program"
            ),
        );
        assert_eq!(*error, None, "{name}");
        assert!(*presses <= PRESSES && whole < SECONDS, "{name}: {presses} in {whole} s");
        let path = public_path.as_deref().expect("a public page");
        let page = agent().get(program.url(path)).call().expect("an answer");
        assert_eq!(page.status(), 200, "{path}");
    }
    assert_eq!(run.plays.len(), 2);
}
