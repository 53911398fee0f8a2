//! Settling: what became of mails is written in groups, while the next ones are being sent.
//!
//! The first mail after a quiet moment is written at once; under load a group gathers for at most
//! `GATHERED_FOR`. What is not written when the process is killed comes again: that many mails at most,
//! and never more than a connection may have in hand ([`super::taking::IN_HAND`]).

use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

use tokio::sync::{OwnedSemaphorePermit, mpsc, watch};
use tokio::time::{Instant, sleep, timeout_at};

use crate::app::App;
use crate::store::outbox::{self, CaughtMailRow, Settlement as Stored};
use crate::store::types::{Id, Time};
use crate::store::{Conn, StoreError};

use super::lease::Lease;
use super::stubborn::AGAIN_AFTER;

/// Most mails settled in one transaction.
const MOST: usize = 100;
/// How far apart the groups are that are not full: each is a transaction with an fsync, and on SQLite
/// the desk waits for it.
const GATHERED_FOR: Duration = Duration::from_millis(25);
/// How often a database that is away is tried while the lease still holds.
const PATIENTLY: Duration = Duration::from_secs(2);

/// What became of one mail. While it exists, its lease is renewed and its place in hand is taken.
pub struct Ended {
    pub id: Id,
    pub state: &'static str,
    /// When it is tried again.
    pub due_at: Option<Time>,
    pub reply: Option<String>,
    /// What is kept for the mailbox page, where no server is configured.
    pub caught: Option<CaughtMailRow>,
    pub lease: Arc<Lease>,
    pub place: OwnedSemaphorePermit,
    /// Somebody waits for this to be settled: no others are gathered.
    pub is_waited_for: bool,
}

/// How writing is going.
#[derive(Clone, Copy, Default)]
struct Health {
    /// The last attempt failed, and there will be another.
    stumbles: bool,
    /// Mails that could not be settled, so far.
    failures: u64,
}

/// Writes what became of the mails of all connections of this process.
#[derive(Clone)]
pub struct Settler {
    ended: mpsc::UnboundedSender<Ended>,
    health: watch::Receiver<Health>,
}

impl Settler {
    /// Begins; it goes on until its last clone is gone.
    pub fn start(app: &App) -> Self {
        let (sender, ended) = mpsc::unbounded_channel();
        let (health_sender, health) = watch::channel(Health::default());
        tokio::spawn(write_down(app.clone(), ended, health_sender));
        Self { ended: sender, health }
    }

    /// Has it written soon.
    pub fn settle(&self, ended: Ended) {
        if self.ended.send(ended).is_err() {
            tracing::error!("what became of a mail cannot be written any more");
        }
    }

    /// Waits while the database does not take what became of mails: nothing more should be sent then.
    /// How many mails could not be settled so far.
    ///
    /// # Errors
    /// When nothing is written any more.
    pub async fn failures(&mut self) -> Result<u64, StoreError> {
        let health = self.health.wait_for(|health| !health.stumbles).await;
        let gone = StoreError::Unreadable("nobody writes what became of mails");
        health.map(|health| health.failures).map_err(|_| gone)
    }
}

async fn write_down(
    app: App,
    mut ended: mpsc::UnboundedReceiver<Ended>,
    health: watch::Sender<Health>,
) {
    let mut next = Instant::now();
    while let Some(first) = ended.recv().await {
        let mut group = vec![first];
        while group.len() < MOST
            && !group.iter().any(|ended: &Ended| ended.is_waited_for)
            && let Ok(Some(more)) = timeout_at(next, ended.recv()).await
        {
            group.push(more);
        }
        next = Instant::now() + GATHERED_FOR;
        let lost = write_group(&app, Arc::new(group), &health).await;
        health.send_modify(|health| {
            *health = Health { stumbles: false, failures: health.failures + lost };
        });
    }
}

/// Writes one group, as stubbornly as its leases allow; how many of it could not be settled.
async fn write_group(app: &App, group: Arc<Vec<Ended>>, health: &watch::Sender<Health>) -> u64 {
    let mut waits = AGAIN_AFTER.into_iter();
    loop {
        let (now, written) = (Time(app.clock.now()), Arc::clone(&group));
        let error = match app.write(move |conn| settle_all(conn, &written, now)).await {
            Ok(settled) if settled == group.len() => return 0,
            Ok(settled) => {
                let taken_over = group.len() - settled;
                tracing::warn!(taken_over, "another worker has taken mails over");
                return 0;
            }
            Err(error) => error,
        };
        tracing::warn!(%error, "what became of mails could not be written; again");
        health.send_modify(|health| health.stumbles = true);
        let may_wait = matches!(error, StoreError::Unavailable(_))
            && !app.stopping.load(Ordering::SeqCst)
            && group.iter().all(|ended| ended.lease.is_ours(now.0));
        match waits.next().or(may_wait.then_some(PATIENTLY)) {
            Some(wait) => sleep(wait).await,
            None => return one_by_one(app, group).await,
        }
    }
}

/// The last attempt: whatever it is that cannot be written costs no other mail.
async fn one_by_one(app: &App, group: Arc<Vec<Ended>>) -> u64 {
    let mut lost = 0;
    for index in 0..group.len() {
        let (now, group) = (Time(app.clock.now()), Arc::clone(&group));
        let id = group[index].id;
        let written = app.write(move |conn| settle_all(conn, &group[index..=index], now)).await;
        if let Err(error) = written {
            tracing::error!(%error, mail = %id.0, "what became of a mail could not be written");
            lost += 1;
        }
    }
    lost
}

/// Settles those that their leases still hold; how many.
fn settle_all(conn: &mut Conn, group: &[Ended], now: Time) -> Result<usize, StoreError> {
    let mut settled = 0;
    let mut sent: HashMap<Id, Vec<Id>> = HashMap::new();
    for ended in group {
        if ended.state == "sent" && ended.reply.is_none() {
            sent.entry(ended.lease.id).or_default().push(ended.id);
            continue;
        }
        let reply = ended.reply.as_deref();
        let stored = Stored { state: ended.state, due_at: ended.due_at, reply };
        if outbox::settle(conn, ended.id, ended.lease.id, &stored, now)? {
            settled += 1;
            if let Some(caught) = &ended.caught {
                outbox::insert_caught(conn, caught)?;
            }
        }
    }
    for (lease, ids) in sent {
        settled += outbox::settle_sent(conn, &ids, lease, now)?;
    }
    Ok(settled)
}
