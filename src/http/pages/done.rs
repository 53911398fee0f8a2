//! The page that says that an application is complete.

use askama::Template;

use super::{frame::Frame, registration::Registration};

/// `/r/{token}/done`: the reception number, what happens next, where to come back to.
#[derive(Debug, Template)]
#[template(path = "done.html")]
pub struct DoneView {
    /// Around the page.
    pub frame: Frame,
    /// What was received.
    pub registration: Registration,
}

#[cfg(any(test, feature = "test-hooks"))]
impl DoneView {
    /// For each standing that an application begins with.
    pub fn samples(language: super::texts::Language) -> Vec<(&'static str, Self)> {
        use super::{registration::Standing, samples};
        let view = |standing| Self {
            frame: samples::frame(language, "/r/sample/done"),
            registration: samples::registration(standing),
        };
        vec![
            ("confirmed", view(Standing::Confirmed)),
            ("joined-company", view(Standing::JoinedCompany)),
            ("waiting", view(Standing::Waitlisted { position: 3 })),
            ("unconfirmed", view(Standing::Unconfirmed)),
            ("selection", view(Standing::UnderSelection)),
            ("draw", view(Standing::EnteredDraw)),
        ]
    }
}
