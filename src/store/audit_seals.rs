//! The seals of the audit trail: each is made of a line and of the seal before it, so that none can be changed, taken out, put
//! in or moved without its being seen.
//!
//! Lines are sealed after their commit, in an order of their own, so that nobody who writes waits for anybody else.

use diesel::prelude::*;
use diesel::sql_types::{BigInt, Binary};

use super::audit::AuditRow;
use super::audit_key::{self, AuditKey, OCTETS};
use super::backend::Conn;
use super::error::StoreError;
use super::many_rows::{many_rows, write_many};
use super::schema::{audit_heads, audit_lines, audit_seals, organizations};
use super::types::{Id, Time, Uid};

/// Lines that are sealed in one transaction.
const AT_ONCE: i64 = 1_000;

/// What a seal without any before it is made of.
const NOTHING: [u8; OCTETS] = [0; OCTETS];

#[derive(Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = audit_seals, treat_none_as_default_value = false)]
pub struct SealRow {
    pub organization_id: Id,
    /// From 1, without gaps.
    pub position: i64,
    pub line_id: Id,
    pub seal: Vec<u8>,
}

many_rows! { SealRow as SealColumns, "audit_seals", "" {
    organization_id: Uid = Id,
    position: BigInt = i64,
    line_id: Uid = Id,
    seal: Binary = Vec<u8>,
} }

/// The end of an organization's chain.
#[derive(Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = audit_heads, treat_none_as_default_value = false)]
pub struct HeadRow {
    pub organization_id: Id,
    pub position: i64,
    pub seal: Vec<u8>,
    pub newest_line: Id,
    pub adopted: i64,
    pub mac: Vec<u8>,
    pub sealed_at: Time,
    pub checked_at: Option<Time>,
    pub found: Option<String>,
}

/// A line as it lies there, with its signature.
pub type LyingLine = (AuditRow, Option<Vec<u8>>);

/// The seal of a line that comes after another seal.
pub fn seal_of(key: &AuditKey, before: &[u8], position: i64, line: &LyingLine) -> [u8; OCTETS] {
    let content = key.of_line(&line.0);
    let mac = line.1.as_deref().unwrap_or_default();
    key.sign("seal", &[before, &position.to_be_bytes(), &content, mac])
}

/// What makes a head believed.
pub fn head_mac(key: &AuditKey, head: &HeadRow) -> [u8; OCTETS] {
    let (position, adopted) = (head.position.to_be_bytes(), head.adopted.to_be_bytes());
    key.sign("head", &[head.organization_id.0.as_bytes(), &position, &head.seal, &adopted])
}

/// Begins a chain, of which the first `adopted` lines may be without signature.
pub fn begin(conn: &mut Conn, organization: Id, adopted: i64, now: Time) -> Result<(), StoreError> {
    let mut head = HeadRow {
        organization_id: organization,
        position: 0,
        seal: NOTHING.to_vec(),
        newest_line: Id(uuid::Uuid::nil()),
        adopted,
        mac: Vec::new(),
        sealed_at: now,
        checked_at: None,
        found: None,
    };
    head.mac = audit_key::lent().map(|key| head_mac(&key, &head).to_vec()).unwrap_or_default();
    diesel::insert_into(audit_heads::table).values(&head).execute(conn)?;
    Ok(())
}

/// Begins the chains of organizations that were there before there were any: their lines count as they are.
pub fn adopt(conn: &mut Conn, now: Time) -> Result<(), StoreError> {
    let all: Vec<Id> = organizations::table.select(organizations::id).load(conn)?;
    for organization in all {
        if head(conn, organization)?.is_some() {
            continue;
        }
        let lines: i64 = audit_lines::table
            .filter(audit_lines::organization_id.eq(organization))
            .count()
            .get_result(conn)?;
        begin(conn, organization, lines, now)?;
    }
    Ok(())
}

pub fn head(conn: &mut Conn, organization: Id) -> Result<Option<HeadRow>, StoreError> {
    Ok(audit_heads::table.find(organization).select(HeadRow::as_select()).first(conn).optional()?)
}

/// Every organization that there is, with whether it has a head.
pub fn organizations_with_heads(conn: &mut Conn) -> Result<Vec<(Id, bool)>, StoreError> {
    let found: Vec<(Id, Option<Id>)> = organizations::table
        .left_join(audit_heads::table.on(audit_heads::organization_id.eq(organizations::id)))
        .select((organizations::id, audit_heads::organization_id.nullable()))
        .order(organizations::id)
        .load(conn)?;
    Ok(found.into_iter().map(|(id, head)| (id, head.is_some())).collect())
}

