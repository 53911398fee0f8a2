//! The page that asks once more before a registration is withdrawn.

use askama::Template;

use super::{frame::Frame, registration::Registration};

/// `/r/{token}/withdraw`: what would be given up, and the button (POST to the same path) that does it.
#[derive(Debug, Template)]
#[template(path = "withdraw.html")]
pub struct WithdrawView {
    /// Around the page.
    pub frame: Frame,
    /// What would be withdrawn.
    pub registration: Registration,
}

#[cfg(any(test, feature = "test-hooks"))]
impl WithdrawView {
    /// With a seat and without.
    pub fn samples(language: super::texts::Language) -> Vec<(&'static str, Self)> {
        use super::{registration::Standing, samples};
        let view = |standing| Self {
            frame: samples::frame(language, "/r/sample/withdraw"),
            registration: samples::registration(standing),
        };
        let mut party = view(Standing::JoinedCompany);
        party.registration.people = 3;
        vec![
            ("party", party),
            ("held", view(Standing::UnderSelection)),
            ("seat", view(Standing::Confirmed)),
            ("waiting", view(Standing::Waitlisted { position: 3 })),
        ]
    }
}
