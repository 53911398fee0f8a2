//! Companies, each with one seat for its people.

use super::world::{Party, World};
use crate::domain::seats::Refusal;
use crate::domain::state::State;

#[test]
fn the_second_applicant_of_a_company_joins_its_seat_and_is_told_so() {
    let mut world = World::companies();
    let session = world.session(1);
    assert!(
        !world.apply(session, &Party::from("株式会社例示", 1)).registered().joined_company_seat
    );
    let second = world.apply(session, &Party::from("㈱例示", 2));
    assert_eq!((second.state(), second.registered().joined_company_seat), (State::Confirmed, true));
    assert!(second.decision.mails[0].joined_company_seat);
    let counts = world.counts(session);
    assert_eq!((counts.taken, counts.people), (1, 3));
}

#[test]
fn a_company_brings_only_so_many_people_over_all_its_applications() {
    let mut world = World::companies();
    let session = world.session(5);
    world.at(session).people_per_company = Some(3);
    world.apply(session, &Party::from("例示商事", 2));
    let refused = world.apply(session, &Party::from("例示商事", 2));
    assert_eq!(refused.refusal(), Refusal::CompanyPeopleLimit { limit: 3, people: 2 });
    assert_eq!(world.apply(session, &Party::from("例示商事", 1)).state(), State::Confirmed);
    let alone = world.apply(session, &Party::from("見本工業", 4));
    assert_eq!(alone.refusal(), Refusal::CompanyPeopleLimit { limit: 3, people: 0 });
}

#[test]
fn one_number_is_one_company_whatever_its_name() {
    let mut world = World::companies();
    let session = world.session(2);
    world.apply(session, &Party::numbered("例示商事", 12_050_002, 1));
    let renamed = world.apply(session, &Party::numbered("例示ホールディングス", 12_050_002, 1));
    assert!(renamed.registered().joined_company_seat);
}

#[test]
fn two_numbers_are_two_companies_even_of_one_name() {
    let mut world = World::companies();
    let session = world.session(2);
    world.apply(session, &Party::numbered("例示商事", 1, 1));
    let namesake = world.apply(session, &Party::numbered("例示商事", 2, 1));
    assert!(!namesake.registered().joined_company_seat);
    assert_eq!(world.counts(session).taken, 2);
}

#[test]
fn without_a_number_the_name_decides() {
    let mut world = World::companies();
    let session = world.session(3);
    world.apply(session, &Party::numbered("例示商事", 1, 1));
    assert!(world.apply(session, &Party::from("例示商事", 1)).registered().joined_company_seat);
    assert!(!world.apply(session, &Party::from("見本工業", 1)).registered().joined_company_seat);
}

#[test]
fn a_company_is_known_by_its_number_once_somebody_has_given_it() {
    let mut world = World::companies();
    let session = world.session(2);
    world.apply(session, &Party::from("例示商事", 1));
    world.apply(session, &Party::numbered("例示商事", 1, 1));
    let renamed = world.apply(session, &Party::numbered("別名", 1, 1));
    assert!(renamed.registered().joined_company_seat);
}

#[test]
fn the_last_one_who_leaves_frees_the_company_s_seat() {
    let mut world = World::companies();
    let session = world.session(1);
    let first = world.apply(session, &Party::from("例示商事", 1)).id;
    let second = world.apply(session, &Party::from("例示商事", 1)).id;
    let waiting = world.apply(session, &Party::from("見本工業", 1)).id;
    assert_eq!(world.withdraw(first).promoted(), []);
    assert_eq!(world.counts(session).taken, 1);
    assert_eq!(world.withdraw(second).promoted(), [waiting]);
    assert_eq!(world.counts(session).taken, 1);
}

#[test]
fn a_company_that_comes_back_after_its_last_one_left_takes_a_new_seat() {
    let mut world = World::companies();
    let session = world.session(2);
    let first = world.apply(session, &Party::from("例示商事", 1)).id;
    world.withdraw(first);
    let again = world.apply(session, &Party::from("例示商事", 1));
    assert!(!again.registered().joined_company_seat);
    assert_eq!(world.counts(session).taken, 1);
}

