//! A form about an event, or an organization's looks: groups of fields with buttons below.

use askama::Template;

use crate::http::pages::apply::ErrorLine;
use crate::http::pages::console::event_nav::EventNav;
use crate::http::pages::console::frame::ConsoleFrame;
use crate::http::pages::field::Field;

/// Fields under one heading.
#[derive(Debug, Clone)]
pub struct FieldGroup {
    /// Key of the heading; may be empty.
    pub heading: &'static str,
    /// Key of what is to be known first; may be empty.
    pub means: &'static str,
    pub fields: Vec<Field>,
    /// Whether it stays folded until somebody wants it.
    pub folded: bool,
}

impl FieldGroup {
    /// Fields that are always seen.
    pub fn new(heading: &'static str, means: &'static str, fields: Vec<Field>) -> Self {
        Self { heading, means, fields, folded: false }
    }

    /// Fields that few need; open where one of them is wrong.
    pub fn folded(heading: &'static str, means: &'static str, fields: Vec<Field>) -> Self {
        Self { heading, means, fields, folded: true }
    }

    fn is_open(&self) -> bool {
        self.fields.iter().any(|field| field.error.is_some())
    }
}

/// A button that sends the form.
#[derive(Debug, Clone)]
pub struct FormButton {
    /// What it sends as `action`.
    pub value: &'static str,
    /// Key of its words.
    pub word: &'static str,
    /// Its look beside that of any button.
    pub class: &'static str,
}

impl FormButton {
    /// The button for what one came for.
    pub fn main(value: &'static str, word: &'static str) -> Self {
        Self { value, word, class: "button-large" }
    }

    /// A button for something else.
    pub fn other(value: &'static str, word: &'static str) -> Self {
        Self { value, word, class: "button-outline" }
    }

    /// A button for what cannot be taken back.
    pub fn danger(value: &'static str, word: &'static str) -> Self {
        Self { value, word, class: "button-outline button-danger" }
    }
}

/// Key of the words for going back without doing anything.
pub const BACK: &str = "events-back";
/// Key of the words for going back to the list of events.
pub const BACK_HOME: &str = "events-back-home";

/// A picture that is there already.
#[derive(Debug, Clone)]
pub struct Shown {
    pub path: String,
    pub width: u32,
    pub height: u32,
    /// What is to be seen there.
    pub alternative: String,
}

/// A form with its words.
#[derive(Debug, Template)]
#[template(path = "console/events/sheet.html")]
pub struct SheetView {
    /// Around the page.
    pub frame: ConsoleFrame,
    /// The tabs, on a page of an event.
    pub nav: Option<EventNav>,
    /// Key of the heading.
    pub heading: &'static str,
    /// What the heading is about; may be empty.
    pub about: String,
    /// Sentences before the form.
    pub intro: Vec<String>,
    /// Said above: that something was done, for example. Key of the sentence.
    pub done: Option<&'static str>,
    pub errors: Vec<ErrorLine>,
    /// A picture that is there already.
    pub picture: Option<Shown>,
    /// Names with values, to be read before the form.
    pub facts: Vec<(String, String)>,
    /// Where the form goes.
    pub action: String,
    pub groups: Vec<FieldGroup>,
    /// What goes along unseen.
    pub hidden: Vec<(String, String)>,
    pub buttons: Vec<FormButton>,
    /// Whether files come with it.
    pub has_files: bool,
    /// A button that takes away what is there: path and key of its words.
    pub removal: Option<(String, &'static str)>,
    /// Another form below, with a file: where it goes, its fields, its button.
    pub second: Option<(String, Vec<FieldGroup>, FormButton)>,
    /// What else can be done from here.
    pub ways: Vec<super::hub::Way>,
    /// Where one goes who does not want to: path and key of the words.
    pub back: (String, &'static str),
}
