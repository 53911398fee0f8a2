//! Postal codes and their places, from Japan Post's list.

use diesel::prelude::*;
use diesel::sql_types::{Integer, Text};

use super::backend::Conn;
use super::editions;
use super::error::StoreError;
use super::many_rows::{many_rows, write_many};
use super::schema::postal_codes;
use crate::domain::public_registers::{Register, Town};

/// A place of a code. `place` tells those of one code apart, in the order of the list.
pub struct PostalCodeRow {
    pub edition: i32,
    pub code: String,
    pub place: i32,
    pub prefecture: String,
    pub city: String,
    pub town: String,
}

many_rows! { PostalCodeRow as PostalCodeColumns, "postal_codes", "" {
    edition: Integer = i32,
    code: Text = String,
    place: Integer = i32,
    prefecture: Text = String,
    city: Text = String,
    town: Text = String,
} }

pub fn insert(conn: &mut Conn, rows: &[PostalCodeRow]) -> Result<(), StoreError> {
    write_many!(conn, rows);
    Ok(())
}

/// The places of a code of seven digits; `None` where no list was imported.
pub fn towns(conn: &mut Conn, code: &str) -> Result<Option<Vec<Town>>, StoreError> {
    let Some((edition, _)) = editions::current(conn, Register::PostalCodes)? else {
        return Ok(None);
    };
    let rows: Vec<(String, String, String)> = postal_codes::table
        .filter(postal_codes::edition.eq(edition))
        .filter(postal_codes::code.eq(code))
        .order(postal_codes::place)
        .select((postal_codes::prefecture, postal_codes::city, postal_codes::town))
        .load(conn)?;
    let town = |(prefecture, city, town)| Town { prefecture, city, town };
    Ok(Some(rows.into_iter().map(town).collect()))
}
