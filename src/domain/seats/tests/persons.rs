//! One person holds one active registration per session.

use chrono::Duration;

use super::world::{Party, World, noon};
use crate::domain::seats::{MailKind, Refusal};
use crate::domain::state::State;

fn taro() -> Party {
    Party::named("山田 太郎", "taro@example.jp")
}

#[test]
fn who_applies_again_is_told_so_and_gets_the_mail_once_more() {
    let mut world = World::people();
    let session = world.session(5);
    let first = world.apply(session, &taro()).id;
    let again = world.apply(session, &taro());
    assert_eq!(again.refusal(), Refusal::AlreadyRegistered);
    let mail = &again.decision.mails[0];
    assert_eq!((mail.registration, mail.kind), (first, MailKind::RegistrationConfirmed));
    assert_eq!(world.counts(session).taken, 1);
}

#[test]
fn the_mail_goes_out_again_at_most_once_an_hour() {
    let mut world = World::people();
    let session = world.session(5);
    world.apply(session, &taro());
    let mut cause_at = |minutes| {
        world.now = noon() + Duration::minutes(minutes);
        world.apply(session, &taro()).decision.mails[0].cause.clone()
    };
    let (first, same_hour, next_hour) = (cause_at(1), cause_at(58), cause_at(60));
    assert_eq!(first, same_hour);
    assert_ne!(first, next_hour);
    assert_ne!(first, "");
}

#[test]
fn who_waits_and_applies_again_is_told_the_place() {
    let mut world = World::people();
    let session = world.session(1);
    world.strangers(session, 2);
    world.apply(session, &taro());
    let mail = &world.apply(session, &taro()).decision.mails[0];
    assert_eq!((mail.kind, mail.position), (MailKind::RegistrationReceived, Some(2)));
}

#[test]
fn the_members_of_a_family_with_one_address_all_get_in() {
    let mut world = World::people();
    let session = world.session(5);
    world.apply(session, &taro());
    let hanako = world.apply(session, &Party::named("山田 花子", "taro@example.jp"));
    assert_eq!(hanako.state(), State::Confirmed);
}

#[test]
fn width_and_spaces_do_not_make_two_persons_of_one() {
    let mut world = World::people();
    let session = world.session(5);
    world.apply(session, &taro());
    let again = world.apply(session, &Party::named("山田　太郎", "TARO@example.jp"));
    assert_eq!(again.refusal(), Refusal::AlreadyRegistered);
}

#[test]
fn who_has_withdrawn_may_apply_again() {
    let mut world = World::people();
    let session = world.session(1);
    let id = world.apply(session, &taro()).id;
    world.withdraw(id);
    assert_eq!(world.apply(session, &taro()).state(), State::Confirmed);
}

#[test]
fn an_ended_registration_does_not_hide_the_active_one_of_its_person() {
    let mut world = World::people();
    let session = world.session(1);
    let ended = world.apply(session, &taro()).id;
    world.withdraw(ended);
    world.apply(session, &taro());
    world.board.index_person(ended);
    assert_eq!(world.apply(session, &taro()).refusal(), Refusal::AlreadyRegistered);
}
