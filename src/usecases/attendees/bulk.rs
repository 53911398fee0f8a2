//! Something that is done with many registrations at once: chosen, counted, then started.

use std::cmp::Reverse;

use serde_json::json;

use super::listing::{self, Scope};
use super::query::AttendeeQuery;
use crate::app::App;
use crate::clock;
use crate::domain::event::{Meeting, Programme, Session};
use crate::domain::ids::{MeetingId, RegistrationId, SessionId};
use crate::domain::state::State;
use crate::store::bulk_actions::{self, BulkRow, FailureRow};
use crate::store::jobs as stored_jobs;
use crate::store::registrations;
use crate::store::types::{Id, Time};
use crate::usecases::create_event::{audit_line, note};
use crate::usecases::jobs::{self, NewJob};
use crate::usecases::{Failure, Permission, Principal, Registration};

/// The job's kind.
pub const KIND: &str = "bulk_action";
/// Failures that are shown.
const FAILURES: i64 = 1_000;

/// What is done with each.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BulkAction {
    Move,
    Accept,
    Decline,
    Offer,
    Withdraw,
    /// There they are: at a meeting.
    CheckIn,
}

impl BulkAction {
    pub const ALL: [Self; 6] =
        [Self::Move, Self::Accept, Self::Decline, Self::Offer, Self::Withdraw, Self::CheckIn];

    pub fn as_str(self) -> &'static str {
        match self {
            Self::Move => "move",
            Self::Accept => "accept",
            Self::Decline => "decline",
            Self::Offer => "offer",
            Self::Withdraw => "withdraw",
            Self::CheckIn => "check_in",
        }
    }

    /// What one must be permitted.
    fn permission(self) -> Permission {
        match self {
            Self::CheckIn => Permission::CheckIn,
            _ => Permission::WriteRegistrations,
        }
    }

    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|action| action.as_str() == text)
    }
}

/// Who was chosen.
#[derive(Clone, Debug)]
pub enum Chosen {
    These(Vec<RegistrationId>),
    /// All that a query finds.
    All(Box<AttendeeQuery>),
}

/// What is asked for.
pub struct NewBulk {
    pub action: BulkAction,
    /// Where to, for a move.
    pub target: Option<SessionId>,
    /// At which meeting they are checked in; none: at the only one of their session.
    pub meeting: Option<MeetingId>,
    pub chosen: Chosen,
    /// The list that it was chosen from.
    pub back: String,
}

/// The registrations that were chosen, of the event that is shown.
///
/// # Errors
/// [`Failure::Invalid`] for a query that means nothing.
pub async fn ids(
    app: &App,
    principal: &Principal,
    scope: &Scope,
    chosen: &Chosen,
) -> Result<Vec<Id>, Failure> {
    match chosen {
        Chosen::All(query) => listing::all_ids(app, principal, scope, query).await,
        Chosen::These(ids) => {
            let ids: Vec<Id> = ids.iter().map(|id| Id(id.0)).collect();
            let programme = std::sync::Arc::clone(&scope.programme);
            let found = app.read(move |conn| listing::of_these(conn, &programme, &ids)).await?;
            Ok(found.into_iter().map(|found| Id(found.id.0)).collect())
        }
    }
}

/// Keeps what is to be done, so that its page can say how many before anything happens.
///
/// # Errors
/// [`Failure::Invalid`]: nobody was chosen, or no session to move to.
pub async fn prepare(
    app: &App,
    principal: &Principal,
    scope: &Scope,
    new: NewBulk,
) -> Result<uuid::Uuid, Failure> {
    let event = scope.programme.event.id;
    principal.must_in(event, new.action.permission())?;
    if new.action == BulkAction::Move {
        let to = new.target.filter(|id| scope.programme.session(*id).is_some());
        to.ok_or_else(|| Failure::invalid("/target", "required"))?;
    }
    if new.meeting.is_some_and(|id| meeting_of(&scope.programme, id).is_none()) {
        return Err(Failure::invalid("/meeting", "unknown_choice"));
    }
    let mut chosen = ids(app, principal, scope, &new.chosen).await?;
    if chosen.is_empty() {
        return Err(Failure::invalid("/chosen", "required"));
    }
    if matches!(new.action, BulkAction::Withdraw | BulkAction::Decline) {
        chosen = from_the_last(app, chosen).await?;
    }
    let row = BulkRow {
        target_session_id: new.target.map(|session| Id(session.0)),
        target_meeting_id: new.meeting.map(|meeting| Id(meeting.0)),
        back: new.back,
        ..row_of(app, principal, scope, new.action.as_str(), &chosen)
    };
    keep(app, row, chosen).await
}

/// A choice of registrations as it is kept, for something that is called so.
pub(super) fn row_of(
    app: &App,
    principal: &Principal,
    scope: &Scope,
    action: &str,
    chosen: &[Id],
) -> BulkRow {
    let now = app.clock.now();
    BulkRow {
        organization_id: Id(principal.organization.0),
        id: Id(clock::uuid_v7(now)),
        event_id: Id(scope.programme.event.id.0),
        action: action.to_owned(),
        target_session_id: None,
        reason: None,
        total: i64::try_from(chosen.len()).unwrap_or(i64::MAX),
        job_id: None,
        back: String::new(),
        created_by: principal.actor.to_string(),
        created_at: Time(now),
        target_meeting_id: None,
    }
}

