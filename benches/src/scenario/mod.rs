//! The scenarios, one a file.

pub mod floor;
pub mod hot;
pub mod read;
pub mod rush;
pub mod spread;
mod stage;

use crate::cli::{Kind, Options};
use crate::postgres::Server;

/// The private PostgreSQL, where the options ask for one.
fn server_for(options: &Options) -> anyhow::Result<Option<Server>> {
    options.database.has(Kind::Postgresql).then(Server::start).transpose()
}

/// How a report was measured.
fn conditions(options: &Options) -> Vec<String> {
    vec![
        format!(
            "{} rounds of {} s each after 0.5 s of warming up; medians. Processor: µs for one answer (cores in use)",
            options.rounds(),
            options.measured_for().as_secs()
        ),
        format!(
            "service: {}, {}",
            options.binary.display(),
            if options.worker { "serve" } else { "serve --no-worker" }
        ),
    ]
}
