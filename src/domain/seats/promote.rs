//! Who gets the seats that came free.

use chrono::{DateTime, Utc};

use super::board::{Board, SeatSession};
use crate::domain::event::CapacityUnit;
use crate::domain::ids::{CompanySeatId, RegistrationId, SessionId};
use crate::domain::state::{Action, State};

/// The loaded part of a waiting list has been used up while seats are still free: load more of it,
/// then decide again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NeedsMoreWaiting(pub SessionId);

/// Gives what is free in `session`, and in the sessions that share its cap, to those who wait, in
/// order of arrival. Returns who was promoted.
pub fn promote(
    board: &mut Board,
    session: SessionId,
    now: DateTime<Utc>,
) -> Result<Vec<RegistrationId>, NeedsMoreWaiting> {
    let sessions = sessions_that_may_promote(board, session, now);
    let mut promoted = Vec::new();
    let mut blocked: Vec<SessionId> = Vec::new();
    for id in in_order_of_arrival(board, &sessions) {
        if !something_is_free(board, &sessions) {
            return Ok(promoted);
        }
        if give_seat(board, id, &mut blocked) {
            promoted.push(id);
        }
    }
    let unseen = sessions.iter().find(|id| {
        let incomplete = board.waiting.get(id).is_some_and(|list| !list.complete);
        incomplete && board.sessions.get(id).is_some_and(|s| board.free_units(s) > 0) && !blocked.contains(id)
    });
    unseen.map_or(Ok(promoted), |id| Err(NeedsMoreWaiting(*id)))
}

/// No seat is given in what is cancelled or has begun.
fn sessions_that_may_promote(board: &Board, session: SessionId, now: DateTime<Utc>) -> Vec<SessionId> {
    let Some(freed) = board.sessions.get(&session) else { return Vec::new() };
    let shares = |other: &&SeatSession| other.id == session || (freed.group.is_some() && other.group == freed.group);
    let to_come = |s: &&SeatSession| !s.is_cancelled() && s.starts_at.is_none_or(|starts| now < starts);
    board.sessions.values().filter(shares).filter(to_come).map(|s| s.id).collect()
}

fn in_order_of_arrival(board: &Board, sessions: &[SessionId]) -> Vec<RegistrationId> {
    let mut waiting: Vec<_> = sessions
        .iter()
        .filter_map(|id| board.waiting.get(id))
        .flat_map(|list| &list.order)
        .filter_map(|id| board.registrations.get(id))
        .filter(|held| held.state == State::Waitlisted)
        .map(|held| (held.registered_at, held.session, held.sequence, held.id))
        .collect();
    if sessions.len() > 1 {
        waiting.sort_unstable();
    }
    waiting.into_iter().map(|(.., id)| id).collect()
}

/// With the unit person nothing more can be given once every unit is taken; a company that has its
/// seat takes none for its next people.
fn something_is_free(board: &Board, sessions: &[SessionId]) -> bool {
    sessions.iter().filter_map(|id| board.sessions.get(id)).any(|session| {
        (session.unit == CapacityUnit::Company || board.free_units(session) > 0) && Board::free_people(session) > 0
    })
}

fn give_seat(board: &mut Board, id: RegistrationId, blocked: &mut Vec<SessionId>) -> bool {
    let Some(held) = board.registrations.get(&id) else { return false };
    let Some(session) = board.sessions.get(&held.session) else { return false };
    let need = board.need(session, held.seats, held.company.as_ref());
    // Behind a party that blocks, only those pass who take nothing that it waits for.
    let takes_nothing = need.units == 0 && session.settings.people_capacity.is_none();
    let may_pass = takes_nothing || !blocked.contains(&session.id);
    if !may_pass || !board.fits(session, need) || company_is_too_many(board, session, need.company_seat, held.seats) {
        if session.settings.head_blocks && !blocked.contains(&session.id) {
            blocked.push(session.id);
        }
        return false;
    }
    let Some(next) = held.state.after(Action::Promote) else { return false };
    let new_seat = held.next_company_seat();
    enter(board, id, next);
    board.take(id, new_seat);
    true
}

/// Whether these people would be more than their company may bring.
pub fn company_is_too_many(
    board: &Board,
    session: &SeatSession,
    seat: Option<CompanySeatId>,
    people: u32,
) -> bool {
    let already = seat.and_then(|id| board.company_seats.get(&id)).map_or(0, |seat| seat.people);
    let limited = session.unit == CapacityUnit::Company;
    limited && session.people_per_company.is_some_and(|limit| already + people > limit)
}

fn enter(board: &mut Board, id: RegistrationId, state: State) {
    let Some(held) = board.registrations.get_mut(&id) else { return };
    held.state = state;
    held.version += 1;
    held.fate = held.fate.touched();
    let session = held.session;
    leave_waiting_list(board, session, id);
}

/// Takes a registration that no longer waits out of the list and the count.
pub fn leave_waiting_list(board: &mut Board, session: SessionId, id: RegistrationId) {
    if let Some(list) = board.waiting.get_mut(&session) {
        list.order.retain(|waiting| *waiting != id);
    }
    if let Some(session) = board.sessions.get_mut(&session) {
        session.counts.waiting = session.counts.waiting.saturating_sub(1);
        session.changed = true;
    }
}
