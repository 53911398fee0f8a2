//! `console`: every page of the console that links lead to, at a large event, as its organizer waits for it.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::time::Duration;

use anyhow::{Context as _, Result};
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};

use super::filled::{Filled, RARE};
use super::stage::Stage;
use crate::cli::{Kind, Options};
use crate::fetch::Fetcher;
use crate::people::{COMMON_NAME, COMPANY, RARE_KANA, RARE_NAME};
use crate::report::{Report, Wanted, say};

/// What a page may take, and a search: milliseconds at the median.
const PAGE: f64 = 200.0;
const SEARCH: f64 = 100.0;
/// Pages of one shape that are measured: the first rows lead to the same page as all others.
const OF_ONE_SHAPE: usize = 2;
/// Lists and files are measured by `list`.
const FILES: [&str; 8] = [".xlsx", ".csv", ".json", ".pdf", ".svg", ".png", ".ics", ".webmanifest"];

pub fn run(options: &Options) -> Result<()> {
    let server = super::server_for(options)?;
    let mut conditions = super::conditions(options);
    conditions.push(
        "each page once unmeasured, then so many rounds, one after another; ms to the last byte"
            .to_owned(),
    );
    let mut report = Report::new("console", options, conditions);
    for kind in options.database.kinds() {
        for &count in &options.registrations {
            say(&format!("  {}, {count}", kind.name()));
            let mut stage = Stage::open(options, kind, server.as_ref())?;
            let filled = Filled::new(&mut stage, count, count / 20 * 19)?;
            measure(options, &stage, (kind, &filled), &mut report)?;
        }
    }
    report.finish()
}

fn measure(
    options: &Options,
    stage: &Stage<'_>,
    (kind, filled): (Kind, &Filled),
    report: &mut Report,
) -> Result<()> {
    let fetcher = stage.console()?;
    let at = filled.count.to_string();
    let pages = pages(&fetcher, filled)?;
    let (mut slowest, mut slowest_search) = ((String::new(), 0.0_f64), (String::new(), 0.0_f64));
    for (shape, path) in &pages {
        let what = format!("{}: {shape}, ms", kind.name());
        for _ in 0..options.rounds() {
            let took: Duration = fetcher.drain(path)?.took;
            report.add_number(&what, &at, took.as_secs_f64() * 1_000.0);
        }
        let median = report.number(&what, &at).unwrap_or_default();
        let slot = if shape.contains("q=") { &mut slowest_search } else { &mut slowest };
        if median > slot.1 {
            *slot = (shape.clone(), median);
        }
    }
    for ((shape, median), bound, what) in
        [(slowest, PAGE, "slowest page"), (slowest_search, SEARCH, "slowest search")]
    {
        let what = format!("{}: {what} of {}, {at}: {shape}", kind.name(), pages.len());
        report.want(Some(Wanted::at_most(&what, median, bound)));
    }
    Ok(())
}

/// The pages that are measured, by their shape: what links lead to from the first page on, and searches.
fn pages(fetcher: &Fetcher, filled: &Filled) -> Result<BTreeMap<String, String>> {
    let mut found: BTreeMap<String, String> = BTreeMap::new();
    let mut of_shape: BTreeMap<String, usize> = BTreeMap::new();
    let (mut seen, mut to_visit) = (BTreeSet::new(), VecDeque::from(["/console".to_owned()]));
    while let Some(path) = to_visit.pop_front() {
        let shape = shape_of(&path);
        let known = of_shape.entry(shape.clone()).or_default();
        if *known >= OF_ONE_SHAPE {
            continue;
        }
        *known += 1;
        let page = fetcher.get(&path).with_context(|| path.clone())?;
        for link in links(&page.text) {
            if seen.insert(link.clone()) {
                to_visit.push_back(link);
            }
        }
        found.entry(shape).or_insert(path);
    }
    let table = format!("/console/sessions/{}/attendees", filled.session);
    for (name, words) in [
        ("rare name", RARE_NAME),
        ("rare reading", RARE_KANA),
        ("common name", COMMON_NAME),
        ("telephone", RARE.phone().as_str()),
        ("company", COMPANY),
        ("nothing", "該当者無"),
    ] {
        let q = utf8_percent_encode(words, NON_ALPHANUMERIC);
        found.insert(format!("attendees?q={name}"), format!("{table}?q={q}"));
    }
    Ok(found)
}

/// Links of a page to other pages of the console.
fn links(html: &str) -> Vec<String> {
    let links = html.split("href=\"/console").skip(1).filter_map(|rest| rest.split('"').next());
    links
        .map(|rest| format!("/console{}", rest.replace("&amp;", "&")))
        .map(|link| link.split('#').next().unwrap_or_default().to_owned())
        .filter(|link| !link.contains("lang=") && !FILES.iter().any(|ending| link.contains(ending)))
        .collect()
}

/// The address with its ids left out, and with the names of its parameters only.
fn shape_of(path: &str) -> String {
    let (path, query) = path.split_once('?').unwrap_or((path, ""));
    let part = |part: &str| {
        let is_id = part.len() == 36 && part.bytes().filter(|byte| *byte == b'-').count() == 4;
        if is_id { "{}".to_owned() } else { part.to_owned() }
    };
    let path: Vec<String> = path.split('/').map(part).collect();
    let names: BTreeSet<&str> = query
        .split('&')
        .filter_map(|pair| pair.split('=').next())
        .filter(|name| !name.is_empty())
        .collect();
    let names: Vec<&str> = names.into_iter().collect();
    if names.is_empty() {
        path.join("/")
    } else {
        format!("{}?{}", path.join("/"), names.join("&"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_of_one_page_have_one_shape() {
        let id = "0192f0c1-0000-7000-8000-000000000001";
        assert_eq!(shape_of(&format!("/console/events/{id}/edit")), "/console/events/{}/edit");
        assert_eq!(shape_of("/console?cursor=1&state=a"), "/console?cursor&state");
    }

    #[test]
    fn links_lead_to_pages_of_the_console() {
        let html = r#"<a href="/console/a?x=1&amp;y=2#z"> <a href="/e/b"> <a href="/console/c.csv"> <a href="/console?lang=en">"#;
        assert_eq!(links(html), ["/console/a?x=1&y=2"]);
    }
}
