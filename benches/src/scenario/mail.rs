//! `mail`: how fast owed mails reach a mail server, and how long a confirmation takes behind a mailing.

use std::collections::{BTreeMap, HashMap};
use std::rc::Rc;
use std::time::{Duration, Instant};

use anyhow::{Result, bail};

use super::filled::mails_are_sent;
use super::stage::Stage;
use crate::cli::{Kind, Options};
use crate::load::open::{self, Outcome, Stream};
use crate::load::{Applications, Latencies, Measured, as_float, fill};
use crate::people::Person;
use crate::place::Place;
use crate::programme::LARGEST_CAPACITY;
use crate::report::{Report, Wanted};
use crate::service::Duties;
use crate::smtp::{Sink, Style, send_for};

/// Mails that are owed when the worker starts; fewer for a short look.
const OWED: u32 = 10_000;
const OWED_IN_SHORT: u32 = 2_000;
/// Connections to the mail server. The setting may be unknown to an older program, which then has two.
const CONNECTIONS: [usize; 2] = [1, 4];
/// How long all of them may take.
const PATIENCE: Duration = Duration::from_mins(2);

/// Mails of the mailing that a confirmation must not wait behind, and their priority.
const MAILING: u32 = 5_000;
/// Applicants while the mailing goes out.
const APPLICANTS: u32 = 500;
const APPLICANTS_OVER: Duration = Duration::from_secs(10);
/// How long the slower mail server takes for a mail: the mailing then lasts as long as the applicants come.
const SLOW: Duration = Duration::from_millis(5);

const RAW: &str = "bare loop over one socket";
const RAW_PIPELINED: &str = "bare loop over one socket, PIPELINING";

pub fn run(options: &Options) -> Result<()> {
    let owed = if options.is_whole() { OWED } else { OWED_IN_SHORT };
    let server = super::server_for(options)?;
    let mut conditions = super::conditions(options);
    conditions.push(format!(
        "{owed} confirmations owed, sent by `uketsuke worker`; a confirmation's delay: from its 201 to its final dot, {APPLICANTS} \
         applicants within {} s behind a mailing of {MAILING}, to a server that takes 0 or {} ms for a mail",
        APPLICANTS_OVER.as_secs(),
        SLOW.as_millis()
    ));
    let mut report = Report::new("mail", options, conditions);
    for _ in 0..options.rounds() {
        for kind in options.database.kinds() {
            let mut stage = Stage::open(options, kind, server.as_ref())?;
            let event = stage.organizer.publish("mail", 1, LARGEST_CAPACITY)?;
            let applications = Rc::new(Applications::to_sessions(&event.sessions));
            fill(stage.service.address, &applications, owed.into())?;
            let sink = Sink::start(Duration::ZERO)?;
            for connections in CONNECTIONS {
                throughput(&mut stage, &sink, owed, connections, &mut report)?;
            }
            bare(options, kind, &sink, &mut report)?;
            behind_a_mailing(&mut stage, &sink, "fast", &applications, &mut report)?;
            let slow = Sink::start(SLOW)?;
            behind_a_mailing(&mut stage, &slow, "slow", &applications, &mut report)?;
        }
    }
    for kind in options.database.kinds() {
        compare(kind, &mut report);
    }
    report.finish()
}

fn row(kind: Kind) -> String {
    format!("{}, worker", kind.name())
}

/// The barest client in the same minutes.
fn bare_row(kind: Kind, name: &str) -> String {
    format!("{}, {name}", kind.name())
}

fn delay_row(kind: Kind, speed: &str) -> String {
    format!("{}, confirmation behind a mailing, {speed} server", kind.name())
}

