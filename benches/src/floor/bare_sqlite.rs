//! Bare SQLite: one connection, three rows of minimal tables, one durable commit per registration.

use std::time::{Duration, Instant};

use anyhow::Result;
use rusqlite::Connection;

use crate::load::{Latencies, Measured};
use crate::place::Folder;
use crate::processes::{Watched, own};

const TABLES: &str = "
PRAGMA journal_mode = WAL;
PRAGMA synchronous = FULL;
CREATE TABLE sessions (id INTEGER PRIMARY KEY, capacity INTEGER NOT NULL, taken INTEGER NOT NULL, CHECK (taken <= capacity));
CREATE TABLE registrations (id INTEGER PRIMARY KEY, session_id INTEGER NOT NULL, state TEXT NOT NULL,
    applicant_name TEXT NOT NULL, applicant_email TEXT NOT NULL, registered_at INTEGER NOT NULL);
CREATE TABLE outbox (id INTEGER PRIMARY KEY, session_id INTEGER NOT NULL, kind TEXT NOT NULL,
    recipient TEXT NOT NULL, state TEXT NOT NULL, created_at INTEGER NOT NULL);
INSERT INTO sessions VALUES (1, 1000000000, 0);
";

const INSERT_REGISTRATION: &str =
    "INSERT INTO registrations (session_id, state, applicant_name, applicant_email, registered_at)
    VALUES (1, 'confirmed', '山田 太郎', ?1, 1790000000)";
const INSERT_MAIL: &str = "INSERT INTO outbox (session_id, kind, recipient, state, created_at)
    VALUES (1, 'registration_confirmed', ?1, 'queued', 1790000000)";
const UPDATE_COUNT: &str = "UPDATE sessions SET taken = taken + 1 WHERE id = 1";

/// Registers one after another for so long.
pub fn run(length: Duration) -> Result<Measured> {
    let folder = Folder::new("bare-sqlite")?;
    let database = Connection::open(folder.path().join("bare.db"))?;
    database.execute_batch(TABLES)?;
    let mut steps = Steps::prepare(&database)?;
    let watched = Watched::default().and("sqlite", own());
    let mut latencies = Latencies::new()?;
    let before = watched.times();
    let began = Instant::now();
    let mut count = 0;
    while began.elapsed() < length {
        let sent = Instant::now();
        steps.register(&format!("applicant{count}@example.jp"))?;
        latencies.record(sent.elapsed());
        count += 1;
    }
    let within = began.elapsed();
    let used = watched.used_since(&before);
    Ok(Measured::new(&latencies, [(200, count)].into(), within, &used))
}

/// The statements of one registration, prepared.
struct Steps<'a> {
    begin: rusqlite::Statement<'a>,
    registration: rusqlite::Statement<'a>,
    mail: rusqlite::Statement<'a>,
    count: rusqlite::Statement<'a>,
    commit: rusqlite::Statement<'a>,
}

impl<'a> Steps<'a> {
    fn prepare(database: &'a Connection) -> Result<Self> {
        Ok(Self {
            begin: database.prepare("BEGIN IMMEDIATE")?,
            registration: database.prepare(INSERT_REGISTRATION)?,
            mail: database.prepare(INSERT_MAIL)?,
            count: database.prepare(UPDATE_COUNT)?,
            commit: database.prepare("COMMIT")?,
        })
    }

    fn register(&mut self, email: &str) -> Result<()> {
        self.begin.execute([])?;
        self.registration.execute([email])?;
        self.mail.execute([email])?;
        self.count.execute([])?;
        self.commit.execute([])?;
        Ok(())
    }
}
