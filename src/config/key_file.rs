//! The secret key's file beside an SQLite database.

use std::{
    fs::{self, File},
    io::{self, Write as _},
    os::unix::fs::PermissionsExt as _,
    path::{Path, PathBuf},
};

use super::secret::{SecretKey, to_hex};

/// The key file cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum KeyFileError {
    /// It cannot be read or written.
    #[error("{}: {source}", path.display())]
    Unreachable {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// Others than its owner may read it.
    #[error("{0} can be read by others; close it with: chmod 600 '{0}'", path.display())]
    Open {
        /// The file.
        path: PathBuf,
    },
    /// What it holds is no key.
    #[error("the key in {} {what}", path.display())]
    Wrong {
        /// The file.
        path: PathBuf,
        /// Why, without the key.
        what: String,
    },
}

/// Reads the key; `None` where there is no such file yet.
///
/// # Errors
/// When the file is there and cannot be used.
pub fn read(path: &Path) -> Result<Option<SecretKey>, KeyFileError> {
    let unreachable = |source| KeyFileError::Unreachable { path: path.to_owned(), source };
    let metadata = match fs::metadata(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        other => other.map_err(unreachable)?,
    };
    if metadata.permissions().mode() & 0o077 != 0 {
        return Err(KeyFileError::Open { path: path.to_owned() });
    }
    let text = fs::read_to_string(path).map_err(unreachable)?;
    SecretKey::parse(&text)
        .map(Some)
        .map_err(|what| KeyFileError::Wrong { path: path.to_owned(), what })
}

/// Reads the key, or makes it of `fresh` where there is none. Of two processes that start at the
/// same time one makes it, and both use it.
///
/// # Errors
/// When the file cannot be read, used or written.
pub fn read_or_make(path: &Path, fresh: [u8; 32]) -> Result<SecretKey, KeyFileError> {
    if let Some(key) = read(path)? {
        return Ok(key);
    }
    match write_new(path, &fresh) {
        Err(error) if error.kind() != io::ErrorKind::AlreadyExists => {
            return Err(KeyFileError::Unreachable { path: path.to_owned(), source: error });
        }
        _ => {}
    }
    read(path)?.ok_or_else(|| KeyFileError::Unreachable {
        path: path.to_owned(),
        source: io::Error::from(io::ErrorKind::NotFound),
    })
}

/// Writes the whole file under another name first: nobody ever reads half a key. A file made by
/// `tempfile` is readable by its owner only.
fn write_new(path: &Path, key: &[u8]) -> io::Result<()> {
    let directory = match path.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent,
        _ => Path::new("."),
    };
    let mut file = tempfile::NamedTempFile::new_in(directory)?;
    writeln!(file, "{}", to_hex(key))?;
    file.as_file().sync_all()?;
    file.persist_noclobber(path)?;
    File::open(directory)?.sync_all()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_made_once_for_its_owner_only() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("uketsuke.db.key");
        assert_eq!(read(&path).unwrap(), None);
        let made = read_or_make(&path, [7; 32].map(|seven| seven * 3)).unwrap_err();
        assert!(matches!(made, KeyFileError::Wrong { .. }), "a key of one byte repeated is no key");
        fs::remove_file(&path).unwrap();

        let fresh: [u8; 32] = std::array::from_fn(|i| u8::try_from(i * 7).unwrap_or(1));
        let made = read_or_make(&path, fresh).unwrap();
        assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
        assert_eq!(read_or_make(&path, [9; 32]).unwrap(), made, "a second start keeps the key");
        assert_eq!(fs::read_dir(directory.path()).unwrap().count(), 1, "nothing is left beside it");
    }

    #[test]
    fn a_key_that_others_can_read_is_refused_with_the_remedy() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("k");
        fs::write(&path, "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef")
            .unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(0o644)).unwrap();
        assert!(read(&path).unwrap_err().to_string().contains("chmod 600"));
    }

    #[test]
    fn of_many_that_start_at_once_all_have_the_same_key() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("k");
        let keys: Vec<SecretKey> = std::thread::scope(|scope| {
            let starts: Vec<_> = (0..8_u8)
                .map(|n| {
                    let path = &path;
                    scope.spawn(move || {
                        read_or_make(
                            path,
                            std::array::from_fn(|i| n ^ u8::try_from(i * 5).unwrap()),
                        )
                    })
                })
                .collect();
            starts.into_iter().map(|start| start.join().unwrap().unwrap()).collect()
        });
        assert!(keys.iter().all(|key| *key == keys[0]));
    }
}
