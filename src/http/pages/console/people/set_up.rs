//! `/console/set-up/{token}`: three questions, the first time.

use askama::Template;

use crate::http::pages::apply::ErrorLine;
use crate::http::pages::field::Field;
use crate::http::pages::frame::Frame;

/// The page.
#[derive(Debug, Template)]
#[template(path = "console/people/set_up.html")]
pub struct SetUpView {
    /// Around the page.
    pub frame: Frame,
    /// What is wrong.
    pub errors: Vec<ErrorLine>,
    /// The questions.
    pub fields: Vec<Field>,
    /// Where the form goes.
    pub action: String,
    /// The value of the hidden field `csrf`.
    pub csrf: String,
}
