//! Offers of freed seats with a deadline.

use chrono::Duration;

use super::world::{Answered, Party, World};
use crate::domain::event::SessionStatus;
use crate::domain::ids::{RegistrationId, SessionId};
use crate::domain::seats::{Actor, MailKind, Refusal, Request};
use crate::domain::state::State;

/// A full session of `capacity` whose freed seats are offered for an hour, with those who have a seat and
/// those who wait.
fn full(
    capacity: u32,
    waiting: usize,
) -> (World, SessionId, Vec<RegistrationId>, Vec<RegistrationId>) {
    let mut world = World::people();
    let session = world.session(capacity);
    world.at(session).rules.offer = Some(Duration::hours(1));
    let seated = world.strangers(session, usize::try_from(capacity).unwrap());
    let waiting = world.strangers(session, waiting);
    (world, session, seated, waiting)
}

pub fn offered(answer: &Answered) -> Vec<RegistrationId> {
    let offers = answer.decision.mails.iter().filter(|mail| mail.kind == MailKind::SeatOffered);
    offers.map(|mail| mail.registration).collect()
}

fn accept(world: &mut World, id: RegistrationId) -> Answered {
    world.run(id, Actor::Applicant, Request::Accept(id))
}

fn expire(world: &mut World, id: RegistrationId) -> Answered {
    world.run(id, Actor::Service, Request::Expire(id))
}

#[test]
fn a_freed_seat_is_offered_to_the_first_who_waits_and_is_theirs_when_they_accept() {
    let (mut world, session, seated, waiting) = full(1, 2);
    let answer = world.withdraw(seated[0]);
    assert_eq!((offered(&answer), answer.promoted()), (vec![waiting[0]], vec![]));
    assert_eq!(world.state_of(waiting[0]), State::Offered);
    assert_eq!(answer.decision.mails[1].until, Some(world.now + Duration::hours(1)));
    assert_eq!((world.counts(session).taken, world.counts(session).waiting), (1, 1));
    accept(&mut world, waiting[0]).decision.outcome.unwrap();
    assert_eq!(world.state_of(waiting[0]), State::Confirmed);
    assert_eq!(world.counts(session).taken, 1);
}

#[test]
fn an_offer_can_be_accepted_until_the_second_of_its_deadline() {
    let (mut world, _, seated, waiting) = full(1, 1);
    world.withdraw(seated[0]);
    world.now += Duration::hours(1) - Duration::seconds(1);
    assert_eq!(accept(&mut world, waiting[0]).refusal(), Refusal::OfferExpired);
    let (mut world, _, seated, waiting) = full(1, 1);
    world.withdraw(seated[0]);
    world.now += Duration::hours(1) - Duration::seconds(2);
    accept(&mut world, waiting[0]).decision.outcome.unwrap();
}

#[test]
fn an_offer_that_runs_out_goes_to_the_next_and_its_person_to_the_end() {
    let (mut world, session, seated, waiting) = full(1, 3);
    world.withdraw(seated[0]);
    assert!(expire(&mut world, waiting[0]).decision.outcome.is_err(), "it has time left");
    world.now += Duration::hours(1);
    let answer = expire(&mut world, waiting[0]);
    assert_eq!(offered(&answer), [waiting[1]]);
    let told = answer.decision.mails.last().unwrap();
    assert_eq!((told.kind, told.position), (MailKind::OfferExpired, Some(2)));
    assert_eq!(world.board.waiting[&session].order, [waiting[2], waiting[0]]);
    assert!(expire(&mut world, waiting[0]).decision.outcome.is_err(), "it has run out already");
}

#[test]
fn who_let_the_only_offer_go_may_still_take_the_seat_while_nobody_else_has() {
    let (mut world, session, seated, waiting) = full(1, 1);
    world.withdraw(seated[0]);
    world.now += Duration::hours(1);
    let answer = expire(&mut world, waiting[0]);
    assert_eq!(offered(&answer), [], "not offered to the same one at once");
    assert_eq!(world.counts(session).taken, 0);
    let other = world.apply(session, &Party::of(1));
    assert_eq!(other.state(), State::Confirmed, "the seat is free for whoever wants it");
    assert_eq!(accept(&mut world, waiting[0]).refusal(), Refusal::OfferExpired);
    world.withdraw(other.id);
    assert_eq!(
        world.state_of(waiting[0]),
        State::Offered,
        "and is offered when one comes free again"
    );
}

#[test]
fn where_the_head_blocks_a_newcomer_brings_the_offer_back_to_who_waits() {
    let (mut world, session, seated, waiting) = full(1, 1);
    world.settings(session).head_blocks = true;
    world.withdraw(seated[0]);
    world.now += Duration::hours(1);
    expire(&mut world, waiting[0]);
    let newcomer = world.apply(session, &Party::of(1));
    assert_eq!(newcomer.state(), State::Waitlisted);
    assert_eq!(offered(&newcomer), [waiting[0]]);
}

#[test]
fn no_deadline_is_later_than_the_beginning() {
    let (mut world, session, seated, waiting) = full(1, 1);
    let begins = world.now + Duration::minutes(30);
    world.at(session).starts_at = Some(begins);
    world.withdraw(seated[0]);
    assert_eq!(world.board.registrations[&waiting[0]].expires_at, Some(begins));
}

#[test]
fn a_declined_offer_goes_to_the_next() {
    let (mut world, _, seated, waiting) = full(1, 2);
    world.withdraw(seated[0]);
    let answer = world.run(waiting[0], Actor::Applicant, Request::Decline(waiting[0]));
    assert_eq!(offered(&answer), [waiting[1]]);
    assert_eq!(world.state_of(waiting[0]), State::DeclinedOffer);
}

#[test]
fn among_those_who_do_not_answer_an_offer_goes_round_once_and_the_seat_is_free_then() {
    let (mut world, session, seated, waiting) = full(1, 2);
    world.withdraw(seated[0]);
    for (silent, next) in [(waiting[0], vec![waiting[1]]), (waiting[1], vec![])] {
        world.now += Duration::hours(1);
        assert_eq!(offered(&expire(&mut world, silent)), next);
    }
    assert_eq!(world.counts(session).taken, 0);
    assert_eq!(world.apply(session, &Party::of(1)).state(), State::Confirmed);
}

#[test]
fn of_a_session_that_is_cancelled_nobody_is_told_that_they_wait_on() {
    let (mut world, session, seated, waiting) = full(1, 1);
    world.withdraw(seated[0]);
    world.settings(session).status = SessionStatus::Cancelled;
    world.now += Duration::hours(1);
    assert_eq!(expire(&mut world, waiting[0]).decision.mails, []);
}

#[test]
fn who_takes_a_seat_after_all_brings_in_the_colleagues_who_wait() {
    let mut world = World::companies();
    let session = world.session(1);
    world.at(session).rules.offer = Some(Duration::hours(1));
    let seated = world.apply(session, &Party::from("例示商事", 1)).id;
    let one = world.apply(session, &Party::from("見本工業", 1)).id;
    world.withdraw(seated);
    world.now += Duration::hours(1);
    expire(&mut world, one);
    let taken = world.apply(session, &Party::from("雛形産業", 1)).id;
    let colleague = world.apply(session, &Party::from("見本工業", 1)).id;
    world.settings(session).capacity = 2;
    assert_eq!(offered(&accept(&mut world, one)), [colleague]);
    assert_eq!((world.state_of(taken), world.counts(session).taken), (State::Confirmed, 2));
}
