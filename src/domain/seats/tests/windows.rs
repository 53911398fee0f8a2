//! When applications are taken, to the second.

use chrono::{DateTime, Duration, Utc};

use super::world::{Party, World, noon, staff};
use crate::domain::event::{EventStatus, SessionStatus};
use crate::domain::ids::SessionId;
use crate::domain::seats::{Done, Refusal};

fn apply_at(
    world: &mut World,
    session: SessionId,
    at: DateTime<Utc>,
    party: &Party,
) -> Result<Done, Refusal> {
    // A command comes one second after the last.
    world.now = at - Duration::seconds(1);
    world.apply(session, party).decision.outcome
}

fn world_with_session() -> (World, SessionId) {
    let mut world = World::people();
    let session = world.session(100);
    world.settings(session).opens_at = Some(noon());
    world.settings(session).closes_at = noon() + Duration::hours(1);
    (world, session)
}

#[test]
fn applications_are_taken_from_the_second_of_opening_on() {
    let (mut world, session) = world_with_session();
    let early = apply_at(&mut world, session, noon() - Duration::milliseconds(1), &Party::of(1));
    assert_eq!(early, Err(Refusal::NotOpen { opens_at: Some(noon()) }));
    assert!(apply_at(&mut world, session, noon(), &Party::of(1)).is_ok());
}

#[test]
fn applications_are_taken_until_the_second_of_closing() {
    let (mut world, session) = world_with_session();
    let closes = noon() + Duration::hours(1);
    assert!(
        apply_at(&mut world, session, closes - Duration::milliseconds(1), &Party::of(1)).is_ok()
    );
    assert_eq!(apply_at(&mut world, session, closes, &Party::of(1)), Err(Refusal::Closed));
}

#[test]
fn only_a_form_that_was_opened_before_the_deadline_has_the_grace_period() {
    let (mut world, session) = world_with_session();
    world.settings(session).grace_seconds = 600;
    let closes = noon() + Duration::hours(1);
    let opened = |at| Party { form_opened_at: Some(at), ..Party::of(1) };
    let in_time = opened(closes - Duration::seconds(1));
    let last = closes + Duration::seconds(599);
    assert!(apply_at(&mut world, session, last, &in_time).is_ok());
    assert_eq!(
        apply_at(&mut world, session, closes + Duration::seconds(600), &in_time),
        Err(Refusal::Closed)
    );
    assert_eq!(apply_at(&mut world, session, last, &opened(closes)), Err(Refusal::Closed));
    assert_eq!(apply_at(&mut world, session, last, &Party::of(1)), Err(Refusal::Closed));
}

#[test]
fn staff_may_enter_early_or_late() {
    let (mut world, session) = world_with_session();
    let entry = Party { actor: staff(), ..Party::of(1) };
    assert!(apply_at(&mut world, session, noon() - Duration::days(1), &entry).is_ok());
    assert!(apply_at(&mut world, session, noon() + Duration::days(9), &entry).is_ok());
    world.settings(session).status = SessionStatus::Closed;
    assert!(apply_at(&mut world, session, noon(), &entry).is_ok());
    assert_eq!(apply_at(&mut world, session, noon(), &Party::of(1)), Err(Refusal::Closed));
}

#[test]
fn nobody_applies_to_what_is_cancelled_not_even_staff() {
    let (mut world, session) = world_with_session();
    world.settings(session).status = SessionStatus::Cancelled;
    let entry = Party { actor: staff(), ..Party::of(1) };
    assert_eq!(apply_at(&mut world, session, noon(), &entry), Err(Refusal::Cancelled));
    world.settings(session).status = SessionStatus::Scheduled;
    world.at(session).event_status = EventStatus::Cancelled;
    assert_eq!(apply_at(&mut world, session, noon(), &entry), Err(Refusal::Cancelled));
}

#[test]
fn nobody_applies_to_an_event_that_is_not_published_not_even_staff() {
    let (mut world, session) = world_with_session();
    world.at(session).event_status = EventStatus::Draft;
    let entry = Party { actor: staff(), ..Party::of(1) };
    let refused = apply_at(&mut world, session, noon(), &entry);
    assert_eq!(refused, Err(Refusal::NotOpen { opens_at: Some(noon()) }));
}

#[test]
fn an_event_that_is_closed_takes_no_applications_but_those_of_staff() {
    let (mut world, session) = world_with_session();
    world.at(session).event_status = EventStatus::Closed;
    assert_eq!(apply_at(&mut world, session, noon(), &Party::of(1)), Err(Refusal::Closed));
    assert!(
        apply_at(&mut world, session, noon(), &Party { actor: staff(), ..Party::of(1) }).is_ok()
    );
}
