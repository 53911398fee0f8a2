//! Files that become part of the registrations of a batch.

use std::collections::BTreeSet;

use crate::domain::question::file::uploads_of;
use crate::domain::seats::{Command, Decision, Request};
use crate::store::registrations::RegistrationRow;
use crate::store::types::Id;
use crate::store::{Conn, StoreError, uploads};

/// Gives the new registrations the files that their answers name, and changed ones theirs; what a change no
/// longer names is nobody's from now on. Nothing is asked of the database where no file is named.
pub fn write(
    conn: &mut Conn,
    new: &[RegistrationRow],
    commands: &[Command],
    decisions: &[Decision],
) -> Result<(), StoreError> {
    let made: BTreeSet<Id> = new.iter().map(|row| row.id).collect();
    for (command, decision) in commands.iter().zip(decisions) {
        match command.asked() {
            Request::Apply(apply) if made.contains(&Id(apply.registration.0)) => {
                let ids = ids(&apply.application.answers);
                uploads::take(conn, Id(apply.registration.0), &ids)?;
            }
            Request::Change(change) | Request::Merge { kept: change, .. }
                if decision.outcome.is_ok() =>
            {
                let (owner, ids) = (Id(change.registration.0), ids(&change.application.answers));
                uploads::keep_only(conn, owner, &ids)?;
                uploads::take(conn, owner, &ids)?;
            }
            _ => {}
        }
    }
    Ok(())
}

fn ids(answers: &crate::domain::question::Answers) -> Vec<Id> {
    uploads_of(answers).into_iter().map(Id).collect()
}
