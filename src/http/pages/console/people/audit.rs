//! `/console/audit`: the audit trail in sentences.

use askama::Template;

use crate::http::pages::console::frame::ConsoleFrame;
use crate::http::pages::field::Choice;
use crate::http::pages::texts::Texts;

/// Kinds of things to which something is done, as they are filtered for.
pub const KINDS: [&str; 7] =
    ["event", "session", "registration", "mail", "mailing", "member", "organization"];

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
    /// What is known besides; may be empty.
    pub details: String,
}

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
        _ => "audit-of-other",
    }
}
