//! What an organization has to do today: the first page of its console.

use std::sync::Arc;

use chrono::{DateTime, Duration, Utc};

use crate::app::App;
use crate::domain::event::{Allocation, EventStatus, Programme, SessionStatus};
use crate::domain::ids::{EventId, SessionId};
use crate::domain::state::State;
use crate::domain::values::localized::Localized;
use crate::store::home_lists::Among;
use crate::store::programmes::{self, EventRef};
use crate::store::types::{Id, Time};
use crate::store::{Conn, StoreError, home_lists, registration_counts, rehearsals};

use super::hold_draw::not_before;
use super::retention::rules;
use super::{Failure, Permission, Principal};

/// Sessions of the coming days are told so long before they begin.
const SOON: Duration = Duration::days(7);
/// Offers that end within this time are told.
const OFFERS_ENDING: Duration = Duration::days(2);
/// Of each kind at most so many lines.
const MOST: i64 = 20;
/// Sessions that are looked at for applications that wait for a selection or a draw.
const CHOOSING_MOST: i64 = 200;

/// Something to do, or to know of, today. Other rooms add theirs.
#[derive(Clone, Debug)]
pub enum Task {
    /// A session that comes soon, with its numbers.
    SessionSoon(SoonSession),
    /// Seats of this session that are offered end soon without an answer.
    OffersEnding { session: SoonSession, offers: i64, ends_at: DateTime<Utc> },
    /// Applications of this session wait for a selection, or for a draw that can be held now.
    Choosing { session: SoonSession, by_lot: bool, applications: i64 },
    /// The personal data of an event go soon; its owners were told.
    PurgeSoon { event: EventId, title: Localized, purge_at: DateTime<Utc> },
    /// Applications that came by mail and wait for somebody.
    DraftsWaiting { drafts: i64 },
    /// An event that nobody sees yet.
    NotPublished { event: EventId, title: Localized, starts_at: Option<DateTime<Utc>> },
    /// An event that is being rehearsed, by its rehearsal.
    Rehearsal { rehearsal: EventId, title: Localized },
}

/// A session with its numbers.
#[derive(Clone, Debug)]
pub struct SoonSession {
    pub programme: Arc<Programme>,
    pub session: SessionId,
    pub starts_at: DateTime<Utc>,
}

/// What there is to do for this member, the most urgent first: of each kind, in those events in which they may do it.
///
/// # Errors
/// Those of the database.
pub async fn of(app: &App, principal: &Principal) -> Result<Vec<Task>, Failure> {
    let now = app.clock.now();
    let theirs = principal.clone();
    let mut tasks = app
        .read(move |conn| {
            let mut tasks = offers(conn, &theirs, now)?;
            tasks.extend(choosing(conn, &theirs, now)?);
            tasks.extend(soon(conn, &theirs, now)?);
            tasks.extend(drafts(conn, &theirs)?);
            tasks.extend(unpublished(conn, &theirs)?);
            tasks.extend(rehearsed(conn, &theirs)?);
            Ok::<_, StoreError>(tasks)
        })
        .await?;
    let near = rules::due_soon(app, principal).await?.into_iter().map(|coming| Task::PurgeSoon {
        event: coming.event,
        title: coming.title,
        purge_at: coming.standing.purge_at(),
    });
    tasks.extend(near);
    Ok(tasks)
}

/// The events in which somebody may do something; `None` where there are none.
fn among(principal: &Principal, permission: Permission) -> Option<Among> {
    let confined = principal.confined_to(permission);
    let is_nothing = confined.as_ref().is_some_and(Vec::is_empty);
    (!is_nothing).then(|| Among::new(Id(principal.organization.0), confined))
}

fn soon(
    conn: &mut Conn,
    principal: &Principal,
    now: DateTime<Utc>,
) -> Result<Vec<Task>, StoreError> {
    let Some(among) = among(principal, Permission::ReadEvents) else { return Ok(Vec::new()) };
    let found = home_lists::sessions_between(conn, &among, (Time(now), Time(now + SOON)), MOST)?;
    let sessions = with_programmes(conn, found)?.into_iter().map(|(soon, ())| soon);
    Ok(sessions.filter(takes_place).map(Task::SessionSoon).collect())
}

fn takes_place(soon: &SoonSession) -> bool {
    let event = &soon.programme.event;
    let session = soon.programme.session(soon.session);
    event.status.is_public()
        && event.status != EventStatus::Cancelled
        && session.is_some_and(|session| session.settings.status != SessionStatus::Cancelled)
}

