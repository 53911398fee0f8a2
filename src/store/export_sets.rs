//! Columns that an organization exports again and again.

use diesel::prelude::*;

use super::backend::{Conn, each};
use super::error::StoreError;
use super::schema::export_column_sets;
use super::types::{Id, Time};

/// A named choice of columns.
#[derive(Clone, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = export_column_sets, treat_none_as_default_value = false)]
pub struct ColumnSetRow {
    pub id: Id,
    pub organization_id: Id,
    pub name: String,
    /// Their keys, with commas between.
    pub column_keys: String,
    pub rows_are: String,
    /// Whether the dialog begins with it.
    pub is_default: bool,
    pub updated_at: Time,
}

/// An organization's, by name.
pub fn list(conn: &mut Conn, organization: Id) -> Result<Vec<ColumnSetRow>, StoreError> {
    Ok(export_column_sets::table
        .filter(export_column_sets::organization_id.eq(organization))
        .order(export_column_sets::name)
        .limit(100)
        .select(ColumnSetRow::as_select())
        .load(conn)?)
}

/// Keeps one, in place of one of the same name. Where it is the one to begin with, no other is.
pub fn save(conn: &mut Conn, row: &ColumnSetRow) -> Result<(), StoreError> {
    let own = export_column_sets::organization_id.eq(row.organization_id);
    if row.is_default {
        diesel::update(export_column_sets::table.filter(own))
            .set(export_column_sets::is_default.eq(false))
            .execute(conn)?;
    }
    let same = export_column_sets::table.filter(own).filter(export_column_sets::name.eq(&row.name));
    diesel::delete(same).execute(conn)?;
    each!(conn, c => diesel::insert_into(export_column_sets::table).values(row).execute(c))?;
    Ok(())
}

/// Takes one away. `false`: there is none.
pub fn remove(conn: &mut Conn, organization: Id, id: Id) -> Result<bool, StoreError> {
    let row = export_column_sets::table
        .find(id)
        .filter(export_column_sets::organization_id.eq(organization));
    Ok(diesel::delete(row).execute(conn)? == 1)
}
