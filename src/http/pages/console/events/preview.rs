//! What a change would do, shown before it is done: one page between the form and the deed.

use askama::Template;

use super::sheet::FormButton;
use crate::http::pages::console::event_nav::EventNav;
use crate::http::pages::console::frame::ConsoleFrame;
use crate::http::pages::field::Field;

/// A mail as one of its recipients would read it.
#[derive(Debug, Clone)]
pub struct MailDraft {
    pub subject: String,
    pub text: String,
}

/// A value that is different afterwards.
#[derive(Debug, Clone)]
pub struct Difference {
    /// Of what.
    pub name: String,
    pub before: String,
    pub after: String,
}

/// The page.
#[derive(Debug, Template)]
#[template(path = "console/events/preview.html")]
pub struct PreviewView {
    /// Around the page.
    pub frame: ConsoleFrame,
    /// The tabs.
    pub nav: Option<EventNav>,
    /// Key of the heading.
    pub heading: &'static str,
    /// What the heading is about.
    pub about: String,
    /// The numbers have changed since it was shown first.
    pub is_shown_again: bool,
    /// Why it cannot be done, in a sentence.
    pub refused: Option<String>,
    pub differences: Vec<Difference>,
    /// What would happen, one sentence each.
    pub effects: Vec<String>,
    /// The mail that people would get.
    pub mail: Option<MailDraft>,
    /// Where the button sends to.
    pub action: String,
    /// What goes along unseen: what was typed, what was shown.
    pub hidden: Vec<(String, String)>,
    /// What is to be chosen here.
    pub fields: Vec<Field>,
    /// The deed; none where it is refused.
    pub button: Option<FormButton>,
    /// Where one goes who does not want to: path and key of the words.
    pub back: (String, &'static str),
}

impl Difference {
    /// What of a session has changed, by the name that mails give it.
    pub fn name_of(texts: crate::http::pages::texts::Texts, field: &str) -> String {
        let names = [
            ("title", "events-event-title"),
            ("session_name", "events-session-name"),
            ("time", "session-when"),
            ("place", "events-venue"),
            ("contact", "events-contact"),
            ("join_link", "events-online-url"),
        ];
        let known = names.iter().find(|(name, _)| *name == field);
        texts.t(known.map_or("events-field", |(_, key)| key))
    }
}
