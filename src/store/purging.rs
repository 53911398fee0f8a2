//! Erasing personal data by the register, a bounded piece in each transaction.

use std::collections::BTreeMap;

use diesel::prelude::*;
use serde_json::{Map, Value};

use super::audit::AuditRow;
use super::backend::{self, Conn, Lockable};
use super::error::StoreError;
use super::personal_data::{Erased, Found, REGISTER, Table};
use super::postings::SEGMENT;
use super::schema::{
    application_drafts, audit_lines, mailings, outbox, registrations, search_segments, sessions,
};
use super::types::{Id, JsonText, Time};
use super::{audit_key, audit_redaction};

/// What was erased, by the headings of certificates.
pub type Counts = BTreeMap<String, i64>;

/// Parts of an audit line's details that name nobody: the words of the program, ids, numbers.
const HARMLESS: [&str; 18] = [
    "from",
    "to",
    "state",
    "seats",
    "seats_before",
    "position",
    "source",
    "sequence",
    "until",
    "from_session",
    "to_session",
    "capacity",
    "persons",
    "meeting",
    "mails",
    "kind",
    "version",
    "received_at",
];

/// The registrations of a session after a sequence number, in their order.
pub fn registrations_after(
    conn: &mut Conn,
    session: Id,
    after: i64,
    limit: i64,
) -> Result<Vec<(Id, i64)>, StoreError> {
    Ok(registrations::table
        .filter(registrations::session_id.eq(session))
        .filter(registrations::sequence.gt(after))
        .order(registrations::sequence)
        .limit(limit)
        .select((registrations::id, registrations::sequence))
        .load(conn)?)
}

/// Erases what belongs to these registrations of a session, apart from their mails. The session is locked, so that no
/// desk writes to them meanwhile.
pub fn erase_registrations(
    conn: &mut Conn,
    session: Id,
    ids: &[Id],
    now: Time,
    counts: &mut Counts,
) -> Result<(), StoreError> {
    if ids.is_empty() {
        return Ok(());
    }
    backend::lock(conn, Lockable::Sessions, &[session])?;
    let these = literals(conn, ids);
    for table in REGISTER {
        for found in table.found {
            if let Found::ByRegistration(column) = found {
                erase(conn, table, &format!("{column} IN ({these})"), counts)?;
            }
        }
    }
    diesel::update(registrations::table.filter(registrations::id.eq_any(ids)))
        .set((
            registrations::updated_at.eq(now),
            registrations::version.eq(registrations::version + 1),
        ))
        .execute(conn)?;
    redact(conn, ids, counts)
}

/// The mails of an organization after an id, with what they are about.
pub struct MailPlace {
    pub id: Id,
    pub event: Option<Id>,
    pub registration: Option<Id>,
    /// A test to oneself may show a real person's mail, and does not say whose.
    pub is_test: bool,
}

/// One page of an organization's mails, in the order of their ids.
pub fn mails_after(
    conn: &mut Conn,
    organization: Id,
    after: Option<Id>,
    limit: i64,
) -> Result<Vec<MailPlace>, StoreError> {
    let mut query = outbox::table
        .filter(outbox::organization_id.eq(organization))
        .order(outbox::id)
        .limit(limit)
        .select((outbox::id, outbox::event_id, outbox::registration_id, outbox::kind))
        .into_boxed();
    if let Some(after) = after {
        query = query.filter(outbox::id.gt(after));
    }
    let rows: Vec<(Id, Option<Id>, Option<Id>, String)> = query.load(conn)?;
    let place = |(id, event, registration, kind): (Id, Option<Id>, Option<Id>, String)| MailPlace {
        id,
        event,
        registration,
        is_test: kind == "mail_test",
    };
    Ok(rows.into_iter().map(place).collect())
}

/// Erases these mails with all that belongs to them.
pub fn erase_mails(conn: &mut Conn, ids: &[Id], counts: &mut Counts) -> Result<(), StoreError> {
    if ids.is_empty() {
        return Ok(());
    }
    let these = literals(conn, ids);
    for table in REGISTER {
        for found in table.found {
            if let Found::ByMail(column) = found {
                erase(conn, table, &format!("{column} IN ({these})"), counts)?;
            }
        }
    }
    redact(conn, ids, counts)
}

