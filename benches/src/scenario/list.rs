//! `list`: pages and searches of the attendee table, and its exports, at growing numbers of registrations.

use std::time::{Duration, Instant};

use anyhow::Result;
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::Value;

use super::filled::{Filled, RARE};
use super::stage::Stage;
use crate::cli::{Kind, Options};
use crate::fetch::Fetched;
use crate::people::{COMMON_NAME, COMPANY, RARE_KANA, RARE_NAME};
use crate::processes::Memory;
use crate::report::{Report, Wanted, say};

/// What takes longer is not repeated beyond this.
const LONGEST: Duration = Duration::from_secs(30);
/// The list compared with, and the largest.
const FEW: u32 = 10_000;
const MANY: u32 = 1_000_000;
const HUNDRED_THOUSAND: u32 = 100_000;

/// Something that staff look at.
struct Look {
    name: String,
    /// Below the session.
    query: String,
    /// Rows on the page, where that is known.
    finds: Option<usize>,
}

pub fn run(options: &Options) -> Result<()> {
    let server = super::server_for(options)?;
    let mut conditions = super::conditions(options);
    conditions.push(
        "one in twenty waits; each look once unmeasured, then so many rounds, one after another; ms to the last byte"
            .to_owned(),
    );
    let mut report = Report::new("list", options, conditions);
    for kind in options.database.kinds() {
        for &count in &options.registrations {
            say(&format!("  {}, {count}", kind.name()));
            let mut stage = Stage::open(options, kind, server.as_ref())?;
            let filled = Filled::new(&mut stage, count, count / 20 * 19)?;
            tables(options, &stage, kind, &filled, &mut report)?;
            exports(options, &stage, kind, &filled, &mut report)?;
        }
        compare(kind, options, &mut report);
    }
    report.finish()
}

/// The list's path with a query.
fn listed(filled: &Filled, pairs: &[(&str, &str)]) -> String {
    let encoded = |(name, value): &(&str, &str)| {
        format!("{name}={}", utf8_percent_encode(value, NON_ALPHANUMERIC))
    };
    let query: Vec<String> = pairs.iter().map(encoded).collect();
    format!("/api/v1/sessions/{}/registrations?{}", filled.session, query.join("&"))
}

/// Every page and search that is measured.
fn looks(filled: &Filled) -> Vec<Look> {
    let deep = (filled.count / 10 * 9).to_string();
    let look = |name: &str, finds: Option<usize>, pairs: &[(&str, &str)]| Look {
        name: name.to_owned(),
        query: listed(filled, pairs),
        finds,
    };
    let mut looks = vec![
        look("page, first", Some(50), &[]),
        look("page, deep", Some(50), &[("cursor", &deep)]),
        look("page, first of confirmed", Some(50), &[("state", "confirmed")]),
        look("page, deep, confirmed", Some(50), &[("state", "confirmed"), ("cursor", &deep)]),
        look("page, first of waiting", None, &[("state", "waitlisted")]),
    ];
    let (email, phone) = (RARE.email(), RARE.phone());
    for (name, words, finds, finds_waiting) in [
        ("rare name", RARE_NAME, Some(1), Some(0)),
        ("rare reading", RARE_KANA, Some(1), Some(0)),
        ("common name", COMMON_NAME, None, None),
        ("reception number", filled.rare_reception_number.as_str(), Some(1), Some(0)),
        ("mail address", email.as_str(), Some(1), Some(0)),
        ("telephone", phone.as_str(), Some(1), Some(0)),
        ("company", COMPANY, None, None),
        ("nothing found", "該当者無", Some(0), Some(0)),
    ] {
        looks.push(look(&format!("search, {name}"), finds, &[("q", words)]));
        for (state, finds) in [("confirmed", finds), ("waitlisted", finds_waiting)] {
            let name = format!("search, {name}, {state}");
            looks.push(look(&name, finds, &[("q", words), ("state", state)]));
        }
    }
    looks
}

fn row(kind: Kind, what: &str) -> String {
    format!("{}: {what}, ms", kind.name())
}

fn memory_row(kind: Kind, what: &str) -> String {
    format!("{}: {what}, memory of serve, peak, MiB", kind.name())
}

fn tables(
    options: &Options,
    stage: &Stage<'_>,
    kind: Kind,
    filled: &Filled,
    report: &mut Report,
) -> Result<()> {
    let (fetcher, at) = (stage.fetcher(), filled.count.to_string());
    Memory::reset_peak(stage.service.pid())?;
    for look in looks(filled) {
        let first = fetcher.get(&look.query)?;
        let found = items(&first);
        if look.finds.is_some_and(|finds| found != Some(finds)) {
            report.note(format!(
                "{}, {at}: {} rows found, not {}",
                row(kind, &look.name),
                found.unwrap_or(0),
                look.finds.unwrap_or(0)
            ));
        }
        for took in repeated(options.rounds(), || Ok(fetcher.drain(&look.query)?.took))? {
            report.add_number(&row(kind, &look.name), &at, took.as_secs_f64() * 1_000.0);
        }
    }
    report.add_number(&memory_row(kind, "pages"), &at, stage.service.memory().peak);
    Ok(())
}

/// Rows on a page.
fn items(fetched: &Fetched) -> Option<usize> {
    let page: Value = serde_json::from_str(&fetched.text).ok()?;
    Some(page["items"].as_array()?.len())
}

fn exports(
    options: &Options,
    stage: &Stage<'_>,
    kind: Kind,
    filled: &Filled,
    report: &mut Report,
) -> Result<()> {
    let (fetcher, at) = (stage.fetcher(), filled.count.to_string());
    for format in ["csv", "xlsx"] {
        let path = format!(
            "/api/v1/sessions/{}/attendees.{format}?state=confirmed%2Cwaitlisted",
            filled.session
        );
        Memory::reset_peak(stage.service.pid())?;
        for took in repeated(options.rounds(), || Ok(fetcher.drain(&path)?.took))? {
            report.add_number(&row(kind, format), &at, took.as_secs_f64() * 1_000.0);
        }
        report.add_number(&memory_row(kind, format), &at, stage.service.memory().peak);
    }
    Ok(())
}

/// Does it so many times, fewer if it takes long.
fn repeated(rounds: u32, work: impl Fn() -> Result<Duration>) -> Result<Vec<Duration>> {
    let (began, mut times) = (Instant::now(), Vec::new());
    while times.len() < rounds as usize && began.elapsed() < LONGEST {
        times.push(work()?);
    }
    Ok(times)
}

fn compare(kind: Kind, options: &Options, report: &mut Report) {
    let (few, many) = (FEW.to_string(), MANY.to_string());
    if options.registrations.contains(&FEW) && options.registrations.contains(&MANY) {
        let any = Filled { session: String::new(), count: 0, rare_reception_number: String::new() };
        for look in looks(&any) {
            let name = row(kind, &look.name);
            let times = report.number(&name, &many).zip(report.number(&name, &few));
            let what = format!("{}: {}, {MANY} ÷ {FEW}", kind.name(), look.name);
            report.want(times.map(|(many, few)| Wanted::at_most(&what, many / few, 3.0)));
        }
    }
    for (what, at, bound) in [
        (row(kind, "csv"), HUNDRED_THOUSAND, 1_000.0),
        (row(kind, "xlsx"), HUNDRED_THOUSAND, 6_000.0),
        (memory_row(kind, "csv"), MANY, 150.0),
    ] {
        let figure = report.number(&what, &at.to_string());
        report.want(figure.map(|figure| Wanted::at_most(&format!("{what}, {at}"), figure, bound)));
    }
}
