//! A caller's key for "this request, once".

use super::world::{Party, World};
use crate::domain::seats::{Idempotency, Refusal};
use crate::domain::state::State;

fn with_key(key: u8, body: u8) -> Party {
    Party {
        key: Some(Idempotency { key_hash: [key; 32], body_hash: [body; 32], keeps_refusals: true }),
        ..Party::of(1)
    }
}

#[test]
fn the_same_key_with_the_same_body_is_answered_the_same_and_registers_once() {
    let mut world = World::people();
    let session = world.session(5);
    let first = world.apply(session, &with_key(1, 1));
    let board = world.board.clone();
    let second = world.apply(session, &with_key(1, 1));
    assert_eq!(first.decision.outcome, second.decision.outcome);
    assert!(second.decision.mails.is_empty() && second.decision.audit.is_empty());
    assert_eq!(world.board, board);
}

#[test]
fn the_same_key_with_another_body_is_a_conflict() {
    let mut world = World::people();
    let session = world.session(5);
    world.apply(session, &with_key(1, 1));
    assert_eq!(world.apply(session, &with_key(1, 2)).refusal(), Refusal::IdempotencyConflict);
    assert_eq!(world.counts(session).taken, 1);
}

#[test]
fn a_refusal_is_remembered_too() {
    let mut world = World::people();
    let session = world.session(1);
    world.settings(session).waiting_list = false;
    let seated = world.strangers(session, 1)[0];
    assert_eq!(world.apply(session, &with_key(1, 1)).refusal(), Refusal::SessionFull);
    world.withdraw(seated);
    assert_eq!(world.apply(session, &with_key(1, 1)).refusal(), Refusal::SessionFull);
}

#[test]
fn another_key_or_another_session_is_another_request() {
    let mut world = World::people();
    let (one, two) = (world.session(5), world.session(5));
    world.apply(one, &with_key(1, 1));
    assert_eq!(world.apply(one, &with_key(2, 1)).state(), State::Confirmed);
    assert_eq!(world.apply(two, &with_key(1, 2)).state(), State::Confirmed);
}
