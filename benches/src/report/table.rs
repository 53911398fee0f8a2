//! Tables of text, their columns aligned.

use std::fmt;

use super::{Number, Row};
use crate::load::median;

/// Rows of cells below a head.
pub struct Table {
    head: Vec<String>,
    rows: Vec<Vec<String>>,
}

impl Table {
    pub fn new(head: &[&str]) -> Self {
        Self { head: head.iter().map(|&cell| cell.to_owned()).collect(), rows: Vec::new() }
    }

    pub fn push(&mut self, row: Vec<String>) {
        self.rows.push(row);
    }

    fn width(&self, column: usize) -> usize {
        let cells = std::iter::once(&self.head).chain(&self.rows).filter_map(|row| row.get(column));
        cells.map(|cell| cell.chars().count()).max().unwrap_or(0)
    }
}

impl fmt::Display for Table {
    /// The first column to the left, all others, numbers, to the right.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let widths: Vec<usize> = (0..self.head.len()).map(|column| self.width(column)).collect();
        for row in std::iter::once(&self.head).chain(&self.rows) {
            writeln!(f)?;
            for (column, (cell, width)) in row.iter().zip(&widths).enumerate() {
                match column {
                    0 => write!(f, "{cell:width$}")?,
                    _ => write!(f, "  {cell:>width$}")?,
                }
            }
        }
        writeln!(f)
    }
}

/// The medians of all rows.
pub fn of_rows(rows: &[Row]) -> Table {
    let mut names: Vec<&String> = Vec::new();
    for name in rows.iter().flat_map(|row| row.median.processor.keys()) {
        if !names.contains(&name) {
            names.push(name);
        }
    }
    let mut head = vec!["", "clients", "a second", "from", "to", "p50 ms", "p99 ms", "p99.9 ms"];
    let columns: Vec<String> = names.iter().map(|name| format!("{name} µs (cores)")).collect();
    head.extend(columns.iter().map(String::as_str));
    let mut table = Table::new(&head);
    for row in rows {
        let rates = row.rounds.iter().map(|round| round.per_second);
        let (low, high) = (rates.clone().fold(f64::INFINITY, f64::min), rates.fold(0.0, f64::max));
        let measured = &row.median;
        let mut cells = vec![
            row.subject.what.clone(),
            row.subject.connections.to_string(),
            format!("{:.0}", measured.per_second),
            format!("{low:.0}"),
            format!("{high:.0}"),
            format!("{:.2}", measured.p50_ms),
            format!("{:.2}", measured.p99_ms),
            format!("{:.2}", measured.p999_ms),
        ];
        cells.extend(names.iter().map(|name| match measured.processor.get(*name) {
            Some(share) => format!("{:.1} ({:.2})", share.us_each, share.cores),
            None => String::new(),
        }));
        table.push(cells);
    }
    table
}

/// Medians of single numbers: a row for each, a column for each size.
pub fn of_numbers(numbers: &[Number]) -> Table {
    let (mut rows, mut columns): (Vec<&str>, Vec<&str>) = (Vec::new(), Vec::new());
    for number in numbers {
        if !rows.contains(&number.what.as_str()) {
            rows.push(&number.what);
        }
        if !columns.contains(&number.at.as_str()) {
            columns.push(&number.at);
        }
    }
    let mut table = Table::new(&[&[""], columns.as_slice()].concat());
    for what in rows {
        let cell = |at: &&str| {
            let number = numbers.iter().find(|number| number.what == what && number.at == *at);
            number.map_or(String::new(), |number| format!("{:.2}", median(number.rounds.clone())))
        };
        let cells = std::iter::once(what.to_owned()).chain(columns.iter().map(cell));
        table.push(cells.collect());
    }
    table
}
