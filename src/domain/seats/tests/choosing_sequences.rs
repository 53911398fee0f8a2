//! Random sequences of selections and draws among other commands: what must hold on every board holds after each.

use super::figures::{figure, full_run};
use super::invariants::broken;
use super::world::{Party, World, staff};
use crate::domain::event::{Allocation, SessionStatus};
use crate::domain::ids::{RegistrationId, SessionId};
use crate::domain::seats::{Draw, Request, Select, Selection};

/// Numbers that are the same in every run (xorshift, 64 bits).
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, most: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % u64::try_from(most).unwrap()).unwrap()
    }
}

const COMPANIES: [&str; 4] = ["甲商事", "乙工業", "丙水産", "丁旅館"];

fn world(numbers: &mut Numbers) -> (World, Vec<SessionId>) {
    let by_company = numbers.below(2) == 0;
    let mut world = if by_company { World::companies() } else { World::people() };
    let shared = (numbers.below(2) == 0).then(|| world.group(Some(5), None));
    let sessions: Vec<SessionId> = (0..2)
        .map(|_| match shared {
            Some(group) => world.session_in(group, 3),
            None => world.session(3),
        })
        .collect();
    let allocation = if numbers.below(2) == 0 { Allocation::Approval } else { Allocation::Lottery };
    for session in &sessions {
        world.at(*session).allocation = allocation;
        world.at(*session).people_per_company = by_company.then_some(4);
        world.settings(*session).head_blocks = numbers.below(2) == 0;
        world.settings(*session).waiting_list = numbers.below(4) > 0;
    }
    (world, sessions)
}

/// One random command; whether it was carried out.
fn step(world: &mut World, sessions: &[SessionId], numbers: &mut Numbers) -> bool {
    let session = sessions[numbers.below(sessions.len())];
    let known: Vec<RegistrationId> = world.board.registrations.keys().copied().collect();
    let any = |numbers: &mut Numbers| {
        if known.is_empty() {
            RegistrationId(uuid::Uuid::nil())
        } else {
            known[numbers.below(known.len())]
        }
    };
    let answer = match numbers.below(10) {
        0..=3 => {
            let seats = u32::try_from(1 + numbers.below(3)).unwrap();
            let company = COMPANIES[numbers.below(COMPANIES.len())];
            world.apply(session, &Party::from(company, seats))
        }
        4 | 5 => {
            let selections = (0..=numbers.below(3)).map(|_| {
                let all = [Selection::Chosen, Selection::Substitute, Selection::NotChosen];
                (any(numbers), all[numbers.below(3)])
            });
            let mut selections: Vec<_> = selections.collect();
            selections.dedup_by_key(|(id, _)| *id);
            let exceed_reason = (numbers.below(5) == 0).then(|| "理由".to_owned());
            let select = Select { selections, exceed_reason };
            world.run(any(numbers), staff(), Request::Select(select))
        }
        6 => {
            world.settings(session).status = SessionStatus::Closed;
            let from = numbers.below(1_000).to_string();
            let answer =
                world.run(any(numbers), staff(), Request::Draw(Draw { session, word: from }));
            world.settings(session).status = SessionStatus::Scheduled;
            answer
        }
        7 => {
            let id = any(numbers);
            world.withdraw(id)
        }
        8 => {
            let id = any(numbers);
            world.move_to(id, session)
        }
        _ => {
            let capacity = u32::try_from(2 + numbers.below(4)).unwrap();
            world.reconfigure(session, |settings| settings.capacity = capacity)
        }
    };
    answer.decision.outcome.is_ok()
}

#[test]
fn whatever_is_selected_and_drawn_every_rule_of_the_board_holds() {
    let sequences: u64 = if full_run() { 10_000 } else { 400 };
    let (mut steps, mut carried_out) = (0, 0);
    for sequence in 1..=sequences {
        let mut numbers = Numbers(sequence.wrapping_mul(0x9E37_79B9_7F4A_7C15));
        let (mut world, sessions) = world(&mut numbers);
        for _ in 0..40 {
            steps += 1;
            carried_out += u32::from(step(&mut world, &sessions, &mut numbers));
            let broken = broken(&world.board, world.now);
            assert!(broken.is_empty(), "sequence {sequence}: {}", broken.join("\n"));
        }
    }
    figure(
        "P1 P2",
        format!(
            "{sequences} random sequences of selections and draws ({steps} commands, {carried_out} carried out): 0 broken rules"
        ),
    );
}
