//! The database as the rest of the program sees it: reads, and writes of one transaction each.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use r2d2::{ManageConnection, Pool};

use super::audit_key::{AuditKey, KeyRing};
use super::backend::{self, Conn};
use super::error::StoreError;
use super::lineage::Lineage;
use crate::config::DatabaseUrl;

/// How long anybody waits for the database, for whatever reason it does not answer.
pub const PATIENCE: Duration = Duration::from_secs(10);

/// How long a caller waits for a connection before it hears that the database is busy.
const CONNECTION_WAIT: Duration = Duration::from_secs(5);
/// The same for a copy, in whose place the database itself can be asked.
const COPY_WAIT: Duration = Duration::from_secs(1);

/// Between two attempts to connect.
const CONNECT_AGAIN_AFTER: Duration = Duration::from_millis(100);

/// A connection that was used this lately is not asked whether its server is still there.
const TRUSTED_FOR: Duration = Duration::from_secs(1);

/// Either database. Clones share their connections.
#[derive(Clone)]
pub struct Database {
    url: DatabaseUrl,
    pool: Pool<Opener>,
    /// SQLite has one writer at a time; inside this process they take turns here, not by polling.
    writer: Option<Arc<Mutex<Option<Pooled>>>>,
    /// On SQLite, a connection that is only kept open, so that the log's index lives as long as the process:
    /// a transaction whose sync failed is then written over, and never found again as if it had been synced.
    anchor: Option<Arc<Mutex<Conn>>>,
    opener: Opener,
    audit: KeyRing,
}

/// Counts how often a connection turned out to be dead. What killed it will have killed those opened
/// before it too: they are not asked one by one, for each may take seconds to say nothing.
#[derive(Clone, Default)]
struct Generation(Arc<AtomicU64>);

impl Generation {
    fn now(&self) -> u64 {
        self.0.load(Ordering::Relaxed)
    }

    fn ends(&self, generation: u64) {
        self.0.fetch_max(generation + 1, Ordering::Relaxed);
    }
}

/// A plan that was made while a table was empty would be kept however large the table grows.
const PLANS_KEPT_FOR: Duration = Duration::from_secs(10);

/// A connection of the pool with what is known of its health.
pub struct Pooled {
    conn: Conn,
    broken: bool,
    used_at: Instant,
    planned_at: Instant,
    opened_in: u64,
    generation: Generation,
}

impl Pooled {
    /// Whether the server is still there: asked only of a connection that has lain idle, so that a busy
    /// service pays nothing for it.
    fn is_alive(&mut self) -> bool {
        if self.opened_in < self.generation.now() {
            return false;
        }
        let idle = self.used_at.elapsed() > TRUSTED_FOR;
        self.used_at = Instant::now();
        if self.planned_at.elapsed() > PLANS_KEPT_FOR {
            self.planned_at = Instant::now();
            if backend::forget_plans(&mut self.conn).is_err() {
                return self.answers();
            }
        }
        !idle || self.answers()
    }

    /// Asks the server whether it is there; if not, older connections are not used again either.
    fn answers(&mut self) -> bool {
        let answers = backend::answers(&mut self.conn).is_ok();
        if !answers {
            self.generation.ends(self.opened_in);
        }
        answers
    }
}

/// Opens connections by the scheme of the URL.
#[derive(Clone)]
pub struct Opener {
    url: DatabaseUrl,
    is_copy: bool,
    generation: Generation,
    lineage: Lineage,
}

impl ManageConnection for Opener {
    type Connection = Pooled;
    type Error = StoreError;

    fn connect(&self) -> Result<Pooled, StoreError> {
        let opened_in = self.generation.now();
        let conn = if self.is_copy {
            backend::connect_to_copy(&self.url)
        } else {
            backend::connect(&self.url, &self.lineage)
        };
        let generation = self.generation.clone();
        conn.map(|conn| Pooled {
            conn,
            broken: false,
            used_at: Instant::now(),
            planned_at: Instant::now(),
            opened_in,
            generation,
        })
    }

