//! Moving to another session, in one step.

use super::world::{EVENT, Party, World};
use crate::domain::event::SessionStatus;
use crate::domain::ids::EventId;
use crate::domain::seats::{Done, MailKind, Refusal};
use crate::domain::state::State;

#[test]
fn a_move_takes_the_new_seat_and_frees_the_old_one_for_the_next() {
    let mut world = World::people();
    let (from, to) = (world.session(1), world.session(1));
    let all = world.strangers(from, 2);
    let moved = world.move_to(all[0], to);
    assert_eq!(moved.state(), State::Confirmed);
    assert_eq!(moved.promoted(), [all[1]]);
    assert_eq!((world.counts(from).taken, world.counts(to).taken), (1, 1));
    let held = &world.board.registrations[&all[0]];
    assert_eq!((held.session, held.sequence, held.version), (to, 1, 2));
}

#[test]
fn a_move_is_mailed_with_a_cause_of_its_own() {
    let mut world = World::people();
    let (from, to) = (world.session(1), world.session(1));
    let id = world.strangers(from, 1)[0];
    let there = world.move_to(id, to).decision.mails[0].clone();
    let back = world.move_to(id, from).decision.mails[0].clone();
    assert_eq!((there.kind, there.cause.as_str()), (MailKind::RegistrationConfirmed, "moved:1"));
    assert_eq!(back.cause, "moved:2");
}

#[test]
fn a_seat_is_never_lost_for_a_place_on_a_waiting_list() {
    let mut world = World::people();
    let (from, to) = (world.session(1), world.session(1));
    let id = world.strangers(from, 1)[0];
    world.strangers(to, 1);
    let before = world.board.clone();
    assert_eq!(world.move_to(id, to).refusal(), Refusal::SessionFull);
    assert_eq!(world.board, before);
}

#[test]
fn a_party_that_does_not_fit_the_other_session_hears_how_many_seats_are_left() {
    let mut world = World::people();
    let (from, to) = (world.session(3), world.session(3));
    let id = world.apply(from, &Party::of(3)).id;
    world.strangers(to, 1);
    assert_eq!(world.move_to(id, to).refusal(), Refusal::NotEnoughSeats { left: 2, wanted: 3 });
}

#[test]
fn one_that_waits_may_go_and_wait_elsewhere() {
    let mut world = World::people();
    let (from, to) = (world.session(1), world.session(1));
    let waiting = world.strangers(from, 2)[1];
    world.strangers(to, 2);
    let moved = world.move_to(waiting, to);
    assert_eq!((moved.state(), moved.registered().position), (State::Waitlisted, Some(2)));
    assert_eq!((world.counts(from).waiting, world.counts(to).waiting), (0, 2));
    assert_eq!(world.board.waiting[&from].order, []);
}

#[test]
fn one_that_waits_may_take_a_free_seat_elsewhere() {
    let mut world = World::people();
    let (from, to) = (world.session(1), world.session(1));
    let waiting = world.strangers(from, 2)[1];
    assert_eq!(world.move_to(waiting, to).state(), State::Confirmed);
    assert_eq!(world.counts(from).waiting, 0);
}

#[test]
fn the_limit_of_a_group_does_not_count_the_session_that_is_left() {
    let mut world = World::people();
    let group = world.group(None, Some(1));
    let (from, to, outside) =
        (world.session_in(group, 1), world.session_in(group, 1), world.session(1));
    let taro = Party::named("山田 太郎", "taro@example.jp");
    let id = world.apply(from, &taro).id;
    assert_eq!(world.move_to(id, to).state(), State::Confirmed);
    let other = world.apply(outside, &taro).id;
    assert_eq!(world.move_to(other, from).refusal(), Refusal::GroupLimit { limit: 1 });
}

#[test]
fn within_a_group_that_is_full_a_seat_can_be_moved() {
    let mut world = World::people();
    let group = world.group(Some(2), None);
    let (from, to) = (world.session_in(group, 2), world.session_in(group, 2));
    let all = world.strangers(from, 3);
    let moved = world.move_to(all[0], to);
    assert_eq!(moved.state(), State::Confirmed);
    assert_eq!(moved.promoted(), []);
    assert_eq!((world.board.groups[&group].taken, world.counts(from).waiting), (2, 1));
}

#[test]
fn within_a_group_that_was_exceeded_nothing_is_exceeded_again_by_a_move() {
    let mut world = World::people();
    let group = world.group(Some(1), None);
    let (from, to) = (world.session_in(group, 2), world.session_in(group, 2));
    let id = world.strangers(from, 1)[0];
    world.apply(from, &Party::of(1).exceeding("来賓"));
    assert_eq!(world.move_to(id, to).refusal(), Refusal::SessionFull);
}

#[test]
fn a_colleague_who_stays_keeps_the_company_s_seat() {
    let mut world = World::companies();
    let group = world.group(Some(1), None);
    let (from, to) = (world.session_in(group, 2), world.session_in(group, 2));
    let first = world.apply(from, &Party::from("例示商事", 1)).id;
    let alone = world.move_to(first, to);
    assert_eq!(alone.state(), State::Confirmed);
    world.apply(to, &Party::from("例示商事", 1));
    assert_eq!(world.move_to(first, from).refusal(), Refusal::SessionFull);
}

#[test]
fn a_company_that_moves_in_brings_its_waiting_colleagues_to_its_seat() {
    let mut world = World::companies();
    let (from, to) = (world.session(1), world.session(1));
    let other = world.apply(to, &Party::from("見本工業", 1)).id;
    let colleague = world.apply(to, &Party::from("例示商事", 1)).id;
    let first = world.apply(from, &Party::from("例示商事", 1)).id;
    world.settings(to).capacity = 2;
    let moved = world.move_to(first, to);
    assert_eq!(moved.promoted(), [colleague]);
    assert_eq!(world.counts(to).taken, 2);
    assert_eq!(world.state_of(other), State::Confirmed);
}

#[test]
fn a_move_into_what_is_closed_cancelled_or_elsewhere_is_refused() {
    let mut world = World::people();
    let (from, closed, cancelled, elsewhere) =
        (world.session(1), world.session(1), world.session(1), world.session(1));
    world.settings(closed).status = SessionStatus::Closed;
    world.settings(cancelled).status = SessionStatus::Cancelled;
    world.at(elsewhere).event = EventId(uuid::Uuid::from_u128(EVENT.0.as_u128() + 1));
    let id = world.strangers(from, 1)[0];
    assert_eq!(world.move_to(id, closed).refusal(), Refusal::Closed);
    assert_eq!(world.move_to(id, cancelled).refusal(), Refusal::Cancelled);
    assert_eq!(world.move_to(id, elsewhere).refusal(), Refusal::NotFound);
    assert_eq!(world.move_to(id, from).refusal(), Refusal::AlreadyRegistered);
}

#[test]
fn who_is_registered_in_both_sessions_cannot_move_between_them() {
    let mut world = World::people();
    let (from, to) = (world.session(2), world.session(2));
    let taro = Party::named("山田 太郎", "taro@example.jp");
    let id = world.apply(from, &taro).id;
    world.apply(to, &taro);
    assert_eq!(world.move_to(id, to).refusal(), Refusal::AlreadyRegistered);
}

#[test]
fn who_has_moved_may_come_back() {
    let mut world = World::people();
    let (from, to) = (world.session(1), world.session(1));
    let id = world.strangers(from, 1)[0];
    world.move_to(id, to);
    assert!(matches!(world.move_to(id, from).decision.outcome, Ok(Done::Moved(_))));
    assert_eq!(world.counts(to).taken, 0);
}
