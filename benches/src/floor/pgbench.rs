//! pgbench doing the minimal honest transaction: lock the session's row, insert registration and mail, count.

use std::fs;
use std::path::Path;
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, bail};

use crate::load::{Latencies, Measured};
use crate::place::Folder;
use crate::postgres::{Database, Server};
use crate::processes::Watched;

/// The tables hold what the transaction needs and no index beyond a primary key.
const TABLES: &str = "
CREATE TABLE sessions (id integer PRIMARY KEY, capacity integer NOT NULL, taken integer NOT NULL, CHECK (taken <= capacity));
CREATE TABLE registrations (id bigserial PRIMARY KEY, session_id integer NOT NULL, state text NOT NULL,
    applicant_name text NOT NULL, applicant_email text NOT NULL, registered_at timestamptz NOT NULL DEFAULT now());
CREATE TABLE outbox (id bigserial PRIMARY KEY, session_id integer NOT NULL, kind text NOT NULL,
    recipient text NOT NULL, state text NOT NULL, created_at timestamptz NOT NULL DEFAULT now());
INSERT INTO sessions SELECT id, 1000000000, 0 FROM generate_series(1, 1000) AS id;
";

const TRANSACTION: &str = "\\set session random(1, :rows)
\\set who random(1, 2000000000)
BEGIN;
SELECT taken, capacity FROM sessions WHERE id = :session FOR UPDATE;
INSERT INTO registrations (session_id, state, applicant_name, applicant_email) VALUES (:session, 'confirmed', '山田 太郎', 'applicant' || :who || '@example.jp');
INSERT INTO outbox (session_id, kind, recipient, state) VALUES (:session, 'registration_confirmed', 'applicant' || :who || '@example.jp', 'queued');
UPDATE sessions SET taken = taken + 1 WHERE id = :session;
COMMIT;
";

/// A database with the minimal tables.
pub struct Pgbench<'a> {
    server: &'a Server,
    database: Database<'a>,
    folder: Folder,
}

impl<'a> Pgbench<'a> {
    pub fn prepare(server: &'a Server) -> Result<Self> {
        let database = server.create("floor_bench")?;
        database.sql(TABLES)?;
        let folder = Folder::new("pgbench")?;
        fs::write(folder.path().join("transaction.sql"), TRANSACTION)?;
        server.settle()?;
        Ok(Self { server, database, folder })
    }

    /// Runs it with so many clients on so many rows.
    pub fn run(&self, clients: usize, rows: u32, length: Duration) -> Result<Measured> {
        let watched = Watched::default().and("postgres", self.server.processes());
        let before = watched.times();
        let began = Instant::now();
        let output = self
            .server
            .program("pgbench")
            .current_dir(self.folder.path())
            .args(["--no-vacuum", "--protocol=prepared", "--file=transaction.sql", "--log"])
            .arg(format!("--client={clients}"))
            .arg(format!("--jobs={}", clients.min(2)))
            .arg(format!("--time={}", length.as_secs() + connecting(clients)))
            .arg(format!("--define=rows={rows}"))
            .arg(self.database.url())
            .output()
            .context("pgbench cannot be run")?;
        let within = began.elapsed();
        if !output.status.success() {
            bail!("pgbench: {}", String::from_utf8_lossy(&output.stderr).trim());
        }
        let used = watched.used_since(&before);
        let latencies = take_logs(self.folder.path())?;
        let answers = [(200, latencies.count())].into();
        let mut measured = Measured::new(&latencies, answers, within, &used);
        measured.per_second = rate(&String::from_utf8_lossy(&output.stdout))?;
        Ok(measured)
    }
}

/// Seconds for connecting, which pgbench takes from the running time but leaves out of its rate: logins by
/// SCRAM cost a hundredth of a second each.
fn connecting(clients: usize) -> u64 {
    u64::try_from(clients / 64).unwrap_or(0)
}

/// `tps = 930.123 (without initial connection time)`
fn rate(printed: &str) -> Result<f64> {
    let line = printed.lines().find_map(|line| line.strip_prefix("tps = "));
    let number = line
        .and_then(|line| line.split(' ').next())
        .with_context(|| format!("pgbench says no rate: {printed}"))?;
    Ok(number.parse()?)
}

/// Reads the latency of every transaction, the third field of a line in microseconds, and removes the logs.
fn take_logs(folder: &Path) -> Result<Latencies> {
    let mut latencies = Latencies::new()?;
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
        if !name.starts_with("pgbench_log.") {
            continue;
        }
        for line in fs::read_to_string(&path)?.lines() {
            let micros = line.split(' ').nth(2).and_then(|field| field.parse().ok());
            latencies.record(Duration::from_micros(micros.context("a line of pgbench's log")?));
        }
        fs::remove_file(&path)?;
    }
    Ok(latencies)
}
