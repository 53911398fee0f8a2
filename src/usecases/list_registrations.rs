//! Listing and searching a session's registrations, for staff.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use chrono::{DateTime, Utc};

use crate::app::App;
use crate::domain::application::search_words;
use crate::domain::event::{Programme, parse_time};
use crate::domain::fault::Faults;
use crate::domain::ids::{RegistrationId, SessionId};
use crate::domain::state::State;
use crate::domain::values::email::EmailAddress;
use crate::links::{AddressKey, Links};
use crate::store::registration_list::{self, Filter};
use crate::store::registrations::RegistrationRow;
use crate::store::types::{Id, Time};
use crate::store::{Conn, StoreError, bounced_addresses, registration_counts, waiting_places};

use super::{Failure, Permission, Principal, Registration, find_programme};

/// Registrations on a page where the caller does not say.
const PAGE: i64 = 50;
/// Registrations on a page at most.
const PAGE_MAX: i64 = 500;
/// Characters of a search at most.
const SEARCH_MAX: usize = 200;

/// What is looked for, as typed.
#[derive(Clone, Debug, Default)]
pub struct Query {
    /// One state, or several with commas between.
    pub state: Option<String>,
    /// Names, readings, company, address, telephone or reception number, in any spelling.
    pub q: Option<String>,
    pub updated_since: Option<String>,
    pub limit: Option<i64>,
    pub cursor: Option<String>,
}

/// One page, with the cursor of the next.
pub struct RegistrationPage {
    pub programme: Arc<Programme>,
    pub session: SessionId,
    pub registrations: Vec<Registration>,
    pub next: Option<String>,
    /// How many there are in each state, whatever is looked for.
    pub counts: BTreeMap<State, i64>,
    /// Those of the page to whose address a mail has come back.
    pub bounced: HashMap<RegistrationId, Bounced>,
}

/// Mail to an address has come back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bounced {
    /// The status of the last report (RFC 3463).
    pub status: String,
    pub at: DateTime<Utc>,
}

pub async fn list(
    app: &App,
    principal: &Principal,
    session: &str,
    query: &Query,
) -> Result<RegistrationPage, Failure> {
    let (programme, session) =
        find_programme::own_session(app, principal.organization, session).await?;
    principal.must_in(programme.event.id, Permission::ReadRegistrations)?;
    let (filter, after, limit) = understand(query)?;
    // A program that asks what has changed since it last asked must not miss what is still on its way.
    let is_exact = filter.updated_since.is_some();
    let links = app.links.clone();
    let read = move |conn: &mut Conn| {
        let (registrations, counts) = load(conn, session, &filter, after, limit + 1)?;
        let bounced = bounced(conn, &links, &registrations)?;
        Ok((registrations, counts, bounced))
    };
    let (mut registrations, counts, bounced) =
        if is_exact { app.read(read).await? } else { app.read_aged(read).await? };
    let more = i64::try_from(registrations.len()).unwrap_or(i64::MAX) > limit;
    registrations.truncate(usize::try_from(limit).unwrap_or(usize::MAX));
    let seen = |found: Registration| found.seen_by(principal, &programme.event);
    let registrations: Vec<Registration> = registrations.into_iter().map(seen).collect();
    let next = more.then(|| registrations.last().map(|last| last.sequence.to_string())).flatten();
    Ok(RegistrationPage { programme, session, registrations, next, counts, bounced })
}

fn load(
    conn: &mut Conn,
    session: SessionId,
    filter: &Filter,
    after: Option<i64>,
    limit: i64,
) -> Result<(Vec<Registration>, BTreeMap<State, i64>), StoreError> {
    let rows = registration_list::page(conn, session, filter, after, limit)?;
    let listed = with_places(conn, session, rows)?;
    let mut counts = BTreeMap::new();
    for (_, state, count) in registration_counts::by_session(conn, &[session])? {
        counts.insert(state.parse().map_err(|_| StoreError::Unreadable("state"))?, count);
    }
    Ok((listed, counts))
}

