//! Organizations with the tokens of their programs.

use diesel::prelude::*;

use super::audit_seals;
use super::backend::Conn;
use super::error::StoreError;
use super::schema::{api_tokens, organizations};
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
    audit_seals::begin(conn, row.id, 0, row.created_at)
}

/// Whether nobody has used this database yet.
pub fn is_empty(conn: &mut Conn) -> Result<bool, StoreError> {
    let first: Option<Id> =
        organizations::table.select(organizations::id).first(conn).optional()?;
    Ok(first.is_none())
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

/// The tokens of an organization, newest first.
pub fn tokens(conn: &mut Conn, organization: Id) -> Result<Vec<TokenRow>, StoreError> {
    Ok(api_tokens::table
        .filter(api_tokens::organization_id.eq(organization))
        .order(api_tokens::id.desc())
        .select(TokenRow::as_select())
        .load(conn)?)
}

/// Ends a token; whether there was one that counted.
pub fn revoke_token(
    conn: &mut Conn,
    organization: Id,
    token: Id,
    now: Time,
) -> Result<bool, StoreError> {
    let its = api_tokens::table
        .filter(api_tokens::id.eq(token))
        .filter(api_tokens::organization_id.eq(organization))
        .filter(api_tokens::revoked_at.is_null());
    Ok(diesel::update(its).set(api_tokens::revoked_at.eq(Some(now))).execute(conn)? == 1)
}
