//! What an organization has to do today: the first page of its console.

use std::collections::BTreeSet;
use std::sync::Arc;

use chrono::{DateTime, Duration, Utc};

use crate::app::App;
use crate::domain::event::{EventStatus, Programme, SessionStatus};
use crate::domain::ids::{EventId, SessionId};
use crate::domain::values::localized::Localized;
use crate::store::programmes::{self, EventRef};
use crate::store::types::{Id, Time};
use crate::store::{Conn, StoreError, home_lists, rehearsals};

use super::{Failure, Permission, Principal};

/// Sessions of the coming days are told so long before they begin.
const SOON: Duration = Duration::days(7);
/// Offers that end within this time are told.
const OFFERS_ENDING: Duration = Duration::days(2);
/// Of each kind at most so many lines.
const MOST: i64 = 20;

/// Something to do, or to know of, today. Other rooms add theirs.
#[derive(Clone, Debug)]
pub enum Task {
    /// A session that comes soon, with its numbers.
    SessionSoon(SoonSession),
    /// Seats of this session that are offered end soon without an answer.
    OffersEnding { session: SoonSession, offers: i64, ends_at: DateTime<Utc> },
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

/// What there is to do, the most urgent first.
///
/// # Errors
/// [`Failure::Forbidden`].
pub async fn of(app: &App, principal: &Principal) -> Result<Vec<Task>, Failure> {
    let now = app.clock.now();
    let organization = Id(principal.organization.0);
    let all = principal.may(Permission::ReadEvents);
    let only: BTreeSet<EventId> = principal.for_events.keys().copied().collect();
    let may_see = move |event: EventId| all || only.contains(&event);
    let (drafts, outlines) =
        (principal.may(Permission::ReadRegistrations), principal.may(Permission::WriteEvents));
    let tasks = app.read(move |conn| {
        let mut tasks = Vec::new();
        tasks.extend(offers(conn, organization, now)?);
        tasks.extend(soon(conn, organization, now)?);
        if drafts {
            let waiting = home_lists::open_drafts(conn, organization)?;
            tasks.extend((waiting > 0).then_some(Task::DraftsWaiting { drafts: waiting }));
        }
        if outlines {
            tasks.extend(unpublished(conn, organization)?);
        }
        for (of, rehearsal) in rehearsals::of_organization(conn, organization)? {
            let Some(programme) = programmes::load(conn, &EventRef::Id(of))? else { continue };
            tasks.push(Task::Rehearsal { rehearsal, title: programme.event.title });
        }
        Ok::<_, StoreError>(tasks)
    });
    let tasks = tasks.await?;
    Ok(tasks.into_iter().filter(|task| task.event().is_none_or(&may_see)).collect())
}

impl Task {
    /// The event that it is about.
    fn event(&self) -> Option<EventId> {
        match self {
            Self::SessionSoon(soon) | Self::OffersEnding { session: soon, .. } => {
                Some(soon.programme.event.id)
            }
            Self::NotPublished { event, .. } => Some(*event),
            Self::Rehearsal { rehearsal, .. } => Some(*rehearsal),
            Self::DraftsWaiting { .. } => None,
        }
    }
}

fn soon(conn: &mut Conn, organization: Id, now: DateTime<Utc>) -> Result<Vec<Task>, StoreError> {
    let found =
        home_lists::sessions_between(conn, organization, (Time(now), Time(now + SOON)), MOST)?;
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

fn offers(conn: &mut Conn, organization: Id, now: DateTime<Utc>) -> Result<Vec<Task>, StoreError> {
    let until = Time(now + OFFERS_ENDING);
    let found = home_lists::offers_ending(conn, organization, (Time(now), until))?;
    let keyed = found.into_iter().map(|(session, offers, ends)| (session, (offers, ends)));
    let found = with_programmes(conn, keyed.collect())?;
    let task = |(session, (offers, ends_at)): (SoonSession, (i64, Time))| Task::OffersEnding {
        session,
        offers,
        ends_at: ends_at.0,
    };
    Ok(found.into_iter().map(task).collect())
}

fn unpublished(conn: &mut Conn, organization: Id) -> Result<Vec<Task>, StoreError> {
    let mut tasks = Vec::new();
    for id in home_lists::drafts_of_events(conn, organization, MOST)? {
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
