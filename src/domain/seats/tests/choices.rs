//! Choices of which a session has only so many.

use serde_json::json;

use super::world::{Answered, Party, World};
use crate::domain::ids::SessionId;
use crate::domain::question::Answers;
use crate::domain::seats::{ChoiceCount, LimitedChoice, Refusal};

fn lunch(session: SessionId) -> LimitedChoice {
    LimitedChoice { session, question: "lunch".into(), choice: "box".into() }
}

fn with_lunches(most: u32) -> (World, SessionId) {
    let mut world = World::people();
    let session = world.session(5);
    world.board.choices.insert(lunch(session), ChoiceCount { most, taken: 0, changed: false });
    (world, session)
}

fn hungry(seats: u32) -> Party {
    Party { answers: Answers::from([("lunch".into(), json!(["box"]))]), ..Party::of(seats) }
}

fn full(answer: &Answered) -> Option<u32> {
    match answer.decision.outcome.clone() {
        Err(Refusal::ChoiceFull { left, .. }) => Some(left),
        _ => None,
    }
}

#[test]
fn the_last_lunch_is_given_once_and_the_seat_may_be_had_without() {
    let (mut world, session) = with_lunches(2);
    world.apply(session, &hungry(1)).decision.outcome.unwrap();
    assert_eq!(full(&world.apply(session, &hungry(2))), Some(1));
    world.apply(session, &hungry(1)).decision.outcome.unwrap();
    assert_eq!(full(&world.apply(session, &hungry(1))), Some(0));
    assert_eq!(world.counts(session).taken, 2, "who was refused took no seat either");
    world.apply(session, &Party::of(1)).decision.outcome.unwrap();
}

#[test]
fn a_lunch_comes_back_with_a_withdrawal_and_with_a_changed_answer() {
    let (mut world, session) = with_lunches(1);
    let first = world.apply(session, &hungry(1)).id;
    world.withdraw(first);
    assert_eq!(world.board.choices[&lunch(session)].taken, 0);
    let second = world.apply(session, &hungry(1)).id;
    world.change(second, &Party::of(1));
    assert_eq!(world.board.choices[&lunch(session)].taken, 0);
    world.change(second, &hungry(1)).decision.outcome.unwrap();
    assert_eq!(full(&world.change(second, &hungry(2))), Some(1));
    assert_eq!(world.board.choices[&lunch(session)].taken, 1);
}

#[test]
fn who_moves_takes_the_lunch_of_the_other_session() {
    let (mut world, session) = with_lunches(1);
    let other = world.session(5);
    world.board.choices.insert(lunch(other), ChoiceCount { most: 1, taken: 0, changed: false });
    let first = world.apply(session, &hungry(1)).id;
    let second = world.apply(other, &hungry(1)).id;
    assert_eq!(full(&world.move_to(first, other)), Some(0));
    world.withdraw(second);
    world.move_to(first, other).decision.outcome.unwrap();
    let taken = |session| world.board.choices[&lunch(session)].taken;
    assert_eq!((taken(session), taken(other)), (0, 1));
}
