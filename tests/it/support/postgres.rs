//! PostgreSQL databases for tests: each test gets its own, copied from one migrated template.
//!
//! The server is the one of `UKETSUKE_TEST_POSTGRES_URL`, or a private one that `tests/postgres`
//! starts. There is no third way: without a server the tests fail.

use std::{
    env,
    path::{Path, PathBuf},
    process::Command,
    sync::{
        Mutex, MutexGuard, OnceLock, PoisonError,
        atomic::{AtomicU32, Ordering},
        mpsc::{self, Receiver, Sender},
    },
};

use diesel::{
    Connection as _, PgConnection, QueryableByName, RunQueryDsl as _,
    connection::SimpleConnection as _,
    sql_query,
    sql_types::{BigInt, Bool, Text},
};
use url::Url;

/// Every database of the tests is called so, and its run's number, and its own.
const PREFIX: &str = "uketsuke_test_";

/// A database of one test, dropped with it.
#[derive(Debug)]
pub struct TestDatabase {
    name: String,
    url: Url,
}

impl TestDatabase {
    /// A database with all tables. `migrate` gets the URL of the template, once in a run of the tests,
    /// and leaves no connection open.
    pub fn migrated(migrate: impl FnOnce(&str)) -> Self {
        static COPIES: OnceLock<Mutex<Receiver<String>>> = OnceLock::new();
        let server = server();
        let copies = COPIES.get_or_init(|| {
            let name = format!("{PREFIX}{}_template", server.run);
            server.execute(&format!("CREATE DATABASE {name}"));
            migrate(database_url(&server.url, &name).as_str());
            Mutex::new(copier(server, name))
        });
        let copies = copies.lock().unwrap_or_else(PoisonError::into_inner);
        Self::named(server, copies.recv().expect("a copy of the template"))
    }

    /// A database without any table.
    pub fn empty() -> Self {
        let server = server();
        let name = server.next_name();
        server.execute(&format!("CREATE DATABASE {name}"));
        Self::named(server, name)
    }

    fn named(server: &Server, name: String) -> Self {
        Self { url: database_url(&server.url, &name), name }
    }

    /// Its URL, as for `UKETSUKE_DATABASE_URL`.
    pub fn url(&self) -> &str {
        self.url.as_str()
    }
}

impl Drop for TestDatabase {
    fn drop(&mut self) {
        // A panic here would hide the failure of the test itself; what is left is dropped by the next run.
        let _ = server().unneeded.send(self.name.clone());
    }
}

/// The private server with TLS, whatever `UKETSUKE_TEST_POSTGRES_URL` says, for tests of TLS.
#[derive(Debug)]
pub struct TlsServer {
    /// Its URL, without any sslmode.
    pub url: Url,
    /// The certificate of the authority that signed the server's.
    pub authority: PathBuf,
    /// The certificate of an authority that did not.
    pub other_authority: PathBuf,
}

impl TlsServer {
    /// Starts it, or joins the one that runs.
    pub fn running() -> Self {
        let url = start_private_server();
        let state = Path::new(env!("CARGO_MANIFEST_DIR")).join("target/test-postgres");
        Self { url, authority: state.join("ca.crt"), other_authority: state.join("other-ca.crt") }
    }

    /// The URL with an sslmode and, where given, the only authority that is believed.
    pub fn url_with(&self, mode: &str, authority: Option<&Path>) -> String {
        let mut url = self.url.clone();
        url.query_pairs_mut().append_pair("sslmode", mode);
        if let Some(authority) = authority {
            url.query_pairs_mut().append_pair("sslrootcert", &authority.display().to_string());
        }
        url.into()
    }
}

/// The server with a connection that makes and drops databases.
struct Server {
    url: Url,
    /// Tells the databases of this run from those of others; this run holds the advisory lock of it.
    run: i64,
    admin: Mutex<PgConnection>,
    /// Names of databases to drop. PostgreSQL waits a tenth of a second for their connections to go,
    /// for which no test has to wait.
    unneeded: Sender<String>,
}

