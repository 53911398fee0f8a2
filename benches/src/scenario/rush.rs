//! `rush`: 20 seats, 10,000 applicants within one second, whatever the service makes of them.

use std::rc::Rc;
use std::time::Duration;

use anyhow::Result;

use super::stage::Stage;
use crate::cli::{Kind, Options};
use crate::load::open::{self, Exchange, Heard, Stream};
use crate::load::{Applications, Reads, as_float};
use crate::programme::Event;
use crate::report::{Report, Wanted};

const SEATS: u32 = 20;
const APPLICANTS: u32 = 10_000;
const READS_PER_APPLICANT: u32 = 20;
const CONNECTIONS: usize = 2_000;
/// The time over which the same crowd comes where it comes more slowly.
const SLOWER: Duration = Duration::from_secs(10);

/// How the crowd comes.
#[derive(Clone, Copy, Debug)]
struct Crowd {
    name: &'static str,
    over: Duration,
    reads: bool,
}

const CROWDS: [Crowd; 3] = [
    Crowd { name: "rush", over: Duration::from_secs(1), reads: false },
    Crowd { name: "rush with reads", over: Duration::from_secs(1), reads: true },
    Crowd { name: "rush with reads over 10 s", over: SLOWER, reads: true },
];

pub fn run(options: &Options) -> Result<()> {
    let server = super::server_for(options)?;
    let mut conditions = super::conditions(options);
    conditions.push(format!(
        "{APPLICANTS} applicants for {SEATS} seats over {CONNECTIONS} connections; \"with reads\": {} page loads and \
         session reads, half and half, over as many; latency from when each was due",
        APPLICANTS * READS_PER_APPLICANT
    ));
    let mut report = Report::new("rush", options, conditions);
    for _ in 0..options.rounds() {
        for kind in options.database.kinds() {
            for crowd in CROWDS {
                let stage = Stage::open(options, kind, server.as_ref())?;
                stage.warm_up()?;
                come(&stage, kind, crowd, &mut report)?;
            }
        }
    }
    for kind in options.database.kinds() {
        for crowd in CROWDS {
            compare(kind, crowd, &mut report);
        }
    }
    report.finish()
}

/// The row of a crowd's stream.
fn row(kind: Kind, crowd: Crowd, stream: &str) -> String {
    format!("{}, {}: {stream}", kind.name(), crowd.name)
}

/// Lets the crowd in, once.
fn come(stage: &Stage<'_>, kind: Kind, crowd: Crowd, report: &mut Report) -> Result<()> {
    let event = stage.organizer.publish("rush", 1, SEATS)?;
    let streams = streams(&event, crowd);
    let outcome = open::run(stage.service.address, streams, &stage.watched())?;
    for heard in &outcome.streams {
        report.add(&row(kind, crowd, heard.name), CONNECTIONS, heard.measured()?);
    }
    report.add(&row(kind, crowd, "everything"), CONNECTIONS, outcome.measured()?);
    if let Some(applications) = outcome.streams.first() {
        let found = Found::of(applications);
        for (name, number) in found.numbers() {
            report.add_number(&row(kind, crowd, name), "", number);
        }
    }
    let memory = stage.service.memory().peak;
    report.add_number(&row(kind, crowd, "memory of serve, peak, MiB"), "", memory);
    Ok(())
}

fn streams(event: &Event, crowd: Crowd) -> Vec<Stream> {
    let mut streams = vec![Stream {
        name: "applications",
        connections: CONNECTIONS,
        traffic: Rc::new(Applications::to_sessions(&event.sessions)),
        count: APPLICANTS,
        over: crowd.over,
    }];
    if crowd.reads {
        let page = format!("/e/{}", event.slug);
        let session = format!("/api/v1/sessions/{}", event.sessions[0]);
        // As browsers ask.
        let compressed = [("accept-encoding", "gzip, deflate, br")];
        for (name, path) in [("page", page), ("session JSON", session)] {
            streams.push(Stream {
                name,
                connections: CONNECTIONS / 2,
                traffic: Rc::new(Reads::of(&[&path], &compressed)),
                count: APPLICANTS * READS_PER_APPLICANT / 2,
                over: crowd.over,
            });
        }
    }
    streams
}

/// What the applicants were told.
struct Found {
    answered: f64,
    confirmed: usize,
    waiting: usize,
    refused: usize,
    put_off: usize,
    /// From when the last application was due to the last answer.
    seconds_after: f64,
    /// Pairs in which somebody was answered before the other had even sent, and yet stands behind.
    out_of_order: usize,
    /// Waiting places that do not follow from the sequence.
    wrong_positions: usize,
    /// The longest time by which somebody sent later than one who stands behind: what cannot be told from
    /// outside, because both were on their way at once.
    overtaking_ms: f64,
}

impl Found {
    fn of(heard: &Heard) -> Self {
        let with_status = |wanted: u16| {
            heard.exchanges.iter().filter(|exchange| exchange.status == wanted).count()
        };
        let accepted = || heard.exchanges.iter().filter_map(|exchange| exchange.accepted);
        let confirmed = accepted().filter(|accepted| accepted.is_confirmed).count();
        let wrong_positions = accepted()
            .filter(|accepted| {
                let place =
                    accepted.sequence.checked_sub(u64::from(SEATS)).filter(|place| *place > 0);
                accepted.position != place || accepted.is_confirmed != place.is_none()
            })
            .count();
        Self {
            answered: as_float(heard.answered() as u64),
            confirmed,
            waiting: with_status(201) - confirmed,
            refused: with_status(409),
            put_off: with_status(503),
            seconds_after: heard.last_answer().saturating_sub(heard.over).as_secs_f64(),
            out_of_order: out_of_order(&heard.exchanges),
            wrong_positions,
            overtaking_ms: overtaking(&heard.exchanges).as_secs_f64() * 1_000.0,
        }
    }

