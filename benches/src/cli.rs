//! The command line: which scenario, on which database, how long.

use std::path::PathBuf;
use std::time::Duration;

use crate::service::Duties;
use clap::{Args, Parser, Subcommand, ValueEnum};

/// The benchmarks of Uketsuke (受付)
#[derive(Debug, Parser)]
#[command(name = "uketsuke-bench", disable_help_subcommand = true)]
pub struct Cli {
    /// What to measure.
    #[command(subcommand)]
    pub command: Command,
}

/// What can be measured.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// The least that databases and web server need for a registration, by themselves
    Floor(Options),
    /// One session with a large capacity, at 1, 8, 64 and 256 connections, beside the floor
    Hot(Options),
    /// 20 seats, 10,000 applicants within one second, open loop, also with 20 reads to an application
    Rush(Options),
    /// The load of `hot` on a thousand sessions
    Spread(Options),
    /// Event page and session JSON, warm, with and without If-None-Match
    Read(Options),
    /// Pages and searches of the attendee table, csv and xlsx, at 1,000 to 1,000,000 registrations
    List(Options),
    /// Every page of the console that links lead to, and searches, at a large event
    Console(Options),
    /// `hot`, `rush` and the start with 1,000,000 registrations there already
    Growth(Options),
    /// From the outbox to a mail server, and a confirmation behind a mailing of 5,000
    Mail(Options),
    /// All of them, one after another
    All(Options),
    /// The web server that only parses and answers, as a process of its own
    #[command(hide = true)]
    FloorHandler(FloorHandler),
}

/// Options of every scenario.
#[derive(Args, Clone, Debug)]
pub struct Options {
    /// On which database
    #[arg(long, value_enum, default_value_t = Choice::Both)]
    pub database: Choice,

    /// How often everything is measured; medians are shown
    #[arg(long, default_value_t = 5, value_parser = clap::value_parser!(u32).range(1..=100))]
    rounds: u32,

    /// How long one figure is measured, in seconds
    #[arg(long, default_value_t = 3, value_parser = clap::value_parser!(u64).range(1..=600))]
    seconds: u64,

    /// A short look: one round of 2 seconds each
    #[arg(long)]
    quick: bool,

    /// Only with these numbers of connections
    #[arg(long, value_name = "NUMBERS", value_delimiter = ',', default_values_t = [1, 8, 64, 256])]
    pub connections: Vec<usize>,

    /// How many registrations the lists are made of; the most of them are there when growth is measured
    #[arg(long, value_name = "NUMBERS", value_delimiter = ',', default_values_t = [1_000, 10_000, 100_000, 1_000_000])]
    pub registrations: Vec<u32>,

    /// Nodes of the service on one PostgreSQL, among which connections are shared out (hot, spread, rush)
    #[arg(long, default_value_t = 1, value_parser = clap::value_parser!(u32).range(1..=16))]
    nodes: u32,

    /// Leave the floor out, and with it the ratios: for a look between two changes
    #[arg(long)]
    pub no_floor: bool,

    /// Measure this program instead of the release build
    #[arg(long, value_name = "PATH", default_value = "target/release/uketsuke")]
    pub binary: PathBuf,

    /// Let the service run its worker beside the web, instead of `serve --no-worker`
    #[arg(long)]
    worker: bool,
}

impl Options {
    /// How often everything is measured.
    pub fn rounds(&self) -> u32 {
        if self.quick { 1 } else { self.rounds }
    }

    /// Nodes of the service: `SQLite` has one.
    pub fn nodes(&self, kind: Kind) -> u32 {
        if kind == Kind::Postgresql { self.nodes } else { 1 }
    }

    /// Whether this is a run whose figures count, not a short look.
    pub fn is_whole(&self) -> bool {
        !self.quick && !self.no_floor && self.nodes == 1
    }

    /// What the service does where a scenario does not say.
    pub fn duties(&self) -> Duties {
        if self.worker { Duties::WebWithWorker } else { Duties::Web }
    }

    /// How long one figure is measured.
    pub fn measured_for(&self) -> Duration {
        Duration::from_secs(if self.quick { 2 } else { self.seconds })
    }
}

/// Which databases.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Choice {
    Sqlite,
    Postgresql,
    Both,
}

/// One of the two databases.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    Sqlite,
    Postgresql,
}

impl Kind {
    pub fn name(self) -> &'static str {
        match self {
            Self::Sqlite => "SQLite",
            Self::Postgresql => "PostgreSQL",
        }
    }
}

impl Choice {
    pub fn has(self, kind: Kind) -> bool {
        match self {
            Self::Both => true,
            Self::Sqlite => kind == Kind::Sqlite,
            Self::Postgresql => kind == Kind::Postgresql,
        }
    }

    /// The chosen ones.
    pub fn kinds(self) -> impl Iterator<Item = Kind> {
        [Kind::Postgresql, Kind::Sqlite].into_iter().filter(move |kind| self.has(*kind))
    }
}

/// Options of the floor's web server.
#[derive(Args, Debug)]
pub struct FloorHandler {
    /// Port on this machine
    #[arg(long)]
    pub port: u16,

    /// How long the answer to GET is, in bytes
    #[arg(long, default_value_t = 1_000)]
    pub body: usize,
}
