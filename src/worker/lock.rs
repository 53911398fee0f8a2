//! The lock that lets one worker at a time work on an SQLite file.

use std::fs::{self, File, TryLockError};
use std::path::{Path, PathBuf};

use crate::config::DatabaseUrl;

/// Held while a worker runs; the system takes it back when the process ends, however it ends.
/// PostgreSQL needs none: any number of workers share its queue.
pub struct WorkerLock(#[expect(dead_code, reason = "the open file is the lock")] Option<File>);

/// Why no worker can run here, in a sentence for the operator.
#[derive(Debug, thiserror::Error)]
pub enum WorkerLockError {
    #[error(
        "another worker runs on this SQLite file already ({0} is locked). Stop it, start this one with \
         `serve --no-worker`, or use PostgreSQL, where workers share the queue"
    )]
    Taken(PathBuf),
    #[error(
        "{path} cannot be locked, and without it two workers could send the same mails: {error}"
    )]
    Unlockable { path: PathBuf, error: std::io::Error },
}

impl WorkerLock {
    /// Takes the lock, or says why not. The database file must exist.
    pub fn take(database: &DatabaseUrl) -> Result<Self, WorkerLockError> {
        let DatabaseUrl::Sqlite(path) = database else { return Ok(Self(None)) };
        let path = lock_file(path);
        let opened = File::options().create(true).truncate(false).write(true).open(&path);
        match opened.map_err(TryLockError::Error).and_then(|file| file.try_lock().map(|()| file)) {
            Ok(file) => Ok(Self(Some(file))),
            Err(TryLockError::WouldBlock) => Err(WorkerLockError::Taken(path)),
            Err(TryLockError::Error(error)) => Err(WorkerLockError::Unlockable { path, error }),
        }
    }
}

/// `<database>.worker.lock`, the same by whichever path the database is named.
fn lock_file(database: &Path) -> PathBuf {
    let real = fs::canonicalize(database).unwrap_or_else(|_| database.to_owned());
    let mut name = real.into_os_string();
    name.push(".worker.lock");
    name.into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_second_worker_on_the_same_sqlite_file_is_refused_until_the_first_ends() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("uketsuke.db");
        fs::write(&path, "").expect("a file");
        let database = DatabaseUrl::Sqlite(path.clone());
        let first = WorkerLock::take(&database).expect("free");
        let roundabout = DatabaseUrl::Sqlite(folder.path().join(".").join("uketsuke.db"));
        assert!(matches!(WorkerLock::take(&roundabout), Err(WorkerLockError::Taken(_))));
        drop(first);
        assert!(WorkerLock::take(&database).is_ok());
    }
}
