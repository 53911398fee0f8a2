//! Every view in every state and language, held against what all pages promise.
//!
//! With `UKETSUKE_PAGES_OUT=FOLDER` the pages are written there to be looked at.

use std::collections::BTreeSet;

use askama::Template;
use scraper::{ElementRef, Html, Selector};

use super::{
    check::CheckView,
    gallery::{self, Page},
    texts::Language,
};
use crate::http::assets;

fn all_pages() -> Vec<Page> {
    Language::all().iter().flat_map(|language| gallery::all(*language).unwrap()).collect()
}

fn select<'a>(document: &'a Html, selector: &str) -> Vec<ElementRef<'a>> {
    document.select(&Selector::parse(selector).unwrap()).collect()
}

fn text(element: ElementRef) -> String {
    element.text().collect::<String>().trim().to_owned()
}

fn for_every_page(check: impl Fn(&str, &Html)) {
    for page in all_pages() {
        check(&page.name, &Html::parse_document(&page.html));
    }
}

#[test]
fn every_page_is_written_to_a_folder_when_one_is_named() {
    let Some(folder) = std::env::var_os("UKETSUKE_PAGES_OUT") else { return };
    let folder = std::path::PathBuf::from(folder);
    std::fs::create_dir_all(folder.join("assets")).unwrap();
    for page in all_pages() {
        std::fs::write(folder.join(format!("{}.html", page.name)), page.html).unwrap();
    }
    for asset in assets::of_pages() {
        std::fs::write(folder.join(asset.path.trim_start_matches('/')), asset.bytes).unwrap();
    }
}

/// Elements that have no end tag.
const VOID: [&str; 6] = ["meta", "link", "input", "br", "img", "!DOCTYPE"];

#[test]
fn every_page_is_well_formed() {
    for page in all_pages() {
        let mut open = Vec::new();
        for tag in page.html.split('<').skip(1) {
            let (tag, _) = tag.split_once('>').unwrap_or_else(|| panic!("{}: <{tag}", page.name));
            let name = tag.split_ascii_whitespace().next().unwrap();
            assert_eq!(tag.matches('"').count() % 2, 0, "{}: <{tag}>", page.name);
            if let Some(closed) = name.strip_prefix('/') {
                assert_eq!(open.pop(), Some(closed), "{}", page.name);
            } else if !VOID.contains(&name) {
                open.push(name);
            }
        }
        assert!(open.is_empty(), "{}: {open:?}", page.name);
    }
}

#[test]
fn every_page_has_one_heading_a_title_and_its_language() {
    for page in all_pages() {
        let document = Html::parse_document(&page.html);
        let headings = select(&document, "h1");
        assert_eq!(headings.len(), 1, "{}", page.name);
        assert!(!text(headings[0]).is_empty(), "{}", page.name);
        assert!(!text(select(&document, "title")[0]).is_empty(), "{}", page.name);
        let html = select(&document, "html")[0];
        assert_eq!(html.value().attr("lang"), Some(page.language.html().as_str()), "{}", page.name);
    }
}

#[test]
fn every_id_stands_once_and_every_reference_finds_one() {
    for_every_page(|page, document| {
        let mut ids = BTreeSet::new();
        for element in select(document, "[id]") {
            let id = element.value().attr("id").unwrap();
            assert!(!id.is_empty() && ids.insert(id), "{page}: id {id}");
        }
        for attribute in ["for", "aria-describedby", "aria-labelledby", "form"] {
            for element in select(document, &format!("[{attribute}]")) {
                for id in element.value().attr(attribute).unwrap().split(' ') {
                    assert!(ids.contains(id), "{page}: {attribute}={id}");
                }
            }
        }
        for link in select(document, "a[href^='#']") {
            let id = link.value().attr("href").unwrap().trim_start_matches('#');
            assert!(ids.contains(id), "{page}: #{id}");
        }
    });
}

#[test]
fn every_control_has_a_label_and_is_open_to_everybody() {
    for_every_page(|page, document| {
        let labelled: BTreeSet<&str> = select(document, "label[for]")
            .iter()
            .filter_map(|label| label.value().attr("for"))
            .collect();
        for control in select(document, "input:not([type=hidden]), textarea, select") {
            let id = control.value().attr("id").unwrap_or_default();
            assert!(labelled.contains(id), "{page}: {}", control.html());
        }
        for forbidden in [
            "[placeholder]",
            "[disabled]",
            "[readonly]",
            "[style]",
            "style",
            // Data for search engines are not run.
            "script:not([src]):not([type='application/ld+json'])",
            "img:not([alt])",
            "dialog",
        ] {
            assert!(select(document, forbidden).is_empty(), "{page}: {forbidden}");
        }
    });
}