/// Keeps it. Its id.
pub(super) async fn keep(app: &App, row: BulkRow, chosen: Vec<Id>) -> Result<uuid::Uuid, Failure> {
    let id = row.id.0;
    app.write(move |conn| Ok::<_, Failure>(bulk_actions::insert(conn, &row, &chosen)?)).await?;
    Ok(id)
}

/// A meeting of an event, with its session.
pub fn meeting_of(programme: &Programme, id: MeetingId) -> Option<(&Session, &Meeting)> {
    programme.sessions.iter().find_map(|session| {
        let meeting = session.meetings.iter().find(|meeting| meeting.id == id)?;
        Some((session, meeting))
    })
}

/// Those who wait from the last to the first, then the others from the last: a seat that somebody gives up goes to
/// nobody who is about to give theirs up, too.
async fn from_the_last(app: &App, mut chosen: Vec<Id>) -> Result<Vec<Id>, Failure> {
    let ids = chosen.clone();
    let stood = app.read(move |conn| registrations::standings_of(conn, &ids)).await?;
    chosen.sort_by_key(|id| {
        let (state, sequence) = stood.get(id).map_or(("", 0), |(state, at)| (state.as_str(), *at));
        (state != State::Waitlisted.as_str(), Reverse(sequence))
    });
    Ok(chosen)
}

/// A bulk action with what could not be done.
pub struct Bulk {
    pub row: BulkRow,
    pub action: BulkAction,
    pub scope: Scope,
    /// Whom it is about, where that is one alone.
    pub only: Option<Registration>,
    pub job: Option<stored_jobs::JobRow>,
    pub failures: Vec<(FailureRow, Option<Registration>)>,
}

/// # Errors
/// [`Failure::NotFound`], also for what somebody else has prepared.
pub async fn see(app: &App, principal: &Principal, id: &str) -> Result<Bulk, Failure> {
    let id = uuid::Uuid::parse_str(id).map_err(|_| Failure::NotFound)?;
    let organization = Id(principal.organization.0);
    let found = app.read(move |conn| bulk_actions::by_id(conn, organization, Id(id))).await?;
    let is_theirs = |row: &BulkRow| {
        row.created_by == principal.actor.to_string()
            || principal.may(Permission::ManageOrganization)
    };
    let row = found.filter(is_theirs).ok_or(Failure::NotFound)?;
    let scope = listing::of_event(app, principal, &row.event_id.0.to_string()).await?;
    let action = BulkAction::parse(&row.action).ok_or(Failure::NotFound)?;
    let (job_id, programme) = (row.job_id, std::sync::Arc::clone(&scope.programme));
    let is_one = row.total == 1;
    let (job, failures, only) = app
        .read(move |conn| {
            let ids = if is_one { bulk_actions::part(conn, Id(id), 0)? } else { Vec::new() };
            let only = listing::of_these(conn, &programme, &ids)?.pop();
            let job = match job_id {
                Some(job) => stored_jobs::by_id(conn, organization, job)?,
                None => None,
            };
            let failures = bulk_actions::failures(conn, Id(id), FAILURES)?;
            let ids: Vec<Id> = failures.iter().map(|failure| failure.registration_id).collect();
            let named = listing::of_these(conn, &programme, &ids)?;
            let find = |id: Id| named.iter().find(|it| it.id.0 == id.0).cloned();
            let failures = failures
                .into_iter()
                .map(|failure| {
                    let found = find(failure.registration_id);
                    (failure, found)
                })
                .collect();
            Ok::<_, Failure>((job, failures, only))
        })
        .await?;
    Ok(Bulk { row, action, scope, only, job, failures })
}

/// Starts it.
///
/// # Errors
/// [`Failure::Conflict`] for one that was started before.
pub async fn start(app: &App, principal: &Principal, id: &str) -> Result<uuid::Uuid, Failure> {
    let bulk = see(app, principal, id).await?;
    let event = bulk.scope.programme.event.id;
    principal.must_in(event, bulk.action.permission())?;
    let now = app.clock.now();
    let (job, row) = (clock::uuid_v7(now), bulk.row);
    let page = format!("/console/bulk/{}", row.id.0);
    let new = NewJob {
        kind: KIND,
        event: Some(event),
        parameters: json!({ "bulk": row.id.0 }),
        page: &page,
        total: Some(row.total),
    };
    let job_row = jobs::row_of(principal, new, job, now);
    let line = audit_line(principal, "bulk_started", "bulk_action", row.id.0, now);
    app.write(move |conn| {
        if !bulk_actions::start(conn, row.id, Id(job))? {
            return Err(Failure::Conflict("wrong_state"));
        }
        stored_jobs::insert(conn, &job_row)?;
        Ok(note(conn, line)?)
    })
    .await?;
    Ok(job)
}
