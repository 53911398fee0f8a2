//! `hot`: everybody wants the same session, and there is a seat for everybody.

use std::rc::Rc;

use anyhow::Result;

use super::floor;
use super::stage::Stage;
use crate::cli::{Kind, Options};
use crate::load::Applications;
use crate::postgres::Server;
use crate::programme::LARGEST_CAPACITY;
use crate::report::{Report, Wanted};

/// Connections of the row in which every application has an Idempotency-Key.
const KEYED: usize = 64;

pub fn run(options: &Options) -> Result<()> {
    let server = super::server_for(options)?;
    let mut report = Report::new("hot", options, super::conditions(options));
    for _ in 0..options.rounds() {
        for kind in options.database.kinds() {
            match (kind, &server) {
                _ if options.no_floor => {}
                (Kind::Postgresql, Some(server)) => {
                    floor::one_row(options, server, &mut report)?;
                }
                _ => {
                    floor::sqlite(options, &mut report)?;
                    floor::handler(options, &mut report)?;
                }
            }
            service(options, kind, server.as_ref(), &mut report)?;
        }
    }
    for kind in options.database.kinds() {
        compare(kind, &mut report);
    }
    report.finish()
}

/// The name of a database's row.
pub fn row(kind: Kind) -> String {
    format!("hot, {}", kind.name())
}

fn keyed_row(kind: Kind) -> String {
    format!("hot, {}, Idempotency-Key", kind.name())
}

/// What `serve` had resident after the most connections.
fn memory_number(kind: Kind) -> String {
    format!("memory of serve, {}, peak, MiB", kind.name())
}

/// One round of the service: each number of connections on a session of its own.
fn service(
    options: &Options,
    kind: Kind,
    server: Option<&Server>,
    report: &mut Report,
) -> Result<()> {
    let stage = Stage::open(options, kind, server)?.with_all_nodes(options)?;
    let session = |slug: &str| -> Result<Applications> {
        let event = stage.organizer.publish(slug, 1, LARGEST_CAPACITY)?;
        Ok(Applications::to_sessions(&event.sessions))
    };
    for &connections in &options.connections {
        let applications = Rc::new(session(&format!("hot-{connections}"))?);
        report.add(&row(kind), connections, stage.apply(&applications, connections)?);
    }
    if options.connections.contains(&KEYED) {
        let applications = Rc::new(session("hot-keyed")?.with_keys());
        report.add(&keyed_row(kind), KEYED, stage.apply(&applications, KEYED)?);
    }
    report.add_number(&memory_number(kind), "", stage.service.memory().peak);
    Ok(())
}

/// The ratios that the service must show.
fn compare(kind: Kind, report: &mut Report) {
    let row = row(kind);
    let Some(at) = Hot::of(report, &row) else { return };
    match kind {
        Kind::Postgresql => with_pgbench(&at, report),
        Kind::Sqlite => with_bare_sqlite(&at, report),
    }
    if let Some(memory) = report.number(&memory_number(kind), "") {
        let what = format!("{row}: memory of serve at its peak, MiB");
        report.want(Some(Wanted::at_most(&what, memory, 120.0)));
    }
}

/// The figures of the service that are compared.
struct Hot {
    one_p50: f64,
    rate_64: f64,
    p99_64: f64,
    rate_256: f64,
    p99_256: f64,
}

impl Hot {
    fn of(report: &Report, row: &str) -> Option<Self> {
        let (one, at_64, at_256) =
            (report.median(row, 1)?, report.median(row, 64)?, report.median(row, 256)?);
        Some(Self {
            one_p50: one.p50_ms,
            rate_64: at_64.per_second,
            p99_64: at_64.p99_ms,
            rate_256: at_256.per_second,
            p99_256: at_256.p99_ms,
        })
    }
}

fn with_pgbench(at: &Hot, report: &mut Report) {
    let floor = |clients| report.median(floor::ONE_ROW, clients).cloned();
    let (Some(one), Some(at_64), Some(at_256)) = (floor(1), floor(64), floor(256)) else { return };
    let best = report.rows_of(floor::ONE_ROW).map(|row| row.median.per_second).fold(0.0, f64::max);
    for wanted in [
        Wanted::at_least("PostgreSQL, 64: × pgbench at 64", at.rate_64 / at_64.per_second, 12.0),
        Wanted::at_least("PostgreSQL, 64: × pgbench at its best", at.rate_64 / best, 6.0),
        Wanted::at_least(
            "PostgreSQL, 256: × pgbench at 256",
            at.rate_256 / at_256.per_second,
            12.0,
        ),
        Wanted::at_most("PostgreSQL, 64: p99 ÷ pgbench's at 64", at.p99_64 / at_64.p99_ms, 0.25),
        Wanted::at_most(
            "PostgreSQL, 256: p99 ÷ pgbench's at 256",
            at.p99_256 / at_256.p99_ms,
            0.25,
        ),
        Wanted::at_most("PostgreSQL, 1: p50 ÷ pgbench's at 1", at.one_p50 / one.p50_ms, 2.0),
    ] {
        report.want(Some(wanted));
    }
}

fn with_bare_sqlite(at: &Hot, report: &mut Report) {
    let bare = report.median(floor::BARE_SQLITE, 1).cloned();
    let handler = report.median(floor::HANDLER, 64).cloned();
    let (Some(bare), Some(handler)) = (bare, handler) else { return };
    for wanted in [
        Wanted::at_least("SQLite, 64: × one bare commit each", at.rate_64 / bare.per_second, 4.0),
        Wanted::at_least("SQLite, 64: × the handler at 64", at.rate_64 / handler.per_second, 0.35),
        Wanted::at_least("SQLite, 256: × itself at 64", at.rate_256 / at.rate_64, 1.0),
        Wanted::at_most("SQLite, 1: p50 ÷ one bare commit's", at.one_p50 / bare.p50_ms, 2.0),
    ] {
        report.want(Some(wanted));
    }
}
