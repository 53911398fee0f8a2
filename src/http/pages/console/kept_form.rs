//! A form that waits on its page: until its sender has signed in, and then for one more press.

use askama::Template;

use super::frame::ConsoleFrame;
use crate::http::pages::frame::Frame;

/// Nobody is signed in any more.
#[derive(Debug, Template)]
#[template(path = "console/kept_form.html")]
pub struct KeptFormView {
    /// Around the page.
    pub frame: Frame,
    /// Where the form belongs.
    pub action: String,
    /// Where one signs in.
    pub sign_in: &'static str,
    /// Names and values, to be sent as they came.
    pub fields: Vec<(String, String)>,
}

/// Somebody is signed in, later than the page of the form was opened.
#[derive(Debug, Template)]
#[template(path = "console/send_again.html")]
pub struct SendAgainView {
    /// Around the page; its token makes the form one of this session.
    pub frame: ConsoleFrame,
    /// Where the form belongs.
    pub action: String,
    /// Names and values, to be sent as they came.
    pub fields: Vec<(String, String)>,
}

#[cfg(any(test, feature = "test-hooks"))]
fn sample_fields() -> Vec<(String, String)> {
    vec![("note".into(), "電話で確認済み\n車いす1台".into()), ("action".into(), "note".into())]
}

#[cfg(any(test, feature = "test-hooks"))]
impl KeptFormView {
    /// As it is.
    pub fn samples(language: crate::http::pages::texts::Language) -> Vec<(&'static str, Self)> {
        let view = Self {
            frame: crate::http::pages::samples::frame(language, "/console/kept"),
            action: "/console/registrations/sample".into(),
            sign_in: "/console/sign-in",
            fields: sample_fields(),
        };
        vec![("signed-out", view)]
    }
}

#[cfg(any(test, feature = "test-hooks"))]
impl SendAgainView {
    /// As it is.
    pub fn samples(language: crate::http::pages::texts::Language) -> Vec<(&'static str, Self)> {
        use super::{frame::Section, samples};
        let view = Self {
            frame: samples::frame(language, "/console/registrations/sample", Section::Events),
            action: "/console/registrations/sample".into(),
            fields: sample_fields(),
        };
        vec![("signed-in", view)]
    }
}
