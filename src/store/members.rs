//! Members: which accounts work for which organization, with which rights, until when.

use diesel::prelude::*;

use super::accounts::AccountRow;
use super::backend::Conn;
use super::error::StoreError;
use super::schema::{accounts, event_rights, members, organizations};
use super::types::{Id, Time};

/// The role of who has rights for single events alone.
pub const NO_ROLE: &str = "none";

#[derive(Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = members, treat_none_as_default_value = false)]
pub struct MemberRow {
    pub id: Id,
    pub organization_id: Id,
    pub account_id: Id,
    /// owner, editor, reception, viewer; or none: only what `event_rights` gives.
    pub role: String,
    pub ends_at: Option<Time>,
    pub created_at: Time,
    /// Who was removed stays readable in the audit trail.
    pub removed_at: Option<Time>,
    /// What whoever invited them calls them, until they have been here.
    pub invited_as: Option<String>,
}

/// A right for one event.
#[derive(Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = event_rights, treat_none_as_default_value = false)]
pub struct EventRightRow {
    pub member_id: Id,
    pub event_id: Id,
    pub organization_id: Id,
    pub role: String,
    pub ends_at: Option<Time>,
    pub created_at: Time,
}

/// A member with whom they are, as far as the organization knows them.
#[derive(Clone)]
pub struct Membership {
    pub member: MemberRow,
    pub account: AccountRow,
    /// Those that have not ended.
    pub rights: Vec<EventRightRow>,
}

impl MemberRow {
    /// Whether their right in the whole organization holds.
    pub fn is_current(&self, now: Time) -> bool {
        self.removed_at.is_none() && self.ends_at.is_none_or(|end| end > now)
    }
}

impl Membership {
    /// Whether they have any right at all.
    pub fn is_current(&self, now: Time) -> bool {
        let by_role = self.member.role != NO_ROLE && self.member.is_current(now);
        self.member.removed_at.is_none() && (by_role || !self.rights.is_empty())
    }
}

pub fn insert(conn: &mut Conn, row: &MemberRow) -> Result<(), StoreError> {
    diesel::insert_into(members::table).values(row).execute(conn)?;
    Ok(())
}

/// Gives a member another role until another day, and takes back that they were removed.
pub fn change(
    conn: &mut Conn,
    id: Id,
    role: &str,
    ends_at: Option<Time>,
) -> Result<(), StoreError> {
    diesel::update(members::table.find(id))
        .set((
            members::role.eq(role),
            members::ends_at.eq(ends_at),
            members::removed_at.eq(None::<Time>),
        ))
        .execute(conn)?;
    Ok(())
}

/// Whoever invited a member calls them so until they have been here.
pub fn call(conn: &mut Conn, id: Id, invited_as: &str) -> Result<(), StoreError> {
    diesel::update(members::table.find(id))
        .set(members::invited_as.eq(Some(invited_as)))
        .execute(conn)?;
    Ok(())
}

/// A member has been here: from now on the organization knows them by the name of their account.
pub fn came(conn: &mut Conn, id: Id) -> Result<(), StoreError> {
    let called =
        members::table.filter(members::id.eq(id)).filter(members::invited_as.is_not_null());
    diesel::update(called).set(members::invited_as.eq(None::<String>)).execute(conn)?;
    Ok(())
}

/// Ends all that a member may do here.
pub fn remove(conn: &mut Conn, id: Id, now: Time) -> Result<(), StoreError> {
    diesel::update(members::table.find(id)).set(members::removed_at.eq(Some(now))).execute(conn)?;
    diesel::delete(event_rights::table.filter(event_rights::member_id.eq(id))).execute(conn)?;
    Ok(())
}

/// Of an organization, with those who were removed.
pub fn by_id(
    conn: &mut Conn,
    organization: Id,
    id: Id,
    now: Time,
) -> Result<Option<Membership>, StoreError> {
    let found = members::table
        .inner_join(accounts::table.on(accounts::id.eq(members::account_id)))
        .filter(members::id.eq(id))
        .filter(members::organization_id.eq(organization))
        .select((MemberRow::as_select(), AccountRow::as_select()))
        .first(conn)
        .optional()?;
    let found = found.into_iter().map(as_known_here).collect();
    Ok(with_rights(conn, found, now)?.pop())
}

pub fn of_account(
    conn: &mut Conn,
    organization: Id,
    account: Id,
    now: Time,
) -> Result<Option<Membership>, StoreError> {
    let found = members::table
        .inner_join(accounts::table.on(accounts::id.eq(members::account_id)))
        .filter(members::account_id.eq(account))
        .filter(members::organization_id.eq(organization))
        .select((MemberRow::as_select(), AccountRow::as_select()))
        .first(conn)
        .optional()?;
    let found = found.into_iter().map(as_known_here).collect();
    Ok(with_rights(conn, found, now)?.pop())
}

/// The member with this mail address, if they may do anything.
pub fn by_email(
    conn: &mut Conn,
    organization: Id,
    email_key: &str,
    now: Time,
) -> Result<Option<Membership>, StoreError> {
    let account: Option<Id> = accounts::table
        .filter(accounts::email_key.eq(email_key))
        .select(accounts::id)
        .first(conn)
        .optional()?;
    let Some(account) = account else { return Ok(None) };
    Ok(of_account(conn, organization, account, now)?.filter(|member| member.is_current(now)))
}