    fn numbers(&self) -> [(&'static str, f64); 9] {
        let number = |count: usize| as_float(count as u64);
        [
            (ANSWERED, self.answered),
            (CONFIRMED, number(self.confirmed)),
            ("waiting", number(self.waiting)),
            ("refused (409)", number(self.refused)),
            ("put off (503)", number(self.put_off)),
            (SECONDS_AFTER, self.seconds_after),
            (OUT_OF_ORDER, number(self.out_of_order)),
            (WRONG_POSITIONS, number(self.wrong_positions)),
            ("longest overtaking on the way, ms", self.overtaking_ms),
        ]
    }
}

const ANSWERED: &str = "answered";
const CONFIRMED: &str = "confirmed";
const SECONDS_AFTER: &str = "last answer after the last was due, s";
const OUT_OF_ORDER: &str = "answered before another sent, yet behind";
const WRONG_POSITIONS: &str = "places that do not follow from the sequence";

/// Registrations that stand behind somebody who sent only after they were answered.
fn out_of_order(exchanges: &[Exchange]) -> usize {
    let mut by_sent: Vec<&Exchange> = accepted(exchanges).collect();
    by_sent.sort_by_key(|exchange| exchange.sent);
    let mut by_answered = by_sent.clone();
    by_answered.sort_by_key(|exchange| exchange.answered);
    let (mut answered, mut highest, mut wrong) = (by_answered.into_iter().peekable(), 0, 0);
    for exchange in by_sent {
        while let Some(earlier) = answered.next_if(|earlier| earlier.answered < exchange.sent) {
            highest = highest.max(sequence(earlier));
        }
        wrong += usize::from(sequence(exchange) < highest);
    }
    wrong
}

/// The longest time between the sending of one and of another who stands before, though sent later.
fn overtaking(exchanges: &[Exchange]) -> Duration {
    let mut by_sequence: Vec<&Exchange> = accepted(exchanges).collect();
    by_sequence.sort_by_key(|exchange| sequence(exchange));
    let (mut latest, mut longest) = (Duration::ZERO, Duration::ZERO);
    for exchange in by_sequence {
        longest = longest.max(latest.saturating_sub(exchange.sent));
        latest = latest.max(exchange.sent);
    }
    longest
}

fn accepted(exchanges: &[Exchange]) -> impl Iterator<Item = &Exchange> {
    exchanges.iter().filter(|exchange| exchange.accepted.is_some())
}

fn sequence(exchange: &Exchange) -> u64 {
    exchange.accepted.map_or(0, |accepted| accepted.sequence)
}

fn compare(kind: Kind, crowd: Crowd, report: &mut Report) {
    let name = |what: &str| row(kind, crowd, what);
    let worst = |report: &Report, what: &str| report.highest_number(&name(what), "");
    let answered = report.lowest_number(&name(ANSWERED), "");
    for (what, figure, bound) in [
        (SECONDS_AFTER, report.number(&name(SECONDS_AFTER), ""), 2.0),
        (OUT_OF_ORDER, worst(report, OUT_OF_ORDER), 0.0),
        (WRONG_POSITIONS, worst(report, WRONG_POSITIONS), 0.0),
    ] {
        report.want(figure.map(|figure| Wanted::at_most(&name(what), figure, bound)));
    }
    report.want(answered.map(|all| Wanted::at_least(&name(ANSWERED), all, f64::from(APPLICANTS))));
    let confirmed = worst(report, CONFIRMED);
    report.want(confirmed.map(|all| Wanted::exactly(&name(CONFIRMED), all, f64::from(SEATS))));
    for (stream, bound) in [("applications", 500.0), ("page", 100.0), ("session JSON", 100.0)] {
        let p99 = report.median(&name(stream), CONNECTIONS).map(|measured| measured.p99_ms);
        report
            .want(p99.map(|p99| Wanted::at_most(&format!("{}, p99 ms", name(stream)), p99, bound)));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::load::open::Accepted;

    fn exchange(sent: u64, answered: u64, sequence: u64) -> Exchange {
        let at = Duration::from_millis;
        let accepted = Some(Accepted { is_confirmed: true, sequence, position: None });
        Exchange { due: at(sent), sent: at(sent), answered: at(answered), status: 201, accepted }
    }

    #[test]
    fn only_who_was_answered_before_another_sent_must_stand_before() {
        assert_eq!(out_of_order(&[exchange(0, 5, 1), exchange(6, 9, 2)]), 0);
        assert_eq!(out_of_order(&[exchange(0, 5, 2), exchange(6, 9, 1)]), 1);
        assert_eq!(out_of_order(&[exchange(0, 7, 2), exchange(6, 9, 1)]), 0);
    }

    #[test]
    fn overtaking_is_the_time_by_which_the_one_before_sent_later() {
        let exchanges = [exchange(0, 7, 2), exchange(6, 9, 1), exchange(8, 9, 3)];
        assert_eq!(overtaking(&exchanges), Duration::from_millis(6));
    }
}
