//! How an event, or one of its sessions, stands: the numbers that the organizer looks at.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use chrono::{DateTime, Utc};

use crate::app::App;
use crate::domain::event::Programme;
use crate::domain::ids::{RegistrationId, SessionId};
use crate::domain::state::State;
use crate::store::arrival_counts::{self, Arrivals};
use crate::store::audit::AuditRow;
use crate::store::types::Id;
use crate::store::{
    Conn, StoreError, attendance, audit, choice_counts, member_names, outbox_list,
    registration_counts, registrations,
};

use super::{Failure, Permission, Principal, find_programme};

/// Lines of the audit trail that are looked through for what happened to an event lately.
const LINES_LOOKED_THROUGH: i64 = 300;
/// Lines that are shown of them.
const LINES_SHOWN: usize = 12;

/// How an event or a session stands.
pub struct Overview {
    pub programme: Arc<Programme>,
    /// Of the sessions that it is about; all of the event's, or one.
    pub sessions: Vec<SessionId>,
    /// Registrations of each session in each state.
    pub counts: BTreeMap<(SessionId, State), i64>,
    /// Registrations that were there, at any meeting.
    pub present: i64,
    /// Applications by the hour and the way they came.
    pub arrivals: Vec<Arrivals>,
    /// What is left of limited choices, by session, question and choice.
    pub choices_left: BTreeMap<(SessionId, String, String), u32>,
    /// Mails that need a hand, by state; none for who may not know.
    pub trouble: BTreeMap<String, i64>,
    /// What happened last, the newest first; none for who may not read registrations.
    pub activity: Vec<Activity>,
}

/// Something that happened.
pub struct Activity {
    pub at: DateTime<Utc>,
    /// The name of the audit trail.
    pub action: String,
    pub by: Doer,
    /// The registration with its reception number, of what happened to one.
    pub registration: Option<(RegistrationId, String)>,
}

/// Who did something.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Doer {
    Applicant,
    Member(String),
    Program,
    Service,
}

impl Overview {
    /// Registrations in a state, over all sessions.
    pub fn in_state(&self, state: State) -> i64 {
        let counted = self.counts.iter().filter(|((_, of), _)| *of == state);
        counted.map(|(_, count)| count).sum()
    }

    /// Registrations of a session in a state.
    pub fn of(&self, session: SessionId, state: State) -> i64 {
        self.counts.get(&(session, state)).copied().unwrap_or(0)
    }
}

/// How an event stands.
///
/// # Errors
/// [`Failure::NotFound`].
pub async fn of_event(app: &App, principal: &Principal, event: &str) -> Result<Overview, Failure> {
    let programme = find_programme::own_event(app, principal.organization, event).await?;
    let sessions = programme.sessions.iter().map(|session| session.id).collect();
    load(app, principal, programme, sessions).await
}

/// How a session stands.
///
/// # Errors
/// [`Failure::NotFound`].
pub async fn of_session(
    app: &App,
    principal: &Principal,
    session: &str,
) -> Result<Overview, Failure> {
    let (programme, session) =
        find_programme::own_session(app, principal.organization, session).await?;
    load(app, principal, programme, vec![session]).await
}

async fn load(
    app: &App,
    principal: &Principal,
    programme: Arc<Programme>,
    sessions: Vec<SessionId>,
) -> Result<Overview, Failure> {
    let event = programme.event.id;
    principal.must_in(event, Permission::ReadEvents)?;
    let may_see_people = principal.may_in(event, Permission::ReadRegistrations);
    let may_see_mail = principal.may_in(event, Permission::ReadOutbox);
    let organization = Id(principal.organization.0);
    let known = Arc::clone(&programme);
    let is_whole = sessions.len() == programme.sessions.len();
    app.read_aged(move |conn| {
        let counts = counts(conn, &sessions)?;
        let ids: Vec<Id> = sessions.iter().map(|id| Id(id.0)).collect();
        let present = attendance::present(conn, &ids)?;
        let arrivals = arrival_counts::of(conn, &sessions)?;
        let choices_left = choices_left(conn, &known, &sessions)?;
        let of_session = sessions.first().filter(|_| !is_whole).map(|id| Id(id.0));
        let trouble = if may_see_mail {
            outbox_list::trouble_of(conn, organization, Id(event.0), of_session)?
        } else {
            Vec::new()
        };
        let activity = if may_see_people {
            activity(conn, organization, &known, &sessions)?
        } else {
            Vec::new()
        };
        let trouble = trouble.into_iter().collect();
        Ok::<_, StoreError>(Overview {
            programme: Arc::clone(&known),
            sessions: sessions.clone(),
            counts,
            present,
            arrivals,
            choices_left,
            trouble,
            activity,
        })
    })
    .await
    .map_err(Failure::from)
}

fn counts(
    conn: &mut Conn,
    sessions: &[SessionId],
) -> Result<BTreeMap<(SessionId, State), i64>, StoreError> {
    let rows = registration_counts::by_session(conn, sessions)?;
    let read = |(session, state, count): (Id, String, i64)| {
        let state = state.parse().map_err(|_| StoreError::Unreadable("state"))?;
        Ok(((SessionId(session.0), state), count))
    };
    rows.into_iter().map(read).collect()
}

fn choices_left(
    conn: &mut Conn,
    programme: &Programme,
    sessions: &[SessionId],
) -> Result<BTreeMap<(SessionId, String, String), u32>, StoreError> {
    let mut left = BTreeMap::new();
    if !programme.event.limits_choices() {
        return Ok(left);
    }
    for session in sessions {
        for ((question, choice), number) in choice_counts::left(conn, *session)? {
            left.insert((*session, question, choice), number);
        }
    }
    Ok(left)
}

/// What happened lately to the event, its sessions and their registrations.
fn activity(
    conn: &mut Conn,
    organization: Id,
    programme: &Programme,
    sessions: &[SessionId],
) -> Result<Vec<Activity>, StoreError> {
    let lines = audit::latest(conn, organization, LINES_LOOKED_THROUGH)?;
    let of_registrations: Vec<Id> = lines
        .iter()
        .filter(|line| line.subject_kind == "registration")
        .map(|line| line.subject_id)
        .collect();
    let known: HashMap<Id, (Id, String)> = registrations::places_of(conn, &of_registrations)?;
    let names = member_names::of(conn, organization)?;
    let is_one_of = |session: Id| sessions.iter().any(|id| id.0 == session.0);
    let is_about_this = |line: &AuditRow| match line.subject_kind.as_str() {
        "registration" => {
            known.get(&line.subject_id).is_some_and(|(session, _)| is_one_of(*session))
        }
        "session" => is_one_of(line.subject_id),
        _ => line.subject_id.0 == programme.event.id.0,
    };
    let shown = lines.into_iter().filter(is_about_this).take(LINES_SHOWN);
    let activity = shown.map(|line| Activity {
        at: line.at.0,
        by: doer(&line.actor, &names),
        registration: known
            .get(&line.subject_id)
            .map(|(_, number)| (RegistrationId(line.subject_id.0), number.clone())),
        action: line.action,
    });
    Ok(activity.collect())
}

fn doer(actor: &str, names: &HashMap<Id, String>) -> Doer {
    match actor.split_once(':') {
        Some(("member", id)) => {
            let id = id.parse().ok().map(Id);
            Doer::Member(id.and_then(|id| names.get(&id).cloned()).unwrap_or_default())
        }
        Some(("token", _)) => Doer::Program,
        _ if actor == "applicant" => Doer::Applicant,
        _ => Doer::Service,
    }
}
