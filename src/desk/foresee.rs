//! What the desk would decide of a command if it were given now; nothing is written.

use crate::domain::seats::{Command, Done, Refusal};
use crate::store::seats::KnownGroups;
use crate::store::{Conn, StoreError};

use super::batch::decide_batch;

/// A batch whose groups were moved between looking and reading begins anew.
const ATTEMPTS: usize = 5;

/// What would come of `command`: the same decision that the desk makes, on the board as it stands.
///
/// # Errors
/// Those of the database.
pub fn foresee(conn: &mut Conn, command: &Command) -> Result<Result<Done, Refusal>, StoreError> {
    let mut groups = KnownGroups::default();
    let commands = std::slice::from_ref(command);
    let mut decided = decide_batch(conn, commands, &mut groups);
    for _ in 1..ATTEMPTS {
        if !matches!(decided, Err(StoreError::MovedMeanwhile)) {
            break;
        }
        decided = decide_batch(conn, commands, &mut groups);
    }
    let (decided, _) = decided?;
    let decision = decided.decisions.into_iter().next();
    Ok(decision.map_or(Err(Refusal::NotFound), |decision| decision.outcome))
}
