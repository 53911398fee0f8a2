//! What has been said of the attendance of registrations of a batch that were merged.

use crate::domain::seats::{Command, Decision, Request};
use crate::store::types::{Id, Time};
use crate::store::{Conn, StoreError, check_ins};

/// The person who is there is there under the registration that is kept. Nothing is asked of the database where
/// nothing was merged.
pub fn write(
    conn: &mut Conn,
    commands: &[Command],
    decisions: &[Decision],
    now: Time,
) -> Result<(), StoreError> {
    for (command, decision) in commands.iter().zip(decisions) {
        if let Request::Merge { kept, dropped } = command.asked()
            && decision.outcome.is_ok()
        {
            check_ins::pass_on(conn, Id(dropped.0), Id(kept.registration.0), now)?;
        }
    }
    Ok(())
}
