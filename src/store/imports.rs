//! Lists that are taken in: their rows, what a trial found in them, what came of them.

use std::collections::HashSet;

use diesel::prelude::*;

use super::backend::{Conn, each};
use super::error::StoreError;
use super::jobs;
use super::schema::{import_mappings, import_parts, import_rows, imports};
use super::types::{Id, JsonText, Time};

/// Rows of a list in one part: what one step does. What belongs together may make a part twice as long.
pub const PART: usize = 1_000;

#[derive(Clone, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = imports, treat_none_as_default_value = false, treat_none_as_null = true)]
pub struct ImportRow {
    pub organization_id: Id,
    pub id: Id,
    pub event_id: Id,
    pub session_id: Option<Id>,
    /// What kind of file it was, with its encoding.
    pub format: String,
    pub fingerprint: String,
    pub headers: JsonText,
    pub mapping: JsonText,
    pub tells_by_mail: bool,
    pub state: String,
    pub total: i64,
    pub report: JsonText,
    pub job_id: Option<Id>,
    pub created_by: String,
    pub created_at: Time,
    pub updated_at: Time,
}

#[derive(Insertable)]
#[diesel(table_name = import_parts)]
struct PartRow {
    organization_id: Id,
    event_id: Id,
    import_id: Id,
    part: i32,
    cells: String,
}

/// What is known of one row of a list.
#[derive(Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = import_rows, treat_none_as_default_value = false)]
pub struct FindingRow {
    pub organization_id: Id,
    pub event_id: Id,
    pub import_id: Id,
    /// As the file counts them: the first row below the headers is 2.
    pub line: i64,
    pub finding: String,
    pub field: Option<String>,
    pub code: Option<String>,
    pub registration_id: Option<Id>,
    pub version: Option<i64>,
    pub before: Option<JsonText>,
}

pub fn insert(
    conn: &mut Conn,
    row: &ImportRow,
    parts: impl Iterator<Item = String>,
) -> Result<(), StoreError> {
    diesel::insert_into(imports::table).values(row).execute(conn)?;
    for (part, cells) in (0..).zip(parts) {
        let (organization_id, event_id) = (row.organization_id, row.event_id);
        let row = PartRow { organization_id, event_id, import_id: row.id, part, cells };
        diesel::insert_into(import_parts::table).values(&row).execute(conn)?;
    }
    Ok(())
}

pub fn by_id(conn: &mut Conn, organization: Id, id: Id) -> Result<Option<ImportRow>, StoreError> {
    Ok(imports::table
        .filter(imports::id.eq(id))
        .filter(imports::organization_id.eq(organization))
        .select(ImportRow::as_select())
        .first(conn)
        .optional()?)
}

/// The lists of an event, the newest first.
pub fn of_event(conn: &mut Conn, event: Id, limit: i64) -> Result<Vec<ImportRow>, StoreError> {
    Ok(imports::table
        .filter(imports::event_id.eq(event))
        .order(imports::id.desc())
        .limit(limit)
        .select(ImportRow::as_select())
        .load(conn)?)
}

/// Writes an import back, if it still is in this state and this job works on it. `false`: it is not.
pub fn save(
    conn: &mut Conn,
    row: &ImportRow,
    was: &str,
    job: Option<Id>,
) -> Result<bool, StoreError> {
    let own = imports::table.filter(imports::id.eq(row.id)).filter(imports::state.eq(was));
    let written = match job {
        Some(job) => {
            diesel::update(own.filter(imports::job_id.eq(Some(job)))).set(row).execute(conn)?
        }
        None => diesel::update(own.filter(imports::job_id.is_null())).set(row).execute(conn)?,
    };
    Ok(written == 1)
}

/// Rows of a part as they were written; nothing behind the last.
pub fn part(conn: &mut Conn, id: Id, part: i32) -> Result<Option<String>, StoreError> {
    Ok(import_parts::table
        .filter(import_parts::import_id.eq(id))
        .filter(import_parts::part.eq(part))
        .select(import_parts::cells)
        .first(conn)
        .optional()?)
}

pub fn set_persons(conn: &mut Conn, id: Id, part: i32, persons: &[u8]) -> Result<(), StoreError> {
    let own = import_parts::table
        .filter(import_parts::import_id.eq(id))
        .filter(import_parts::part.eq(part));
    diesel::update(own).set(import_parts::persons.eq(Some(persons))).execute(conn)?;
    Ok(())
}

