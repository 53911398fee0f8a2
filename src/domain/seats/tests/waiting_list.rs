//! The waiting list: its order, with who passes whom.

use chrono::Duration;

use super::world::{Party, World};
use crate::domain::event::SessionStatus;
use crate::domain::seats::{MailKind, Refusal};
use crate::domain::state::State;

#[test]
fn those_who_wait_are_told_their_place() {
    let mut world = World::people();
    let session = world.session(1);
    world.strangers(session, 2);
    let third = world.apply(session, &Party::of(1));
    assert_eq!(third.registered().position, Some(2));
    assert_eq!(
        (third.decision.mails[0].kind, third.decision.mails[0].position),
        (MailKind::RegistrationReceived, Some(2))
    );
}

#[test]
fn a_withdrawal_promotes_exactly_the_next() {
    let mut world = World::people();
    let session = world.session(2);
    let all = world.strangers(session, 5);
    let answer = world.withdraw(all[0]);
    assert_eq!(answer.promoted(), [all[2]]);
    let counts = world.counts(session);
    assert_eq!((counts.taken, counts.waiting), (2, 2));
    assert_eq!(world.board.waiting[&session].order, all[3..]);
}

#[test]
fn who_withdraws_from_the_waiting_list_frees_no_seat() {
    let mut world = World::people();
    let session = world.session(1);
    let all = world.strangers(session, 4);
    let answer = world.withdraw(all[2]);
    assert_eq!(answer.promoted(), []);
    assert_eq!(answer.decision.mails[0].position, Some(2));
    assert_eq!(world.counts(session).waiting, 2);
    assert_eq!(world.board.waiting[&session].order, [all[1], all[3]]);
}

#[test]
fn where_the_next_that_fits_is_taken_a_large_party_is_passed() {
    let mut world = World::people();
    let session = world.session(3);
    let seated = world.apply(session, &Party::of(3)).id;
    let large = world.apply(session, &Party::of(3)).id;
    let small = world.apply(session, &Party::of(1)).id;
    assert_eq!(world.change(seated, &Party::of(2)).promoted(), [small]);
    assert_eq!(world.state_of(large), State::Waitlisted);
}

#[test]
fn where_the_head_blocks_nobody_passes_it() {
    let mut world = World::people();
    let session = world.session(3);
    world.settings(session).head_blocks = true;
    let seated = world.apply(session, &Party::of(3)).id;
    let large = world.apply(session, &Party::of(3)).id;
    let small = world.apply(session, &Party::of(1)).id;
    assert_eq!(world.change(seated, &Party::of(2)).promoted(), []);
    let newcomer = world.apply(session, &Party::of(1));
    assert_eq!((newcomer.state(), newcomer.registered().position), (State::Waitlisted, Some(3)));
    assert_eq!(world.withdraw(seated).promoted(), [large]);
    assert_eq!(world.withdraw(large).promoted(), [small, newcomer.id]);
}

#[test]
fn when_the_blocking_head_withdraws_those_behind_get_what_is_free() {
    let mut world = World::people();
    let session = world.session(3);
    world.settings(session).head_blocks = true;
    world.apply(session, &Party::of(2));
    let large = world.apply(session, &Party::of(2)).id;
    let small = world.apply(session, &Party::of(1)).id;
    assert_eq!(world.withdraw(large).promoted(), [small]);
}

#[test]
fn when_the_blocking_head_becomes_smaller_it_gets_what_is_free() {
    let mut world = World::people();
    let session = world.session(3);
    world.settings(session).head_blocks = true;
    world.apply(session, &Party::of(2));
    let large = world.apply(session, &Party::of(2)).id;
    assert_eq!(world.change(large, &Party::of(1)).promoted(), [large]);
}

#[test]
fn behind_a_blocking_head_without_a_waiting_list_a_session_is_full() {
    let mut world = World::people();
    let session = world.session(3);
    world.settings(session).head_blocks = true;
    world.apply(session, &Party::of(2));
    world.apply(session, &Party::of(2));
    world.settings(session).waiting_list = false;
    assert_eq!(world.apply(session, &Party::of(1)).refusal(), Refusal::SessionFull);
}

#[test]
fn colleagues_of_a_seated_company_pass_a_blocking_head_unless_people_are_scarce_too() {
    for (people_capacity, expected) in [(None, State::Confirmed), (Some(9), State::Waitlisted)] {
        let mut world = World::companies();
        let session = world.session(1);
        world.settings(session).head_blocks = true;
        world.settings(session).people_capacity = people_capacity;
        world.apply(session, &Party::from("例示商事", 1));
        world.apply(session, &Party::from("見本工業", 1));
        assert_eq!(world.apply(session, &Party::from("例示商事", 1)).state(), expected);
    }
}

#[test]
fn one_freed_party_promotes_as_many_as_fit_in_order() {
    let mut world = World::people();
    let session = world.session(4);
    let seated = world.apply(session, &Party::of(4)).id;
    let waiting: Vec<_> =
        [2, 3, 1, 1].map(|seats| world.apply(session, &Party::of(seats)).id).into();
    assert_eq!(world.withdraw(seated).promoted(), [waiting[0], waiting[2], waiting[3]]);
    assert_eq!(world.board.waiting[&session].order, [waiting[1]]);
}

#[test]
fn who_is_promoted_is_mailed_once_with_an_audit_line() {
    let mut world = World::people();
    let session = world.session(1);
    let all = world.strangers(session, 2);
    let answer = world.withdraw(all[0]);
    let mails: Vec<_> =
        answer.decision.mails.iter().map(|mail| (mail.registration, mail.kind)).collect();
    assert_eq!(mails, [(all[0], MailKind::Withdrawn), (all[1], MailKind::Promoted)]);
    let actions: Vec<_> = answer.decision.audit.iter().map(|line| line.action).collect();
    assert_eq!(actions, ["withdrawn", "promoted"]);
    assert_eq!(world.board.registrations[&all[1]].version, 2);
}

#[test]
fn nobody_is_promoted_once_the_session_has_begun() {
    let mut world = World::people();
    let session = world.session(1);
    let all = world.strangers(session, 3);
    let starts = world.board.sessions[&session].starts_at.unwrap();
    world.now = starts - Duration::seconds(2);
    assert_eq!(world.withdraw(all[0]).promoted(), [all[1]]);
    assert_eq!(world.now, starts - Duration::seconds(1));
    assert_eq!(world.withdraw(all[1]).promoted(), []);
    assert_eq!(world.state_of(all[2]), State::Waitlisted);
}

#[test]
fn nobody_is_promoted_in_a_session_that_is_cancelled() {
    let mut world = World::people();
    let session = world.session(1);
    let all = world.strangers(session, 2);
    world.settings(session).status = SessionStatus::Cancelled;
    assert_eq!(world.withdraw(all[0]).promoted(), []);
}

#[test]
fn what_a_cancelled_session_gives_back_goes_to_the_others_of_its_group() {
    let mut world = World::people();
    let group = world.group(Some(1), None);
    let (cancelled, other) = (world.session_in(group, 5), world.session_in(group, 5));
    let seated = world.strangers(cancelled, 1)[0];
    let waiting = world.strangers(other, 1)[0];
    world.settings(cancelled).status = SessionStatus::Cancelled;
    assert_eq!(world.withdraw(seated).promoted(), [waiting]);
}
