//! `/console/events/{event}/people`: who may do what for an event.

use askama::Template;

use super::members::MemberLine;
use crate::http::pages::apply::ErrorLine;
use crate::http::pages::console::event_nav::EventNav;
use crate::http::pages::console::frame::ConsoleFrame;
use crate::http::pages::field::Field;

/// Somebody with a right for the event.
#[derive(Debug, Clone)]
pub struct RightLine {
    /// Their name.
    pub name: String,
    /// Their mail address.
    pub email: String,
    /// Key of their role's word.
    pub role: &'static str,
    /// The last day; may be empty.
    pub until: String,
    /// Where the button goes that takes it away.
    pub remove_path: String,
}

/// The page.
#[derive(Debug, Template)]
#[template(path = "console/people/event_people.html")]
pub struct EventPeopleView {
    /// Around the page.
    pub frame: ConsoleFrame,
    /// The tabs of the event.
    pub nav: EventNav,
    /// Path of this page.
    pub path: String,
    /// With a right for this event.
    pub lines: Vec<RightLine>,
    /// With a right in the whole organization.
    pub by_organization: Vec<MemberLine>,
    /// What is wrong.
    pub errors: Vec<ErrorLine>,
    /// Who else.
    pub fields: Vec<Field>,
    /// Key of what was just done.
    pub said: Option<&'static str>,
}