/// Erases what belongs to an event as a whole and to its sessions.
pub fn erase_event(conn: &mut Conn, event: Id, counts: &mut Counts) -> Result<(), StoreError> {
    let all = sessions_of(conn, event)?;
    backend::lock(conn, Lockable::Sessions, &all)?;
    // Who has asked for a link stands in such a mailing, and in nothing else of it.
    let asked: Vec<Id> = mailings::table
        .filter(mailings::event_id.eq(event))
        .filter(mailings::kind.eq("resend_link"))
        .select(mailings::id)
        .load(conn)?;
    diesel::delete(mailings::table.filter(mailings::id.eq_any(&asked))).execute(conn)?;
    // Nobody is left to be written to.
    diesel::update(mailings::table.filter(mailings::event_id.eq(event)))
        .filter(mailings::state.ne_all(["done", "aborted"]))
        .set(mailings::state.eq("aborted"))
        .execute(conn)?;
    let (this, these) = (literals(conn, &[event]), literals(conn, &all));
    for table in REGISTER {
        for found in table.found {
            match found {
                Found::ByEvent(column) => {
                    erase(conn, table, &format!("{column} IN ({this})"), counts)?;
                }
                Found::BySession(column) if !all.is_empty() => {
                    erase(conn, table, &format!("{column} IN ({these})"), counts)?;
                }
                _ => {}
            }
        }
    }
    Ok(())
}

/// Lets the search index of these registrations be made anew, and the seat of a company that is theirs alone name it no
/// more: what an event's purge does for whole sessions.
pub fn forget_in_session(
    conn: &mut Conn,
    session: Id,
    sequence: i64,
    id: Id,
) -> Result<(), StoreError> {
    let segment = (sequence - 1) / SEGMENT;
    diesel::update(search_segments::table)
        .filter(search_segments::session_id.eq(session))
        .filter(search_segments::segment.eq(segment))
        .set(search_segments::due.eq(true))
        .execute(conn)?;
    let one = literals(conn, &[id]);
    let alone = format!(
        "id IN (SELECT company_seat_id FROM registrations WHERE id IN ({one})) AND registrations = 1"
    );
    let seats = REGISTER.iter().find(|table| table.name == "company_seats");
    seats.map_or(Ok(()), |table| erase(conn, table, &alone, &mut Counts::new()))
}

/// Lets drafts by mail that are closed, and the answers to all that became this registration, be this registration's: their
/// sender is its applicant. An open one may be for somebody else, and staff see it.
pub fn claim_drafts(conn: &mut Conn, event: Id, registration: Id) -> Result<(), StoreError> {
    let email: Option<Option<String>> = registrations::table
        .filter(registrations::id.eq(registration))
        .select(registrations::applicant_email)
        .first(conn)
        .optional()?;
    let closed = application_drafts::table
        .filter(application_drafts::event_id.eq(event))
        .filter(application_drafts::registration_id.is_null())
        .filter(application_drafts::state.ne_all(["open", "confirming"]));
    if let Some(email) = email.flatten() {
        diesel::update(closed.filter(application_drafts::sender.eq(email)))
            .set(application_drafts::registration_id.eq(Some(registration)))
            .execute(conn)?;
    }
    let drafts: Vec<Id> = application_drafts::table
        .filter(application_drafts::registration_id.eq(Some(registration)))
        .select(application_drafts::id)
        .load(conn)?;
    for draft in drafts {
        let answers = outbox::table
            .filter(outbox::event_id.eq(Some(event)))
            .filter(outbox::dedup_key.like(format!("{}:%", draft.0)));
        diesel::update(answers)
            .set(outbox::registration_id.eq(Some(registration)))
            .execute(conn)?;
    }
    Ok(())
}

/// The sessions of an event, in the order of their ids.
pub fn sessions_of(conn: &mut Conn, event: Id) -> Result<Vec<Id>, StoreError> {
    Ok(sessions::table
        .filter(sessions::event_id.eq(event))
        .order(sessions::id)
        .select(sessions::id)
        .load(conn)?)
}

