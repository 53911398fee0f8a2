//! `/console/audit`: the audit trail in sentences.

use askama::Template;
use serde_json::Value;

use crate::http::pages::console::attendees::{source_key, state_key};
use crate::http::pages::console::frame::ConsoleFrame;
use crate::http::pages::field::Choice;
use crate::http::pages::texts::Texts;

/// Kinds of things to which something is done, as they are filtered for.
pub const KINDS: [&str; 15] = [
    "event",
    "session",
    "session_group",
    "registration",
    "application_draft",
    "mail",
    "mailing",
    "member",
    "token",
    "organization",
    "import",
    "bulk_action",
    "export_schedule",
    "column_set",
    "purge",
];

/// A line.
#[derive(Debug, Clone)]
pub struct AuditLine {
    /// When, written out.
    pub at: String,
    /// Who.
    pub who: String,
    /// What they did.
    pub what: String,
    /// The word of the action itself, for those who search for it.
    pub action: String,
    /// To what kind of thing.
    pub kind: String,
    /// Whose name it has, where it is a person or a token.
    pub subject: String,
    /// Path to all lines about the same thing.
    pub subject_path: String,
    /// What is known besides and has words: what it is, and how it is.
    pub told: Vec<(String, String)>,
    /// The rest as it is stored; may be empty.
    pub details: String,
}

/// What is known of an action besides, in words as far as there are any, and the rest as it is stored.
pub fn details_of(texts: Texts, details: &str) -> (Vec<(String, String)>, String) {
    let Ok(Value::Object(mut known)) = serde_json::from_str(details) else {
        return (Vec::new(), details.to_owned());
    };
    // What is not said of it is whole.
    if known.get("complete") == Some(&Value::Bool(true)) {
        known.remove("complete");
    }
    let mut told = Vec::new();
    for (name, key) in DETAILS {
        let Some(value) = known.remove(name) else { continue };
        let value = match (name, value) {
            (_, Value::Null) => continue,
            ("state", Value::String(state)) => texts.t(state_key(&state)),
            ("source", Value::String(source)) => texts.t(source_key(&source)),
            (_, Value::String(text)) => text,
            (_, other) => other.to_string(),
        };
        told.push((texts.t(key), value));
    }
    let rest = if known.is_empty() { String::new() } else { Value::Object(known).to_string() };
    (told, rest)
}

/// The details that have words.
const DETAILS: [(&str, &str); 8] = [
    ("seats", "audit-detail-seats"),
    ("persons", "audit-detail-persons"),
    ("state", "audit-detail-state"),
    ("source", "audit-detail-source"),
    ("format", "audit-detail-format"),
    ("rows", "audit-detail-rows"),
    ("reason", "audit-detail-reason"),
    ("exceed_reason", "audit-detail-reason"),
];

/// How the trail is sealed.
#[derive(Debug, Clone, Default)]
pub struct Sealed {
    /// Lines that are sealed.
    pub lines: u64,
    /// The last seal.
    pub seal: String,
    /// When it was checked, written out.
    pub checked: Option<String>,
    /// What was found that cannot be of itself.
    pub found: Option<String>,
}

/// The page.
#[derive(Debug, Template)]
#[template(path = "console/people/audit.html")]
pub struct AuditView {
    /// Around the page.
    pub frame: ConsoleFrame,
    /// Whether the address could not be understood.
    pub query_failed: bool,
    /// People to filter for.
    pub people: Vec<Choice>,
    /// Kinds of things to filter for.
    pub kinds: Vec<Choice>,
    /// The day that is filtered for, as typed.
    pub day: String,
    /// The thing that is filtered for.
    pub subject: String,
    /// The lines, newest first.
    pub lines: Vec<AuditLine>,
    /// How the trail is sealed.
    pub sealed: Sealed,
    /// Path of the next page.
    pub next_path: Option<String>,
}

/// What was done, in words; an action that has none is told by its own name.
pub fn action_words(texts: Texts, action: &str) -> String {
    let words = texts.t(&format!("audit-{}", action.replace('_', "-")));
    if words.starts_with('⟦') { texts.t1("audit-other", "action", action) } else { words }
}

/// The key of who did it, where it is nobody with a name.
pub fn actor_key(actor: &str) -> &'static str {
    match actor {
        "applicant" => "audit-by-applicant",
        "service" => "audit-by-service",
        "operator" => "audit-by-operator",
        _ => "audit-by-unknown",
    }
}

/// The key of a kind of thing.
pub fn kind_key(kind: &str) -> &'static str {
    match kind {
        "event" => "audit-of-event",
        "session" => "audit-of-session",
        "session_group" => "audit-of-group",
        "registration" => "audit-of-registration",
        "mail" => "audit-of-mail",
        "mailing" => "audit-of-mailing",
        "application_draft" => "audit-of-draft",
        "member" => "audit-of-member",
        "token" => "audit-of-token",
        "organization" => "audit-of-organization",
        "import" => "audit-of-import",
        "bulk_action" => "audit-of-bulk-action",
        "export_schedule" => "audit-of-export-schedule",
        "column_set" => "audit-of-column-set",
        "purge" => "audit-of-purge",
        _ => "audit-of-other",
    }
}
