//! The order of those who wait for a seat.

use super::board::{Board, Held, WaitingList};
use crate::domain::event::CapacityUnit;
use crate::domain::ids::{RegistrationId, SessionId};
use crate::domain::state::State;

/// The loaded part of a waiting list has been used up while seats are still free: load more of it,
/// then decide again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NeedsMoreWaiting(pub SessionId);

impl Board {
    /// Puts a registration at the end of the waiting list; its place there, from 1.
    pub fn queue(&mut self, session: SessionId, id: RegistrationId) -> u32 {
        let Some(seats) = self.sessions.get_mut(&session) else { return 0 };
        seats.counts.waiting += 1;
        seats.changed = true;
        let list = self.waiting.entry(session).or_default();
        // Behind a part that was not loaded nobody's turn has come.
        if list.complete {
            list.order.push(id);
        }
        seats.counts.waiting
    }

    /// Takes a registration that no longer waits out of the list and the count.
    pub fn leave_waiting_list(&mut self, session: SessionId, id: RegistrationId) {
        let index = self.registrations.get(&id).and_then(|held| self.index_on_list(held));
        if let (Some(list), Some(index)) = (self.waiting.get_mut(&session), index) {
            list.order.remove(index);
        }
        self.count_fewer_waiting(session, 1);
    }

    /// Takes many out of the list in one go. `indexes` are their places in its order, ascending.
    pub fn leave_waiting_list_together(&mut self, session: SessionId, indexes: &[usize]) {
        if indexes.is_empty() {
            return;
        }
        if let Some(list) = self.waiting.get_mut(&session) {
            let mut leaving = indexes.iter().copied().peekable();
            let mut index = 0;
            list.order.retain(|_| {
                let leaves = leaving.next_if_eq(&index).is_some();
                index += 1;
                !leaves
            });
        }
        self.count_fewer_waiting(session, indexes.len());
    }

    /// The place on the waiting list, from 1, of one that waits.
    ///
    /// # Errors
    /// [`NeedsMoreWaiting`]: it stands behind what was loaded.
    pub fn position_of(&self, id: RegistrationId) -> Result<Option<u32>, NeedsMoreWaiting> {
        let Some(held) = self.registrations.get(&id) else { return Ok(None) };
        if held.state != State::Waitlisted {
            return Ok(None);
        }
        let complete = self.waiting.get(&held.session).is_none_or(|list| list.complete);
        match self.index_on_list(held) {
            Some(index) => Ok(u32::try_from(index + 1).ok()),
            None if complete => Ok(None),
            None => Err(NeedsMoreWaiting(held.session)),
        }
    }

    /// Whether somebody waits in the session who holds up newcomers. Where the head blocks it does,
    /// but not those who wait only for room under their own company's limit.
    ///
    /// # Errors
    /// [`NeedsMoreWaiting`]: only such were loaded.
    pub fn is_held_up(&self, id: SessionId) -> Result<bool, NeedsMoreWaiting> {
        let Some(session) = self.sessions.get(&id) else { return Ok(false) };
        if !session.settings.head_blocks || session.counts.waiting == 0 {
            return Ok(false);
        }
        if session.unit == CapacityUnit::Person || session.people_per_company.is_none() {
            return Ok(true);
        }
        let Some(list) = self.waiting.get(&id) else { return Ok(true) };
        let mut waiting = list.order.iter().filter_map(|id| self.registrations.get(id));
        let blocks = |held: &Held| {
            let need = self.need(session, held.seats, held.company.as_ref());
            !self.company_is_too_many(session, need)
        };
        let blocked = waiting.any(blocks);
        if blocked || list.complete { Ok(blocked) } else { Err(NeedsMoreWaiting(id)) }
    }

    fn index_on_list(&self, held: &Held) -> Option<usize> {
        let WaitingList { order, .. } = self.waiting.get(&held.session)?;
        let sequence =
            |id: &RegistrationId| self.registrations.get(id).map(|waiting| waiting.sequence);
        let index = order.binary_search_by_key(&Some(held.sequence), sequence).ok()?;
        order.get(index).filter(|id| **id == held.id).map(|_| index)
    }

    fn count_fewer_waiting(&mut self, session: SessionId, fewer: usize) {
        if let Some(session) = self.sessions.get_mut(&session) {
            let fewer = u32::try_from(fewer).unwrap_or(u32::MAX);
            session.counts.waiting = session.counts.waiting.saturating_sub(fewer);
            session.changed = true;
        }
    }
}
