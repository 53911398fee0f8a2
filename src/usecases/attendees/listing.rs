//! Pages of an event's or a session's registrations, narrowed and sorted as staff want them.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::Arc;

use super::order;
use super::query::{AttendeeQuery, Selection, Sort, understand};
use crate::app::App;
use crate::domain::event::Programme;
use crate::domain::ids::{EventId, RegistrationId, SessionId};
use crate::domain::state::State;
use crate::store::registrations::{self, RegistrationRow};
use crate::store::types::Id;
use crate::store::{
    Conn, StoreError, check_ins, mailing_queue, registration_counts, registration_list,
    registration_notes,
};
use crate::usecases::list_registrations::{Bounced, bounced, with_places};
use crate::usecases::{Failure, Permission, Principal, Registration, find_programme};

/// Registrations on a page.
pub const PAGE: usize = 50;

/// One page.
pub struct AttendeePage {
    pub registrations: Vec<Registration>,
    pub next: Option<String>,
    /// How many there are in each state, of the session that is shown or of all.
    pub counts: BTreeMap<State, i64>,
    /// Those of the page to whose address a mail has come back.
    pub bounced: HashMap<RegistrationId, Bounced>,
    /// Those of the page about whom staff have written something.
    pub noted: HashSet<RegistrationId>,
}

/// What is listed: an event, or one of its sessions.
#[derive(Clone)]
pub struct Scope {
    pub programme: Arc<Programme>,
    pub session: Option<SessionId>,
}

/// All of an event.
///
/// # Errors
/// [`Failure::NotFound`].
pub async fn of_event(app: &App, principal: &Principal, event: &str) -> Result<Scope, Failure> {
    let programme = find_programme::own_event(app, principal.organization, event).await?;
    principal.must_in(programme.event.id, Permission::ReadRegistrations)?;
    Ok(Scope { programme, session: None })
}

/// One session.
///
/// # Errors
/// [`Failure::NotFound`].
pub async fn of_session(app: &App, principal: &Principal, session: &str) -> Result<Scope, Failure> {
    let (programme, session) =
        find_programme::own_session(app, principal.organization, session).await?;
    principal.must_in(programme.event.id, Permission::ReadRegistrations)?;
    Ok(Scope { programme, session: Some(session) })
}

/// A page of it, from `cursor` on.
///
/// # Errors
/// [`Failure::Invalid`] for what cannot be looked for.
pub async fn page(
    app: &App,
    principal: &Principal,
    scope: &Scope,
    query: &AttendeeQuery,
    cursor: Option<&str>,
) -> Result<AttendeePage, Failure> {
    let event = scope.programme.event.id;
    let may = principal.may_in(event, Permission::ReadRestrictedAnswers);
    let selection = understand(&scope.programme, scope.session, query, may)?;
    let place = Place::parse(cursor, &selection)
        .ok_or_else(|| Failure::invalid("/cursor", "invalid_cursor"))?;
    let links = app.links.clone();
    let read = move |conn: &mut Conn| {
        let mut selection = selection.clone();
        fill(conn, event, &mut selection)?;
        let (rows, next) = rows(conn, &selection, &place)?;
        let registrations = placed(conn, rows)?;
        let counts = counts(conn, &selection.sessions)?;
        let bounced = bounced(conn, &links, &registrations)?;
        let all_noted: HashSet<Id> =
            registration_notes::noted(conn, Id(event.0))?.into_iter().collect();
        let noted = registrations.iter().map(|it| it.id);
        let noted = noted.filter(|id| all_noted.contains(&Id(id.0))).collect();
        Ok(AttendeePage { registrations, next, counts, bounced, noted })
    };
    let mut page = app.read_aged(read).await?;
    let event = &scope.programme.event;
    let seen = page.registrations.into_iter().map(|found| found.seen_by(principal, event));
    page.registrations = seen.collect();
    Ok(page)
}

/// The ids of all that the query finds, in its order.
///
/// # Errors
/// [`Failure::Invalid`] for what cannot be looked for.
pub async fn all_ids(
    app: &App,
    principal: &Principal,
    scope: &Scope,
    query: &AttendeeQuery,
) -> Result<Vec<Id>, Failure> {
    let event = scope.programme.event.id;
    let may = principal.may_in(event, Permission::ReadRestrictedAnswers);
    let mut selection = understand(&scope.programme, scope.session, query, may)?;
    let found = app.read(move |conn| {
        fill(conn, event, &mut selection)?;
        Ok::<_, StoreError>(order::ids(conn, &selection)?.to_vec())
    });
    Ok(found.await?)
}

/// Where a page begins.
#[derive(Clone)]
enum Place {
    /// Behind these sequence numbers, one a session: in order of arrival.
    Behind(Vec<i64>),
    /// From this place in the order on.
    From(usize),
}

impl Place {
    fn parse(cursor: Option<&str>, selection: &Selection) -> Option<Self> {
        let sessions = selection.sessions.len();
        match (cursor, selection.sort) {
            (None, Sort::Arrival) => Some(Self::Behind(vec![0; sessions])),
            (None, _) => Some(Self::From(0)),
            (Some(cursor), Sort::Arrival) => {
                let numbers: Vec<i64> =
                    cursor.split('.').map(|text| text.parse().ok()).collect::<Option<_>>()?;
                let fits = numbers.len() == sessions && numbers.iter().all(|number| *number >= 0);
                fits.then_some(Self::Behind(numbers))
            }
            (Some(cursor), _) => cursor.strip_prefix('o')?.parse().ok().map(Self::From),
        }
    }
}

