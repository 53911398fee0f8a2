//! Writing back what a batch has changed on the board, in sets.

use diesel::prelude::*;

use super::backend::{Conn, ROWS_PER_INSERT, each};
use super::error::StoreError;
use super::programmes::stored;
use super::registrations::RegistrationRow;
use super::schema::{company_seats, idempotency_keys, registrations, session_groups, sessions};
use super::seats::{CompanySeatRow, IdempotencyRow};
use super::types::{Id, JsonText, Time};
use crate::domain::seats::board::Fate;
use crate::domain::seats::{Board, Held, SeatSession};

/// What changes in a registration beside its seats and state.
pub struct ChangedAnswers {
    pub id: Id,
    pub applicant_name: String,
    pub applicant_kana: Option<String>,
    pub applicant_email: Option<String>,
    pub applicant_phone: Option<String>,
    pub company_name: Option<String>,
    pub company_key: Option<String>,
    pub corporate_number: Option<String>,
    pub attendees: JsonText,
    pub answers: JsonText,
    pub language: String,
    pub search_key: String,
}

/// Writes everything on the board that has changed. `new` has the rows of new registrations, with
/// their final state.
pub fn write(
    conn: &mut Conn,
    board: &Board,
    new: &[RegistrationRow],
    answers: &[ChangedAnswers],
    now: Time,
) -> Result<(), StoreError> {
    write_counts(conn, board, now)?;
    write_company_seats(conn, board, now)?;
    // What has ended goes first: the same person may have come back in the same batch.
    for held in board.registrations.values().filter(|held| held.fate == Fate::Changed) {
        write_held(conn, held, now)?;
    }
    for chunk in new.chunks(ROWS_PER_INSERT) {
        each!(conn, c => diesel::insert_into(registrations::table).values(chunk).execute(c))?;
    }
    for changed in answers {
        write_answers(conn, changed)?;
    }
    write_remembered(conn, board, now)
}

fn write_counts(conn: &mut Conn, board: &Board, now: Time) -> Result<(), StoreError> {
    for group in board.groups.values().filter(|group| group.changed) {
        diesel::update(session_groups::table.find(Id(group.id.0)))
            .set((
                session_groups::capacity.eq(group.capacity.map(stored)),
                session_groups::sessions_per_applicant.eq(group.sessions_per_applicant.map(stored)),
                session_groups::taken.eq(stored(group.taken)),
                session_groups::exceeded.eq(stored(group.exceeded)),
            ))
            .execute(conn)?;
    }
    for session in board.sessions.values().filter(|session| session.changed) {
        write_session(conn, session, now)?;
    }
    Ok(())
}

fn write_session(conn: &mut Conn, session: &SeatSession, now: Time) -> Result<(), StoreError> {
    let (settings, counts) = (&session.settings, session.counts);
    diesel::update(sessions::table.find(Id(session.id.0)))
        .set((
            (
                sessions::status.eq(settings.status.as_str()),
                sessions::capacity.eq(stored(settings.capacity)),
                sessions::people_capacity.eq(settings.people_capacity.map(stored)),
                sessions::waiting_list.eq(settings.waiting_list),
                sessions::head_blocks.eq(settings.head_blocks),
                sessions::opens_at.eq(settings.opens_at.map(Time)),
                sessions::closes_at.eq(Time(settings.closes_at)),
                sessions::grace_seconds.eq(stored(settings.grace_seconds)),
            ),
            (
                sessions::taken.eq(stored(counts.taken)),
                sessions::people.eq(stored(counts.people)),
                sessions::exceeded.eq(stored(counts.exceeded)),
                sessions::people_exceeded.eq(stored(counts.people_exceeded)),
                sessions::waiting.eq(stored(counts.waiting)),
                sessions::next_sequence.eq(session.next_sequence),
                sessions::version.eq(sessions::version + 1),
                sessions::updated_at.eq(now),
            ),
        ))
        .execute(conn)?;
    Ok(())
}

