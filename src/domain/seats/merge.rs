//! Two registrations of one person made one: the kept one gets the chosen values, the other is withdrawn.

use chrono::{DateTime, Utc};
use serde_json::json;

use super::command::{Actor, Change};
use super::decide::{Deciding, NeedsMoreWaiting, Outcome};
use super::outcome::Refusal;
use crate::domain::ids::RegistrationId;
use crate::domain::state::Action;

impl Deciding {
    /// Both or nothing. Only applicants of one event are merged, and the one that is left is told of nothing.
    pub(super) fn merge(
        &mut self,
        change: &Change,
        dropped: RegistrationId,
        actor: &Actor,
        at: DateTime<Utc>,
    ) -> Result<Outcome, NeedsMoreWaiting> {
        let kept = change.registration;
        if kept == dropped || !actor.is_staff() {
            return Ok(Err(Refusal::NotFound));
        }
        let before = self.board.clone();
        let merged = match self.end(dropped, Action::Withdraw, at)? {
            Ok(_) => self.change(change, actor, at)?,
            Err(refusal) => Err(refusal),
        };
        if merged.is_err() {
            self.board = before;
            self.mails.clear();
            self.audit.clear();
            return Ok(merged);
        }
        self.mails.retain(|mail| mail.registration != dropped);
        self.note("merged", kept, json!({ "dropped": dropped }));
        self.note("merged_into", dropped, json!({ "kept": kept }));
        Ok(merged)
    }
}
