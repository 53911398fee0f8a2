//! The mails of a mailing that are in the queue: seen, taken back, held, given up.

use diesel::prelude::*;

use super::backend::Conn;
use super::error::StoreError;
use super::schema::outbox;
use super::types::{Id, Time};

/// Stands in `last_reply` of a mail that waits until its mailing is resumed.
pub(super) const PAUSED: &str = "its mailing is paused";

/// Stands in `last_reply` of a mail whose mailing was given up.
const ABORTED: &str = "its mailing was given up";

/// The states of these mails.
pub fn states(conn: &mut Conn, mails: &[Id]) -> Result<Vec<(Id, String)>, StoreError> {
    Ok(outbox::table
        .filter(outbox::id.eq_any(mails))
        .select((outbox::id, outbox::state))
        .load(conn)?)
}

/// Takes back those of these mails that nobody has tried to send: they were never owed. Which they are.
pub fn take_back(conn: &mut Conn, mails: &[Id]) -> Result<Vec<Id>, StoreError> {
    let untried = outbox::table
        .filter(outbox::id.eq_any(mails))
        .filter(outbox::state.eq_any(["queued", "retry", "held"]))
        .filter(outbox::attempts.eq(0));
    Ok(diesel::delete(untried).returning(outbox::id).get_results(conn)?)
}

/// Holds those of these mails that wait for another try.
pub fn hold(conn: &mut Conn, mails: &[Id], now: Time) -> Result<(), StoreError> {
    let waiting = outbox::table
        .filter(outbox::id.eq_any(mails))
        .filter(outbox::state.eq_any(["queued", "retry", "held"]));
    diesel::update(waiting)
        .set((
            outbox::state.eq("held"),
            outbox::last_reply.eq(Some(PAUSED)),
            outbox::updated_at.eq(now),
        ))
        .execute(conn)?;
    Ok(())
}

/// Lets go what [`hold`] has held.
pub fn let_go(conn: &mut Conn, mails: &[Id], now: Time) -> Result<(), StoreError> {
    let held = outbox::table
        .filter(outbox::id.eq_any(mails))
        .filter(outbox::state.eq("held"))
        .filter(outbox::last_reply.eq(PAUSED));
    diesel::update(held)
        .set((outbox::state.eq("retry"), outbox::due_at.eq(now), outbox::updated_at.eq(now)))
        .execute(conn)?;
    Ok(())
}

/// Gives up those of these mails that are not on their way.
pub fn give_up(conn: &mut Conn, mails: &[Id], now: Time) -> Result<(), StoreError> {
    let waiting = outbox::table
        .filter(outbox::id.eq_any(mails))
        .filter(outbox::state.eq_any(["queued", "retry", "held"]));
    diesel::update(waiting)
        .set((
            outbox::state.eq("aborted"),
            outbox::last_reply.eq(Some(ABORTED)),
            outbox::updated_at.eq(now),
        ))
        .execute(conn)?;
    Ok(())
}

/// Registrations of a session of which a mail came back, or was refused for good.
pub fn with_bounced_mail(conn: &mut Conn, session: Id) -> Result<Vec<Id>, StoreError> {
    let bounced: Vec<Option<Id>> = outbox::table
        .filter(outbox::session_id.eq(session))
        .filter(outbox::state.eq_any(["bounced", "failed"]))
        // Those of attendees say nothing of who applied.
        .filter(outbox::kind.ne_all(["attendee_registered", "attendee_withdrawn"]))
        .select(outbox::registration_id)
        .load(conn)?;
    Ok(bounced.into_iter().flatten().collect())
}
