//! How many persons of a session have a choice of which there are only so many.

use std::collections::BTreeMap;

use diesel::prelude::*;

use super::backend::{self, Conn, Lockable};
use super::error::StoreError;
use super::programmes::{count, from_json, stored};
use super::schema::{choice_counts, events, registrations, sessions};
use super::types::{Id, JsonText};
use crate::domain::ids::{EventId, RegistrationId, SessionId};
use crate::domain::question::{Answers, Question};
use crate::domain::seats::choices::is_chosen;
use crate::domain::seats::{Board, ChoiceCount, LimitedChoice};
use crate::domain::state::State;

#[derive(Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = choice_counts, treat_none_as_default_value = false)]
struct ChoiceCountRow {
    organization_id: Id,
    session_id: Id,
    question_key: String,
    choice: String,
    most: i32,
    taken: i32,
}

/// Puts the limited choices of sessions on the board, with what these registrations have of them.
pub(super) fn load(
    conn: &mut Conn,
    of_sessions: &[Id],
    registrations: &[Id],
    board: &mut Board,
) -> Result<(), StoreError> {
    if of_sessions.is_empty() {
        return Ok(());
    }
    let rows: Vec<ChoiceCountRow> = choice_counts::table
        .filter(choice_counts::session_id.eq_any(of_sessions))
        .select(ChoiceCountRow::as_select())
        .load(conn)?;
    for row in rows {
        let limited = LimitedChoice {
            session: SessionId(row.session_id.0),
            question: row.question_key,
            choice: row.choice,
        };
        let counted =
            ChoiceCount { most: count(row.most), taken: count(row.taken), changed: false };
        board.choices.insert(limited, counted);
    }
    for (id, answers) in answers_of(conn, registrations)? {
        let id = RegistrationId(id.0);
        let Some(session) = board.registrations.get(&id).map(|held| held.session) else { continue };
        let choices = board.limited(session, &from_json(&answers)?);
        if let Some(held) = board.registrations.get_mut(&id) {
            held.choices = choices;
        }
    }
    Ok(())
}

fn answers_of(conn: &mut Conn, ids: &[Id]) -> Result<Vec<(Id, JsonText)>, StoreError> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    Ok(registrations::table
        .filter(registrations::id.eq_any(ids))
        .select((registrations::id, registrations::answers))
        .load(conn)?)
}

/// Writes the counts that have changed.
pub(super) fn write(conn: &mut Conn, board: &Board) -> Result<(), StoreError> {
    for (limited, counted) in board.choices.iter().filter(|(_, counted)| counted.changed) {
        let row = choice_counts::table
            .filter(choice_counts::session_id.eq(Id(limited.session.0)))
            .filter(choice_counts::question_key.eq(&limited.question))
            .filter(choice_counts::choice.eq(&limited.choice));
        diesel::update(row).set(choice_counts::taken.eq(stored(counted.taken))).execute(conn)?;
    }
    Ok(())
}

/// What is left of each limited choice of a session, by question and choice.
pub fn left(
    conn: &mut Conn,
    session: SessionId,
) -> Result<BTreeMap<(String, String), u32>, StoreError> {
    let rows: Vec<ChoiceCountRow> = choice_counts::table
        .filter(choice_counts::session_id.eq(Id(session.0)))
        .select(ChoiceCountRow::as_select())
        .load(conn)?;
    let left = |row: &ChoiceCountRow| count(row.most).saturating_sub(count(row.taken));
    Ok(rows
        .into_iter()
        .map(|row| {
            let left = left(&row);
            ((row.question_key, row.choice), left)
        })
        .collect())
}

/// Makes the counts of an event anew after its questions or sessions have changed. Under the locks of its
/// sessions, so that nobody applies meanwhile.
///
/// # Errors
/// If the database refuses, or an answer cannot be read.
pub fn follow(conn: &mut Conn, event: EventId) -> Result<(), StoreError> {
    let limits: Option<(bool, JsonText)> = events::table
        .find(Id(event.0))
        .select((events::limits_choices, events::questions))
        .first(conn)
        .optional()?;
    let Some((limits, questions)) = limits else { return Ok(()) };
    let of_event: Vec<(Id, Id)> = sessions::table
        .filter(sessions::event_id.eq(Id(event.0)))
        .order(sessions::id)
        .select((sessions::organization_id, sessions::id))
        .load(conn)?;
    let ids: Vec<Id> = of_event.iter().map(|(_, session)| *session).collect();
    if !limits {
        return forget(conn, &ids);
    }
    backend::lock(conn, Lockable::Sessions, &ids)?;
    forget(conn, &ids)?;
    let questions: Vec<Question> = from_json(&questions)?;
    for (organization, session) in of_event {
        for row in counted(conn, organization, session, &questions)? {
            diesel::insert_into(choice_counts::table).values(&row).execute(conn)?;
        }
    }
    Ok(())
}

/// Forgets the counts of sessions.
pub fn forget(conn: &mut Conn, of_sessions: &[Id]) -> Result<(), StoreError> {
    diesel::delete(choice_counts::table.filter(choice_counts::session_id.eq_any(of_sessions)))
        .execute(conn)?;
    Ok(())
}

fn counted(
    conn: &mut Conn,
    organization: Id,
    session: Id,
    questions: &[Question],
) -> Result<Vec<ChoiceCountRow>, StoreError> {
    let active = State::ACTIVE.map(State::as_str);
    let rows: Vec<(i32, JsonText)> = registrations::table
        .filter(registrations::session_id.eq(session))
        .filter(registrations::state.eq_any(active))
        .select((registrations::seats, registrations::answers))
        .load(conn)?;
    let mut given: Vec<(u32, Answers)> = Vec::with_capacity(rows.len());
    for (seats, answers) in rows {
        given.push((count(seats), from_json(&answers)?));
    }
    let taken = |question: &str, choice: &str| {
        let having = given.iter().filter(|(_, answers)| is_chosen(answers.get(question), choice));
        having.map(|(seats, _)| seats).sum::<u32>()
    };
    let limited = questions.iter().flat_map(|question| {
        let limits = question.choices.iter().filter_map(|choice| Some((choice, choice.limit?)));
        limits.map(move |(choice, most)| (question, choice, most))
    });
    Ok(limited
        .map(|(question, choice, most)| ChoiceCountRow {
            organization_id: organization,
            session_id: session,
            question_key: question.key.clone(),
            choice: choice.value.clone(),
            most: stored(most),
            taken: stored(taken(&question.key, &choice.value)),
        })
        .collect())
}
