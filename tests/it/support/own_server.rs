//! A PostgreSQL server of a test's own, which it may kill, freeze, stop, copy and promote.

use std::fs;
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::atomic::{AtomicU16, Ordering};
use std::time::{Duration, Instant};

use diesel::connection::SimpleConnection as _;
use diesel::sql_types::Text;
use diesel::{Connection as _, PgConnection, QueryableByName, RunQueryDsl as _};
use uketsuke::clock;

/// A server with its data; dropped, both are gone.
pub struct OwnServer {
    data: PathBuf,
    password: String,
    pub port: u16,
}

#[derive(QueryableByName)]
struct Word {
    #[diesel(sql_type = Text)]
    word: String,
}

impl OwnServer {
    /// A new server, running.
    pub fn running() -> Self {
        let made = script(&["make", &std::process::id().to_string()]);
        let (data, password) = made.split_once(' ').expect("a directory and a password");
        let server = Self { data: data.into(), password: password.to_owned(), port: unused_port() };
        server.start();
        server
    }

    /// A new standby of this server, running.
    pub fn standby(&self) -> Self {
        let (data, password) = (self.copied(), self.password.clone());
        let standby = Self { data, password, port: unused_port() };
        standby.start();
        standby
    }

    /// A dead server comes back on its port as the standby of another, with that one's data.
    pub fn become_standby_of(&mut self, primary: &Self) {
        let anew =
            Self { data: primary.copied(), password: self.password.clone(), port: self.port };
        anew.start();
        *self = anew;
    }

    /// A directory with this server's data, set up to follow it.
    fn copied(&self) -> PathBuf {
        let (own, port) = (std::process::id().to_string(), self.port.to_string());
        script(&["copy", &own, &port, &self.password]).into()
    }

    pub fn start(&self) {
        script(&["up", self.directory(), &self.port.to_string()]);
    }

    /// Stops it as an operator does; `mode` is `fast` or `immediate`.
    pub fn stop(&self, mode: &str) {
        script(&["down", self.directory(), mode]);
    }

    /// All its processes die at this moment, as when its machine does.
    pub fn kill(&self) {
        let processes = self.freeze();
        signal("-KILL", &processes);
        // The next to listen on this port must not find it taken.
        wait_until("the server is gone", || TcpListener::bind(("127.0.0.1", self.port)).is_ok());
        // A machine that starts again knows no such process; here it may lie dead and not yet buried.
        fs::remove_file(self.data.join("postmaster.pid")).expect("it was there");
    }

    /// All its processes stand still: connections stay open, and nothing answers. Its processes.
    pub fn freeze(&self) -> Vec<String> {
        let file = fs::read_to_string(self.data.join("postmaster.pid")).expect("it runs");
        let postmaster = file.lines().next().expect("a process id").to_owned();
        let mut processes = vec![postmaster.clone()];
        // The first makes the others: it stands still before they are looked for.
        signal("-STOP", &processes);
        let others = children_of(&postmaster);
        signal("-STOP", &others);
        processes.extend(others);
        processes
    }

    /// The processes go on.
    pub fn thaw(processes: &[String]) {
        signal("-CONT", processes);
    }

    /// Makes a standby take over, and waits until it does.
    pub fn promote(&self) {
        self.run("SELECT pg_promote()");
    }

    /// Confirms no commit any more before the standby that follows has it on its disk.
    pub fn wait_for_its_standby(&self) {
        self.run("ALTER SYSTEM SET synchronous_standby_names = '*'");
        self.run("SELECT pg_reload_conf()");
        wait_until("the standby is synchronous", || {
            let state = "SELECT sync_state || ' ' || state AS word FROM pg_stat_replication
                         WHERE application_name <> 'pg_basebackup'";
            self.ask(state).is_some_and(|word| word == "sync streaming")
        });
    }

    /// Starts it as it is, confirming commits by itself.
    pub fn run_without_its_standby(&self) {
        self.start();
        self.run("ALTER SYSTEM SET synchronous_standby_names = ''");
        self.run("SELECT pg_reload_conf()");
    }

