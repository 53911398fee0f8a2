//! Taking mails in hand: claimed under a lease, and composed while others are being sent.

use std::sync::Arc;
use std::time::Duration;

use chrono::{DateTime, Utc};
use tokio::sync::{OwnedSemaphorePermit, Semaphore, mpsc, watch};

use crate::app::App;
use crate::clock;
use crate::domain::mail_settings::MailSettings;
use crate::mail::{Message, Rendered, Transport};
use crate::store::StoreError;
use crate::store::mail_rates::MailRate;
use crate::store::outbox::{self, OutboxRow};
use crate::store::outbox_claim::{self, Taken, Wanted};
use crate::store::types::{Id, Time};

use super::lease::{self, Lease};
use super::letter::{self, LetterFault, Stationery};
use super::pace::Pace;
use super::pause::ServerPause;
use super::replies;
use super::second_try::{PUT_OFF, SecondTry};
use super::stubborn;

/// Most mails that one connection holds composed, or sent and not yet settled: what may come a second
/// time if the process is killed at this moment.
pub const IN_HAND: u32 = 200;
/// How long is waited at least for the sender's allowance.
const SHORTEST_WAIT: Duration = Duration::from_millis(5);
/// Mails composed in one go on a thread of their own.
const AT_ONCE: usize = 8;

/// A mail in hand, ready to be sent. It holds its place until it is settled.
pub struct Letter {
    pub row: OutboxRow,
    pub composed: Result<(Rendered, Message), LetterFault>,
    /// What its organization has decided.
    pub settings: MailSettings,
    pub lease: Arc<Lease>,
    pub place: OwnedSemaphorePermit,
    /// The next one waits until this is settled.
    pub is_alone: bool,
}

/// Takes mails for one connection.
pub struct Taker {
    pub app: App,
    pub pace: Arc<Pace>,
    pub pause: ServerPause,
    pub second_try: SecondTry,
    /// The [`IN_HAND`] places of this connection.
    pub places: Arc<Semaphore>,
    /// Less urgent mails are left to other connections.
    pub least_urgent: i16,
    pub letters: mpsc::UnboundedSender<Letter>,
}

/// What came of a claim.
enum Claimed {
    Batch(Box<Batch>),
    /// Mails that were due may not go out; there may be others behind them.
    Others,
    /// The sender's limit is reached until then.
    NotBefore(DateTime<Utc>),
    Nothing,
}

/// One claim: its rows, what they have in common, and its lease.
struct Batch {
    rows: Vec<OutboxRow>,
    suspect: Option<OutboxRow>,
    /// There were more suspects, which were given back.
    spared: bool,
    /// Held until the suspect is settled, where it is one that has hung before.
    second_try: Option<OwnedSemaphorePermit>,
    stationery: Arc<Stationery>,
    lease: Arc<Lease>,
}

impl Taker {
    /// Takes all that is due, never far ahead of the connection, until nothing is left, the connection
    /// takes no more, or it is time to stop.
    pub async fn take_all(self, stop: &watch::Receiver<bool>) -> Result<(), StoreError> {
        let mut suspects_wait = false;
        loop {
            self.pace.few_wait().await;
            let over = self.pause.is_over(self.app.clock.now());
            if *stop.borrow() || self.letters.is_closed() || !over {
                return Ok(());
            }
            // Suspects are taken one by one: many would only be claimed to be given back.
            let most = if suspects_wait { 1 } else { self.pace.batch() };
            let batch = match self.claim(most).await? {
                Claimed::Batch(batch) => *batch,
                Claimed::Others => continue,
                Claimed::NotBefore(at) => {
                    self.wait_until(at, stop.clone()).await;
                    continue;
                }
                Claimed::Nothing => return Ok(()),
            };
            suspects_wait = batch.spared || (suspects_wait && batch.suspect.is_some());
            self.hand_on(batch).await?;
        }
    }

    /// Waits for the sender's allowance, unless nobody wants letters any more.
    async fn wait_until(&self, at: DateTime<Utc>, mut stop: watch::Receiver<bool>) {
        let wait = (at - self.app.clock.now()).to_std().unwrap_or_default();
        tokio::select! {
            () = tokio::time::sleep(wait.max(SHORTEST_WAIT)) => {}
            _ = stop.changed() => {}
            () = self.letters.closed() => {}
        }
    }

    async fn claim(&self, most: usize) -> Result<Claimed, StoreError> {
        let began = self.app.clock.now();
        let id = Id(clock::uuid_v7(began));
        let most = i32::try_from(most).unwrap_or(1);
        let wanted = Wanted {
            lease: id,
            now: Time(began),
            until: Time(began + lease::length()),
            least_urgent: self.least_urgent,
            most,
            rate: rate(&self.app),
        };
        let (taken, stationery) = self
            .app
            .write(move |conn| {
                let mut taken = outbox_claim::take(conn, &wanted)?;
                let settings = std::mem::take(&mut taken.settings);
                let stationery = Stationery::of(conn, &taken.rows, settings)?;
                Ok::<_, StoreError>((taken, stationery))
            })
            .await?;
        let Taken { rows, set_aside, not_before, .. } = taken;
        if let Some(at) = not_before {
            return Ok(Claimed::NotBefore(at));
        }
        if rows.is_empty() {
            return Ok(if set_aside > 0 { Claimed::Others } else { Claimed::Nothing });
        }
        let full = i32::try_from(rows.len()) == Ok(most);
        let (rows, second_try) = self.with_one_second_try(id, rows).await?;
        if rows.is_empty() {
            return Ok(Claimed::Others);
        }
        let lease = Arc::new(Lease::hold(&self.app, id, began));
        let (rows, suspect, others) = one_suspect(rows);
        let spared = !others.is_empty();
        give_back(&self.app, id, others).await?;
        if full || spared {
            // There may be more: another connection can take them.
            self.app.mail_waits.ring();
        }
        Ok(Claimed::Batch(Box::new(Batch {
            rows,
            suspect,
            spared,
            second_try,
            stationery: Arc::new(stationery),
            lease,
        })))
    }

