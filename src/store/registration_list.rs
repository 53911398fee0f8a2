//! Pages of a session's registrations in order of sequence, narrowed by state, words, last change.
//!
//! The way to a page is chosen here, not by the database: `SQLite` has no statistics, and those of
//! `PostgreSQL` are as old as its last look. Each way reads about as much as it finds, however large the
//! session is: rows in order, the sequence numbers of a state, those changed since, or those that the
//! search index names.

use diesel::dsl::sql;
use diesel::prelude::*;
use diesel::sql_types::{Bool, Text};

use super::backend::{Conn, MultiBackend};
use super::error::StoreError;
use super::registration_counts;
use super::registrations::RegistrationRow;
use super::schema::{check_ins, registrations};
use super::search_index::SearchIndex;
use super::types::{Id, Time};
use crate::domain::ids::SessionId;
use crate::domain::state::State;
use crate::domain::values::search_grams::grams_to_look_for;

/// Registrations that were changed since a time, or are in certain states, up to which each of them is
/// looked at rather than all in order.
const FEW: i64 = 8_192;
/// Sequence numbers in one statement.
const CHUNK: usize = 500;

/// What a list is narrowed to.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    pub states: Vec<String>,
    /// Folded words; every one must be found.
    pub words: Vec<String>,
    pub updated_since: Option<Time>,
    pub narrow: Narrow,
}

/// What staff narrow a list to in the console.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Narrow {
    pub source: Option<String>,
    pub received_from: Option<Time>,
    pub received_before: Option<Time>,
    /// LIKE patterns of the answers as they are stored; one of them must fit.
    pub answers: Vec<String>,
    /// Only these, where there are any.
    pub among: Option<Vec<Id>>,
    /// Only those who were there at a meeting of this event. Asked within the query: SQLite binds 32,766 values at most.
    pub came_to: Option<Id>,
}

impl Narrow {
    /// Whether it leaves everybody in.
    pub fn is_everybody(&self) -> bool {
        *self == Self::default()
    }
}

/// One page of a session's registrations in order of sequence, after `after`.
pub fn page(
    conn: &mut Conn,
    session: SessionId,
    filter: &Filter,
    after: Option<i64>,
    limit: i64,
) -> Result<Vec<RegistrationRow>, StoreError> {
    let list = List { session: Id(session.0), states: some_states(filter), filter };
    let after = after.unwrap_or(0);
    if let Some(since) = filter.updated_since
        && let Some(sequences) = list.changed_since(conn, since)?
    {
        let later: Vec<i64> = sequences.into_iter().filter(|it| *it > after).collect();
        return list.among(conn, &later, limit);
    }
    if filter.words.is_empty() {
        return match list.states.as_slice() {
            [] | [_] => list.in_order(conn, after, None, limit),
            _ => list.of_states(conn, after, limit),
        };
    }
    if !list.states.is_empty()
        && registration_counts::in_states(conn, session, &list.states)? <= FEW
    {
        return list.of_states(conn, after, limit);
    }
    list.found(conn, after, limit)
}

/// The states asked for, each once; none where that narrows nothing.
fn some_states(filter: &Filter) -> Vec<String> {
    let mut states = filter.states.clone();
    states.sort_unstable();
    states.dedup();
    if states.len() == State::ALL.len() { Vec::new() } else { states }
}

struct List<'a> {
    session: Id,
    states: Vec<String>,
    filter: &'a Filter,
}

