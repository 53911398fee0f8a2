//! Delivering: claim under a lease, send outside any transaction, settle if the lease still holds.

use std::collections::HashMap;
use std::time::Duration;

use chrono::TimeDelta;
use tokio::sync::watch;

use crate::app::App;
use crate::clock;
use crate::mail::{Delivery, Message, Rendered, SmtpServer, Transport};
use crate::store::organizations::OrganizationRow;
use crate::store::outbox::{self, CaughtMailRow, OutboxRow, Settlement as Stored};
use crate::store::types::{Id, Time};
use crate::store::{Conn, StoreError};

use super::lease::{LEASE, Lease};
use super::letter;
use super::line::Line;
use super::pause::ServerPause;
use super::replies::{self, Attempt, Settlement};

/// Mails claimed at once.
const BATCH: i32 = 20;
/// After this the rest of a batch is given back.
const BATCH_TIME: TimeDelta = TimeDelta::minutes(10);
/// How often the queue is looked at without being woken.
const POLL: Duration = Duration::from_secs(3);
/// Waits before what became of a mail is written once more: a database that fails for a moment must not
/// make a mail that was sent due again.
const WRITTEN_AGAIN_AFTER: [Duration; 3] =
    [Duration::from_millis(100), Duration::from_millis(500), Duration::from_secs(2)];

/// Delivers until told to stop.
pub async fn run(app: App, pause: ServerPause, mut stop: watch::Receiver<bool>) {
    let mut carrier = Carrier { app, pause, line: Line::default() };
    while !*stop.borrow() {
        match carrier.batch(&stop).await {
            Ok(0) => carrier.wait(&mut stop).await,
            Ok(_) => {}
            Err(error) => {
                tracing::error!(%error, "the mail queue cannot be read");
                carrier.wait(&mut stop).await;
            }
        }
    }
    carrier.line.hang_up().await;
}

/// Delivers everything that is due now, and returns how many mails were tried: for tests, which
/// drain the queue by hand.
pub async fn drain(app: &App) -> Result<usize, StoreError> {
    drain_unless_paused(app, &ServerPause::default()).await
}

/// The same by a worker that knows how its server has been.
pub async fn drain_unless_paused(app: &App, pause: &ServerPause) -> Result<usize, StoreError> {
    let (_keep, stop) = watch::channel(false);
    let mut carrier = Carrier { app: app.clone(), pause: pause.clone(), line: Line::default() };
    let mut tried = 0;
    loop {
        let batch = carrier.batch(&stop).await?;
        if batch == 0 {
            carrier.line.hang_up().await;
            return Ok(tried);
        }
        tried += batch;
    }
}

/// One connection's worth of work.
struct Carrier {
    app: App,
    pause: ServerPause,
    line: Line,
}

/// The offices of a batch, by their ids.
type Offices = HashMap<Id, OrganizationRow>;

impl Carrier {
    /// Waits for mail, or for the next look; an idle connection is hung up.
    async fn wait(&mut self, stop: &mut watch::Receiver<bool>) {
        let jitter = Duration::from_millis(clock::random_u64() % 1_000);
        tokio::select! {
            () = self.app.mail_waits.notified() => {}
            () = tokio::time::sleep(POLL + jitter) => {}
            _ = stop.changed() => {}
        }
        self.line.hang_up_if_idle(self.app.clock.now()).await;
    }

    /// Claims a batch and works it off; how many were tried.
    async fn batch(&mut self, stop: &watch::Receiver<bool>) -> Result<usize, StoreError> {
        let began = self.app.clock.now();
        if !self.pause.is_over(began) {
            return Ok(0);
        }
        let id = Id(clock::uuid_v7(began));
        let (rows, offices) = self
            .app
            .write(move |conn| {
                let rows = outbox::claim(conn, id, Time(began), Time(began + LEASE), BATCH)?;
                let offices = letter::offices(conn, &rows)?;
                Ok::<_, StoreError>((rows, offices))
            })
            .await?;
        if rows.is_empty() {
            return Ok(0);
        }
        let lease = Lease::hold(&self.app, id, began);
        let full = rows.len() == usize::try_from(BATCH).unwrap_or(0);
        let (rows, spared) = one_suspect(rows);
        if full || !spared.is_empty() {
            // There may be more: another connection can take them.
            self.app.mail_waits.notify_one();
        }
        self.give_back(id, spared).await?;
        self.work_off(rows, &lease, &offices, stop).await
    }

    /// Tries one mail after another. Those it does not come to are given back, whatever happens.
    async fn work_off(
        &mut self,
        rows: Vec<OutboxRow>,
        lease: &Lease,
        offices: &Offices,
        stop: &watch::Receiver<bool>,
    ) -> Result<usize, StoreError> {
        let ends = self.app.clock.now() + BATCH_TIME;
        let (mut tried, mut outcome) = (0, Ok(()));
        let mut rows = rows.into_iter().peekable();
        while let Some(row) = rows.next_if(|_| lease.is_ours(self.app.clock.now())) {
            outcome = self.one(&row, lease.id, offices.get(&row.organization_id)).await;
            tried += 1;
            let now = self.app.clock.now();
            if outcome.is_err() || *stop.borrow() || now > ends || !self.pause.is_over(now) {
                break;
            }
        }
        let given_back = self.give_back(lease.id, rows.map(|row| row.id).collect()).await;
        outcome.and(given_back).map(|()| tried)
    }

    async fn give_back(&self, lease: Id, ids: Vec<Id>) -> Result<(), StoreError> {
        if ids.is_empty() {
            return Ok(());
        }
        let now = Time(self.app.clock.now());
        self.write_surely(move |conn| outbox::unclaim(conn, lease, &ids, now)).await
    }