    /// Of the mails that have hung before, keeps one if none is being tried; the others are put off.
    async fn with_one_second_try(
        &self,
        lease: Id,
        rows: Vec<OutboxRow>,
    ) -> Result<(Vec<OutboxRow>, Option<OwnedSemaphorePermit>), StoreError> {
        let (mut hung, mut rows): (Vec<_>, Vec<_>) = rows.into_iter().partition(has_hung);
        if hung.is_empty() {
            return Ok((rows, None));
        }
        let second_try = self.second_try.begin();
        if second_try.is_some() {
            rows.insert(0, hung.remove(0));
        }
        let ids: Vec<Id> = hung.iter().map(|row| row.id).collect();
        let (now, rate) = (self.app.clock.now(), rate(&self.app));
        stubborn::write(&self.app, move |conn| {
            let until = Time(now + PUT_OFF);
            outbox_claim::put_off(conn, lease, &ids, rate.as_ref(), until, Time(now))
        })
        .await?;
        Ok((rows, second_try))
    }

    /// Composes the mails and hands them to the connection, the suspect alone. Those that it does not
    /// take any more are given back.
    async fn hand_on(&self, batch: Batch) -> Result<(), StoreError> {
        let Batch { mut rows, suspect, spared: _, second_try, stationery, lease } = batch;
        let mut left = Vec::new();
        while !rows.is_empty() {
            let rest = rows.split_off(rows.len().min(AT_ONCE));
            let some = std::mem::replace(&mut rows, rest);
            let places = u32::try_from(some.len()).unwrap_or(1);
            left.extend(self.compose(some, places, &stationery, &lease).await?);
        }
        if let Some(suspect) = suspect {
            // Everything else has been settled when it gets all the places, and nothing is taken beside it.
            left.extend(self.compose(vec![suspect], IN_HAND, &stationery, &lease).await?);
            drop(self.places.acquire_many(IN_HAND).await);
        }
        drop(second_try);
        give_back(&self.app, lease.id, left).await
    }

    /// Composes some mails as soon as these places are free; returns those that nobody wants any more.
    async fn compose(
        &self,
        rows: Vec<OutboxRow>,
        places: u32,
        stationery: &Arc<Stationery>,
        lease: &Arc<Lease>,
    ) -> Result<Vec<Id>, StoreError> {
        let ids: Vec<Id> = rows.iter().map(|row| row.id).collect();
        let acquired = Arc::clone(&self.places).acquire_many_owned(places).await;
        let closed = StoreError::Unreadable("the places are gone");
        let mut places = acquired.map_err(|_| closed)?;
        if self.letters.is_closed() {
            return Ok(ids);
        }
        let (app, paper) = (self.app.clone(), Arc::clone(stationery));
        let composing = tokio::task::spawn_blocking(move || {
            let compose = |row: OutboxRow| (letter::compose_row(&app, &row, &paper), row);
            rows.into_iter().map(compose).collect::<Vec<_>>()
        });
        // A panic that nothing caught leaves them to the end of their lease, and then to be tried one by one.
        let composed = composing.await;
        let composed = composed.map_err(|_| StoreError::Unreadable("composing was given up"))?;
        self.pace.add(composed.len());
        let mut left = Vec::new();
        let each = places.num_permits() / composed.len().max(1);
        for (composed, row) in composed {
            let Some(place) = places.split(each) else { continue };
            let is_alone = each > 1;
            let (lease, settings) = (Arc::clone(lease), stationery.settings(&row));
            let letter = Letter { row, composed, settings, lease, place, is_alone };
            if let Err(unsent) = self.letters.send(letter) {
                self.pace.remove_one();
                left.push(unsent.0.row.id);
            }
        }
        Ok(left)
    }
}

/// Gives back mails that were not tried; they lose no attempt.
pub async fn give_back(app: &App, lease: Id, ids: Vec<Id>) -> Result<(), StoreError> {
    if ids.is_empty() {
        return Ok(());
    }
    let (now, rate) = (Time(app.clock.now()), rate(app));
    stubborn::write(app, move |conn| outbox_claim::give_back(conn, lease, &ids, rate.as_ref(), now))
        .await
}

/// The limit of our sender, if there is one and a server that it is for.
fn rate(app: &App) -> Option<MailRate> {
    match app.transport {
        Transport::Caught => None,
        Transport::Smtp(_) => MailRate::of(&app.settings.mail_from, app.settings.mail_rate),
    }
}

/// Whether the server has left this mail without an answer.
fn has_hung(row: &OutboxRow) -> bool {
    row.last_reply.as_deref().is_some_and(replies::says_that_it_hung)
}

/// Of the mails whose last lease ran out, any may be what kills workers; one that the server left without an
/// answer may hang again. Such a mail is tried alone, after all others, so that it takes no other with it:
/// the rest of them are to be given back.
fn one_suspect(rows: Vec<OutboxRow>) -> (Vec<OutboxRow>, Option<OutboxRow>, Vec<Id>) {
    let is_suspect =
        |row: &OutboxRow| row.last_reply.as_deref() == Some(outbox::LEASE_EXPIRED) || has_hung(row);
    let (suspects, rows): (Vec<_>, Vec<_>) = rows.into_iter().partition(is_suspect);
    let mut suspects = suspects.into_iter();
    (rows, suspects.next(), suspects.map(|row| row.id).collect())
}
