//! Draws: an order that follows from a word, seats in that order, the others ranked.

use chrono::Duration;

use super::figures::figure;
use super::world::{Party, World, noon, staff};
use crate::domain::event::{Allocation, SessionStatus};
use crate::domain::ids::SessionId;
use crate::domain::seats::draw::lot;
use crate::domain::seats::{Done, Draw, MailKind, Refusal, Request};
use crate::domain::state::State;

fn by_lot(capacity: u32) -> (World, SessionId) {
    let mut world = World::people();
    let session = world.session(capacity);
    world.at(session).allocation = Allocation::Lottery;
    (world, session)
}

fn draw(world: &mut World, session: SessionId, from: &str) -> super::world::Answered {
    let draw = Draw { session, word: from.to_owned() };
    let nobody = crate::domain::ids::RegistrationId(uuid::Uuid::nil());
    world.run(nobody, staff(), Request::Draw(draw))
}

fn after_the_deadline(world: &mut World) {
    world.now = noon() + Duration::days(1) + Duration::seconds(1);
}

#[test]
fn nothing_is_drawn_while_somebody_may_still_enter() {
    let (mut world, session) = by_lot(1);
    let entered = world.apply(session, &Party::of(1));
    assert_eq!(entered.state(), State::EnteredDraw);
    assert_eq!(entered.decision.mails[0].kind, MailKind::RegistrationReceived);
    world.settings(session).grace_seconds = 600;
    after_the_deadline(&mut world);
    assert!(matches!(draw(&mut world, session, "w").refusal(), Refusal::StillOpen { .. }));
    // Closed early by staff: nobody comes in any more.
    world.settings(session).status = SessionStatus::Closed;
    assert!(draw(&mut world, session, "w").decision.outcome.is_ok());
}

#[test]
fn seats_go_in_the_order_of_lots_and_the_others_are_ranked() {
    let (mut world, session) = by_lot(2);
    let ids = world.strangers(session, 5);
    after_the_deadline(&mut world);
    let answer = draw(&mut world, session, "38914.5");
    let done = Done::Drawn { confirmed: 2, waitlisted: 3, declined: 0 };
    assert_eq!(answer.decision.outcome, Ok(done));
    let mut lots: Vec<_> = ids
        .iter()
        .map(|id| (lot("38914.5", &world.board.registrations[id].reception_number), *id))
        .collect();
    lots.sort();
    let drawn: Vec<_> = world.board.drawn.iter().map(|drawn| drawn.registration).collect();
    assert_eq!(drawn, lots.iter().map(|(_, id)| *id).collect::<Vec<_>>());
    let state = |at: usize| world.state_of(lots[at].1);
    assert_eq!(
        [state(0), state(1), state(2)],
        [State::Confirmed, State::Confirmed, State::Waitlisted]
    );
    let positions: Vec<_> = answer.decision.mails.iter().map(|mail| mail.position).collect();
    assert_eq!(positions, [None, None, Some(1), Some(2), Some(3)]);
    let next = world.withdraw(lots[0].1).promoted();
    assert_eq!(next, [lots[2].1]);
    assert_eq!(draw(&mut world, session, "again").refusal(), Refusal::NobodyEntered);
}

#[test]
fn a_party_gets_all_its_seats_or_none() {
    for head_blocks in [false, true] {
        let (mut world, session) = by_lot(3);
        world.settings(session).head_blocks = head_blocks;
        for seats in [2, 2, 1, 2, 1] {
            world.apply(session, &Party::of(seats));
        }
        after_the_deadline(&mut world);
        draw(&mut world, session, "word");
        let drawn = world.board.drawn.clone();
        let seats = |id| world.board.registrations[id].seats;
        let taken: u32 = drawn
            .iter()
            .filter(|drawn| drawn.state == State::Confirmed)
            .map(|drawn| seats(&drawn.registration))
            .sum();
        assert_eq!(world.counts(session).taken, taken);
        let first_waiting =
            drawn.iter().position(|drawn| drawn.state == State::Waitlisted).unwrap();
        let later_won = drawn[first_waiting..].iter().any(|drawn| drawn.state == State::Confirmed);
        assert!(!(head_blocks && later_won), "nobody passes one who waits at the head");
        assert!(head_blocks || taken == 3, "a seat is left over: {taken}");
    }
}

#[test]
fn who_is_not_drawn_where_there_is_no_waiting_list_is_told_so() {
    let (mut world, session) = by_lot(1);
    world.settings(session).waiting_list = false;
    world.strangers(session, 3);
    after_the_deadline(&mut world);
    let answer = draw(&mut world, session, "word");
    let done = Done::Drawn { confirmed: 1, waitlisted: 0, declined: 2 };
    assert_eq!(answer.decision.outcome, Ok(done));
    assert!(answer.decision.mails.iter().all(|mail| mail.kind == MailKind::DrawResult));
    assert_eq!(world.counts(session).waiting, 0);
}

/// With 2,000 words one of ten entries wins 200 times each: five standard deviations are 67.
#[test]
fn no_entry_is_drawn_more_often_than_others() {
    let (mut world, session) = by_lot(1);
    let ids = world.strangers(session, 10);
    after_the_deadline(&mut world);
    let mut wins = vec![0_u32; ids.len()];
    for word in 0..2_000 {
        let lots = ids
            .iter()
            .map(|id| lot(&word.to_string(), &world.board.registrations[id].reception_number));
        let (winner, _) = lots.enumerate().min_by(|(_, one), (_, other)| one.cmp(other)).unwrap();
        wins[winner] += 1;
    }
    let (fewest, most) = (wins.iter().min().unwrap(), wins.iter().max().unwrap());
    figure("draw", format!("2,000 draws among 10 entries: between {fewest} and {most} wins each"));
    assert!(*fewest > 133 && *most < 267, "{wins:?}");
}
