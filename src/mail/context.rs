//! What each kind of mail is about: the typed content of an outbox row.
//!
//! A mail about a registration says what the registration says, and what its session says. The session's
//! facts are the same for everybody, and stand once for each version of the event in a table of their own;
//! the outbox row holds the rest.

use std::fmt;
use std::sync::Arc;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::news::{CalendarUse, News};
use super::office::OfficeMail;
use crate::domain::ids::{MeetingId, RegistrationId};
pub use crate::domain::mail_kind::MailKind;
use crate::domain::values::localized::Localized;

/// The content of one mail. It holds no secret: links come in when the mail is rendered
/// ([`super::Links`]).
#[derive(Clone, PartialEq)]
pub enum MailContext {
    /// News about a registration, to its applicant.
    Registration(News, RegistrationMail),
    /// A mail about no registration: to staff, or to somebody who may apply.
    Office(OfficeMail),
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
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub attendees: Vec<String>,
    /// The company or body applied for (企業・団体), as typed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub company: Option<String>,
    /// The company had a seat already, and this registration shares it.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub joined_company_seat: bool,
    /// Place on the waiting list, from 1; for `withdrawn`, the place that was given up. `None` means
    /// that the registration has, or had, a seat.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub position: Option<u32>,
    /// What the session says; kept apart from the rest.
    #[serde(skip)]
    pub session: Arc<SessionFacts>,
}

/// What every mail about a session says of it and its organizer.
#[derive(Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct SessionFacts {
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

/// A stored content cannot be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the stored content cannot be read")]
pub struct UnreadableContext;

/// A registration's part of a row, under the name of its kind.
#[derive(Serialize, Deserialize)]
struct Stored<M> {
    #[serde(flatten)]
    news: News,
    #[serde(flatten)]
    mail: M,
}

impl MailContext {
    /// The kind of this mail.
    pub fn kind(&self) -> MailKind {
        match self {
            Self::Registration(news, _) => news.kind(),
            Self::Office(mail) => mail.kind(),
        }
    }

    /// What the mail says about its registration, if it is about one.
    pub fn registration(&self) -> Option<&RegistrationMail> {
        match self {
            Self::Registration(_, mail) => Some(mail),
            Self::Office(_) => None,
        }
    }

    /// What its calendar file does, if it brings one.
    pub(super) fn calendar(&self) -> Option<CalendarUse> {
        match self {
            Self::Registration(news, mail) if !mail.session.meetings.is_empty() => {
                news.calendar(mail.position.is_none())
            }
            _ => None,
        }
    }

    /// The JSON of an outbox row. The session's facts are not in it.
    ///
    /// # Errors
    /// If it cannot be written, which no content does.
    pub fn stored(&self) -> serde_json::Result<String> {
        match self {
            Self::Registration(news, mail) => {
                serde_json::to_string(&Stored { news: news.clone(), mail })
            }
            Self::Office(mail) => serde_json::to_string(mail),
        }
    }

    /// Reads what [`Self::stored`] wrote. Rows of versions before there were facts in a table of their own
    /// have them among the rest.
    ///
    /// # Errors
    /// [`UnreadableContext`].
    pub fn read(
        kind: MailKind,
        stored: &str,
        facts: Option<&Arc<SessionFacts>>,
    ) -> Result<Self, UnreadableContext> {
        if OfficeMail::KINDS.contains(&kind) {
            let mail = serde_json::from_str(stored).map_err(|_| UnreadableContext)?;
            return Ok(Self::Office(mail));
        }
        let Stored::<RegistrationMail> { news, mut mail } =
            serde_json::from_str(stored).map_err(|_| UnreadableContext)?;
        mail.session = match facts {
            Some(facts) => Arc::clone(facts),
            None => Arc::new(serde_json::from_str(stored).map_err(|_| UnreadableContext)?),
        };
        if news.kind() == kind {
            Ok(Self::Registration(news, mail))
        } else {
            Err(UnreadableContext)
        }
    }

    /// The instant after which the mail is of no use: mostly, when the first meeting begins.
    pub fn useless_after(&self) -> Option<DateTime<Utc>> {
        match self {
            Self::Registration(news, mail) if news.is_for_before_the_session() => {
                mail.session.starts_at()
            }
            _ => None,
        }
    }
}

impl SessionFacts {
    /// When the first meeting begins.
    pub fn starts_at(&self) -> Option<DateTime<Utc>> {
        self.meetings.iter().map(|meeting| meeting.starts_at).min()
    }
}

impl fmt::Debug for MailContext {
    /// Without personal data.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Registration(news, mail) => {
                write!(f, "MailContext({}, {})", news.kind(), mail.registration_id)
            }
            Self::Office(mail) => write!(f, "MailContext({})", mail.kind()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_context_is_stored_under_the_name_of_its_kind_and_read_back() {
        for kind in MailKind::ALL {
            let context = MailContext::sample(kind);
            let stored = context.stored().expect("stored");
            let value: serde_json::Value = serde_json::from_str(&stored).expect("JSON");
            assert_eq!(value["kind"], kind.as_str());
            let facts = context.registration().map(|mail| &mail.session);
            assert_eq!(MailContext::read(kind, &stored, facts), Ok(context));
        }
    }

    #[test]
    fn a_row_of_the_first_version_with_the_session_among_the_rest_is_read() {
        let context = MailContext::sample(MailKind::RegistrationReceived);
        let mail = context.registration().expect("a registration");
        let mut row = serde_json::to_value(mail).expect("JSON");
        let facts = serde_json::to_value(mail.session.as_ref()).expect("JSON");
        let (row_map, facts) = (row.as_object_mut().expect("a map"), facts);
        row_map.extend(facts.as_object().expect("a map").clone());
        row_map.insert("kind".to_owned(), "waitlisted".into());
        let read = MailContext::read(MailKind::RegistrationReceived, &row.to_string(), None);
        assert_eq!(read, Ok(context));
    }

    #[test]
    fn a_row_does_not_repeat_what_the_session_says() {
        let stored = MailContext::sample(MailKind::RegistrationConfirmed).stored().expect("stored");
        assert!(!stored.contains("meetings") && stored.len() < 300, "{stored}");
    }

    #[test]
    fn debug_shows_no_personal_data() {
        for kind in MailKind::ALL {
            let shown = format!("{:?}", MailContext::sample(kind));
            assert!(!shown.contains("山田") && shown.contains(kind.as_str()), "{shown}");
        }
    }
}