/// Who is in the parts before this one, 16 bytes a person.
pub fn persons_before(conn: &mut Conn, id: Id, part: i32) -> Result<Vec<Vec<u8>>, StoreError> {
    let found: Vec<Option<Vec<u8>>> = import_parts::table
        .filter(import_parts::import_id.eq(id))
        .filter(import_parts::part.lt(part))
        .select(import_parts::persons)
        .load(conn)?;
    Ok(found.into_iter().flatten().collect())
}

/// Forgets the rows as they came: what was taken in of them stands with the registrations.
pub fn forget_parts(conn: &mut Conn, id: Id) -> Result<(), StoreError> {
    diesel::delete(import_parts::table.filter(import_parts::import_id.eq(id))).execute(conn)?;
    Ok(())
}

/// States of lists whose rows are still kept as they came.
const UNFINISHED: [&str; 4] = ["mapping", "checking", "checked", "running"];

/// The lists of an event whose rows are still kept as they came.
pub fn unfinished_of(conn: &mut Conn, event: Id) -> Result<Vec<ImportRow>, StoreError> {
    Ok(imports::table
        .filter(imports::event_id.eq(event))
        .filter(imports::state.eq_any(UNFINISHED))
        .order(imports::id)
        .select(ImportRow::as_select())
        .load(conn)?)
}

/// Lists that nobody has gone on with since then.
pub fn left_since(conn: &mut Conn, then: Time, limit: i64) -> Result<Vec<ImportRow>, StoreError> {
    Ok(imports::table
        .filter(imports::state.eq_any(UNFINISHED))
        .filter(imports::updated_at.lt(then))
        .order(imports::id)
        .limit(limit)
        .select(ImportRow::as_select())
        .load(conn)?)
}

/// Whether somebody is taking this list in at this moment.
pub fn is_under_way(conn: &mut Conn, row: &ImportRow) -> Result<bool, StoreError> {
    let Some(job) = row.job_id.filter(|_| row.state == "running") else { return Ok(false) };
    Ok(jobs::by_id(conn, row.organization_id, job)?.is_some_and(|job| job.ended_at.is_none()))
}

/// Ends a list that was not taken in, or not to its end: its rows go. One of which something was taken in stays as far as it
/// came, and can be taken back; nothing is left of others.
pub fn give_up(conn: &mut Conn, row: &ImportRow, now: Time) -> Result<(), StoreError> {
    if let Some(job) = row.job_id {
        jobs::ask_to_stop(conn, row.organization_id, job, now)?;
    }
    forget_parts(conn, row.id)?;
    let its = imports::table.filter(imports::id.eq(row.id)).filter(imports::state.eq(&row.state));
    if row.state == "running" {
        let ended = (imports::state.eq("done"), imports::updated_at.eq(now));
        diesel::update(its).set(ended).execute(conn)?;
    } else {
        forget_findings(conn, row.id)?;
        diesel::delete(its).execute(conn)?;
    }
    Ok(())
}

/// Forgets what was found, before a trial begins anew.
pub fn forget_findings(conn: &mut Conn, id: Id) -> Result<(), StoreError> {
    diesel::delete(import_rows::table.filter(import_rows::import_id.eq(id))).execute(conn)?;
    Ok(())
}

/// Notes what was found in rows, or came of them; what was noted of a row before is replaced.
pub fn note(conn: &mut Conn, rows: &[FindingRow]) -> Result<(), StoreError> {
    let Some(first) = rows.first() else { return Ok(()) };
    let import = first.import_id;
    for rows in rows.chunks(200) {
        let lines: Vec<i64> = rows.iter().map(|row| row.line).collect();
        let known = import_rows::table
            .filter(import_rows::import_id.eq(import))
            .filter(import_rows::line.eq_any(lines));
        diesel::delete(known).execute(conn)?;
        each!(conn, c => diesel::insert_into(import_rows::table).values(rows).execute(c))?;
    }
    Ok(())
}

/// Those of these lines of which a registration was made.
pub fn made_at(conn: &mut Conn, id: Id, lines: &[i64]) -> Result<HashSet<i64>, StoreError> {
    let mut made = HashSet::new();
    for lines in lines.chunks(500) {
        let found: Vec<i64> = import_rows::table
            .filter(import_rows::import_id.eq(id))
            .filter(import_rows::line.eq_any(lines.to_vec()))
            .filter(import_rows::finding.eq("made"))
            .select(import_rows::line)
            .load(conn)?;
        made.extend(found);
    }
    Ok(made)
}

/// What was found in these lines.
pub fn findings_at(conn: &mut Conn, id: Id, lines: &[i64]) -> Result<Vec<FindingRow>, StoreError> {
    Ok(import_rows::table
        .filter(import_rows::import_id.eq(id))
        .filter(import_rows::line.eq_any(lines))
        .select(FindingRow::as_select())
        .load(conn)?)
}

