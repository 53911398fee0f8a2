//! A registration (申込) as its applicant sees it.

use super::{contact::Contact, session::Session};

/// Where a registration stands, in what its applicant needs to know.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// Has a seat.
    Confirmed,
    /// Came to the seat that its company already had.
    JoinedCompany,
    /// Waits at this position (from 1).
    Waitlisted {
        /// The position.
        position: u32,
    },
    /// Was withdrawn.
    Withdrawn,
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
            Self::Waitlisted { .. } => "standing-waitlisted",
            Self::Withdrawn => "standing-withdrawn",
            Self::SessionCancelled => "standing-cancelled",
            Self::Over => "standing-over",
        }
    }

    /// The key of what that means.
    pub fn meaning(self) -> &'static str {
        match self {
            Self::Confirmed => "standing-confirmed-means",
            Self::JoinedCompany => "standing-joined-means",
            Self::Waitlisted { .. } => "standing-waitlisted-means",
            Self::Withdrawn => "standing-withdrawn-means",
            Self::SessionCancelled => "standing-cancelled-means",
            Self::Over => "standing-over-means",
        }
    }

    /// The look of the banner; the words say the same.
    pub fn banner_class(self) -> &'static str {
        match self {
            Self::Confirmed | Self::JoinedCompany => "banner-success",
            Self::Waitlisted { .. } | Self::Withdrawn | Self::Over => "banner-info",
            Self::SessionCancelled => "banner-error",
        }
    }

    /// Whether a seat is held.
    pub fn has_seat(self) -> bool {
        matches!(self, Self::Confirmed | Self::JoinedCompany)
    }

    /// The position on the waiting list.
    pub fn position(self) -> Option<u32> {
        match self {
            Self::Waitlisted { position } => Some(position),
            _ => None,
        }
    }

    /// Whether it can still be withdrawn or changed.
    pub fn is_active(self) -> bool {
        self.has_seat() || self.position().is_some()
    }
}

/// A registration. It holds what its applicant entered: shown only behind the secret link.
#[derive(Debug, Clone)]
pub struct Registration {
    /// The number to read out.
    pub reception_number: String,
    /// Where it stands.
    pub standing: Standing,
    /// The event's title.
    pub event_title: String,
    /// The event's part of the URL.
    pub slug: String,
    /// The session, with the join link where the applicant may have it.
    pub session: Session,
    /// Label and answer of what was entered, in the page's language.
    pub answers: Vec<(String, String)>,
    /// Path of the manage page: `/r/{token}`.
    pub manage_path: String,
    /// Path of the calendar file.
    pub calendar_path: String,
    /// Path of the page for changes; `None` where nothing may be changed.
    pub change_path: Option<String>,
    /// Path of the page for withdrawing.
    pub withdraw_path: String,
    /// Whom to ask.
    pub contact: Contact,
}
