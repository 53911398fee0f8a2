//! `spread`: the same load on a thousand sessions instead of one.

use std::rc::Rc;

use anyhow::Result;

use super::floor;
use super::stage::Stage;
use crate::cli::{Kind, Options};
use crate::load::Applications;
use crate::postgres::Server;
use crate::programme::LARGEST_CAPACITY;
use crate::report::{Report, Wanted};

const EVENTS: usize = 100;
const SESSIONS_PER_EVENT: usize = 10;

pub fn run(options: &Options) -> Result<()> {
    let server = super::server_for(options)?;
    let mut conditions = super::conditions(options);
    conditions.push(format!(
        "{} sessions of {EVENTS} events, applied for in turn",
        EVENTS * SESSIONS_PER_EVENT
    ));
    let mut report = Report::new("spread", options, conditions);
    for _ in 0..options.rounds() {
        for kind in options.database.kinds() {
            match (kind, &server) {
                _ if options.no_floor => {}
                (Kind::Postgresql, Some(server)) => {
                    floor::thousand_rows(options, server, &options.connections, &mut report)?;
                }
                _ => floor::sqlite(options, &mut report)?,
            }
            service(options, kind, server.as_ref(), &mut report)?;
        }
    }
    compare(options, &mut report);
    report.finish()
}

fn row(kind: Kind) -> String {
    format!("spread, {}", kind.name())
}

fn service(
    options: &Options,
    kind: Kind,
    server: Option<&Server>,
    report: &mut Report,
) -> Result<()> {
    let stage = Stage::open(options, kind, server)?.with_all_nodes(options)?;
    let mut sessions = Vec::new();
    for number in 0..EVENTS {
        let slug = format!("spread-{number}");
        let event = stage.organizer.publish(&slug, SESSIONS_PER_EVENT, LARGEST_CAPACITY)?;
        sessions.extend(event.sessions);
    }
    // Nobody applies twice: the numbers go on from one load to the next.
    let applications = Rc::new(Applications::to_sessions(&sessions));
    for &connections in &options.connections {
        report.add(&row(kind), connections, stage.apply(&applications, connections)?);
    }
    Ok(())
}

/// No bound is set for this one: the ratio to the same floor is shown for the reader.
fn compare(options: &Options, report: &mut Report) {
    for &connections in &options.connections {
        let service = report.median(&row(Kind::Postgresql), connections);
        let floor = report.median(floor::THOUSAND_ROWS, connections);
        if let (Some(service), Some(floor)) = (service, floor) {
            let ratio = service.per_second / floor.per_second;
            let what = format!("PostgreSQL, {connections}: × pgbench on 1,000 rows");
            report.want(Some(Wanted::shown(&what, ratio)));
        }
    }
}
