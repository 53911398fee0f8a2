//! The service under measurement: the release binary as a process of its own, on a fresh database.

use std::net::{SocketAddr, TcpListener};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, bail};

use crate::processes::{self, Group, Memory};

/// Any key will do: nothing here is kept.
const SECRET_KEY: &str = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";
/// How long a start may take.
const PATIENCE: Duration = Duration::from_mins(1);
/// Long enough to see that a setting is wrong.
const A_MOMENT: Duration = Duration::from_millis(100);
/// The organization that everything is done for.
const ORGANIZATION: &str = "hagi";

/// What runs in the process.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Duties {
    Web,
    WebWithWorker,
    Worker,
}

/// How the program is started.
#[derive(Clone, Debug)]
pub struct Launch {
    pub binary: PathBuf,
    pub database_url: String,
    pub duties: Duties,
    /// Further settings.
    pub settings: Vec<(&'static str, String)>,
}

/// A running process of the program, killed when dropped.
pub struct Service {
    child: Child,
    pub address: SocketAddr,
    /// From the start of the process until it answered.
    pub started_in: Duration,
}

/// A port that was free a moment ago.
pub fn free_address() -> Result<SocketAddr> {
    Ok(TcpListener::bind("127.0.0.1:0")?.local_addr()?)
}

impl Launch {
    pub fn new(binary: &Path, database_url: String, duties: Duties) -> Self {
        Self { binary: binary.to_owned(), database_url, duties, settings: Vec::new() }
    }

    fn command(&self, address: SocketAddr) -> Command {
        let mut command = processes::child(&self.binary);
        for (name, _) in std::env::vars().filter(|(name, _)| name.starts_with("UKETSUKE_")) {
            command.env_remove(name);
        }
        command
            .env("UKETSUKE_DATABASE_URL", &self.database_url)
            .env("UKETSUKE_HTTP_ADDR", address.to_string())
            .env("UKETSUKE_PUBLIC_URL", format!("http://{address}"))
            .env("UKETSUKE_SECRET_KEY", SECRET_KEY)
            .env("UKETSUKE_MAIL_FROM", "uketsuke@example.jp")
            .env("UKETSUKE_LOG", "warn")
            .stdin(Stdio::null());
        for (name, value) in &self.settings {
            command.env(name, value);
        }
        command
    }

    /// Makes the organization and a token with all scopes. Once for a database.
    pub fn make_token(&self) -> Result<String> {
        let scopes = "events:write,registrations:write,outbox:write";
        self.sign_in_link()?;
        self.told(&["admin", "token", "--organization", ORGANIZATION, "--scopes", scopes])
    }

    /// A one-time link by which the organizer signs in to the console; makes the organization where there is none.
    pub fn sign_in_link(&self) -> Result<String> {
        let create =
            ["--organization", ORGANIZATION, "--name", "萩市", "--email", "staff@example.jp"];
        let printed = self.told(&[&["admin", "create"], create.as_slice()].concat())?;
        let link = printed.split_whitespace().find(|word| word.contains("/console/"));
        link.map(str::to_owned).context("no link was printed")
    }

    /// What a command of the program prints.
    fn told(&self, arguments: &[&str]) -> Result<String> {
        let output = self
            .command(free_address()?)
            .args(arguments)
            .stderr(Stdio::inherit())
            .output()
            .with_context(|| format!("{} cannot be run", self.binary.display()))?;
        if !output.status.success() {
            bail!("`uketsuke {}` failed", arguments.join(" "));
        }
        Ok(String::from_utf8(output.stdout)?.trim().to_owned())
    }

    /// Starts it on a free port and waits until it answers.
    pub fn start(&self) -> Result<Service> {
        self.start_at(free_address()?)
    }

    /// The same at an address that it had before.
    pub fn start_at(&self, address: SocketAddr) -> Result<Service> {
        let mut command = self.command(address);
        command.args(match self.duties {
            Duties::Web => ["serve", "--no-worker"].as_slice(),
            Duties::WebWithWorker => &["serve"],
            Duties::Worker => &["worker"],
        });
        let began = Instant::now();
        let child = command.stdout(Stdio::null()).stderr(Stdio::inherit()).spawn();
        let child = child.with_context(|| format!("{} cannot be run", self.binary.display()))?;
        let mut service = Service { child, address, started_in: Duration::ZERO };
        // A worker says that it works a moment after the web answers.
        match self.duties {
            Duties::Web => service.wait_for("/healthz", began)?,
            Duties::WebWithWorker => service.wait_for("/readyz", began)?,
            Duties::Worker => service.must_last(A_MOMENT)?,
        }
        Ok(service)
    }
}

impl Service {
    pub fn pid(&self) -> u32 {
        self.child.id()
    }

    pub fn processes(&self) -> Group {
        Group::One(self.pid())
    }

    pub fn memory(&self) -> Memory {
        Memory::of(self.pid())
    }

    /// Ends it as an operator does, and waits until it has ended.
    pub fn stop(&mut self) -> Result<()> {
        if self.child.try_wait()?.is_some() {
            return Ok(());
        }
        Command::new("kill").arg(self.pid().to_string()).status().context("kill")?;
        let status = self.child.wait()?;
        if !status.success() {
            bail!("the service did not end well: {status}");
        }
        Ok(())
    }

    /// A worker answers nobody: whether its settings are right shows by its going on.
    fn must_last(&mut self, time: Duration) -> Result<()> {
        let began = Instant::now();
        while began.elapsed() < time {
            if let Some(status) = self.child.try_wait()? {
                bail!("the worker ended at once: {status}");
            }
            std::thread::sleep(Duration::from_millis(2));
        }
        Ok(())
    }

    fn wait_for(&mut self, path: &str, began: Instant) -> Result<()> {
        let url = format!("http://{}{path}", self.address);
        let agent = ureq::Agent::new_with_defaults();
        while began.elapsed() < PATIENCE {
            if agent.get(&url).call().is_ok() {
                self.started_in = began.elapsed();
                return Ok(());
            }
            if let Some(status) = self.child.try_wait()? {
                bail!("the service ended at once: {status}");
            }
            std::thread::sleep(Duration::from_millis(2));
        }
        bail!("the service did not answer within {PATIENCE:?}")
    }
}

impl Drop for Service {
    fn drop(&mut self) {
        // It may have ended by itself; then there is nothing to end.
        drop(self.child.kill());
        drop(self.child.wait());
    }
}
