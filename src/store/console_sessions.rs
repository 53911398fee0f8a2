//! Who is signed in, and the links by which one signs in.

use diesel::prelude::*;

use super::backend::Conn;
use super::error::StoreError;
use super::schema::{console_sessions, sign_in_links};
use super::types::{Id, Time};

/// Sessions that are forgotten in one transaction at most.
const FORGOTTEN_AT_ONCE: i64 = 1_000;

#[derive(Clone, Insertable)]
#[diesel(table_name = sign_in_links, treat_none_as_default_value = false)]
pub struct SignInLinkRow {
    pub token_hash: Vec<u8>,
    pub account_id: Id,
    /// Where it leads; where one worked last, if it does not say.
    pub organization_id: Option<Id>,
    pub created_at: Time,
    pub expires_at: Time,
}

#[derive(Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = console_sessions, treat_none_as_default_value = false)]
pub struct ConsoleSessionRow {
    pub token_hash: Vec<u8>,
    /// By which it is named in the console.
    pub id: Id,
    pub account_id: Id,
    /// For whom is worked now.
    pub organization_id: Id,
    pub member_id: Id,
    /// How many things were proved: 1 or 2.
    pub factors: i32,
    /// The browser as people know it.
    pub browser: String,
    pub created_at: Time,
    /// When it was last proved who it is.
    pub proved_at: Time,
    pub seen_at: Time,
    pub expires_at: Time,
    pub revoked_at: Option<Time>,
}

pub fn insert_link(conn: &mut Conn, row: &SignInLinkRow) -> Result<(), StoreError> {
    diesel::insert_into(sign_in_links::table).values(row).execute(conn)?;
    Ok(())
}

/// Uses up a sign-in link: whose account it was and where it leads, if it was good. It is good once.
pub fn use_link(
    conn: &mut Conn,
    hash: &[u8],
    now: Time,
) -> Result<Option<(Id, Option<Id>)>, StoreError> {
    let good = sign_in_links::table
        .filter(sign_in_links::token_hash.eq(hash.to_vec()))
        .filter(sign_in_links::used_at.is_null())
        .filter(sign_in_links::expires_at.gt(now));
    let used = diesel::update(good).set(sign_in_links::used_at.eq(Some(now))).execute(conn)?;
    if used == 0 {
        return Ok(None);
    }
    Ok(Some(
        sign_in_links::table
            .filter(sign_in_links::token_hash.eq(hash.to_vec()))
            .select((sign_in_links::account_id, sign_in_links::organization_id))
            .first(conn)?,
    ))
}

/// Whether a sign-in link would still be good, without using it.
pub fn link_is_good(conn: &mut Conn, hash: &[u8], now: Time) -> Result<bool, StoreError> {
    let good: Option<Id> = sign_in_links::table
        .filter(sign_in_links::token_hash.eq(hash.to_vec()))
        .filter(sign_in_links::used_at.is_null())
        .filter(sign_in_links::expires_at.gt(now))
        .select(sign_in_links::account_id)
        .first(conn)
        .optional()?;
    Ok(good.is_some())
}

/// Links of an account that were asked for and are still good. Invitations do not count.
pub fn links_open(conn: &mut Conn, account: Id, now: Time) -> Result<i64, StoreError> {
    Ok(sign_in_links::table
        .filter(sign_in_links::account_id.eq(account))
        .filter(sign_in_links::organization_id.is_null())
        .filter(sign_in_links::used_at.is_null())
        .filter(sign_in_links::expires_at.gt(now))
        .count()
        .get_result(conn)?)
}

/// Makes all links of an account useless that were not used.
pub fn end_links(conn: &mut Conn, account: Id, now: Time) -> Result<(), StoreError> {
    let open = sign_in_links::table
        .filter(sign_in_links::account_id.eq(account))
        .filter(sign_in_links::used_at.is_null());
    diesel::update(open).set(sign_in_links::used_at.eq(Some(now))).execute(conn)?;
    Ok(())
}

/// Makes an account's links into one organization useless that were not used.
pub fn end_invitations(
    conn: &mut Conn,
    account: Id,
    organization: Id,
    now: Time,
) -> Result<(), StoreError> {
    let open = sign_in_links::table
        .filter(sign_in_links::account_id.eq(account))
        .filter(sign_in_links::organization_id.eq(organization))
        .filter(sign_in_links::used_at.is_null());
    diesel::update(open).set(sign_in_links::used_at.eq(Some(now))).execute(conn)?;
    Ok(())
}

/// Forgets sign-in links that ended before then.
pub fn forget_links(conn: &mut Conn, before: Time) -> Result<usize, StoreError> {
    let ended = sign_in_links::table.filter(sign_in_links::expires_at.lt(before));
    Ok(diesel::delete(ended).execute(conn)?)
}