    fn is_valid(&self, _: &mut Pooled) -> Result<(), StoreError> {
        Ok(())
    }

    fn has_broken(&self, pooled: &mut Pooled) -> bool {
        pooled.broken
    }
}

/// The pool would print every failed attempt; readiness and the callers' errors say it already.
#[derive(Debug)]
struct Quiet;

impl r2d2::HandleError<StoreError> for Quiet {
    fn handle_error(&self, error: StoreError) {
        tracing::debug!(%error, "no new database connection");
    }
}

impl Database {
    /// Opens the database and proves that it answers and is new enough.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`], with the first reason, not after a long wait.
    pub fn open(url: &DatabaseUrl, connections: u32) -> Result<Self, StoreError> {
        let mut opened = Self::pooled(url, connections, false);
        let mut first = opened.opener.connect()?;
        let version = backend::check_version(&mut first.conn)?;
        backend::settle_log(&mut first.conn)?;
        if !opened.is_postgres() {
            opened.anchor = Some(Arc::new(Mutex::new(first.conn)));
        }
        tracing::info!(database = %version, "database opened");
        Ok(opened)
    }

    /// A copy that is only read, such as a standby. It may be away: nothing is opened yet.
    pub fn copy(url: &DatabaseUrl, connections: u32) -> Self {
        Self::pooled(url, connections, true)
    }

    fn pooled(url: &DatabaseUrl, connections: u32, is_copy: bool) -> Self {
        let (generation, lineage) = (Generation::default(), Lineage::default());
        let opener = Opener { url: url.clone(), is_copy, generation, lineage };
        let pool = Pool::builder()
            .max_size(connections.max(2))
            // None is opened ahead of its use: a command that ends while a thread is still connecting
            // would end in the middle of OpenSSL's own clean-up, and crash.
            .min_idle(Some(0))
            .connection_timeout(if is_copy { COPY_WAIT } else { CONNECTION_WAIT })
            .test_on_check_out(false)
            .error_handler(Box::new(Quiet))
            .build_unchecked(opener.clone());
        let writer = matches!(url, DatabaseUrl::Sqlite(_)).then(|| Arc::new(Mutex::new(None)));
        Self { url: url.clone(), pool, writer, anchor: None, opener, audit: KeyRing::default() }
    }

    /// How many can work on the database at once.
    pub fn connections(&self) -> usize {
        usize::try_from(self.pool.max_size()).unwrap_or(usize::MAX)
    }

    pub fn is_postgres(&self) -> bool {
        matches!(self.url, DatabaseUrl::Postgres(_))
    }

    /// From now on, lines of the audit trail are signed by this key.
    pub fn sign_audit_by(&self, key: AuditKey) {
        self.audit.give(key);
    }

    /// Reads, outside any transaction.
    pub fn read<T, E: From<StoreError>>(
        &self,
        work: impl FnOnce(&mut Conn) -> Result<T, E>,
    ) -> Result<T, E> {
        let mut pooled = self.checkout()?;
        let result = work(&mut pooled.conn);
        // A connection whose server went away looks healthy until it is used.
        pooled.broken = result.is_err() && !pooled.answers();
        result
    }

    /// Writes in one transaction: all of it or nothing.
    pub fn write<T, E: From<StoreError>>(
        &self,
        work: impl FnOnce(&mut Conn) -> Result<T, E>,
    ) -> Result<T, E> {
        self.audit.lend(|| self.written(work))
    }

    fn written<T, E: From<StoreError>>(
        &self,
        work: impl FnOnce(&mut Conn) -> Result<T, E>,
    ) -> Result<T, E> {
        match &self.writer {
            None => in_transaction(&mut *self.checkout()?, work),
            Some(writer) => {
                let mut turn = writer.lock().unwrap_or_else(PoisonError::into_inner);
                let mut pooled = match turn.take() {
                    Some(pooled) => pooled,
                    None => self.opener.connect()?,
                };
                let result = in_transaction(&mut pooled, work);
                if !pooled.broken {
                    *turn = Some(pooled);
                }
                result
            }
        }
    }

