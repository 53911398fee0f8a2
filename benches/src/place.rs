//! Where the service keeps its data while it is measured: a fresh database of either kind.

use std::path::PathBuf;

use anyhow::Result;

use crate::cli::Kind;
use crate::postgres;
use crate::processes::{Group, Watched};

/// Where SQLite files are: on the disk of the project, below the build.
const FOLDER: &str = "target/bench";

/// A folder that goes when this is dropped.
pub struct Folder(PathBuf);

/// A database for one round.
pub enum Place<'a> {
    Sqlite(Folder),
    Postgresql(postgres::Database<'a>, Group),
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

    pub fn path(&self) -> &PathBuf {
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
        match (kind, server) {
            (Kind::Postgresql, Some(server)) => {
                let database = server.create("uketsuke_bench")?;
                server.settle()?;
                Ok(Self::Postgresql(database, server.processes()))
            }
            (Kind::Postgresql, None) => anyhow::bail!("no PostgreSQL was started"),
            (Kind::Sqlite, _) => Ok(Self::Sqlite(Folder::new("sqlite")?)),
        }
    }

    pub fn url(&self) -> String {
        match self {
            Self::Sqlite(folder) => {
                format!("sqlite:{}", folder.path().join("uketsuke.db").display())
            }
            Self::Postgresql(database, _) => database.url(),
        }
    }

    /// The load program, and the database's processes where it has its own.
    pub fn watched(&self) -> Watched {
        match self {
            Self::Sqlite(_) => Watched::load_only(),
            Self::Postgresql(_, processes) => Watched::load_only().and("postgres", *processes),
        }
    }
}