    /// Ends all connections to it but the one that asks for it.
    pub fn drop_connections(&self) {
        self.run(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity
             WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()",
        );
    }

    /// Lets this standby fall behind from now on, while its server does not wait for it.
    pub fn stop_following(&self, primary: &Self) {
        primary.run("ALTER SYSTEM SET synchronous_standby_names = ''");
        primary.run("SELECT pg_reload_conf()");
        self.run("ALTER SYSTEM SET primary_conninfo = ''");
        self.run("SELECT pg_reload_conf()");
        let follows = "SELECT count(*)::text AS word FROM pg_stat_replication";
        wait_until("nobody follows", || primary.ask(follows).is_some_and(|word| word == "0"));
    }

    /// The URL of its database.
    pub fn url(&self) -> String {
        format!("postgres://uketsuke:{}@127.0.0.1:{}/postgres", self.password, self.port)
    }

    /// The URL that names this one and another.
    pub fn url_with(&self, other: &Self) -> String {
        let hosts = format!("127.0.0.1:{},127.0.0.1:{}", self.port, other.port);
        format!("postgres://uketsuke:{}@{hosts}/postgres", self.password)
    }

    /// Runs one statement.
    pub fn run(&self, sql: &str) {
        self.connection().batch_execute(sql).unwrap_or_else(|error| panic!("{sql}: {error}"));
    }

    /// The only row's `word`.
    pub fn ask(&self, sql: &str) -> Option<String> {
        let row = diesel::sql_query(sql).get_result::<Word>(&mut self.connection());
        row.ok().map(|row| row.word)
    }

    fn connection(&self) -> PgConnection {
        PgConnection::establish(&self.url()).expect("the server answers")
    }

    fn directory(&self) -> &str {
        self.data.to_str().expect("a path in UTF-8")
    }
}

impl Drop for OwnServer {
    fn drop(&mut self) {
        // A panic here would hide the failure of the test itself; the script's guard drops what is left.
        let _ = command().args(["drop", self.directory()]).output();
    }
}

/// Waits at most half a minute.
#[track_caller]
pub fn wait_until(what: &str, mut is_so: impl FnMut() -> bool) -> Duration {
    let began = Instant::now();
    while !is_so() {
        assert!(began.elapsed() < Duration::from_secs(30), "{what}: not within 30 s");
        std::thread::sleep(Duration::from_millis(10));
    }
    began.elapsed()
}

fn command() -> Command {
    Command::new(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/postgres"))
}

fn script(arguments: &[&str]) -> String {
    let ran = command().args(arguments).output().expect("tests/postgres can be run");
    assert!(ran.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&ran.stderr));
    String::from_utf8_lossy(&ran.stdout).trim().to_owned()
}

/// Signals processes, some of which may be gone by now.
pub fn signal(name: &str, processes: &[String]) {
    if !processes.is_empty() {
        Command::new("kill").arg(name).args(processes).output().expect("kill can be run");
    }
}

fn children_of(process: &str) -> Vec<String> {
    let entries = fs::read_dir("/proc").expect("processes can be listed").flatten();
    let parent = |path: &Path| {
        let status = fs::read_to_string(path.join("status")).ok()?;
        let line = status.lines().find_map(|line| line.strip_prefix("PPid:"))?;
        Some(line.trim().to_owned())
    };
    entries
        .filter(|entry| parent(&entry.path()).is_some_and(|found| found == process))
        .filter_map(|entry| entry.file_name().into_string().ok())
        .collect()
}

/// A port below those that the system gives to clients, which must not take it while the server is down.
fn unused_port() -> u16 {
    static TRIED: AtomicU16 = AtomicU16::new(0);
    let start = u16::try_from(clock::random_u64() % 10_000).expect("small");
    loop {
        let step = TRIED.fetch_add(1, Ordering::Relaxed);
        let port = 20_000 + (start + step) % 12_000;
        if TcpListener::bind(("127.0.0.1", port)).is_ok() {
            return port;
        }
    }
}
