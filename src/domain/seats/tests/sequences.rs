//! Random sequences of commands, compared step by step with a simple model (P1, P2, P11).

use std::cell::Cell;

use proptest::prelude::*;
use proptest::test_runner::{Config, TestCaseError, TestCaseResult, TestRunner};

use super::figures::{figure, full_run};
use super::invariants::broken;
use super::model::{Answer, Model, Outcome};
use super::scenario::{Scenario, registration_id, scenario, session_id};
use super::stored::{decide_stored, read_anew};
use super::world::noon;
use crate::domain::seats::{Board, Decision, Done, MailKind, Refusal, decide};
use crate::domain::state::State;

/// What the sequences came to, so that a run shows that it tried something.
#[derive(Default)]
struct Tried {
    sequences: Cell<u64>,
    commands: Cell<u64>,
    promotions: Cell<u64>,
    reloads: Cell<u64>,
}

fn add(cell: &Cell<u64>, more: usize) {
    cell.set(cell.get() + u64::try_from(more).unwrap());
}

/// The sequences of a run: P11's figure in a full one.
fn cases() -> u32 {
    if full_run() { 10_000 } else { 256 }
}

pub fn runner(cases: u32) -> TestRunner {
    TestRunner::new(Config {
        cases,
        failure_persistence: None,
        max_shrink_iters: 20_000,
        ..Config::default()
    })
}

#[test]
fn every_sequence_of_commands_comes_out_as_the_simple_model_says_in_batches_of_any_size() {
    let tried = Tried::default();
    let result = runner(cases()).run(&scenario(), |scenario| check(&scenario, &tried));
    if let Err(failure) = result {
        panic!("{failure}");
    }
    figure(
        "P11",
        format!(
            "{} random sequences ({} commands, {} promotions, {} times more of a waiting list was loaded) \
             compared with a simple model, one by one and in batches: 0 differences, 0 broken invariants (P1, P2)",
            tried.sequences.get(),
            tried.commands.get(),
            tried.promotions.get(),
            tried.reloads.get(),
        ),
    );
    assert!(
        tried.promotions.get() > u64::from(cases()) / 4 && tried.reloads.get() > 0,
        "hardly anything was tried"
    );
}

fn check(scenario: &Scenario, tried: &Tried) -> TestCaseResult {
    let (board, decisions) = one_by_one(scenario, tried)?;
    let mut stored = scenario.board();
    let mut in_batches = Vec::new();
    let mut sizes = scenario.batches.iter().cycle();
    while in_batches.len() < scenario.steps.len() {
        let from = in_batches.len();
        let to = scenario.steps.len().min(from + sizes.next().unwrap());
        let commands: Vec<_> = (from..to).map(|step| scenario.command(step)).collect();
        let (decided, reloads) = decide_stored(&mut stored, &commands, scenario.loaded);
        in_batches.extend(decided);
        add(&tried.reloads, reloads);
    }
    for (step, (alone, batched)) in decisions.iter().zip(&in_batches).enumerate() {
        prop_assert_eq!(alone, batched, "step {} in a batch", step);
    }
    prop_assert_eq!(board, stored);
    add(&tried.sequences, 1);
    Ok(())
}

/// Each step beside the model's, with every invariant after it.
fn one_by_one(scenario: &Scenario, tried: &Tried) -> Result<(Board, Vec<Decision>), TestCaseError> {
    let (mut board, mut model) = (scenario.board(), Model::of(scenario));
    let mut decisions = Vec::new();
    for (step, (what, _)) in scenario.steps.iter().enumerate() {
        let at = scenario.time_of(step);
        let (expected, promoted) = model.step(step, what, (at - noon()).num_seconds());
        let mut decided =
            decide(board, &[scenario.command(step)]).expect("everything is on the board");
        board = read_anew(decided.board);
        let decision = decided.decisions.pop().unwrap();
        prop_assert_eq!(answer(&decision), expected, "step {} {:?}", step, what);
        let promoted: Vec<_> = promoted.into_iter().map(registration_id).collect();
        prop_assert_eq!(
            promotions(&decision),
            &promoted[..],
            "promoted at step {} {:?}",
            step,
            what
        );
        prop_assert_eq!(standing(&board), model_standing(&model), "after step {} {:?}", step, what);
        let broken = broken(&board, at);
        prop_assert!(broken.is_empty(), "after step {} {:?}: {:?}", step, what, broken);
        add(&tried.commands, 1);
        add(&tried.promotions, promoted.len());
        decisions.push(decision);
    }
    Ok((board, decisions))
}

fn answer(decision: &Decision) -> Outcome {
    match &decision.outcome {
        Ok(Done::Registered(r) | Done::Moved(r)) => Ok(Answer::Registered {
            state: r.state,
            position: r.position,
            joined: r.joined_company_seat,
            sequence: r.sequence,
        }),
        Ok(_) => Ok(Answer::Done),
        Err(refusal) => Err::<_, Refusal>(refusal.clone()),
    }
}

pub fn promotions(decision: &Decision) -> Vec<crate::domain::ids::RegistrationId> {
    let promoted = decision.mails.iter().filter(|mail| mail.kind == MailKind::Promoted);
    promoted.map(|mail| mail.registration).collect()
}

pub type Standing = Vec<(uuid::Uuid, uuid::Uuid, i64, State, u32)>;

pub fn standing(board: &Board) -> Standing {
    let held = board.registrations.values();
    held.map(|held| (held.id.0, held.session.0, held.sequence, held.state, held.seats)).collect()
}

pub fn model_standing(model: &Model) -> Standing {
    let all = model.registrations.iter();
    let mut standing: Standing = all
        .map(|r| (registration_id(r.step).0, session_id(r.session).0, r.sequence, r.state, r.seats))
        .collect();
    standing.sort_unstable();
    standing
}
