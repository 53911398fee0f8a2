//! Organizations, their members, and how these prove who they are.

use diesel::prelude::*;

use super::backend::Conn;
use super::error::StoreError;
use super::schema::{api_tokens, console_sessions, members, organizations, sign_in_links};
use super::types::{Id, Time};

#[derive(Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = organizations, treat_none_as_default_value = false)]
pub struct OrganizationRow {
    pub id: Id,
    pub slug: String,
    pub name: String,
    pub time_zone: String,
    pub reply_to: Option<String>,
    pub created_at: Time,
}

#[derive(Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = members, treat_none_as_default_value = false)]
pub struct MemberRow {
    pub id: Id,
    pub organization_id: Id,
    pub email: String,
    pub email_key: String,
    pub name: String,
    pub role: String,
    pub ends_at: Option<Time>,
    pub created_at: Time,
}

#[derive(Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = api_tokens, treat_none_as_default_value = false)]
pub struct TokenRow {
    pub id: Id,
    pub organization_id: Id,
    pub token_hash: Vec<u8>,
    pub name: String,
    pub scopes: String,
    pub created_at: Time,
    pub expires_at: Option<Time>,
    pub revoked_at: Option<Time>,
}

#[derive(Clone, Insertable)]
#[diesel(table_name = sign_in_links, treat_none_as_default_value = false)]
pub struct SignInLinkRow {
    pub token_hash: Vec<u8>,
    pub organization_id: Id,
    pub member_id: Id,
    pub created_at: Time,
    pub expires_at: Time,
}

#[derive(Clone, Insertable)]
#[diesel(table_name = console_sessions, treat_none_as_default_value = false)]
pub struct ConsoleSessionRow {
    pub token_hash: Vec<u8>,
    pub organization_id: Id,
    pub member_id: Id,
    pub created_at: Time,
    pub expires_at: Time,
}

pub fn by_slug(conn: &mut Conn, slug: &str) -> Result<Option<OrganizationRow>, StoreError> {
    Ok(organizations::table
        .filter(organizations::slug.eq(slug))
        .select(OrganizationRow::as_select())
        .first(conn)
        .optional()?)
}

pub fn by_id(conn: &mut Conn, id: Id) -> Result<Option<OrganizationRow>, StoreError> {
    Ok(organizations::table.find(id).select(OrganizationRow::as_select()).first(conn).optional()?)
}

pub fn insert(conn: &mut Conn, row: &OrganizationRow) -> Result<(), StoreError> {
    diesel::insert_into(organizations::table).values(row).execute(conn)?;
    Ok(())
}

/// Whether nobody has used this database yet.
pub fn is_empty(conn: &mut Conn) -> Result<bool, StoreError> {
    let first: Option<Id> =
        organizations::table.select(organizations::id).first(conn).optional()?;
    Ok(first.is_none())
}

pub fn member_by_email(
    conn: &mut Conn,
    organization: Id,
    email_key: &str,
) -> Result<Option<MemberRow>, StoreError> {
    Ok(members::table
        .filter(members::organization_id.eq(organization))
        .filter(members::email_key.eq(email_key))
        .select(MemberRow::as_select())
        .first(conn)
        .optional()?)
}

/// A member of an organization by its id.
pub fn member(
    conn: &mut Conn,
    organization: Id,
    member: Id,
) -> Result<Option<MemberRow>, StoreError> {
    Ok(members::table
        .filter(members::organization_id.eq(organization))
        .filter(members::id.eq(member))
        .select(MemberRow::as_select())
        .first(conn)
        .optional()?)
}

pub fn insert_member(conn: &mut Conn, row: &MemberRow) -> Result<(), StoreError> {
    diesel::insert_into(members::table).values(row).execute(conn)?;
    Ok(())
}

/// Gives an organization another name.
pub fn rename(conn: &mut Conn, id: Id, name: &str) -> Result<(), StoreError> {
    diesel::update(organizations::table.find(id))
        .set(organizations::name.eq(name))
        .execute(conn)?;
    Ok(())
}

pub fn insert_token(conn: &mut Conn, row: &TokenRow) -> Result<(), StoreError> {
    diesel::insert_into(api_tokens::table).values(row).execute(conn)?;
    Ok(())
}

/// The token with this hash, whether it still counts or not.
pub fn token_by_hash(conn: &mut Conn, hash: &[u8]) -> Result<Option<TokenRow>, StoreError> {
    Ok(api_tokens::table
        .filter(api_tokens::token_hash.eq(hash.to_vec()))
        .select(TokenRow::as_select())
        .first(conn)
        .optional()?)
}

pub fn insert_sign_in_link(conn: &mut Conn, row: &SignInLinkRow) -> Result<(), StoreError> {
    diesel::insert_into(sign_in_links::table).values(row).execute(conn)?;
    Ok(())
}

/// Uses up a sign-in link: whose it was, if it was good. It is good once.
pub fn use_sign_in_link(
    conn: &mut Conn,
    hash: &[u8],
    now: Time,
) -> Result<Option<MemberRow>, StoreError> {
    let good = sign_in_links::table
        .filter(sign_in_links::token_hash.eq(hash.to_vec()))
        .filter(sign_in_links::used_at.is_null())
        .filter(sign_in_links::expires_at.gt(now));
    let used = diesel::update(good).set(sign_in_links::used_at.eq(Some(now))).execute(conn)?;
    if used == 0 {
        return Ok(None);
    }
    let member: Id = sign_in_links::table
        .filter(sign_in_links::token_hash.eq(hash.to_vec()))
        .select(sign_in_links::member_id)
        .first(conn)?;
    current_member(conn, member, now)
}

/// Whether a sign-in link would still be good, without using it.
pub fn sign_in_link_is_good(conn: &mut Conn, hash: &[u8], now: Time) -> Result<bool, StoreError> {
    let good: Option<Id> = sign_in_links::table
        .filter(sign_in_links::token_hash.eq(hash.to_vec()))
        .filter(sign_in_links::used_at.is_null())
        .filter(sign_in_links::expires_at.gt(now))
        .select(sign_in_links::member_id)
        .first(conn)
        .optional()?;
    Ok(good.is_some())
}

fn current_member(conn: &mut Conn, member: Id, now: Time) -> Result<Option<MemberRow>, StoreError> {
    Ok(members::table
        .find(member)
        .filter(members::ends_at.is_null().or(members::ends_at.gt(now)))
        .select(MemberRow::as_select())
        .first(conn)
        .optional()?)
}

pub fn insert_console_session(conn: &mut Conn, row: &ConsoleSessionRow) -> Result<(), StoreError> {
    diesel::insert_into(console_sessions::table).values(row).execute(conn)?;
    Ok(())
}

/// Who is signed in by the session with this hash.
pub fn member_of_session(
    conn: &mut Conn,
    hash: &[u8],
    now: Time,
) -> Result<Option<MemberRow>, StoreError> {
    let member: Option<Id> = console_sessions::table
        .filter(console_sessions::token_hash.eq(hash.to_vec()))
        .filter(console_sessions::revoked_at.is_null())
        .filter(console_sessions::expires_at.gt(now))
        .select(console_sessions::member_id)
        .first(conn)
        .optional()?;
    member.map_or(Ok(None), |id| current_member(conn, id, now))
}

pub fn revoke_console_session(conn: &mut Conn, hash: &[u8], now: Time) -> Result<(), StoreError> {
    diesel::update(console_sessions::table.filter(console_sessions::token_hash.eq(hash.to_vec())))
        .set(console_sessions::revoked_at.eq(Some(now)))
        .execute(conn)?;
    Ok(())
}
