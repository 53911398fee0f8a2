//! What the desk looks up by key: one statement over arrays on PostgreSQL, one for each key on SQLite.
//!
//! Their texts never change, so that each connection prepares them once. A plan may be made while a
//! table is empty, when all indexes look alike: these statements leave the planner but one that will
//! do. On PostgreSQL, LATERAL … LIMIT means one probe for each key, and IS NOT DISTINCT FROM is an
//! equality that no index is looked for.

use diesel::prelude::*;
use diesel::query_builder::{AstPass, Query, QueryFragment, QueryId};
use diesel::sql_types::{Array, BigInt, Binary, Integer, Nullable, Text};
use diesel::{QueryResult, pg::Pg, sqlite::Sqlite};

use super::backend::Conn;
use super::error::StoreError;
use super::programmes::SessionRow;
use super::schema::{events, idempotency_keys, registrations, sessions};
use super::seats::IdempotencyRow;
use super::types::{Id, JsonText, Stamp, Time, Uid};

/// What the desk reads of a registration.
#[derive(Queryable, Selectable)]
#[diesel(table_name = registrations)]
pub(super) struct HeldRow {
    pub(super) id: Id,
    pub(super) session_id: Id,
    pub(super) sequence: i64,
    pub(super) reception_number: String,
    pub(super) state: String,
    pub(super) person_key: Option<Vec<u8>>,
    pub(super) company_key: Option<String>,
    pub(super) corporate_number: Option<String>,
    pub(super) company_seat_id: Option<Id>,
    pub(super) seats: i32,
    pub(super) registered_at: Time,
    pub(super) offer_expires_at: Option<Time>,
    pub(super) version: i64,
}

type HeldSql = (
    Uid,
    Uid,
    BigInt,
    Text,
    Text,
    Nullable<Binary>,
    Nullable<Text>,
    Nullable<Text>,
    Nullable<Uid>,
    Integer,
    Stamp,
    Nullable<Stamp>,
    BigInt,
);

/// What the desk reads of an event.
#[derive(Queryable, Selectable)]
#[diesel(table_name = events)]
pub(super) struct EventFacts {
    pub(super) id: Id,
    pub(super) status: String,
    pub(super) capacity_unit: String,
    pub(super) allocation: String,
    pub(super) people_per_company: Option<i32>,
    pub(super) application_rules: JsonText,
    pub(super) limits_choices: bool,
    pub(super) version: i64,
}

/// Sessions by id, locked until the transaction ends, in the order of their ids.
pub(super) fn locked_sessions(conn: &mut Conn, ids: &[Id]) -> Result<Vec<SessionRow>, StoreError> {
    let rows = match conn {
        Conn::Postgres(conn) => sessions::table
            .filter(sessions::id.eq_any(ids))
            .order(sessions::id)
            .select(SessionRow::as_select())
            .for_update()
            .load(conn)?,
        // The one writer holds everything already.
        Conn::Sqlite(conn) => one_by_one(ids, |id| {
            sessions::table.find(id).select(SessionRow::as_select()).get_result(conn).optional()
        })?,
    };
    Ok(rows)
}

pub(super) fn event_facts(conn: &mut Conn, ids: &[Id]) -> Result<Vec<EventFacts>, StoreError> {
    let rows = match conn {
        Conn::Postgres(conn) => events::table
            .filter(events::id.eq_any(ids))
            .select(EventFacts::as_select())
            .load(conn)?,
        Conn::Sqlite(conn) => one_by_one(ids, |id| {
            events::table.find(id).select(EventFacts::as_select()).get_result(conn).optional()
        })?,
    };
    Ok(rows)
}

/// Registrations by id.
pub(super) fn registrations(conn: &mut Conn, ids: &[Id]) -> Result<Vec<HeldRow>, StoreError> {
    let rows = match conn {
        Conn::Postgres(conn) => registrations::table
            .filter(registrations::id.eq_any(ids))
            .select(HeldRow::as_select())
            .load(conn)?,
        Conn::Sqlite(conn) => one_by_one(ids, |id| {
            registrations::table.find(id).select(HeldRow::as_select()).get_result(conn).optional()
        })?,
    };
    Ok(rows)
}

/// All who have entered the draw of a session.
pub(super) fn entered(conn: &mut Conn, session: Id) -> Result<Vec<HeldRow>, StoreError> {
    Ok(registrations::table
        .filter(registrations::session_id.eq(session))
        .filter(registrations::state.eq("entered_draw"))
        .order(registrations::sequence)
        .select(HeldRow::as_select())
        .load(conn)?)
}

/// Active registrations of persons, each in one session.
pub(super) fn active_of_persons(
    conn: &mut Conn,
    places: &[(Id, Vec<u8>)],
) -> Result<Vec<HeldRow>, StoreError> {
    let rows = match conn {
        _ if places.is_empty() => Vec::new(),
        Conn::Postgres(conn) if places.len() == 1 => {
            ActiveOfPerson(&places[0].0, &places[0].1).load(conn)?
        }
        Conn::Postgres(conn) => ActiveOfPersons(Places::of(places)).load(conn)?,
        Conn::Sqlite(conn) => one_by_one(places, |(session, person)| {
            ActiveOfPerson(session, person).get_result(conn).optional()
        })?,
    };
    Ok(rows)
}

