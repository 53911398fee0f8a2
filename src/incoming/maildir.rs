//! A mailbox that is a directory of this machine: new mails lie in `new`, those that were seen in `cur`.

use std::fs::{self, File};
use std::io::{self, Read as _};
use std::path::PathBuf;

use chrono::{DateTime, Utc};

use super::mailbox::{AT_ONCE, Fetched, LONGEST_MAIL, Position};

/// A Maildir.
#[derive(Clone)]
pub struct Maildir {
    path: PathBuf,
}

impl Maildir {
    pub(super) fn new(path: PathBuf) -> Self {
        Self { path }
    }

    /// Some of the new mails, oldest first: their names begin with the second of their arrival.
    pub(super) fn fetch(&self) -> io::Result<Vec<Fetched>> {
        let mut names = Vec::new();
        for entry in fs::read_dir(self.path.join("new"))? {
            let entry = entry?;
            if entry.file_type()?.is_file()
                && let Ok(name) = entry.file_name().into_string()
            {
                names.push(name);
            }
        }
        names.sort_unstable();
        names.truncate(AT_ONCE);
        // One that cannot be read, or that somebody has moved meanwhile, keeps no other back.
        let read = names.into_iter().filter_map(|name| match self.one(name) {
            Ok(mail) => Some(mail),
            Err(error) => {
                tracing::warn!(%error, "a mail in the mailbox cannot be read");
                None
            }
        });
        Ok(read.collect())
    }

    fn one(&self, name: String) -> io::Result<Fetched> {
        let file = File::open(self.path.join("new").join(&name))?;
        let arrived_at = file.metadata()?.modified().ok().map(DateTime::<Utc>::from);
        let mut bytes = Vec::new();
        file.take(u64::try_from(LONGEST_MAIL).unwrap_or(u64::MAX)).read_to_end(&mut bytes)?;
        Ok(Fetched { bytes, arrived_at, position: Position::Named(name) })
    }

    /// Moves a mail to those that were seen by some program, but not read by a person.
    pub(super) fn done(&self, name: &str) -> io::Result<()> {
        let seen = self.path.join("cur");
        fs::create_dir_all(&seen)?;
        match fs::rename(self.path.join("new").join(name), seen.join(format!("{name}:2,"))) {
            // Somebody else has moved it.
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
            moved => moved,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn new_mails_are_fetched_in_order_and_moved_but_never_lost() {
        let folder = tempfile::tempdir().unwrap();
        let maildir = Maildir::new(folder.path().to_owned());
        assert!(maildir.fetch().is_err(), "no Maildir yet");
        let new = folder.path().join("new");
        fs::create_dir_all(new.join("a directory")).unwrap();
        for number in (10..40).rev() {
            fs::write(new.join(format!("17600000{number}.M1P1.host")), number.to_string()).unwrap();
        }
        let fetched = maildir.fetch().unwrap();
        assert_eq!(fetched.len(), AT_ONCE);
        assert_eq!(fetched[0].bytes, b"10");
        for mail in &fetched {
            let Position::Named(name) = &mail.position else { panic!("a name") };
            maildir.done(name).unwrap();
            maildir.done(name).unwrap();
        }
        assert_eq!(maildir.fetch().unwrap()[0].bytes, b"30");
        let seen = folder.path().join("cur/1760000010.M1P1.host:2,");
        assert_eq!(fs::read_to_string(seen).unwrap(), "10");
    }
}