/// Forgets sessions that ended before then, apart from each account's last: it says where one worked.
pub fn forget_sessions(conn: &mut Conn, before: Time) -> Result<usize, StoreError> {
    let later = diesel::alias!(console_sessions as later_sessions);
    let is_last = later
        .filter(later.field(console_sessions::account_id).eq(console_sessions::account_id))
        .filter(later.field(console_sessions::seen_at).gt(console_sessions::seen_at));
    let over: Vec<Id> = console_sessions::table
        .filter(console_sessions::expires_at.lt(before))
        .filter(diesel::dsl::exists(is_last))
        .select(console_sessions::id)
        .limit(FORGOTTEN_AT_ONCE)
        .load(conn)?;
    let these = console_sessions::table.filter(console_sessions::id.eq_any(over));
    Ok(diesel::delete(these).execute(conn)?)
}

pub fn insert(conn: &mut Conn, row: &ConsoleSessionRow) -> Result<(), StoreError> {
    diesel::insert_into(console_sessions::table).values(row).execute(conn)?;
    Ok(())
}

/// The session with this hash, if it has not ended.
pub fn by_hash(
    conn: &mut Conn,
    hash: &[u8],
    now: Time,
) -> Result<Option<ConsoleSessionRow>, StoreError> {
    Ok(console_sessions::table
        .filter(console_sessions::token_hash.eq(hash.to_vec()))
        .filter(console_sessions::revoked_at.is_null())
        .filter(console_sessions::expires_at.gt(now))
        .select(ConsoleSessionRow::as_select())
        .first(conn)
        .optional()?)
}

/// Those of an account that have not ended, the last seen first.
pub fn of_account(
    conn: &mut Conn,
    account: Id,
    now: Time,
) -> Result<Vec<ConsoleSessionRow>, StoreError> {
    Ok(console_sessions::table
        .filter(console_sessions::account_id.eq(account))
        .filter(console_sessions::revoked_at.is_null())
        .filter(console_sessions::expires_at.gt(now))
        .order((console_sessions::seen_at.desc(), console_sessions::id))
        .select(ConsoleSessionRow::as_select())
        .load(conn)?)
}

/// The organization for which an account worked last.
pub fn last_organization(conn: &mut Conn, account: Id) -> Result<Option<Id>, StoreError> {
    Ok(console_sessions::table
        .filter(console_sessions::account_id.eq(account))
        .order(console_sessions::seen_at.desc())
        .select(console_sessions::organization_id)
        .first(conn)
        .optional()?)
}

/// Notes that somebody is there.
pub fn seen(conn: &mut Conn, hash: &[u8], now: Time) -> Result<(), StoreError> {
    diesel::update(console_sessions::table.filter(console_sessions::token_hash.eq(hash.to_vec())))
        .set(console_sessions::seen_at.eq(now))
        .execute(conn)?;
    Ok(())
}

/// From now on the session works for another organization.
pub fn switch(
    conn: &mut Conn,
    session: Id,
    organization: Id,
    member: Id,
) -> Result<(), StoreError> {
    diesel::update(console_sessions::table.filter(console_sessions::id.eq(session)))
        .set((
            console_sessions::organization_id.eq(organization),
            console_sessions::member_id.eq(member),
        ))
        .execute(conn)?;
    Ok(())
}

/// It was proved once more who it is, by so many factors.
pub fn proved(conn: &mut Conn, session: Id, factors: i32, now: Time) -> Result<(), StoreError> {
    diesel::update(console_sessions::table.filter(console_sessions::id.eq(session)))
        .set((console_sessions::proved_at.eq(now), console_sessions::factors.eq(factors)))
        .execute(conn)?;
    Ok(())
}

pub fn revoke(conn: &mut Conn, hash: &[u8], now: Time) -> Result<(), StoreError> {
    diesel::update(console_sessions::table.filter(console_sessions::token_hash.eq(hash.to_vec())))
        .set(console_sessions::revoked_at.eq(Some(now)))
        .execute(conn)?;
    Ok(())
}

/// Ends one session of an account; whether there was one.
pub fn revoke_one(
    conn: &mut Conn,
    account: Id,
    session: Id,
    now: Time,
) -> Result<bool, StoreError> {
    let its = console_sessions::table
        .filter(console_sessions::account_id.eq(account))
        .filter(console_sessions::id.eq(session))
        .filter(console_sessions::revoked_at.is_null());
    Ok(diesel::update(its).set(console_sessions::revoked_at.eq(Some(now))).execute(conn)? == 1)
}

/// Ends the sessions of an account but one; how many.
pub fn revoke_others(
    conn: &mut Conn,
    account: Id,
    but: Option<Id>,
    now: Time,
) -> Result<usize, StoreError> {
    let others = console_sessions::table
        .filter(console_sessions::account_id.eq(account))
        .filter(console_sessions::id.ne(but.unwrap_or(Id(uuid::Uuid::nil()))))
        .filter(console_sessions::revoked_at.is_null());
    Ok(diesel::update(others).set(console_sessions::revoked_at.eq(Some(now))).execute(conn)?)
}
