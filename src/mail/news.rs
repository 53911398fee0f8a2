//! What has happened to a registration: the part of a mail that its kind is named after.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::domain::mail_kind::MailKind;
use crate::domain::values::localized::Localized;

/// News for an applicant.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum News {
    /// The seat is kept until the address is confirmed.
    ConfirmAddress {
        /// Until when it is kept.
        until: DateTime<Utc>,
    },
    /// The application waits.
    #[serde(alias = "waitlisted")]
    RegistrationReceived {
        /// For what.
        #[serde(default)]
        awaits: Awaits,
    },
    RegistrationConfirmed,
    Changed {
        /// What is different now, in the order of the form.
        changes: Vec<Change>,
    },
    Withdrawn,
    SeatOffered {
        /// Until when it is theirs to accept.
        until: DateTime<Utc>,
    },
    OfferExpired,
    Promoted,
    Accepted,
    Declined,
    DrawResult {
        /// How it ended.
        result: DrawResult,
    },
    SessionChanged {
        /// What is different now.
        changes: Vec<Change>,
    },
    SessionCancelled {
        /// Why, in the organizer's words.
        #[serde(default)]
        reason: Localized,
    },
    Reminder,
    ThankYou {
        /// The organizer's words.
        #[serde(default)]
        message: Localized,
    },
    Survey {
        /// The organizer's words.
        #[serde(default)]
        message: Localized,
        /// Where the questions are.
        url: String,
    },
    Announcement {
        /// In the organizer's words.
        subject: Localized,
        /// Paragraphs, in the organizer's words.
        body: Localized,
    },
    ResendLink,
    AttendeeRegistered {
        /// Whom the mail greets.
        attendee: String,
        /// They were told of another session before.
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        moved: bool,
    },
    AttendeeWithdrawn {
        /// Whom the mail greets.
        attendee: String,
    },
}

/// What an application waits for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Awaits {
    /// A seat (キャンセル待ち).
    #[default]
    Seat,
    /// The organizer's selection (選考).
    Selection,
    /// The draw (抽選).
    Draw,
}

/// How a draw ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DrawResult {
    /// The applicant has a seat.
    Won,
    /// The applicant waits, at the place of the mail's `position`.
    Waiting,
    /// The applicant has none.
    Lost,
}

/// What a mail's calendar file does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum CalendarUse {
    /// Puts the meetings into a calendar.
    Add,
    /// Changes the entries that are there.
    Update,
    /// Takes them away.
    Cancel,
}

/// One thing that is different now.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
pub struct Change {
    /// Which.
    pub field: ChangedField,
    /// As it was; empty where there was nothing, or where it is not to be repeated.
    #[serde(default)]
    pub before: Localized,
    /// As it is.
    #[serde(default)]
    pub after: Localized,
}

/// What can be different.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ChangedField {
    Title,
    SessionName,
    /// Date and time (日時).
    Time,
    /// Building or address (会場).
    Place,
    /// The link to join.
    JoinLink,
    Contact,
    /// The applicant's name, address, telephone number or company.
    Applicant,
    /// How many persons come.
    Seats,
    Attendees,
    /// Answers to the organizer's questions.
    Answers,
    /// Moved to another session.
    Session,
}

impl News {
    pub fn kind(&self) -> MailKind {
        match self {
            Self::ConfirmAddress { .. } => MailKind::ConfirmAddress,
            Self::RegistrationReceived { .. } => MailKind::RegistrationReceived,
            Self::RegistrationConfirmed => MailKind::RegistrationConfirmed,
            Self::Changed { .. } => MailKind::Changed,
            Self::Withdrawn => MailKind::Withdrawn,
            Self::SeatOffered { .. } => MailKind::SeatOffered,
            Self::OfferExpired => MailKind::OfferExpired,
            Self::Promoted => MailKind::Promoted,
            Self::Accepted => MailKind::Accepted,
            Self::Declined => MailKind::Declined,
            Self::DrawResult { .. } => MailKind::DrawResult,
            Self::SessionChanged { .. } => MailKind::SessionChanged,
            Self::SessionCancelled { .. } => MailKind::SessionCancelled,
            Self::Reminder => MailKind::Reminder,
            Self::ThankYou { .. } => MailKind::ThankYou,
            Self::Survey { .. } => MailKind::Survey,
            Self::Announcement { .. } => MailKind::Announcement,
            Self::ResendLink => MailKind::ResendLink,
            Self::AttendeeRegistered { .. } => MailKind::AttendeeRegistered,
            Self::AttendeeWithdrawn { .. } => MailKind::AttendeeWithdrawn,
        }
    }

    /// The attendee whom the mail greets, and who is not the applicant: neither the manage page nor what
    /// was answered is theirs to see.
    pub fn attendee(&self) -> Option<&str> {
        match self {
            Self::AttendeeRegistered { attendee, .. } | Self::AttendeeWithdrawn { attendee } => {
                Some(attendee)
            }
            _ => None,
        }
    }

    /// Whether the mail is of no use any more once the session has begun. A withdrawal stays worth
    /// confirming, and staff may write afterwards.
    pub(super) fn is_for_before_the_session(&self) -> bool {
        !matches!(
            self.kind(),
            MailKind::Withdrawn
                | MailKind::AttendeeWithdrawn
                | MailKind::Declined
                | MailKind::ThankYou
                | MailKind::Survey
                | MailKind::Announcement
                | MailKind::ResendLink
        )
    }

    /// What the calendar file of this mail does, if it brings one: it goes to those who have, or had, a seat.
    /// `holds_seat`: the registration has one, where the kind does not say.
    pub(super) fn calendar(&self, holds_seat: bool) -> Option<CalendarUse> {
        let is_moved =
            |changes: &[Change]| changes.iter().any(|change| change.field == ChangedField::Session);
        match self {
            Self::RegistrationConfirmed
            | Self::Promoted
            | Self::Accepted
            | Self::AttendeeRegistered { .. }
            | Self::DrawResult { result: DrawResult::Won } => Some(CalendarUse::Add),
            Self::Changed { changes } if holds_seat && is_moved(changes) => Some(CalendarUse::Add),
            Self::SessionChanged { .. } if holds_seat => Some(CalendarUse::Update),
            Self::AttendeeWithdrawn { .. } => Some(CalendarUse::Cancel),
            Self::Withdrawn | Self::SessionCancelled { .. } if holds_seat => {
                Some(CalendarUse::Cancel)
            }
            _ => None,
        }
    }

    /// Whether who gets this has a seat, so that the join link is theirs. `holds_seat`: the registration
    /// has one, where the kind does not say.
    pub(super) fn shows_join_link(&self, holds_seat: bool) -> bool {
        match self {
            Self::RegistrationConfirmed
            | Self::Promoted
            | Self::Accepted
            | Self::Reminder
            | Self::AttendeeRegistered { .. } => true,
            Self::DrawResult { result } => *result == DrawResult::Won,
            Self::Changed { .. } | Self::SessionChanged { .. } | Self::ResendLink => holds_seat,
            _ => false,
        }
    }
}