fn write_company_seats(conn: &mut Conn, board: &Board, now: Time) -> Result<(), StoreError> {
    // What is given up goes first: the same company may come back in the same batch.
    for seat in board.company_seats.values().filter(|seat| seat.fate == Fate::Gone) {
        diesel::delete(company_seats::table.find(Id(seat.id.0))).execute(conn)?;
    }
    for seat in board.company_seats.values() {
        match seat.fate {
            Fate::New => {
                let organization =
                    board.sessions.get(&seat.session).map(|session| session.organization);
                let row = CompanySeatRow {
                    id: Id(seat.id.0),
                    organization_id: Id(organization
                        .ok_or(StoreError::Unreadable("a seat without session"))?
                        .0),
                    session_id: Id(seat.session.0),
                    name_key: seat.company.name_key.clone(),
                    corporate_number: seat.company.corporate_number.clone(),
                    people: stored(seat.people),
                    registrations: stored(seat.registrations),
                    created_at: now,
                };
                diesel::insert_into(company_seats::table).values(&row).execute(conn)?;
            }
            Fate::Changed => {
                diesel::update(company_seats::table.find(Id(seat.id.0)))
                    .set((
                        company_seats::corporate_number.eq(seat.company.corporate_number.clone()),
                        company_seats::people.eq(stored(seat.people)),
                        company_seats::registrations.eq(stored(seat.registrations)),
                    ))
                    .execute(conn)?;
            }
            Fate::Unchanged | Fate::Gone => {}
        }
    }
    Ok(())
}

fn write_held(conn: &mut Conn, held: &Held, now: Time) -> Result<(), StoreError> {
    diesel::update(registrations::table.find(Id(held.id.0)))
        .set((
            registrations::session_id.eq(Id(held.session.0)),
            registrations::sequence.eq(held.sequence),
            registrations::state.eq(held.state.as_str()),
            registrations::person_key.eq(held.person.map(|key| key.to_vec())),
            registrations::company_seat_id.eq(held.company_seat.map(|id| Id(id.0))),
            registrations::seats.eq(stored(held.seats)),
            registrations::version.eq(held.version),
            registrations::updated_at.eq(now),
        ))
        .execute(conn)?;
    Ok(())
}

fn write_answers(conn: &mut Conn, changed: &ChangedAnswers) -> Result<(), StoreError> {
    diesel::update(registrations::table.find(changed.id))
        .set((
            registrations::applicant_name.eq(&changed.applicant_name),
            registrations::applicant_kana.eq(&changed.applicant_kana),
            registrations::applicant_email.eq(&changed.applicant_email),
            registrations::applicant_phone.eq(&changed.applicant_phone),
            registrations::company_name.eq(&changed.company_name),
            registrations::company_key.eq(&changed.company_key),
            registrations::corporate_number.eq(&changed.corporate_number),
            registrations::attendees.eq(&changed.attendees),
            registrations::answers.eq(&changed.answers),
            registrations::language.eq(&changed.language),
            registrations::search_key.eq(&changed.search_key),
        ))
        .execute(conn)?;
    Ok(())
}

fn write_remembered(conn: &mut Conn, board: &Board, now: Time) -> Result<(), StoreError> {
    let mut rows = Vec::new();
    for ((session, key_hash), remembered) in
        board.remembered.iter().filter(|(_, r)| r.fate == Fate::New)
    {
        let organization = board.sessions.get(session).map(|session| session.organization);
        rows.push(IdempotencyRow {
            session_id: Id(session.0),
            organization_id: Id(organization
                .ok_or(StoreError::Unreadable("a key without session"))?
                .0),
            key_hash: key_hash.to_vec(),
            body_hash: remembered.body_hash.to_vec(),
            outcome: serde_json::to_string(&remembered.outcome)
                .map_err(|_| StoreError::Unreadable("an outcome that JSON cannot hold"))?,
            created_at: now,
        });
    }
    for chunk in rows.chunks(ROWS_PER_INSERT) {
        each!(conn, c => diesel::insert_into(idempotency_keys::table).values(chunk).execute(c))?;
    }
    Ok(())
}

/// Forgets idempotency keys from before `time`.
pub fn forget_keys(conn: &mut Conn, time: Time) -> Result<usize, StoreError> {
    Ok(diesel::delete(idempotency_keys::table.filter(idempotency_keys::created_at.lt(time)))
        .execute(conn)?)
}
