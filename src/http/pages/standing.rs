//! Where a registration stands, in what its applicant needs to know.

/// Where it stands. The deadline that belongs to some of these is the registration's
/// ([`super::registration::Registration::deadline`]).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// Has a seat.
    Confirmed,
    /// Came to the seat that its company already had.
    JoinedCompany,
    /// Its seat is held until the mail address is confirmed.
    Unconfirmed,
    /// Nobody has confirmed the address in time.
    HoldExpired,
    /// A seat is offered until a deadline.
    Offered,
    /// Nobody has answered the offer in time: it waits at the end of the list.
    OfferExpired {
        /// At this position (from 1), once it is back on the list.
        position: Option<u32>,
        /// There is a free seat that it can still take.
        seat_is_free: bool,
    },
    /// Waits at this position (from 1).
    Waitlisted {
        /// The position.
        position: u32,
    },
    /// Waits for the organizer's selection.
    UnderSelection,
    /// Waits for the draw.
    EnteredDraw,
    /// Was withdrawn.
    Withdrawn,
    /// The applicant did not want the seat that was offered.
    OfferDeclined,
    /// Was not selected.
    NotSelected,
    /// The organizer has cancelled the session.
    SessionCancelled,
    /// The session has taken place.
    Over,
}

impl Standing {
    /// The key of the state in a few words.
    pub fn word(self) -> &'static str {
        match self {
            Self::Confirmed => "standing-confirmed",
            Self::JoinedCompany => "standing-joined",
            Self::Unconfirmed => "standing-unconfirmed",
            Self::HoldExpired => "standing-hold-expired",
            Self::Offered => "standing-offered",
            Self::OfferExpired { .. } => "standing-offer-expired",
            Self::Waitlisted { .. } => "standing-waitlisted",
            Self::UnderSelection => "standing-selection",
            Self::EnteredDraw => "standing-draw",
            Self::Withdrawn => "standing-withdrawn",
            Self::OfferDeclined => "standing-offer-declined",
            Self::NotSelected => "standing-not-selected",
            Self::SessionCancelled => "standing-cancelled",
            Self::Over => "standing-over",
        }
    }

    /// The key of what that means.
    pub fn meaning(self) -> &'static str {
        match self {
            Self::Confirmed => "standing-confirmed-means",
            Self::JoinedCompany => "standing-joined-means",
            Self::Unconfirmed => "standing-unconfirmed-means",
            Self::HoldExpired => "standing-hold-expired-means",
            Self::Offered => "standing-offered-means",
            Self::OfferExpired { seat_is_free: true, .. } => "standing-offer-expired-free",
            Self::OfferExpired { .. } => "standing-offer-expired-means",
            Self::Waitlisted { .. } => "standing-waitlisted-means",
            Self::UnderSelection => "standing-selection-means",
            Self::EnteredDraw => "standing-draw-means",
            Self::Withdrawn => "standing-withdrawn-means",
            Self::OfferDeclined => "standing-offer-declined-means",
            Self::NotSelected => "standing-not-selected-means",
            Self::SessionCancelled => "standing-cancelled-means",
            Self::Over => "standing-over-means",
        }
    }

    /// The key of the sentence that says its deadline, where it has one; it takes `$when`.
    pub fn deadline(self) -> Option<&'static str> {
        match self {
            Self::Unconfirmed => Some("standing-unconfirmed-until"),
            Self::Offered => Some("standing-offered-until"),
            Self::OfferExpired { .. } => Some("standing-offer-expired-at"),
            Self::HoldExpired => Some("standing-hold-expired-at"),
            _ => None,
        }
    }

    /// The look of the banner; the words say the same.
    pub fn banner_class(self) -> &'static str {
        match self {
            Self::Confirmed | Self::JoinedCompany => "banner-success",
            Self::Unconfirmed | Self::Offered | Self::OfferExpired { .. } | Self::HoldExpired => {
                "banner-warning"
            }
            Self::SessionCancelled => "banner-error",
            Self::Waitlisted { .. }
            | Self::UnderSelection
            | Self::EnteredDraw
            | Self::Withdrawn
            | Self::OfferDeclined
            | Self::NotSelected
            | Self::Over => "banner-info",
        }
    }

    /// Whether it has a seat that is its own.
    pub fn has_seat(self) -> bool {
        matches!(self, Self::Confirmed | Self::JoinedCompany)
    }

    /// Whether a seat is kept for it, its own or not yet.
    pub fn keeps_seat(self) -> bool {
        self.has_seat() || matches!(self, Self::Unconfirmed | Self::Offered)
    }

    /// The position on the waiting list.
    pub fn position(self) -> Option<u32> {
        match self {
            Self::Waitlisted { position } => Some(position),
            Self::OfferExpired { position, .. } => position,
            _ => None,
        }
    }

    /// Whether it can still be withdrawn or changed.
    pub fn is_active(self) -> bool {
        self.keeps_seat()
            || matches!(
                self,
                Self::Waitlisted { .. }
                    | Self::OfferExpired { .. }
                    | Self::UnderSelection
                    | Self::EnteredDraw
            )
    }

    /// Whether it can move to another session.
    pub fn can_move(self) -> bool {
        self.has_seat() || matches!(self, Self::Waitlisted { .. } | Self::OfferExpired { .. })
    }

    /// Whether a press takes a seat for it: one that is offered, or that is free after an offer.
    pub fn can_accept(self) -> bool {
        matches!(self, Self::Offered | Self::OfferExpired { seat_is_free: true, .. })
    }

    /// Whether a seat is offered, so that it can be declined.
    pub fn is_offered(self) -> bool {
        self == Self::Offered
    }

    /// Whether the applicant must still do something for the application to stand.
    pub fn is_incomplete(self) -> bool {
        self == Self::Unconfirmed
    }

    /// The key of what withdrawing gives up.
    pub fn withdrawal(self) -> &'static str {
        match self {
            _ if self.keeps_seat() => "withdraw-seat",
            _ if self.position().is_some() => "withdraw-waiting",
            _ => "withdraw-held",
        }
    }
}