#[test]
fn every_link_and_button_says_where_it_leads() {
    for_every_page(|page, document| {
        for element in select(document, "a, button, legend, label, th, h1, h2, h3, dt") {
            assert!(!text(element).is_empty(), "{page}: {}", element.html());
        }
        for link in select(document, "a") {
            assert!(
                link.value().attr("href").is_some_and(|href| !href.is_empty()),
                "{page}: {}",
                link.html()
            );
        }
    });
}

#[test]
fn every_form_that_changes_something_carries_its_token() {
    for_every_page(|page, document| {
        for form in select(document, "form[method=post]") {
            let action = form.value().attr("action").unwrap_or_default();
            let name = if action.starts_with("/console") { "csrf" } else { "form" };
            let token = Selector::parse(&format!("input[type=hidden][name={name}]")).unwrap();
            // Behind a secret link none is needed: who knows it may do it, and nobody else can name it.
            // At a poster's page the form itself asks for what only its sender knows.
            let secret_link = ["/r/", "/u/", "/c/"].iter().any(|start| action.starts_with(start));
            assert!(secret_link || form.select(&token).count() == 1, "{page}: {action}");
        }
    });
}

/// What the browser asks for of its own accord; pictures that are shown later count, too.
#[test]
fn a_cold_page_makes_four_requests_at_most() {
    for_every_page(|page, document| {
        // Nobody sees the icon of a page within a frame, and no browser fetches it.
        let icon =
            if select(document, "body.embedded").is_empty() { ", link[rel=icon]" } else { "" };
        let files = format!("link[rel=stylesheet], script[src], img{icon}");
        let loaded = select(document, &files);
        let address = |element: ElementRef<'_>| {
            let value = element.value();
            value.attr("href").or_else(|| value.attr("src")).map(str::to_owned)
        };
        let loaded: BTreeSet<String> = loaded.into_iter().filter_map(address).collect();
        assert!(loaded.len() <= 3, "{page}: {loaded:?}");
    });
}

#[test]
fn errors_are_said_above_the_heading_and_again_at_the_field() {
    for_every_page(|page, document| {
        let summaries = select(document, ".error-summary");
        let wrong = select(document, ".field-error");
        let title = text(select(document, "title")[0]);
        if summaries.is_empty() {
            assert!(wrong.is_empty(), "{page}");
            return;
        }
        assert!(title.starts_with("エラー：") || title.starts_with("Error: "), "{page}: {title}");
        let lines: Vec<String> =
            summaries[0].select(&Selector::parse("a").unwrap()).map(text).collect();
        let at_fields: Vec<String> = wrong.into_iter().map(text).collect();
        assert_eq!(lines, at_fields, "{page}");
        // What concerns no field is said above only.
        let said = summaries[0].select(&Selector::parse("li").unwrap()).count();
        assert!(said > 0, "{page}");
    });
}

#[test]
fn nothing_typed_becomes_markup() {
    let language = Language::japanese();
    let (_, mut view) = CheckView::samples(language).remove(0);
    view.rows[0].answer = "<script>alert(1)</script>".into();
    view.hidden[0].1 = "\"><b>".into();
    let document = Html::parse_document(&view.render().unwrap());
    assert!(select(&document, "script:not([src]), form b").is_empty());
}

#[test]
fn no_text_is_missing_in_any_language() {
    for page in all_pages() {
        assert!(!page.html.contains('⟦'), "{}: {}", page.name, page.html);
    }
}

/// The sources of this room in which keys of texts stand, by name.
fn sources(folder: &str, extension: &str) -> Vec<(String, String)> {
    let mut found = Vec::new();
    let mut folders =
        vec![std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("src/http").join(folder)];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|e| e == extension) {
                found.push((path.display().to_string(), std::fs::read_to_string(path).unwrap()));
            }
        }
    }
    found
}

/// The keys of one file.
fn keys_of(text: &str) -> impl Iterator<Item = String> {
    let of_line = |line: &str| {
        let (key, _) = line.split_once(" =")?;
        (!line.starts_with([' ', '#', '}'])).then(|| key.to_owned())
    };
    text.lines().filter_map(of_line)
}

/// The keys of a language's files.
fn keys(language: &str) -> BTreeSet<String> {
    let files = sources(&format!("locales/{language}"), "ftl");
    files.iter().flat_map(|(_, text)| keys_of(text)).collect()
}

/// The keys that a source asks for by their names.
fn asked_in(source: &str) -> Vec<String> {
    let calls = [".t(\"", ".t1(\"", ".t2(\""];
    let rests = calls.iter().flat_map(|call| source.split(call).skip(1));
    rests.filter_map(|rest| rest.split('"').next()).map(str::to_owned).collect()
}

