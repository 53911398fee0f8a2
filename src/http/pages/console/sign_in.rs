//! Signing in by one-time link: the page that explains it, the page that the link opens.

use askama::Template;

use crate::http::pages::frame::Frame;

/// `/console/sign-in`: how one gets a link, for those who are not signed in.
#[derive(Debug, Template)]
#[template(path = "console/sign_in.html")]
pub struct SignInView {
    /// Around the page.
    pub frame: Frame,
    /// Whether a link was just tried that is used up, too old or wrong.
    pub link_failed: bool,
    /// Whether one has just signed out.
    pub signed_out: bool,
}

/// `/console/sign-in/{token}`: a button that signs in by POST, since mail scanners open links.
#[derive(Debug, Template)]
#[template(path = "console/sign_in_confirm.html")]
pub struct SignInConfirmView {
    /// Around the page.
    pub frame: Frame,
    /// Where the button sends to: the path of the page itself.
    pub action: String,
    /// The value of the hidden field `csrf`.
    pub csrf: String,
    /// Whether the button was just pressed somewhere else, so that it must be pressed again here.
    pub press_again: bool,
}

#[cfg(any(test, feature = "test-hooks"))]
impl SignInView {
    /// Plain, after a link that failed, after signing out.
    pub fn samples(language: crate::http::pages::texts::Language) -> Vec<(&'static str, Self)> {
        use crate::http::pages::samples;
        let view = |link_failed, signed_out| Self {
            frame: samples::frame(language, "/console/sign-in"),
            link_failed,
            signed_out,
        };
        vec![
            ("plain", view(false, false)),
            ("link-failed", view(true, false)),
            ("signed-out", view(false, true)),
        ]
    }
}

#[cfg(any(test, feature = "test-hooks"))]
impl SignInConfirmView {
    /// As the link opens it, and after a press that did not count.
    pub fn samples(language: crate::http::pages::texts::Language) -> Vec<(&'static str, Self)> {
        let frame = crate::http::pages::samples::frame(language, "/console/sign-in/sample");
        let view = |press_again| Self {
            frame: frame.clone(),
            action: "/console/sign-in/sample".into(),
            csrf: "sample-csrf".into(),
            press_again,
        };
        vec![("link", view(false)), ("press-again", view(true))]
    }
}
