//! Visitors check themselves in, by the poster at the entrance: with their own page open on the same telephone, or
//! with their number and something that only they and the organizer know.

use chrono::{DateTime, Duration, Utc};

use super::arrival::{self, Arrival, Told};
use super::place::Place;
use crate::app::App;
use crate::domain::check_in::{Means, Outcome};
use crate::domain::event::Session;
use crate::domain::ids::{EventId, RegistrationId};
use crate::domain::seats::Actor;
use crate::domain::values::reception_number::ReceptionNumber;
use crate::domain::values::search_key::search_key;
use crate::store::programmes::EventRef;
use crate::store::registrations::RegistrationRow;
use crate::store::types::Id;
use crate::store::{Conn, StoreError, check_ins};
use crate::usecases::{Failure, find_programme};

/// How long before a meeting begins its visitors may check themselves in.
pub const OPENS_BEFORE: Duration = Duration::hours(2);
/// Wrong answers about one registration at one meeting, after which the staff are to be asked.
const FAULTS_MAX: i32 = 5;
/// Digits of the telephone number that are asked for: its last.
const DIGITS: usize = 4;

/// Whether visitors check themselves in now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Hours {
    NotYet { from: DateTime<Utc> },
    Open,
    Over,
}

impl Hours {
    /// At this meeting.
    pub fn of(place: &Place, now: DateTime<Utc>) -> Self {
        let from = place.meeting.starts_at - OPENS_BEFORE;
        if now < from {
            Self::NotYet { from }
        } else if now < place.meeting.ends_at {
            Self::Open
        } else {
            Self::Over
        }
    }
}

/// What a visitor typed.
#[derive(Clone, Debug, Default)]
pub struct Typed {
    /// The reception number.
    pub number: String,
    /// The last four digits of the telephone number, or how the name is read.
    pub proof: String,
    /// How many of a party have come; all where absent.
    pub persons: Option<u32>,
}

/// What came of it.
pub enum Answer {
    /// It is theirs.
    Told(Box<Told>),
    /// Number and proof do not belong together, or nobody may try any more.
    NotProven,
}

impl Answer {
    /// Of somebody whose own page it was.
    pub fn of(told: Told) -> Self {
        Self::Told(Box::new(told))
    }
}

/// The meeting of a poster.
///
/// # Errors
/// [`Failure::NotFound`] for an address that is not ours, and for an event that nobody may see.
pub async fn place(app: &App, token: &str) -> Result<Place, Failure> {
    let meeting = app.links.open_door_token(token).ok_or(Failure::NotFound)?;
    let event = app
        .read(move |conn: &mut Conn| check_ins::event_of_meeting(conn, meeting))
        .await?
        .ok_or(Failure::NotFound)?;
    let found = find_programme::by_ref(app, EventRef::Id(EventId(event.0))).await?;
    let programme = found.filter(|programme| programme.event.status.is_public());
    programme.and_then(|programme| Place::of(programme, meeting)).ok_or(Failure::NotFound)
}

/// The registrations of this door among those whose own pages were open on the telephone.
///
/// # Errors
/// Those of the database.
pub async fn known(app: &App, place: &Place, tokens: &[&str]) -> Result<Vec<Told>, Failure> {
    let mut known = Vec::new();
    for id in tokens.iter().filter_map(|token| app.links.open_manage_token(token)) {
        let told = arrival::look(app, place, id, false).await?;
        let is_of_event = matches!(
            told.outcome,
            Outcome::Welcome | Outcome::AlreadyHere(_) | Outcome::WrongSession(_)
        );
        if is_of_event {
            known.push(told);
        }
    }
    Ok(known)
}

/// Checks in whose own page is known here.
///
/// # Errors
/// [`Failure::NotFound`] for a token that is not ours; [`Failure::Conflict`] `not_open` at another time.
pub async fn by_own_page(
    app: &App,
    place: &Place,
    token: &str,
    persons: Option<u32>,
) -> Result<Told, Failure> {
    let id = app.links.open_manage_token(token).ok_or(Failure::NotFound)?;
    enter(app, place, id, persons).await
}

/// Checks in who knows number and proof. What is wrong of them is not said.
///
/// # Errors
/// [`Failure::Conflict`] `not_open` at another time; those of the database.
pub async fn by_number(app: &App, place: &Place, typed: &Typed) -> Result<Answer, Failure> {
    let Ok(number) = ReceptionNumber::parse(&typed.number) else { return Ok(Answer::NotProven) };
    let (organization, meeting) = (place.organization(), place.meeting.id);
    let found = app
        .read(move |conn: &mut Conn| {
            let row = check_ins::by_reception_number(conn, organization, number.as_str())?;
            let Some(row) = row else { return Ok(None) };
            let faults = check_ins::faults(conn, meeting, RegistrationId(row.id.0))?;
            Ok::<_, StoreError>(Some((row, faults)))
        })
        .await?;
    let Some((row, faults)) = found.filter(|(row, _)| row.event_id == Id(place.door.event.0))
    else {
        return Ok(Answer::NotProven);
    };
    let id = RegistrationId(row.id.0);
    if faults >= FAULTS_MAX {
        return Ok(Answer::NotProven);
    }
    if !proves(&row, &typed.proof) {
        app.write(move |conn: &mut Conn| check_ins::note_fault(conn, organization, meeting, id))
            .await?;
        return Ok(Answer::NotProven);
    }
    Ok(Answer::Told(Box::new(enter(app, place, id, typed.persons).await?)))
}

/// Whether this is the end of the applicant's telephone number, or how the name is read.
fn proves(row: &RegistrationRow, proof: &str) -> bool {
    let proof = search_key(proof);
    let by_phone = row.applicant_phone.as_deref().is_some_and(|phone| {
        proof.len() == DIGITS
            && proof.bytes().all(|byte| byte.is_ascii_digit())
            && phone.ends_with(&proof)
    });
    let kana = row.applicant_kana.as_deref().map(search_key);
    by_phone || kana.is_some_and(|kana| !kana.is_empty() && kana == proof)
}

async fn enter(
    app: &App,
    place: &Place,
    registration: RegistrationId,
    persons: Option<u32>,
) -> Result<Told, Failure> {
    if Hours::of(place, app.clock.now()) != Hours::Open {
        return Err(Failure::Conflict("not_open"));
    }
    let arrival = Arrival {
        id: None,
        registration,
        persons,
        means: Means::Oneself,
        device: None,
        at: None,
        on_any_day: true,
    };
    arrival::arrive(app, &Actor::Applicant, place, arrival).await
}

/// Whether a session is near, so that a registration's own page is remembered for its poster.
pub fn is_near(session: &Session, now: DateTime<Utc>) -> bool {
    let mut meetings = session.meetings.iter();
    meetings
        .any(|meeting| (meeting.starts_at - Duration::hours(24)..meeting.ends_at).contains(&now))
}
