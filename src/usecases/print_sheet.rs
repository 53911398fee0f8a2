//! Printing a session's roster, reception sheet or badges.

use std::sync::Arc;

use serde_json::json;
use tokio::sync::Semaphore;

use crate::app::App;
use crate::domain::civil;
use crate::domain::event::{CapacityUnit, Programme, Session};
use crate::domain::fault::Faults;
use crate::domain::ids::SessionId;
use crate::domain::state::State;
use crate::domain::values::language::Language;
use crate::export::sheets::{
    self, BadgeSize, CutLines, PrintedPerson, PrintedRow, PrintedSession, Sheet,
};
use crate::store::registration_list::{self, Filter};
use crate::store::{Conn, StoreError};

use super::list_registrations::{parse_search, parse_states};
use super::note_export::note_export;
use super::{Failure, Permission, Principal, Registration, find_programme};

/// Sheets that are made at once: each keeps a processor busy for up to some seconds.
static SHEETS: Semaphore = Semaphore::const_new(2);
/// Registrations read at a time.
const ROWS_AT_A_TIME: i64 = 1_000;
/// Registrations on paper at most: some hundred pages. Longer lists are for spreadsheets.
const ROWS_MAX: usize = 20_000;

/// What is wanted, as typed.
#[derive(Clone, Debug, Default)]
pub struct Wanted {
    /// `roster` where absent; `reception`, `badges`.
    pub sheet: Option<String>,
    /// Of badges: `a4-10` where absent.
    pub size: Option<String>,
    /// Whether badges have lines to cut along.
    pub lines: bool,
    /// Confirmed ones where absent; `all`.
    pub state: Option<String>,
    pub q: Option<String>,
    pub language: Language,
}

/// A file to print.
pub struct Printed {
    pub file_name: String,
    pub bytes: Vec<u8>,
}

/// Makes a sheet; that it was made is noted.
///
/// # Errors
/// [`Failure::Invalid`] for what does not exist; [`Failure::Conflict`] `too_many_rows`.
pub async fn print(
    app: &App,
    principal: &Principal,
    session: &str,
    wanted: &Wanted,
) -> Result<Printed, Failure> {
    let (programme, id) = find_programme::own_session(app, principal.organization, session).await?;
    principal.must_in(programme.event.id, Permission::ReadRegistrations)?;
    let (sheet, filter) = understand(wanted)?;
    let rows = app.read(move |conn: &mut Conn| all_of(conn, id, &filter)).await?;
    if rows.len() > ROWS_MAX {
        return Err(Failure::Conflict("too_many_rows"));
    }
    let found = programme.session(id).ok_or(Failure::NotFound)?;
    let now = app.clock.now();
    let printed = printed_session(&programme, found, wanted.language, now);
    let day = now.with_timezone(&programme.event.time_zone).date_naive();
    let title = format!("{} {}", sheet.name(wanted.language), printed.title());
    let file_name = crate::export::file_name::file_name_with(&title, day, "pdf");
    let number = rows.len();
    let turn = SHEETS.acquire().await.map_err(|_| Failure::Conflict("no_flyer"))?;
    let made = tokio::task::spawn_blocking(move || {
        let rows = rows.into_iter().map(printed_row).collect();
        sheets::print(sheet, &printed, rows)
    });
    let made = made.await;
    drop(turn);
    let bytes = made.ok().and_then(Result::ok).ok_or(Failure::Conflict("no_flyer"))?;
    let of = json!({ "sheet": wanted.sheet.as_deref().unwrap_or("roster"), "sessions": [id.0] });
    note_export(app, principal, programme.event.id, ("pdf", number), of).await?;
    Ok(Printed { file_name, bytes })
}

fn understand(wanted: &Wanted) -> Result<(Sheet, Filter), Failure> {
    let mut faults = Faults::default();
    let size = BadgeSize::parse(wanted.size.as_deref().unwrap_or("a4-10"));
    let size = size.unwrap_or_else(|| {
        faults.add("/size", "unknown_choice");
        BadgeSize::Ten
    });
    let lines = if wanted.lines { CutLines::Drawn } else { CutLines::None };
    let sheet = Sheet::parse(wanted.sheet.as_deref().unwrap_or("roster"), size, lines);
    if sheet.is_none() {
        faults.add("/sheet", "unknown_choice");
    }
    let states = match wanted.state.as_deref() {
        None | Some("") => vec![State::Confirmed.as_str().to_owned()],
        Some("all") => Vec::new(),
        typed => parse_states(typed, &mut faults),
    };
    let words = parse_search(wanted.q.as_deref(), &mut faults);
    let filter = Filter { states, words, updated_since: None, ..Filter::default() };
    faults.into_result(sheet.map(|sheet| (sheet, filter))).map_err(Failure::Invalid)
}

/// One more than may be printed at most.
fn all_of(
    conn: &mut Conn,
    session: SessionId,
    filter: &Filter,
) -> Result<Vec<Registration>, StoreError> {
    let mut all: Vec<Registration> = Vec::new();
    loop {
        let after = all.last().map(|last| last.sequence);
        let page = registration_list::page(conn, session, filter, after, ROWS_AT_A_TIME)?;
        let is_last = i64::try_from(page.len()).unwrap_or(0) < ROWS_AT_A_TIME;
        for row in page {
            all.push(Registration::of(row, None)?);
        }
        if is_last || all.len() > ROWS_MAX {
            return Ok(all);
        }
    }
}

fn printed_session(
    programme: &Arc<Programme>,
    session: &Session,
    language: Language,
    now: chrono::DateTime<chrono::Utc>,
) -> PrintedSession {
    let zone = programme.event.time_zone;
    let meetings = session.meetings.iter().map(|meeting| {
        let when = civil::range(language, meeting.starts_at, meeting.ends_at, zone);
        let venue = meeting.venue.as_ref().map(|venue| venue.get(language)).unwrap_or_default();
        format!("{when} {venue}").trim().to_owned()
    });
    PrintedSession {
        organization: programme.organization_name.clone(),
        event: programme.event.title.get(language).to_owned(),
        session: session.name.get(language).to_owned(),
        meetings: meetings.collect(),
        printed: civil::date(language, now, zone),
        language,
        companies: programme.event.capacity_unit == CapacityUnit::Company,
    }
}

fn printed_row(registration: Registration) -> PrintedRow {
    let person = |attendee: &crate::domain::application::Attendee| PrintedPerson {
        name: attendee.name.as_str().to_owned(),
        kana: attendee.kana.as_ref().map(|kana| kana.as_str().to_owned()).unwrap_or_default(),
    };
    PrintedRow {
        attendees: registration.attendees.iter().map(person).collect(),
        number: registration.reception_number,
        name: registration.applicant_name,
        kana: registration.applicant_kana.unwrap_or_default(),
        company: registration.company_name.unwrap_or_default(),
        phone: registration.applicant_phone.unwrap_or_default(),
        seats: registration.seats,
        state: registration.state.as_str().to_owned(),
    }
}
