//! `rush`: 20 seats, 10,000 applicants within one second, whatever the service makes of them.

use std::rc::Rc;
use std::time::Duration;

use anyhow::Result;

use super::order::{out_of_order, overtaking, wrong_places};
use super::stage::Stage;
use crate::cli::Options;
use crate::load::open::{self, Heard, Stream};
use crate::load::{Applications, Reads, as_float};
use crate::report::{Report, Wanted};

pub const SEATS: u32 = 20;
const APPLICANTS: u32 = 10_000;
const READS_PER_APPLICANT: u32 = 20;
const CONNECTIONS: usize = 2_000;
/// The time within which everybody presses.
const SECOND: Duration = Duration::from_secs(1);
/// The time over which the same crowd comes where it comes more slowly.
const SLOWER: Duration = Duration::from_secs(10);

const ANSWERED: &str = "answered";
const CONFIRMED: &str = "confirmed";
const SECONDS_AFTER: &str = "last answer after the last was due, s";
const OUT_OF_ORDER: &str = "answered before another sent, yet behind";
const WRONG_PLACES: &str = "places that do not follow from the sequence";

/// How a crowd comes.
#[derive(Clone, Debug)]
pub struct Crowd {
    /// What its rows are called.
    name: String,
    over: Duration,
    reads: bool,
}

/// What the crowd comes for.
pub struct Aim<'a> {
    pub session: &'a str,
    /// The event whose page is read, where pages are.
    pub slug: &'a str,
    /// Confirmed before anybody of the crowd came.
    pub confirmed_before: u32,
}

pub fn run(options: &Options) -> Result<()> {
    let server = super::server_for(options)?;
    let mut conditions = super::conditions(options);
    conditions.push(crowd_in_words());
    let mut report = Report::new("rush", options, conditions);
    for _ in 0..options.rounds() {
        for kind in options.database.kinds() {
            for crowd in Crowd::all(kind.name()) {
                let stage = Stage::open(options, kind, server.as_ref())?.with_all_nodes(options)?;
                stage.warm_up()?;
                let event = stage.organizer.publish("rush", 1, SEATS)?;
                let aim =
                    Aim { session: &event.sessions[0], slug: &event.slug, confirmed_before: 0 };
                crowd.come(&stage, &aim, &mut report)?;
            }
        }
    }
    for kind in options.database.kinds() {
        for crowd in Crowd::all(kind.name()) {
            crowd.compare(&mut report);
        }
    }
    report.finish()
}

/// The crowd for the head of a report.
pub fn crowd_in_words() -> String {
    format!(
        "rush: {APPLICANTS} applicants for {SEATS} seats over {CONNECTIONS} connections; \"with reads\": {} page loads and \
         session reads, half and half, over as many; latency from when each was due",
        APPLICANTS * READS_PER_APPLICANT
    )
}

impl Crowd {
    /// Applicants alone, within a second.
    pub fn alone(name: String) -> Self {
        Self { name, over: SECOND, reads: false }
    }

    fn all(prefix: &str) -> [Self; 3] {
        let name = |what: &str| format!("{prefix}, {what}");
        [
            Self::alone(name("rush")),
            Self { name: name("rush with reads"), over: SECOND, reads: true },
            Self { name: name("rush with reads over 10 s"), over: SLOWER, reads: true },
        ]
    }

    /// The row of one of its streams, or of a number.
    pub fn row(&self, what: &str) -> String {
        format!("{}: {what}", self.name)
    }

