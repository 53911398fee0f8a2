//! What must hold on every board, checked by counting.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};

use crate::domain::event::CapacityUnit;
use crate::domain::seats::board::Fate;
use crate::domain::seats::{Board, Held, SeatSession};
use crate::domain::state::State;

/// Every rule that this board breaks. All registrations and waiting lists have to be on it.
pub fn broken(board: &Board, now: DateTime<Utc>) -> Vec<String> {
    let mut broken = Vec::new();
    for session in board.sessions.values() {
        let mut rule = |holds: bool, name: &str| {
            if !holds {
                broken.push(format!("{name}: {:?} in {}", session.counts, session.id));
            }
        };
        let (counts, settings) = (session.counts, &session.settings);
        let people = holders(board, session).map(|held| held.seats).sum::<u32>();
        rule(counts.people == people, "people are those of the holders");
        rule(counts.taken == units(board, session), "units are those of the holders");
        rule(
            counts.taken <= settings.capacity + counts.exceeded,
            "no more units than the capacity",
        );
        rule(
            counts.exceeded == counts.taken.saturating_sub(settings.capacity),
            "only what is exceeded is exceeded",
        );
        let people_capacity = settings.people_capacity.unwrap_or(u32::MAX);
        rule(
            people <= people_capacity.saturating_add(counts.people_exceeded),
            "no more people than the capacity",
        );
        rule(
            counts.people_exceeded == people.saturating_sub(people_capacity),
            "only what is exceeded of the people capacity is exceeded",
        );
        rule(list_is_right(board, session), "the waiting list has those who wait, in order");
        rule(seats_are_right(board, session), "company seats are those of the holders");
        rule(sequences_are_right(board, session), "sequence numbers are given once");
        rule(nobody_who_fits_waits(board, session, now), "nobody waits who would fit");
    }
    broken.extend(broken_in_groups(board));
    broken.extend(broken_for_persons(board));
    broken
}

fn holders<'a>(board: &'a Board, session: &SeatSession) -> impl Iterator<Item = &'a Held> {
    let id = session.id;
    board.registrations.values().filter(move |held| held.session == id && held.holds_seat())
}

fn units(board: &Board, session: &SeatSession) -> u32 {
    match session.unit {
        CapacityUnit::Person => holders(board, session).map(|held| held.seats).sum(),
        CapacityUnit::Company => {
            let seats: BTreeSet<_> =
                holders(board, session).map(|held| held.company_seat).collect();
            u32::try_from(seats.len()).unwrap()
        }
    }
}

fn list_is_right(board: &Board, session: &SeatSession) -> bool {
    let waits = |held: &&Held| held.session == session.id && held.state == State::Waitlisted;
    let mut expected: Vec<&Held> = board.registrations.values().filter(waits).collect();
    expected.sort_by_key(|held| held.sequence);
    let expected: Vec<_> = expected.iter().map(|held| held.id).collect();
    let list = &board.waiting[&session.id];
    list.order == expected && usize::try_from(session.counts.waiting).unwrap() == expected.len()
}

fn seats_are_right(board: &Board, session: &SeatSession) -> bool {
    let mut expected = BTreeMap::new();
    for held in holders(board, session) {
        let Some(seat) = held.company_seat else {
            return session.unit == CapacityUnit::Person && board.company_seats.is_empty();
        };
        let (people, registrations) = expected.entry(seat).or_insert((0, 0));
        *people += held.seats;
        *registrations += 1;
    }
    let seats = board
        .company_seats
        .values()
        .filter(|seat| seat.session == session.id && seat.fate != Fate::Gone);
    let kept: BTreeMap<_, _> =
        seats.map(|seat| (seat.id, (seat.people, seat.registrations))).collect();
    let idle = board.registrations.values().filter(|held| !held.holds_seat());
    kept == expected
        && idle.filter(|held| held.session == session.id).all(|held| held.company_seat.is_none())
}

fn sequences_are_right(board: &Board, session: &SeatSession) -> bool {
    let here = board.registrations.values().filter(|held| held.session == session.id);
    let sequences: Vec<i64> = here.map(|held| held.sequence).collect();
    let different: BTreeSet<_> = sequences.iter().collect();
    different.len() == sequences.len()
        && sequences.iter().all(|s| (1..session.next_sequence).contains(s))
}

/// Where the head blocks this is about the head alone, or the first who waits for a seat at all.
fn nobody_who_fits_waits(board: &Board, session: &SeatSession, now: DateTime<Utc>) -> bool {
    if session.is_cancelled() || session.starts_at.is_some_and(|starts| starts <= now) {
        return true;
    }
    let shared = session.group.and_then(|id| board.groups[&id].capacity.map(|cap| (id, cap)));
    let shared = shared.map_or(u32::MAX, |(id, cap)| {
        let members = board.sessions.values().filter(|other| other.group == Some(id));
        cap.saturating_sub(members.map(|member| units(board, member)).sum())
    });
    let free_units = session.settings.capacity.saturating_sub(units(board, session)).min(shared);
    let people = holders(board, session).map(|held| held.seats).sum::<u32>();
    let free_people =
        session.settings.people_capacity.map_or(u32::MAX, |cap| cap.saturating_sub(people));
    let waiting = board.waiting[&session.id].order.iter().map(|id| &board.registrations[id]);
    let mut may_come = waiting.filter(|held| !too_many_of_their_company(board, session, held));
    let fits = |held: &Held| {
        // Who has let an offer go waits until somebody else moves.
        if held.has_lapsed() {
            return false;
        }
        let seated = held
            .company
            .as_ref()
            .is_some_and(|company| board.seat_of(session.id, company).is_some());
        let units =
            if session.unit == CapacityUnit::Company { u32::from(!seated) } else { held.seats };
        units <= free_units && held.seats <= free_people
    };
    if session.settings.head_blocks {
        !may_come.next().is_some_and(fits)
    } else {
        !may_come.any(fits)
    }
}

fn too_many_of_their_company(board: &Board, session: &SeatSession, held: &Held) -> bool {
    let Some(limit) = session.people_per_company else { return false };
    let seat = held.company.as_ref().and_then(|company| board.seat_of(session.id, company));
    session.unit == CapacityUnit::Company && seat.map_or(0, |seat| seat.people) + held.seats > limit
}

fn broken_in_groups(board: &Board) -> Vec<String> {
    let wrong = board.groups.values().filter(|group| {
        let members = board.sessions.values().filter(|session| session.group == Some(group.id));
        let taken: u32 = members.map(|member| units(board, member)).sum();
        let over = taken.saturating_sub(group.capacity.unwrap_or(u32::MAX));
        group.taken != taken || group.exceeded != over
    });
    wrong.map(|group| format!("the group counts what its sessions do: {group:?}")).collect()
}

fn broken_for_persons(board: &Board) -> Vec<String> {
    let mut expected = std::collections::HashMap::new();
    let mut broken = Vec::new();
    for held in board.registrations.values().filter(|held| held.state.is_active()) {
        let Some(person) = held.person else { continue };
        if expected.insert((held.session, person), held.id).is_some() {
            broken.push(format!("a person is registered once in a session: {}", held.id));
        }
    }
    if expected != board.persons {
        broken.push("the index of persons has those who are registered".to_owned());
    }
    broken
}
