//! The page on which an organization's announcements are stopped.

use askama::Template;

use super::frame::Frame;

/// `/u/{token}`: the button that stops them (POST to the same path), or the one that lets them come again
/// (POST to `…/again`).
#[derive(Debug, Template)]
#[template(path = "unsubscribe.html")]
pub struct UnsubscribeView {
    /// Around the page.
    pub frame: Frame,
    /// Whose announcements.
    pub organization: String,
    /// They are stopped.
    pub stopped: bool,
    /// They have just been let come again.
    pub resumed: bool,
    /// The page's own path.
    pub path: String,
}

#[cfg(any(test, feature = "test-hooks"))]
impl UnsubscribeView {
    /// Before, after, and after it was taken back.
    pub fn samples(language: super::texts::Language) -> Vec<(&'static str, Self)> {
        let view = |stopped, resumed| Self {
            frame: super::samples::frame(language, "/u/sample"),
            organization: "萩市".into(),
            stopped,
            resumed,
            path: "/u/sample".into(),
        };
        vec![
            ("ask", view(false, false)),
            ("stopped", view(true, false)),
            ("resumed", view(false, true)),
        ]
    }
}
