//! New settings of a session.

use chrono::Duration;
use uuid::Uuid;

use super::world::{Party, World, noon, staff, whole};
use crate::domain::event::{Meeting, SeatSettings, Session, SessionStatus};
use crate::domain::ids::{GroupId, MeetingId, RegistrationId, SessionId};
use crate::domain::seats::{
    Done, Notice, Reconfigure, Redefinition, Refusal, Request, SettingsChange,
};
use crate::domain::state::State;
use crate::domain::values::localized::Localized;

fn definition(world: &World, id: SessionId, group: Option<GroupId>) -> Request {
    let session = &world.board.sessions[&id];
    let starts_at = noon() + Duration::days(30);
    let meeting = Meeting {
        id: MeetingId(Uuid::nil()),
        starts_at,
        ends_at: starts_at + Duration::hours(1),
        venue: None,
        address: None,
        online_url: None,
    };
    let new = Session {
        id,
        organization: session.organization,
        event: session.event,
        group,
        position: 0,
        name: Localized::default(),
        settings: session.settings.clone(),
        meetings: vec![meeting],
        counts: session.counts,
        calendar_sequence: 0,
        version: 1,
    };
    let settings = session.settings.clone();
    whole(id, settings, Some(new))
}

fn redefine(world: &mut World, id: SessionId, group: Option<GroupId>) -> super::world::Answered {
    let request = definition(world, id, group);
    world.run(RegistrationId(Uuid::nil()), staff(), request)
}

#[test]
fn a_raised_capacity_promotes_in_order() {
    let mut world = World::people();
    let session = world.session(1);
    let all = world.strangers(session, 5);
    let raised = world.reconfigure(session, |settings| settings.capacity = 3);
    assert_eq!(raised.decision.outcome, Ok(Done::Reconfigured { promoted: 2 }));
    assert_eq!(raised.promoted(), all[1..3]);
}

#[test]
fn a_raised_people_capacity_promotes_too() {
    let mut world = World::companies();
    let session = world.session(5);
    world.settings(session).people_capacity = Some(2);
    world.apply(session, &Party::from("例示商事", 2));
    let waiting = world.apply(session, &Party::from("見本工業", 2)).id;
    assert_eq!(
        world.reconfigure(session, |settings| settings.people_capacity = None).promoted(),
        [waiting]
    );
}

#[test]
fn a_capacity_below_what_is_confirmed_is_refused_with_the_numbers() {
    let mut world = World::people();
    let session = world.session(5);
    world.apply(session, &Party::of(4));
    let before = world.board.clone();
    let lowered = world.reconfigure(session, |settings| settings.capacity = 3);
    assert_eq!(lowered.refusal(), Refusal::CapacityBelowConfirmed { confirmed: 4, people: 4 });
    assert_eq!(world.board, before);
    assert!(world.reconfigure(session, |settings| settings.capacity = 4).decision.outcome.is_ok());
}

#[test]
fn a_people_capacity_below_those_who_come_is_refused_with_the_numbers() {
    let mut world = World::companies();
    let session = world.session(5);
    world.apply(session, &Party::from("例示商事", 3));
    let lowered = world.reconfigure(session, |settings| settings.people_capacity = Some(2));
    assert_eq!(lowered.refusal(), Refusal::CapacityBelowConfirmed { confirmed: 1, people: 3 });
    assert!(
        world
            .reconfigure(session, |settings| settings.people_capacity = Some(3))
            .decision
            .outcome
            .is_ok()
    );
}

#[test]
fn when_the_head_no_longer_blocks_the_next_that_fits_is_taken() {
    let mut world = World::people();
    let session = world.session(3);
    world.settings(session).head_blocks = true;
    world.apply(session, &Party::of(2));
    world.apply(session, &Party::of(2));
    let small = world.strangers(session, 1)[0];
    assert_eq!(
        world.reconfigure(session, |settings| settings.head_blocks = false).promoted(),
        [small]
    );
}

