//! Every page in every state and language, wide and narrow, light and dark, held against axe-core.

use std::fs;
use std::path::Path;

use serde::Deserialize;
use uketsuke::http::assets;
use uketsuke::http::pages::gallery;
use uketsuke::http::pages::texts::Language;

use super::script::{played, target};
use crate::support::figures::{figure, full_run};

/// What the browser saw.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Sweep {
    pages: usize,
    combinations: usize,
    axe_runs: usize,
    seconds: f64,
    findings: Vec<Finding>,
}

/// One rule that a page breaks.
#[derive(Debug, Deserialize)]
struct Finding {
    page: String,
    look: String,
    rule: String,
    help: String,
    places: Vec<String>,
}

/// Writes the pages with what they load; how many there are.
fn write_pages(folder: &Path) -> usize {
    let _ = fs::remove_dir_all(folder);
    fs::create_dir_all(folder.join("assets")).expect("a folder");
    for asset in assets::of_pages() {
        fs::write(folder.join(asset.path.trim_start_matches('/')), asset.bytes).expect("written");
    }
    let pages = Language::all().iter().flat_map(|language| gallery::all(*language).expect("pages"));
    pages
        .map(|page| {
            write_style(folder, &page.html);
            // A page that leads on by itself could not be looked at.
            let html = page.html.replace("http-equiv=\"refresh\"", "name=\"refresh\"");
            fs::write(folder.join(format!("{}.html", page.name)), html).expect("written");
        })
        .count()
}

/// The stylesheet that a page names, where it is one in an organization's colour.
fn write_style(folder: &Path, html: &str) {
    let mut named = html.split("href=\"").skip(1).filter_map(|rest| rest.split('"').next());
    let Some(path) = named.find(|path| path.starts_with("/assets/uketsuke-")) else { return };
    if let Some(style) = assets::find_brand_style(path) {
        fs::write(folder.join(path.trim_start_matches('/')), style).expect("written");
    }
}

/// Pictures are kept where `UKETSUKE_TEST_GALLERY` is set, as `tests/gallery` does.
#[test]
fn every_page_in_every_state_is_for_everybody() {
    let folder = target("sweep");
    let written = write_pages(&folder);
    let shots = target("gallery");
    let pages = folder.display().to_string();
    let pictures = shots.display().to_string();
    let mut args = vec!["--pages", &pages];
    if std::env::var_os("UKETSUKE_TEST_GALLERY").is_some() {
        args.extend(["--shots", &pictures]);
    }
    if full_run() {
        args.push("--whole");
    }
    let sweep: Sweep = played("sweep.mjs", &args, |_| {});
    figure(
        "sweep",
        format!(
            "{} pages, {} combinations of width, colours and settings, {} runs of axe-core in {:.0} s, {} findings",
            sweep.pages,
            sweep.combinations,
            sweep.axe_runs,
            sweep.seconds,
            sweep.findings.len()
        ),
    );
    assert_eq!(sweep.pages, written);
    assert!(sweep.axe_runs >= written * 2, "{} runs for {written} pages", sweep.axe_runs);
    let lines: Vec<String> = sweep
        .findings
        .iter()
        .map(|found| {
            let Finding { page, look, rule, help, places } = found;
            format!("{page} at {look}: {rule} ({help}) at {}", places.join(", "))
        })
        .collect();
    assert!(lines.is_empty(), "{}", lines.join("\n"));
}

/// The sweep finds what it looks for.
#[test]
fn a_page_with_faults_is_noticed() {
    let folder = target("sweep-of-faults");
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(&folder).expect("a folder");
    let wrong = "<!DOCTYPE html><html><title>x</title><main><h1>x</h1><input><p style='width:400px;color:#eee'>so pale that nobody reads it";
    fs::write(folder.join("EventView-wrong.ja.html"), wrong).expect("written");
    let sweep: Sweep = played("sweep.mjs", &["--pages", &folder.display().to_string()], |_| {});
    let rules: Vec<&str> = sweep.findings.iter().map(|found| found.rule.as_str()).collect();
    for rule in ["html-has-lang", "label", "color-contrast", "no-sideways"] {
        assert!(rules.contains(&rule), "{rule} was not noticed: {rules:?}");
    }
}
