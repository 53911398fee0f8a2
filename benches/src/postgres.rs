//! A private PostgreSQL server that syncs to the disk, and databases on it.

use std::path::PathBuf;
use std::process::{Command, Stdio};

use anyhow::{Context as _, Result, bail};

use crate::processes::Group;

/// Where its data and its state are, below the root of the project.
const STATE: &str = "target/bench/postgres";

/// What differs from the server of the tests: connections for 256 clients with some to spare, memory as a
/// small server has it, no checkpoint in the middle of a figure, no TLS on this machine's own loopback.
const SETTINGS: &str = "max_connections = 400
shared_buffers = 1GB
max_wal_size = 8GB
checkpoint_timeout = 30min
ssl = off";

/// The running server. It stops by itself when this process is gone.
pub struct Server {
    url: String,
    binaries: PathBuf,
    pid: u32,
}

/// A database on it, dropped with this.
pub struct Database<'a> {
    server: &'a Server,
    name: String,
}

impl Server {
    /// Starts it by the script of the tests, with `fsync = on`.
    pub fn start() -> Result<Self> {
        let state = std::env::current_dir()?.join(STATE);
        let output = Command::new("tests/postgres")
            .args(["start", &std::process::id().to_string()])
            .env("UKETSUKE_TEST_FULL", "1")
            .env("UKETSUKE_TEST_POSTGRES_STATE", &state)
            .env("UKETSUKE_TEST_POSTGRES_SETTINGS", SETTINGS)
            .stderr(Stdio::inherit())
            .output()
            .context("tests/postgres cannot be run")?;
        if !output.status.success() {
            bail!("the private PostgreSQL did not start");
        }
        let kept = |name: &str| -> Result<String> {
            Ok(std::fs::read_to_string(state.join(name))?.trim().to_owned())
        };
        let data = PathBuf::from(kept("where")?);
        let pid = std::fs::read_to_string(data.join("postmaster.pid"))?;
        let pid = pid.lines().next().unwrap_or_default().parse().context("the server's pid")?;
        let url = String::from_utf8(output.stdout)?.trim().to_owned();
        let server = Self { url, binaries: PathBuf::from(kept("binaries")?), pid };
        server.must_sync()?;
        Ok(server)
    }

    /// All its processes.
    pub fn processes(&self) -> Group {
        Group::Family(self.pid)
    }

    /// A program that comes with the server.
    pub fn program(&self, name: &str) -> Command {
        Command::new(self.binaries.join(name))
    }

    /// A new, empty database.
    pub fn create(&self, name: &str) -> Result<Database<'_>> {
        self.sql(&format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)"))?;
        self.sql(&format!("CREATE DATABASE {name}"))?;
        Ok(Database { server: self, name: name.to_owned() })
    }

    /// Writes out what earlier figures have left in memory, so that the next does not pay for it.
    pub fn settle(&self) -> Result<()> {
        self.sql("CHECKPOINT").map(drop)
    }

    fn sql(&self, text: &str) -> Result<String> {
        self.sql_at(&self.url, text)
    }

    fn sql_at(&self, url: &str, text: &str) -> Result<String> {
        let output = self
            .program("psql")
            .args(["--no-psqlrc", "--quiet", "--tuples-only", "--no-align"])
            .args(["--set=ON_ERROR_STOP=1", "--command", text, url])
            .output()
            .context("psql cannot be run")?;
        if !output.status.success() {
            bail!("psql: {}", String::from_utf8_lossy(&output.stderr).trim());
        }
        Ok(String::from_utf8(output.stdout)?.trim().to_owned())
    }

    fn must_sync(&self) -> Result<()> {
        for setting in ["fsync", "synchronous_commit", "full_page_writes"] {
            if self.sql(&format!("SHOW {setting}"))? != "on" {
                bail!("{setting} is off: commits that may be lost are not measured");
            }
        }
        Ok(())
    }
}

impl<'a> Database<'a> {
    /// A copy under another name, while nobody is connected to this one.
    pub fn copied(&self, name: &str) -> Result<Database<'a>> {
        let server = self.server;
        server.sql(&format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)"))?;
        server.sql(&format!("CREATE DATABASE {name} TEMPLATE {} STRATEGY FILE_COPY", self.name))?;
        Ok(Database { server, name: name.to_owned() })
    }

    /// All processes of its server.
    pub fn processes(&self) -> Group {
        self.server.processes()
    }

    pub fn url(&self) -> String {
        let base = self.server.url.trim_end_matches("postgres");
        format!("{base}{}?sslmode=disable", self.name)
    }

    /// Runs statements and returns what they print, one row a line.
    pub fn sql(&self, text: &str) -> Result<String> {
        self.server.sql_at(&self.url(), text)
    }
}

impl Drop for Database<'_> {
    fn drop(&mut self) {
        let gone = self.server.sql(&format!("DROP DATABASE IF EXISTS {} WITH (FORCE)", self.name));
        if gone.is_err() {
            crate::report::say(&format!("database {} is left on the private server", self.name));
        }
    }
}