impl<'a> List<'a> {
    /// All that the list has, in order.
    fn all(&self, limit: i64) -> registrations::BoxedQuery<'a, MultiBackend> {
        let mut query = registrations::table
            .filter(registrations::session_id.eq(self.session))
            .order(registrations::sequence)
            .limit(limit)
            .into_boxed();
        match self.states.as_slice() {
            [] => {}
            [state] => query = query.filter(registrations::state.eq(state.clone())),
            states => query = query.filter(registrations::state.eq_any(states.to_vec())),
        }
        for word in &self.filter.words {
            query = query.filter(registrations::search_key.like(contains(word)).escape('\\'));
        }
        if let Some(since) = self.filter.updated_since {
            query = query.filter(registrations::updated_at.ge(since));
        }
        narrowed(query, &self.filter.narrow)
    }

    /// Row by row, from after `after` to `upto`.
    fn in_order(
        &self,
        conn: &mut Conn,
        after: i64,
        upto: Option<i64>,
        limit: i64,
    ) -> Result<Vec<RegistrationRow>, StoreError> {
        let mut query = self.all(limit).filter(registrations::sequence.gt(after));
        if let Some(upto) = upto {
            query = query.filter(registrations::sequence.le(upto));
        }
        Ok(query.select(RegistrationRow::as_select()).load(conn)?)
    }

    /// Those of these sequence numbers, which are in order, that the list has.
    fn among(
        &self,
        conn: &mut Conn,
        sequences: &[i64],
        limit: i64,
    ) -> Result<Vec<RegistrationRow>, StoreError> {
        let mut rows = Vec::new();
        let mut rest = sequences;
        // Most of them are what is looked for: the first look is at little more than a page.
        let wanted = usize::try_from(limit).unwrap_or(CHUNK);
        let mut at_once = (wanted + wanted / 4).clamp(1, CHUNK);
        while !rest.is_empty() && missing(&rows, limit) > 0 {
            let (chunk, later) = rest.split_at(at_once.min(rest.len()));
            at_once = (at_once * 4).min(CHUNK);
            let query = self
                .all(missing(&rows, limit))
                .filter(registrations::sequence.eq_any(chunk.to_vec()))
                .select(RegistrationRow::as_select());
            rows.extend(query.load(conn)?);
            rest = later;
        }
        Ok(rows)
    }

    /// By the sequence numbers of each state: no index has several states in one order.
    fn of_states(
        &self,
        conn: &mut Conn,
        mut after: i64,
        limit: i64,
    ) -> Result<Vec<RegistrationRow>, StoreError> {
        let only_states = self.filter.words.is_empty() && self.filter.updated_since.is_none();
        let at_once = if only_states { limit } else { FEW };
        let mut rows = Vec::new();
        loop {
            let mut sequences: Vec<i64> = Vec::new();
            for state in &self.states {
                let of_state = registrations::table
                    .filter(registrations::session_id.eq(self.session))
                    .filter(registrations::state.eq(state))
                    .filter(registrations::sequence.gt(after))
                    .order(registrations::sequence)
                    .limit(at_once)
                    .select(registrations::sequence);
                sequences.extend(of_state.load::<i64>(conn)?);
            }
            sequences.sort_unstable();
            sequences.truncate(usize::try_from(at_once).unwrap_or(usize::MAX));
            rows.extend(self.among(conn, &sequences, missing(&rows, limit))?);
            let was_last = i64::try_from(sequences.len()).unwrap_or(i64::MAX) < at_once;
            match sequences.last() {
                Some(last) if !was_last && missing(&rows, limit) > 0 => after = *last,
                _ => return Ok(rows),
            }
        }
    }

    /// Sequence numbers of those changed since then, in order; `None` where they are many.
    fn changed_since(&self, conn: &mut Conn, since: Time) -> Result<Option<Vec<i64>>, StoreError> {
        let mut sequences: Vec<i64> = registrations::table
            .filter(registrations::session_id.eq(self.session))
            .filter(registrations::updated_at.ge(since))
            // Without an order a database may prefer to read everything.
            .order(registrations::updated_at)
            .limit(FEW + 1)
            .select(registrations::sequence)
            .load(conn)?;
        sequences.sort_unstable();
        let few = i64::try_from(sequences.len()).is_ok_and(|many| many <= FEW);
        Ok(few.then_some(sequences))
    }

    /// By the search index where there is one. The first look is at one segment, because a common word
    /// is found there; each further one at four times as many.
    fn found(
        &self,
        conn: &mut Conn,
        mut after: i64,
        limit: i64,
    ) -> Result<Vec<RegistrationRow>, StoreError> {
        let index = SearchIndex::open(conn, SessionId(self.session.0))?;
        let grams = grams_to_look_for(&self.filter.words);
        // Who waits is mostly at the end: a common name need not be looked at where nobody does.
        let blocks = match self.states.as_slice() {
            [] => None,
            states => {
                let session = SessionId(self.session.0);
                Some(registration_counts::blocks_with(conn, session, states)?)
            }
        };
        let is_in_block = |sequence: i64| {
            blocks.as_ref().is_none_or(|it| it.contains(&registration_counts::block_of(sequence)))
        };
        let mut rows = Vec::new();
        let mut at_once = 1;
        while missing(&rows, limit) > 0 {
            let segments = index.run_after(after, at_once);
            if segments.is_empty() {
                let gap = index.end_of_gap_after(after);
                rows.extend(self.in_order(conn, after, gap, missing(&rows, limit))?);
                let Some(end) = gap else { break };
                after = end;
            } else {
                let mut candidates = index.candidates(conn, &segments, &grams)?;
                candidates.retain(|sequence| *sequence > after && is_in_block(*sequence));
                rows.extend(self.among(conn, &candidates, missing(&rows, limit))?);
                after = SearchIndex::end_of(&segments);
                at_once *= 4;
            }
        }
        Ok(rows)
    }
}

/// How many rows a page still lacks.
fn missing(rows: &[RegistrationRow], limit: i64) -> i64 {
    limit - i64::try_from(rows.len()).unwrap_or(i64::MAX)
}

/// A LIKE pattern that finds `word` anywhere, whatever characters it has.
pub(super) fn contains(word: &str) -> String {
    let mut pattern = String::from("%");
    for c in word.chars() {
        if matches!(c, '%' | '_' | '\\') {
            pattern.push('\\');
        }
        pattern.push(c);
    }
    pattern.push('%');
    pattern
}

/// Only those that staff have narrowed the list to.
pub(super) fn narrowed<'a>(
    mut query: registrations::BoxedQuery<'a, MultiBackend>,
    narrow: &Narrow,
) -> registrations::BoxedQuery<'a, MultiBackend> {
    if let Some(source) = &narrow.source {
        query = query.filter(registrations::source.eq(source.clone()));
    }
    if let Some(from) = narrow.received_from {
        query = query.filter(registrations::received_at.ge(from));
    }
    if let Some(before) = narrow.received_before {
        query = query.filter(registrations::received_at.lt(before));
    }
    if let Some(ids) = &narrow.among {
        query = query.filter(registrations::id.eq_any(ids.clone()));
    }
    if let Some(event) = narrow.came_to {
        let there = check_ins::table
            .filter(check_ins::event_id.eq(event))
            .filter(check_ins::undone_at.is_null())
            .select(check_ins::registration_id);
        query = query.filter(registrations::id.eq_any(there));
    }
    match narrow.answers.as_slice() {
        [] => query,
        [one] => query.filter(answered(one)),
        [one, other, ..] => query.filter(answered(one).or(answered(other))),
    }
}

/// Whether the answers, as text, are like this.
fn answered(pattern: &str) -> Answered {
    sql::<Bool>("CAST(answers AS TEXT) LIKE ")
        .bind::<Text, _>(pattern.to_owned())
        .sql(" ESCAPE '\\'")
}

type Answered = diesel::expression::SqlLiteral<
    Bool,
    diesel::expression::UncheckedBind<
        diesel::expression::SqlLiteral<Bool>,
        diesel::dsl::AsExprOf<String, Text>,
    >,
>;
