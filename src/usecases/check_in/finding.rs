//! Who has come: by a code that was scanned, a number that was read out, or a name.

use super::arrival::here_of;
use super::place::Place;
use crate::app::App;
use crate::domain::application::search_words;
use crate::domain::check_in::{Here, Means, scanned_code};
use crate::domain::ids::{RegistrationId, SessionId};
use crate::domain::values::reception_number::{ReceptionNumber, ReceptionNumberFault};
use crate::store::registration_list::{self, Filter};
use crate::store::types::Id;
use crate::store::{Conn, StoreError, check_ins};
use crate::usecases::{Failure, Registration};

/// Registrations that a name finds, at most.
const FOUND_MAX: i64 = 30;
/// Characters of what is typed, at most.
const TYPED_MAX: usize = 300;

/// What was found.
pub enum Found {
    /// Exactly this one.
    One(RegistrationId, Means),
    /// By a name, those of this session; where it has none, those of the event's others.
    Some(Vec<Candidate>),
    /// A code or number that is nobody's here.
    Nobody,
    /// A number with a wrong character in it.
    Mistyped,
    /// Nothing was typed.
    Nothing,
}

/// Somebody whose name fits.
#[derive(Clone)]
pub struct Candidate {
    pub registration: Registration,
    pub here: Option<Here>,
}

/// Finds who has come to a meeting.
///
/// # Errors
/// Those of the database.
pub async fn find(app: &App, place: &Place, typed: &str) -> Result<Found, Failure> {
    let typed: String = typed.chars().take(TYPED_MAX).collect();
    let typed = typed.trim();
    if typed.is_empty() {
        return Ok(Found::Nothing);
    }
    if let Some(code) = scanned_code(typed) {
        let entrance = app.links.open_entrance_code(&code);
        return Ok(entrance.map_or(Found::Nobody, |it| Found::One(it.registration, Means::Code)));
    }
    // The applicant's own page, scanned or copied.
    if let Some((_, token)) = typed.rsplit_once("/r/") {
        let id = app.links.open_manage_token(token.split(['/', '?']).next().unwrap_or_default());
        return Ok(id.map_or(Found::Nobody, |id| Found::One(id, Means::Code)));
    }
    match ReceptionNumber::parse(typed) {
        Ok(number) => by_number(app, place, number).await,
        Err(ReceptionNumberFault::WrongCheckCharacter) => Ok(Found::Mistyped),
        Err(_) => by_name(app, place, typed).await,
    }
}

async fn by_number(app: &App, place: &Place, number: ReceptionNumber) -> Result<Found, Failure> {
    let organization = place.organization();
    let row = app
        .read(move |conn: &mut Conn| {
            check_ins::by_reception_number(conn, organization, number.as_str())
        })
        .await?;
    Ok(row.map_or(Found::Nobody, |row| Found::One(RegistrationId(row.id.0), Means::Number)))
}

async fn by_name(app: &App, place: &Place, typed: &str) -> Result<Found, Failure> {
    let words = search_words(typed);
    if words.is_empty() {
        return Ok(Found::Nothing);
    }
    let others: Vec<SessionId> = place.programme.sessions.iter().map(|it| it.id).collect();
    let (session, meeting) = (place.session, place.meeting.id);
    let found = app
        .read(move |conn: &mut Conn| {
            let filter = Filter { words, ..Filter::default() };
            let mut rows = registration_list::page(conn, session, &filter, None, FOUND_MAX)?;
            for other in others.into_iter().filter(|other| *other != session) {
                let missing = FOUND_MAX - i64::try_from(rows.len()).unwrap_or(FOUND_MAX);
                if missing <= 0 || rows.iter().any(|row| row.session_id.0 == session.0) {
                    break;
                }
                rows.extend(registration_list::page(conn, other, &filter, None, missing)?);
            }
            let ids: Vec<Id> = rows.iter().map(|row| row.id).collect();
            let here = check_ins::active_of(conn, meeting, &ids)?;
            let candidates = rows.into_iter().map(|row| {
                let registration = Registration::of(row, None)?;
                let here = here.get(&registration.id).map(here_of);
                Ok(Candidate { registration, here })
            });
            candidates.collect::<Result<Vec<Candidate>, StoreError>>()
        })
        .await?;
    Ok(Found::Some(found))
}
