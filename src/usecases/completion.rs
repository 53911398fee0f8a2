//! Who has completed a course: the list of those who were at enough of its meetings, and their numbered certificates.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use chrono::{DateTime, Utc};

use crate::app::App;
use crate::domain::event::{Programme, Session};
use crate::domain::ids::{RegistrationId, SessionId};
use crate::domain::state::State;
use crate::store::completions::{self, CompletionRow};
use crate::store::registration_list::{self, Filter};
use crate::store::registrations::RegistrationRow;
use crate::store::types::{Id, JsonText, Time};
use crate::store::{Conn, StoreError, attendance};

use super::create_event::{audit_line, note};
use super::list_registrations::with_places;
use super::{Failure, Permission, Principal, Registration, find_programme};

/// Registrations that are read at a time.
const PAGE: i64 = 1_000;

/// One person who was at enough meetings.
#[derive(Clone)]
pub struct Completed {
    pub registration: RegistrationId,
    pub reception_number: String,
    /// Which of the registration's persons, from 1.
    pub attendee: i32,
    pub name: String,
    pub kana: String,
    pub company: String,
    /// At how many meetings.
    pub attended: u32,
    /// Somebody of the party was missing at one of these meetings: staff know who.
    pub is_unsure: bool,
    /// The number of the certificate, where there is one, with when it was given out.
    pub certificate: Option<(i32, DateTime<Utc>)>,
}

/// The completion list of a session.
pub struct CompletionList {
    pub programme: Arc<Programme>,
    pub session: SessionId,
    pub meetings: u32,
    pub at_least: u32,
    pub completed: Vec<Completed>,
}

/// Who was at `at_least` meetings of a session, at all of them where that is not said; of the event's first session where
/// none is named.
///
/// # Errors
/// [`Failure::NotFound`], [`Failure::Forbidden`].
pub async fn list(
    app: &App,
    principal: &Principal,
    event: &str,
    session: Option<&str>,
    at_least: Option<u32>,
) -> Result<CompletionList, Failure> {
    let programme = find_programme::own_event(app, principal.organization, event).await?;
    principal.must_in(programme.event.id, Permission::ReadRegistrations)?;
    let chosen = match session {
        Some(text) => text.parse().ok().and_then(|id| programme.session(id)),
        None => programme.sessions.first(),
    };
    let chosen: &Session = chosen.ok_or(Failure::NotFound)?;
    let meetings = u32::try_from(chosen.meetings.len()).unwrap_or(u32::MAX);
    let at_least = at_least.unwrap_or(meetings).clamp(1, meetings.max(1));
    let session = chosen.id;
    let completed = app.read(move |conn| find(conn, session, at_least)).await?;
    Ok(CompletionList { programme, session, meetings, at_least, completed })
}

fn find(conn: &mut Conn, session: SessionId, at_least: u32) -> Result<Vec<Completed>, StoreError> {
    let mut attended: HashMap<Id, (HashSet<Id>, i64)> = HashMap::new();
    for one in attendance::of_sessions(conn, &[Id(session.0)])? {
        let (meetings, fewest) =
            attended.entry(one.registration).or_insert_with(|| (HashSet::new(), i64::MAX));
        meetings.insert(one.meeting);
        *fewest = one.persons.min(*fewest);
    }
    let certificates = completions::of_session(conn, Id(session.0))?;
    let states = vec![State::Confirmed.as_str().to_owned()];
    let filter = Filter { states, words: Vec::new(), updated_since: None, ..Filter::default() };
    let (mut completed, mut after) = (Vec::new(), 0);
    loop {
        let page = registration_list::page(conn, session, &filter, Some(after), PAGE)?;
        let Some(last) = page.last() else { return Ok(completed) };
        after = last.sequence;
        let is_enough = |row: &RegistrationRow| {
            attended.get(&row.id).is_some_and(|(meetings, _)| {
                u32::try_from(meetings.len()).unwrap_or(u32::MAX) >= at_least
            })
        };
        let enough: Vec<RegistrationRow> = page.into_iter().filter(is_enough).collect();
        for registration in with_places(conn, session, enough)? {
            let Some((meetings, fewest)) = attended.get(&Id(registration.id.0)) else { continue };
            let count = u32::try_from(meetings.len()).unwrap_or(u32::MAX);
            completed.extend(persons(&registration, count, *fewest, &certificates));
        }
    }
}

fn persons(
    registration: &Registration,
    attended: u32,
    fewest: i64,
    certificates: &HashMap<(Id, i32), CompletionRow>,
) -> Vec<Completed> {
    let given = |text: &Option<String>| text.clone().unwrap_or_default();
    let named: Vec<(String, String)> = if registration.attendees.is_empty() {
        vec![(registration.applicant_name.clone(), given(&registration.applicant_kana))]
    } else {
        let name = |attendee: &crate::domain::application::Attendee| {
            let kana = attendee.kana.as_ref().map(|kana| kana.as_str().to_owned());
            (attendee.name.as_str().to_owned(), kana.unwrap_or_default())
        };
        registration.attendees.iter().map(name).collect()
    };
    let line = |(attendee, (name, kana)): (i32, (String, String))| Completed {
        registration: registration.id,
        reception_number: registration.reception_number.clone(),
        attendee,
        name,
        kana,
        company: given(&registration.company_name),
        attended,
        is_unsure: fewest < i64::from(registration.seats),
        certificate: certificates
            .get(&(Id(registration.id.0), attendee))
            .map(|row| (row.number, row.issued_at.0)),
    };
    (1..).zip(named).map(line).collect()
}

/// Gives a numbered certificate to everybody on the list who has none; how many.
///
/// # Errors
/// As [`list`]; who may change registrations.
pub async fn issue(
    app: &App,
    principal: &Principal,
    event: &str,
    session: Option<&str>,
    at_least: Option<u32>,
) -> Result<i64, Failure> {
    let found = list(app, principal, event, session, at_least).await?;
    let event = found.programme.event.id;
    principal.must_in(event, Permission::WriteRegistrations)?;
    let now = app.clock.now();
    let number = |number: u32| i32::try_from(number).unwrap_or(i32::MAX);
    let row = |one: &Completed| CompletionRow {
        organization_id: Id(principal.organization.0),
        event_id: Id(event.0),
        session_id: Id(found.session.0),
        registration_id: Id(one.registration.0),
        attendee: one.attendee,
        number: 0,
        attended: number(one.attended),
        meetings: number(found.meetings),
        issued_at: Time(now),
    };
    let rows: Vec<CompletionRow> = found.completed.iter().map(row).collect();
    let line = audit_line(principal, "certificates_issued", "event", event.0, now);
    app.write(move |conn| {
        let issued = completions::issue(conn, rows)?;
        let details = JsonText(serde_json::json!({ "certificates": issued }).to_string());
        note(conn, crate::store::audit::AuditRow { details, ..line })?;
        Ok::<_, Failure>(issued)
    })
    .await
}

/// A certificate as it is printed: the event's slug, and the number in four digits.
pub fn number_words(programme: &Programme, number: i32) -> String {
    format!("{}-{number:04}", programme.event.slug.as_str())
}
