//! `growth`: `hot`, `rush` and the start again with 1,000,000 registrations there, in the session and elsewhere.

use std::rc::Rc;

use anyhow::Result;

use super::filled::{Filled, set_free_seats};
use super::rush::{Aim, Crowd, SEATS, crowd_in_words};
use super::stage::Stage;
use crate::cli::{Kind, Options};
use crate::load::Applications;
use crate::programme::LARGEST_CAPACITY;
use crate::report::{Report, Wanted};

/// Connections of `hot` here.
const CONNECTIONS: usize = 64;
/// Enough for every round.
const MANY: u32 = 1_000_000_000;

/// Where the registrations are that were there before.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Before {
    Nowhere,
    Elsewhere,
    InTheSession,
}

impl Before {
    const ALL: [Self; 3] = [Self::Nowhere, Self::Elsewhere, Self::InTheSession];

    fn in_words(self) -> &'static str {
        match self {
            Self::Nowhere => "empty",
            Self::Elsewhere => "many elsewhere",
            Self::InTheSession => "many in the session",
        }
    }

    fn hot_row(self, kind: Kind) -> String {
        format!("{}, hot, {}", kind.name(), self.in_words())
    }

    fn crowd(self, kind: Kind) -> Crowd {
        Crowd::alone(format!("{}, rush, {}", kind.name(), self.in_words()))
    }
}

pub fn run(options: &Options) -> Result<()> {
    let server = super::server_for(options)?;
    let count = options.registrations.iter().copied().max().unwrap_or(LARGEST_CAPACITY);
    let mut conditions = super::conditions(options);
    conditions.push(crowd_in_words());
    conditions
        .push(format!("\"many\": {count} registrations; every round begins with a copy of them"));
    let mut report = Report::new("growth", options, conditions);
    for kind in options.database.kinds() {
        let mut stage = Stage::open(options, kind, server.as_ref())?;
        let filled = Filled::new(&mut stage, count, LARGEST_CAPACITY)?;
        for round in 0..options.rounds() {
            let took = stage.time_start()?;
            report.add_number(&start_number(kind), "", took.as_secs_f64());
            let full = stage.copied(|place| set_free_seats(place, &filled, SEATS))?;
            let aim =
                Aim { session: &filled.session, slug: "filled", confirmed_before: filled.count };
            full.warm_up()?;
            Before::InTheSession.crowd(kind).come(&full, &aim, &mut report)?;
            drop(full);
            let full = stage.copied(|place| set_free_seats(place, &filled, MANY))?;
            full.warm_up()?;
            let session = std::slice::from_ref(&filled.session);
            // Who comes first on a copy pays for its pages' first writes: it is each one's turn.
            let session_first = round.is_multiple_of(2);
            if session_first {
                hot(&full, kind, Before::InTheSession, session, &mut report)?;
            }
            new_session(&full, kind, Before::Elsewhere, &mut report)?;
            if !session_first {
                hot(&full, kind, Before::InTheSession, session, &mut report)?;
            }
            drop(full);
            // The empty one in the same minutes; it may take the other's name.
            let empty = Stage::open_beside(options, kind, server.as_ref())?;
            empty.warm_up()?;
            new_session(&empty, kind, Before::Nowhere, &mut report)?;
        }
        compare(kind, &mut report);
    }
    report.finish()
}

fn start_number(kind: Kind) -> String {
    format!("{}, from start to ready, worker included, s", kind.name())
}

fn hot(
    stage: &Stage<'_>,
    kind: Kind,
    before: Before,
    sessions: &[String],
    report: &mut Report,
) -> Result<()> {
    let applications = Applications::to_sessions(sessions).starting_at(20_000_000);
    let measured = stage.apply(&Rc::new(applications), CONNECTIONS)?;
    report.add(&before.hot_row(kind), CONNECTIONS, measured);
    Ok(())
}

/// `hot` and `rush` on sessions of their own.
fn new_session(stage: &Stage<'_>, kind: Kind, before: Before, report: &mut Report) -> Result<()> {
    let event = stage.organizer.publish("hot", 1, LARGEST_CAPACITY)?;
    hot(stage, kind, before, &event.sessions, report)?;
    let event = stage.organizer.publish("rush", 1, SEATS)?;
    let aim = Aim { session: &event.sessions[0], slug: &event.slug, confirmed_before: 0 };
    before.crowd(kind).come(stage, &aim, report)
}

fn compare(kind: Kind, report: &mut Report) {
    let rates = |report: &Report, before: Before| {
        let hot = report.median(&before.hot_row(kind), CONNECTIONS)?;
        let crowd = before.crowd(kind);
        let rush = crowd.applications(report)?;
        Some((hot.per_second, rush.per_second, rush.p99_ms))
    };
    let Some((hot, rush, p99)) = rates(report, Before::Nowhere) else { return };
    for before in [Before::Elsewhere, Before::InTheSession] {
        let Some((hot_then, rush_then, p99_then)) = rates(report, before) else { continue };
        let what = |figure: &str| format!("{}, {}: {figure}", kind.name(), before.in_words());
        report.want(Some(Wanted::at_least(&what("hot ÷ empty"), hot_then / hot, 0.8)));
        report.want(Some(Wanted::at_least(&what("rush ÷ empty"), rush_then / rush, 0.8)));
        report.want(Some(Wanted::shown(&what("rush, p99 ÷ empty"), p99_then / p99)));
    }
    for before in Before::ALL {
        before.crowd(kind).compare(report);
    }
    let start = report.number(&start_number(kind), "");
    report.want(start.map(|start| Wanted::at_most(&start_number(kind), start, 1.0)));
}
