//! Writing back what a batch has changed on the board, in sets.

use diesel::prelude::*;
use diesel::sql_types::{BigInt, Binary, Bool, Integer, Nullable, Text};

use super::backend::Conn;
use super::error::StoreError;
use super::many_rows::{many_changes, write_many};
use super::programmes::stored;
use super::registrations::RegistrationRow;
use super::schema::{company_seats, idempotency_keys, registrations, session_groups};
use super::seats::{CompanySeatRow, IdempotencyRow};
use super::types::{Id, JsonText, Stamp, Time, Uid};
use super::{arrival_counts, choice_counts, registration_counts, search_index};
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
    let changed = board.registrations.values().filter(|held| held.fate == Fate::Changed);
    let (active, ended): (Vec<_>, Vec<_>) = changed.partition(|held| held.state.is_active());
    for changed in [ended, active] {
        let rows: Vec<_> = changed.into_iter().map(|held| HeldChange::of(held, now)).collect();
        write_many!(conn, &rows);
    }
    write_many!(conn, new);
    arrival_counts::write(conn, new)?;
    for changed in answers {
        write_answers(conn, changed)?;
    }
    choice_counts::write(conn, board)?;
    registration_counts::write(conn, board)?;
    search_index::note(conn, board, answers)?;
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
    let changed = board.sessions.values().filter(|session| session.changed);
    let rows: Vec<_> = changed.map(|session| SeatsChange::of(session, now)).collect();
    write_many!(conn, &rows);
    Ok(())
}

/// What the desk changes in a session.
struct SeatsChange {
    id: Id,
    status: String,
    capacity: i32,
    people_capacity: Option<i32>,
    waiting_list: bool,
    head_blocks: bool,
    opens_at: Option<Time>,
    closes_at: Time,
    grace_seconds: i32,
    taken: i32,
    people: i32,
    exceeded: i32,
    people_exceeded: i32,
    waiting: i32,
    next_sequence: i64,
    updated_at: Time,
}

many_changes! { SeatsChange as SeatsChangeColumns, "sessions", "version = t.version + 1, ", id {
    status: Text = String,
    capacity: Integer = i32,
    people_capacity: Nullable<Integer> = Option<i32>,
    waiting_list: Bool = bool,
    head_blocks: Bool = bool,
    opens_at: Nullable<Stamp> = Option<Time>,
    closes_at: Stamp = Time,
    grace_seconds: Integer = i32,
    taken: Integer = i32,
    people: Integer = i32,
    exceeded: Integer = i32,
    people_exceeded: Integer = i32,
    waiting: Integer = i32,
    next_sequence: BigInt = i64,
    updated_at: Stamp = Time,
} }

impl SeatsChange {
    fn of(session: &SeatSession, now: Time) -> Self {
        let (settings, counts) = (&session.settings, session.counts);
        Self {
            id: Id(session.id.0),
            status: settings.status.as_str().to_owned(),
            capacity: stored(settings.capacity),
            people_capacity: settings.people_capacity.map(stored),
            waiting_list: settings.waiting_list,
            head_blocks: settings.head_blocks,
            opens_at: settings.opens_at.map(Time),
            closes_at: Time(settings.closes_at),
            grace_seconds: stored(settings.grace_seconds),
            taken: stored(counts.taken),
            people: stored(counts.people),
            exceeded: stored(counts.exceeded),
            people_exceeded: stored(counts.people_exceeded),
            waiting: stored(counts.waiting),
            next_sequence: session.next_sequence,
            updated_at: now,
        }
    }
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

/// What the desk changes in a registration.
struct HeldChange {
    id: Id,
    session_id: Id,
    sequence: i64,
    state: String,
    person_key: Option<Vec<u8>>,
    company_seat_id: Option<Id>,
    seats: i32,
    offer_expires_at: Option<Time>,
    version: i64,
    updated_at: Time,
}

many_changes! { HeldChange as HeldChangeColumns, "registrations", "", id {
    session_id: Uid = Id,
    sequence: BigInt = i64,
    state: Text = String,
    person_key: Nullable<Binary> = Option<Vec<u8>>,
    company_seat_id: Nullable<Uid> = Option<Id>,
    seats: Integer = i32,
    offer_expires_at: Nullable<Stamp> = Option<Time>,
    version: BigInt = i64,
    updated_at: Stamp = Time,
} }

impl HeldChange {
    fn of(held: &Held, now: Time) -> Self {
        Self {
            id: Id(held.id.0),
            session_id: Id(held.session.0),
            sequence: held.sequence,
            state: held.state.as_str().to_owned(),
            person_key: held.person.map(|key| key.to_vec()),
            company_seat_id: held.company_seat.map(|id| Id(id.0)),
            seats: stored(held.seats),
            offer_expires_at: held.expires_at.map(Time),
            version: held.version,
            updated_at: now,
        }
    }
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
    write_many!(conn, &rows);
    Ok(())
}

/// Forgets idempotency keys from before `time`.
pub fn forget_keys(conn: &mut Conn, time: Time) -> Result<usize, StoreError> {
    Ok(diesel::delete(idempotency_keys::table.filter(idempotency_keys::created_at.lt(time)))
        .execute(conn)?)
}
