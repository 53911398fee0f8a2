//! Ranked wishes: the first of several sessions that has a seat.

use super::world::{Party, World};
use crate::domain::seats::{Admission, Refusal};
use crate::domain::state::State;

#[test]
fn the_first_wish_that_has_a_seat_is_given() {
    let mut world = World::people();
    let (first, second, third) = (world.session(1), world.session(1), world.session(1));
    let party = Party { wishes: vec![second, third], ..Party::of(1) };
    let given: Vec<_> = (0..3).map(|_| world.apply(first, &party).registered().session).collect();
    assert_eq!(given, [first, second, third]);
    let fourth = world.apply(first, &party);
    assert_eq!((fourth.state(), fourth.registered().session), (State::Waitlisted, first));
    assert_eq!(world.counts(second).waiting + world.counts(third).waiting, 0);
}

#[test]
fn where_the_first_has_no_waiting_list_the_next_that_has_one_is_waited_for() {
    let mut world = World::people();
    let (first, second) = (world.session(1), world.session(1));
    world.settings(first).waiting_list = false;
    let party = Party { wishes: vec![second], ..Party::of(1) };
    world.apply(first, &party);
    world.apply(first, &party);
    assert_eq!(world.apply(first, &party).registered().session, second);
}

#[test]
fn who_would_not_wait_hears_how_the_first_wish_stands() {
    let mut world = World::people();
    let (first, second) = (world.session(1), world.session(1));
    let party = Party { wishes: vec![second], admission: Admission::OrRefused, ..Party::of(1) };
    world.apply(first, &party);
    world.apply(first, &party);
    assert_eq!(world.apply(first, &party).refusal(), Refusal::SessionFull);
}

#[test]
fn who_has_a_seat_in_a_later_wish_already_gets_no_second_one() {
    let mut world = World::people();
    let (first, second) = (world.session(1), world.session(5));
    let taro = Party::named("山田 太郎", "taro@example.jp");
    world.apply(second, &taro);
    world.strangers(first, 1);
    let again = world.apply(first, &Party { wishes: vec![second], ..taro });
    assert_eq!(again.refusal(), Refusal::AlreadyRegistered);
    assert_eq!(again.decision.mails.len(), 1);
}

#[test]
fn who_has_a_later_wish_already_gets_no_second_seat_when_the_first_has_come_free() {
    let mut world = World::people();
    let (first, second) = (world.session(1), world.session(5));
    let holder = world.strangers(first, 1)[0];
    let taro = Party { wishes: vec![second], ..Party::named("山田 太郎", "taro@example.jp") };
    assert_eq!(world.apply(first, &taro).registered().session, second);
    world.withdraw(holder);
    assert_eq!(world.apply(first, &taro).refusal(), Refusal::AlreadyRegistered);
    assert_eq!(world.counts(first).taken, 0);
}
