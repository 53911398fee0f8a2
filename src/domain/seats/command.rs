//! Commands to the desk: everything that takes or frees a seat.

use std::fmt;

use chrono::{DateTime, Duration, Utc};

use super::draw::Draw;
use super::select::Select;
use crate::domain::application::Application;
use crate::domain::event::{SeatSettings, Session, SessionStatus};
use crate::domain::ids::{CompanySeatId, EventId, GroupId, MemberId, RegistrationId, SessionId};
use crate::domain::values::localized::Localized;
use crate::domain::values::reception_number::ReceptionNumber;

/// Hash of what makes two applications those of one person (16 bytes of SHA-256).
pub type PersonKey = [u8; 16];

/// One command with who gave it and when it arrived.
pub struct Command {
    /// The event whose sessions it touches: commands of one event are decided in their order.
    pub event: EventId,
    pub at: DateTime<Utc>,
    pub actor: Actor,
    pub request: Request,
}

impl Command {
    /// What is asked for, whether quietly or not.
    pub fn asked(&self) -> &Request {
        match &self.request {
            Request::Quietly(request) => request,
            request => request,
        }
    }
}

impl Request {
    /// The registration that it is about; none where it is about a session.
    pub fn subject(&self) -> Option<RegistrationId> {
        match self {
            Self::Apply(apply) => Some(apply.registration),
            Self::Change(change) | Self::Merge { kept: change, .. } => Some(change.registration),
            Self::Move { registration, .. } | Self::GiveSeat { registration, .. } => {
                Some(*registration)
            }
            Self::Withdraw(id) | Self::Accept(id) | Self::Decline(id) | Self::Expire(id) => {
                Some(*id)
            }
            Self::Quietly(request) => request.subject(),
            Self::Select(_) | Self::Draw(_) | Self::Reconfigure(_) | Self::ReconfigureGroups(_) => {
                None
            }
        }
    }
}

/// Who acts, for the audit trail and for what they may do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Actor {
    /// The applicant, by the form or the secret link.
    Applicant,
    /// A member of the organization, signed in to the console.
    Member(MemberId),
    /// A program with one of the organization's tokens, by the token's id.
    Token(uuid::Uuid),
    /// The service itself, when a deadline has passed.
    Service,
}

impl Actor {
    pub fn is_staff(&self) -> bool {
        matches!(self, Self::Member(_) | Self::Token(_))
    }
}

impl fmt::Display for Actor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Applicant => f.write_str("applicant"),
            Self::Member(id) => write!(f, "member:{id}"),
            Self::Token(id) => write!(f, "token:{id}"),
            Self::Service => f.write_str("service"),
        }
    }
}

/// What is asked of the desk.
pub enum Request {
    Apply(Box<Apply>),
    Withdraw(RegistrationId),
    Change(Box<Change>),
    /// `person` is the applicant's key, so that the target session is looked through for it.
    Move {
        registration: RegistrationId,
        to: SessionId,
        person: Option<PersonKey>,
    },
    /// Accept an offered seat, confirm the address for which one is held, or take one that is free after an
    /// offer has run out.
    Accept(RegistrationId),
    /// Decline an offered seat.
    Decline(RegistrationId),
    /// What becomes of applications that await the organizer's selection: of all of them, or of none.
    Select(Select),
    /// Draws among those who have entered.
    Draw(Draw),
    /// Ends what nobody has answered in time.
    Expire(RegistrationId),
    /// A seat for somebody who waits, out of turn; beyond the capacity only with a reason.
    GiveSeat {
        registration: RegistrationId,
        exceed_reason: Option<String>,
    },
    /// The registration that is changed is kept, the other one withdrawn.
    Merge {
        kept: Box<Change>,
        dropped: RegistrationId,
    },
    /// The same without a mail to those whom it is about. Who gets a freed seat is told all the same.
    Quietly(Box<Request>),
    Reconfigure(Box<Reconfigure>),
    /// All of them or none.
    ReconfigureGroups(Vec<GroupSettings>),
}

/// What a session group is to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct GroupSettings {
    pub group: GroupId,
    pub capacity: Option<u32>,
    pub sessions_per_applicant: Option<u32>,
}

/// A new application, with all that could be prepared before its turn.
pub struct Apply {
    pub session: SessionId,
    /// Further sessions of the event, in order of preference, for when the first has no seat.
    pub wishes: Vec<SessionId>,
    /// The id it gets if it is accepted.
    pub registration: RegistrationId,
    /// The id of the company seat, if it takes a new one.
    pub company_seat: CompanySeatId,
    /// One drawn by chance, where that of its place was somebody's.
    pub reception_number: Option<ReceptionNumber>,
    pub person: Option<PersonKey>,
    pub application: Application,
    pub search_text: String,
    /// When the form was opened, where its signature proves it: the grace period counts from it.
    pub form_opened_at: Option<DateTime<Utc>>,
    pub admission: Admission,
    /// For how long a seat is only held, until the applicant has confirmed the mail address.
    pub confirms_within: Option<Duration>,
    pub idempotency: Option<Idempotency>,
}

/// How an application comes to a seat.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Admission {
    /// As the event allocates its seats; where there is none, it goes onto the waiting list.
    OrWaits,
    /// As the event allocates its seats; where there is none, it is refused. An applicant who was shown free seats
    /// is asked before they wait.
    OrRefused,
    /// Somebody whom staff receive at the door: a seat now, however the others were chosen, or none.
    AtTheDoor,
}

impl Admission {
    /// By what an applicant has agreed to.
    pub fn of(waits: bool) -> Self {
        if waits { Self::OrWaits } else { Self::OrRefused }
    }
}

/// A caller's key for "this request, once", with a hash of the body it came with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Idempotency {
    pub key_hash: [u8; 32],
    pub body_hash: [u8; 32],
    /// Whether a refusal, too, is the answer for good. A form, or a draft of staff's, may be sent again:
    /// what was not possible then may be possible now.
    pub keeps_refusals: bool,
}

/// New answers for a registration that keeps its place.
#[derive(Clone)]
pub struct Change {
    pub registration: RegistrationId,
    /// The version that the new answers were made from. `None` overwrites what stands there.
    pub expected_version: Option<i64>,
    pub person: Option<PersonKey>,
    pub application: Application,
    pub search_text: String,
}

/// New settings of a session.
pub struct Reconfigure {
    pub session: SessionId,
    pub change: SettingsChange,
    /// Whether those who have applied are told of it.
    pub notice: Notice,
}

/// What those who have applied are told of a change by staff.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Notice {
    /// Nothing.
    #[default]
    None,
    /// What is different now.
    Changes,
    /// That it does not take place, with the organizer's reason.
    Cancellation(Localized),
}

/// What is changed of a session.
pub enum SettingsChange {
    /// Closed, reopened or cancelled; all else stays as it stands when the desk decides.
    Status(SessionStatus),
    /// A whole new definition.
    Whole(Box<Redefinition>),
}

/// What a session is to be.
pub struct Redefinition {
    pub settings: SeatSettings,
    /// What the session says of itself beside its seats, where that changes.
    pub definition: Option<Session>,
    /// The version of the event that it was made from: every change of a definition raises it, no
    /// application does. `None` overwrites what stands there.
    pub expected_event_version: Option<i64>,
}

impl Reconfigure {
    /// The whole new definition, where there is one.
    pub fn definition(&self) -> Option<&Session> {
        match &self.change {
            SettingsChange::Status(_) => None,
            SettingsChange::Whole(new) => new.definition.as_ref(),
        }
    }
}
