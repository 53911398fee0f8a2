//! The applicant's own page of a registration (申込確認ページ).

use askama::Template;

use super::{frame::Frame, registration::Registration};

/// What has just been done, said at the top of the page once.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Notice {
    /// The registration was withdrawn.
    Withdrawn,
    /// Answers or people were changed.
    Changed,
    /// It is in another session now.
    Moved,
    /// The mail address was confirmed.
    AddressConfirmed,
    /// The seat that was offered was taken.
    Accepted,
    /// The seat that was offered was declined.
    Declined,
    /// An answer came after its deadline.
    TooLate,
    /// A seat that was free is taken by somebody else.
    SeatGone,
}

impl Notice {
    /// The key of its sentence.
    pub fn text(self) -> &'static str {
        match self {
            Self::Withdrawn => "notice-withdrawn",
            Self::Changed => "notice-changed",
            Self::Moved => "notice-moved",
            Self::AddressConfirmed => "notice-address-confirmed",
            Self::Accepted => "notice-accepted",
            Self::Declined => "notice-declined",
            Self::TooLate => "notice-too-late",
            Self::SeatGone => "notice-seat-gone",
        }
    }

    /// The look of its banner; the words say the same.
    pub fn banner_class(self) -> &'static str {
        match self {
            Self::TooLate | Self::SeatGone => "banner-warning",
            _ => "banner-success",
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
    /// One for each standing, and each notice.
    pub fn samples(language: super::texts::Language) -> Vec<(&'static str, Self)> {
        use super::{registration::Standing, samples};
        let view = |standing, notice| Self {
            frame: samples::frame(language, "/r/sample"),
            registration: samples::registration(standing),
            notice,
        };
        let lapsed = |position, seat_is_free| Standing::OfferExpired { position, seat_is_free };
        let mut unnamed = view(Standing::JoinedCompany, Some(Notice::Changed));
        unnamed.registration.unnamed = 2;
        unnamed.registration.names_until = Some(samples::deadline());
        vec![
            ("confirmed", view(Standing::Confirmed, None)),
            ("moved", view(Standing::Confirmed, Some(Notice::Moved))),
            ("accepted", view(Standing::Confirmed, Some(Notice::Accepted))),
            ("address-confirmed", view(Standing::Confirmed, Some(Notice::AddressConfirmed))),
            ("changed-unnamed", unnamed),
            ("unconfirmed", view(Standing::Unconfirmed, None)),
            ("hold-expired", view(Standing::HoldExpired, Some(Notice::TooLate))),
            ("offered", view(Standing::Offered, None)),
            ("offer-expired", view(lapsed(Some(12), false), Some(Notice::SeatGone))),
            ("offer-expired-free", view(lapsed(Some(12), true), Some(Notice::TooLate))),
            ("offer-expired-just-now", view(lapsed(None, false), None)),
            ("waiting", view(Standing::Waitlisted { position: 3 }, None)),
            ("selection", view(Standing::UnderSelection, None)),
            ("draw", view(Standing::EnteredDraw, None)),
            ("withdrawn", view(Standing::Withdrawn, Some(Notice::Withdrawn))),
            ("offer-declined", view(Standing::OfferDeclined, Some(Notice::Declined))),
            ("not-selected", view(Standing::NotSelected, None)),
            ("cancelled", view(Standing::SessionCancelled, None)),
            ("over", view(Standing::Over, None)),
        ]
    }
}
