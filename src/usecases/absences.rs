//! Who had a seat and did not come, meeting by meeting; and that somebody had a reason.

use std::collections::HashSet;
use std::sync::Arc;

use crate::app::App;
use crate::domain::event::{Meeting, Programme, Session};
use crate::domain::fault::Faults;
use crate::domain::ids::{MeetingId, RegistrationId, SessionId};
use crate::domain::retention::checked_reason;
use crate::domain::state::State;
use crate::store::absences::{self, AbsenceNoteRow};
use crate::store::registration_list::{self, Filter};
use crate::store::types::{Id, Time};
use crate::store::{Conn, StoreError, attendance};

use super::create_event::{audit_line, note};
use super::list_registrations::with_places;
use super::{Failure, Permission, Principal, Registration, find_programme, registration};

/// Absent registrations on a page.
const PAGE: usize = 100;
/// Registrations that are looked at in one go.
const LOOKED_AT: i64 = 500;

/// Who was absent at a meeting.
pub struct Absences {
    pub programme: Arc<Programme>,
    pub session: SessionId,
    pub meeting: MeetingId,
    /// Registrations of which somebody came.
    pub came: usize,
    /// Who did not, with the note beside it.
    pub absent: Vec<(Registration, Option<String>)>,
    /// The sequence number after which the next page begins.
    pub next: Option<i64>,
}

/// Who was absent at a meeting of an event; at its first where none is named.
///
/// # Errors
/// [`Failure::NotFound`], [`Failure::Forbidden`].
pub async fn at_meeting(
    app: &App,
    principal: &Principal,
    event: &str,
    meeting: Option<&str>,
    after: Option<i64>,
) -> Result<Absences, Failure> {
    let programme = find_programme::own_event(app, principal.organization, event).await?;
    principal.must_in(programme.event.id, Permission::ReadRegistrations)?;
    let (session, meeting) = place(&programme, meeting).ok_or(Failure::NotFound)?;
    let (came, absent, next) =
        app.read(move |conn| look(conn, session, meeting, after.unwrap_or(0))).await?;
    Ok(Absences { programme, session, meeting, came, absent, next })
}

/// The meeting that is named, else the first of the event.
fn place(programme: &Programme, meeting: Option<&str>) -> Option<(SessionId, MeetingId)> {
    let all = programme.sessions.iter().flat_map(|session: &Session| {
        session.meetings.iter().map(move |it: &Meeting| (session.id, it))
    });
    match meeting {
        Some(text) => {
            let wanted: MeetingId = text.parse().ok()?;
            all.into_iter().find(|(_, it)| it.id == wanted).map(|(session, it)| (session, it.id))
        }
        None => all.min_by_key(|(_, it)| it.starts_at).map(|(session, it)| (session, it.id)),
    }
}

type Found = (usize, Vec<(Registration, Option<String>)>, Option<i64>);

fn look(
    conn: &mut Conn,
    session: SessionId,
    meeting: MeetingId,
    mut after: i64,
) -> Result<Found, StoreError> {
    let there: HashSet<Id> = attendance::of_sessions(conn, &[Id(session.0)])?
        .into_iter()
        .filter(|one| one.meeting == Id(meeting.0))
        .map(|one| one.registration)
        .collect();
    let states = vec![State::Confirmed.as_str().to_owned()];
    let filter = Filter { states, words: Vec::new(), updated_since: None, ..Filter::default() };
    let mut absent = Vec::new();
    loop {
        let page = registration_list::page(conn, session, &filter, Some(after), LOOKED_AT)?;
        let was_last = i64::try_from(page.len()).unwrap_or(0) < LOOKED_AT;
        after = page.last().map_or(after, |last| last.sequence);
        absent.extend(page.into_iter().filter(|row| !there.contains(&row.id)));
        if was_last || absent.len() > PAGE {
            break;
        }
    }
    let next =
        (absent.len() > PAGE).then(|| absent.get(PAGE - 1).map(|row| row.sequence)).flatten();
    absent.truncate(PAGE);
    let ids: Vec<Id> = absent.iter().map(|row| row.id).collect();
    let mut notes = absences::notes(conn, Id(meeting.0), &ids)?;
    let absent = with_places(conn, session, absent)?;
    let with_note = |it: Registration| {
        let note = notes.remove(&Id(it.id.0));
        (it, note)
    };
    Ok((there.len(), absent.into_iter().map(with_note).collect(), next))
}

/// Notes why somebody did not come; an empty note takes one away.
///
/// # Errors
/// [`Failure::NotFound`], [`Failure::Forbidden`]; a note that is too long.
pub async fn excuse(
    app: &App,
    principal: &Principal,
    id: &str,
    meeting: &str,
    words: &str,
) -> Result<(), Failure> {
    let placed = registration::of_organization(app, principal.organization, id).await?;
    let event = placed.programme.event.id;
    principal.must_in(event, Permission::WriteRegistrations)?;
    let (session, meeting) = place(&placed.programme, Some(meeting)).ok_or(Failure::NotFound)?;
    if session != placed.registration.session {
        return Err(Failure::NotFound);
    }
    let mut faults = Faults::default();
    let words = if words.trim().is_empty() {
        None
    } else {
        Some(checked_reason("/note", words, &mut faults).unwrap_or_default())
    };
    faults.into_result(Some(())).map_err(Failure::Invalid)?;
    let now = app.clock.now();
    let registration: RegistrationId = placed.registration.id;
    let action = if words.is_some() { "absence_excused" } else { "absence_not_excused" };
    let line = audit_line(principal, action, "registration", registration.0, now);
    let organization = Id(principal.organization.0);
    app.write(move |conn| {
        match words {
            Some(note) => {
                let row = AbsenceNoteRow {
                    organization_id: organization,
                    event_id: Id(event.0),
                    session_id: Id(session.0),
                    registration_id: Id(registration.0),
                    meeting_id: Id(meeting.0),
                    note,
                    noted_at: Time(now),
                };
                absences::set(conn, &row)?;
            }
            None => absences::remove(conn, Id(meeting.0), Id(registration.0))?,
        }
        note(conn, line)?;
        Ok::<_, Failure>(())
    })
    .await
}