/// What was answered to Idempotency-Keys, each in one session.
pub(super) fn remembered(
    conn: &mut Conn,
    places: &[(Id, Vec<u8>)],
) -> Result<Vec<IdempotencyRow>, StoreError> {
    let rows = match conn {
        _ if places.is_empty() => Vec::new(),
        Conn::Postgres(conn) => RememberedKeys(Places::of(places)).load(conn)?,
        Conn::Sqlite(conn) => one_by_one(places, |(session, key)| {
            idempotency_keys::table
                .find((session, key))
                .select(IdempotencyRow::as_select())
                .get_result(conn)
                .optional()
        })?,
    };
    Ok(rows)
}

/// Without LIMIT: SQLite looks at its bound value and prepares the statement anew for each.
fn one_by_one<K, T>(
    keys: &[K],
    mut find: impl FnMut(&K) -> QueryResult<Option<T>>,
) -> QueryResult<Vec<T>> {
    keys.iter().filter_map(|key| find(key).transpose()).collect()
}

/// Pairs of a session and a hash, as two arrays.
struct Places<'a> {
    sessions: Vec<Id>,
    hashes: Vec<&'a Vec<u8>>,
}

impl<'a> Places<'a> {
    fn of(places: &'a [(Id, Vec<u8>)]) -> Self {
        Self {
            sessions: places.iter().map(|(session, _)| *session).collect(),
            hashes: places.iter().map(|(_, hash)| hash).collect(),
        }
    }

    fn probe<'b>(
        &'b self,
        out: &mut AstPass<'_, 'b, Pg>,
        (before, after): (&str, &str),
    ) -> QueryResult<()> {
        out.push_sql(before);
        out.push_bind_param::<Array<Uid>, _>(&self.sessions)?;
        out.push_sql(", ");
        out.push_bind_param::<Array<Binary>, _>(&self.hashes)?;
        out.push_sql(after);
        Ok(())
    }
}

macro_rules! held_columns {
    () => {
        "SELECT r.id, r.session_id, r.sequence, r.reception_number, r.state, r.person_key, \
         r.company_key, r.corporate_number, r.company_seat_id, r.seats, r.registered_at, \
         r.offer_expires_at, r.version "
    };
}

/// The states of the partial index `registrations_one_active_per_person`, as it writes them.
macro_rules! is_active {
    () => {
        "AND r.state IN ('pending', 'waitlisted', 'offered', 'confirmed', 'entered_draw')"
    };
}

struct ActiveOfPersons<'a>(Places<'a>);

impl QueryFragment<Pg> for ActiveOfPersons<'_> {
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, Pg>) -> QueryResult<()> {
        let text = (
            concat!(held_columns!(), "FROM unnest("),
            concat!(
                ") AS p (session_id, person_key) CROSS JOIN LATERAL (SELECT * FROM registrations r \
                 WHERE r.person_key = p.person_key AND r.session_id IS NOT DISTINCT FROM p.session_id ",
                is_active!(),
                " LIMIT 2) r"
            ),
        );
        self.0.probe(&mut out, text)
    }
}

struct ActiveOfPerson<'a>(&'a Id, &'a Vec<u8>);

impl QueryFragment<Sqlite> for ActiveOfPerson<'_> {
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, Sqlite>) -> QueryResult<()> {
        out.push_sql(concat!(
            held_columns!(),
            "FROM registrations r INDEXED BY registrations_one_active_per_person WHERE r.person_key = "
        ));
        out.push_bind_param::<Binary, _>(self.1)?;
        out.push_sql(" AND r.session_id = ");
        out.push_bind_param::<Uid, _>(self.0)?;
        out.push_sql(concat!(" ", is_active!()));
        Ok(())
    }
}

impl QueryFragment<Pg> for ActiveOfPerson<'_> {
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, Pg>) -> QueryResult<()> {
        out.push_sql(concat!(held_columns!(), "FROM registrations r WHERE r.person_key = "));
        out.push_bind_param::<Binary, _>(self.1)?;
        out.push_sql(" AND r.session_id IS NOT DISTINCT FROM ");
        out.push_bind_param::<Uid, _>(self.0)?;
        out.push_sql(concat!(" ", is_active!()));
        Ok(())
    }
}

struct RememberedKeys<'a>(Places<'a>);

impl QueryFragment<Pg> for RememberedKeys<'_> {
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, Pg>) -> QueryResult<()> {
        let text = (
            "SELECT k.session_id, k.organization_id, k.key_hash, k.body_hash, k.outcome, k.created_at \
             FROM unnest(",
            ") AS p (session_id, key_hash) CROSS JOIN LATERAL (SELECT * FROM idempotency_keys k \
             WHERE k.session_id = p.session_id AND k.key_hash = p.key_hash LIMIT 1) k",
        );
        self.0.probe(&mut out, text)
    }
}

/// A query whose text never changes: prepared once, loaded like any other.
macro_rules! prepared {
    ($query:ident => $sql:ty) => {
        impl Query for $query<'_> {
            type SqlType = $sql;
        }

        impl QueryId for $query<'_> {
            type QueryId = $query<'static>;
            const HAS_STATIC_QUERY_ID: bool = true;
        }

        impl<C> RunQueryDsl<C> for $query<'_> {}
    };
}
prepared!(ActiveOfPersons => HeldSql);
prepared!(ActiveOfPerson => HeldSql);
prepared!(RememberedKeys => (Uid, Uid, Binary, Binary, Text, Stamp));

#[cfg(test)]
mod tests {
    use crate::domain::state::State;

    #[test]
    fn the_statements_look_for_exactly_the_active_states() {
        let listed = State::ACTIVE.map(|state| format!("'{}'", state.as_str())).join(", ");
        assert_eq!(is_active!(), format!("AND r.state IN ({listed})"));
    }
}
