//! A mailbox that is read, mail by mail, and in which nothing is deleted.

use std::io;

use chrono::{DateTime, Utc};

use super::imap::Imap;
use super::mailbox_url::MailboxUrl;
use super::maildir::Maildir;
use crate::mail::TlsSetupError;

/// How much of one mail is read, in bytes: what follows are attachments, of which nothing is needed.
pub(super) const LONGEST_MAIL: usize = 5 * 1024 * 1024;
/// Mails that are fetched before what became of them is written down.
pub(super) const AT_ONCE: usize = 20;

/// A mailbox.
pub enum Mailbox {
    /// On a server.
    Imap(Box<Imap>),
    /// A directory of this machine.
    Maildir(Maildir),
}

/// A mail as it was fetched.
pub struct Fetched {
    /// The mail, or its first five mebibytes.
    pub bytes: Vec<u8>,
    /// When it arrived, where the mailbox knows.
    pub arrived_at: Option<DateTime<Utc>>,
    /// Where the next look goes on once this one is kept.
    pub position: Position,
}

/// How far a mailbox has been read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Position {
    /// To be written down: with it the next look begins.
    After(String),
    /// The mailbox itself knows: the mail has this name there.
    Named(String),
}

/// Why a mailbox could not be read. No text names a person.
#[derive(Debug, thiserror::Error)]
pub enum MailboxError {
    /// The directory, or the way to the server.
    #[error("the mailbox cannot be reached: {0}")]
    Unreachable(#[from] io::Error),
    /// TLS could not be prepared.
    #[error("the mailbox: {0}")]
    Tls(#[from] TlsSetupError),
    /// No answer in time.
    #[error("the mailbox does not answer in time")]
    TimedOut,
    /// Wrong user or password.
    #[error("the mailbox does not accept the login")]
    Login,
    /// No such folder, or none that may be read.
    #[error("the mailbox has no such folder")]
    Folder,
    /// Something that is not IMAP.
    #[error("the mailbox answers what cannot be understood")]
    Garbage,
}

impl Mailbox {
    /// The mailbox of a URL; nothing is opened yet.
    ///
    /// # Errors
    /// [`MailboxError::Tls`].
    pub fn new(url: MailboxUrl) -> Result<Self, MailboxError> {
        match url {
            MailboxUrl::Imap(settings) => Ok(Self::Imap(Box::new(Imap::new(settings)?))),
            MailboxUrl::Maildir(path) => Ok(Self::Maildir(Maildir::new(path))),
        }
    }

    /// The next mails after `position`, oldest first; none when all have been read. Without a position, an
    /// IMAP folder is read from `since` on.
    ///
    /// # Errors
    /// [`MailboxError`].
    pub async fn fetch(
        &mut self,
        position: Option<&str>,
        since: DateTime<Utc>,
    ) -> Result<Vec<Fetched>, MailboxError> {
        match self {
            Self::Imap(imap) => imap.fetch(position, since).await,
            Self::Maildir(maildir) => {
                let maildir = maildir.clone();
                let fetched = tokio::task::spawn_blocking(move || maildir.fetch()).await;
                Ok(fetched.map_err(io::Error::other)??)
            }
        }
    }

    /// The mail has been kept: the mailbox need not show it again.
    ///
    /// # Errors
    /// [`MailboxError`].
    pub async fn done(&mut self, position: &Position) -> Result<(), MailboxError> {
        if let (Self::Maildir(maildir), Position::Named(name)) = (self, position) {
            let (maildir, name) = (maildir.clone(), name.clone());
            let done = tokio::task::spawn_blocking(move || maildir.done(&name)).await;
            done.map_err(io::Error::other)??;
        }
        Ok(())
    }

    /// Ends the conversation with a server.
    pub async fn close(&mut self) {
        if let Self::Imap(imap) = self {
            imap.close().await;
        }
    }
}
