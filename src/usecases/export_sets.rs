//! Columns that an organization exports again and again: kept under a name.

use crate::app::App;
use crate::clock;
use crate::domain::fault::Faults;
use crate::export::RowsAre;
use crate::store::export_sets::{self, ColumnSetRow};
use crate::store::types::{Id, Time};

use super::create_event::{audit_line, note};
use super::{Failure, Permission, Principal};

/// Characters of a name.
const NAME_MAX: usize = 60;
/// Characters of all keys together.
const COLUMNS_MAX: usize = 8_000;

/// The organization's, by name.
///
/// # Errors
/// [`Failure::Forbidden`] for who may export nothing.
pub async fn list(app: &App, principal: &Principal) -> Result<Vec<ColumnSetRow>, Failure> {
    if !principal.may_somewhere(Permission::ReadRegistrations) {
        return Err(Failure::Forbidden);
    }
    let organization = Id(principal.organization.0);
    Ok(app.read(move |conn| export_sets::list(conn, organization)).await?)
}

/// Keeps columns under a name, in place of what has that name.
///
/// # Errors
/// The fields that break rules.
pub async fn save(
    app: &App,
    principal: &Principal,
    name: &str,
    columns: &str,
    rows_are: RowsAre,
    is_default: bool,
) -> Result<(), Failure> {
    principal.must(Permission::WriteEvents)?;
    let mut faults = Faults::default();
    let name = name.trim();
    if name.is_empty() {
        faults.add("/name", "required");
    }
    if name.chars().count() > NAME_MAX || name.chars().any(char::is_control) {
        faults.add_limit("/name", "too_long", i64::try_from(NAME_MAX).unwrap_or(i64::MAX));
    }
    if columns.is_empty() || columns.len() > COLUMNS_MAX {
        faults.add("/columns", "required");
    }
    faults.into_result(Some(())).map_err(Failure::Invalid)?;
    let now = app.clock.now();
    let row = ColumnSetRow {
        id: Id(clock::uuid_v7(now)),
        organization_id: Id(principal.organization.0),
        name: name.to_owned(),
        column_keys: columns.to_owned(),
        rows_are: rows_are.as_str().to_owned(),
        is_default,
        updated_at: Time(now),
    };
    let line = audit_line(principal, "column_set_saved", "column_set", row.id.0, now);
    app.write(move |conn| {
        export_sets::save(conn, &row)?;
        note(conn, line)?;
        Ok::<_, Failure>(())
    })
    .await
}

/// Takes one away.
///
/// # Errors
/// [`Failure::NotFound`].
pub async fn remove(app: &App, principal: &Principal, id: &str) -> Result<(), Failure> {
    principal.must(Permission::WriteEvents)?;
    let id = uuid::Uuid::parse_str(id).map_err(|_| Failure::NotFound)?;
    let organization = Id(principal.organization.0);
    let line = audit_line(principal, "column_set_removed", "column_set", id, app.clock.now());
    app.write(move |conn| {
        if !export_sets::remove(conn, organization, Id(id))? {
            return Err(Failure::NotFound);
        }
        note(conn, line)?;
        Ok(())
    })
    .await
}
