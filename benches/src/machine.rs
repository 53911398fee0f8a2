//! What the figures were measured on.

use std::fs;
use std::process::Command;

use serde::Serialize;

use crate::clock;

/// Facts about this machine that a figure means nothing without.
#[derive(Clone, Debug, Serialize)]
pub struct Machine {
    pub cores: usize,
    pub processor: String,
    pub memory_mib: u64,
    pub kernel: String,
    pub postgresql: String,
    pub sqlite: &'static str,
    /// Commit of the sources, with a `+` where the tree had changes.
    pub commit: String,
    pub measured_at: String,
}

impl Machine {
    /// Looks around. What cannot be found out is empty.
    pub fn look() -> Self {
        Self {
            cores: std::thread::available_parallelism().map_or(0, std::num::NonZero::get),
            processor: field("/proc/cpuinfo", "model name"),
            memory_mib: kib(&field("/proc/meminfo", "MemTotal")) / 1024,
            kernel: read("/proc/sys/kernel/osrelease"),
            postgresql: said("pgbench", &["--version"]),
            sqlite: rusqlite::version(),
            commit: commit(),
            measured_at: clock::now().to_rfc3339_opts(chrono::SecondsFormat::Secs, true),
        }
    }

    /// One line for a person.
    pub fn line(&self) -> String {
        format!(
            "{} cores ({}), {} MiB, Linux {}, {}, SQLite {}, commit {}, {}",
            self.cores,
            self.processor,
            self.memory_mib,
            self.kernel,
            self.postgresql.replace("pgbench (PostgreSQL)", "PostgreSQL"),
            self.sqlite,
            self.commit,
            self.measured_at
        )
    }
}

fn read(path: &str) -> String {
    fs::read_to_string(path).map(|text| text.trim().to_owned()).unwrap_or_default()
}

/// The value of the first line `name: value`.
fn field(path: &str, name: &str) -> String {
    let text = read(path);
    let line = text.lines().find_map(|line| line.strip_prefix(name));
    let value = line.and_then(|rest| rest.split_once(':')).map(|(_, value)| value);
    value.unwrap_or_default().trim().to_owned()
}

/// The number of `12345 kB`.
pub fn kib(text: &str) -> u64 {
    text.split_whitespace().next().and_then(|number| number.parse().ok()).unwrap_or(0)
}

fn said(program: &str, arguments: &[&str]) -> String {
    let output = Command::new(program).args(arguments).output();
    let text = output.map(|output| String::from_utf8_lossy(&output.stdout).trim().to_owned());
    text.unwrap_or_default()
}

fn commit() -> String {
    let commit = said("git", &["rev-parse", "--short=12", "HEAD"]);
    let changed = !said("git", &["status", "--porcelain", "--untracked-files=no"]).is_empty();
    if changed { format!("{commit}+") } else { commit }
}
