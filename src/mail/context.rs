//! What each kind of mail is about: the typed content of an outbox row.

use std::fmt;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::domain::ids::{MeetingId, RegistrationId};
pub use crate::domain::mail_kind::MailKind;
use crate::domain::values::localized::Localized;

/// The content of one mail, as it is stored in the outbox. It holds no secret: links come in when
/// the mail is rendered ([`super::Links`]).
#[derive(Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum MailContext {
    /// The applicant has a seat.
    RegistrationConfirmed(RegistrationMail),
    /// The applicant is on the waiting list.
    Waitlisted(RegistrationMail),
    /// A seat became free, and the applicant has it.
    Promoted(RegistrationMail),
    /// The registration was withdrawn.
    Withdrawn(RegistrationMail),
}

impl MailKind {
    /// A mail of this kind.
    pub fn with(self, mail: RegistrationMail) -> MailContext {
        match self {
            Self::RegistrationConfirmed => MailContext::RegistrationConfirmed(mail),
            Self::Waitlisted => MailContext::Waitlisted(mail),
            Self::Promoted => MailContext::Promoted(mail),
            Self::Withdrawn => MailContext::Withdrawn(mail),
        }
    }
}

/// What every mail about one registration says.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
pub struct RegistrationMail {
    /// Whose mail it is; also in the calendar's UIDs.
    pub registration_id: RegistrationId,
    /// As it is read out (受付番号).
    pub reception_number: String,
    /// As typed.
    pub applicant_name: String,
    /// Persons this registration brings.
    pub seats: u32,
    /// Their names, where they were given.
    pub attendees: Vec<String>,
    /// The company or body applied for (企業・団体), as typed.
    pub company: Option<String>,
    /// The company had a seat already, and this registration shares it.
    pub joined_company_seat: bool,
    /// Place on the waiting list, from 1; for `withdrawn`, the place that was given up. `None` means
    /// that the registration has, or had, a seat.
    pub position: Option<u32>,
    /// The event's title.
    pub event_title: Localized,
    /// The session's name; left out where it is empty or the title once more.
    pub session_name: Localized,
    /// In order of time.
    pub meetings: Vec<MeetingMail>,
    /// IANA name of the zone in which times are shown.
    pub time_zone: String,
    /// Whom to ask, with hours; may have several lines.
    pub contact: Localized,
    /// The organizer (主催者).
    pub organization_name: String,
    /// Until when the applicant can withdraw on the manage page; `None`: until the session begins.
    pub change_until: Option<DateTime<Utc>>,
    /// SEQUENCE of the session's calendar entries (RFC 5545, 3.8.7.4).
    pub calendar_sequence: u32,
}

/// One date, time and place.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
pub struct MeetingMail {
    /// Which meeting; also in the calendar's UID.
    pub id: MeetingId,
    /// Its beginning.
    pub starts_at: DateTime<Utc>,
    /// Its end.
    pub ends_at: DateTime<Utc>,
    /// The building.
    pub venue: Option<Localized>,
    /// Where it stands.
    pub address: Option<Localized>,
    /// The join link. It is shown to those who have a seat, and to nobody else.
    pub online_url: Option<String>,
}

impl MailContext {
    /// The kind of this mail.
    pub fn kind(&self) -> MailKind {
        match self {
            Self::RegistrationConfirmed(_) => MailKind::RegistrationConfirmed,
            Self::Waitlisted(_) => MailKind::Waitlisted,
            Self::Promoted(_) => MailKind::Promoted,
            Self::Withdrawn(_) => MailKind::Withdrawn,
        }
    }

    /// What the mail says about its registration.
    pub fn registration(&self) -> &RegistrationMail {
        match self {
            Self::RegistrationConfirmed(mail)
            | Self::Waitlisted(mail)
            | Self::Promoted(mail)
            | Self::Withdrawn(mail) => mail,
        }
    }

    /// The instant after which the mail is of no use: when the first meeting begins. A withdrawal
    /// stays worth confirming.
    pub fn useless_after(&self) -> Option<DateTime<Utc>> {
        match self {
            Self::Withdrawn(_) => None,
            _ => self.registration().meetings.iter().map(|meeting| meeting.starts_at).min(),
        }
    }
}

impl fmt::Debug for MailContext {
    /// Without personal data.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "MailContext({}, {})", self.kind(), self.registration().registration_id)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_context_is_stored_under_the_name_of_its_kind_and_read_back() {
        for kind in MailKind::ALL {
            let context = MailContext::sample(kind);
            let stored = serde_json::to_value(&context).expect("stored");
            assert_eq!(stored["kind"], kind.as_str());
            assert_eq!(serde_json::from_value::<MailContext>(stored).expect("read"), context);
            assert_eq!(MailKind::parse(kind.as_str()), Some(kind));
        }
    }

    #[test]
    fn debug_shows_no_personal_data() {
        let shown = format!("{:?}", MailContext::sample(MailKind::Promoted));
        assert!(!shown.contains("山田") && shown.contains("promoted"), "{shown}");
    }
}
