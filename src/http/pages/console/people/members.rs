//! `/console/members`: who works for the organization.

use askama::Template;

use crate::http::pages::apply::ErrorLine;
use crate::http::pages::console::frame::ConsoleFrame;
use crate::http::pages::field::Field;

/// A member.
#[derive(Debug, Clone)]
pub struct MemberLine {
    /// Path of their page.
    pub path: String,
    /// Their name.
    pub name: String,
    /// Their mail address.
    pub email: String,
    /// Key of their role's word.
    pub role: &'static str,
    /// Events for which they have a right.
    pub events: usize,
    /// Whether they have rights for events alone.
    pub is_of_events: bool,
    /// The last day; may be empty.
    pub until: String,
    /// Whether that day is over.
    pub has_ended: bool,
    /// Whether it is who looks.
    pub is_self: bool,
}

/// The list.
#[derive(Debug, Template)]
#[template(path = "console/people/members.html")]
pub struct MembersView {
    /// Around the page.
    pub frame: ConsoleFrame,
    /// All of them.
    pub lines: Vec<MemberLine>,
    /// Key of what was just done.
    pub said: Option<&'static str>,
    /// Whether invitations do not go out.
    pub mail_is_caught: bool,
}

/// One of them.
#[derive(Debug, Template)]
#[template(path = "console/people/member.html")]
pub struct MemberView {
    /// Around the page.
    pub frame: ConsoleFrame,
    /// Who it is.
    pub line: MemberLine,
    /// What is wrong.
    pub errors: Vec<ErrorLine>,
    /// Their right.
    pub fields: Vec<Field>,
    /// Key of why something was not done.
    pub refused: Option<&'static str>,
}

/// `/console/members/new`: an invitation.
#[derive(Debug, Template)]
#[template(path = "console/people/invite.html")]
pub struct InviteView {
    /// Around the page.
    pub frame: ConsoleFrame,
    /// What is wrong.
    pub errors: Vec<ErrorLine>,
    /// Who, and their right.
    pub fields: Vec<Field>,
    /// Whether invitations do not go out.
    pub mail_is_caught: bool,
}
