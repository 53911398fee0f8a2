//! The page that asks once more before an offered seat is declined.

use askama::Template;

use super::{frame::Frame, registration::Registration};

/// `/r/{token}/decline`: what would be given up, and the button (POST to the same path) that does it.
#[derive(Debug, Template)]
#[template(path = "decline.html")]
pub struct DeclineView {
    /// Around the page.
    pub frame: Frame,
    /// Whose offer it is.
    pub registration: Registration,
}

#[cfg(any(test, feature = "test-hooks"))]
impl DeclineView {
    /// With an offer.
    pub fn samples(language: super::texts::Language) -> Vec<(&'static str, Self)> {
        use super::{registration::Standing, samples};
        let frame = samples::frame(language, "/r/sample/decline");
        let registration = samples::registration(Standing::Offered);
        vec![("offered", Self { frame, registration })]
    }
}
