//! Sessions that share a cap, or of which one applicant may hold only so many.

use super::world::{Party, World, staff};
use crate::domain::ids::RegistrationId;
use crate::domain::seats::{Done, GroupSettings, Refusal, Request};
use crate::domain::state::State;

#[test]
fn one_applicant_holds_only_so_many_sessions_of_a_group() {
    let mut world = World::people();
    let group = world.group(None, Some(1));
    let (one, two, outside) =
        (world.session_in(group, 5), world.session_in(group, 5), world.session(5));
    let taro = Party::named("山田 太郎", "taro@example.jp");
    let first = world.apply(one, &taro).id;
    assert_eq!(world.apply(two, &taro).refusal(), Refusal::GroupLimit { limit: 1 });
    assert_eq!(world.apply(outside, &taro).state(), State::Confirmed);
    world.withdraw(first);
    assert_eq!(world.apply(two, &taro).state(), State::Confirmed);
}

#[test]
fn a_place_on_a_waiting_list_counts_toward_the_limit_of_a_group() {
    let mut world = World::people();
    let group = world.group(None, Some(1));
    let (one, two) = (world.session_in(group, 1), world.session_in(group, 1));
    world.strangers(one, 1);
    let taro = Party::named("山田 太郎", "taro@example.jp");
    assert_eq!(world.apply(one, &taro).state(), State::Waitlisted);
    assert_eq!(world.apply(two, &taro).refusal(), Refusal::GroupLimit { limit: 1 });
}

#[test]
fn nobody_gets_round_the_limit_of_a_group_by_changing_into_another_person() {
    let mut world = World::people();
    let group = world.group(None, Some(1));
    let (one, two) = (world.session_in(group, 5), world.session_in(group, 5));
    let taro = Party::named("山田 太郎", "taro@example.jp");
    world.apply(one, &taro);
    let other = world.apply(two, &Party::named("山田 花子", "taro@example.jp")).id;
    assert_eq!(world.change(other, &taro).refusal(), Refusal::GroupLimit { limit: 1 });
}

#[test]
fn a_shared_cap_holds_over_all_sessions_of_the_group() {
    let mut world = World::people();
    let group = world.group(Some(2), None);
    let (one, two) = (world.session_in(group, 5), world.session_in(group, 5));
    world.strangers(one, 1);
    world.strangers(two, 1);
    assert_eq!(world.apply(one, &Party::of(1)).state(), State::Waitlisted);
    assert_eq!(world.board.groups[&group].taken, 2);
}

#[test]
fn a_seat_freed_in_a_group_goes_to_who_came_first_in_any_of_its_sessions() {
    let mut world = World::people();
    let group = world.group(Some(2), None);
    let (one, two) = (world.session_in(group, 5), world.session_in(group, 5));
    let seated = world.strangers(one, 2);
    let first = world.apply(two, &Party::of(1)).id;
    let second = world.apply(one, &Party::of(1)).id;
    let third = world.apply(two, &Party::of(1)).id;
    assert_eq!(world.withdraw(seated[0]).promoted(), [first]);
    assert_eq!(world.withdraw(seated[1]).promoted(), [second]);
    assert_eq!(world.withdraw(second).promoted(), [third]);
}

#[test]
fn within_a_session_the_order_of_acceptance_counts_whatever_the_clock_said() {
    let mut world = World::people();
    let group = world.group(Some(1), None);
    let (one, two) = (world.session_in(group, 5), world.session_in(group, 5));
    let seated = world.strangers(one, 1)[0];
    let accepted_first = world.apply(two, &Party::of(1)).id;
    let accepted_second = world.apply(two, &Party::of(1)).id;
    let stamped = world.board.registrations[&accepted_first].registered_at;
    let earlier = stamped - chrono::Duration::hours(1);
    world.board.registrations.get_mut(&accepted_second).unwrap().registered_at = earlier;
    assert_eq!(world.withdraw(seated).promoted(), [accepted_first]);
}

#[test]
fn a_raised_shared_cap_promotes_over_the_whole_group() {
    let mut world = World::people();
    let group = world.group(Some(1), None);
    let (one, two) = (world.session_in(group, 5), world.session_in(group, 5));
    world.strangers(one, 1);
    let waiting = [world.apply(two, &Party::of(1)).id, world.apply(one, &Party::of(1)).id];
    let request = Request::ReconfigureGroups(vec![GroupSettings {
        group,
        capacity: Some(3),
        sessions_per_applicant: None,
    }]);
    let raised = world.run(RegistrationId(uuid::Uuid::nil()), staff(), request);
    assert_eq!(raised.decision.outcome, Ok(Done::Reconfigured { promoted: 2 }));
    assert_eq!(raised.promoted(), waiting);
}

#[test]
fn a_shared_cap_below_what_is_confirmed_is_refused_with_the_numbers() {
    let mut world = World::people();
    let group = world.group(Some(3), None);
    let one = world.session_in(group, 5);
    world.strangers(one, 3);
    let request = Request::ReconfigureGroups(vec![GroupSettings {
        group,
        capacity: Some(2),
        sessions_per_applicant: None,
    }]);
    let lowered = world.run(RegistrationId(uuid::Uuid::nil()), staff(), request);
    assert_eq!(lowered.refusal(), Refusal::CapacityBelowConfirmed { confirmed: 3, people: 3 });
    assert_eq!(world.board.groups[&group].capacity, Some(3));
}

#[test]
fn a_group_that_is_not_there_is_not_found() {
    let mut world = World::people();
    let group = crate::domain::ids::GroupId(uuid::Uuid::nil());
    let request = Request::ReconfigureGroups(vec![GroupSettings {
        group,
        capacity: None,
        sessions_per_applicant: None,
    }]);
    assert_eq!(
        world.run(RegistrationId(uuid::Uuid::nil()), staff(), request).refusal(),
        Refusal::NotFound
    );
}

#[test]
fn no_seat_is_given_under_a_shared_cap_that_cannot_be_counted() {
    let mut world = World::people();
    let group = world.group(Some(2), None);
    let session = world.session_in(group, 5);
    world.board.groups.clear();
    assert_eq!(world.apply(session, &Party::of(1)).state(), State::Waitlisted);
}

#[test]
fn of_several_groups_none_is_changed_where_one_cannot_be() {
    let mut world = World::people();
    let (free, full) = (world.group(Some(3), None), world.group(Some(3), None));
    let session = world.session_in(full, 5);
    world.strangers(session, 3);
    let capped = |group| GroupSettings { group, capacity: Some(2), sessions_per_applicant: None };
    let request = Request::ReconfigureGroups(vec![capped(free), capped(full)]);
    let lowered = world.run(RegistrationId(uuid::Uuid::nil()), staff(), request);
    assert_eq!(lowered.refusal(), Refusal::CapacityBelowConfirmed { confirmed: 3, people: 3 });
    assert_eq!(world.board.groups[&free].capacity, Some(3));
}
