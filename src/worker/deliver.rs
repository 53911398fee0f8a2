//! Delivering: claim under a lease, send outside any transaction, settle if the lease still holds.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use tokio::sync::watch;

use crate::app::App;
use crate::clock;
use crate::mail::{Connection, Delivery, Message, Rendered, SmtpServer, Transport};
use crate::store::StoreError;
use crate::store::outbox::{self, CaughtMailRow, OutboxRow, Settlement as Stored};
use crate::store::types::{Id, Time};

use super::letter;
use super::replies::{self, Attempt, Settlement};

/// Mails claimed at once.
const BATCH: i32 = 20;
/// How long a claim lasts. Longer than a batch may be worked on ([`BATCH_TIME`]) plus the longest single
/// delivery (some 25 minutes when every step takes as long as RFC 5321, 4.5.3.2 allows).
const LEASE: TimeDelta = TimeDelta::minutes(45);
/// After this the rest of a batch is given back.
const BATCH_TIME: TimeDelta = TimeDelta::minutes(10);
/// How often the queue is looked at without being woken.
const POLL: Duration = Duration::from_secs(3);
/// How long an idle connection is kept open.
const IDLE: Duration = Duration::from_secs(20);

/// Until when the mail server is left alone; shared by all connections of this worker.
#[derive(Clone, Default)]
pub struct ServerPause(Arc<Mutex<Option<DateTime<Utc>>>>);

impl ServerPause {
    fn is_over(&self, now: DateTime<Utc>) -> bool {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).is_none_or(|until| until <= now)
    }

    fn until(&self, at: DateTime<Utc>) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(at);
    }
}

/// Delivers until told to stop.
pub async fn run(app: App, pause: ServerPause, mut stop: watch::Receiver<bool>) {
    let mut carrier = Carrier { app, pause, connection: None };
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
    carrier.hang_up().await;
}

/// Delivers everything that is due now, and returns how many mails were tried: for tests, which
/// drain the queue by hand.
pub async fn drain(app: &App) -> Result<usize, StoreError> {
    let (_keep, stop) = watch::channel(false);
    let mut carrier = Carrier { app: app.clone(), pause: ServerPause::default(), connection: None };
    let mut tried = 0;
    loop {
        let batch = carrier.batch(&stop).await?;
        if batch == 0 {
            carrier.hang_up().await;
            return Ok(tried);
        }
        tried += batch;
    }
}

/// One connection's worth of work.
struct Carrier {
    app: App,
    pause: ServerPause,
    connection: Option<Connection>,
}

impl Carrier {
    /// Waits for mail, or for the next look; an idle connection is closed in between.
    async fn wait(&mut self, stop: &mut watch::Receiver<bool>) {
        let jitter = Duration::from_millis(clock::random_u64() % 1_000);
        let app = self.app.clone();
        let woken = async {
            tokio::select! {
                () = app.mail_waits.notified() => {}
                () = tokio::time::sleep(POLL + jitter) => {}
                _ = stop.changed() => {}
            }
        };
        if tokio::time::timeout(IDLE, woken).await.is_err() {
            self.hang_up().await;
        }
        if let Some(connection) = &mut self.connection
            && !connection.is_alive().await
        {
            self.hang_up().await;
        }
    }

    async fn hang_up(&mut self) {
        if let Some(connection) = self.connection.take() {
            connection.close().await;
        }
    }

    /// Claims a batch and works it off; how many were tried.
    async fn batch(&mut self, stop: &watch::Receiver<bool>) -> Result<usize, StoreError> {
        let began = self.app.clock.now();
        if !self.pause.is_over(began) {
            return Ok(0);
        }
        let lease = Id(clock::uuid_v7(began));
        let (rows, offices) = self
            .app
            .write(move |conn| {
                let rows = outbox::claim(conn, lease, Time(began), Time(began + LEASE), BATCH)?;
                let offices = letter::offices(conn, &rows)?;
                Ok::<_, StoreError>((rows, offices))
            })
            .await?;
        if rows.len() == usize::try_from(BATCH).unwrap_or(0) {
            // There may be more: another connection can take them.
            self.app.mail_waits.notify_one();
        }
        let mut tried = 0;
        let mut rows = rows.into_iter();
        for row in rows.by_ref() {
            self.one(&row, lease, offices.get(&row.organization_id)).await?;
            tried += 1;
            let now = self.app.clock.now();
            if *stop.borrow() || now - began > BATCH_TIME || !self.pause.is_over(now) {
                break;
            }
        }
        self.give_back(lease, rows.map(|row| row.id).collect()).await?;
        Ok(tried)
    }

    async fn give_back(&self, lease: Id, ids: Vec<Id>) -> Result<(), StoreError> {
        if ids.is_empty() {
            return Ok(());
        }
        let now = Time(self.app.clock.now());
        self.app.write(move |conn| outbox::unclaim(conn, lease, &ids, now)).await
    }

    async fn one(
        &mut self,
        row: &OutboxRow,
        lease: Id,
        office: Option<&crate::store::organizations::OrganizationRow>,
    ) -> Result<(), StoreError> {
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
        let delivery = self.deliver(server, message).await;
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

    async fn deliver(&mut self, server: &SmtpServer, message: &Message) -> Delivery {
        let mut connection = match self.connection.take() {
            Some(connection) => connection,
            None => match server.connect().await {
                Ok(connection) => connection,
                Err(delivery) => return delivery,
            },
        };
        let delivery = connection.deliver(message).await;
        if connection.is_reusable() {
            self.connection = Some(connection);
        } else {
            connection.close().await;
        }
        delivery
    }

    async fn settle(
        &self,
        row: &OutboxRow,
        lease: Id,
        settlement: Settlement,
    ) -> Result<(), StoreError> {
        let (state, due_at, reason) = match settlement {
            Settlement::Sent => ("sent", None, None),
            Settlement::RetryAt { at, reason, pause_server } => {
                if pause_server {
                    self.pause.until(at);
                }
                ("retry", Some(Time(at)), Some(reason))
            }
            Settlement::Failed { reason } => ("failed", None, Some(reason)),
            Settlement::Unknown { reason } => ("unknown", None, Some(reason)),
        };
        metrics::counter!("uketsuke_mails_total", "outcome" => state).increment(1);
        if let Some(reason) = &reason {
            tracing::warn!(mail = %row.id.0, kind = %row.kind, state, reason, "mail not delivered");
        }
        let (id, now) = (row.id, Time(self.app.clock.now()));
        let settled = self
            .app
            .write(move |conn| {
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
        self.app
            .write(move |conn| {
                let stored = Stored { state: "sent", due_at: None, reply: Some(outbox::CAUGHT) };
                if outbox::settle(conn, id, lease, &stored, now)? {
                    outbox::insert_caught(conn, &caught)?;
                }
                Ok::<_, StoreError>(())
            })
            .await
    }
}

/// A number from 0 to 1.
fn fraction(random: u64) -> f64 {
    f64::from(u32::try_from(random >> 32).unwrap_or(0)) / f64::from(u32::MAX)
}
