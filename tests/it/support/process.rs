//! The program itself, started as an operator starts it, and killed as nobody should.

use std::net::{SocketAddr, TcpListener};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use uketsuke::store::Database;

use super::app::{SECRET_KEY, agent};
use super::organizer::Organizer;

/// A running program.
pub struct Program {
    pub address: SocketAddr,
    child: Child,
}

/// A port that was free a moment ago.
pub fn free_address() -> SocketAddr {
    TcpListener::bind("127.0.0.1:0")
        .and_then(|listener| listener.local_addr())
        .expect("a free port")
}

/// The program with the settings of a test; whatever else it needs is added by the caller.
pub fn command(database: &str, address: SocketAddr) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_uketsuke"));
    for (name, _) in std::env::vars().filter(|(name, _)| name.starts_with("UKETSUKE_")) {
        command.env_remove(name);
    }
    command
        .current_dir(std::env::temp_dir())
        .env("UKETSUKE_DATABASE_URL", database)
        .env("UKETSUKE_HTTP_ADDR", address.to_string())
        .env("UKETSUKE_PUBLIC_URL", format!("http://{address}"))
        .env("UKETSUKE_SECRET_KEY", SECRET_KEY)
        .env("UKETSUKE_MAIL_FROM", "uketsuke@example.jp")
        .env("UKETSUKE_LOG", "warn")
        .stdin(Stdio::null());
    command
}

/// The same, told to serve.
pub fn serving(database: &str, address: SocketAddr) -> Command {
    let mut command = command(database, address);
    command.arg("serve");
    command
}

/// Publishes an event with one session of this capacity; the session's id.
pub fn published_session(program: &Program, database: &Database, capacity: i64) -> String {
    Organizer::with(database.clone(), program.address).session(capacity)
}

impl Program {
    /// Starts what has no door to ask at, such as a worker.
    pub fn start_without_door(mut command: Command) -> Self {
        let child = command.stdout(Stdio::null()).stderr(Stdio::null()).spawn();
        Self { address: free_address(), child: child.expect("the program starts") }
    }

    /// Starts and waits until it answers.
    pub fn start(command: Command, address: SocketAddr) -> Self {
        Self::start_with_log(command, address, Stdio::null())
    }

    /// The same, with its log written elsewhere.
    pub fn start_with_log(
        mut command: Command,
        address: SocketAddr,
        log: impl Into<Stdio>,
    ) -> Self {
        let child = command.stdout(Stdio::null()).stderr(log).spawn().expect("the program starts");
        let mut program = Self { address, child };
        program.wait_for("/healthz");
        program
    }

    pub fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.address)
    }

    pub fn pid(&self) -> u32 {
        self.child.id()
    }

    /// Waits until a page answers 200.
    pub fn wait_for(&mut self, path: &str) {
        let began = Instant::now();
        let agent = agent();
        while began.elapsed() < Duration::from_secs(30) {
            if agent.get(self.url(path)).call().is_ok_and(|answer| answer.status() == 200) {
                return;
            }
            if let Some(status) = self.child.try_wait().expect("a child") {
                panic!("the program ended at once: {status}");
            }
            std::thread::sleep(Duration::from_millis(5));
        }
        panic!("{path} never answered");
    }

    /// SIGKILL, at this very moment.
    pub fn kill(&mut self) {
        self.child.kill().expect("killed");
        self.child.wait().expect("gone");
    }

    /// SIGTERM; how long it took to end, and whether it ended well.
    pub fn terminate(&mut self) -> (Duration, bool) {
        let began = Instant::now();
        Command::new("kill").arg(self.pid().to_string()).status().expect("a signal");
        let status = self.child.wait().expect("ended");
        (began.elapsed(), status.success())
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
