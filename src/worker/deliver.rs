//! Delivering: one connection's mails go out one after another, outside any transaction.
//!
//! Three things go on at once: [`super::taking`] claims and composes the mails to come, this file sends,
//! [`super::settling`] writes what became of those that were sent.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::{Duration, Instant};

use tokio::sync::{Semaphore, mpsc, watch};
use tokio::time::timeout;

use crate::app::App;
use crate::bell::Listener;
use crate::clock;
use crate::domain::mail_settings::{AfterUnknown, MailSettings};
use crate::mail::{Delivery, Message, SmtpServer, Transport};
use crate::store::StoreError;
use crate::store::outbox::{self, OutboxRow};
use crate::store::outbox_claim::TOO_LATE;
use crate::store::types::Id;

use super::line::Line;
use super::outcome::{self, Outcome};
use super::pace::Pace;
use super::pause::ServerPause;
use super::replies::{self, Attempt, Settlement};
use super::seats::{Seat, Seats};
use super::second_try::SecondTry;
use super::settling::{Ended, Settler};
use super::taking::{self, IN_HAND, Letter, Taker};

/// What was claimed longer ago than this, and not tried yet, is given back: the server has become slow,
/// and more urgent mail may have come.
const STALE: Duration = Duration::from_secs(2);
/// How often the queue is looked at without being woken.
const POLL: Duration = Duration::from_secs(3);

/// How long at least a connection keeps its seat while the server leaves a mail without an answer.
const SEAT_KEPT: Duration = Duration::from_millis(500);

/// Mails that are given back, by lease.
type Left = HashMap<Id, Vec<Id>>;

/// Which mails a connection takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Takes {
    /// The most urgent first.
    Everything,
    /// Only those that somebody waits for: this connection is never busy with a mailing.
    Urgent,
}

/// What the connections of a process share.
pub struct Shared {
    pub app: App,
    pub pause: ServerPause,
    pub settler: Settler,
    pub second_try: SecondTry,
}