    /// What the applicants of this crowd got.
    pub fn applications<'r>(&self, report: &'r Report) -> Option<&'r crate::load::Measured> {
        report.median(&self.row("applications"), CONNECTIONS)
    }

    /// Comes, once.
    pub fn come(&self, stage: &Stage<'_>, aim: &Aim<'_>, report: &mut Report) -> Result<()> {
        let outcome = open::run(&stage.addresses(), self.streams(aim), &stage.watched())?;
        for heard in &outcome.streams {
            report.add(&self.row(heard.name), CONNECTIONS, heard.measured()?);
        }
        report.add(&self.row("everything"), CONNECTIONS, outcome.measured()?);
        if let Some(applications) = outcome.streams.first() {
            for (what, number) in told(applications, aim.confirmed_before) {
                report.add_number(&self.row(what), "", number);
            }
        }
        let memory = stage.service.memory().peak;
        report.add_number(&self.row("memory of serve, peak, MiB"), "", memory);
        Ok(())
    }

    fn streams(&self, aim: &Aim<'_>) -> Vec<Stream> {
        let mut streams = vec![Stream {
            name: "applications",
            connections: CONNECTIONS,
            // Nobody who filled the session before applies again.
            traffic: Rc::new(
                Applications::to_sessions(&[aim.session.to_owned()]).starting_at(10_000_000),
            ),
            count: APPLICANTS,
            over: self.over,
        }];
        if self.reads {
            let page = format!("/e/{}", aim.slug);
            let session = format!("/api/v1/sessions/{}", aim.session);
            // As browsers ask.
            let compressed = [("accept-encoding", "gzip, deflate, br")];
            for (name, path) in [("page", page), ("session JSON", session)] {
                streams.push(Stream {
                    name,
                    connections: CONNECTIONS / 2,
                    traffic: Rc::new(Reads::of(&[&path], &compressed)),
                    count: APPLICANTS * READS_PER_APPLICANT / 2,
                    over: self.over,
                });
            }
        }
        streams
    }

    /// What a rush must show, whatever round.
    pub fn compare(&self, report: &mut Report) {
        let name = |what: &str| self.row(what);
        let answered = report.lowest_number(&name(ANSWERED), "");
        let wanted = |all: f64| Wanted::at_least(&name(ANSWERED), all, f64::from(APPLICANTS));
        report.want(answered.map(wanted));
        let lowest = report.lowest_number(&name(CONFIRMED), "");
        let too_few = lowest.filter(|lowest| *lowest < f64::from(SEATS));
        let confirmed = too_few.or_else(|| report.highest_number(&name(CONFIRMED), ""));
        let wanted = |all: f64| Wanted::exactly(&name(CONFIRMED), all, f64::from(SEATS));
        report.want(confirmed.map(wanted));
        for (what, figure, bound) in [
            (SECONDS_AFTER, report.number(&name(SECONDS_AFTER), ""), 2.0),
            (OUT_OF_ORDER, report.highest_number(&name(OUT_OF_ORDER), ""), 0.0),
            (WRONG_PLACES, report.highest_number(&name(WRONG_PLACES), ""), 0.0),
        ] {
            report.want(figure.map(|figure| Wanted::at_most(&name(what), figure, bound)));
        }
        for (stream, bound) in [("applications", 500.0), ("page", 100.0), ("session JSON", 100.0)] {
            let p99 = report.median(&name(stream), CONNECTIONS).map(|measured| measured.p99_ms);
            let what = format!("{}, p99 ms", name(stream));
            report.want(p99.map(|p99| Wanted::at_most(&what, p99, bound)));
        }
    }
}

/// What the applicants were told.
fn told(heard: &Heard, confirmed_before: u32) -> [(&'static str, f64); 9] {
    let exchanges = &heard.exchanges;
    let with_status =
        |wanted: u16| exchanges.iter().filter(|exchange| exchange.status == wanted).count();
    let accepted = exchanges.iter().filter_map(|exchange| exchange.accepted);
    let confirmed = accepted.filter(|accepted| accepted.is_confirmed).count();
    let after = heard.last_answer().saturating_sub(heard.over);
    let number = |count: usize| as_float(count as u64);
    [
        (ANSWERED, number(heard.answered())),
        (CONFIRMED, number(confirmed)),
        ("waiting", number(with_status(201) - confirmed)),
        ("refused (409)", number(with_status(409))),
        ("put off (503)", number(with_status(503))),
        (SECONDS_AFTER, after.as_secs_f64()),
        (OUT_OF_ORDER, number(out_of_order(exchanges))),
        (WRONG_PLACES, number(wrong_places(exchanges, confirmed_before, SEATS))),
        ("longest overtaking on the way, ms", overtaking(exchanges).as_secs_f64() * 1_000.0),
    ]
}
