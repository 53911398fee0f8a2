//! Who comes first.

use super::world::{Party, World};
use crate::domain::seats::{MailKind, Refusal};
use crate::domain::state::State;

#[test]
fn seats_are_given_in_the_order_of_arrival() {
    let mut world = World::people();
    let session = world.session(2);
    let states: Vec<_> = (0..3).map(|_| world.apply(session, &Party::of(1)).state()).collect();
    assert_eq!(states, [State::Confirmed, State::Confirmed, State::Waitlisted]);
}

#[test]
fn the_order_of_acceptance_is_numbered_without_gaps() {
    let mut world = World::people();
    let session = world.session(2);
    world.settings(session).waiting_list = false;
    let first = world.apply(session, &Party::of(1)).registered().sequence;
    assert_eq!(
        world.apply(session, &Party::of(2)).refusal(),
        Refusal::NotEnoughSeats { left: 1, wanted: 2 }
    );
    let second = world.apply(session, &Party::of(1)).registered().sequence;
    assert_eq!((first, second), (1, 2));
}

#[test]
fn a_confirmed_application_owes_one_mail_with_its_audit_line() {
    let mut world = World::people();
    let session = world.session(1);
    let answer = world.apply(session, &Party::of(1));
    let kinds: Vec<_> =
        answer.decision.mails.iter().map(|mail| (mail.kind, mail.position)).collect();
    assert_eq!(kinds, [(MailKind::RegistrationConfirmed, None)]);
    assert_eq!(answer.decision.audit[0].action, "registered");
}

#[test]
fn a_party_takes_all_its_seats_or_none() {
    let mut world = World::people();
    let session = world.session(3);
    world.apply(session, &Party::of(2));
    let party = world.apply(session, &Party::of(2));
    assert_eq!(party.state(), State::Waitlisted);
    assert_eq!(world.counts(session).taken, 2);
}

#[test]
fn what_is_refused_changes_nothing() {
    let mut world = World::people();
    let session = world.session(1);
    world.settings(session).waiting_list = false;
    world.apply(session, &Party::of(1));
    let before = world.board.clone();
    let refused = world.apply(session, &Party::of(1));
    assert_eq!(refused.refusal(), Refusal::SessionFull);
    assert_eq!(world.board, before);
    assert!(refused.decision.mails.is_empty() && refused.decision.audit.is_empty());
}

#[test]
fn a_session_that_is_not_there_is_not_found() {
    let mut world = World::people();
    let session = world.session(1);
    world.board.sessions.clear();
    assert_eq!(world.apply(session, &Party::of(1)).refusal(), Refusal::NotFound);
}
