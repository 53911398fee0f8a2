//! The one file that knows which database is behind a connection.

use diesel::connection::{AnsiTransactionManager, SimpleConnection as _, TransactionManager as _};
use diesel::pg::PgConnection;
use diesel::prelude::*;
use diesel::sql_types::{Array, BigInt, Integer, Text};
use diesel::sqlite::SqliteConnection;

use super::error::StoreError;
use super::lineage::{Descent, Lineage};
use super::pg_url;
use super::search_building::Due;
use super::types::{Id, Uid};
use crate::config::DatabaseUrl;

/// A connection to either database.
#[derive(diesel::MultiConnection)]
pub enum Conn {
    Postgres(PgConnection),
    Sqlite(SqliteConnection),
}

/// Runs one expression on whichever connection is behind, where a query is bound to its backend.
macro_rules! each {
    ($conn:expr, $c:ident => $run:expr) => {
        match $conn {
            $crate::store::backend::Conn::Postgres($c) => $run,
            $crate::store::backend::Conn::Sqlite($c) => $run,
        }
    };
}
pub(crate) use each;

/// SQLite before this loses data when a WAL is reset at the wrong moment.
const OLDEST_SAFE_SQLITE: (i32, i32, i32) = (3, 51, 3);

/// PostgreSQL 15, as `server_version_num`.
const OLDEST_POSTGRES: i32 = 150_000;

/// Page cache of a connection: the ends of all indexes of a large session, with room to spare.
const SQLITE_CACHE_KIB: u32 = 16_384;

/// Pages of 4 KiB in the write-ahead log before they are carried into the database file: a page that a
/// rush writes again and again is carried once.
const SQLITE_CHECKPOINT_PAGES: u32 = 8_192;

/// How long a connection waits for another process that writes to the same SQLite file.
const SQLITE_BUSY_MILLISECONDS: u32 = 5_000;

/// Limits of a PostgreSQL session, where neither the URL nor the server's settings have one. A node that
/// is frozen in the middle of a transaction loses its locks before those who wait for them give up.
const SESSION_LIMITS: &str = "SELECT set_config(name, wanted, false) FROM (VALUES
    ('lock_timeout', '15s'), ('statement_timeout', '30s'), ('idle_in_transaction_session_timeout', '10s')
    ) AS limits (name, wanted) WHERE current_setting(name) = '0';";

#[derive(QueryableByName)]
struct Setting {
    #[diesel(sql_type = Text)]
    value: String,
}

/// Opens one connection, ready for use, to a server that no failover has left behind.
pub fn connect(url: &DatabaseUrl, lineage: &Lineage) -> Result<Conn, StoreError> {
    match url {
        DatabaseUrl::Postgres(url) => lineage.connect(|in_any_order| {
            let url = if in_any_order {
                pg_url::for_writing_in_any_order(url)
            } else {
                pg_url::for_writing(url)
            };
            open_postgres(&url).map(Conn::Postgres)
        }),
        DatabaseUrl::Sqlite(path) => open_sqlite(&path.to_string_lossy()).map(Conn::Sqlite),
    }
}

/// Opens one connection to a copy that is only read.
pub fn connect_to_copy(url: &DatabaseUrl) -> Result<Conn, StoreError> {
    match url {
        DatabaseUrl::Postgres(url) => open_postgres(&pg_url::for_reading(url)).map(Conn::Postgres),
        DatabaseUrl::Sqlite(path) => open_sqlite(&path.to_string_lossy()).map(Conn::Sqlite),
    }
}

/// Where a server stands in the history of its data. `None` where it does not say: SQLite, and databases
/// that only speak like PostgreSQL.
pub fn descent(conn: &mut Conn) -> Option<Descent> {
    #[derive(QueryableByName)]
    struct Row {
        #[diesel(sql_type = Text)]
        system: String,
        #[diesel(sql_type = BigInt)]
        timeline: i64,
    }
    let Conn::Postgres(conn) = conn else { return None };
    // The first eight hexadecimal digits of a log file's name are its timeline.
    let asked = diesel::sql_query(
        "SELECT system_identifier::text AS system,
            ('x' || left(pg_walfile_name(pg_current_wal_lsn()), 8))::bit(32)::bigint AS timeline
         FROM pg_control_system()",
    );
    let row: Row = asked.get_result(conn).ok()?;
    Some(Descent { system: row.system, timeline: row.timeline })
}

