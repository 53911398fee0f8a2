//! Where the service keeps its data while it is measured: a fresh database of either kind, or a copy of one.

use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::Result;
use rusqlite::Connection;

use crate::cli::Kind;
use crate::postgres;
use crate::processes::Watched;

/// Where SQLite files are: on the disk of the project, below the build.
const FOLDER: &str = "target/bench";
/// The file in a folder of its own.
const FILE: &str = "uketsuke.db";
/// How long a statement may wait for the service's own writing.
const BUSY: Duration = Duration::from_secs(30);

/// A folder that goes when this is dropped.
pub struct Folder(PathBuf);

/// A database for one round. It goes when this is dropped.
pub enum Place<'a> {
    Sqlite(Folder),
    Postgresql(postgres::Database<'a>),
}

impl Folder {
    /// A new, empty one.
    pub fn new(name: &str) -> Result<Self> {
        let path = std::env::current_dir()?.join(FOLDER).join(name);
        if path.exists() {
            std::fs::remove_dir_all(&path)?;
        }
        std::fs::create_dir_all(&path)?;
        Ok(Self(path))
    }

    pub fn path(&self) -> &Path {
        &self.0
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        if std::fs::remove_dir_all(&self.0).is_err() {
            crate::report::say(&format!("{} is left", self.0.display()));
        }
    }
}

impl<'a> Place<'a> {
    /// A fresh one. The server is needed for PostgreSQL only.
    pub fn new(kind: Kind, server: Option<&'a postgres::Server>) -> Result<Self> {
        Self::named(kind, server, "bench")
    }

    /// Another, while there is one already.
    pub fn beside(kind: Kind, server: Option<&'a postgres::Server>) -> Result<Self> {
        Self::named(kind, server, "beside")
    }

    fn named(kind: Kind, server: Option<&'a postgres::Server>, name: &str) -> Result<Self> {
        match (kind, server) {
            (Kind::Postgresql, Some(server)) => {
                let database = server.create(&format!("uketsuke_{name}"))?;
                server.settle()?;
                Ok(Self::Postgresql(database))
            }
            (Kind::Postgresql, None) => anyhow::bail!("no PostgreSQL was started"),
            (Kind::Sqlite, _) => Ok(Self::Sqlite(Folder::new(&format!("sqlite-{name}"))?)),
        }
    }

    /// A copy of this one, which nobody uses meanwhile.
    pub fn copied(&self) -> Result<Self> {
        match self {
            Self::Postgresql(database) => Ok(Self::Postgresql(database.copied("uketsuke_copy")?)),
            Self::Sqlite(folder) => {
                // Nothing may be left beside the file.
                self.settle()?;
                let copy = Folder::new("sqlite-copy")?;
                std::fs::copy(folder.path().join(FILE), copy.path().join(FILE))?;
                // What is on the disk when the service starts is not written by it.
                std::fs::File::open(copy.path().join(FILE))?.sync_all()?;
                Ok(Self::Sqlite(copy))
            }
        }
    }

    pub fn kind(&self) -> Kind {
        match self {
            Self::Sqlite(_) => Kind::Sqlite,
            Self::Postgresql(_) => Kind::Postgresql,
        }
    }

    pub fn url(&self) -> String {
        match self {
            Self::Sqlite(folder) => format!("sqlite:{}", folder.path().join(FILE).display()),
            Self::Postgresql(database) => database.url(),
        }
    }

    /// The load program, and the database's processes where it has its own.
    pub fn watched(&self) -> Watched {
        match self {
            Self::Sqlite(_) => Watched::load_only(),
            Self::Postgresql(database) => {
                Watched::load_only().and("postgres", database.processes())
            }
        }
    }

    /// Runs one statement.
    pub fn sql(&self, text: &str) -> Result<()> {
        match self {
            Self::Sqlite(_) => Ok(self.open_sqlite()?.execute_batch(text)?),
            Self::Postgresql(database) => database.sql(text).map(drop),
        }
    }

    /// The names of a table's columns, in order.
    pub fn columns(&self, table: &str) -> Result<Vec<String>> {
        match self {
            Self::Sqlite(_) => {
                let database = self.open_sqlite()?;
                let mut query = database.prepare("SELECT name FROM pragma_table_info(?1)")?;
                let names = query.query_map([table], |row| row.get(0))?;
                Ok(names.collect::<Result<_, _>>()?)
            }
            Self::Postgresql(database) => {
                let names = database.sql(&format!(
                    "SELECT attname FROM pg_attribute WHERE attrelid = '{table}'::regclass \
                     AND attnum > 0 AND NOT attisdropped AND attgenerated = '' ORDER BY attnum"
                ))?;
                Ok(names.lines().map(str::to_owned).collect())
            }
        }
    }

    /// Lets the database tidy up after much was written, as it would have by the next day.
    pub fn settle(&self) -> Result<()> {
        match self {
            Self::Sqlite(_) => self.sql("PRAGMA wal_checkpoint(TRUNCATE)"),
            Self::Postgresql(database) => {
                database.sql("VACUUM (ANALYZE)")?;
                database.sql("CHECKPOINT").map(drop)
            }
        }
    }

    fn open_sqlite(&self) -> Result<Connection> {
        let url = self.url();
        let database = Connection::open(url.trim_start_matches("sqlite:"))?;
        database.busy_timeout(BUSY)?;
        Ok(database)
    }
}
