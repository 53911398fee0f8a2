//! What staff do with single registrations: a seat out of turn, two made one, nothing mailed.

use chrono::Duration;

use super::world::{Party, World, person_key, staff};
use crate::domain::event::Allocation;
use crate::domain::seats::{Actor, Admission, Change, Refusal, Request};
use crate::domain::state::State;

fn give(
    world: &mut World,
    id: crate::domain::ids::RegistrationId,
    reason: Option<&str>,
) -> super::world::Answered {
    let exceed_reason = reason.map(str::to_owned);
    world.run(id, staff(), Request::GiveSeat { registration: id, exceed_reason })
}

#[test]
fn a_seat_is_given_out_of_turn_only_beyond_the_capacity_with_a_reason() {
    let mut world = World::people();
    let session = world.session(1);
    let all = world.strangers(session, 3);
    assert_eq!(give(&mut world, all[2], None).refusal(), Refusal::SessionFull);
    let given = give(&mut world, all[2], Some("来賓"));
    assert_eq!(given.promoted(), [all[2]]);
    assert_eq!(given.decision.audit[0].details["exceed_reason"], "来賓");
    let counts = world.counts(session);
    assert_eq!((counts.taken, counts.exceeded, counts.waiting), (2, 1, 1));
    assert_eq!(world.state_of(all[1]), State::Waitlisted);
}

#[test]
fn only_staff_give_seats_and_only_to_those_who_wait() {
    let mut world = World::people();
    let session = world.session(1);
    let all = world.strangers(session, 2);
    let request = Request::GiveSeat { registration: all[1], exceed_reason: Some("x".into()) };
    assert!(world.run(all[1], Actor::Applicant, request).decision.outcome.is_err());
    assert_eq!(
        give(&mut world, all[0], Some("x")).refusal(),
        Refusal::WrongState { state: State::Confirmed }
    );
}

#[test]
fn after_the_beginning_a_seat_is_given_and_not_offered() {
    let mut world = World::people();
    let session = world.session(1);
    let all = world.strangers(session, 2);
    world.at(session).rules.offer = Some(Duration::hours(24));
    world.at(session).starts_at = Some(world.now - Duration::minutes(5));
    // Nobody is promoted any more: the seat that comes free waits for staff.
    world.withdraw(all[0]);
    let given = give(&mut world, all[1], None);
    assert_eq!((given.promoted(), world.state_of(all[1])), (vec![all[1]], State::Confirmed));
    assert_eq!(world.board.registrations[&all[1]].expires_at, None);
}

#[test]
fn who_comes_to_the_door_has_a_seat_or_none_however_the_others_are_chosen() {
    for allocation in [Allocation::Approval, Allocation::Lottery] {
        let mut world = World::people();
        let session = world.session(1);
        world.at(session).allocation = allocation;
        let comes = |actor| Party { actor, admission: Admission::AtTheDoor, ..Party::of(1) };
        let by_themselves = world.apply(session, &comes(Actor::Applicant));
        assert_ne!(by_themselves.state(), State::Confirmed, "nobody says so of themselves");
        assert_eq!(world.apply(session, &comes(staff())).state(), State::Confirmed);
        assert_eq!(world.apply(session, &comes(staff())).refusal(), Refusal::SessionFull);
    }
}

fn change_to(id: crate::domain::ids::RegistrationId, party: &Party) -> Box<Change> {
    let application = party.application();
    Box::new(Change {
        registration: id,
        expected_version: None,
        person: Some(person_key(&application)),
        search_text: String::new(),
        application,
    })
}

#[test]
fn of_two_registrations_of_one_person_one_is_kept_and_the_seats_are_right() {
    let mut world = World::people();
    let session = world.session(5);
    let wrong = Party::named("山田 太郎", "tarou@example.jp");
    let right = Party::named("山田 太郎", "taro@example.jp");
    let kept = world.apply(session, &wrong).id;
    let dropped = world.apply(session, &right).id;
    // The kept one gets the very address of the other, which the session would otherwise refuse.
    let request = Request::Merge { kept: change_to(kept, &right), dropped };
    let merged = world.run(kept, staff(), request);
    assert!(merged.decision.outcome.is_ok(), "{:?}", merged.decision.outcome);
    assert!(merged.decision.mails.iter().all(|mail| mail.registration == kept));
    assert_eq!(world.state_of(dropped), State::Withdrawn);
    assert_eq!(world.counts(session).taken, 1);
}

#[test]
fn a_merge_that_is_refused_changes_nothing() {
    let mut world = World::people();
    let session = world.session(3);
    let kept = world.apply(session, &Party::named("山田", "a@example.jp")).id;
    let dropped = world.apply(session, &Party::named("山田", "b@example.jp")).id;
    let larger = Party { seats: 9, ..Party::named("山田", "b@example.jp") };
    let before = world.board.clone();
    let request = Request::Merge { kept: change_to(kept, &larger), dropped };
    let refused = world.run(kept, staff(), request);
    assert!(refused.decision.outcome.is_err());
    assert!(refused.decision.mails.is_empty() && refused.decision.audit.is_empty());
    assert_eq!(world.board, before);
}

#[test]
fn what_is_done_quietly_tells_only_those_whom_a_freed_seat_reaches() {
    let mut world = World::people();
    let session = world.session(1);
    let all = world.strangers(session, 2);
    let quietly = Request::Quietly(Box::new(Request::Withdraw(all[0])));
    let done = world.run(all[0], staff(), quietly);
    let told: Vec<_> = done.decision.mails.iter().map(|mail| mail.registration).collect();
    assert_eq!(told, [all[1]]);
    assert_eq!(world.state_of(all[0]), State::Withdrawn);
}
