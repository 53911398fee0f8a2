//! What to look at before an event is published, each with the way to mend it.

use askama::Template;

use crate::http::pages::console::event_nav::EventNav;
use crate::http::pages::console::frame::ConsoleFrame;

/// Something that is missing or unusual.
#[derive(Debug, Clone)]
pub struct FindingLine {
    /// Key of the sentence.
    pub word: &'static str,
    /// Of which session; may be empty.
    pub session: String,
    /// Where it is mended; empty where that is not in the console.
    pub path: String,
}

/// A way from here.
#[derive(Debug, Clone)]
pub struct Step {
    pub path: String,
    /// Key of its words.
    pub word: &'static str,
}

/// `/console/events/{event}/publish`.
#[derive(Debug, Template)]
#[template(path = "console/events/checklist.html")]
pub struct ChecklistView {
    /// Around the page.
    pub frame: ConsoleFrame,
    pub nav: EventNav,
    pub title: String,
    /// Said above: that something was done. Key of the sentence.
    pub done: Option<&'static str>,
    /// Its sessions in a line each, to be read once more.
    pub sessions: Vec<String>,
    /// Without these it cannot be published.
    pub needed: Vec<FindingLine>,
    pub missing: Vec<FindingLine>,
    pub unusual: Vec<FindingLine>,
    /// Where the button sends to; none where it cannot be published, or is already.
    pub action: Option<String>,
    /// Path of the public page, once there is one.
    pub public_path: Option<String>,
    pub steps: Vec<Step>,
}

impl ChecklistView {
    /// Ways on: below the event's path, key of the words.
    pub const STEPS: [(&'static str, &'static str); 3] = [
        ("edit", "events-edit"),
        ("rehearsal", "events-rehearsal"),
        ("form", "events-form-builder"),
    ];
}

impl FindingLine {
    /// Keys of the sentences, in the order of what can be found.
    const WORDS: [&'static str; 24] = [
        "events-finding-no-session",
        "events-finding-all-over",
        "events-finding-no-contact",
        "events-finding-no-telephone",
        "events-finding-no-audience",
        "events-finding-no-description",
        "events-finding-no-reminder",
        "events-finding-asks-nothing",
        "events-finding-over",
        "events-finding-deadline-gone",
        "events-finding-deadline-after",
        "events-finding-no-place",
        "events-finding-no-address",
        "events-finding-many-seats",
        "events-finding-one-seat",
        "events-finding-long",
        "events-finding-hour",
        "events-finding-holiday",
        "events-finding-twice",
        "events-finding-caught",
        "events-finding-held",
        "events-finding-rehearsed",
        "events-finding-worker",
        "events-finding-reply-to",
    ];

    /// Key of the sentence for what was found, by its place among all that can be.
    pub fn word_of(place: usize) -> &'static str {
        Self::WORDS.get(place).copied().unwrap_or("events-finding-over")
    }
}