/// The settings that send mail there.
fn settings(sink: &Sink, connections: usize) -> [(&'static str, String); 2] {
    [
        ("UKETSUKE_SMTP_URL", format!("smtp://{}?tls=none", sink.address)),
        ("UKETSUKE_SMTP_CONNECTIONS", connections.to_string()),
    ]
}

/// Mails a second, with nothing else to do.
fn throughput(
    stage: &mut Stage<'_>,
    sink: &Sink,
    owed: u32,
    connections: usize,
    report: &mut Report,
) -> Result<()> {
    sink.clear();
    stage.restart_as(Duties::Worker, &settings(sink, connections), |place| {
        place.sql(
            "UPDATE outbox SET state = 'queued', attempts = 0, sent_at = NULL, last_reply = NULL, due_at = created_at",
        )?;
        place.settle()
    })?;
    let watched = stage.watched();
    let before = watched.times();
    let there = sink.wait_for(owed as usize, PATIENCE);
    let used = watched.used_since(&before);
    let arrivals = sink.arrivals();
    let (Some(first), Some(last)) = (arrivals.first(), arrivals.last()) else {
        bail!("the worker has sent nothing");
    };
    let answers = BTreeMap::from([(250, there as u64)]);
    let measured = Measured::new(&Latencies::new()?, answers, last.at - first.at, &used);
    report.add(&row(stage.place.kind()), connections, measured);
    Ok(())
}

/// The same messages by the barest client.
fn bare(options: &Options, kind: Kind, sink: &Sink, report: &mut Report) -> Result<()> {
    let message = sink.sample();
    let size = format!("{}: size of the message, bytes", kind.name());
    report.add_number(&size, "", as_float(message.len() as u64));
    for (name, style) in [(RAW, Style::OneByOne), (RAW_PIPELINED, Style::Pipelined)] {
        let rate = send_for(sink.address, &message, style, options.measured_for())?;
        report.add(&bare_row(kind, name), 1, Measured { per_second: rate, ..Measured::default() });
    }
    Ok(())
}

/// Applicants come while a mailing goes out; how long each waits for the confirmation.
fn behind_a_mailing(
    stage: &mut Stage<'_>,
    sink: &Sink,
    speed: &str,
    applications: &Rc<Applications>,
    report: &mut Report,
) -> Result<()> {
    sink.clear();
    stage.restart_as(Duties::WebWithWorker, &settings(sink, 2), |place| {
        mails_are_sent(place)?;
        queue_mailing(place)
    })?;
    let streams = vec![Stream {
        name: "applications",
        connections: 64,
        traffic: Rc::<Applications>::clone(applications),
        count: APPLICANTS,
        over: APPLICANTS_OVER,
    }];
    let outcome = open::run(&stage.addresses(), streams, &stage.watched())?;
    sink.wait_for((MAILING + APPLICANTS) as usize, PATIENCE);
    let kind = stage.place.kind();
    let (delays, mailing_took) = delays(sink, &outcome)?;
    let answers = BTreeMap::from([(250, delays.count())]);
    let measured = Measured::new(&delays, answers, APPLICANTS_OVER, &outcome.used);
    report.add(&delay_row(kind, speed), 2, measured);
    let what = format!("{}: the mailing took, s", delay_row(kind, speed));
    report.add_number(&what, "", mailing_took.as_secs_f64());
    Ok(())
}

/// From each 201 to the final dot of its confirmation, of those that were answered while the mailing went
/// out; and how long that was.
fn delays(sink: &Sink, outcome: &Outcome) -> Result<(Latencies, Duration)> {
    let arrivals = sink.arrivals();
    let of_mailing = || arrivals.iter().filter(|arrival| arrival.recipient.starts_with("bulk"));
    let ends = of_mailing().map(|arrival| arrival.at).max().unwrap_or_else(Instant::now);
    let begins = of_mailing().map(|arrival| arrival.at).min().unwrap_or(ends);
    let arrived: HashMap<&str, Instant> =
        arrivals.iter().map(|arrival| (arrival.recipient.as_str(), arrival.at)).collect();
    let mut delays = Latencies::new()?;
    for exchange in outcome.streams.iter().flat_map(|stream| &stream.exchanges) {
        let answered = outcome.began + exchange.answered;
        if exchange.status != 201 || answered > ends {
            continue;
        }
        let person = Person { number: exchange.number };
        let Some(at) = arrived.get(person.email().as_str()) else {
            bail!("a confirmation never came");
        };
        delays.record(at.saturating_duration_since(answered));
    }
    Ok((delays, ends - begins))
}

/// Queues a mailing: copies of a confirmation to other addresses, with less haste.
fn queue_mailing(place: &Place<'_>) -> Result<()> {
    let columns = place.columns("outbox")?;
    let values: Vec<&str> = columns
        .iter()
        .map(|column| match column.as_str() {
            "id" if place.kind() == Kind::Sqlite => "randomblob(16)",
            "id" => "gen_random_uuid()",
            "dedup_key" => "'mailing ' || mail.number || ' ' || one.dedup_key",
            "message_id" => "replace(one.message_id, '@', '.' || mail.number || '@')",
            "recipient" => "'bulk' || mail.number || '@example.jp'",
            "priority" => "1",
            "state" => "'queued'",
            "attempts" => "0",
            "sent_at" | "last_reply" | "lease" | "leased_until" => "NULL",
            "due_at" => "one.created_at",
            _ => column,
        })
        .collect();
    // Those of an earlier mailing are gone first.
    place.sql("DELETE FROM outbox WHERE dedup_key LIKE 'mailing %'")?;
    place.sql(&format!(
        "WITH RECURSIVE mail (number) AS (SELECT 1 UNION ALL SELECT number + 1 FROM mail WHERE number < {MAILING}), \
         one AS (SELECT * FROM outbox ORDER BY id LIMIT 1) \
         INSERT INTO outbox ({}) SELECT {} FROM mail, one",
        columns.join(", "),
        values.join(", ")
    ))
}

fn compare(kind: Kind, report: &mut Report) {
    let rate = |report: &Report, what: &str, connections| {
        report.median(what, connections).map(|measured| measured.per_second)
    };
    if let (Some(one), Some(raw)) =
        (rate(report, &row(kind), 1), rate(report, &bare_row(kind, RAW), 1))
    {
        let what = format!("{}, one connection: × the bare loop", kind.name());
        report.want(Some(Wanted::at_least(&what, one / raw, 0.7)));
        if let Some(several) = rate(report, &row(kind), CONNECTIONS[1]) {
            let what = format!("{}, {} connections: × one", kind.name(), CONNECTIONS[1]);
            report.want(Some(Wanted::shown(&what, several / one)));
        }
    }
    for speed in ["fast", "slow"] {
        let name = delay_row(kind, speed);
        let p99 = report.median(&name, 2).map(|measured| measured.p99_ms);
        let what = format!("{name}: p99, ms");
        report.want(p99.map(|p99| Wanted::at_most(&what, p99, 2_000.0)));
    }
}