    /// Writes, and tries again for some seconds if the database fails.
    async fn write_surely<T: Send + 'static>(
        &self,
        work: impl Fn(&mut Conn) -> Result<T, StoreError> + Clone + Send + 'static,
    ) -> Result<T, StoreError> {
        for wait in WRITTEN_AGAIN_AFTER {
            match self.app.write(work.clone()).await {
                Ok(value) => return Ok(value),
                Err(error) => tracing::warn!(%error, "the mail queue could not be written; again"),
            }
            tokio::time::sleep(wait).await;
        }
        self.app.write(work).await
    }

    async fn one(
        &mut self,
        row: &OutboxRow,
        lease: Id,
        office: Option<&OrganizationRow>,
    ) -> Result<(), StoreError> {
        if row.give_up_at.is_some_and(|give_up_at| give_up_at.0 < self.app.clock.now()) {
            let reason = "given up: it was due only after it had ceased to be of use".to_owned();
            return self.settle(row, lease, Settlement::Failed { reason }).await;
        }
        let settlement = match letter::compose_row(&self.app, row, office) {
            Err(fault) => Settlement::Failed { reason: fault.to_string() },
            Ok((rendered, message)) => match self.app.transport.clone() {
                Transport::Caught => return self.catch(row, lease, &rendered, &message).await,
                Transport::Smtp(server) => self.send(row, &server, &message).await,
            },
        };
        self.settle(row, lease, settlement).await
    }

    async fn send(
        &mut self,
        row: &OutboxRow,
        server: &SmtpServer,
        message: &Message,
    ) -> Settlement {
        let delivery = self.line.deliver(server, message, &self.app.clock).await;
        self.mind_server(&delivery);
        let attempt = Attempt {
            number: u32::try_from(row.attempts).unwrap_or(1),
            now: self.app.clock.now(),
            created_at: row.created_at.0,
            give_up_at: row.give_up_at.map(|time| time.0),
            jitter: fraction(clock::random_u64()),
        };
        match replies::settle(&delivery, &attempt) {
            // Confirmations are sent again with the same Message-ID: twice is better than never.
            Settlement::Unknown { reason } => replies::send_again(&reason, &attempt),
            settlement => settlement,
        }
    }

    /// The server is left alone for a while where the next mail would fare no better.
    fn mind_server(&self, delivery: &Delivery) {
        if matches!(delivery, Delivery::Accepted { .. }) {
            self.pause.succeeded();
        } else if replies::blames_server(delivery) {
            self.pause.failed(self.app.clock.now());
        }
    }

    async fn settle(
        &self,
        row: &OutboxRow,
        lease: Id,
        settlement: Settlement,
    ) -> Result<(), StoreError> {
        let (state, due_at, reason) = match settlement {
            Settlement::Sent => ("sent", None, None),
            Settlement::RetryAt { at, reason } => ("retry", Some(Time(at)), Some(reason)),
            Settlement::Failed { reason } => ("failed", None, Some(reason)),
            Settlement::Unknown { reason } => ("unknown", None, Some(reason)),
        };
        metrics::counter!("uketsuke_mails_total", "outcome" => state).increment(1);
        if let Some(reason) = &reason {
            tracing::warn!(mail = %row.id.0, kind = %row.kind, state, reason, "mail not delivered");
        }
        let (id, now) = (row.id, Time(self.app.clock.now()));
        let settled = self
            .write_surely(move |conn| {
                let stored = Stored { state, due_at, reply: reason.as_deref() };
                outbox::settle(conn, id, lease, &stored, now)
            })
            .await?;
        if !settled {
            tracing::warn!(mail = %row.id.0, "another worker has taken this mail over");
        }
        Ok(())
    }

    /// Keeps the message for the mailbox page, and settles it in the same transaction.
    async fn catch(
        &self,
        row: &OutboxRow,
        lease: Id,
        rendered: &Rendered,
        message: &Message,
    ) -> Result<(), StoreError> {
        let now = Time(self.app.clock.now());
        let caught = CaughtMailRow {
            outbox_id: row.id,
            organization_id: row.organization_id,
            recipient: row.recipient.clone(),
            subject: rendered.subject.clone(),
            message: message.bytes().to_vec(),
            caught_at: now,
        };
        metrics::counter!("uketsuke_mails_total", "outcome" => "caught").increment(1);
        let id = row.id;
        self.write_surely(move |conn| {
            let stored = Stored { state: "sent", due_at: None, reply: Some(outbox::CAUGHT) };
            if outbox::settle(conn, id, lease, &stored, now)? {
                outbox::insert_caught(conn, &caught)?;
            }
            Ok(())
        })
        .await
    }
}

/// Of the mails whose last lease ran out, any may be what kills workers. Such a mail is tried alone,
/// after all others, so that it takes no other with it: the rest of them are to be given back.
fn one_suspect(rows: Vec<OutboxRow>) -> (Vec<OutboxRow>, Vec<Id>) {
    let is_suspect = |row: &OutboxRow| row.last_reply.as_deref() == Some(outbox::LEASE_EXPIRED);
    let (suspects, mut rows): (Vec<_>, Vec<_>) = rows.into_iter().partition(is_suspect);
    let mut suspects = suspects.into_iter();
    rows.extend(suspects.next());
    (rows, suspects.map(|row| row.id).collect())
}

/// A number from 0 to 1.
fn fraction(random: u64) -> f64 {
    f64::from(u32::try_from(random >> 32).unwrap_or(0)) / f64::from(u32::MAX)
}
