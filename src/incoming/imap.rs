//! A mailbox on an IMAP server (RFC 9051), opened for reading only: what staff see in it stays as it was.
//!
//! How far it was read is told by UIDs, not by flags, so that a mail that somebody has opened is not missed.

use std::future::Future;
use std::time::Duration;

use async_imap::error::Error;
use async_imap::{Client, Session};
use chrono::{DateTime, Utc};
use futures_util::TryStreamExt as _;
use tokio::net::TcpStream;
use tokio::time::timeout;
use tokio_rustls::client::TlsStream;

use super::mailbox::{AT_ONCE, Fetched, LONGEST_MAIL, MailboxError, Position};
use super::mailbox_url::ImapSettings;
use crate::mail::Tls;

/// How long the server may take for one answer.
const PATIENCE: Duration = Duration::from_secs(60);

type Open = Session<TlsStream<TcpStream>>;

/// A folder on a server.
pub struct Imap {
    settings: ImapSettings,
    tls: Tls,
    /// The conversation with the folder's UIDVALIDITY, while it is open.
    open: Option<(Open, u32)>,
}

impl Imap {
    pub(super) fn new(settings: ImapSettings) -> Result<Self, MailboxError> {
        let tls = Tls::prepare(&settings.host, settings.ca_file.as_deref())?;
        Ok(Self { settings, tls, open: None })
    }

    /// The next mails after a position, or those that came since a day where there is none, or one of
    /// another UIDVALIDITY: then the folder was made anew.
    pub(super) async fn fetch(
        &mut self,
        position: Option<&str>,
        since: DateTime<Utc>,
    ) -> Result<Vec<Fetched>, MailboxError> {
        let (mut session, validity) = match self.open.take() {
            Some(open) => open,
            None => self.connect().await?,
        };
        let last = position.and_then(|position| last_uid(position, validity));
        let query = match last {
            Some(last) => format!("UID {}:*", last.saturating_add(1)),
            None => format!("SINCE {}", since.format("%d-%b-%Y")),
        };
        let found = in_time(session.uid_search(query)).await?;
        // `n:*` always has the last mail in it, however low its UID.
        let mut uids: Vec<u32> =
            found.into_iter().filter(|uid| last.is_none_or(|last| *uid > last)).collect();
        uids.sort_unstable();
        uids.truncate(AT_ONCE);
        let mut fetched = Vec::with_capacity(uids.len());
        for uid in uids {
            fetched.extend(one(&mut session, uid, validity).await?);
        }
        self.open = Some((session, validity));
        Ok(fetched)
    }

    async fn connect(&self) -> Result<(Open, u32), MailboxError> {
        let address = (self.settings.host.as_str(), self.settings.port);
        let opening = async {
            let stream = TcpStream::connect(address).await?;
            self.tls.connect(stream).await
        };
        let stream = timeout(PATIENCE, opening).await.map_err(|_| MailboxError::TimedOut)??;
        let mut client = Client::new(stream);
        let greeting = timeout(PATIENCE, client.read_response()).await;
        greeting.map_err(|_| MailboxError::TimedOut)??.ok_or(MailboxError::Garbage)?;
        let login = client.login(&self.settings.user, &self.settings.password);
        let login = timeout(PATIENCE, login).await.map_err(|_| MailboxError::TimedOut)?;
        let mut session = login.map_err(|(error, _)| match error {
            Error::No(_) | Error::Bad(_) => MailboxError::Login,
            other => failure(other),
        })?;
        let examined = in_time(session.examine(&self.settings.folder)).await;
        let folder = examined.map_err(|error| match error {
            MailboxError::Garbage => MailboxError::Folder,
            other => other,
        })?;
        Ok((session, folder.uid_validity.unwrap_or(0)))
    }

    pub(super) async fn close(&mut self) {
        if let Some((mut session, _)) = self.open.take() {
            // Whatever the answer is, the conversation is over.
            let _ = timeout(PATIENCE, session.logout()).await;
        }
    }
}

/// One mail; nothing where it has been deleted meanwhile.
async fn one(session: &mut Open, uid: u32, validity: u32) -> Result<Option<Fetched>, MailboxError> {
    let query = format!("(UID INTERNALDATE BODY.PEEK[]<0.{LONGEST_MAIL}>)");
    let answers = in_time(async {
        session.uid_fetch(uid.to_string(), query).await?.try_collect::<Vec<_>>().await
    });
    let answers = answers.await?;
    let answer = answers.iter().find(|answer| answer.uid == Some(uid) && answer.body().is_some());
    Ok(answer.map(|answer| Fetched {
        bytes: answer.body().unwrap_or_default().to_vec(),
        arrived_at: answer.internal_date().map(|date| date.to_utc()),
        position: Position::After(format!("{validity}:{uid}")),
    }))
}

fn last_uid(position: &str, validity: u32) -> Option<u32> {
    let (of, uid) = position.split_once(':')?;
    if of.parse() == Ok(validity) { uid.parse().ok() } else { None }
}

async fn in_time<T>(answer: impl Future<Output = Result<T, Error>>) -> Result<T, MailboxError> {
    timeout(PATIENCE, answer).await.map_err(|_| MailboxError::TimedOut)?.map_err(failure)
}

/// The library's texts repeat what the server said, which may name a person.
fn failure(error: Error) -> MailboxError {
    match error {
        Error::Io(error) => MailboxError::Unreachable(error.kind().into()),
        Error::ConnectionLost => {
            MailboxError::Unreachable(std::io::ErrorKind::UnexpectedEof.into())
        }
        _ => MailboxError::Garbage,
    }
}
