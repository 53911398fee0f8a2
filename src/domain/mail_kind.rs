//! The kinds of mail there are.

use std::fmt;

use serde::{Deserialize, Serialize};

/// The kind of a mail: its folder under `emails/`, and its name in the database and the API.
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    Hash,
    PartialOrd,
    Ord,
    Serialize,
    Deserialize,
    utoipa::ToSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum MailKind {
    /// The address has to be confirmed before the seat is the applicant's.
    ConfirmAddress,
    /// The application stands and waits: for a selection, a draw, or a seat.
    RegistrationReceived,
    /// The applicant has a seat.
    RegistrationConfirmed,
    /// The applicant, or staff for them, changed the registration.
    Changed,
    /// The registration was withdrawn.
    Withdrawn,
    /// A seat is free for the next on the waiting list, until a deadline.
    SeatOffered,
    /// The deadline of an offer went by.
    OfferExpired,
    /// A seat became free, and the next on the waiting list has it.
    Promoted,
    /// Selected by the organizer.
    Accepted,
    /// Not selected by the organizer.
    Declined,
    /// How the draw ended for the applicant.
    DrawResult,
    /// Time or place of the session changed.
    SessionChanged,
    /// The session does not take place (開催中止).
    SessionCancelled,
    /// The session is near.
    Reminder,
    /// After the session, to those who came.
    ThankYou,
    /// After the session, a few questions.
    Survey,
    /// Composed by staff.
    Announcement,
    /// The link to the manage page once more, because somebody asked for it.
    ResendLink,
    /// To a person named as an attendee: they are registered.
    AttendeeRegistered,
    /// To a person named as an attendee: they are registered no more.
    AttendeeWithdrawn,
    /// An invitation to apply.
    Invitation,
    /// A prefilled link to the form, for who applied by mail.
    ApplicationByMail,
    /// A person was made a member of an organization.
    StaffInvited,
    /// The link by which a member signs in, because they asked for it.
    SignInLink,
    /// What came in, for staff (a digest).
    StaffNewRegistration,
    /// A list that staff asked for is ready.
    ExportReady,
    /// Personal data will be purged soon.
    RetentionWarning,
}

/// How soon a mail goes out, the smallest first: nobody who waits for a mail waits behind a mailing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Urgency {
    /// Somebody waits for it at this moment.
    Awaited,
    /// To many, and soon of no use.
    Timely,
    /// To many, at leisure.
    Bulk,
}

impl Urgency {
    pub const ALL: [Self; 3] = [Self::Awaited, Self::Timely, Self::Bulk];

    /// Its name in metrics.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Awaited => "awaited",
            Self::Timely => "timely",
            Self::Bulk => "bulk",
        }
    }
}

impl MailKind {
    /// Every kind there is.
    pub const ALL: [Self; 27] = [
        Self::ConfirmAddress,
        Self::RegistrationReceived,
        Self::RegistrationConfirmed,
        Self::Changed,
        Self::Withdrawn,
        Self::SeatOffered,
        Self::OfferExpired,
        Self::Promoted,
        Self::Accepted,
        Self::Declined,
        Self::DrawResult,
        Self::SessionChanged,
        Self::SessionCancelled,
        Self::Reminder,
        Self::ThankYou,
        Self::Survey,
        Self::Announcement,
        Self::ResendLink,
        Self::AttendeeRegistered,
        Self::AttendeeWithdrawn,
        Self::Invitation,
        Self::ApplicationByMail,
        Self::StaffInvited,
        Self::SignInLink,
        Self::StaffNewRegistration,
        Self::ExportReady,
        Self::RetentionWarning,
    ];

    /// The name in `emails/`, database and API.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::ConfirmAddress => "confirm_address",
            Self::RegistrationReceived => "registration_received",
            Self::RegistrationConfirmed => "registration_confirmed",
            Self::Changed => "changed",
            Self::Withdrawn => "withdrawn",
            Self::SeatOffered => "seat_offered",
            Self::OfferExpired => "offer_expired",
            Self::Promoted => "promoted",
            Self::Accepted => "accepted",
            Self::Declined => "declined",
            Self::DrawResult => "draw_result",
            Self::SessionChanged => "session_changed",
            Self::SessionCancelled => "session_cancelled",
            Self::Reminder => "reminder",
            Self::ThankYou => "thank_you",
            Self::Survey => "survey",
            Self::Announcement => "announcement",
            Self::ResendLink => "resend_link",
            Self::AttendeeRegistered => "attendee_registered",
            Self::AttendeeWithdrawn => "attendee_withdrawn",
            Self::Invitation => "invitation",
            Self::ApplicationByMail => "application_by_mail",
            Self::StaffInvited => "staff_invited",
            Self::SignInLink => "sign_in_link",
            Self::StaffNewRegistration => "staff_new_registration",
            Self::ExportReady => "export_ready",
            Self::RetentionWarning => "retention_warning",
        }
    }

    /// The kind with this name.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == text)
    }

    /// Whether who gets mail of this kind may stop it: what nobody asked for by applying (RFC 8058).
    pub fn may_be_stopped(self) -> bool {
        matches!(self, Self::Announcement | Self::ThankYou | Self::Survey | Self::Invitation)
    }

    /// Whether a mail of this kind opens a person's account: it goes to nobody else, whatever is rehearsed.
    pub fn opens_account(self) -> bool {
        matches!(self, Self::StaffInvited | Self::SignInLink)
    }

    /// How soon mail of this kind goes out.
    pub fn urgency(self) -> Urgency {
        match self {
            Self::SessionChanged | Self::SessionCancelled | Self::Reminder => Urgency::Timely,
            Self::Announcement | Self::ThankYou | Self::Survey | Self::Invitation => Urgency::Bulk,
            _ => Urgency::Awaited,
        }
    }
}

impl fmt::Display for MailKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_kind_has_one_name_everywhere() {
        for kind in MailKind::ALL {
            assert_eq!(MailKind::parse(kind.as_str()), Some(kind));
            assert_eq!(serde_json::to_value(kind).unwrap(), kind.as_str());
        }
    }

    #[test]
    fn nobody_who_waits_for_a_mail_waits_behind_a_mailing() {
        assert!(MailKind::RegistrationConfirmed.urgency() < MailKind::Reminder.urgency());
        assert!(MailKind::SessionCancelled.urgency() < MailKind::Announcement.urgency());
    }
}
