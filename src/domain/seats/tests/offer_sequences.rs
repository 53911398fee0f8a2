//! Random sequences of offers that are accepted, declined and left to run out, beside a simple model.

use std::cell::Cell;

use chrono::Duration;
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::test_runner::{TestCaseError, TestCaseResult};

use super::figures::{figure, full_run};
use super::invariants;
use super::offers::offered;
use super::sequences::runner;
use super::world::{Party, World};
use crate::domain::ids::{RegistrationId, SessionId};
use crate::domain::seats::{Actor, Request};
use crate::domain::state::State;

/// Seconds that an offer stands.
const OFFER: i64 = 100;

#[derive(Clone, Debug)]
enum Step {
    Apply { seats: u32 },
    Withdraw { of: usize },
    Accept { of: usize },
    Decline { of: usize },
    Expire { of: usize },
    Resize { capacity: u32 },
    Pass { seconds: i64 },
}

impl Step {
    /// The same step, to one of the `people` there are.
    fn of_those(&self, people: usize) -> Self {
        let among = |of: usize| of % people.max(1);
        match *self {
            Self::Withdraw { of } => Self::Withdraw { of: among(of) },
            Self::Accept { of } => Self::Accept { of: among(of) },
            Self::Decline { of } => Self::Decline { of: among(of) },
            Self::Expire { of } => Self::Expire { of: among(of) },
            ref other => other.clone(),
        }
    }
}

fn step() -> impl Strategy<Value = Step> {
    let of = any::<usize>();
    prop_oneof![
        6 => (1..3_u32).prop_map(|seats| Step::Apply { seats }),
        4 => of.prop_map(|of| Step::Withdraw { of }),
        4 => of.prop_map(|of| Step::Accept { of }),
        2 => of.prop_map(|of| Step::Decline { of }),
        4 => of.prop_map(|of| Step::Expire { of }),
        1 => (1..5_u32).prop_map(|capacity| Step::Resize { capacity }),
        4 => (20..120_i64).prop_map(|seconds| Step::Pass { seconds }),
    ]
}

/// Somebody in the model.
#[derive(Clone, Debug)]
struct Person {
    seats: u32,
    state: State,
    /// Place in the order of those who wait.
    order: usize,
    until: i64,
    lapsed: bool,
}

/// A session in the model: a list of people, gone through from the front each time.
struct Model {
    capacity: u32,
    head_blocks: bool,
    people: Vec<Person>,
    arrivals: usize,
    now: i64,
    /// The rule under test: who has let an offer go is not offered a seat because another did.
    passes_over: bool,
}

impl Model {
    fn free(&self) -> u32 {
        let holds = |person: &&Person| matches!(person.state, State::Confirmed | State::Offered);
        self.capacity - self.people.iter().filter(holds).map(|person| person.seats).sum::<u32>()
    }

    fn in_line(&self) -> Vec<usize> {
        let waits = |i: &usize| self.people[*i].state == State::Waitlisted;
        let mut line: Vec<usize> = (0..self.people.len()).filter(waits).collect();
        line.sort_by_key(|i| self.people[*i].order);
        line
    }

    /// Offers what is free; to whom.
    fn offer(&mut self, passing: bool) -> Vec<usize> {
        let mut to = Vec::new();
        for i in self.in_line() {
            if self.passes_over && passing && self.people[i].lapsed {
                continue;
            }
            if self.people[i].seats <= self.free() {
                self.people[i].state = State::Offered;
                self.people[i].until = self.now + OFFER;
                to.push(i);
            } else if self.head_blocks {
                break;
            }
        }
        to
    }

    fn last_place(&mut self) -> usize {
        self.arrivals += 1;
        self.arrivals
    }

    /// Whether the step is carried out, and who is offered a seat by it.
    fn step(&mut self, step: &Step) -> (bool, Vec<usize>) {
        self.now += 1;
        match *step {
            Step::Apply { seats } => self.apply(seats),
            Step::Withdraw { of } => self.end(of, State::Withdrawn),
            Step::Decline { of } if self.is_open_offer(of) => self.end(of, State::DeclinedOffer),
            Step::Accept { of } => (self.accept(of), Vec::new()),
            Step::Expire { of } if self.has_run_out(of) => {
                let order = self.last_place();
                let person = &mut self.people[of];
                (person.state, person.order, person.lapsed) = (State::Waitlisted, order, true);
                (true, self.offer(true))
            }
            Step::Resize { capacity } if self.capacity - self.free() <= capacity => {
                self.capacity = capacity;
                (true, self.offer(false))
            }
            Step::Pass { seconds } => {
                self.now += seconds;
                (true, Vec::new())
            }
            _ => (false, Vec::new()),
        }
    }

    fn apply(&mut self, seats: u32) -> (bool, Vec<usize>) {
        let blocked = self.head_blocks && !self.in_line().is_empty();
        let fits = seats <= self.free() && !blocked;
        if !fits && seats > self.capacity {
            return (false, Vec::new());
        }
        let order = self.last_place();
        let state = if fits { State::Confirmed } else { State::Waitlisted };
        self.people.push(Person { seats, state, order, until: 0, lapsed: false });
        let to = if fits { Vec::new() } else { self.offer(false) };
        (true, to)
    }

    fn end(&mut self, of: usize, state: State) -> (bool, Vec<usize>) {
        match self.people.get_mut(of).filter(|person| person.state.is_active()) {
            Some(person) => person.state = state,
            None => return (false, Vec::new()),
        }
        (true, self.offer(false))
    }

