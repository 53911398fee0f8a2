//! Changing a registration that keeps its place.

use chrono::Duration;

use super::world::{Party, World, person_key, staff};
use crate::domain::event::SessionStatus;
use crate::domain::seats::{Actor, Change, Refusal, Request};
use crate::domain::state::State;

#[test]
fn fewer_people_free_seats_for_the_next() {
    let mut world = World::people();
    let session = world.session(3);
    let party = world.apply(session, &Party::of(3)).id;
    let waiting = world.strangers(session, 1)[0];
    assert_eq!(world.change(party, &Party::of(2)).promoted(), [waiting]);
    let counts = world.counts(session);
    assert_eq!((counts.taken, counts.people), (3, 3));
}

#[test]
fn more_people_take_free_seats_or_hear_how_many_are_left() {
    let mut world = World::people();
    let session = world.session(5);
    let party = world.apply(session, &Party::of(1)).id;
    world.apply(session, &Party::of(1));
    assert_eq!(
        world.change(party, &Party::of(6)).refusal(),
        Refusal::NotEnoughSeats { left: 3, wanted: 5 }
    );
    assert!(world.change(party, &Party::of(4)).decision.outcome.is_ok());
    assert_eq!(world.counts(session).taken, 5);
    assert_eq!(world.change(party, &Party::of(5)).refusal(), Refusal::SessionFull);
}

#[test]
fn more_people_come_behind_a_blocking_head() {
    let mut world = World::people();
    let session = world.session(3);
    world.settings(session).head_blocks = true;
    let party = world.apply(session, &Party::of(2)).id;
    world.apply(session, &Party::of(2));
    assert_eq!(world.change(party, &Party::of(3)).refusal(), Refusal::SessionFull);
}

#[test]
fn one_that_waits_may_become_only_as_large_as_could_ever_fit() {
    let mut world = World::people();
    let session = world.session(3);
    let seated = world.apply(session, &Party::of(3)).id;
    let waiting = world.strangers(session, 1)[0];
    assert!(world.change(waiting, &Party::of(3)).decision.outcome.is_ok());
    assert_eq!(world.change(waiting, &Party::of(4)).refusal(), Refusal::SessionFull);
    assert_eq!(world.withdraw(seated).promoted(), [waiting]);
    assert_eq!(world.counts(session).taken, 3);
}

#[test]
fn one_that_waits_is_bound_by_the_people_of_its_company() {
    let mut world = World::companies();
    let session = world.session(1);
    world.at(session).people_per_company = Some(3);
    world.apply(session, &Party::from("例示商事", 1));
    let waiting = world.apply(session, &Party::from("見本工業", 2)).id;
    let refused = world.change(waiting, &Party::from("見本工業", 4));
    assert_eq!(refused.refusal(), Refusal::CompanyPeopleLimit { limit: 3, people: 0 });
}

#[test]
fn a_change_keeps_the_place_on_the_waiting_list() {
    let mut world = World::people();
    let session = world.session(2);
    let seated = world.apply(session, &Party::of(2)).id;
    let waiting = world.strangers(session, 2);
    world.change(waiting[0], &Party::of(2));
    assert_eq!(world.board.waiting[&session].order, waiting);
    assert_eq!(world.withdraw(seated).promoted(), [waiting[0]]);
}

#[test]
fn who_is_registered_already_cannot_be_changed_into() {
    let mut world = World::people();
    let session = world.session(2);
    let taro = Party::named("山田 太郎", "taro@example.jp");
    world.apply(session, &taro);
    let other = world.strangers(session, 1)[0];
    assert_eq!(world.change(other, &taro).refusal(), Refusal::AlreadyRegistered);
}

#[test]
fn a_name_that_was_given_up_is_free_for_others() {
    let mut world = World::people();
    let session = world.session(3);
    let taro = Party::named("山田 太郎", "taro@example.jp");
    let id = world.apply(session, &taro).id;
    world.change(id, &Party::named("山田 花子", "taro@example.jp"));
    assert_eq!(world.apply(session, &taro).state(), State::Confirmed);
    let hanako = world.apply(session, &Party::named("山田 花子", "taro@example.jp"));
    assert_eq!(hanako.refusal(), Refusal::AlreadyRegistered);
}

#[test]
fn nothing_is_changed_in_a_session_that_is_cancelled() {
    let mut world = World::people();
    let session = world.session(2);
    let id = world.strangers(session, 1)[0];
    world.settings(session).status = SessionStatus::Cancelled;
    assert_eq!(world.change(id, &Party::of(1)).refusal(), Refusal::Cancelled);
}

#[test]
fn answers_made_from_an_older_version_are_refused() {
    let mut world = World::people();
    let session = world.session(5);
    let party = Party::named("山田 太郎", "taro@example.jp");
    let id = world.apply(session, &party).id;
    let read_at = world.board.registrations[&id].version;
    let change = |expected_version| {
        let application = party.application();
        let person = Some(person_key(&application));
        let search_text = String::new();
        let change =
            Change { registration: id, expected_version, person, application, search_text };
        Request::Change(Box::new(change))
    };
    world.run(id, Actor::Applicant, change(Some(read_at))).decision.outcome.unwrap();
    let stale = world.run(id, Actor::Applicant, change(Some(read_at)));
    assert_eq!(stale.refusal(), Refusal::ChangedMeanwhile);
    world.run(id, Actor::Applicant, change(None)).decision.outcome.unwrap();
}

#[test]
fn nothing_is_changed_by_applicants_once_the_session_has_begun() {
    let mut world = World::people();
    let session = world.session(5);
    let other = world.session(5);
    let id = world.apply(session, &Party::of(2)).id;
    world.now = world.board.sessions[&session].starts_at.unwrap();
    world.settings(other).closes_at = world.now + Duration::days(1);
    assert_eq!(world.change(id, &Party::of(1)).refusal(), Refusal::Closed);
    assert_eq!(world.move_to(id, other).refusal(), Refusal::Closed);
    let request = Request::Move { registration: id, to: other, person: None };
    assert!(world.run(id, staff(), request).decision.outcome.is_ok());
}
