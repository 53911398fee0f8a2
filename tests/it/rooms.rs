//! The rooms of the crate: who may use what, held by reading the sources.

use std::fs;
use std::path::{Path, PathBuf};

/// What only some rooms may name: the words that betray it, and where they may stand.
const RULES: [(&str, &[&str], &[&str]); 9] = [
    ("SQL", &["diesel::", "diesel_migrations"], &["src/store/"]),
    ("the web", &["actix_web", "actix_http"], &["src/http/"]),
    ("the mail library", &["lettre::"], &["src/mail/"]),
    ("the clock", &["Utc::now", "SystemTime::now", "Local::now"], &["src/clock.rs"]),
    (
        "chance",
        &["rand::"],
        &["src/clock.rs", "src/identity/webauthn/tests.rs", "src/identity/oidc/id_token/tests.rs"],
    ),
    ("the desk", &["crate::desk"], &["src/desk/", "src/usecases/", "src/app.rs", "src/http/"]),
    ("the doors", &["crate::http"], &["src/http/", "src/serve.rs"]),
    ("the worker", &["crate::worker"], &["src/worker/", "src/serve.rs"]),
    (
        "the use cases",
        &["crate::usecases"],
        &["src/usecases/", "src/http/", "src/demo/", "src/serve.rs"],
    ),
];

/// Rooms that may use nothing of the crate but these.
const PURE: [(&str, &[&str]); 7] = [
    ("src/domain/", &["crate::domain"]),
    ("src/mail/", &["crate::mail", "crate::domain"]),
    ("src/export/", &["crate::export", "crate::domain"]),
    ("src/import/", &["crate::import", "crate::export", "crate::domain"]),
    ("src/outward/", &["crate::outward", "crate::export", "crate::domain"]),
    ("src/pictures", &["crate::domain"]),
    ("src/identity/", &["crate::identity"]),
];

fn sources(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).expect("a folder").flatten() {
        let path = entry.path();
        if path.is_dir() {
            sources(&path, found);
        } else if path.extension().is_some_and(|ending| ending == "rs") {
            found.push(path);
        }
    }
}

/// All sources with their path from the root, comments left out.
fn all_sources() -> Vec<(String, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut found = Vec::new();
    sources(&root.join("src"), &mut found);
    found
        .into_iter()
        .map(|path| {
            let name =
                path.strip_prefix(root).expect("below the root").to_string_lossy().into_owned();
            let text = fs::read_to_string(&path).expect("a source");
            let code: Vec<&str> =
                text.lines().filter(|line| !line.trim_start().starts_with("//")).collect();
            (name, code.join("\n"))
        })
        .collect()
}

/// Whether the code has the word, not as the end of a longer name (`brand::` is not `rand::`).
fn names(code: &str, word: &str) -> bool {
    let is_of_name = |c: char| c.is_alphanumeric() || c == '_';
    code.match_indices(word).any(|(at, _)| !code[..at].ends_with(is_of_name))
}

fn breaches(sources: &[(String, String)]) -> Vec<String> {
    let mut breaches = Vec::new();
    for (name, code) in sources {
        for (what, words, rooms) in RULES {
            let used = words.iter().find(|word| names(code, word));
            if let Some(word) = used.filter(|_| !rooms.iter().any(|room| name.starts_with(room))) {
                breaches.push(format!("{name} may not use {what} ({word})"));
            }
        }
        for (room, allowed) in PURE {
            if !name.starts_with(room) {
                continue;
            }
            for part in code.split("crate::").skip(1) {
                let used = format!(
                    "crate::{}",
                    part.split(|c: char| !c.is_alphanumeric() && c != '_')
                        .next()
                        .unwrap_or_default()
                );
                if !allowed.contains(&used.as_str()) {
                    breaches.push(format!("{name} may not use {used}"));
                }
            }
        }
    }
    breaches
}

#[test]
fn every_room_keeps_to_what_it_may_use() {
    let breaches = breaches(&all_sources());
    assert!(breaches.is_empty(), "{}", breaches.join("\n"));
}

#[test]
fn a_breach_of_the_rooms_is_noticed() {
    let wrong = [(
        "src/domain/state.rs".to_owned(),
        "use diesel::prelude::*;\nuse crate::store::Conn;".to_owned(),
    )];
    assert_eq!(breaches(&wrong).len(), 2);
}

#[test]
fn every_file_says_in_its_first_line_what_it_is() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut found = Vec::new();
    sources(&root.join("src"), &mut found);
    sources(&root.join("tests"), &mut found);
    for path in found {
        let text = fs::read_to_string(&path).expect("a source");
        assert!(text.starts_with("//! "), "{} has no //! line", path.display());
    }
}

#[test]
fn nothing_is_allowed_that_should_be_expected_with_a_reason() {
    for (name, code) in all_sources() {
        assert!(!code.contains("#[allow(") && !code.contains("#![allow("), "{name} has an allow");
    }
}

#[test]
fn both_databases_have_the_same_migrations() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("migrations");
    let names = |database: &str| {
        let mut names: Vec<_> = fs::read_dir(root.join(database))
            .expect("migrations")
            .flatten()
            .map(|entry| entry.file_name())
            .collect();
        names.sort();
        names
    };
    assert_eq!(names("sqlite"), names("postgres"));
}