/// Those to whose address a mail has come back.
pub fn bounced(
    conn: &mut Conn,
    links: &Links,
    registrations: &[Registration],
) -> Result<HashMap<RegistrationId, Bounced>, StoreError> {
    let Some(first) = registrations.first() else { return Ok(HashMap::new()) };
    let organization = first.organization;
    let keyed = registrations.iter().filter_map(|registration| {
        let address = EmailAddress::parse(registration.applicant_email.as_deref()?).ok()?;
        Some((registration.id, links.address_key(organization, &address)))
    });
    let keyed: Vec<(RegistrationId, AddressKey)> = keyed.collect();
    let keys: Vec<AddressKey> = keyed.iter().map(|(_, key)| *key).collect();
    let known = bounced_addresses::of(conn, Id(organization.0), &keys)?;
    let marked = keyed.into_iter().filter_map(|(registration, key)| {
        let row = known.get(&key)?;
        Some((registration, Bounced { status: row.status.clone(), at: row.bounced_at.0 }))
    });
    Ok(marked.collect())
}

/// Registrations of one session, in order of sequence, each that waits with its place.
pub fn with_places(
    conn: &mut Conn,
    session: SessionId,
    rows: Vec<RegistrationRow>,
) -> Result<Vec<Registration>, StoreError> {
    let waits = |row: &&RegistrationRow| row.state == State::Waitlisted.as_str();
    let waiting: Vec<i64> = rows.iter().filter(waits).map(|row| row.sequence).collect();
    let places = waiting_places::of(conn, session, &waiting)?;
    rows.into_iter()
        .map(|row| {
            let place = places.get(&row.sequence).copied().filter(|_| waits(&&row));
            Registration::of(row, place)
        })
        .collect()
}

fn understand(query: &Query) -> Result<(Filter, Option<i64>, i64), Failure> {
    let mut faults = Faults::default();
    let states = parse_states(query.state.as_deref(), &mut faults);
    let words = parse_search(query.q.as_deref(), &mut faults);
    let updated_since = query
        .updated_since
        .as_deref()
        .and_then(|text| parse_time(text).map_err(|code| faults.add("/updated_since", code)).ok());
    let limit = query.limit.unwrap_or(PAGE);
    if !(1..=PAGE_MAX).contains(&limit) {
        faults.add_limit("/limit", "out_of_range", PAGE_MAX);
    }
    let after = query.cursor.as_deref().and_then(|text| {
        sequence_of(text).or_else(|| {
            faults.add("/cursor", "invalid_cursor");
            None
        })
    });
    let filter =
        Filter { states, words, updated_since: updated_since.map(Time), ..Filter::default() };
    faults.into_result(Some((filter, after, limit))).map_err(Failure::Invalid)
}

/// The words that are searched for, folded.
pub fn parse_search(text: Option<&str>, faults: &mut Faults) -> Vec<String> {
    let text = text.unwrap_or_default();
    if text.chars().count() > SEARCH_MAX {
        faults.add_limit("/q", "too_long", i64::try_from(SEARCH_MAX).unwrap_or(i64::MAX));
    }
    search_words(text)
}

/// A cursor is the sequence number of the last registration on the page before, as it was given out.
fn sequence_of(cursor: &str) -> Option<i64> {
    let sequence: i64 = cursor.parse().ok()?;
    (sequence >= 0 && sequence.to_string() == cursor).then_some(sequence)
}

/// States by name; a word that names none is a fault.
pub fn parse_states(text: Option<&str>, faults: &mut Faults) -> Vec<String> {
    let words = text.unwrap_or_default().split(',').map(str::trim).filter(|word| !word.is_empty());
    let mut states = Vec::new();
    for word in words {
        match word.parse::<State>() {
            Ok(state) => states.push(state.as_str().to_owned()),
            Err(_) => faults.add("/state", "unknown_choice"),
        }
    }
    states
}
