//! The page on which an applicant confirms that a mail address is theirs.

use askama::Template;

use super::{frame::Frame, registration::Registration};

/// `/r/{token}/confirm/{proof}`, which only the mail to that address names: until when, and the button
/// (POST to the same path) that does it.
#[derive(Debug, Template)]
#[template(path = "confirm_address.html")]
pub struct ConfirmAddressView {
    /// Around the page.
    pub frame: Frame,
    /// What waits for it.
    pub registration: Registration,
    /// Where the form is sent to.
    pub confirm_path: String,
}

#[cfg(any(test, feature = "test-hooks"))]
impl ConfirmAddressView {
    /// In time.
    pub fn samples(language: super::texts::Language) -> Vec<(&'static str, Self)> {
        use super::{registration::Standing, samples};
        let confirm_path = "/r/sample/confirm/proof".to_owned();
        let frame = samples::frame(language, &confirm_path);
        let registration = samples::registration(Standing::Unconfirmed);
        vec![("in-time", Self { frame, registration, confirm_path })]
    }
}
