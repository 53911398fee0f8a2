//! Whatever is noted in the audit trail has words for those who read it.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

/// Where lines are made.
const ROOMS: [&str; 6] = ["usecases", "domain/seats", "desk", "letters", "worker", "intake"];
/// What stands in a file that makes lines.
const MAKES_LINES: [&str; 6] =
    ["audit_line(", "AuditRow {", "AuditLine {", "own_line(", "member_line(", "self.note("];
/// How the words for what was done end.
const ENDINGS: [&str; 19] = [
    "ed",
    "_made",
    "_set",
    "_held",
    "_written",
    "_given",
    "_taken",
    "_taken_back",
    "_began",
    "_in",
    "_out",
    "_into",
    "_here",
    "_again",
    "_offer",
    "_substitute",
    "_reset",
    "_run",
    "drawn",
];
/// Words in such files that name no action.
const OTHERS: [&str; 27] = [
    "already_used",
    "cancelled",
    "check_in",
    "check_in_id_used",
    "checked",
    "column_set",
    "completed",
    "confirmed",
    "declined",
    "dismissed",
    "dropped",
    "ed",
    "entered",
    "factor_not_sealed",
    "failed",
    "narrowed",
    "not_here",
    "not_published",
    "passkey_refused",
    "paused",
    "queued",
    "refused",
    "required",
    "role_of_added",
    "searched",
    "stopped",
    "waitlisted",
];

fn sources(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() && !path.ends_with("tests") {
            sources(&path, found);
        } else if path.extension().is_some_and(|ending| ending == "rs") {
            found.push(path);
        }
    }
}

/// Words of small letters between quotation marks.
fn literals(source: &str) -> impl Iterator<Item = &str> {
    let lines = source.lines().filter(|line| !line.trim_start().starts_with("//"));
    let pieces = lines.flat_map(|line| line.split('"').skip(1).step_by(2));
    pieces.filter(|piece| {
        !piece.is_empty() && piece.chars().all(|it| it.is_ascii_lowercase() || it == '_')
    })
}

fn actions() -> BTreeSet<String> {
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut files = Vec::new();
    for room in ROOMS {
        sources(&src.join(room), &mut files);
    }
    let mut actions = BTreeSet::new();
    for file in files {
        let text = fs::read_to_string(&file).expect("a source");
        let text = text.split("#[cfg(test)]").next().unwrap_or_default();
        if !MAKES_LINES.iter().any(|makes| text.contains(makes)) {
            continue;
        }
        let named = literals(text).filter(|word| ENDINGS.iter().any(|end| word.ends_with(end)));
        actions.extend(named.filter(|word| !OTHERS.contains(word)).map(str::to_owned));
    }
    actions
}

#[test]
fn every_action_of_the_audit_trail_has_words_in_each_language() {
    let actions = actions();
    for known in ["registered", "checked_in", "purge_began", "export_scheduled", "token_made"] {
        assert!(actions.contains(known), "{known} is found: {actions:?}");
    }
    for language in ["ja", "en"] {
        let path = format!("src/http/locales/{language}/console-people.ftl");
        let words = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(path));
        let words = words.expect("the words");
        let has = |action: &&String| {
            let key = format!("\naudit-{} = ", action.replace('_', "-"));
            words.contains(&key)
        };
        let without: Vec<&String> = actions.iter().filter(|action| !has(action)).collect();
        assert!(without.is_empty(), "give these words, or name them among the others: {without:?}");
    }
}