/// Ids as SQL: there is nothing in them but hexadecimal digits.
fn literals(conn: &Conn, ids: &[Id]) -> String {
    let one = |id: &Id| match conn {
        Conn::Postgres(_) => format!("'{}'::uuid", id.0),
        Conn::Sqlite(_) => format!("x'{}'", id.0.simple()),
    };
    ids.iter().map(one).collect::<Vec<_>>().join(",")
}

/// Erases what the register says of a table's rows.
fn erase(
    conn: &mut Conn,
    table: &Table,
    rows: &str,
    counts: &mut Counts,
) -> Result<(), StoreError> {
    let name = table.name;
    let statement = match table.erased {
        Erased::Nothing => return Ok(()),
        Erased::Rows(_) => format!("DELETE FROM {name} WHERE {rows}"),
        Erased::Columns(columns) => {
            let set: Vec<String> =
                columns.iter().map(|(column, value)| format!("{column} = {value}")).collect();
            format!("UPDATE {name} SET {} WHERE {rows}", set.join(", "))
        }
    };
    let erased = diesel::sql_query(spelled(conn, &statement)).execute(conn)?;
    if erased > 0 {
        *counts.entry(table.counted.to_owned()).or_default() += i64::try_from(erased).unwrap_or(0);
    }
    Ok(())
}

/// An id as text is spelled differently by the two databases.
fn spelled(conn: &Conn, statement: &str) -> String {
    let (session, id) = match conn {
        Conn::Postgres(_) => ("session_id::text", "REPLACE(id::text, '-', '')"),
        Conn::Sqlite(_) => ("HEX(session_id)", "LOWER(HEX(id))"),
    };
    statement.replace("HEX_OF_SESSION", session).replace("HEX_OF_ID", id)
}

/// Takes what was typed out of the audit lines about these things.
fn redact(conn: &mut Conn, subjects: &[Id], counts: &mut Counts) -> Result<(), StoreError> {
    let lines: Vec<AuditRow> = audit_lines::table
        .filter(audit_lines::subject_id.eq_any(subjects))
        .select(AuditRow::as_select())
        .load(conn)?;
    for line in lines {
        let Some(left) = without_words(&line.details.0) else { continue };
        let details = match audit_key::lent() {
            Some(key) => audit_redaction::redacted(&key, &line, left),
            None => Value::Object(left).to_string(),
        };
        diesel::update(audit_lines::table)
            .filter(audit_lines::organization_id.eq(line.organization_id))
            .filter(audit_lines::id.eq(line.id))
            .set(audit_lines::details.eq(JsonText(details)))
            .execute(conn)?;
        *counts.entry("audit".to_owned()).or_default() += 1;
    }
    Ok(())
}

/// Details without what somebody may have typed; nothing where there was nothing of the kind.
fn without_words(details: &str) -> Option<Map<String, Value>> {
    let read = serde_json::from_str(details).ok();
    let Some(Value::Object(mut all)) = read else { return Some(Map::new()) };
    let before = all.len();
    all.retain(|key, value| key == "purged" || is_harmless(key, value));
    (all.len() < before).then_some(all)
}

fn is_harmless(key: &str, value: &Value) -> bool {
    let is_word = |text: &str| {
        text.len() <= 64
            && text
                .bytes()
                .all(|b| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-' | b':' | b'.' | b'+'))
    };
    match value {
        Value::Null | Value::Bool(_) | Value::Number(_) => true,
        Value::String(text) => HARMLESS.contains(&key) && is_word(text),
        Value::Array(_) | Value::Object(_) => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_an_audit_line_the_program_s_own_words_stay() {
        let left = |details| without_words(details).map(|left| Value::Object(left).to_string());
        assert_eq!(left(r#"{"from":"confirmed","seats":2}"#), None);
        assert_eq!(
            left(r#"{"seats":2,"exceed_reason":"山田さんの上司の頼み","reason":"x"}"#),
            Some(r#"{"seats":2}"#.to_owned())
        );
        assert_eq!(left(r#"{"from":"山田 太郎","names":["a"]}"#), Some("{}".to_owned()));
    }

    #[test]
    fn no_table_stands_in_the_register_twice() {
        let mut names: Vec<&str> = REGISTER.iter().map(|table| table.name).collect();
        names.sort_unstable();
        let all = names.len();
        names.dedup();
        assert_eq!(names.len(), all);
    }
}