/// Organizations with lines that are newer than the newest that is sealed, or, of those of late, newer than `since`.
pub fn due(conn: &mut Conn, since: Option<Id>, limit: i64) -> Result<Vec<Id>, StoreError> {
    let lines =
        audit_lines::table.filter(audit_lines::organization_id.eq(audit_heads::organization_id));
    let heads = audit_heads::table.select(audit_heads::organization_id).limit(limit);
    Ok(match since {
        None => heads
            .filter(diesel::dsl::exists(lines.filter(audit_lines::id.gt(audit_heads::newest_line))))
            .load(conn)?,
        Some(since) => {
            heads.filter(diesel::dsl::exists(lines.filter(audit_lines::id.gt(since)))).load(conn)?
        }
    })
}

/// Seals lines of an organization whose ids are above `above`, those that have no seal yet; how many. The head's row is locked:
/// of several processes one goes on where another stopped.
///
/// # Errors
/// Those of the database; and a head that is not believed, on which nothing is built.
pub fn seal_some(
    conn: &mut Conn,
    key: &AuditKey,
    organization: Id,
    above: impl FnOnce(Id) -> Id,
    now: Time,
) -> Result<usize, StoreError> {
    let lock = audit_heads::table.find(organization);
    if diesel::update(lock).set(audit_heads::organization_id.eq(organization)).execute(conn)? == 0 {
        return Ok(0);
    }
    let Some(mut head) = head(conn, organization)? else { return Ok(0) };
    if head_mac(key, &head).as_slice() != head.mac {
        return Err(StoreError::Unreadable("the end of the audit trail's chain"));
    }
    let lines = unsealed(conn, organization, above(head.newest_line), AT_ONCE)?;
    let mut seals = Vec::with_capacity(lines.len());
    for line in &lines {
        head.position += 1;
        head.seal = seal_of(key, &head.seal, head.position, line).to_vec();
        head.newest_line = head.newest_line.max(line.0.id);
        seals.push(SealRow {
            organization_id: organization,
            position: head.position,
            line_id: line.0.id,
            seal: head.seal.clone(),
        });
    }
    if seals.is_empty() {
        return Ok(0);
    }
    write_many!(conn, seals.as_slice());
    diesel::update(audit_heads::table.find(organization))
        .set((
            audit_heads::position.eq(head.position),
            audit_heads::seal.eq(&head.seal),
            audit_heads::newest_line.eq(head.newest_line),
            audit_heads::mac.eq(head_mac(key, &head).to_vec()),
            audit_heads::sealed_at.eq(now),
        ))
        .execute(conn)?;
    Ok(seals.len())
}

/// Lines above an id that have no seal, in the order of their ids.
pub fn unsealed(
    conn: &mut Conn,
    organization: Id,
    above: Id,
    limit: i64,
) -> Result<Vec<LyingLine>, StoreError> {
    let sealed = audit_seals::table
        .filter(audit_seals::organization_id.eq(audit_lines::organization_id))
        .filter(audit_seals::line_id.eq(audit_lines::id));
    Ok(audit_lines::table
        .filter(audit_lines::organization_id.eq(organization))
        .filter(audit_lines::id.gt(above))
        .filter(diesel::dsl::not(diesel::dsl::exists(sealed)))
        .order(audit_lines::id)
        .limit(limit)
        .select((AuditRow::as_select(), audit_lines::mac))
        .load(conn)?)
}

/// Seals behind a position, each with its line if that is there.
pub fn chain(
    conn: &mut Conn,
    organization: Id,
    behind: i64,
    limit: i64,
) -> Result<Vec<(SealRow, Option<LyingLine>)>, StoreError> {
    let found: Vec<(SealRow, Option<AuditRow>, Option<Vec<u8>>)> = audit_seals::table
        .left_join(
            audit_lines::table.on(audit_lines::organization_id
                .eq(audit_seals::organization_id)
                .and(audit_lines::id.eq(audit_seals::line_id))),
        )
        .filter(audit_seals::organization_id.eq(organization))
        .filter(audit_seals::position.gt(behind))
        .order(audit_seals::position)
        .limit(limit)
        .select((
            SealRow::as_select(),
            Option::<AuditRow>::as_select(),
            audit_lines::mac.nullable(),
        ))
        .load(conn)?;
    Ok(found.into_iter().map(|(seal, line, mac)| (seal, line.map(|line| (line, mac)))).collect())
}

/// Remembers what a check found.
pub fn checked(
    conn: &mut Conn,
    organization: Id,
    found: Option<&str>,
    now: Time,
) -> Result<(), StoreError> {
    diesel::update(audit_heads::table.find(organization))
        .set((audit_heads::checked_at.eq(Some(now)), audit_heads::found.eq(found)))
        .execute(conn)?;
    Ok(())
}
