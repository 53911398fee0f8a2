//! Migrations, embedded, applied under a lock.

use diesel_migrations::{EmbeddedMigrations, MigrationHarness, embed_migrations};

use super::backend::{self, Conn};
use super::database::Database;
use super::error::StoreError;

const POSTGRES: EmbeddedMigrations = embed_migrations!("migrations/postgres");
const SQLITE: EmbeddedMigrations = embed_migrations!("migrations/sqlite");

/// Applies what is pending, all of it or nothing, and says the names of what was applied. Processes
/// that start at the same moment wait for each other.
pub fn migrate(database: &Database) -> Result<Vec<String>, StoreError> {
    database.write(|conn| {
        backend::lock_for_migration(conn)?;
        let applied = match conn {
            Conn::Postgres(conn) => apply(conn, POSTGRES),
            Conn::Sqlite(conn) => apply(conn, SQLITE),
        };
        applied.map_err(|error| StoreError::Unavailable(format!("migration failed: {error}")))
    })
}

/// Whether the database has every migration of this program.
pub fn is_current(conn: &mut Conn) -> Result<bool, StoreError> {
    let pending = match conn {
        Conn::Postgres(conn) => conn.has_pending_migration(POSTGRES),
        Conn::Sqlite(conn) => conn.has_pending_migration(SQLITE),
    };
    pending.map(|pending| !pending).map_err(|error| StoreError::Unavailable(error.to_string()))
}

fn apply<DB: diesel::backend::Backend>(
    conn: &mut impl MigrationHarness<DB>,
    migrations: EmbeddedMigrations,
) -> diesel::migration::Result<Vec<String>> {
    let applied = conn.run_pending_migrations(migrations)?;
    Ok(applied.iter().map(ToString::to_string).collect())
}
