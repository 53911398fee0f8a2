//! Negative controls: the checks of random sequences catch a broken rule, or they would prove nothing.

use std::cell::Cell;

use super::figures::figure;
use super::invariants::broken;
use super::model::Model;
use super::scenario::{Scenario, scenario};
use super::sequences::{model_standing, promotions, runner, standing};
use super::stored::read_anew;
use super::world::noon;
use crate::domain::event::CapacityUnit;
use crate::domain::ids::{CompanySeatId, RegistrationId};
use crate::domain::seats::{Board, decide};
use crate::domain::state::State;

/// Boards that break a rule, each of which must be caught.
const WANTED: u32 = 200;

/// Takes the seat from somebody who was promoted, as if it had been forgotten.
fn forget_promotion(board: &mut Board, id: RegistrationId) {
    board.release(id);
    let held = board.registrations.get_mut(&id).unwrap();
    held.state = State::Waitlisted;
    let session = held.session;
    board.queue(session, id);
    let registrations = &board.registrations;
    board.waiting.get_mut(&session).unwrap().order.sort_by_key(|id| registrations[id].sequence);
}

/// Gives a seat to somebody whose turn has not come.
fn seat_out_of_turn(board: &mut Board, id: RegistrationId) {
    let session = board.registrations[&id].session;
    board.leave_waiting_list(session, id);
    board.registrations.get_mut(&id).unwrap().state = State::Confirmed;
    board.take(id, CompanySeatId(id.0));
}

/// Runs scenarios with `look` at the board, the model, and who was promoted after each step, until
/// `found` says that enough was seen.
fn look_after_each_step(
    found: &Cell<u32>,
    look: impl Fn(&Scenario, &Board, &Model, usize, &[RegistrationId]),
) {
    for _ in 0..100 {
        let scenarios = runner(50).run(&scenario(), |scenario| {
            let (mut board, mut model) = (scenario.board(), Model::of(&scenario));
            for (step, (what, _)) in scenario.steps.iter().enumerate() {
                drop(model.step(step, what, (scenario.time_of(step) - noon()).num_seconds()));
                let decided = decide(board, &[scenario.command(step)]).unwrap();
                board = read_anew(decided.board);
                look(&scenario, &board, &model, step, &promotions(&decided.decisions[0]));
            }
            Ok(())
        });
        scenarios.unwrap();
        if found.get() >= WANTED {
            return;
        }
    }
    panic!("only {} were seen", found.get());
}

#[test]
fn a_promotion_that_was_forgotten_is_caught_by_the_checks() {
    let found = Cell::new(0);
    look_after_each_step(&found, |scenario, board, model, step, promoted| {
        let Some(last) = promoted.last() else { return };
        let mut forgotten = board.clone();
        forget_promotion(&mut forgotten, *last);
        assert_ne!(standing(&forgotten), model_standing(model));
        // Behind a blocking head only the model knows who may pass.
        let session = &board.sessions[&board.registrations[last].session];
        if !session.settings.head_blocks {
            assert_ne!(broken(&forgotten, scenario.time_of(step)), [""; 0], "step {step}");
            found.set(found.get() + 1);
        }
    });
    figure("P11", format!("negative control: {} forgotten promotions, all caught", found.get()));
}

#[test]
fn a_seat_given_beyond_the_capacity_is_caught_by_the_checks() {
    let found = Cell::new(0);
    look_after_each_step(&found, |scenario, board, model, step, _| {
        let heads = board.waiting.values().filter_map(|list| list.order.first());
        for head in heads.filter(|_| scenario.unit() == CapacityUnit::Person) {
            let session = &board.sessions[&board.registrations[head].session];
            if session.is_cancelled()
                || session.starts_at.is_some_and(|starts| starts <= scenario.time_of(step))
            {
                continue;
            }
            let mut given = board.clone();
            seat_out_of_turn(&mut given, *head);
            assert_ne!(standing(&given), model_standing(model));
            assert_ne!(broken(&given, scenario.time_of(step)), [""; 0], "step {step}");
            found.set(found.get() + 1);
        }
    });
    figure(
        "P1",
        format!("negative control of the seat rules: {} seats too many, all caught", found.get()),
    );
}
