//! The index of a session's words: what it knows, and what must be looked at without it.
//!
//! A session's sequence numbers are cut into segments of 8,192. A full segment is noted by the batch that
//! fills it, and its index is made afterwards (`search_building`). What is not in a full segment with an
//! index is looked at row by row, as is every registration whose text was changed after its segment was
//! full: the index may still have its old words. Whoever is found is compared with the words themselves,
//! so that the index may name too many but never too few. Small sessions have no index at all.

use std::collections::{BTreeSet, HashMap};
use std::ops::Range;

use diesel::prelude::*;

use super::backend::{Conn, each};
use super::error::StoreError;
use super::postings::{Offsets, SEGMENT, part_of};
use super::schema::{search_edits, search_postings, search_segments, sessions};
use super::seat_changes::ChangedAnswers;
use super::types::Id;
use crate::domain::ids::{OrganizationId, RegistrationId, SessionId};
use crate::domain::seats::Board;
use crate::domain::seats::board::Fate;
use crate::domain::values::search_grams::Gram;

#[derive(Insertable)]
#[diesel(table_name = search_segments)]
struct SegmentRow {
    organization_id: Id,
    session_id: Id,
    segment: i64,
    built: bool,
    due: bool,
}

#[derive(Insertable)]
#[diesel(table_name = search_edits)]
struct EditRow {
    organization_id: Id,
    session_id: Id,
    segment: i64,
    sequence: i64,
    version: i64,
}

/// The segment of a sequence number; they begin with 1.
fn segment_of(sequence: i64) -> i64 {
    (sequence - 1) / SEGMENT
}

/// Notes the segments that a batch has filled, and the texts in full segments that it has changed.
pub(super) fn note(
    conn: &mut Conn,
    board: &Board,
    answers: &[ChangedAnswers],
) -> Result<(), StoreError> {
    let came = board.registrations.values().filter(|held| {
        held.sequence % SEGMENT == 0 && matches!(held.fate, Fate::New | Fate::Changed)
    });
    for held in came {
        if let Some(session) = board.sessions.get(&held.session) {
            note_full(conn, session.organization, held.session, segment_of(held.sequence))?;
        }
    }
    for changed in answers {
        note_edit(conn, board, RegistrationId(changed.id.0))?;
    }
    Ok(())
}

fn note_full(
    conn: &mut Conn,
    organization: OrganizationId,
    session: SessionId,
    segment: i64,
) -> Result<(), StoreError> {
    let row = SegmentRow {
        organization_id: Id(organization.0),
        session_id: Id(session.0),
        segment,
        built: false,
        due: true,
    };
    each!(conn, c => diesel::insert_into(search_segments::table)
        .values(&row)
        .on_conflict_do_nothing()
        .execute(c))?;
    Ok(())
}

/// A text that changes before its segment is full is read when the index is made, which is later. The
/// session's lock keeps the one from the other.
fn note_edit(conn: &mut Conn, board: &Board, id: RegistrationId) -> Result<(), StoreError> {
    let Some(held) = board.registrations.get(&id) else { return Ok(()) };
    let Some(session) = board.sessions.get(&held.session) else { return Ok(()) };
    let segment = segment_of(held.sequence);
    if session.next_sequence <= (segment + 1) * SEGMENT {
        return Ok(());
    }
    let row = EditRow {
        organization_id: Id(session.organization.0),
        session_id: Id(held.session.0),
        segment,
        sequence: held.sequence,
        version: held.version,
    };
    each!(conn, c => diesel::insert_into(search_edits::table)
        .values(&row)
        .on_conflict_do_nothing()
        .execute(c))?;
    Ok(())
}

/// Notes full segments that no batch has noted: those from before there was an index. How many.
pub fn note_forgotten(conn: &mut Conn) -> Result<usize, StoreError> {
    let large: Vec<(Id, Id, i64)> = sessions::table
        .filter(sessions::next_sequence.gt(SEGMENT))
        .select((sessions::organization_id, sessions::id, sessions::next_sequence))
        .load(conn)?;
    let mut forgotten = 0;
    for (organization, session, next) in large {
        let known: Vec<i64> = search_segments::table
            .filter(search_segments::session_id.eq(session))
            .select(search_segments::segment)
            .load(conn)?;
        for segment in (0..segment_of(next)).filter(|segment| !known.contains(segment)) {
            note_full(conn, OrganizationId(organization.0), SessionId(session.0), segment)?;
            forgotten += 1;
        }
    }
    Ok(forgotten)
}

