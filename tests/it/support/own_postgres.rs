//! A PostgreSQL server of one test's own, which may be hurt.

use std::fs;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use tempfile::TempDir;

use super::faulty_disk::open_to_others;
use super::process::free_address;

/// The server with its data.
pub struct OwnPostgres {
    folder: TempDir,
    address: SocketAddr,
    variables: Vec<(&'static str, PathBuf)>,
    server: Option<Child>,
}

impl OwnPostgres {
    /// Makes a cluster; it does not run yet.
    pub fn new() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        open_to_others(folder.path());
        let data = folder.path().join("data");
        fs::create_dir(&data).expect("a folder for the data");
        if is_root() {
            let owned = Command::new("chown").arg("postgres").arg(&data).status();
            assert!(owned.expect("chown can be run").success());
        }
        let server = Self { folder, address: free_address(), variables: Vec::new(), server: None };
        let made = server
            .as_server("initdb")
            .args(["-U", "uketsuke", "--encoding=UTF8", "--locale=C.UTF-8", "--auth=trust"])
            .args(["--no-sync", "-D"])
            .arg(server.data())
            .stdout(Stdio::null())
            .status();
        assert!(made.expect("initdb can be run").success());
        server
    }

    pub fn data(&self) -> PathBuf {
        self.folder.path().join("data")
    }

    /// Variables for the next start.
    pub fn set(&mut self, variables: &[(&'static str, PathBuf)]) {
        self.variables = variables.to_vec();
    }

    pub fn url(&self) -> String {
        format!("postgres://uketsuke@{}/postgres", self.address)
    }

    /// Starts it and waits until it answers.
    pub fn start(&mut self) {
        self.spawn();
        assert!(self.is_up_soon(), "{}", fs::read_to_string(self.log()).unwrap_or_default());
    }

    /// Waits until it answers again; one that has ended is started, as its service manager would.
    pub fn mend(&mut self) {
        while !self.is_up_soon() {
            self.spawn();
        }
    }

    fn spawn(&mut self) {
        let mut command = self.as_server("postgres");
        let log = fs::File::options().create(true).append(true).open(self.log()).expect("a log");
        command
            .arg("-D")
            .arg(self.data())
            .args(["-p", &self.address.port().to_string(), "-c", "listen_addresses=127.0.0.1"])
            .args(["-c", "unix_socket_directories=", "-c", "max_connections=60"])
            .args(["-c", "shared_buffers=32MB", "-c", "fsync=on"])
            .stdout(Stdio::null())
            .stderr(log);
        self.server = Some(command.spawn().expect("postgres can be run"));
    }

    fn log(&self) -> PathBuf {
        self.folder.path().join("log")
    }

    /// Whether it answers, and goes on answering; not if it ends meanwhile.
    fn is_up_soon(&mut self) -> bool {
        let began = Instant::now();
        let mut answered = 0;
        while began.elapsed() < Duration::from_mins(1) {
            if !matches!(self.server.as_mut().map(Child::try_wait), Some(Ok(None))) {
                return false;
            }
            let port = self.address.port().to_string();
            let asked =
                self.as_server("pg_isready").args(["-q", "-h", "127.0.0.1", "-p", &port]).status();
            answered =
                if asked.expect("pg_isready can be run").success() { answered + 1 } else { 0 };
            if answered == 3 {
                return true;
            }
            std::thread::sleep(Duration::from_millis(40));
        }
        panic!("the server never answered: {}", fs::read_to_string(self.log()).unwrap_or_default());
    }

    /// A program of PostgreSQL as a user that it accepts: it refuses to run as root.
    fn as_server(&self, program: &str) -> Command {
        let binary = binaries().join(program);
        let mut command = if is_root() {
            let mut command = Command::new("setpriv");
            command.args(["--reuid=postgres", "--regid=postgres", "--clear-groups", "--", "env"]);
            for (name, value) in &self.variables {
                command.arg(format!("{name}={}", value.display()));
            }
            command.arg(binary);
            command
        } else {
            let mut command = Command::new(binary);
            command.envs(self.variables.iter().map(|(name, value)| (*name, value)));
            command
        };
        command.current_dir("/").stdin(Stdio::null());
        command
    }
}

impl Drop for OwnPostgres {
    fn drop(&mut self) {
        if let Some(server) = &mut self.server {
            // SIGQUIT: at once, with all its processes.
            let _ = Command::new("kill").args(["-QUIT", &server.id().to_string()]).status();
            let _ = server.wait();
        }
    }
}

fn is_root() -> bool {
    fs::metadata("/proc/self").is_ok_and(|own| std::os::unix::fs::MetadataExt::uid(&own) == 0)
}

/// The folder of the newest installed server.
fn binaries() -> PathBuf {
    let mut versions: Vec<(u32, PathBuf)> = fs::read_dir("/usr/lib/postgresql")
        .into_iter()
        .flatten()
        .filter_map(|entry| {
            let path = entry.ok()?.path();
            let version = path.file_name()?.to_str()?.parse().ok()?;
            path.join("bin/initdb").exists().then(|| (version, path.join("bin")))
        })
        .collect();
    versions.sort();
    versions.pop().map_or_else(|| Path::new("/usr/bin").to_owned(), |(_, path)| path)
}