/// Copies the template on a thread of its own, one or two ahead: a third of a second for which no test has to wait. Those that
/// nobody takes in the end are dropped by the next run.
fn copier(server: &'static Server, template: String) -> Receiver<String> {
    let (sender, copies) = mpsc::sync_channel(1);
    std::thread::spawn(move || {
        let mut connection =
            PgConnection::establish(server.url.as_str()).expect("a third connection");
        loop {
            let name = server.next_name();
            let copy = format!("CREATE DATABASE {name} TEMPLATE {template}");
            connection.batch_execute(&copy).unwrap_or_else(|error| panic!("{copy}: {error}"));
            if sender.send(name).is_err() {
                break;
            }
        }
    });
    copies
}

/// Drops databases on a thread of its own, for the whole run.
fn dropper(url: &Url) -> Sender<String> {
    let (sender, names) = mpsc::channel::<String>();
    let url = url.clone();
    std::thread::spawn(move || {
        let mut connection = PgConnection::establish(url.as_str()).expect("a second connection");
        for name in names {
            if let Err(error) =
                connection.batch_execute(&format!("DROP DATABASE {name} WITH (FORCE)"))
            {
                eprintln!("{name} is left behind: {error}");
            }
        }
    });
    sender
}

impl Server {
    fn connected() -> Self {
        let url = match env::var("UKETSUKE_TEST_POSTGRES_URL") {
            Ok(url) => Url::parse(&url).expect("UKETSUKE_TEST_POSTGRES_URL is a URL with one host"),
            Err(_) => start_private_server(),
        };
        let admin = PgConnection::establish(url.as_str())
            .expect("the PostgreSQL server of the tests answers");
        let run = i64::from(std::process::id()) << 16
            | i64::from(uketsuke::clock::random_bytes::<1>()[0]);
        let server = Self { run, admin: Mutex::new(admin), unneeded: dropper(&url), url };
        assert!(server.try_lock(run), "no other run has this number");
        server.drop_leftovers();
        server
    }

    fn next_name(&self) -> String {
        static NUMBER: AtomicU32 = AtomicU32::new(1);
        format!("{PREFIX}{}_{}", self.run, NUMBER.fetch_add(1, Ordering::Relaxed))
    }

    fn admin(&self) -> MutexGuard<'_, PgConnection> {
        self.admin.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn execute(&self, sql: &str) {
        self.admin().batch_execute(sql).unwrap_or_else(|error| panic!("{sql}: {error}"));
    }

    fn try_lock(&self, run: i64) -> bool {
        #[derive(QueryableByName)]
        struct Locked {
            #[diesel(sql_type = Bool)]
            locked: bool,
        }
        let query = sql_query("SELECT pg_try_advisory_lock($1) AS locked").bind::<BigInt, _>(run);
        query.get_result::<Locked>(&mut *self.admin()).expect("a lock can be asked for").locked
    }

    /// Drops what runs left behind that were killed: their lock is free.
    fn drop_leftovers(&self) {
        #[derive(QueryableByName)]
        struct Name {
            #[diesel(sql_type = Text)]
            name: String,
        }
        let names: Vec<Name> = sql_query(
            "SELECT datname::text AS name FROM pg_database WHERE starts_with(datname, $1)",
        )
        .bind::<Text, _>(PREFIX)
        .load(&mut *self.admin())
        .expect("databases can be listed");
        for Name { name } in names {
            let run = name[PREFIX.len()..].split('_').next().and_then(|run| run.parse().ok());
            if run.is_some_and(|run| run != self.run && self.try_lock(run)) {
                self.execute(&format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)"));
            }
        }
    }
}

fn server() -> &'static Server {
    static SERVER: OnceLock<Server> = OnceLock::new();
    SERVER.get_or_init(Server::connected)
}

/// The private server ends by itself after this process.
fn start_private_server() -> Url {
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/postgres");
    let started = Command::new(&script)
        .args(["start", &std::process::id().to_string()])
        .output()
        .expect("tests/postgres can be run");
    assert!(started.status.success(), "{}", String::from_utf8_lossy(&started.stderr));
    Url::parse(String::from_utf8_lossy(&started.stdout).trim())
        .expect("tests/postgres prints a URL")
}

fn database_url(server: &Url, name: &str) -> Url {
    let mut url = server.clone();
    url.set_path(name);
    url
}
