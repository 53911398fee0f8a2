//! `floor`: the floor by itself, and its part in a round of other scenarios.

use std::rc::Rc;

use anyhow::Result;

use crate::cli::{Kind, Options};
use crate::floor::bare_sqlite;
use crate::floor::handler::Handler;
use crate::floor::pgbench::Pgbench;
use crate::load::{Applications, Closed};
use crate::postgres::Server;
use crate::processes::Watched;
use crate::report::Report;

/// Names of the rows.
pub const ONE_ROW: &str = "floor: pgbench, 1 row";
pub const THOUSAND_ROWS: &str = "floor: pgbench, 1,000 rows";
pub const BARE_SQLITE: &str = "floor: bare SQLite";
pub const HANDLER: &str = "floor: handler";

/// Clients tried on one row, so that its best number is among them.
const CLIENTS: [usize; 6] = [1, 4, 8, 16, 64, 256];

pub fn run(options: &Options) -> Result<()> {
    let server = super::server_for(options)?;
    let mut report = Report::new("floor", options, super::conditions(options));
    for _ in 0..options.rounds() {
        if let Some(server) = &server {
            one_row(options, server, &mut report)?;
            thousand_rows(options, server, &options.connections, &mut report)?;
        }
        if options.database.has(Kind::Sqlite) {
            sqlite(options, &mut report)?;
        }
        handler(options, &mut report)?;
    }
    report.finish()
}

/// pgbench on one hot row.
pub fn one_row(options: &Options, server: &Server, report: &mut Report) -> Result<()> {
    let pgbench = Pgbench::prepare(server)?;
    for clients in CLIENTS {
        report.add(ONE_ROW, clients, pgbench.run(clients, 1, options.measured_for())?);
    }
    Ok(())
}

/// pgbench on a thousand rows.
pub fn thousand_rows(
    options: &Options,
    server: &Server,
    clients: &[usize],
    report: &mut Report,
) -> Result<()> {
    let pgbench = Pgbench::prepare(server)?;
    for &clients in clients {
        report.add(THOUSAND_ROWS, clients, pgbench.run(clients, 1_000, options.measured_for())?);
    }
    Ok(())
}

/// Bare SQLite, one connection.
pub fn sqlite(options: &Options, report: &mut Report) -> Result<()> {
    report.add(BARE_SQLITE, 1, bare_sqlite::run(options.measured_for())?);
    Ok(())
}

/// The handler that only parses and answers.
pub fn handler(options: &Options, report: &mut Report) -> Result<()> {
    let handler = Handler::start(0)?;
    let watched = Watched::load_only().and("serve", handler.processes());
    for connections in [1, 64, 256] {
        let load = Closed {
            addresses: vec![handler.address],
            connections,
            measured_for: options.measured_for(),
        };
        report.add(HANDLER, connections, load.run(Rc::new(Applications::to_path("/")), &watched)?);
    }
    Ok(())
}