/// What is known of a session's words.
pub struct SearchIndex {
    session: Id,
    /// Segments that have an index.
    built: BTreeSet<i64>,
    /// Sequence numbers of those that the index may know by old words, in order.
    edited: Vec<i64>,
}

impl SearchIndex {
    pub fn open(conn: &mut Conn, session: SessionId) -> Result<Self, StoreError> {
        let session = Id(session.0);
        let built: Vec<i64> = search_segments::table
            .filter(search_segments::session_id.eq(session))
            .filter(search_segments::built.eq(true))
            .select(search_segments::segment)
            .load(conn)?;
        let edited = if built.is_empty() {
            Vec::new()
        } else {
            search_edits::table
                .filter(search_edits::session_id.eq(session))
                .order((search_edits::segment, search_edits::sequence))
                .select(search_edits::sequence)
                .load(conn)?
        };
        Ok(Self { session, built: built.into_iter().collect(), edited })
    }

    /// The segments from the one after `sequence` on that have an index, one behind the other, at most
    /// `most`. May be empty.
    pub fn run_after(&self, sequence: i64, most: i64) -> Range<i64> {
        let first = sequence / SEGMENT;
        let end = (first..first.saturating_add(most)).find(|segment| !self.built.contains(segment));
        first..end.unwrap_or(first.saturating_add(most))
    }

    /// The last sequence number before the next segment that has an index, if there is one.
    pub fn end_of_gap_after(&self, sequence: i64) -> Option<i64> {
        self.built.range(sequence / SEGMENT..).next().map(|segment| segment * SEGMENT)
    }

    /// The last sequence number of the segments.
    pub fn end_of(segments: &Range<i64>) -> i64 {
        segments.end * SEGMENT
    }

    /// Those in these segments that may have all these grams, in order of sequence.
    pub fn candidates(
        &self,
        conn: &mut Conn,
        segments: &Range<i64>,
        grams: &[Gram],
    ) -> Result<Vec<i64>, StoreError> {
        let number = |part: usize| i32::try_from(part).unwrap_or(i32::MAX);
        let parts: BTreeSet<i32> = grams.iter().map(|gram| number(part_of(*gram))).collect();
        let rows: Vec<(i32, i64, Vec<u8>)> = search_postings::table
            .filter(search_postings::session_id.eq(self.session))
            .filter(search_postings::part.eq_any(parts))
            .filter(search_postings::segment.ge(segments.start))
            .filter(search_postings::segment.lt(segments.end))
            .select((search_postings::part, search_postings::segment, search_postings::postings))
            .load(conn)?;
        let postings: HashMap<(i32, i64), Vec<u8>> =
            rows.into_iter().map(|(part, segment, postings)| ((part, segment), postings)).collect();
        let mut found = Vec::new();
        for segment in segments.clone() {
            let mut offsets = Offsets::all();
            for gram in grams {
                let part = postings
                    .get(&(number(part_of(*gram)), segment))
                    .ok_or(StoreError::Unreadable("a search index"))?;
                offsets.keep(part, *gram)?;
            }
            self.add_edited(segment, &mut offsets);
            found.extend(offsets.iter().map(|offset| segment * SEGMENT + 1 + offset));
        }
        Ok(found)
    }

    fn add_edited(&self, segment: i64, offsets: &mut Offsets) {
        let first = segment * SEGMENT + 1;
        let start = self.edited.partition_point(|sequence| *sequence < first);
        let later = self.edited.get(start..).unwrap_or_default();
        for sequence in later.iter().take_while(|sequence| **sequence < first + SEGMENT) {
            offsets.insert(u16::try_from(sequence - first).unwrap_or(0));
        }
    }
}
