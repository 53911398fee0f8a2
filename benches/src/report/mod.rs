//! What a scenario found: a table for people, JSON for programs.
#![expect(clippy::print_stdout, reason = "this is what the load program speaks through")]

mod table;
mod wanted;

use std::fs;
use std::path::Path;

use anyhow::Result;
use serde::Serialize;

use self::table::Table;
pub use self::wanted::Wanted;
use crate::cli::Options;
use crate::load::{Measured, median};
use crate::machine::Machine;

/// Where the JSON goes.
const FOLDER: &str = "target/bench";

/// One line for the person who waits.
pub fn say(text: &str) {
    println!("{text}");
}

/// What a row is of.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Subject {
    pub what: String,
    pub connections: usize,
}

/// All that a scenario has measured.
#[derive(Serialize)]
pub struct Report {
    scenario: &'static str,
    /// All of it, as often as it should be.
    is_whole: bool,
    machine: Machine,
    /// How it was measured.
    conditions: Vec<String>,
    rows: Vec<Row>,
    /// What each process had resident, and other single numbers, each round.
    numbers: Vec<Number>,
    wanted: Vec<Wanted>,
    notes: Vec<String>,
}

/// One figure with all its rounds.
#[derive(Clone, Debug, Serialize)]
pub struct Row {
    #[serde(flatten)]
    pub subject: Subject,
    pub median: Measured,
    pub rounds: Vec<Measured>,
}

/// A single number with all its rounds.
#[derive(Clone, Debug, Serialize)]
struct Number {
    what: String,
    /// The column of its table: a size, or nothing where there is only one.
    at: String,
    rounds: Vec<f64>,
}

impl Report {
    pub fn new(scenario: &'static str, options: &Options, conditions: Vec<String>) -> Self {
        Self {
            scenario,
            is_whole: options.is_whole(),
            machine: Machine::look(),
            conditions,
            rows: Vec::new(),
            numbers: Vec::new(),
            wanted: Vec::new(),
            notes: Vec::new(),
        }
    }

    /// Adds a round's figure to its row, and shows that something happens.
    pub fn add(&mut self, what: &str, connections: usize, measured: Measured) {
        say(&format!(
            "  {what}, {connections}: {:.0}/s, p50 {:.2} ms, p99 {:.2} ms",
            measured.per_second, measured.p50_ms, measured.p99_ms
        ));
        let subject = Subject { what: what.to_owned(), connections };
        match self.rows.iter_mut().find(|row| row.subject == subject) {
            Some(row) => {
                row.rounds.push(measured);
                row.median = Measured::median(&row.rounds);
            }
            None => {
                self.rows.push(Row { subject, median: measured.clone(), rounds: vec![measured] });
            }
        }
    }

    /// Adds a round's single number to the cell of a table.
    pub fn add_number(&mut self, what: &str, at: &str, number: f64) {
        match self.numbers.iter_mut().find(|cell| cell.what == what && cell.at == at) {
            Some(cell) => cell.rounds.push(number),
            None => self.numbers.push(Number {
                what: what.to_owned(),
                at: at.to_owned(),
                rounds: vec![number],
            }),
        }
    }

    fn rounds_of(&self, what: &str, at: &str) -> Option<&[f64]> {
        let cell = self.numbers.iter().find(|cell| cell.what == what && cell.at == at);
        cell.map(|cell| cell.rounds.as_slice())
    }

    /// The median over the rounds, where it was measured.
    pub fn number(&self, what: &str, at: &str) -> Option<f64> {
        self.rounds_of(what, at).map(|rounds| median(rounds.to_vec()))
    }

    pub fn highest_number(&self, what: &str, at: &str) -> Option<f64> {
        self.rounds_of(what, at)?.iter().copied().reduce(f64::max)
    }

    pub fn lowest_number(&self, what: &str, at: &str) -> Option<f64> {
        self.rounds_of(what, at)?.iter().copied().reduce(f64::min)
    }

    /// The median of a row, where it was measured.
    pub fn median(&self, what: &str, connections: usize) -> Option<&Measured> {
        let row = self
            .rows
            .iter()
            .find(|row| row.subject.what == what && row.subject.connections == connections);
        row.map(|row| &row.median)
    }

    /// The rows of one subject, whatever the connections.
    pub fn rows_of(&self, what: &str) -> impl Iterator<Item = &Row> {
        self.rows.iter().filter(move |row| row.subject.what == what)
    }

    /// Compares with what the service must show; nothing where a figure is missing.
    pub fn want(&mut self, wanted: Option<Wanted>) {
        self.wanted.extend(wanted);
    }

    pub fn note(&mut self, text: impl Into<String>) {
        self.notes.push(text.into());
    }

    /// Prints everything and writes it as JSON.
    pub fn finish(mut self) -> Result<()> {
        for row in &self.rows {
            let refused = row.median.refused();
            if refused > 0 {
                let (Subject { what, connections }, answers) = (&row.subject, &row.median.answers);
                self.notes.push(format!("{what}, {connections}: not all good: {answers:?}"));
            }
        }
        say(&format!("\n{}: {}", self.scenario, self.machine.line()));
        for line in &self.conditions {
            say(line);
        }
        if !self.rows.is_empty() {
            say(&table::of_rows(&self.rows).to_string());
        }
        if !self.numbers.is_empty() {
            say(&table::of_numbers(&self.numbers).to_string());
        }
        if !self.wanted.is_empty() {
            say(&wanted::table(&self.wanted).to_string());
        }
        for note in &self.notes {
            say(note);
        }
        fs::create_dir_all(FOLDER)?;
        // A short look does not replace the figures of a whole run.
        let ending = if self.is_whole { "json" } else { "look.json" };
        let path = Path::new(FOLDER).join(format!("{}.{ending}", self.scenario));
        fs::write(&path, serde_json::to_string_pretty(&self)? + "\n")?;
        say(&format!("written to {}", path.display()));
        Ok(())
    }
}
