//! Who gets the seats that came free.

use chrono::{DateTime, Utc};

use super::board::{Board, Held, SeatSession};
use super::waiting::NeedsMoreWaiting;
use crate::domain::event::CapacityUnit;
use crate::domain::ids::{RegistrationId, SessionId};
use crate::domain::state::Action;

/// Who is passed over when seats are given.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Passing {
    Nobody,
    /// Whoever has let an offer run out: an offer that has just run out does not go round among them.
    TheLapsed,
}

impl Passing {
    fn passes_over(self, board: &Board, id: RegistrationId) -> bool {
        self == Self::TheLapsed && board.registrations.get(&id).is_some_and(Held::has_lapsed)
    }
}

/// Gives what is free in `session`, and in the sessions that share its cap, to those who wait, in
/// order of arrival: at once, or as an offer, by the event's rules. Returns who
/// got one.
///
/// # Errors
/// [`NeedsMoreWaiting`]: somebody whose turn it may be is not on the board. What was given until then
/// is worth nothing: the whole decision is made again.
pub fn promote(
    board: &mut Board,
    session: SessionId,
    now: DateTime<Utc>,
    passing: Passing,
) -> Result<Vec<RegistrationId>, NeedsMoreWaiting> {
    let mut promoted = Vec::new();
    loop {
        let seated = promote_once(board, queues(board, session, now), now, passing)?;
        let learned = seated
            .iter()
            .any(|id| board.registrations.get(id).is_some_and(|held| held.company_seat.is_some()));
        promoted.extend(seated);
        // Whoever joins a company's seat may have told its number, by which one who was passed is known.
        if !learned {
            return Ok(promoted);
        }
    }
}

fn promote_once(
    board: &mut Board,
    mut queues: Vec<Queue>,
    now: DateTime<Utc>,
    passing: Passing,
) -> Result<Vec<RegistrationId>, NeedsMoreWaiting> {
    let mut promoted = Vec::new();
    while let Some(turn) = next_turn(board, &queues)? {
        let queue = &mut queues[turn.queue];
        if !passing.passes_over(board, turn.id)
            && give_seat(board, turn.id, &mut queue.blocked, now)
        {
            queue.promoted.push(queue.next);
            promoted.push(turn.id);
        }
        queue.next += 1;
    }
    for queue in &queues {
        board.leave_waiting_list_together(queue.session, &queue.promoted);
    }
    Ok(promoted)
}

/// A session's waiting list while it is gone through.
struct Queue {
    session: SessionId,
    /// Index of whose turn is next.
    next: usize,
    /// Indexes of those who were promoted, ascending.
    promoted: Vec<usize>,
    /// Somebody waits for more than is free, and holds up those behind.
    blocked: bool,
}

/// The lists that the freed seats may go to. No seat is given in what is cancelled or has begun.
fn queues(board: &Board, session: SessionId, now: DateTime<Utc>) -> Vec<Queue> {
    let Some(freed) = board.sessions.get(&session) else { return Vec::new() };
    let shares = |other: &&SeatSession| {
        other.id == session || (freed.group.is_some() && other.group == freed.group)
    };
    let to_come =
        |s: &&SeatSession| !s.is_cancelled() && s.starts_at.is_none_or(|starts| now < starts);
    let waited_for = |s: &&SeatSession| s.counts.waiting > 0;
    let sessions = board.sessions.values().filter(shares).filter(to_come).filter(waited_for);
    sessions
        .map(|s| Queue { session: s.id, next: 0, promoted: Vec::new(), blocked: false })
        .collect()
}

struct Turn {
    queue: usize,
    id: RegistrationId,
}

/// The next one to look at: of those who are first in their sessions' lists, who registered first.
/// Within a session the sequence decides alone, whatever a clock said.
fn next_turn(board: &Board, queues: &[Queue]) -> Result<Option<Turn>, NeedsMoreWaiting> {
    let mut first = None;
    for (index, queue) in queues.iter().enumerate() {
        if !queue.may_give(board) {
            continue;
        }
        let Some(list) = board.waiting.get(&queue.session) else { continue };
        match list.order.get(queue.next).and_then(|id| board.registrations.get(id)) {
            Some(held) => {
                let arrival = (held.registered_at, held.session, held.sequence);
                if first.as_ref().is_none_or(|(earliest, _)| arrival < *earliest) {
                    first = Some((arrival, Turn { queue: index, id: held.id }));
                }
            }
            None if list.complete => {}
            None => return Err(NeedsMoreWaiting(queue.session)),
        }
    }
    Ok(first.map(|(_, turn)| turn))
}

impl Queue {
    /// Whether anybody further down could still be given something.
    fn may_give(&self, board: &Board) -> bool {
        board.sessions.get(&self.session).is_some_and(|session| {
            let somebody_may_pass = !self.blocked
                || (session.unit == CapacityUnit::Company
                    && session.settings.people_capacity.is_none());
            somebody_may_pass && !board.room(session).is_used_up(session.unit)
        })
    }
}

fn give_seat(
    board: &mut Board,
    id: RegistrationId,
    blocked: &mut bool,
    now: DateTime<Utc>,
) -> bool {
    let Some(held) = board.registrations.get(&id) else { return false };
    let Some(session) = board.sessions.get(&held.session) else { return false };
    let need = board.need(session, held.seats, held.company.as_ref());
    // Who waits for room under the company's own limit waits for no seat, and holds nobody up.
    if board.company_is_too_many(session, need) {
        return false;
    }
    let may_pass = !*blocked || session.takes_nothing(need);
    if !may_pass || !board.room(session).fits(need) {
        *blocked |= session.settings.head_blocks;
        return false;
    }
    let expires_at = session.rules.offer.map(|offer| until(now + offer, session));
    let action = if expires_at.is_some() { Action::Offer } else { Action::Promote };
    let Some(next) = held.state.after(action) else { return false };
    let new_seat = held.next_company_seat();
    if let Some(held) = board.registrations.get_mut(&id) {
        held.enter_state(next);
        held.expires_at = expires_at;
    }
    board.take(id, new_seat);
    true
}

/// No deadline is later than the session's beginning.
pub(super) fn until(deadline: DateTime<Utc>, session: &SeatSession) -> DateTime<Utc> {
    session.starts_at.map_or(deadline, |starts| deadline.min(starts))
}
