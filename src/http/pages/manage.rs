//! The applicant's own page of a registration (申込確認ページ).

use askama::Template;

use super::{frame::Frame, registration::Registration};

/// What has just been done, said at the top of the page once.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Notice {
    /// The registration was withdrawn.
    Withdrawn,
    /// Answers were changed.
    Changed,
}

impl Notice {
    /// The key of its sentence.
    pub fn text(self) -> &'static str {
        match self {
            Self::Withdrawn => "notice-withdrawn",
            Self::Changed => "notice-changed",
        }
    }
}

/// `/r/{token}`: where the registration stands and what can be done about it.
#[derive(Debug, Template)]
#[template(path = "manage.html")]
pub struct ManageView {
    /// Around the page.
    pub frame: Frame,
    /// The registration.
    pub registration: Registration,
    /// What has just been done.
    pub notice: Option<Notice>,
}

#[cfg(any(test, feature = "test-hooks"))]
impl ManageView {
    /// One for each standing.
    pub fn samples(language: super::texts::Language) -> Vec<(&'static str, Self)> {
        use super::{registration::Standing, samples};
        let view = |standing, notice| Self {
            frame: samples::frame(language, "/r/sample"),
            registration: samples::registration(standing),
            notice,
        };
        vec![
            ("confirmed", view(Standing::Confirmed, None)),
            ("changed", view(Standing::JoinedCompany, Some(Notice::Changed))),
            ("waiting", view(Standing::Waitlisted { position: 3 }, None)),
            ("withdrawn", view(Standing::Withdrawn, Some(Notice::Withdrawn))),
            ("cancelled", view(Standing::SessionCancelled, None)),
            ("over", view(Standing::Over, None)),
        ]
    }
}
