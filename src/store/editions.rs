//! Editions of imported registers: one that is read, and one that is being written beside it.

use diesel::prelude::*;

use super::backend::Conn;
use super::error::StoreError;
use super::installation;
use super::schema::{corporations, postal_codes};
use super::types::Time;
use crate::domain::public_registers::Register;

/// Rows that go in one transaction, so that nobody waits long for the database's one writer.
const SWEPT_AT_ONCE: i64 = 10_000;

/// Under which fact of the installation it stands which edition is read.
fn fact(register: Register) -> &'static str {
    match register {
        Register::PostalCodes => "postal_codes_edition",
        Register::Corporations => "corporations_edition",
    }
}

/// The edition that is read, with the time of its import; `None` where nothing was imported.
pub fn current(conn: &mut Conn, register: Register) -> Result<Option<(i32, Time)>, StoreError> {
    let known = installation::get(conn, fact(register))?;
    Ok(known.and_then(|(edition, at)| Some((edition.parse().ok()?, at))))
}

/// Lets an edition be read from now on.
pub fn publish(
    conn: &mut Conn,
    register: Register,
    edition: i32,
    now: Time,
) -> Result<(), StoreError> {
    installation::set(conn, fact(register), &edition.to_string(), now)
}

/// Rows of an edition.
pub fn count(conn: &mut Conn, register: Register, edition: i32) -> Result<i64, StoreError> {
    Ok(match register {
        Register::PostalCodes => postal_codes::table
            .filter(postal_codes::edition.eq(edition))
            .count()
            .get_result(conn)?,
        Register::Corporations => corporations::table
            .filter(corporations::edition.eq(edition))
            .count()
            .get_result(conn)?,
    })
}

/// Takes away some rows of an edition that is not the one that is read. Whether there may be more.
pub fn sweep_some(conn: &mut Conn, register: Register) -> Result<bool, StoreError> {
    let current = current(conn, register)?.map_or(0, |(edition, _)| edition);
    match register {
        Register::PostalCodes => sweep_postal_codes(conn, current),
        Register::Corporations => sweep_corporations(conn, current),
    }
}

fn sweep_postal_codes(conn: &mut Conn, current: i32) -> Result<bool, StoreError> {
    // 125,000 rows are taken away within a second.
    let others = postal_codes::table.filter(postal_codes::edition.ne(current));
    diesel::delete(others).execute(conn)?;
    Ok(false)
}

fn sweep_corporations(conn: &mut Conn, current: i32) -> Result<bool, StoreError> {
    let older: Option<i32> = corporations::table
        .filter(corporations::edition.lt(current))
        .select(diesel::dsl::max(corporations::edition))
        .first(conn)?;
    let newer: Option<i32> = corporations::table
        .filter(corporations::edition.gt(current))
        .select(diesel::dsl::max(corporations::edition))
        .first(conn)?;
    let Some(edition) = older.or(newer) else { return Ok(false) };
    let boundary: Option<String> = corporations::table
        .filter(corporations::edition.eq(edition))
        .order(corporations::number)
        .select(corporations::number)
        .offset(SWEPT_AT_ONCE)
        .limit(1)
        .first(conn)
        .optional()?;
    let rows = corporations::table.filter(corporations::edition.eq(edition));
    match boundary {
        Some(number) => {
            diesel::delete(rows.filter(corporations::number.lt(number))).execute(conn)?;
        }
        None => {
            diesel::delete(rows).execute(conn)?;
        }
    }
    Ok(true)
}
