//! What those who have applied are told of a change: whether staff want it, and how it stands.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;

use crate::app::App;
use crate::domain::event::Programme;
use crate::domain::ids::SessionId;
use crate::domain::mail_kind::MailKind;
use crate::domain::seats::Notice;
use crate::domain::state::State;
use crate::domain::values::localized::Localized;
use crate::store::types::Id;
use crate::store::{Conn, StoreError, mailings, registration_counts};

use super::Failure;

/// Characters of a reason.
const REASON_MAX: usize = 2_000;

/// How something is called off.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CancelDraft {
    /// Why, in the organizer's words; it stands in the mail.
    #[serde(default)]
    #[schema(example = "台風接近のため")]
    pub reason: Localized,
    /// Whether those who have applied are told by mail.
    #[serde(default = "yes")]
    #[schema(default = true)]
    pub notify: bool,
}

fn yes() -> bool {
    true
}

impl Default for CancelDraft {
    fn default() -> Self {
        Self { reason: Localized::default(), notify: true }
    }
}

impl CancelDraft {
    /// What people are told.
    ///
    /// # Errors
    /// What is wrong with the reason.
    pub fn notice(&self) -> Result<Notice, Failure> {
        let checked = self.reason.check_text(REASON_MAX);
        checked.map_err(|fault| Failure::invalid("/reason", fault.code()))?;
        Ok(if self.notify { Notice::Cancellation(self.reason.clone()) } else { Notice::None })
    }
}

/// Takes `notify` out of a patch: it says how the change is told, and is no part of it.
///
/// # Errors
/// `wrong_type` where it is no truth value.
pub fn take_notice(patch: &Value) -> Result<(Value, Notice), Failure> {
    let mut patch = patch.clone();
    let notify = patch.as_object_mut().and_then(|object| object.remove("notify"));
    match notify {
        None | Some(Value::Bool(true)) => Ok((patch, Notice::Changes)),
        Some(Value::Bool(false)) => Ok((patch, Notice::None)),
        Some(_) => Err(Failure::invalid("/notify", "wrong_type")),
    }
}

/// A notice that people are about to get.
pub struct Announced {
    /// The mailing.
    pub mailing: Id,
    pub kind: MailKind,
    pub session: SessionId,
    /// When it starts; until then further changes join it.
    pub starts_at: DateTime<Utc>,
    /// How many have applied and hold or await a seat.
    pub recipients: i64,
}

/// Notices of these sessions that have not been finished.
///
/// # Errors
/// Those of the database.
pub async fn announced(
    app: &App,
    programme: &Programme,
    sessions: &[SessionId],
) -> Result<Vec<Announced>, Failure> {
    let (event, sessions) = (Id(programme.event.id.0), sessions.to_vec());
    Ok(app.read(move |conn| load(conn, event, &sessions)).await?)
}

fn load(conn: &mut Conn, event: Id, sessions: &[SessionId]) -> Result<Vec<Announced>, StoreError> {
    let active: Vec<String> = State::ACTIVE.iter().map(|state| state.as_str().to_owned()).collect();
    let kinds = [MailKind::SessionChanged.as_str(), MailKind::SessionCancelled.as_str()];
    let mut announced = Vec::new();
    for row in mailings::open_of_event(conn, event, &kinds)? {
        let session = sessions.iter().find(|session| row.session_id == Some(Id(session.0)));
        let (Some(session), Some(kind)) = (session, MailKind::parse(&row.kind)) else { continue };
        announced.push(Announced {
            mailing: row.id,
            kind,
            session: *session,
            starts_at: row.started_at.unwrap_or(row.due_at).0,
            recipients: registration_counts::in_states(conn, *session, &active)?,
        });
    }
    Ok(announced)
}
