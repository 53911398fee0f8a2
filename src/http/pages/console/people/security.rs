//! `/console/security`: whether a second factor is wanted of everybody.

use askama::Template;

use crate::http::pages::console::frame::ConsoleFrame;

/// The page.
#[derive(Debug, Template)]
#[template(path = "console/people/security.html")]
pub struct SecurityView {
    /// Around the page.
    pub frame: ConsoleFrame,
    /// Whether it is.
    pub is_required: bool,
    /// Whether who wanted it has none themself.
    pub own_first: bool,
}
