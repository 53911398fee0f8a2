//! Putting a register in the place of the one that was read so far, all of it at once.
//!
//! Rows are written as a new edition, some thousands at a time, beside the edition that is read; when all are
//! there, one write makes the new one count, and the old one goes. Stopped on the way, nothing has changed, and the
//! next import takes away what was left.

use std::fs::File;
use std::io::Read as _;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use chrono::{DateTime, Utc};

use super::{corporations_file, postal_file};
use crate::domain::public_registers::Register;
use crate::domain::values::company_name::CompanyName;
use crate::store::corporations::CorporationRow;
use crate::store::postal_codes::PostalCodeRow;
use crate::store::types::Time;
use crate::store::{Database, StoreError, corporations, editions, postal_codes};

/// Rows in one transaction.
const ROWS_AT_ONCE: usize = 5_000;

/// What is imported.
pub struct Source<'a> {
    pub register: Register,
    pub file: &'a Path,
}

/// How far an import is.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Progress {
    pub rows: u64,
    /// Of the file, from 0 to 1.
    pub done: f64,
    pub elapsed: Duration,
}

impl Progress {
    /// Rows a second so far.
    pub fn rate(self) -> f64 {
        #[expect(clippy::cast_precision_loss, reason = "a rate to look at")]
        let rows = self.rows as f64;
        rows / self.elapsed.as_secs_f64().max(0.001)
    }

    /// How long it will take from here, if it goes on like this.
    pub fn left(self) -> Duration {
        let done = self.done.clamp(0.001, 1.0);
        self.elapsed.mul_f64((1.0 - done) / done)
    }
}

/// Why a register was not imported. What was read before is still read.
#[derive(Debug, thiserror::Error)]
pub enum ImportError {
    #[error("{path} cannot be read: {cause}", path = path.display())]
    Unreadable { path: PathBuf, cause: std::io::Error },
    #[error("row {row}: {what}")]
    Row { row: u64, what: String },
    #[error(transparent)]
    Postal(#[from] postal_file::PostalFault),
    #[error("the file holds nothing that could be imported")]
    Empty,
    #[error("another import was at work at the same time; please run it again")]
    NotAlone,
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Imports a file; `told` hears how far it is after every transaction. How many rows the new edition has.
///
/// # Errors
/// Nothing has changed then.
pub fn import(
    database: &Database,
    source: &Source<'_>,
    now: DateTime<Utc>,
    told: &mut dyn FnMut(Progress),
) -> Result<u64, ImportError> {
    let register = source.register;
    sweep(database, register)?;
    let current = database.read(|conn| editions::current(conn, register))?;
    let edition = current.map_or(0, |(edition, _)| edition) + 1;
    let mut writing = Writing { database, edition, rows: 0, began: Instant::now(), told };
    match register {
        Register::PostalCodes => writing.postal_codes(source.file)?,
        Register::Corporations => writing.corporations(source.file)?,
    }
    let rows = writing.rows;
    if rows == 0 {
        return Err(ImportError::Empty);
    }
    database.write(|conn| {
        if u64::try_from(editions::count(conn, register, edition)?).ok() != Some(rows) {
            return Err(ImportError::NotAlone);
        }
        Ok(editions::publish(conn, register, edition, Time(now))?)
    })?;
    sweep(database, register)?;
    Ok(rows)
}

/// Takes away every edition that is not read.
fn sweep(database: &Database, register: Register) -> Result<(), StoreError> {
    while database.write(|conn| editions::sweep_some(conn, register))? {}
    Ok(())
}

/// An edition on its way.
struct Writing<'a> {
    database: &'a Database,
    edition: i32,
    rows: u64,
    began: Instant,
    told: &'a mut dyn FnMut(Progress),
}

impl Writing<'_> {
    fn postal_codes(&mut self, path: &Path) -> Result<(), ImportError> {
        // 18 MB in its largest form.
        let mut bytes = Vec::new();
        opened(path)?.read_to_end(&mut bytes).map_err(|cause| unreadable(path, cause))?;
        let towns = postal_file::read(&bytes)?;
        let all = towns.len();
        let row =
            |(place, (code, town)): (i32, (String, crate::domain::public_registers::Town))| {
                PostalCodeRow {
                    edition: self.edition,
                    code,
                    place,
                    prefecture: town.prefecture,
                    city: town.city,
                    town: town.town,
                }
            };
        let rows: Vec<PostalCodeRow> = (0..).zip(towns).map(row).collect();
        for chunk in rows.chunks(ROWS_AT_ONCE) {
            self.database.write(|conn| postal_codes::insert(conn, chunk))?;
            self.written(chunk.len());
            self.tell(self.rows, all as u64);
        }
        Ok(())
    }

    fn corporations(&mut self, path: &Path) -> Result<(), ImportError> {
        let file = opened(path)?;
        let size = file.metadata().map_err(|cause| unreadable(path, cause))?.len();
        let mut csv = csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(file);
        let mut record = csv::StringRecord::new();
        let mut rows = Vec::with_capacity(ROWS_AT_ONCE);
        loop {
            let row = csv.position().line();
            let wrong = |what: String| ImportError::Row { row, what };
            let is_there =
                csv.read_record(&mut record).map_err(|cause| wrong(cause.to_string()))?;
            if is_there {
                let read = corporations_file::corporation(&record);
                rows.extend(read.map_err(|fault| wrong(fault.to_string()))?.map(|corporation| {
                    let key = CompanyName::parse(&corporation.name).map(|name| name.key());
                    CorporationRow {
                        edition: self.edition,
                        number: corporation.number,
                        name_key: key.unwrap_or_default(),
                        name: corporation.name,
                        prefecture: corporation.prefecture,
                        city: corporation.city,
                    }
                }));
            }
            if rows.len() == ROWS_AT_ONCE || (!is_there && !rows.is_empty()) {
                self.database.write(|conn| corporations::insert(conn, &rows))?;
                self.written(rows.len());
                self.tell(csv.position().byte(), size);
                rows.clear();
            }
            if !is_there {
                return Ok(());
            }
        }
    }

    fn written(&mut self, rows: usize) {
        self.rows += rows as u64;
    }

    fn tell(&mut self, place: u64, end: u64) {
        #[expect(clippy::cast_precision_loss, reason = "a share to look at")]
        let done = place as f64 / end.max(1) as f64;
        (self.told)(Progress { rows: self.rows, done, elapsed: self.began.elapsed() });
    }
}

fn opened(path: &Path) -> Result<File, ImportError> {
    File::open(path).map_err(|cause| unreadable(path, cause))
}

fn unreadable(path: &Path, cause: std::io::Error) -> ImportError {
    ImportError::Unreadable { path: path.to_owned(), cause }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_time_left_is_told_by_what_is_done() {
        let progress = Progress { rows: 1_000, done: 0.25, elapsed: Duration::from_secs(10) };
        assert_eq!(progress.left(), Duration::from_secs(30));
        assert!((progress.rate() - 100.0).abs() < 0.01);
        let nothing = Progress { rows: 0, done: 0.0, elapsed: Duration::ZERO };
        assert!(nothing.left().is_zero() && nothing.rate().abs() < 0.01);
    }
}