fn open_postgres(url: &str) -> Result<PgConnection, StoreError> {
    let mut conn = PgConnection::establish(url)
        .map_err(|e| StoreError::Unavailable(without_secrets(&e.to_string())))?;
    conn.batch_execute(&format!(
        "SET TIME ZONE 'UTC'; SET client_min_messages = warning; {SESSION_LIMITS}"
    ))?;
    // Plans are kept with their statements, and some are made while a table is still empty: then reading
    // all of it looks cheap, and stays the plan when it has a million rows. Every question of this
    // program has its index. jit would be set off by the penalty that stands for "off" here.
    conn.batch_execute(
        "SET enable_seqscan = off; SET enable_hashjoin = off; SET enable_mergejoin = off; SET jit = off;",
    )?;
    Ok(conn)
}

/// libpq names host and user in its messages, never the password; only the first line is of use.
fn without_secrets(message: &str) -> String {
    message.lines().next().unwrap_or_default().to_owned()
}

fn open_sqlite(path: &str) -> Result<SqliteConnection, StoreError> {
    let mut conn =
        SqliteConnection::establish(path).map_err(|e| StoreError::Unavailable(e.to_string()))?;
    conn.batch_execute(&format!("PRAGMA busy_timeout = {SQLITE_BUSY_MILLISECONDS};"))?;
    // FULL: an answer is given only after its fsync; NORMAL loses acknowledged commits at a power cut.
    conn.batch_execute(
        "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON;",
    )?;
    conn.batch_execute(&format!(
        "PRAGMA cache_size = -{SQLITE_CACHE_KIB}; PRAGMA wal_autocheckpoint = {SQLITE_CHECKPOINT_PAGES};"
    ))?;
    check_pragma(&mut conn, "journal_mode", "wal")?;
    check_pragma(&mut conn, "synchronous", "2")?;
    check_pragma(&mut conn, "foreign_keys", "1")?;
    Ok(conn)
}

fn check_pragma(conn: &mut SqliteConnection, name: &str, wanted: &str) -> Result<(), StoreError> {
    let row: Setting =
        diesel::sql_query(format!("SELECT CAST({name} AS TEXT) AS value FROM pragma_{name}"))
            .get_result(conn)?;
    if row.value == wanted {
        return Ok(());
    }
    Err(StoreError::Unavailable(format!(
        "SQLite did not accept {name} = {wanted} (a network drive, perhaps?)"
    )))
}

/// What this database is, and whether it is new enough to be trusted.
///
/// # Errors
/// `Unavailable` with a sentence for the operator.
pub fn check_version(conn: &mut Conn) -> Result<String, StoreError> {
    match conn {
        Conn::Sqlite(conn) => {
            let row: Setting =
                diesel::sql_query("SELECT sqlite_version() AS value").get_result(conn)?;
            let mut parts = row.value.split('.').map(|part| part.parse().unwrap_or(0));
            let mut next = || parts.next().unwrap_or(0);
            if (next(), next(), next()) < OLDEST_SAFE_SQLITE {
                return Err(StoreError::Unavailable(format!(
                    "SQLite {} can lose data; 3.51.3 is needed",
                    row.value
                )));
            }
            Ok(format!("SQLite {}", row.value))
        }
        Conn::Postgres(conn) => {
            let row: Setting =
                diesel::sql_query("SELECT current_setting('server_version_num') AS value")
                    .get_result(conn)?;
            if row.value.parse().unwrap_or(0) < OLDEST_POSTGRES {
                return Err(StoreError::Unavailable(format!(
                    "PostgreSQL {} is too old; 15 is needed",
                    row.value
                )));
            }
            Ok(format!("PostgreSQL {}", row.value))
        }
    }
}

/// Lets a connection of PostgreSQL keep the plan of each prepared statement whatever it is asked with:
/// for the desk, whose statements have one right plan. Without it, statements over arrays are planned
/// anew as long as that looks cheap, and a lonely applicant waits longer for plans than for rows.
pub fn keep_plans(conn: &mut Conn) -> Result<(), StoreError> {
    if let Conn::Postgres(conn) = conn {
        conn.batch_execute("SET plan_cache_mode = force_generic_plan")?;
    }
    Ok(())
}

/// Forgets the plans of prepared statements: the next ones are made for tables as large as they are by
/// then. SQLite looks at no sizes.
pub fn forget_plans(conn: &mut Conn) -> Result<(), StoreError> {
    if let Conn::Postgres(conn) = conn {
        conn.batch_execute("DISCARD PLANS")?;
    }
    Ok(())
}

/// Brings SQLite's log into the database file. What a process left in the log whose last sync had failed
/// may be in the system's memory only, and would not be written again: copied, it is written and synced anew.
/// Where another process is at work, nothing was left, and its log stays.
pub fn settle_log(conn: &mut Conn) -> Result<(), StoreError> {
    if let Conn::Sqlite(conn) = conn {
        conn.batch_execute("PRAGMA busy_timeout = 0;")?;
        conn.batch_execute("PRAGMA wal_checkpoint(TRUNCATE);")?;
        conn.batch_execute(&format!("PRAGMA busy_timeout = {SQLITE_BUSY_MILLISECONDS};"))?;
    }
    Ok(())
}

