//! What the desk answers, with what it owes because of it.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::domain::ids::{RegistrationId, SessionId};
pub use crate::domain::mail_kind::MailKind;
use crate::domain::state::State;

/// A command that was carried out.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Done {
    Registered(Registered),
    Withdrawn {
        registration: RegistrationId,
    },
    Changed {
        registration: RegistrationId,
    },
    Moved(Registered),
    Accepted {
        registration: RegistrationId,
    },
    Declined {
        registration: RegistrationId,
    },
    /// An offer, or a seat that was held, has run out.
    Expired {
        registration: RegistrationId,
    },
    /// What becomes of them was said to those who had awaited a selection.
    Selected {
        chosen: u32,
        substitutes: u32,
        not_chosen: u32,
    },
    /// A draw was held.
    Drawn {
        confirmed: u32,
        waitlisted: u32,
        declined: u32,
    },
    Reconfigured {
        promoted: u32,
    },
}

/// A registration that was accepted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Registered {
    pub registration: RegistrationId,
    pub session: SessionId,
    pub reception_number: String,
    pub state: State,
    /// Place on the waiting list, from 1.
    pub position: Option<u32>,
    /// The company already held a seat, and this application came under it.
    pub joined_company_seat: bool,
    /// Order of acceptance within the session, from 1.
    pub sequence: i64,
}

/// A command that was refused, in the domain's words; nothing was changed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[serde(rename_all = "snake_case")]
pub enum Refusal {
    #[error("applications are not open yet")]
    NotOpen { opens_at: Option<DateTime<Utc>> },
    #[error("applications have closed")]
    Closed,
    #[error("the session is cancelled")]
    Cancelled,
    #[error("all seats are taken")]
    SessionFull,
    #[error("{left} seats are left, {wanted} were asked for")]
    NotEnoughSeats { left: u32, wanted: u32 },
    #[error("this person is already registered")]
    AlreadyRegistered,
    #[error("an applicant may hold only {limit} of these sessions")]
    GroupLimit { limit: u32 },
    #[error("a company may bring {limit} people, {people} are registered")]
    CompanyPeopleLimit { limit: u32, people: u32 },
    #[error("the company of a registration cannot be changed")]
    CompanyFixed,
    #[error("{confirmed} seats are taken, by {people} people")]
    CapacityBelowConfirmed { confirmed: u32, people: u32 },
    #[error("the session group cannot be changed once somebody has registered")]
    GroupFixed,
    #[error("not possible while the registration is {}", state.as_str())]
    WrongState { state: State },
    #[error("no offer is open")]
    NoOffer,
    #[error("the time to answer has run out")]
    OfferExpired,
    #[error("{left} are left of a choice")]
    ChoiceFull { question: String, choice: String, left: u32 },
    #[error("applications are taken until {closes_at}")]
    StillOpen { closes_at: DateTime<Utc> },
    #[error("nobody has entered the draw")]
    NobodyEntered,
    #[error("there is no such thing")]
    NotFound,
    #[error("the key was used with another body")]
    IdempotencyConflict,
    #[error("it was changed after it was read")]
    ChangedMeanwhile,
}

/// A mail that a decision owes to an applicant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MailOwed {
    pub registration: RegistrationId,
    pub kind: MailKind,
    /// Tells this cause from others of the same kind: the same cause is mailed once.
    pub cause: String,
    pub position: Option<u32>,
    pub joined_company_seat: bool,
    /// Until when an answer is waited for.
    pub until: Option<DateTime<Utc>>,
}

/// What the audit trail says of a decision.
#[derive(Clone, Debug, PartialEq)]
pub struct AuditLine {
    pub action: &'static str,
    pub subject: AuditSubject,
    pub details: Value,
}

/// What an audit line is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AuditSubject {
    Registration(RegistrationId),
    Session(SessionId),
    Group(crate::domain::ids::GroupId),
}

/// The answer to one command with its effects beside the board's own changes.
#[derive(Debug, PartialEq)]
pub struct Decision {
    pub outcome: Result<Done, Refusal>,
    pub mails: Vec<MailOwed>,
    pub audit: Vec<AuditLine>,
}