/// Delivers until told to stop.
pub async fn run(shared: Shared, takes: Takes, seat: Seat, mut stop: watch::Receiver<bool>) {
    let mut carrier = Carrier::new(shared, takes, seat.clone());
    while !*stop.borrow() {
        if !seat.is_taken() {
            carrier.line.hang_up().await;
        }
        if !seat.take(&mut stop).await {
            break;
        }
        match carrier.work_through(&stop).await {
            Ok(0) => carrier.wait(&mut stop).await,
            Ok(_) => {}
            Err(error) => {
                tracing::error!(%error, "the mail queue cannot be worked on");
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
    let shared = Shared {
        app: app.clone(),
        pause: pause.clone(),
        settler: Settler::start(app),
        second_try: SecondTry::default(),
    };
    let mut carrier = Carrier::new(shared, Takes::Everything, Seats::new(1).seat());
    let mut tried = 0;
    loop {
        let sent = carrier.work_through(&stop).await?;
        if sent == 0 {
            carrier.line.hang_up().await;
            return Ok(tried);
        }
        tried += sent;
    }
}

/// One connection's worth of work.
struct Carrier {
    app: App,
    pause: ServerPause,
    settler: Settler,
    second_try: SecondTry,
    takes: Takes,
    seat: Seat,
    pace: Arc<Pace>,
    places: Arc<Semaphore>,
    bell: Listener,
    line: Line,
}

impl Carrier {
    fn new(shared: Shared, takes: Takes, seat: Seat) -> Self {
        let Shared { app, pause, settler, second_try } = shared;
        let places = Arc::new(Semaphore::new(usize::try_from(IN_HAND).unwrap_or(1)));
        let (pace, bell, line) = (Arc::default(), app.mail_waits.listener(), Line::default());
        Self { app, pause, settler, second_try, takes, seat, pace, places, bell, line }
    }

    /// Waits for mail, or for the next look; an idle connection is hung up.
    async fn wait(&mut self, stop: &mut watch::Receiver<bool>) {
        let jitter = Duration::from_millis(clock::random_u64() % 1_000);
        tokio::select! {
            _ = self.bell.changed() => {}
            () = tokio::time::sleep(POLL + jitter) => {}
            _ = stop.changed() => {}
        }
        self.line.hang_up_if_idle(self.app.clock.now()).await;
    }

    /// Works off what is due until nothing is left; how many mails were tried. All of them have been
    /// settled when it returns.
    async fn work_through(&mut self, stop: &watch::Receiver<bool>) -> Result<usize, StoreError> {
        // Whoever rings from now on is heard by the next wait.
        self.bell.mark_unchanged();
        if !self.pause.is_over(self.app.clock.now()) {
            return Ok(0);
        }
        let failures = self.settler.failures().await?;
        let (sender, letters) = mpsc::unbounded_channel();
        let taker = Taker {
            app: self.app.clone(),
            pace: Arc::clone(&self.pace),
            pause: self.pause.clone(),
            second_try: self.second_try.clone(),
            places: Arc::clone(&self.places),
            least_urgent: match self.takes {
                Takes::Everything => outbox::ANY_PRIORITY,
                Takes::Urgent => outbox::URGENT,
            },
            letters: sender,
        };
        let places = Arc::clone(&self.places);
        let carried = self.carry(letters, failures, stop);
        let (claimed, (tried, given_back)) = tokio::join!(taker.take_all(stop), carried);
        drop(places.acquire_many(IN_HAND).await);
        claimed.and(given_back)?;
        if self.settler.failures().await? == failures {
            return Ok(tried);
        }
        Err(StoreError::Unavailable("what became of some mails could not be written".to_owned()))
    }

    /// Sends one letter after another. Those it does not come to are given back, whatever happens.
    async fn carry(
        &mut self,
        mut letters: mpsc::UnboundedReceiver<Letter>,
        failures: u64,
        stop: &watch::Receiver<bool>,
    ) -> (usize, Result<(), StoreError>) {
        let mut tried = 0;
        let mut left = Left::new();
        let mut began = Instant::now();
        while let Some(letter) = letters.recv().await {
            self.pace.remove_one();
            let writes = self.settler.failures().await.is_ok_and(|now| now == failures);
            if !writes || *stop.borrow() || !self.may_try(&letter, tried) {
                left.entry(letter.lease.id).or_default().push(letter.row.id);
                break;
            }
            let given_back = self.carry_watched(letter, &mut letters).await;
            tried += 1;
            if given_back.is_err() {
                return (tried, given_back);
            }
            // With the wait for the letter: composing, too, may be what is slow.
            self.pace.took(began.elapsed());
            began = Instant::now();
        }
        take_back(&self.pace, &mut letters, &mut left).await;
        (tried, give_back(&self.app, left).await)
    }

    /// Sends one letter. If it takes too long, those behind it are given back meanwhile, and after a while
    /// another connection may take this one's seat.
    async fn carry_watched(
        &mut self,
        letter: Letter,
        letters: &mut mpsc::UnboundedReceiver<Letter>,
    ) -> Result<(), StoreError> {
        let (app, pace, seat) = (self.app.clone(), Arc::clone(&self.pace), self.seat.clone());
        let patience = pace.patience();
        if letter.is_alone {
            // It has hung before, or killed its worker: another connection goes on meanwhile.
            seat.leave();
            app.mail_waits.ring();
        }
        let mut sending = std::pin::pin!(self.carry_one(letter));
        if timeout(patience, &mut sending).await.is_ok() {
            return Ok(());
        }
        let mut left = Left::new();
        take_back(&pace, letters, &mut left).await;
        let outcome = give_back(&app, left).await;
        if timeout(SEAT_KEPT.max(patience * 2).saturating_sub(patience), &mut sending)
            .await
            .is_err()
        {
            tracing::warn!("the mail server leaves a mail without an answer");
            seat.leave();
            app.mail_waits.ring();
            sending.await;
        }
        outcome
    }

    fn may_try(&self, letter: &Letter, tried: usize) -> bool {
        let now = self.app.clock.now();
        let is_stale = tried > 0 && letter.lease.age() > STALE;
        letter.lease.is_ours(now) && self.pause.is_over(now) && !is_stale
    }

    /// Sends one letter, and has it settled.
    async fn carry_one(&mut self, letter: Letter) {
        let Letter { row, composed, settings, lease, place, is_alone } = letter;
        let now = self.app.clock.now();
        let mut outcome: Outcome = if row.give_up_at.is_some_and(|give_up_at| give_up_at.0 < now) {
            outcome::noted(&row, Settlement::Failed { reason: TOO_LATE.to_owned() })
        } else {
            match (composed, self.app.transport.clone()) {
                (Err(fault), _) => {
                    outcome::noted(&row, Settlement::Failed { reason: fault.to_string() })
                }
                (Ok((rendered, message)), Transport::Caught) => {
                    outcome::caught(&row, rendered.subject, &message, now)
                }
                (Ok((_, message)), Transport::Smtp(server)) => {
                    outcome::noted(&row, self.send(&row, &settings, &server, &message).await)
                }
            }
        };
        if let Some(staff) = settings.rehearsal_to {
            outcome.went_to(staff);
        }
        let Outcome { state, due_at, reply, caught } = outcome;
        let is_waited_for = is_alone;
        let ended = Ended { id: row.id, state, due_at, reply, caught, lease, place, is_waited_for };
        self.settler.settle(ended);
    }

    async fn send(
        &mut self,
        row: &OutboxRow,
        settings: &MailSettings,
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
            Settlement::Unknown { reason }
                if settings.after_unknown(outcome::urgency(row)) == AfterUnknown::Resend =>
            {
                replies::send_again(&reason, &attempt)
            }
            settlement => settlement,
        }
    }

    /// The server is left alone for a while where the next mail would fare no better.
    fn mind_server(&self, delivery: &Delivery) {
        if matches!(delivery, Delivery::Accepted { .. }) {
            self.pause.succeeded();
        } else if replies::blames_server(delivery) {
            self.pause.failed(self.app.clock.now(), replies::in_words(delivery));
        }
    }
}

/// Takes no more letters, and notes those that nobody comes to.
async fn take_back(pace: &Pace, letters: &mut mpsc::UnboundedReceiver<Letter>, left: &mut Left) {
    letters.close();
    while let Some(letter) = letters.recv().await {
        pace.remove_one();
        left.entry(letter.lease.id).or_default().push(letter.row.id);
    }
}

async fn give_back(app: &App, left: Left) -> Result<(), StoreError> {
    let mut outcome = Ok(());
    for (lease, ids) in left {
        outcome = outcome.and(taking::give_back(app, lease, ids).await);
    }
    outcome
}

/// A number from 0 to 1.
fn fraction(random: u64) -> f64 {
    f64::from(u32::try_from(random >> 32).unwrap_or(0)) / f64::from(u32::MAX)
}
