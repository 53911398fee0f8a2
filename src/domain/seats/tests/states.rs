//! Every state with every command to a registration that is in it.

use uuid::Uuid;

use super::world::{Answered, Party, World};
use crate::domain::ids::{RegistrationId, SessionId};
use crate::domain::seats::{Actor, MailKind, Refusal, Request};
use crate::domain::state::State;

/// A session of two seats with one registration in this state.
fn with_one(state: State) -> (World, SessionId, RegistrationId) {
    let mut world = World::people();
    let session = world.session(2);
    let id = world.strangers(session, 1)[0];
    if !state.holds_seat() {
        world.board.release(id);
    }
    if state == State::Waitlisted {
        world.board.queue(session, id);
    }
    world.board.registrations.get_mut(&id).unwrap().state = state;
    world.board.index_person(id);
    (world, session, id)
}

fn command(world: &mut World, id: RegistrationId, request: Request) -> Answered {
    world.run(id, Actor::Applicant, request)
}

#[test]
fn what_is_active_can_be_withdrawn_and_gives_everything_back() {
    for state in State::ALL {
        let (mut world, session, id) = with_one(state);
        let answer = world.withdraw(id);
        if state.is_active() {
            assert!(answer.decision.outcome.is_ok(), "{state:?}");
            assert_eq!(world.state_of(id), State::Withdrawn);
            assert_eq!(
                world.counts(session),
                crate::domain::event::SeatCounts::default(),
                "{state:?}"
            );
            assert_eq!(answer.decision.mails[0].kind, MailKind::Withdrawn);
        } else {
            assert_eq!(answer.refusal(), Refusal::WrongState { state });
        }
    }
}

#[test]
fn only_an_offer_can_be_accepted() {
    for state in State::ALL {
        let (mut world, session, id) = with_one(state);
        let answer = command(&mut world, id, Request::Accept(id));
        if state == State::Offered {
            assert_eq!(world.state_of(id), State::Confirmed);
            assert_eq!(world.counts(session).taken, 1);
            assert_eq!(answer.decision.mails[0].kind, MailKind::RegistrationConfirmed);
        } else {
            assert_eq!(answer.refusal(), Refusal::NoOffer, "{state:?}");
            assert_eq!(world.state_of(id), state);
        }
    }
}

#[test]
fn only_an_offer_can_be_declined_and_then_goes_to_the_next() {
    for state in State::ALL {
        let (mut world, session, id) = with_one(state);
        let filled = 2 - world.counts(session).taken;
        let others = world.strangers(session, usize::try_from(filled).unwrap() + 1);
        let answer = command(&mut world, id, Request::Decline(id));
        if state == State::Offered {
            assert_eq!(world.state_of(id), State::DeclinedOffer);
            assert_eq!(answer.promoted(), others[1..]);
        } else {
            assert_eq!(answer.refusal(), Refusal::NoOffer, "{state:?}");
            assert_eq!(answer.promoted(), []);
        }
    }
}

#[test]
fn what_is_active_can_be_changed() {
    for state in State::ALL {
        let (mut world, session, id) = with_one(state);
        let answer = world.change(id, &Party::of(2));
        assert_eq!(world.state_of(id), state);
        if state.is_active() {
            assert!(answer.decision.outcome.is_ok(), "{state:?}");
            assert_eq!(world.counts(session).taken, if state.holds_seat() { 2 } else { 0 });
        } else {
            assert_eq!(answer.refusal(), Refusal::WrongState { state });
        }
    }
}

#[test]
fn only_who_is_active_without_an_open_offer_can_move() {
    for state in State::ALL {
        let (mut world, session, id) = with_one(state);
        let other = world.session(1);
        let answer = world.move_to(id, other);
        if matches!(state, State::Confirmed | State::Waitlisted) {
            assert_eq!(answer.state(), State::Confirmed, "{state:?}");
            assert_eq!((world.counts(session).taken, world.counts(other).taken), (0, 1));
        } else if matches!(state, State::Pending | State::EnteredDraw) {
            assert_eq!((answer.state(), world.counts(other).taken), (state, 0));
        } else {
            assert_eq!(answer.refusal(), Refusal::WrongState { state });
            assert_eq!(world.board.registrations[&id].session, session);
        }
    }
}

#[test]
fn only_an_active_registration_keeps_its_person_from_applying_again() {
    for state in State::ALL {
        let (mut world, session, id) = with_one(state);
        let mut again = world.application_to(session, &Party::of(1));
        again.person = world.board.registrations[&id].person;
        let answer = command(&mut world, id, Request::Apply(Box::new(again)));
        assert_eq!(answer.decision.outcome.is_err(), state.is_active(), "{state:?}");
        assert_eq!(answer.decision.mails.len(), 1, "told once more, or registered: {state:?}");
    }
}

#[test]
fn a_registration_that_is_not_there_is_not_found() {
    let mut world = World::people();
    let to = world.session(1);
    let id = RegistrationId(Uuid::nil());
    let requests = [
        Request::Withdraw(id),
        Request::Accept(id),
        Request::Decline(id),
        Request::Move { registration: id, to, person: None },
    ];
    for request in requests {
        assert_eq!(command(&mut world, id, request).refusal(), Refusal::NotFound);
    }
}