#[test]
fn those_who_wait_keep_their_place_when_the_waiting_list_is_closed() {
    let mut world = World::people();
    let session = world.session(1);
    let all = world.strangers(session, 2);
    world.reconfigure(session, |settings| settings.waiting_list = false);
    assert_eq!(world.withdraw(all[0]).promoted(), [all[1]]);
}

#[test]
fn a_closed_session_still_promotes_and_a_cancelled_one_does_not() {
    let mut world = World::people();
    let session = world.session(1);
    let all = world.strangers(session, 3);
    world.reconfigure(session, |settings| settings.status = SessionStatus::Closed);
    assert_eq!(world.withdraw(all[0]).promoted(), [all[1]]);
    world.reconfigure(session, |settings| settings.status = SessionStatus::Cancelled);
    assert_eq!(world.withdraw(all[1]).promoted(), []);
    assert_eq!(world.state_of(all[2]), State::Waitlisted);
}

#[test]
fn new_settings_leave_an_audit_line_with_what_was_before() {
    let mut world = World::people();
    let session = world.session(1);
    let line = &world.reconfigure(session, |settings| settings.capacity = 3).decision.audit[0];
    assert_eq!(
        (line.action, &line.details["capacity_before"]),
        ("session_changed", &serde_json::json!(1))
    );
}

#[test]
fn a_session_that_is_put_off_promotes_again() {
    let mut world = World::people();
    let session = world.session(1);
    let all = world.strangers(session, 3);
    world.now = world.board.sessions[&session].starts_at.unwrap();
    world.withdraw(all[0]);
    assert_eq!(redefine(&mut world, session, None).promoted(), [all[1]]);
    assert_eq!(world.withdraw(all[1]).promoted(), [all[2]]);
}

#[test]
fn the_group_of_a_session_in_use_cannot_be_changed() {
    let mut world = World::people();
    let group = world.group(Some(5), None);
    let session = world.session(1);
    let id = world.strangers(session, 1)[0];
    assert_eq!(redefine(&mut world, session, Some(group)).refusal(), Refusal::GroupFixed);
    world.withdraw(id);
    assert!(redefine(&mut world, session, Some(group)).decision.outcome.is_ok());
    world.strangers(session, 1);
    assert_eq!(world.board.groups[&group].taken, 1);
}

#[test]
fn a_definition_made_from_an_older_one_is_refused() {
    let mut world = World::people();
    let session = world.session(1);
    let settings = world.settings(session).clone();
    let id = RegistrationId(Uuid::nil());
    let redefinition = |expected_event_version| {
        let settings = SeatSettings { capacity: 2, ..settings.clone() };
        let new = Redefinition { settings, definition: None, expected_event_version };
        let change = SettingsChange::Whole(Box::new(new));
        Request::Reconfigure(Box::new(Reconfigure { session, change, notice: Notice::None }))
    };
    world.run(id, staff(), redefinition(Some(1))).decision.outcome.unwrap();
    let stale = world.run(id, staff(), redefinition(Some(1)));
    assert_eq!(stale.refusal(), Refusal::ChangedMeanwhile);
    world.run(id, staff(), redefinition(Some(2))).decision.outcome.unwrap();
}

#[test]
fn a_status_is_changed_alone_and_a_cancelled_session_stays_so() {
    let mut world = World::people();
    let session = world.session(1);
    let id = RegistrationId(Uuid::nil());
    let status = |status| {
        let change = SettingsChange::Status(status);
        Request::Reconfigure(Box::new(Reconfigure { session, change, notice: Notice::None }))
    };
    world.reconfigure(session, |settings| settings.capacity = 7);
    world.run(id, staff(), status(SessionStatus::Cancelled)).decision.outcome.unwrap();
    assert_eq!(world.settings(session).capacity, 7);
    let again = world.run(id, staff(), status(SessionStatus::Scheduled));
    assert_eq!(again.refusal(), Refusal::Cancelled);
}
