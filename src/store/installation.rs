//! Facts about the installation itself, such as when a worker was last seen.

use diesel::prelude::*;

use super::backend::{Conn, each};
use super::error::StoreError;
use super::schema::installation;
use super::types::Time;

/// The worker writes this every few seconds.
pub const WORKER_SEEN: &str = "worker_seen";
/// Since when no mail at all goes out, for whatever organization; its value is `yes` or `no`.
pub const MAIL_HOLD: &str = "mail_hold";
/// Why the mail server takes nothing, written again and again by the worker that is refused; empty once it
/// takes mail again.
pub const MAIL_SERVER: &str = "mail_server";
/// Since when the audit trail is sealed.
pub const AUDIT_SEALED_SINCE: &str = "audit_sealed_since";
/// Which secret key the links in this database were made with.
pub const SECRET_KEY_FINGERPRINT: &str = "secret_key_fingerprint";

pub fn set(conn: &mut Conn, key: &str, value: &str, now: Time) -> Result<(), StoreError> {
    let row = (
        installation::key.eq(key),
        installation::value.eq(value),
        installation::updated_at.eq(now),
    );
    each!(conn, c => diesel::insert_into(installation::table)
        .values(row)
        .on_conflict(installation::key)
        .do_update()
        .set((installation::value.eq(value), installation::updated_at.eq(now)))
        .execute(c))?;
    Ok(())
}

/// The value with the time of its last change.
pub fn get(conn: &mut Conn, key: &str) -> Result<Option<(String, Time)>, StoreError> {
    Ok(installation::table
        .find(key)
        .select((installation::value, installation::updated_at))
        .first(conn)
        .optional()?)
}

/// Holds the row of this key until the transaction ends, made with `value` if there is none; its value.
pub fn lock(conn: &mut Conn, key: &str, value: &str, now: Time) -> Result<String, StoreError> {
    let touch = |conn: &mut Conn| -> Result<usize, StoreError> {
        let row = diesel::update(installation::table.find(key));
        Ok(row.set(installation::updated_at.eq(now)).execute(conn)?)
    };
    if touch(conn)? == 0 {
        let row = (
            installation::key.eq(key),
            installation::value.eq(value),
            installation::updated_at.eq(now),
        );
        each!(conn, c => diesel::insert_into(installation::table)
            .values(row)
            .on_conflict(installation::key)
            .do_nothing()
            .execute(c))?;
        touch(conn)?;
    }
    Ok(installation::table.find(key).select(installation::value).first(conn)?)
}
