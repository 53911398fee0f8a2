//! `/console/sign-in/second`: a code.

use askama::Template;

use crate::http::pages::frame::Frame;

/// The page.
#[derive(Debug, Template)]
#[template(path = "console/people/second_step.html")]
pub struct SecondStepView {
    /// Around the page.
    pub frame: Frame,
    /// The value of the hidden field `csrf`.
    pub csrf: String,
    /// Whether there is an authenticator app.
    pub has_app: bool,
    /// Whether there is a passkey, with which one begins anew.
    pub has_passkey: bool,
    /// Key of what was wrong with the code.
    pub fault: Option<&'static str>,
}
