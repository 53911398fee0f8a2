//! The public pages in headless Chromium, played by `tests/browser/run.mjs` without and with JavaScript.

mod console_afterwards;
mod console_attendees;
mod console_events;
mod console_forms;
mod console_people;
mod door;
mod first_event;
mod first_paint;
mod journeys;
mod script;
mod sweep;

use serde::Deserialize;
use serde_json::json;

use crate::support::app::TestApp;
use crate::support::bodies;
use crate::support::figures::figure;

/// Bytes over the wire that a cold page may have, and requests.
const COLD_PAGE: (u64, usize) = (45 * 1024, 4);

/// Bytes over the wire that a whole application may have, from the event page to the done page.
const WHOLE_APPLICATION: u64 = 90 * 1024;

/// What the browser saw.
#[derive(Debug, Deserialize)]
struct Run {
    plays: Vec<Play>,
}

/// One way from the event page to the withdrawal.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Play {
    #[serde(rename = "play")]
    name: String,
    visits: Vec<Visit>,
    reception_number: Option<String>,
    error: Option<String>,
}

/// One page in one state.
#[derive(Debug, Deserialize)]
struct Visit {
    step: String,
    requests: usize,
    bytes: u64,
    /// Addresses of third parties that were asked for something.
    foreign: Vec<String>,
    /// Errors in the browser's console.
    complaints: Vec<String>,
    /// Whether the page is wider than 320 px.
    wider: bool,
    /// Broken rules of axe-core; absent without JavaScript.
    findings: Option<Vec<Finding>>,
}

/// One rule that a page breaks.
#[derive(Debug, Deserialize)]
struct Finding {
    rule: String,
    help: String,
    places: Vec<String>,
}

/// Plays against the server at `base`; `session` is the name of an open session of the event.
fn played(base: &str, event: &str, session: &str) -> Run {
    let pictures = script::target("screenshots").display().to_string();
    let args = ["--base", base, "--event", event, "--session", session, "--out", &pictures];
    script::played("run.mjs", &args, |_| {})
}

/// Everything that is wrong, one line each.
fn faults(run: &Run) -> Vec<String> {
    let mut faults = Vec::new();
    for Play { name: play, visits, reception_number, error } in &run.plays {
        faults.extend(error.iter().map(|error| format!("{play}: {error}")));
        if reception_number.is_none() {
            faults.push(format!("{play}: no reception number was shown"));
        }
        let whole: u64 =
            visits.iter().take_while(|visit| visit.step != "manage").map(|visit| visit.bytes).sum();
        if whole > WHOLE_APPLICATION {
            faults.push(format!("{play}: {whole} bytes for the whole application"));
        }
        if let Some(cold) =
            visits.first().filter(|cold| cold.bytes > COLD_PAGE.0 || cold.requests > COLD_PAGE.1)
        {
            faults.push(format!(
                "{play}: the first page took {} bytes in {} requests",
                cold.bytes, cold.requests
            ));
        }
        faults.extend(visits.iter().flat_map(|visit| faults_of(play, visit)));
    }
    faults
}

fn faults_of(play: &str, visit: &Visit) -> Vec<String> {
    let step = &visit.step;
    let mut faults = Vec::new();
    faults.extend(
        visit.foreign.iter().map(|url| format!("{play}, {step}: asks a third party: {url}")),
    );
    faults.extend(visit.complaints.iter().map(|text| format!("{play}, {step}: {text}")));
    if visit.wider {
        faults.push(format!("{play}, {step}: scrolls sideways at 320 px"));
    }
    let findings = visit.findings.iter().flatten();
    faults.extend(findings.map(|finding| {
        format!(
            "{play}, {step}: {} ({}) at {}",
            finding.rule,
            finding.help,
            finding.places.join(", ")
        )
    }));
    faults
}

#[test]
fn an_applicant_applies_and_withdraws_without_and_with_javascript() {
    let app = TestApp::on_sqlite();
    let sessions = vec![bodies::session("下関", 20), bodies::session("萩(午前)", 20)];
    app.publish(&bodies::with(bodies::event(&sessions), &json!({ "slug": "telework" })));
    let run = played(&app.url(""), "telework", "下関");
    for play in &run.plays {
        let bytes: u64 = play.visits.iter().map(|visit| visit.bytes).sum();
        figure("browser", format!("{}: {} pages, {bytes} bytes", play.name, play.visits.len()));
    }
    let faults = faults(&run);
    assert!(faults.is_empty(), "{}", faults.join("\n"));
    app.end();
}