#[test]
fn more_people_under_a_registration_count_under_the_company_s_seat() {
    let mut world = World::companies();
    let session = world.session(1);
    world.at(session).people_per_company = Some(4);
    let first = world.apply(session, &Party::from("例示商事", 1)).id;
    world.apply(session, &Party::from("例示商事", 1));
    assert!(world.change(first, &Party::from("例示商事", 3)).decision.outcome.is_ok());
    let seat = world.board.company_seats.values().next().unwrap();
    assert_eq!((seat.people, seat.registrations), (4, 2));
    assert_eq!(world.counts(session).people, 4);
    let more = world.change(first, &Party::from("例示商事", 4));
    assert_eq!(more.refusal(), Refusal::CompanyPeopleLimit { limit: 4, people: 4 });
}

#[test]
fn colleagues_who_wait_come_in_with_their_company() {
    let mut world = World::companies();
    let session = world.session(1);
    let first = world.apply(session, &Party::from("例示商事", 1)).id;
    let one = world.apply(session, &Party::from("見本工業", 1)).id;
    let other = world.apply(session, &Party::from("雛形産業", 1)).id;
    let colleague = world.apply(session, &Party::from("見本工業", 2)).id;
    assert_eq!(world.withdraw(first).promoted(), [one, colleague]);
    assert_eq!(world.state_of(other), State::Waitlisted);
    assert_eq!(world.counts(session).people, 3);
}

#[test]
fn who_waits_for_room_under_their_own_company_s_limit_holds_nobody_up() {
    let mut world = World::companies();
    let session = world.session(1);
    world.settings(session).head_blocks = true;
    world.at(session).people_per_company = Some(3);
    let first = world.apply(session, &Party::from("例示商事", 1)).id;
    let one = world.apply(session, &Party::from("見本工業", 2)).id;
    let too_many = world.apply(session, &Party::from("見本工業", 2)).id;
    let behind = world.apply(session, &Party::from("雛形産業", 1)).id;
    assert_eq!(world.withdraw(first).promoted(), [one]);
    assert_eq!(world.reconfigure(session, |settings| settings.capacity = 2).promoted(), [behind]);
    assert_eq!(world.state_of(too_many), State::Waitlisted);
}

#[test]
fn a_staff_entry_without_company_takes_a_seat_of_its_own() {
    let mut world = World::companies();
    let session = world.session(2);
    world.apply(session, &Party::of(1));
    let second = world.apply(session, &Party::of(1));
    assert!(!second.registered().joined_company_seat);
    assert_eq!(world.counts(session).taken, 2);
}

#[test]
fn the_company_of_a_registration_cannot_be_changed() {
    let mut world = World::companies();
    let session = world.session(2);
    let id = world.apply(session, &Party::from("例示商事", 1)).id;
    assert_eq!(world.change(id, &Party::from("見本工業", 1)).refusal(), Refusal::CompanyFixed);
}

#[test]
fn who_was_passed_comes_in_once_the_company_s_number_is_known() {
    let mut world = World::companies();
    let session = world.session(1);
    world.apply(session, &Party::from("見本工業", 1));
    let renamed = world.apply(session, &Party::numbered("例示ホールディングス", 1, 1)).id;
    let colleague = world.apply(session, &Party::numbered("例示商事", 1, 1)).id;
    let guest = world.apply(session, &Party::from("例示商事", 1).exceeding("来賓"));
    assert_eq!(guest.promoted(), [colleague, renamed]);
}

#[test]
fn newcomers_pass_those_who_wait_for_room_under_their_own_company_s_limit() {
    let mut world = World::companies();
    let session = world.session(1);
    world.settings(session).head_blocks = true;
    world.at(session).people_per_company = Some(2);
    world.apply(session, &Party::from("例示商事", 1));
    world.apply(session, &Party::from("見本工業", 2));
    world.apply(session, &Party::from("見本工業", 1).exceeding("来賓"));
    world.reconfigure(session, |settings| settings.capacity = 3);
    assert_eq!(world.apply(session, &Party::from("雛形産業", 1)).state(), State::Confirmed);
}