/// All of an organization that were not removed, in the order in which they came.
pub fn list(conn: &mut Conn, organization: Id, now: Time) -> Result<Vec<Membership>, StoreError> {
    let all = all_ever(conn, organization, now)?;
    Ok(all.into_iter().filter(|member| member.member.removed_at.is_none()).collect())
}

/// All that an organization ever had.
pub fn all_ever(
    conn: &mut Conn,
    organization: Id,
    now: Time,
) -> Result<Vec<Membership>, StoreError> {
    let found = members::table
        .inner_join(accounts::table.on(accounts::id.eq(members::account_id)))
        .filter(members::organization_id.eq(organization))
        .order((members::created_at, members::id))
        .select((MemberRow::as_select(), AccountRow::as_select()))
        .load(conn)?;
    let found: Vec<(MemberRow, AccountRow)> = found;
    with_rights(conn, found.into_iter().map(as_known_here).collect(), now)
}

/// What an account is called elsewhere, and so that there is one, is not told to an organization where they have never been.
fn as_known_here((member, account): (MemberRow, AccountRow)) -> (MemberRow, AccountRow) {
    let name = member.invited_as.clone().unwrap_or(account.name);
    (member, AccountRow { name, ..account })
}

/// The organizations for which an account may do something, with their names, in the order of the names; for themself, by
/// their own name.
pub fn organizations_of(
    conn: &mut Conn,
    account: Id,
    now: Time,
) -> Result<Vec<(Membership, String)>, StoreError> {
    let found: Vec<(MemberRow, AccountRow, String)> = members::table
        .inner_join(accounts::table.on(accounts::id.eq(members::account_id)))
        .inner_join(organizations::table.on(organizations::id.eq(members::organization_id)))
        .filter(members::account_id.eq(account))
        .filter(members::removed_at.is_null())
        .order((organizations::name, members::id))
        .select((MemberRow::as_select(), AccountRow::as_select(), organizations::name))
        .load(conn)?;
    let apart = found.into_iter().map(|(member, account, name)| ((member, account), name));
    let (found, names): (Vec<_>, Vec<_>) = apart.unzip();
    let memberships = with_rights(conn, found, now)?;
    Ok(memberships.into_iter().zip(names).filter(|(member, _)| member.is_current(now)).collect())
}

fn with_rights(
    conn: &mut Conn,
    found: Vec<(MemberRow, AccountRow)>,
    now: Time,
) -> Result<Vec<Membership>, StoreError> {
    let ids: Vec<Id> = found.iter().map(|(member, _)| member.id).collect();
    let rights: Vec<EventRightRow> = if ids.is_empty() {
        Vec::new()
    } else {
        event_rights::table
            .filter(event_rights::member_id.eq_any(ids))
            .filter(event_rights::ends_at.is_null().or(event_rights::ends_at.gt(now)))
            .order((event_rights::created_at, event_rights::event_id))
            .select(EventRightRow::as_select())
            .load(conn)?
    };
    let with = |(member, account): (MemberRow, AccountRow)| {
        let its = rights.iter().filter(|right| {
            right.member_id == member.id && right.organization_id == member.organization_id
        });
        Membership { rights: its.cloned().collect(), member, account }
    };
    Ok(found.into_iter().map(with).collect())
}

/// Gives a right for an event, or changes it.
pub fn grant(conn: &mut Conn, row: &EventRightRow) -> Result<(), StoreError> {
    revoke(conn, row.member_id, row.event_id)?;
    diesel::insert_into(event_rights::table).values(row).execute(conn)?;
    Ok(())
}

/// Takes a right for an event away; whether there was one.
pub fn revoke(conn: &mut Conn, member: Id, event: Id) -> Result<bool, StoreError> {
    let its = event_rights::table
        .filter(event_rights::member_id.eq(member))
        .filter(event_rights::event_id.eq(event));
    Ok(diesel::delete(its).execute(conn)? == 1)
}

/// Lets the changes of an organization's members go one after another until the transaction ends, so that two owners cannot
/// remove one another at the same moment.
pub fn lock(conn: &mut Conn, organization: Id) -> Result<(), StoreError> {
    // A write that changes nothing locks the organization's row on PostgreSQL; SQLite has one writer anyway.
    diesel::update(organizations::table.find(organization))
        .set(organizations::id.eq(organization))
        .execute(conn)?;
    Ok(())
}

/// Owners whose right does not end, other than this one.
pub fn other_owners(conn: &mut Conn, organization: Id, but: Id) -> Result<usize, StoreError> {
    let others: i64 = members::table
        .filter(members::organization_id.eq(organization))
        .filter(members::role.eq("owner"))
        .filter(members::removed_at.is_null())
        .filter(members::ends_at.is_null())
        .filter(members::id.ne(but))
        .count()
        .get_result(conn)?;
    Ok(usize::try_from(others).unwrap_or(0))
}