#[test]
fn english_has_the_same_keys_as_japanese() {
    let (english, japanese) = (keys("en"), keys("ja"));
    let missing: Vec<_> = japanese.symmetric_difference(&english).collect();
    assert!(missing.is_empty(), "{missing:?}");
}

#[test]
fn every_text_of_a_public_page_is_there_in_plain_japanese() {
    let mut public = BTreeSet::new();
    let mut of_console = BTreeSet::new();
    for (name, source) in sources("templates", "html").into_iter().chain(sources("pages", "rs")) {
        let quoted = source.split('"').map(str::to_owned);
        if name.contains("/console/") {
            of_console.extend(quoted);
        } else {
            public.extend(asked_in(&source));
        }
    }
    // Keys that stand in a list, and are asked for by it, are public unless only the console names them.
    for (name, text) in sources("locales/ja", "ftl") {
        if !name.contains("/console") {
            public.extend(keys_of(&text).filter(|key| !of_console.contains(key)));
        }
    }
    let easy = keys("ja-simple");
    let missing: Vec<_> = public.difference(&easy).collect();
    assert!(missing.is_empty(), "{missing:?}");
    let gone: Vec<_> = easy.difference(&keys("ja")).cloned().collect();
    assert!(gone.is_empty(), "{gone:?}");
}

/// Parts of words that plain Japanese leaves to others: honorifics, and what is too long to be read twice.
#[test]
fn plain_japanese_has_short_sentences_without_honorifics() {
    for (name, text) in sources("locales/ja-simple", "ftl") {
        for line in text.lines().filter(|line| !line.starts_with('#')) {
            let line = line.replace("ありがとうございま", "");
            for honorific in [
                "ございま",
                "いただ",
                "くださいませ",
                "なさい",
                "申し上げ",
                "いたし",
                "おります",
                "伺",
                "承",
            ] {
                assert!(!line.contains(honorific), "{name}: {honorific} in {line}");
            }
            let said = line.split_once(" = ").map_or(line.as_str(), |(_, said)| said);
            for sentence in said.split_inclusive(['。', '：']) {
                // Readings and names of places to fill in are not what makes a sentence long.
                let mut depth = 0_i32;
                let length = sentence
                    .chars()
                    .filter(|c| {
                        depth += i32::from("（{".contains(*c));
                        let counts = depth == 0;
                        depth -= i32::from("）}".contains(*c));
                        counts
                    })
                    .count();
                assert!(length <= 45, "{name}: {length} characters: {sentence}");
            }
        }
    }
}

/// Whether a key stands somewhere, whole or put together: of a form and its field (`people-set-up` and `name`, with
/// `-hint`), of a word and what it means (`-means`), of what stands before braces (`audit-{}`).
fn is_used(key: &str, quoted: &BTreeSet<String>) -> bool {
    let stem = key.strip_suffix("-hint").or_else(|| key.strip_suffix("-means"));
    let key_and_stem = [Some(key), stem].into_iter().flatten();
    key_and_stem.into_iter().any(|key| {
        let mut ends = key.match_indices('-').map(|(at, _)| key.split_at(at));
        let is_put_together = |(form, rest): (&str, &str)| {
            let before_braces =
                ["{}", "{value}"].iter().any(|braces| quoted.contains(&format!("{form}-{braces}")));
            before_braces || (quoted.contains(form) && quoted.contains(&rest[1..]))
        };
        quoted.contains(key) || ends.any(is_put_together)
    })
}

#[test]
fn every_key_is_used_and_every_key_that_is_used_exists() {
    let mut quoted = BTreeSet::new();
    let mut asked = BTreeSet::new();
    // Handlers of the console choose sentences by what has happened.
    for (_, source) in sources("console", "rs") {
        quoted.extend(source.split('"').map(str::to_owned));
    }
    for (name, source) in sources("templates", "html").into_iter().chain(sources("pages", "rs")) {
        quoted.extend(source.split('"').map(str::to_owned));
        asked.extend(asked_in(&source).into_iter().map(|key| (key, name.clone())));
    }
    let unused: Vec<String> = keys("ja").into_iter().filter(|key| !is_used(key, &quoted)).collect();
    assert!(unused.is_empty(), "{unused:?}");
    let written = keys("ja");
    for (key, file) in asked {
        assert!(written.contains(&key), "{key} in {file}");
    }
}

#[test]
fn no_page_weighs_more_than_thirty_kilobytes_before_compression() {
    for page in all_pages() {
        assert!(page.html.len() < 30_000, "{}: {} bytes", page.name, page.html.len());
    }
}