/// Overwrites what was deleted: a database file still has it in pages and parts of pages that are free, and the log in
/// older copies of pages. `SQLite`'s file is written anew and its log emptied; on `PostgreSQL` each of the tables is
/// vacuumed, after which its free space is used again (its log and its backups are the operator's).
pub fn overwrite_deleted(conn: &mut Conn, tables: &[&str]) -> Result<(), StoreError> {
    #[derive(QueryableByName)]
    struct Checkpoint {
        #[diesel(sql_type = Integer)]
        busy: i32,
    }
    match conn {
        Conn::Sqlite(conn) => {
            conn.batch_execute("VACUUM;")?;
            let checkpoint: Checkpoint =
                diesel::sql_query("PRAGMA wal_checkpoint(TRUNCATE)").get_result(conn)?;
            if checkpoint.busy != 0 {
                return Err(StoreError::Unavailable("the log is still being read".to_owned()));
            }
        }
        Conn::Postgres(conn) => {
            conn.batch_execute("SET statement_timeout = 0;")?;
            for table in tables {
                conn.batch_execute(&format!("VACUUM {table};"))?;
            }
        }
    }
    Ok(())
}

/// Whether the database answers on this connection.
pub fn answers(conn: &mut Conn) -> Result<(), StoreError> {
    diesel::sql_query("SELECT 1").execute(conn)?;
    Ok(())
}

/// Begins a transaction that may write. On SQLite it takes the write lock at once: a transaction that
/// turns to writing later fails, whatever the busy timeout says.
pub fn begin(conn: &mut Conn) -> Result<(), StoreError> {
    match conn {
        Conn::Postgres(conn) => AnsiTransactionManager::begin_transaction(conn)?,
        Conn::Sqlite(conn) => {
            AnsiTransactionManager::begin_transaction_sql(conn, "BEGIN IMMEDIATE")?;
        }
    }
    Ok(())
}

pub fn commit(conn: &mut Conn) -> Result<(), StoreError> {
    each!(conn, c => AnsiTransactionManager::commit_transaction(c))?;
    Ok(())
}

pub fn rollback(conn: &mut Conn) -> Result<(), StoreError> {
    each!(conn, c => AnsiTransactionManager::rollback_transaction(c))?;
    Ok(())
}

/// Tables whose rows can be locked.
#[derive(Clone, Copy, Debug)]
pub enum Lockable {
    SessionGroups,
    Sessions,
    Mailings,
    Purges,
    Accounts,
}

/// Locks rows until the transaction ends, in the order of their ids, so that no two nodes wait for
/// each other. SQLite's one writer holds everything already.
pub fn lock(conn: &mut Conn, table: Lockable, ids: &[Id]) -> Result<(), StoreError> {
    let Conn::Postgres(conn) = conn else { return Ok(()) };
    if ids.is_empty() {
        return Ok(());
    }
    let statement = match table {
        Lockable::SessionGroups => {
            "SELECT 1 FROM session_groups WHERE id = ANY($1) ORDER BY id FOR UPDATE"
        }
        Lockable::Sessions => "SELECT 1 FROM sessions WHERE id = ANY($1) ORDER BY id FOR UPDATE",
        Lockable::Mailings => "SELECT 1 FROM mailings WHERE id = ANY($1) ORDER BY id FOR UPDATE",
        Lockable::Purges => "SELECT 1 FROM purges WHERE id = ANY($1) ORDER BY id FOR UPDATE",
        // Rows that only refer to the account may be written meanwhile.
        Lockable::Accounts => {
            "SELECT 1 FROM accounts WHERE id = ANY($1) ORDER BY id FOR NO KEY UPDATE"
        }
    };
    diesel::sql_query(statement).bind::<Array<Uid>, _>(ids.to_vec()).execute(conn)?;
    Ok(())
}

/// Number of the advisory lock that lets one process at a time migrate: "uketsuke" in ASCII.
const MIGRATION_LOCK: i64 = 0x756b_6574_7375_6b65;

/// Holds off other processes that want to migrate, until the transaction ends. A migration takes as long
/// as its tables are large, and whoever starts beside it waits as long.
pub fn lock_for_migration(conn: &mut Conn) -> Result<(), StoreError> {
    if let Conn::Postgres(conn) = conn {
        conn.batch_execute("SET LOCAL lock_timeout = 0; SET LOCAL statement_timeout = 0;")?;
        diesel::sql_query("SELECT pg_advisory_xact_lock($1)")
            .bind::<BigInt, _>(MIGRATION_LOCK)
            .execute(conn)?;
    }
    Ok(())
}

