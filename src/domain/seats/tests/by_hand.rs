//! What staff do with single registrations: a seat out of turn, two made one, nothing mailed.

use chrono::Duration;

use super::world::{Party, World, person_key, staff};
use crate::domain::event::Allocation;
use crate::domain::ids::RegistrationId;
use crate::domain::seats::{Actor, Admission, Change, Refusal, Request};
use crate::domain::state::State;

fn give(world: &mut World, id: RegistrationId, reason: Option<&str>) -> super::world::Answered {
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

fn change_to(id: RegistrationId, party: &Party) -> Box<Change> {
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

/// The same person once with a seat and once waiting, behind so many strangers.
fn seated_and_waiting(world: &mut World, strangers: usize) -> [RegistrationId; 3] {
    let session = world.session(1);
    let right = Party::named("山田 太郎", "taro@example.jp");
    let dropped = world.apply(session, &right).id;
    let stranger = world.strangers(session, strangers).first().copied().unwrap_or(dropped);
    let kept = world.apply(session, &Party::named("山田 太郎", "tarou@example.jp")).id;
    [kept, dropped, stranger]
}

#[test]
fn a_seat_stays_with_the_person_when_the_one_that_waits_is_kept_whoever_is_before_them() {
    for strangers in [0, 1] {
        let mut world = World::people();
        let [kept, dropped, stranger] = seated_and_waiting(&mut world, strangers);
        let session = world.board.registrations[&kept].session;
        let mut change = change_to(kept, &Party::named("山田 太郎", "taro@example.jp"));
        change.expected_version = Some(world.board.registrations[&kept].version);
        let merged = world.run(kept, staff(), Request::Merge { kept: change, dropped });
        assert!(merged.decision.outcome.is_ok(), "{:?}", merged.decision.outcome);
        assert_eq!((world.state_of(kept), merged.promoted()), (State::Confirmed, vec![kept]));
        assert_eq!(world.state_of(dropped), State::Withdrawn);
        let waits = if strangers == 0 { State::Withdrawn } else { State::Waitlisted };
        assert_eq!(world.state_of(stranger), waits);
        let counts = world.counts(session);
        assert_eq!((counts.taken, counts.people), (1, 1));
        assert_eq!(usize::try_from(counts.waiting).unwrap(), strangers);
    }
}

#[test]
fn a_seat_beyond_the_capacity_stays_with_the_person_and_more_people_find_no_room() {
    let mut world = World::people();
    let [kept, dropped, _] = seated_and_waiting(&mut world, 1);
    let session = world.board.registrations[&kept].session;
    world.settings(session).capacity = 0;
    world.board.exceed_on_purpose(session);
    let larger = Party { seats: 2, ..Party::named("山田 太郎", "taro@example.jp") };
    let before = world.board.clone();
    let request = Request::Merge { kept: change_to(kept, &larger), dropped };
    assert!(world.run(kept, staff(), request).decision.outcome.is_err());
    assert_eq!(world.board, before);
    let right = Party::named("山田 太郎", "taro@example.jp");
    let request = Request::Merge { kept: change_to(kept, &right), dropped };
    assert!(world.run(kept, staff(), request).decision.outcome.is_ok());
    assert_eq!(world.state_of(kept), State::Confirmed);
    assert_eq!((world.counts(session).taken, world.counts(session).exceeded), (1, 1));
}

#[test]
fn an_offer_stays_an_offer_until_the_same_deadline() {
    let mut world = World::people();
    let session = world.session(1);
    world.at(session).rules.offer = Some(Duration::hours(1));
    let seated = world.strangers(session, 1)[0];
    let right = Party::named("山田 太郎", "taro@example.jp");
    let dropped = world.apply(session, &right).id;
    world.strangers(session, 1);
    let kept = world.apply(session, &Party::named("山田 太郎", "tarou@example.jp")).id;
    world.withdraw(seated);
    let until = world.board.registrations[&dropped].expires_at;
    world.now += Duration::minutes(9);
    let request = Request::Merge { kept: change_to(kept, &right), dropped };
    assert!(world.run(kept, staff(), request).decision.outcome.is_ok());
    assert_eq!(world.state_of(kept), State::Offered);
    assert_eq!(world.board.registrations[&kept].expires_at, until);
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
