//! The caps, with what is left under them.

use super::world::{Party, World};
use crate::domain::seats::Refusal;
use crate::domain::state::State;

#[test]
fn without_a_waiting_list_a_full_session_says_that_it_is_full() {
    let mut world = World::people();
    let session = world.session(1);
    world.settings(session).waiting_list = false;
    world.apply(session, &Party::of(1));
    assert_eq!(world.apply(session, &Party::of(1)).refusal(), Refusal::SessionFull);
}

#[test]
fn without_a_waiting_list_a_party_too_large_hears_how_many_seats_are_left() {
    let mut world = World::people();
    let session = world.session(5);
    world.settings(session).waiting_list = false;
    world.apply(session, &Party::of(3));
    assert_eq!(
        world.apply(session, &Party::of(3)).refusal(),
        Refusal::NotEnoughSeats { left: 2, wanted: 3 }
    );
    assert_eq!(world.apply(session, &Party::of(2)).state(), State::Confirmed);
}

#[test]
fn a_party_larger_than_the_whole_session_is_refused_even_with_a_waiting_list() {
    let mut world = World::people();
    let session = world.session(3);
    assert_eq!(
        world.apply(session, &Party::of(4)).refusal(),
        Refusal::NotEnoughSeats { left: 3, wanted: 4 }
    );
}

#[test]
fn a_party_larger_than_what_its_group_shares_is_refused_even_with_a_waiting_list() {
    let mut world = World::people();
    let group = world.group(Some(3), None);
    let session = world.session_in(group, 10);
    assert_eq!(
        world.apply(session, &Party::of(4)).refusal(),
        Refusal::NotEnoughSeats { left: 3, wanted: 4 }
    );
}

#[test]
fn the_people_capacity_holds_beside_the_capacity_in_companies() {
    let mut world = World::companies();
    let session = world.session(3);
    world.settings(session).people_capacity = Some(5);
    assert_eq!(world.apply(session, &Party::from("例示商事", 3)).state(), State::Confirmed);
    assert_eq!(world.apply(session, &Party::from("見本工業", 3)).state(), State::Waitlisted);
    assert_eq!(world.apply(session, &Party::from("雛形産業", 2)).state(), State::Confirmed);
    let counts = world.counts(session);
    assert_eq!((counts.taken, counts.people, counts.waiting), (2, 5, 1));
}

#[test]
fn the_capacity_in_companies_holds_beside_the_people_capacity() {
    let mut world = World::companies();
    let session = world.session(1);
    world.settings(session).people_capacity = Some(50);
    world.apply(session, &Party::from("例示商事", 1));
    assert_eq!(world.apply(session, &Party::from("見本工業", 1)).state(), State::Waitlisted);
}

#[test]
fn what_is_left_for_a_company_is_told_in_people_while_companies_may_come() {
    let mut world = World::companies();
    let session = world.session(2);
    world.settings(session).people_capacity = Some(5);
    world.settings(session).waiting_list = false;
    world.apply(session, &Party::from("例示商事", 2));
    let refused = world.apply(session, &Party::from("見本工業", 4));
    assert_eq!(refused.refusal(), Refusal::NotEnoughSeats { left: 3, wanted: 4 });
}

#[test]
fn a_company_that_has_its_seat_hears_how_many_people_may_still_come() {
    let mut world = World::companies();
    let session = world.session(1);
    world.settings(session).people_capacity = Some(3);
    world.settings(session).waiting_list = false;
    world.apply(session, &Party::from("例示商事", 1));
    let refused = world.apply(session, &Party::from("例示商事", 3));
    assert_eq!(refused.refusal(), Refusal::NotEnoughSeats { left: 2, wanted: 3 });
}

#[test]
fn in_persons_the_smaller_of_two_caps_is_left() {
    let mut world = World::people();
    let session = world.session(10);
    world.settings(session).people_capacity = Some(3);
    world.settings(session).waiting_list = false;
    world.apply(session, &Party::of(2));
    assert_eq!(
        world.apply(session, &Party::of(2)).refusal(),
        Refusal::NotEnoughSeats { left: 1, wanted: 2 }
    );
}
