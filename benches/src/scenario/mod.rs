//! The scenarios, one a file.

pub mod console;
mod filled;
pub mod floor;
pub mod growth;
pub mod hot;
pub mod list;
pub mod mail;
mod order;
pub mod read;
pub mod rush;
pub mod spread;
mod stage;

use crate::cli::{Kind, Options};
use crate::postgres::Server;
use crate::service::Duties;

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
            "service: {}, {} on PostgreSQL, {}",
            options.binary.display(),
            match options.nodes(Kind::Postgresql) {
                1 => "one node".to_owned(),
                nodes => format!("{nodes} nodes"),
            },
            match options.duties() {
                Duties::Web => "serve --no-worker",
                Duties::WebWithWorker | Duties::Worker => "serve",
            }
        ),
    ]
}

/// Every scenario, one after another.
pub fn all(options: &Options) -> anyhow::Result<()> {
    for run in [
        floor::run,
        hot::run,
        spread::run,
        rush::run,
        read::run,
        mail::run,
        list::run,
        console::run,
        growth::run,
    ] {
        run(options)?;
    }
    Ok(())
}