/// Rows of the outbox that a worker may take now, most urgent first. Rows that another worker is
/// taking at this moment are passed over.
pub const CLAIM_POSTGRES: &str = "SELECT id FROM outbox WHERE state IN ('queued', 'retry') AND due_at <= $1 \
     AND priority <= $2 ORDER BY priority, due_at LIMIT $3 FOR UPDATE SKIP LOCKED";
/// The same for SQLite's one writer.
pub const CLAIM_SQLITE: &str = "SELECT id FROM outbox WHERE state IN ('queued', 'retry') AND due_at <= ? \
     AND priority <= ? ORDER BY priority, due_at LIMIT ?";

#[derive(QueryableByName)]
struct Claimed {
    #[diesel(sql_type = Uid)]
    id: Id,
}

/// Ids of outbox rows that are due, at least as urgent as `least_urgent`, and nobody else's.
pub fn claimable(
    conn: &mut Conn,
    now: super::types::Time,
    least_urgent: i16,
    limit: i32,
) -> Result<Vec<Id>, StoreError> {
    use super::types::Stamp;
    use diesel::sql_types::SmallInt;
    let rows: Vec<Claimed> = match conn {
        Conn::Postgres(conn) => diesel::sql_query(CLAIM_POSTGRES)
            .bind::<Stamp, _>(now)
            .bind::<SmallInt, _>(least_urgent)
            .bind::<Integer, _>(limit)
            .load(conn)?,
        Conn::Sqlite(conn) => diesel::sql_query(CLAIM_SQLITE)
            .bind::<Stamp, _>(now)
            .bind::<SmallInt, _>(least_urgent)
            .bind::<Integer, _>(limit)
            .load(conn)?,
    };
    Ok(rows.into_iter().map(|row| row.id).collect())
}

/// A segment whose search index is to be made. One that another worker is making is passed over.
pub const DUE_SEGMENT_POSTGRES: &str = "SELECT organization_id, session_id, segment FROM search_segments WHERE due \
     ORDER BY session_id, segment LIMIT 1 FOR UPDATE SKIP LOCKED";
/// The same for `SQLite`'s one worker.
pub const DUE_SEGMENT_SQLITE: &str = "SELECT organization_id, session_id, segment FROM search_segments WHERE due \
     ORDER BY session_id, segment LIMIT 1";

#[derive(QueryableByName)]
struct DueRow {
    #[diesel(sql_type = Uid)]
    organization_id: Id,
    #[diesel(sql_type = Uid)]
    session_id: Id,
    #[diesel(sql_type = BigInt)]
    segment: i64,
}

/// A segment whose search index is to be made, and nobody else is making.
pub(super) fn due_segment(conn: &mut Conn) -> Result<Option<Due>, StoreError> {
    let row: Option<DueRow> = match conn {
        Conn::Postgres(conn) => {
            diesel::sql_query(DUE_SEGMENT_POSTGRES).get_result(conn).optional()?
        }
        Conn::Sqlite(conn) => diesel::sql_query(DUE_SEGMENT_SQLITE).get_result(conn).optional()?,
    };
    Ok(row.map(|row| Due {
        organization: row.organization_id,
        session: row.session_id,
        segment: row.segment,
    }))
}

/// A mailing that a worker is to look at, the longest due first. One that another worker has in hand is
/// passed over.
pub const DUE_MAILING_POSTGRES: &str = "SELECT id FROM mailings WHERE state IN ('waiting', 'running') AND due_at <= $1 \
     ORDER BY due_at LIMIT 1 FOR UPDATE SKIP LOCKED";
/// The same for `SQLite`'s one writer.
pub const DUE_MAILING_SQLITE: &str = "SELECT id FROM mailings WHERE state IN ('waiting', 'running') AND due_at <= ? \
     ORDER BY due_at LIMIT 1";

/// The mailing that a worker is to look at now, and nobody else has in hand.
pub(super) fn due_mailing(
    conn: &mut Conn,
    now: super::types::Time,
) -> Result<Option<Id>, StoreError> {
    use super::types::Stamp;
    let row: Option<Claimed> = match conn {
        Conn::Postgres(conn) => diesel::sql_query(DUE_MAILING_POSTGRES)
            .bind::<Stamp, _>(now)
            .get_result(conn)
            .optional()?,
        Conn::Sqlite(conn) => diesel::sql_query(DUE_MAILING_SQLITE)
            .bind::<Stamp, _>(now)
            .get_result(conn)
            .optional()?,
    };
    Ok(row.map(|row| row.id))
}
