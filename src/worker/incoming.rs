//! Mail that comes in: each is read once, and what it says of our own mail is written down.
//!
//! Reports whose mark is ours set the state of the mail they are about and of the address it went to. Mail
//! of people to an event's address becomes a draft ([`crate::intake`]). Everything stays in the mailbox.

use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use sha2::{Digest as _, Sha256};
use tokio::sync::watch;

use crate::app::App;
use crate::clock;
use crate::domain::ids::OrganizationId;
use crate::domain::values::email::EmailAddress;
use crate::incoming::{
    self, Class, Fetched, Incoming, Mailbox, MailboxError, MailboxUrl, Position, Report,
};
use crate::intake::{self, IncomingMail, Taken};
use crate::letters::Postmark;
use crate::links::Links;
use crate::store::bounced_addresses::{self, BouncedAddressRow};
use crate::store::incoming_mails::{self, IncomingMailRow, NOBODYS};
use crate::store::outbox::{self, OutboxRow};
use crate::store::types::{Id, Time};
use crate::store::{Conn, StoreError, installation};

/// How often the mailbox is looked at.
const LOOK: Duration = Duration::from_mins(1);
/// How old the mail may be that the first look finds.
const FIRST_LOOK: TimeDelta = TimeDelta::days(3);

/// Why a look at the mailbox ended early.
#[derive(Debug, thiserror::Error)]
pub enum LookError {
    #[error(transparent)]
    Mailbox(#[from] MailboxError),
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// What was done with mails of a look.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Looked {
    /// Read for the first time.
    pub kept: usize,
    /// Read before.
    pub known: usize,
    /// Left where they are, because they could not be written down.
    pub left: usize,
}

/// Looks at the mailbox every minute, if there is one, until told to stop.
pub async fn run(app: App, mut stop: watch::Receiver<bool>) {
    while !*stop.borrow() {
        match look(&app).await {
            Ok(None) => return,
            Ok(Some(looked)) if looked.left > 0 => {
                metrics::gauge!("uketsuke_mailbox_reachable").set(1.0);
                tracing::error!(left = looked.left, "mails that came in could not be written down");
            }
            Ok(Some(_)) => metrics::gauge!("uketsuke_mailbox_reachable").set(1.0),
            Err(error) => {
                metrics::gauge!("uketsuke_mailbox_reachable").set(0.0);
                tracing::warn!(%error, "the mailbox could not be read");
            }
        }
        let jitter = Duration::from_millis(clock::random_u64() % 5_000);
        tokio::select! {
            () = tokio::time::sleep(LOOK + jitter) => {}
            _ = stop.changed() => {}
        }
    }
}

/// Reads all that is new in the mailbox; `None` where there is no mailbox.
///
/// # Errors
/// [`LookError`]; what was read until then stays read.
pub async fn look(app: &App) -> Result<Option<Looked>, LookError> {
    let Some(url) = &app.settings.mailbox_url else { return Ok(None) };
    let Ok(url) = url.expose().parse::<MailboxUrl>() else {
        return Err(MailboxError::Folder.into());
    };
    let key = position_key(&url);
    let mut mailbox = Mailbox::new(url)?;
    let looked = read_all(app, &mut mailbox, key).await;
    mailbox.close().await;
    looked.map(Some)
}

/// Under which name it is kept how far a mailbox was read: another mailbox begins at its own beginning.
fn position_key(url: &MailboxUrl) -> String {
    let place = match url {
        MailboxUrl::Imap(imap) => {
            format!("{}@{}:{}/{}", imap.user, imap.host, imap.port, imap.folder)
        }
        MailboxUrl::Maildir(path) => path.display().to_string(),
    };
    let digest = Sha256::digest(place);
    format!("mailbox_read:{:02x?}", &digest[..8]).replace(['[', ']', ',', ' '], "")
}

async fn read_all(app: &App, mailbox: &mut Mailbox, key: String) -> Result<Looked, LookError> {
    let since = app.clock.now() - FIRST_LOOK;
    let mut looked = Looked::default();
    let asked = key.clone();
    let known = app.read(move |conn| installation::get(conn, &asked)).await?;
    let mut position = known.map(|(position, _)| position);
    loop {
        let fetched = mailbox.fetch(position.as_deref(), since).await?;
        let left_before = looked.left;
        let (count, before) = (fetched.len(), position.clone());
        for mail in fetched {
            let place = mail.position.clone();
            match take(app, mail).await {
                Ok(true) => looked.kept += 1,
                Ok(false) => looked.known += 1,
                // The database is away: nothing is lost, the next look begins here.
                Err(error @ StoreError::Unavailable(_)) => return Err(error.into()),
                Err(error) => {
                    tracing::error!(%error, "a mail that came in could not be written down");
                    looked.left += 1;
                    if let Position::After(after) = place {
                        position = Some(after);
                    }
                    continue;
                }
            }
            mailbox.done(&place).await?;
            if let Position::After(after) = place {
                position = Some(after);
            }
        }
        if let Some(read) = position.clone().filter(|_| position != before) {
            let (key, now) = (key.clone(), Time(app.clock.now()));
            app.write(move |conn| installation::set(conn, &key, &read, now)).await?;
        }
        // A mail that a directory goes on showing would be looked at for ever.
        if count == 0 || looked.left > left_before {
            return Ok(looked);
        }
    }
}

/// Takes one mail: notes it, and does what follows from it, in one transaction. `false`: it had been taken.
async fn take(app: &App, mail: Fetched) -> Result<bool, StoreError> {
    let (now, links) = (app.clock.now(), app.links.clone());
    let bounce_address = app.settings.bounce_address.clone();
    let application_address = app.settings.application_address.clone();
    let postmark = Postmark { domain: app.public_url.host().to_owned() };
    // Taken apart before the transaction: on SQLite, registrations wait for that.
    let read = incoming::read(&mail.bytes, bounce_address.as_deref());
    let letter = match (&read.class, &application_address) {
        (Class::Other, Some(_)) => IncomingMail::parse(&mail.bytes, mail.arrived_at.unwrap_or(now)),
        _ => None,
    };
    let taken = app
        .write(move |conn| {
            let ours = mail_of_marks(conn, &links, &read.marks)?;
            let row = noted(&read, ours.as_ref(), now);
            let class = row.class.clone();
            if !incoming_mails::note(conn, &row)? {
                return Ok(None);
            }
            if let (Some(ours), Class::Report(Report::Failed { status })) = (&ours, &read.class) {
                bounced(conn, &links, ours, status, Time(now))?;
            }
            if let (Some(letter), Some(address)) = (&letter, &application_address)
                && let Taken::Drafted(_) = intake::take(conn, letter, address, now, &postmark)?
            {
                incoming_mails::is_application(conn, row.id)?;
                return Ok(Some("application".to_owned()));
            }
            Ok::<_, StoreError>(Some(class))
        })
        .await?;
    if let Some(class) = &taken {
        metrics::counter!("uketsuke_incoming_mails_total", "class" => class.clone()).increment(1);
        // Its sender is answered.
        app.mail_waits.ring();
    }
    Ok(taken.is_some())
}

fn noted(read: &Incoming, ours: Option<&OutboxRow>, now: DateTime<Utc>) -> IncomingMailRow {
    let is_forged = ours.is_none() && !read.marks.is_empty();
    let (class, status) = match &read.class {
        Class::Report(Report::Arrived) | Class::AutoReply => ("auto_reply", None),
        Class::Report(_) if is_forged => ("forged", None),
        Class::Report(Report::Failed { status }) => ("bounce", Some(status.clone())),
        Class::Report(Report::Delayed { status }) => ("delay", Some(status.clone())),
        Class::Other => ("other", None),
    };
    IncomingMailRow {
        id: Id(clock::uuid_v7(now)),
        organization_id: ours.map_or(NOBODYS, |ours| ours.organization_id),
        message_key: read.key.to_vec(),
        class: class.to_owned(),
        outbox_id: ours.map(|ours| ours.id),
        status,
        read_at: Time(now),
    }
}

/// The mail of ours that one of the marks is of, if we have signed it.
fn mail_of_marks(
    conn: &mut Conn,
    links: &Links,
    marks: &[String],
) -> Result<Option<OutboxRow>, StoreError> {
    for mark in marks {
        if let Some(mail) = links.open_mark(mark)
            && let Some(row) = outbox::of_mark(conn, Id(mail))?
        {
            return Ok(Some(row));
        }
    }
    Ok(None)
}

/// A mail has come back: so says its state, and its address is marked.
fn bounced(
    conn: &mut Conn,
    links: &Links,
    mail: &OutboxRow,
    status: &str,
    now: Time,
) -> Result<(), StoreError> {
    if outbox::bounce(conn, mail.id, status, now)? {
        tracing::info!(mail = %mail.id.0, kind = %mail.kind, status, "mail has come back");
        metrics::counter!("uketsuke_mails_total", "outcome" => "bounced").increment(1);
    }
    if mail.last_reply.as_deref() == Some(outbox::REHEARSED) {
        // It went to staff.
        return Ok(());
    }
    let Ok(address) = EmailAddress::parse(&mail.recipient) else { return Ok(()) };
    let address = links.address_key(OrganizationId(mail.organization_id.0), &address);
    let row = BouncedAddressRow {
        organization_id: mail.organization_id,
        address_key: address.to_vec(),
        outbox_id: mail.id,
        status: status.to_owned(),
        bounced_at: now,
    };
    bounced_addresses::note(conn, &row)
}