/// What only the database knows of a selection.
fn fill(conn: &mut Conn, event: EventId, selection: &mut Selection) -> Result<(), StoreError> {
    let among = marked(conn, event, selection)?;
    let narrow = &mut selection.filter.narrow;
    narrow.among = among.map(|ids| ids.into_iter().collect());
    narrow.came_to = selection.checked_in.then_some(Id(event.0));
    Ok(())
}

/// Those of an event's registrations that a selection by notes, returned mails and arrivals has; `None`: it does not ask.
///
/// # Errors
/// Those of the database.
pub fn among(
    conn: &mut Conn,
    event: EventId,
    selection: &Selection,
) -> Result<Option<HashSet<Id>>, StoreError> {
    let among = marked(conn, event, selection)?;
    if !selection.checked_in {
        return Ok(among);
    }
    let there: HashSet<Id> =
        check_ins::registrations_of_event(conn, Id(event.0))?.into_iter().collect();
    Ok(Some(match among {
        Some(known) => known.intersection(&there).copied().collect(),
        None => there,
    }))
}

/// Those that a selection by notes and by returned mails has; `None`: it does not ask.
fn marked(
    conn: &mut Conn,
    event: EventId,
    selection: &Selection,
) -> Result<Option<HashSet<Id>>, StoreError> {
    let mut among: Option<HashSet<Id>> = None;
    if selection.noted {
        among = Some(registration_notes::noted(conn, Id(event.0))?.into_iter().collect());
    }
    if selection.bounced {
        let mut found = HashSet::new();
        for session in &selection.sessions {
            found.extend(mailing_queue::with_bounced_mail(conn, Id(session.0))?);
        }
        among = Some(match among {
            Some(noted) => noted.intersection(&found).copied().collect(),
            None => found,
        });
    }
    Ok(among)
}

fn rows(
    conn: &mut Conn,
    selection: &Selection,
    place: &Place,
) -> Result<(Vec<RegistrationRow>, Option<String>), StoreError> {
    match place {
        Place::Behind(after) => by_arrival(conn, selection, after),
        Place::From(from) => {
            let ids = order::ids(conn, selection)?;
            let end = from.saturating_add(PAGE).min(ids.len());
            let wanted = ids.get(*from..end).unwrap_or_default();
            let found = registrations::by_ids(conn, wanted)?;
            let mut by_id: HashMap<Id, RegistrationRow> =
                found.into_iter().map(|row| (row.id, row)).collect();
            let rows = wanted.iter().filter_map(|id| by_id.remove(id)).collect();
            Ok((rows, (end < ids.len()).then(|| format!("o{end}"))))
        }
    }
}

/// The next of each session, and of those the earliest again and again.
fn by_arrival(
    conn: &mut Conn,
    selection: &Selection,
    after: &[i64],
) -> Result<(Vec<RegistrationRow>, Option<String>), StoreError> {
    let limit = i64::try_from(PAGE + 1).unwrap_or(i64::MAX);
    let mut lists = Vec::new();
    for (session, after) in selection.sessions.iter().zip(after) {
        let found =
            registration_list::page(conn, *session, &selection.filter, Some(*after), limit)?;
        lists.push(found.into_iter().peekable());
    }
    let (mut rows, mut behind) = (Vec::with_capacity(PAGE), after.to_vec());
    while rows.len() < PAGE {
        let heads = lists.iter_mut().enumerate();
        let first = heads
            .filter_map(|(index, list)| list.peek().map(|row| (row.registered_at, index)))
            .min();
        let Some((_, index)) = first else { break };
        let Some(row) = lists.get_mut(index).and_then(Iterator::next) else { break };
        if let Some(last) = behind.get_mut(index) {
            *last = row.sequence;
        }
        rows.push(row);
    }
    let more = lists.iter_mut().any(|list| list.peek().is_some());
    let cursor = || behind.iter().map(i64::to_string).collect::<Vec<_>>().join(".");
    Ok((rows, more.then(cursor)))
}

/// Each that waits with its place.
fn placed(conn: &mut Conn, rows: Vec<RegistrationRow>) -> Result<Vec<Registration>, StoreError> {
    let order: Vec<Id> = rows.iter().map(|row| row.id).collect();
    let mut by_session: BTreeMap<Id, Vec<RegistrationRow>> = BTreeMap::new();
    for row in rows {
        by_session.entry(row.session_id).or_default().push(row);
    }
    let mut found = HashMap::new();
    for (session, mut rows) in by_session {
        rows.sort_unstable_by_key(|row| row.sequence);
        for registration in with_places(conn, SessionId(session.0), rows)? {
            found.insert(Id(registration.id.0), registration);
        }
    }
    Ok(order.iter().filter_map(|id| found.remove(id)).collect())
}

fn counts(conn: &mut Conn, sessions: &[SessionId]) -> Result<BTreeMap<State, i64>, StoreError> {
    let mut counts = BTreeMap::new();
    for (_, state, count) in registration_counts::by_session(conn, sessions)? {
        let state = state.parse().map_err(|_| StoreError::Unreadable("state"))?;
        *counts.entry(state).or_insert(0) += count;
    }
    Ok(counts)
}

/// Those of these ids that are registrations of the event, as they are now, in this order.
///
/// # Errors
/// Those of the database.
pub fn of_these(
    conn: &mut Conn,
    programme: &Programme,
    ids: &[Id],
) -> Result<Vec<Registration>, StoreError> {
    let mut rows = Vec::new();
    for ids in ids.chunks(500) {
        rows.extend(registrations::by_ids(conn, ids)?);
    }
    rows.retain(|row| row.event_id.0 == programme.event.id.0);
    let place: HashMap<Id, usize> = ids.iter().enumerate().map(|(at, id)| (*id, at)).collect();
    rows.sort_by_key(|row| place.get(&row.id).copied());
    placed(conn, rows)
}