/// Rows with one of these findings, in order, after a line.
pub fn findings(
    conn: &mut Conn,
    id: Id,
    findings: &[&str],
    after: i64,
    limit: i64,
) -> Result<Vec<FindingRow>, StoreError> {
    Ok(import_rows::table
        .filter(import_rows::import_id.eq(id))
        .filter(import_rows::finding.eq_any(findings.to_vec()))
        .filter(import_rows::line.gt(after))
        .order(import_rows::line)
        .limit(limit)
        .select(FindingRow::as_select())
        .load(conn)?)
}

/// Rows with one of these findings, the last first, before a line.
pub fn findings_before(
    conn: &mut Conn,
    id: Id,
    findings: &[&str],
    before: i64,
    limit: i64,
) -> Result<Vec<FindingRow>, StoreError> {
    Ok(import_rows::table
        .filter(import_rows::import_id.eq(id))
        .filter(import_rows::finding.eq_any(findings.to_vec()))
        .filter(import_rows::line.lt(before))
        .order(import_rows::line.desc())
        .limit(limit)
        .select(FindingRow::as_select())
        .load(conn)?)
}

/// How many rows have each finding.
pub fn counts(conn: &mut Conn, id: Id) -> Result<Vec<(String, i64)>, StoreError> {
    Ok(import_rows::table
        .filter(import_rows::import_id.eq(id))
        .group_by(import_rows::finding)
        .select((import_rows::finding, diesel::dsl::count_star()))
        .load(conn)?)
}

/// How the columns of lists with these headers were mapped the last time.
pub fn mapping(
    conn: &mut Conn,
    organization: Id,
    fingerprint: &str,
) -> Result<Option<JsonText>, StoreError> {
    Ok(import_mappings::table
        .filter(import_mappings::organization_id.eq(organization))
        .filter(import_mappings::fingerprint.eq(fingerprint))
        .select(import_mappings::mapping)
        .first(conn)
        .optional()?)
}

pub fn remember_mapping(
    conn: &mut Conn,
    organization: Id,
    fingerprint: &str,
    mapping: &JsonText,
    now: Time,
) -> Result<(), StoreError> {
    let own = import_mappings::table
        .filter(import_mappings::organization_id.eq(organization))
        .filter(import_mappings::fingerprint.eq(fingerprint));
    diesel::delete(own).execute(conn)?;
    let row = (
        import_mappings::organization_id.eq(organization),
        import_mappings::fingerprint.eq(fingerprint),
        import_mappings::mapping.eq(mapping),
        import_mappings::updated_at.eq(now),
    );
    diesel::insert_into(import_mappings::table).values(row).execute(conn)?;
    Ok(())
}

/// A person with the session and the registration that is theirs.
type ActivePerson = (Option<Vec<u8>>, Id, Id);

/// Registrations of these sessions that are active for these persons: person, session, registration.
pub fn active_persons(
    conn: &mut Conn,
    sessions: &[Id],
    persons: &[Vec<u8>],
) -> Result<Vec<ActivePerson>, StoreError> {
    use super::schema::registrations;
    let mut found = Vec::new();
    for persons in persons.chunks(500) {
        let rows: Vec<ActivePerson> = registrations::table
            .filter(registrations::person_key.eq_any(persons.to_vec()))
            .filter(diesel::dsl::sql::<diesel::sql_types::Bool>(
                "person_key IS NOT NULL AND state IN ('pending', 'waitlisted', 'offered', 'confirmed', 'entered_draw')",
            ))
            .filter(registrations::session_id.eq_any(sessions.to_vec()))
            .select((registrations::person_key, registrations::session_id, registrations::id))
            .load(conn)?;
        found.extend(rows);
    }
    Ok(found)
}

/// Registrations of an event by their reception numbers.
pub fn by_reception_numbers(
    conn: &mut Conn,
    organization: Id,
    numbers: &[String],
) -> Result<Vec<super::registrations::RegistrationRow>, StoreError> {
    use super::registrations::RegistrationRow;
    use super::schema::registrations;
    let mut found = Vec::new();
    for numbers in numbers.chunks(500) {
        let rows: Vec<RegistrationRow> = registrations::table
            .filter(registrations::organization_id.eq(organization))
            .filter(registrations::reception_number.eq_any(numbers.to_vec()))
            .select(RegistrationRow::as_select())
            .load(conn)?;
        found.extend(rows);
    }
    Ok(found)
}
