//! Exceeding a capacity on purpose.

use super::world::{Party, World};
use crate::domain::seats::Refusal;
use crate::domain::state::State;

#[test]
fn staff_may_exceed_the_capacity_and_the_reason_is_recorded() {
    let mut world = World::people();
    let session = world.session(1);
    world.strangers(session, 2);
    let answer = world.apply(session, &Party::of(2).exceeding("来賓"));
    assert_eq!(answer.state(), State::Confirmed);
    assert_eq!(answer.decision.audit[0].details["exceed_reason"], "来賓");
    let counts = world.counts(session);
    assert_eq!((counts.taken, counts.exceeded, counts.waiting), (3, 2, 1));
}

#[test]
fn an_applicant_cannot_exceed_the_capacity() {
    let mut world = World::people();
    let session = world.session(1);
    world.strangers(session, 1);
    let pushing = Party { exceed_reason: Some("どうしても"), ..Party::of(1) };
    assert_eq!(world.apply(session, &pushing).state(), State::Waitlisted);
    assert_eq!(world.counts(session).exceeded, 0);
}

#[test]
fn a_withdrawal_from_an_exceeded_session_promotes_nobody_until_it_is_within_its_capacity() {
    let mut world = World::people();
    let session = world.session(2);
    let all = world.strangers(session, 3);
    let guest = world.apply(session, &Party::of(1).exceeding("来賓")).id;
    assert_eq!(world.withdraw(all[0]).promoted(), []);
    let counts = world.counts(session);
    assert_eq!((counts.taken, counts.exceeded), (2, 0));
    assert_eq!(world.withdraw(guest).promoted(), [all[2]]);
}

#[test]
fn what_was_exceeded_shrinks_with_each_seat_given_back_and_never_grows_again() {
    let mut world = World::people();
    let session = world.session(1);
    world.strangers(session, 1);
    let party = world.apply(session, &Party::of(3).exceeding("来賓")).id;
    assert_eq!(world.counts(session).exceeded, 3);
    world.change(party, &Party::of(2));
    assert_eq!(world.counts(session).exceeded, 2);
    assert_eq!(world.change(party, &Party::of(3)).refusal(), Refusal::SessionFull);
}

#[test]
fn a_people_capacity_and_a_shared_cap_are_exceeded_with_the_capacity() {
    let mut world = World::people();
    let group = world.group(Some(2), None);
    let session = world.session_in(group, 1);
    world.settings(session).people_capacity = Some(1);
    world.apply(session, &Party::of(4).exceeding("来賓"));
    let counts = world.counts(session);
    assert_eq!((counts.exceeded, counts.people_exceeded), (3, 3));
    assert_eq!(world.board.groups[&group].exceeded, 2);
}

#[test]
fn a_raised_capacity_takes_up_what_was_exceeded() {
    let mut world = World::people();
    let session = world.session(1);
    world.apply(session, &Party::of(3).exceeding("来賓"));
    world.reconfigure(session, |settings| settings.capacity = 2);
    assert_eq!(world.counts(session).exceeded, 1);
    world.reconfigure(session, |settings| settings.capacity = 5);
    assert_eq!(world.counts(session).exceeded, 0);
    let lowered = world.reconfigure(session, |settings| settings.capacity = 2);
    assert_eq!(lowered.refusal(), Refusal::CapacityBelowConfirmed { confirmed: 3, people: 3 });
}

#[test]
fn a_reason_exceeds_nothing_where_there_is_room() {
    let mut world = World::people();
    let session = world.session(2);
    assert_eq!(world.apply(session, &Party::of(1).exceeding("来賓")).state(), State::Confirmed);
    assert_eq!(world.counts(session).exceeded, 0);
}

#[test]
fn the_people_a_company_may_bring_are_not_exceeded_by_a_reason() {
    let mut world = World::companies();
    let session = world.session(1);
    world.at(session).people_per_company = Some(2);
    let party = Party::from("例示商事", 3).exceeding("来賓");
    assert_eq!(
        world.apply(session, &party).refusal(),
        Refusal::CompanyPeopleLimit { limit: 2, people: 0 }
    );
}
