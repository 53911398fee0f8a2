//! Seats that are held until the applicant has confirmed the mail address.

use chrono::Duration;

use super::world::{Party, World};
use crate::domain::seats::{Actor, MailKind, Refusal, Request};
use crate::domain::state::State;

fn unconfirmed() -> Party {
    Party { confirms_within: Some(Duration::hours(1)), ..Party::of(1) }
}

#[test]
fn a_seat_is_held_until_its_address_is_confirmed() {
    let mut world = World::people();
    let session = world.session(1);
    let answer = world.apply(session, &unconfirmed());
    assert_eq!(answer.state(), State::Pending);
    assert_eq!(answer.decision.mails[0].kind, MailKind::ConfirmAddress);
    assert_eq!(world.counts(session).taken, 1);
    assert_eq!(world.apply(session, &Party::of(1)).state(), State::Waitlisted);
    let confirmed = world.run(answer.id, Actor::Applicant, Request::Accept(answer.id));
    assert_eq!(confirmed.decision.mails[0].kind, MailKind::RegistrationConfirmed);
    assert_eq!(world.state_of(answer.id), State::Confirmed);
}

#[test]
fn a_seat_whose_address_nobody_confirms_goes_to_the_next_without_a_mail() {
    let mut world = World::people();
    let session = world.session(1);
    let held = world.apply(session, &unconfirmed()).id;
    let next = world.strangers(session, 1)[0];
    world.now += Duration::hours(1);
    let late = world.run(held, Actor::Applicant, Request::Accept(held));
    assert_eq!(late.refusal(), Refusal::OfferExpired);
    let answer = world.run(held, Actor::Service, Request::Expire(held));
    assert_eq!(answer.promoted(), [next]);
    assert_eq!(answer.decision.mails.len(), 1);
    assert_eq!(world.state_of(held), State::Withdrawn);
}

#[test]
fn who_applies_again_gets_the_confirmation_link_again() {
    let mut world = World::people();
    let session = world.session(2);
    let party = Party {
        confirms_within: Some(Duration::hours(1)),
        ..Party::named("山田 太郎", "taro@example.jp")
    };
    world.apply(session, &party);
    let again = world.apply(session, &party);
    assert_eq!(again.refusal(), Refusal::AlreadyRegistered);
    assert_eq!(again.decision.mails[0].kind, MailKind::ConfirmAddress);
    assert_eq!(world.counts(session).taken, 1);
}

#[test]
fn a_held_seat_can_be_withdrawn() {
    let mut world = World::people();
    let session = world.session(1);
    let held = world.apply(session, &unconfirmed()).id;
    world.withdraw(held);
    assert_eq!(world.counts(session).taken, 0);
}

#[test]
fn a_seat_is_held_for_its_time_also_where_applications_are_open_after_the_beginning() {
    let mut world = World::people();
    let session = world.session(1);
    world.at(session).starts_at = Some(world.now - Duration::hours(1));
    let held = world.apply(session, &unconfirmed()).id;
    assert_eq!(world.board.registrations[&held].expires_at, Some(world.now + Duration::hours(1)));
}

#[test]
fn another_address_is_asked_to_be_confirmed_too() {
    let mut world = World::people();
    let session = world.session(1);
    let held = world.apply(session, &unconfirmed()).id;
    let answer = world.change(held, &Party::named("山田 太郎", "taro@example.jp"));
    let kinds: Vec<MailKind> = answer.decision.mails.iter().map(|mail| mail.kind).collect();
    assert_eq!(kinds, [MailKind::Changed, MailKind::ConfirmAddress]);
}
