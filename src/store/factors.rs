//! Second factors: authenticator apps, recovery codes, passkeys; identities at providers; whether an organization insists.

use diesel::prelude::*;

use super::backend::Conn;
use super::error::StoreError;
use super::schema::{
    account_totps, organization_security, passkeys, provider_identities, recovery_codes,
};
use super::types::{Id, Time};

#[derive(Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = account_totps, treat_none_as_default_value = false)]
pub struct TotpRow {
    pub account_id: Id,
    /// Sealed.
    pub secret: Vec<u8>,
    /// Until a first code has come, it counts for nothing.
    pub confirmed_at: Option<Time>,
    pub last_step: i64,
    pub created_at: Time,
}

#[derive(Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = passkeys, treat_none_as_default_value = false)]
pub struct PasskeyRow {
    pub id: Id,
    pub account_id: Id,
    pub credential_id: Vec<u8>,
    pub public_key: Vec<u8>,
    pub sign_count: i64,
    pub name: String,
    pub created_at: Time,
    pub used_at: Option<Time>,
}

pub fn totp(conn: &mut Conn, account: Id) -> Result<Option<TotpRow>, StoreError> {
    Ok(account_totps::table.find(account).select(TotpRow::as_select()).first(conn).optional()?)
}

/// Begins with a secret; one that was not confirmed is forgotten.
pub fn begin_totp(conn: &mut Conn, row: &TotpRow) -> Result<(), StoreError> {
    diesel::delete(account_totps::table.find(row.account_id)).execute(conn)?;
    diesel::insert_into(account_totps::table).values(row).execute(conn)?;
    Ok(())
}

/// Notes the step of a code that was taken; whether it is later than the last. The row decides: of two that send the same
/// code at the same moment one is told no.
pub fn take_step(conn: &mut Conn, account: Id, step: i64, now: Time) -> Result<bool, StoreError> {
    let earlier = account_totps::table
        .filter(account_totps::account_id.eq(account))
        .filter(account_totps::last_step.lt(step));
    if diesel::update(earlier).set(account_totps::last_step.eq(step)).execute(conn)? == 0 {
        return Ok(false);
    }
    let first = account_totps::table
        .filter(account_totps::account_id.eq(account))
        .filter(account_totps::confirmed_at.is_null());
    diesel::update(first).set(account_totps::confirmed_at.eq(Some(now))).execute(conn)?;
    Ok(true)
}

/// Takes the authenticator app away, with the recovery codes.
pub fn remove_totp(conn: &mut Conn, account: Id) -> Result<(), StoreError> {
    diesel::delete(account_totps::table.find(account)).execute(conn)?;
    set_recovery_codes(conn, account, &[])
}

/// These codes from now on, in place of all others.
pub fn set_recovery_codes(
    conn: &mut Conn,
    account: Id,
    hashes: &[[u8; 32]],
) -> Result<(), StoreError> {
    diesel::delete(recovery_codes::table.filter(recovery_codes::account_id.eq(account)))
        .execute(conn)?;
    for hash in hashes {
        diesel::insert_into(recovery_codes::table)
            .values((
                recovery_codes::account_id.eq(account),
                recovery_codes::code_hash.eq(hash.to_vec()),
            ))
            .execute(conn)?;
    }
    Ok(())
}

/// Uses up a recovery code; whether it was good.
pub fn use_recovery_code(
    conn: &mut Conn,
    account: Id,
    hash: &[u8],
    now: Time,
) -> Result<bool, StoreError> {
    let good = recovery_codes::table
        .filter(recovery_codes::account_id.eq(account))
        .filter(recovery_codes::code_hash.eq(hash.to_vec()))
        .filter(recovery_codes::used_at.is_null());
    Ok(diesel::update(good).set(recovery_codes::used_at.eq(Some(now))).execute(conn)? == 1)
}

/// Codes that are left.
pub fn recovery_codes_left(conn: &mut Conn, account: Id) -> Result<i64, StoreError> {
    Ok(recovery_codes::table
        .filter(recovery_codes::account_id.eq(account))
        .filter(recovery_codes::used_at.is_null())
        .count()
        .get_result(conn)?)
}

pub fn passkeys_of(conn: &mut Conn, account: Id) -> Result<Vec<PasskeyRow>, StoreError> {
    Ok(passkeys::table
        .filter(passkeys::account_id.eq(account))
        .order(passkeys::id)
        .select(PasskeyRow::as_select())
        .load(conn)?)
}