fn offers(
    conn: &mut Conn,
    principal: &Principal,
    now: DateTime<Utc>,
) -> Result<Vec<Task>, StoreError> {
    let permission = Permission::ReadRegistrations;
    let Some(among) = among(principal, permission) else { return Ok(Vec::new()) };
    let until = Time(now + OFFERS_ENDING);
    let found = home_lists::offers_ending(conn, &among, (Time(now), until))?;
    let keyed = found.into_iter().map(|(session, offers, ends)| (session, (offers, ends)));
    let found = with_programmes(conn, keyed.collect())?;
    let task = |(session, (offers, ends_at)): (SoonSession, (i64, Time))| Task::OffersEnding {
        session,
        offers,
        ends_at: ends_at.0,
    };
    Ok(found.into_iter().map(task).collect())
}

/// Where applications wait for somebody who may decide on them.
fn choosing(
    conn: &mut Conn,
    principal: &Principal,
    now: DateTime<Utc>,
) -> Result<Vec<Task>, StoreError> {
    let permission = Permission::WriteRegistrations;
    let Some(among) = among(principal, permission) else { return Ok(Vec::new()) };
    let sessions = home_lists::choosing_sessions(conn, &among, Time(now), CHOOSING_MOST)?;
    let counts = registration_counts::by_session(conn, &sessions)?;
    let undecided = |session: SessionId, state: State| {
        let its = |(id, in_state, _): &&(Id, String, i64)| {
            id.0 == session.0 && in_state.as_str() == state.as_str()
        };
        counts.iter().find(its).map_or(0, |(_, _, count)| *count)
    };
    let waits = |session: &SessionId| {
        undecided(*session, State::Pending) + undecided(*session, State::EnteredDraw) > 0
    };
    let waiting = sessions.iter().filter(|session| waits(session)).map(|session| (*session, ()));
    let mut tasks = Vec::new();
    for (session, ()) in with_programmes(conn, waiting.collect())? {
        let by_lot = session.programme.event.allocation == Allocation::Lottery;
        let state = if by_lot { State::EnteredDraw } else { State::Pending };
        let applications = undecided(session.session, state);
        let is_too_early = by_lot && not_before(&session.programme, session.session, now).is_some();
        if applications > 0 && !is_too_early {
            tasks.push(Task::Choosing { session, by_lot, applications });
        }
    }
    Ok(tasks)
}

fn drafts(conn: &mut Conn, principal: &Principal) -> Result<Option<Task>, StoreError> {
    let permission = Permission::ReadRegistrations;
    let Some(among) = among(principal, permission) else { return Ok(None) };
    let drafts = home_lists::open_drafts(conn, &among)?;
    Ok((drafts > 0).then_some(Task::DraftsWaiting { drafts }))
}

fn rehearsed(conn: &mut Conn, principal: &Principal) -> Result<Vec<Task>, StoreError> {
    let mut tasks = Vec::new();
    for (of, rehearsal) in rehearsals::of_organization(conn, Id(principal.organization.0))? {
        if !principal.may_in(rehearsal, Permission::ReadEvents) {
            continue;
        }
        let Some(programme) = programmes::load(conn, &EventRef::Id(of))? else { continue };
        tasks.push(Task::Rehearsal { rehearsal, title: programme.event.title });
    }
    Ok(tasks)
}

fn unpublished(conn: &mut Conn, principal: &Principal) -> Result<Vec<Task>, StoreError> {
    let Some(among) = among(principal, Permission::WriteEvents) else { return Ok(Vec::new()) };
    let mut tasks = Vec::new();
    for id in home_lists::drafts_of_events(conn, &among, MOST)? {
        let Some(programme) = programmes::load(conn, &EventRef::Id(id))? else { continue };
        let starts_at =
            programme.sessions.iter().filter_map(crate::domain::event::Session::starts_at).min();
        let event = programme.event;
        tasks.push(Task::NotPublished { event: event.id, title: event.title, starts_at });
    }
    Ok(tasks)
}

/// Sessions with their programmes, each read once.
fn with_programmes<T>(
    conn: &mut Conn,
    found: Vec<(SessionId, T)>,
) -> Result<Vec<(SoonSession, T)>, StoreError> {
    let mut known: Vec<Arc<Programme>> = Vec::new();
    let mut sessions = Vec::new();
    for (session, more) in found {
        let is_its = |known: &&Arc<Programme>| known.session(session).is_some();
        let programme = if let Some(programme) = known.iter().find(is_its) {
            Arc::clone(programme)
        } else {
            let Some(loaded) = programmes::load_of_session(conn, session)? else { continue };
            let loaded = Arc::new(loaded);
            known.push(Arc::clone(&loaded));
            loaded
        };
        let starts = programme.session(session).and_then(crate::domain::event::Session::starts_at);
        let Some(starts_at) = starts else { continue };
        sessions.push((SoonSession { programme, session, starts_at }, more));
    }
    Ok(sessions)
}