    /// Overwrites what was deleted from these tables. On SQLite nobody writes meanwhile, for as long as it takes to
    /// write the whole file anew.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`] where somebody reads what is to be overwritten: again, later.
    pub fn overwrite_deleted(&self, tables: &[&str]) -> Result<(), StoreError> {
        let _turn = self
            .writer
            .as_ref()
            .map(|writer| writer.lock().unwrap_or_else(PoisonError::into_inner));
        // A connection of its own, whose settings nobody inherits.
        backend::overwrite_deleted(&mut self.opener.connect()?.conn, tables)
    }

    /// A connection that works. After a restart of the server all the old ones are dead: each is
    /// dropped in turn, and the caller does not notice.
    fn checkout(&self) -> Result<r2d2::PooledConnection<Opener>, StoreError> {
        let away = |error: r2d2::Error| StoreError::Unavailable(error.to_string());
        for _ in 0..self.pool.max_size() {
            let mut pooled = self.pool.get().map_err(away)?;
            if pooled.is_alive() {
                return Ok(pooled);
            }
            pooled.broken = true;
        }
        self.pool.get().map_err(away)
    }
}

/// A way to write that its holder shares with nobody: on PostgreSQL a connection of its own, which no
/// export can be holding when it is needed; on SQLite a turn of the one writer.
pub struct Desk {
    database: Database,
    kept: Option<Pooled>,
}

impl Desk {
    pub fn new(database: &Database) -> Self {
        Self { database: database.clone(), kept: None }
    }

    /// Writes in one transaction: all of it or nothing.
    pub fn write<T, E: From<StoreError>>(
        &mut self,
        work: impl FnOnce(&mut Conn) -> Result<T, E>,
    ) -> Result<T, E> {
        if !self.database.is_postgres() {
            return self.database.write(work);
        }
        let mut kept = self.kept.take();
        if !kept.as_mut().is_some_and(Pooled::is_alive) {
            kept = None;
        }
        let mut pooled = kept.map_or_else(|| self.connect(), Ok)?;
        let result = self.database.audit.lend(|| in_transaction(&mut pooled, work));
        if !pooled.broken {
            self.kept = Some(pooled);
        }
        result
    }

    /// Tries for as long as the pool would.
    fn connect(&self) -> Result<Pooled, StoreError> {
        let began = Instant::now();
        loop {
            let opened = self.database.opener.connect().and_then(|mut pooled| {
                backend::keep_plans(&mut pooled.conn)?;
                Ok(pooled)
            });
            if opened.is_ok() || began.elapsed() > CONNECTION_WAIT {
                return opened;
            }
            std::thread::sleep(CONNECT_AGAIN_AFTER);
        }
    }
}

/// Runs `work` between BEGIN and COMMIT; an error or a panic rolls back. A COMMIT that fails may have
/// been carried out: that is never told as anything but [`StoreError::Unavailable`], so that nobody takes
/// it for a no or does it again.
fn in_transaction<T, E: From<StoreError>>(
    pooled: &mut Pooled,
    work: impl FnOnce(&mut Conn) -> Result<T, E>,
) -> Result<T, E> {
    pooled.broken = true;
    if let Err(error) = backend::begin(&mut pooled.conn) {
        pooled.answers();
        return Err(error.into());
    }
    let value = match work(&mut pooled.conn) {
        Ok(value) => value,
        Err(error) => {
            pooled.broken = backend::rollback(&mut pooled.conn).is_err();
            if pooled.broken {
                pooled.answers();
            }
            return Err(error);
        }
    };
    if let Err(error) = backend::commit(&mut pooled.conn) {
        // A server that says no and is still there has taken everything back. One that is gone may have
        // committed: nobody may be told no, and nothing is done again.
        let is_no = pooled.answers();
        let unknown = || StoreError::Unavailable(format!("at the commit: {error}"));
        return Err(if is_no { error } else { unknown() }.into());
    }
    pooled.broken = false;
    Ok(value)
}
