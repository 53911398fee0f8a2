//! Making the search index of one full segment at a time.

use diesel::prelude::*;

use super::backend::{self, Conn, each};
use super::database::Database;
use super::error::StoreError;
use super::postings::{Gatherer, SEGMENT};
use super::schema::{registrations, search_edits, search_postings, search_segments};
use super::types::Id;
use crate::domain::values::search_grams::grams_of;

/// Edits of one segment after which its index is made anew: so many rows are looked at by every search.
const EDITS: i64 = 32;

/// A segment whose index is to be made.
pub(super) struct Due {
    pub(super) organization: Id,
    pub(super) session: Id,
    pub(super) segment: i64,
}

/// A segment's index, ready to be written.
struct Made {
    due: Due,
    parts: Vec<Vec<u8>>,
    /// The edits that are in it: sequence number and version.
    edits: Vec<(i64, i64)>,
    /// The versions of the registrations that were read, added up: each change makes it greater.
    versions: i64,
}

#[derive(Insertable)]
#[diesel(table_name = search_postings)]
struct PostingsRow<'a> {
    organization_id: Id,
    session_id: Id,
    part: i32,
    segment: i64,
    postings: &'a [u8],
}

/// Segments that have been edited so often that their index is worth making anew, in the order in which
/// every worker marks them.
pub fn edited(conn: &mut Conn) -> Result<Vec<(Id, i64)>, StoreError> {
    Ok(search_edits::table
        .group_by((search_edits::session_id, search_edits::segment))
        .having(diesel::dsl::count_star().ge(EDITS))
        .order((search_edits::session_id, search_edits::segment))
        .select((search_edits::session_id, search_edits::segment))
        .load(conn)?)
}

/// Marks segments as due.
pub fn mark(conn: &mut Conn, segments: &[(Id, i64)]) -> Result<(), StoreError> {
    for (session, segment) in segments {
        let row = search_segments::table
            .filter(search_segments::session_id.eq(*session))
            .filter(search_segments::segment.eq(*segment))
            .filter(search_segments::due.eq(false));
        diesel::update(row).set(search_segments::due.eq(true)).execute(conn)?;
    }
    Ok(())
}

/// Makes the index of one segment that is due, if there is one. Blocks for as long as it takes to read
/// 8,192 texts; `SQLite`'s one writer is held only for writing what was made.
///
/// On `PostgreSQL` the segment stays locked meanwhile, and others pass it over; on `SQLite` there is only
/// one worker.
pub fn build_one(database: &Database) -> Result<bool, StoreError> {
    build_one_while(database, || ())
}

/// The same, with what happens between reading and writing: nothing, but in tests.
///
/// # Errors
/// Those of the database.
pub fn build_one_while(database: &Database, meanwhile: impl FnOnce()) -> Result<bool, StoreError> {
    if database.is_postgres() {
        return database.write(|conn| match make(conn)? {
            Some(made) => write(conn, &made).map(|()| true),
            None => Ok(false),
        });
    }
    let Some(made) = database.read(make)? else { return Ok(false) };
    meanwhile();
    database.write(|conn| {
        // What was changed since, perhaps erased, must not stand in the file again: the segment stays due.
        let is_as_read = versions(conn, &made.due)? == made.versions;
        if is_as_read { write(conn, &made) } else { Ok(()) }
    })?;
    Ok(true)
}

/// The edits are read before the texts: one that comes in between stays noted.
fn make(conn: &mut Conn) -> Result<Option<Made>, StoreError> {
    let Some(due) = backend::due_segment(conn)? else { return Ok(None) };
    let edits = search_edits::table
        .filter(search_edits::session_id.eq(due.session))
        .filter(search_edits::segment.eq(due.segment))
        .select((search_edits::sequence, search_edits::version))
        .load(conn)?;
    let first = due.segment * SEGMENT + 1;
    let texts: Vec<(i64, String, i64)> = registrations::table
        .filter(registrations::session_id.eq(due.session))
        .filter(registrations::sequence.ge(first))
        .filter(registrations::sequence.lt(first + SEGMENT))
        .select((registrations::sequence, registrations::search_key, registrations::version))
        .load(conn)?;
    let (mut gatherer, mut grams) = (Gatherer::new(), Vec::new());
    let mut versions = 0;
    for (sequence, text, version) in texts {
        versions += version;
        grams.clear();
        grams_of(&text, &mut grams);
        let offset = u16::try_from(sequence - first);
        gatherer.add(offset.map_err(|_| StoreError::Unreadable("a sequence"))?, &mut grams);
    }
    Ok(Some(Made { due, parts: gatherer.packed(), edits, versions }))
}

/// The versions of a segment's registrations, added up.
fn versions(conn: &mut Conn, due: &Due) -> Result<i64, StoreError> {
    let first = due.segment * SEGMENT + 1;
    let all: Vec<i64> = registrations::table
        .filter(registrations::session_id.eq(due.session))
        .filter(registrations::sequence.ge(first))
        .filter(registrations::sequence.lt(first + SEGMENT))
        .select(registrations::version)
        .load(conn)?;
    Ok(all.into_iter().sum())
}

fn write(conn: &mut Conn, made: &Made) -> Result<(), StoreError> {
    let Made { due, parts, edits, versions: _ } = made;
    let (session, segment) = (due.session, due.segment);
    let row = search_segments::table
        .filter(search_segments::session_id.eq(session))
        .filter(search_segments::segment.eq(segment));
    let was_built: bool = row.select(search_segments::built).first(conn)?;
    if was_built {
        let old = search_postings::table
            .filter(search_postings::session_id.eq(session))
            .filter(search_postings::segment.eq(segment));
        diesel::delete(old).execute(conn)?;
    }
    let rows: Vec<PostingsRow> = (0..)
        .zip(parts)
        .map(|(part, postings)| PostingsRow {
            organization_id: due.organization,
            session_id: session,
            part,
            segment,
            postings,
        })
        .collect();
    each!(conn, c => diesel::insert_into(search_postings::table).values(&rows).execute(c))?;
    for (sequence, version) in edits {
        let edit = search_edits::table
            .filter(search_edits::session_id.eq(session))
            .filter(search_edits::segment.eq(segment))
            .filter(search_edits::sequence.eq(sequence))
            .filter(search_edits::version.eq(version));
        diesel::delete(edit).execute(conn)?;
    }
    diesel::update(row)
        .set((search_segments::built.eq(true), search_segments::due.eq(false)))
        .execute(conn)?;
    Ok(())
}