pub fn passkey(conn: &mut Conn, credential: &[u8]) -> Result<Option<PasskeyRow>, StoreError> {
    Ok(passkeys::table
        .filter(passkeys::credential_id.eq(credential.to_vec()))
        .select(PasskeyRow::as_select())
        .first(conn)
        .optional()?)
}

pub fn insert_passkey(conn: &mut Conn, row: &PasskeyRow) -> Result<(), StoreError> {
    diesel::insert_into(passkeys::table).values(row).execute(conn)?;
    Ok(())
}

/// Notes that a passkey was used; whether its count was still the one that was compared.
pub fn passkey_used(
    conn: &mut Conn,
    row: &PasskeyRow,
    count: i64,
    now: Time,
) -> Result<bool, StoreError> {
    let as_seen = passkeys::table
        .filter(passkeys::id.eq(row.id))
        .filter(passkeys::sign_count.eq(row.sign_count));
    let set = (passkeys::sign_count.eq(count), passkeys::used_at.eq(Some(now)));
    Ok(diesel::update(as_seen).set(set).execute(conn)? == 1)
}

pub fn remove_passkey(conn: &mut Conn, account: Id, id: Id) -> Result<bool, StoreError> {
    let its = passkeys::table.filter(passkeys::id.eq(id)).filter(passkeys::account_id.eq(account));
    Ok(diesel::delete(its).execute(conn)? == 1)
}

/// Takes away everything by which an account signs in but its mail address.
pub fn remove_all(conn: &mut Conn, account: Id) -> Result<(), StoreError> {
    remove_totp(conn, account)?;
    diesel::delete(passkeys::table.filter(passkeys::account_id.eq(account))).execute(conn)?;
    diesel::delete(provider_identities::table.filter(provider_identities::account_id.eq(account)))
        .execute(conn)?;
    Ok(())
}

/// Whether an account has a second factor: a confirmed app, or a passkey.
pub fn has_second(conn: &mut Conn, account: Id) -> Result<bool, StoreError> {
    let has_app = totp(conn, account)?.is_some_and(|totp| totp.confirmed_at.is_some());
    Ok(has_app || !passkeys_of(conn, account)?.is_empty())
}

/// The account of somebody whom a provider names.
pub fn by_identity(conn: &mut Conn, issuer: &str, subject: &str) -> Result<Option<Id>, StoreError> {
    Ok(provider_identities::table
        .find((issuer, subject))
        .select(provider_identities::account_id)
        .first(conn)
        .optional()?)
}

pub fn remember_identity(
    conn: &mut Conn,
    issuer: &str,
    subject: &str,
    account: Id,
    now: Time,
) -> Result<(), StoreError> {
    diesel::insert_into(provider_identities::table)
        .values((
            provider_identities::issuer.eq(issuer),
            provider_identities::subject.eq(subject),
            provider_identities::account_id.eq(account),
            provider_identities::created_at.eq(now),
        ))
        .execute(conn)?;
    Ok(())
}

/// An identity at a provider that an account is known by.
#[derive(Clone, Queryable, Selectable)]
#[diesel(table_name = provider_identities)]
pub struct IdentityRow {
    pub issuer: String,
    pub created_at: Time,
}

/// The identities that an account is known by.
pub fn identities_of(conn: &mut Conn, account: Id) -> Result<Vec<IdentityRow>, StoreError> {
    Ok(provider_identities::table
        .filter(provider_identities::account_id.eq(account))
        .order((provider_identities::issuer, provider_identities::created_at))
        .select(IdentityRow::as_select())
        .load(conn)?)
}

/// Knows an account no more by what a provider says; whether it did.
pub fn forget_identity(conn: &mut Conn, account: Id, issuer: &str) -> Result<bool, StoreError> {
    let its = provider_identities::table
        .filter(provider_identities::account_id.eq(account))
        .filter(provider_identities::issuer.eq(issuer));
    Ok(diesel::delete(its).execute(conn)? > 0)
}

/// Whether an organization lets in only those with a second factor.
pub fn is_required(conn: &mut Conn, organization: Id) -> Result<bool, StoreError> {
    let required: Option<bool> = organization_security::table
        .find(organization)
        .select(organization_security::second_factor_required)
        .first(conn)
        .optional()?;
    Ok(required.unwrap_or(false))
}

pub fn require(
    conn: &mut Conn,
    organization: Id,
    required: bool,
    now: Time,
) -> Result<(), StoreError> {
    diesel::delete(organization_security::table.find(organization)).execute(conn)?;
    diesel::insert_into(organization_security::table)
        .values((
            organization_security::organization_id.eq(organization),
            organization_security::second_factor_required.eq(required),
            organization_security::updated_at.eq(now),
        ))
        .execute(conn)?;
    Ok(())
}