    fn accept(&mut self, of: usize) -> bool {
        let Some(person) = self.people.get(of).cloned() else { return false };
        let is_first = !self.head_blocks || self.in_line().first() == Some(&of);
        let takes_after_all = person.state == State::Waitlisted
            && person.lapsed
            && is_first
            && person.seats <= self.free();
        let accepts = self.is_open_offer(of) || takes_after_all;
        if accepts {
            self.people[of].state = State::Confirmed;
        }
        accepts
    }

    fn is_open_offer(&self, of: usize) -> bool {
        let offered = |person: &&Person| person.state == State::Offered && self.now < person.until;
        self.people.get(of).is_some_and(|person| offered(&person))
    }

    fn has_run_out(&self, of: usize) -> bool {
        let offered = |person: &&Person| person.state == State::Offered && self.now >= person.until;
        self.people.get(of).is_some_and(|person| offered(&person))
    }
}

/// The desk, with the people of the model by their numbers.
struct Desk {
    world: World,
    session: SessionId,
    people: Vec<RegistrationId>,
}

impl Desk {
    fn step(&mut self, step: &Step) -> (bool, Vec<RegistrationId>) {
        let request = match *step {
            Step::Apply { seats } => {
                let answer = self.world.apply(self.session, &Party::of(seats));
                let is_done = answer.decision.outcome.is_ok();
                if is_done {
                    self.people.push(answer.id);
                }
                return (is_done, offered(&answer));
            }
            Step::Resize { capacity } => {
                let answer = self.world.reconfigure(self.session, |to| to.capacity = capacity);
                return (answer.decision.outcome.is_ok(), offered(&answer));
            }
            Step::Pass { seconds } => {
                self.world.now += Duration::seconds(seconds + 1);
                return (true, Vec::new());
            }
            Step::Withdraw { of } => self.people.get(of).map(|id| (*id, Request::Withdraw(*id))),
            Step::Accept { of } => self.people.get(of).map(|id| (*id, Request::Accept(*id))),
            Step::Decline { of } => self.people.get(of).map(|id| (*id, Request::Decline(*id))),
            Step::Expire { of } => self.people.get(of).map(|id| (*id, Request::Expire(*id))),
        };
        let Some((id, request)) = request else {
            self.world.now += Duration::seconds(1);
            return (false, Vec::new());
        };
        let answer = self.world.run(id, Actor::Applicant, request);
        (answer.decision.outcome.is_ok(), offered(&answer))
    }
}

#[derive(Default)]
struct Tried {
    steps: Cell<u64>,
    offers: Cell<u64>,
    expired: Cell<u64>,
}

fn check(
    (capacity, head_blocks, steps): &(u32, bool, Vec<Step>),
    tried: &Tried,
    passes_over: bool,
) -> TestCaseResult {
    let mut world = World::people();
    let session = world.session(*capacity);
    world.at(session).rules.offer = Some(Duration::seconds(OFFER));
    world.settings(session).head_blocks = *head_blocks;
    let mut desk = Desk { world, session, people: Vec::new() };
    let (capacity, head_blocks) = (*capacity, *head_blocks);
    let mut model =
        Model { capacity, head_blocks, people: Vec::new(), arrivals: 0, now: 0, passes_over };
    for (number, step) in steps.iter().enumerate() {
        let step = &step.of_those(desk.people.len());
        let expected = model.step(step);
        let (is_done, offers) = desk.step(step);
        let to: Vec<RegistrationId> = expected.1.iter().map(|i| desk.people[*i]).collect();
        prop_assert_eq!((is_done, offers), (expected.0, to), "step {} {:?}", number, step);
        compare(&model, &desk)?;
        tried.steps.set(tried.steps.get() + 1);
        tried.offers.set(tried.offers.get() + u64::try_from(expected.1.len()).unwrap());
        let expires = matches!(step, Step::Expire { .. }) && is_done;
        tried.expired.set(tried.expired.get() + u64::from(expires));
    }
    Ok(())
}

fn compare(model: &Model, desk: &Desk) -> Result<(), TestCaseError> {
    for (person, id) in model.people.iter().zip(&desk.people) {
        prop_assert_eq!(person.state, desk.world.state_of(*id));
    }
    let line: Vec<_> = model.in_line().into_iter().map(|i| desk.people[i]).collect();
    prop_assert_eq!(&line, &desk.world.board.waiting[&desk.session].order);
    prop_assert_eq!(model.capacity - model.free(), desk.world.counts(desk.session).taken);
    let broken = invariants::broken(&desk.world.board, desk.world.now);
    prop_assert!(broken.is_empty(), "{:?}", broken);
    Ok(())
}

fn sequences() -> impl Strategy<Value = (u32, bool, Vec<Step>)> {
    (1..4_u32, any::<bool>(), vec(step(), 10..60))
}

#[test]
fn offers_accepted_declined_and_run_out_in_every_order_come_out_as_the_simple_model_says() {
    let (tried, cases) = (Tried::default(), if full_run() { 10_000 } else { 512 });
    let result = runner(cases).run(&sequences(), |sequence| check(&sequence, &tried, true));
    if let Err(failure) = result {
        panic!("{failure}");
    }
    let (steps, offers, expired) = (tried.steps.get(), tried.offers.get(), tried.expired.get());
    figure(
        "P11",
        format!(
            "{cases} random sequences of offers ({steps} steps, {offers} offers, {expired} run out) compared with \
             a simple model: 0 differences, every seat offered to one at a time"
        ),
    );
    assert!(offers > u64::from(cases) / 2 && expired > u64::from(cases) / 20, "hardly tried");
}

#[test]
fn control_the_comparison_sees_a_seat_that_is_offered_again_to_who_let_it_go() {
    let tried = Tried::default();
    let result = runner(512).run(&sequences(), |sequence| check(&sequence, &tried, false));
    assert!(result.is_err(), "the model offers again, the desk does not, and nobody noticed");
}
