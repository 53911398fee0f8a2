//! Corporations of the tax agency's public list.

use diesel::prelude::*;
use diesel::sql_types::{Integer, Text};

use super::backend::Conn;
use super::editions;
use super::error::StoreError;
use super::many_rows::{many_rows, write_many};
use super::schema::corporations;
use crate::domain::public_registers::{Corporation, Register};

/// Beyond all text.
const LAST: char = '\u{10FFFF}';

/// A corporation in an edition of the list.
pub struct CorporationRow {
    pub edition: i32,
    pub number: String,
    pub name: String,
    /// The name without its legal form, as names are compared.
    pub name_key: String,
    pub prefecture: String,
    pub city: String,
}

many_rows! { CorporationRow as CorporationColumns, "corporations", "" {
    edition: Integer = i32,
    number: Text = String,
    name: Text = String,
    name_key: Text = String,
    prefecture: Text = String,
    city: Text = String,
} }

pub fn insert(conn: &mut Conn, rows: &[CorporationRow]) -> Result<(), StoreError> {
    write_many!(conn, rows);
    Ok(())
}

type Columns = (String, String, String, String);

fn corporation((number, name, prefecture, city): Columns) -> Corporation {
    Corporation { number, name, prefecture, city }
}

/// Those whose key begins so, in the order of their keys; `None` where no list was imported.
pub fn beginning(
    conn: &mut Conn,
    key: &str,
    most: i64,
) -> Result<Option<Vec<Corporation>>, StoreError> {
    let Some((edition, _)) = editions::current(conn, Register::Corporations)? else {
        return Ok(None);
    };
    let rows: Vec<Columns> = corporations::table
        .filter(corporations::edition.eq(edition))
        .filter(corporations::name_key.ge(key))
        .filter(corporations::name_key.lt(format!("{key}{LAST}")))
        .order(corporations::name_key)
        .select((
            corporations::number,
            corporations::name,
            corporations::prefecture,
            corporations::city,
        ))
        .limit(most)
        .load(conn)?;
    Ok(Some(rows.into_iter().map(corporation).collect()))
}

/// The one with this number of thirteen digits.
pub fn numbered(conn: &mut Conn, number: &str) -> Result<Option<Corporation>, StoreError> {
    let Some((edition, _)) = editions::current(conn, Register::Corporations)? else {
        return Ok(None);
    };
    let row: Option<Columns> = corporations::table
        .filter(corporations::edition.eq(edition))
        .filter(corporations::number.eq(number))
        .select((
            corporations::number,
            corporations::name,
            corporations::prefecture,
            corporations::city,
        ))
        .first(conn)
        .optional()?;
    Ok(row.map(corporation))
}
