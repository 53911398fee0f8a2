//! Mail on hold: of the whole installation, or of an organization, whose mails are put aside.

use diesel::prelude::*;

use super::backend::{self, Conn};
use super::error::StoreError;
use super::schema::outbox;
use super::types::{Id, Time};
use super::{installation, mail_settings, mailing_queue};

/// Whether all mail of the installation is on hold.
pub fn is_on(conn: &mut Conn) -> Result<bool, StoreError> {
    let said = installation::get(conn, installation::MAIL_HOLD)?;
    Ok(said.is_some_and(|(value, _)| value == "yes"))
}

/// Puts all mail of the installation on hold, or lets it go.
pub fn switch(conn: &mut Conn, on: bool, now: Time) -> Result<(), StoreError> {
    installation::set(conn, installation::MAIL_HOLD, if on { "yes" } else { "no" }, now)
}

/// Puts aside those of the next `most` due mails that are of these organizations; how many. They keep
/// their place in the order.
pub fn put_aside(
    conn: &mut Conn,
    organizations: &[Id],
    now: Time,
    most: i32,
) -> Result<usize, StoreError> {
    let next = backend::claimable(conn, now, super::outbox::ANY_PRIORITY, most)?;
    let theirs = outbox::table
        .filter(outbox::id.eq_any(next))
        .filter(outbox::organization_id.eq_any(organizations))
        .filter(outbox::state.eq_any(["queued", "retry"]));
    Ok(diesel::update(theirs)
        .set((outbox::state.eq("held"), outbox::updated_at.eq(now)))
        .execute(conn)?)
}

/// Makes due again up to `most` mails that were put aside for organizations that are not on hold any more,
/// in their order; how many.
pub fn give_back(conn: &mut Conn, now: Time, most: i64) -> Result<usize, StoreError> {
    let organizations = mail_settings::not_on_hold(conn)?;
    if organizations.is_empty() {
        return Ok(0);
    }
    let next: Vec<Id> = outbox::table
        .filter(diesel::dsl::sql::<diesel::sql_types::Bool>("state = 'held'"))
        .filter(outbox::organization_id.eq_any(organizations))
        // Those of a mailing that is paused wait for that.
        .filter(outbox::last_reply.is_null().or(outbox::last_reply.ne(mailing_queue::PAUSED)))
        .order((outbox::organization_id, outbox::priority, outbox::due_at))
        .limit(most)
        .select(outbox::id)
        .load(conn)?;
    let held = outbox::table.filter(outbox::id.eq_any(next)).filter(outbox::state.eq("held"));
    Ok(diesel::update(held)
        .set((outbox::state.eq("queued"), outbox::updated_at.eq(now)))
        .execute(conn)?)
}

/// How many of an organization's mails, or of those about some of its events, are put aside.
pub fn count(conn: &mut Conn, organization: Id, among: Option<&[Id]>) -> Result<i64, StoreError> {
    let mut query = outbox::table
        .filter(diesel::dsl::sql::<diesel::sql_types::Bool>("state = 'held'"))
        .filter(outbox::organization_id.eq(organization))
        .select(diesel::dsl::count_star())
        .into_boxed();
    if let Some(events) = among {
        query = query.filter(outbox::event_id.eq_any(events));
    }
    Ok(query.first(conn)?)
}
