//! One field of a form of staff: label, 必須 or 任意, hint, control, what is wrong.

use askama::{Template, filters::HtmlSafe};

use crate::http::pages::texts::Texts;

/// How something is typed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EntryKind {
    Line,
    Text,
    Number,
    /// A day, by the browser's calendar.
    Day,
}

/// A field.
#[derive(Debug, Clone, Template)]
#[template(path = "console/afterwards/entry.html")]
pub struct Entry {
    pub texts: Texts,
    /// Its name in the sent form, and its id.
    pub name: &'static str,
    /// Keys of what is asked, and why.
    pub label: &'static str,
    pub hint: &'static str,
    pub kind: EntryKind,
    pub required: bool,
    pub value: String,
    /// Key of what is wrong.
    pub error: Option<&'static str>,
}

impl HtmlSafe for Entry {}

/// The key of the sentence for a broken rule.
pub fn error_key(code: &str) -> &'static str {
    match code {
        "required" | "empty" => "fault-empty",
        "out_of_range" => "fault-range",
        "too_long" => "fault-too-long",
        "in_the_past" => "afterwards-fault-past",
        "not_a_date" => "fault-date",
        "invalid_url" => "afterwards-fault-url",
        "owners_only" => "afterwards-fault-owners",
        "unknown_placeholder" => "afterwards-fault-placeholder",
        _ => "fault-general",
    }
}

impl Entry {
    fn badge(&self) -> &'static str {
        if self.required { "badge-required" } else { "badge-optional" }
    }

    fn described_by(&self) -> String {
        let hint = format!("{}-hint", self.name);
        if self.error.is_some() { format!("{hint} {}-error", self.name) } else { hint }
    }

    /// The sentence for the summary above.
    pub fn sentence(&self) -> Option<String> {
        self.error.map(|key| self.texts.t1(key, "label", self.texts.t(self.label)))
    }
}
