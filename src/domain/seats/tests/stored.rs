//! Boards as a store would load and keep them, with nothing on them that was not asked for.

use std::collections::{BTreeMap, BTreeSet};

use crate::domain::ids::{RegistrationId, SessionId};
use crate::domain::seats::board::Fate;
use crate::domain::seats::{Board, Command, Decision, PersonKey, Request, WaitingList, decide};
use crate::domain::state::State;

/// A board as it is read anew after a commit.
pub fn read_anew(mut board: Board) -> Board {
    board.sessions.values_mut().for_each(|session| session.changed = false);
    board.groups.values_mut().for_each(|group| group.changed = false);
    board.registrations.values_mut().for_each(|held| held.fate = Fate::Unchanged);
    board.company_seats.retain(|_, seat| seat.fate != Fate::Gone);
    board.company_seats.values_mut().for_each(|seat| seat.fate = Fate::Unchanged);
    board.remembered.values_mut().for_each(|remembered| remembered.fate = Fate::Unchanged);
    board
}

/// Decides a batch as the desk does: on a board with what the commands name, and as much of the
/// waiting lists as proves necessary, `at_first` to begin with. How often more was needed.
pub fn decide_stored(
    whole: &mut Board,
    commands: &[Command],
    at_first: usize,
) -> (Vec<Decision>, usize) {
    let mut limits = BTreeMap::new();
    let mut attempts = 0;
    loop {
        match decide(load(whole, commands, &limits), commands) {
            Ok(decided) => {
                keep(whole, decided.board);
                return (decided.decisions, attempts);
            }
            Err(needs) => {
                attempts += 1;
                assert!(attempts < 1_000, "more of a waiting list is needed for ever");
                let limit = limits.entry(needs.0).or_insert(0);
                *limit += at_first.max(1);
            }
        }
    }
}

fn load(whole: &Board, commands: &[Command], limits: &BTreeMap<SessionId, usize>) -> Board {
    let (registrations, persons) = named(whole, commands);
    let sessions = sessions_of(whole, commands, &registrations);
    let mut board = Board { remembered: whole.remembered.clone(), ..Board::default() };
    board.sessions =
        whole.sessions.clone().into_iter().filter(|(id, _)| sessions.contains(id)).collect();
    let in_use = |id| board.sessions.values().any(|session| session.group == Some(id));
    board.groups = whole
        .groups
        .clone()
        .into_iter()
        .filter(|(id, _)| in_use(*id) || names_groups(commands))
        .collect();
    let seats = whole.company_seats.clone().into_iter();
    board.company_seats = seats.filter(|(_, seat)| sessions.contains(&seat.session)).collect();
    let mut wanted: BTreeSet<RegistrationId> = registrations;
    let of_persons = whole
        .persons
        .iter()
        .filter(|((s, person), _)| sessions.contains(s) && persons.contains(person));
    wanted.extend(of_persons.map(|(_, id)| *id));
    for session in &sessions {
        let order = &whole.waiting[session].order;
        let limit = limits.get(session).copied().unwrap_or(0);
        let complete = order.is_empty() || order.len() < limit;
        let order: Vec<_> = order.iter().copied().take(limit).collect();
        wanted.extend(&order);
        board.waiting.insert(*session, WaitingList { order, complete });
    }
    for id in wanted {
        if let Some(held) = whole.registrations.get(&id) {
            board.registrations.insert(id, held.clone());
            board.index_person(id);
        }
    }
    board
}

fn named(whole: &Board, commands: &[Command]) -> (BTreeSet<RegistrationId>, BTreeSet<PersonKey>) {
    let (mut registrations, mut persons) = (BTreeSet::new(), BTreeSet::new());
    for command in commands {
        match command.asked() {
            Request::Apply(apply) => persons.extend(apply.person),
            Request::Withdraw(id)
            | Request::Accept(id)
            | Request::Decline(id)
            | Request::GiveSeat { registration: id, .. }
            | Request::Expire(id) => {
                registrations.insert(*id);
            }
            Request::Merge { kept: change, dropped } => {
                registrations.extend([change.registration, *dropped]);
                persons.extend(change.person);
            }
            Request::Change(change) => {
                registrations.insert(change.registration);
                persons.extend(change.person);
            }
            Request::Move { registration, .. } => {
                registrations.insert(*registration);
                // As the use case reads it before it gives the command.
                persons.extend(whole.registrations.get(registration).and_then(|held| held.person));
            }
            Request::Select(select) => {
                registrations.extend(select.selections.iter().map(|(id, _)| *id));
            }
            Request::Quietly(_)
            | Request::Reconfigure(_)
            | Request::ReconfigureGroups(_)
            | Request::Draw(_) => {}
        }
    }
    (registrations, persons)
}

fn names_groups(commands: &[Command]) -> bool {
    commands.iter().any(|command| matches!(command.request, Request::ReconfigureGroups(_)))
}

/// Sessions that the commands touch, with all that share a group with them.
fn sessions_of(
    whole: &Board,
    commands: &[Command],
    registrations: &BTreeSet<RegistrationId>,
) -> BTreeSet<SessionId> {
    let mut touched: BTreeSet<SessionId> = registrations
        .iter()
        .filter_map(|id| whole.registrations.get(id))
        .map(|held| held.session)
        .collect();
    for command in commands {
        touched.extend(match &command.request {
            Request::Apply(apply) => Some(apply.session),
            Request::Move { to, .. } => Some(*to),
            Request::Reconfigure(new) => Some(new.session),
            _ => None,
        });
    }
    let groups: BTreeSet<_> = touched.iter().filter_map(|id| whole.sessions[id].group).collect();
    let shares = |group| groups.contains(&group) || names_groups(commands);
    let siblings = whole.sessions.values().filter(|session| session.group.is_some_and(shares));
    touched.extend(siblings.map(|session| session.id));
    touched
}

/// Writes what was decided, and reads the waiting lists anew.
fn keep(whole: &mut Board, decided: Board) {
    let decided = read_anew(decided);
    let loaded: BTreeSet<SessionId> = decided.sessions.keys().copied().collect();
    whole.sessions.extend(decided.sessions);
    // The event's version stands in one row for all its sessions.
    let newest = whole.sessions.values().map(|session| session.event_version).max().unwrap_or(0);
    whole.sessions.values_mut().for_each(|session| session.event_version = newest);
    whole.groups.extend(decided.groups);
    whole.remembered.extend(decided.remembered);
    whole.company_seats.retain(|_, seat| !loaded.contains(&seat.session));
    whole.company_seats.extend(decided.company_seats);
    whole.registrations.extend(decided.registrations);
    whole.persons.clear();
    let ids: Vec<_> = whole.registrations.keys().copied().collect();
    for id in ids {
        whole.index_person(id);
    }
    for session in whole.sessions.keys() {
        let waits = |id: &&RegistrationId| {
            let held = &whole.registrations[*id];
            held.session == *session && held.state == State::Waitlisted
        };
        let mut order: Vec<_> = whole.registrations.keys().filter(waits).copied().collect();
        order.sort_by_key(|id| whole.registrations[id].sequence);
        whole.waiting.insert(*session, WaitingList { order, complete: true });
    }
}
