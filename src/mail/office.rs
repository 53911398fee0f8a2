//! Mails about no registration: to staff, and to people who may apply.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::domain::ids::DraftId;
use crate::domain::mail_kind::MailKind;
use crate::domain::values::localized::Localized;

/// A mail about no registration.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum OfficeMail {
    /// Apply, please.
    Invitation {
        #[serde(flatten)]
        letterhead: Letterhead,
        /// Who is invited.
        name: String,
        /// To which event.
        event_title: Localized,
        /// The organizer's words.
        #[serde(default)]
        message: Localized,
        /// Until when to apply.
        until: Option<DateTime<Utc>>,
    },
    /// The form, filled in with what a mail said.
    ApplicationByMail {
        #[serde(flatten)]
        letterhead: Letterhead,
        /// The draft that the link opens.
        draft: DraftId,
        /// Who wrote, as far as the mail says; may be empty.
        name: String,
        event_title: Localized,
    },
    /// Somebody may sign in now.
    StaffInvited {
        #[serde(flatten)]
        letterhead: Letterhead,
        name: String,
        /// owner, editor, reception or viewer.
        role: String,
        /// Who invites.
        invited_by: String,
        /// The event that they are invited for, where it is one.
        #[serde(default)]
        event_title: Option<Localized>,
        /// Number of the link.
        #[serde(default)]
        link: Option<Uuid>,
        /// Until when the link is good.
        until: DateTime<Utc>,
    },
    /// The link that was asked for.
    SignInLink {
        #[serde(flatten)]
        letterhead: Letterhead,
        name: String,
        /// Number of the link.
        link: Uuid,
        /// Until when it is good.
        until: DateTime<Utc>,
    },
    /// What came in since the last digest.
    StaffNewRegistration {
        #[serde(flatten)]
        letterhead: Letterhead,
        event_title: Localized,
        /// Session by session.
        sessions: Vec<SessionDigest>,
    },
    /// A list is ready; the link leads to it after signing in.
    ExportReady {
        #[serde(flatten)]
        letterhead: Letterhead,
        event_title: Localized,
        /// Name of the file.
        file_name: String,
        /// Registrations in it.
        rows: u32,
        /// Until when it is kept.
        until: DateTime<Utc>,
        /// Where it is fetched, after signing in; or where it is seen why there is none.
        #[serde(default)]
        path: String,
        /// It could not be made.
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        failed: bool,
    },
    /// Personal data of an event will be purged.
    RetentionWarning {
        #[serde(flatten)]
        letterhead: Letterhead,
        event_title: Localized,
        /// Registrations that have personal data.
        registrations: u32,
        /// When.
        purged_at: DateTime<Utc>,
    },
}

/// In whose name a mail is written.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
pub struct Letterhead {
    /// The organizer (主催者).
    pub organization_name: String,
    /// Whom to ask, with hours; may have several lines.
    pub contact: Localized,
    /// IANA name of the zone in which times are shown.
    pub time_zone: String,
}

/// What came in for one session.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
pub struct SessionDigest {
    pub name: Localized,
    /// Its first meeting.
    pub starts_at: Option<DateTime<Utc>>,
    /// Registrations since the last digest.
    pub new: u32,
    /// Seats taken, in the capacity unit.
    pub taken: u32,
    pub capacity: u32,
    /// Registrations on the waiting list.
    pub waiting: u32,
}

impl OfficeMail {
    pub const KINDS: [MailKind; 7] = [
        MailKind::Invitation,
        MailKind::ApplicationByMail,
        MailKind::StaffInvited,
        MailKind::SignInLink,
        MailKind::StaffNewRegistration,
        MailKind::ExportReady,
        MailKind::RetentionWarning,
    ];

    pub fn kind(&self) -> MailKind {
        match self {
            Self::Invitation { .. } => MailKind::Invitation,
            Self::ApplicationByMail { .. } => MailKind::ApplicationByMail,
            Self::StaffInvited { .. } => MailKind::StaffInvited,
            Self::SignInLink { .. } => MailKind::SignInLink,
            Self::StaffNewRegistration { .. } => MailKind::StaffNewRegistration,
            Self::ExportReady { .. } => MailKind::ExportReady,
            Self::RetentionWarning { .. } => MailKind::RetentionWarning,
        }
    }

    pub fn letterhead(&self) -> &Letterhead {
        match self {
            Self::Invitation { letterhead, .. }
            | Self::ApplicationByMail { letterhead, .. }
            | Self::StaffInvited { letterhead, .. }
            | Self::SignInLink { letterhead, .. }
            | Self::StaffNewRegistration { letterhead, .. }
            | Self::ExportReady { letterhead, .. }
            | Self::RetentionWarning { letterhead, .. } => letterhead,
        }
    }
}
