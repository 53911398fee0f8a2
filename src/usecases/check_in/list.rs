//! What a telephone at the door has of a meeting, to go on without network.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::{DateTime, Duration, Utc};
use sha2::{Digest as _, Sha256};

use super::place::{self, Place};
use crate::app::App;
use crate::domain::ids::{RegistrationId, SessionId};
use crate::domain::values::search_key::search_key;
use crate::links::{Entrance, Links};
use crate::store::check_ins::{self, Attendance, CheckInRow, Listed};
use crate::store::types::{Id, Time};
use crate::store::{Conn, StoreError};
use crate::usecases::Failure;

/// Registrations read at a time.
const ROWS_AT_A_TIME: i64 = 2_000;
/// Registrations that a telephone gets of a session at most.
const ROWS_MAX: usize = 20_000;
/// Registrations of the event's other sessions that it gets the codes of at most.
const ELSEWHERE_MAX: i64 = 10_000;
/// Bytes of a code's hash: nobody finds another code with the same.
const HASH_BYTES: usize = 12;
/// What was written in the same moment as the last look may have been committed after it.
const OVERLAP: Duration = Duration::seconds(10);

/// A meeting's list for one telephone.
pub struct List {
    pub rows: Vec<Row>,
    /// Hashes of the codes of the event's other sessions, without names: to say where somebody belongs.
    pub elsewhere: Vec<(String, SessionId)>,
    /// All that was said of the meeting.
    pub check_ins: Vec<CheckInRow>,
    pub attendance: Attendance,
    /// What is new is asked for from here on.
    pub as_of: DateTime<Utc>,
    /// There are more than a telephone gets.
    pub is_cut: bool,
}

/// A registration as a telephone has it.
pub struct Row {
    pub listed: Listed,
    /// By which a scanned code is known.
    pub code_hash: String,
    /// What its names are searched by, folded.
    pub search_key: String,
}

/// What is new of a meeting.
pub struct News {
    pub check_ins: Vec<CheckInRow>,
    /// Registrations that are there.
    pub here: i64,
    /// Persons who are there.
    pub here_persons: i64,
    pub as_of: DateTime<Utc>,
}

/// # Errors
/// Those of the database.
pub async fn whole(app: &App, place: &Place) -> Result<List, Failure> {
    let as_of = app.clock.now();
    let (session, meeting, event) = (place.session, place.meeting.id, place.programme.event.id);
    let (listed, elsewhere, check_ins) = app
        .read(move |conn: &mut Conn| {
            let listed = all_of(conn, session)?;
            let others = check_ins::elsewhere(conn, Id(event.0), session, ELSEWHERE_MAX)?;
            Ok::<_, StoreError>((listed, others, check_ins::changed_since(conn, meeting, None)?))
        })
        .await?;
    let attendance = place::counted_at(app, place).await?;
    let is_cut = listed.len() >= ROWS_MAX;
    let links = app.links.clone();
    let hashed = move || {
        let rows = listed.into_iter().map(|listed| {
            let code_hash = code_hash(&links, listed.id, &listed.reception_number);
            let search_key = searched(&listed);
            Row { listed, code_hash, search_key }
        });
        let rows: Vec<Row> = rows.collect();
        let elsewhere = elsewhere
            .into_iter()
            .map(|(id, session, number)| (code_hash(&links, id, &number), SessionId(session.0)));
        (rows, elsewhere.collect())
    };
    let hashed = tokio::task::spawn_blocking(hashed).await;
    let (rows, elsewhere) = hashed.map_err(|_| StoreError::Unreadable("a list"))?;
    Ok(List { rows, elsewhere, check_ins, attendance, as_of, is_cut })
}

fn all_of(conn: &mut Conn, session: SessionId) -> Result<Vec<Listed>, StoreError> {
    let mut all: Vec<Listed> = Vec::new();
    loop {
        let after = all.last().map_or(0, |last| last.sequence);
        let page = check_ins::listed(conn, session, after, ROWS_AT_A_TIME)?;
        let is_last = i64::try_from(page.len()).unwrap_or(0) < ROWS_AT_A_TIME;
        all.extend(page);
        if is_last || all.len() >= ROWS_MAX {
            all.truncate(ROWS_MAX);
            return Ok(all);
        }
    }
}

fn searched(listed: &Listed) -> String {
    let own = Some(listed.applicant_name.as_str());
    let parts = [own, listed.applicant_kana.as_deref(), listed.company_name.as_deref()];
    parts.into_iter().flatten().map(search_key).collect::<Vec<_>>().join("\n")
}

/// By what a telephone knows a code that it scans, without being able to make one.
fn code_hash(links: &Links, id: Id, number: &str) -> String {
    let entrance =
        Entrance { registration: RegistrationId(id.0), reception_number: number.to_owned() };
    hash_of(&links.entrance_code(&entrance))
}

fn hash_of(code: &str) -> String {
    URL_SAFE_NO_PAD.encode(&Sha256::digest(code.as_bytes())[..HASH_BYTES])
}

/// What was said of a meeting since a telephone last asked, with something before it: it may hear of the same twice.
///
/// # Errors
/// Those of the database.
pub async fn news(app: &App, place: &Place, since: DateTime<Utc>) -> Result<News, Failure> {
    let as_of = app.clock.now();
    let (meeting, since) = (place.meeting.id, Time(since - OVERLAP));
    // Asked every few seconds by each device: nothing is counted that takes long in a large session.
    let (check_ins, (here, here_persons)) = app
        .read(move |conn: &mut Conn| {
            let changed = check_ins::changed_since(conn, meeting, Some(since))?;
            Ok::<_, StoreError>((changed, check_ins::here_at(conn, meeting)?))
        })
        .await?;
    Ok(News { check_ins, here, here_persons, as_of })
}

/// Those with a seat who are not there yet, one page, with where the next begins.
///
/// # Errors
/// Those of the database.
pub async fn missing(
    app: &App,
    place: &Place,
    after: i64,
    limit: i64,
) -> Result<(Vec<crate::usecases::Registration>, Option<i64>), Failure> {
    let (session, meeting) = (place.session, place.meeting.id);
    let rows = app
        .read(move |conn: &mut Conn| check_ins::absent(conn, session, meeting, after, limit))
        .await?;
    let is_full = i64::try_from(rows.len()).unwrap_or(0) == limit;
    let next = rows.last().map(|last| last.sequence).filter(|_| is_full);
    let rows = rows.into_iter().map(|row| crate::usecases::Registration::of(row, None));
    Ok((rows.collect::<Result<_, StoreError>>()?, next))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The page hashes what it scans by itself (`rules.js`, and its test with this same code).
    #[test]
    fn a_code_s_hash_is_what_the_page_makes_of_it() {
        assert_eq!(hash_of("UKETSUKE:ABC2:K7M4Q2XH").len(), 16);
        assert_eq!(hash_of("UKETSUKE:ABC2:K7M4Q2XH"), "G8sgkSNc5y4mCUrv");
    }
}
