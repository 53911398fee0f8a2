//! Boards on which only part of a waiting list is loaded.

use super::stored::decide_stored;
use super::world::{EVENT, Party, World};
use crate::domain::ids::{RegistrationId, SessionId};
use crate::domain::seats::decide::NeedsMoreWaiting;
use crate::domain::seats::{Actor, Command, Request, WaitingList, decide};

fn withdrawal(world: &World, id: RegistrationId) -> Command {
    Command { event: EVENT, at: world.now, actor: Actor::Applicant, request: Request::Withdraw(id) }
}

fn load_only(world: &mut World, session: SessionId, count: usize) {
    let order = world.board.waiting[&session].order[..count].to_vec();
    world.board.waiting.insert(session, WaitingList { order, complete: false });
}

/// Decides this withdrawal on the whole board and on parts of it: the answers are the same.
fn withdraws_alike(world: &World, id: RegistrationId) {
    let command = [withdrawal(world, id)];
    let whole = decide(world.board.clone(), &command).unwrap();
    for at_first in 0..4 {
        let mut stored = world.board.clone();
        let (decisions, _) = decide_stored(&mut stored, &command, at_first);
        assert_eq!(decisions, whole.decisions, "loaded {at_first} at first");
    }
}

#[test]
fn no_more_of_a_list_is_asked_for_than_seats_are_free() {
    let mut world = World::people();
    let session = world.session(1);
    let all = world.strangers(session, 4);
    load_only(&mut world, session, 1);
    let decided = decide(world.board.clone(), &[withdrawal(&world, all[0])]).unwrap();
    assert_eq!(decided.board.waiting[&session].order, []);
}

#[test]
fn more_of_a_list_is_asked_for_while_a_seat_is_free() {
    let mut world = World::people();
    let session = world.session(2);
    let party = world.apply(session, &Party::of(2)).id;
    world.strangers(session, 4);
    load_only(&mut world, session, 1);
    let decided = decide(world.board.clone(), &[withdrawal(&world, party)]);
    assert_eq!(decided.unwrap_err(), NeedsMoreWaiting(session));
}

#[test]
fn a_seat_shared_by_a_group_waits_until_every_list_is_known_that_it_may_go_to() {
    let mut world = World::people();
    let group = world.group(Some(1), None);
    let (one, two) = (world.session_in(group, 5), world.session_in(group, 5));
    let seated = world.strangers(one, 1)[0];
    world.strangers(two, 1);
    world.strangers(one, 1);
    withdraws_alike(&world, seated);
    load_only(&mut world, two, 0);
    let decided = decide(world.board.clone(), &[withdrawal(&world, seated)]);
    assert_eq!(decided.unwrap_err(), NeedsMoreWaiting(two));
}

#[test]
fn a_colleague_far_down_the_list_comes_in_with_the_company() {
    let mut world = World::companies();
    let session = world.session(1);
    let seated = world.apply(session, &Party::from("例示商事", 1)).id;
    world.apply(session, &Party::from("見本工業", 1));
    for _ in 0..5 {
        world.apply(session, &Party::of(1));
    }
    world.apply(session, &Party::from("見本工業", 1));
    withdraws_alike(&world, seated);
}

#[test]
fn behind_a_blocking_head_no_more_is_asked_for() {
    let mut world = World::people();
    let session = world.session(3);
    world.settings(session).head_blocks = true;
    let seated = world.strangers(session, 3);
    world.apply(session, &Party::of(3));
    world.strangers(session, 3);
    load_only(&mut world, session, 1);
    assert!(decide(world.board.clone(), &[withdrawal(&world, seated[0])]).is_ok());
}

#[test]
fn who_withdraws_from_an_unloaded_part_is_told_the_right_place() {
    let mut world = World::people();
    let session = world.session(1);
    let all = world.strangers(session, 6);
    withdraws_alike(&world, all[4]);
    let mut stored = world.board.clone();
    let (decisions, reloads) = decide_stored(&mut stored, &[withdrawal(&world, all[4])], 1);
    assert_eq!(decisions[0].mails[0].position, Some(4));
    assert!(reloads > 0);
}
