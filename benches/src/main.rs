//! The benchmarks of Uketsuke: starts what is measured, puts the load on it, says what came of it.

#![forbid(unsafe_code)]

mod cli;
mod clock;
mod fetch;
mod floor;
mod load;
mod machine;
mod people;
mod place;
mod postgres;
mod processes;
mod programme;
mod report;
mod scenario;
mod service;
mod smtp;

use clap::Parser as _;

use crate::cli::{Cli, Command};

fn main() -> anyhow::Result<()> {
    match Cli::parse().command {
        Command::Floor(options) => scenario::floor::run(&options),
        Command::Hot(options) => scenario::hot::run(&options),
        Command::Rush(options) => scenario::rush::run(&options),
        Command::Spread(options) => scenario::spread::run(&options),
        Command::Read(options) => scenario::read::run(&options),
        Command::List(options) => scenario::list::run(&options),
        Command::Console(options) => scenario::console::run(&options),
        Command::Growth(options) => scenario::growth::run(&options),
        Command::Mail(options) => scenario::mail::run(&options),
        Command::All(options) => scenario::all(&options),
        Command::FloorHandler(options) => floor::handler::serve(&options),
    }
}
