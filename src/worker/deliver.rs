//! Delivering: one connection's mails go out one after another, outside any transaction.
//!
//! Three things go on at once: [`super::taking`] claims and composes the mails to come, this file sends,
//! [`super::settling`] writes what became of those that were sent.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::{Duration, Instant};

use tokio::sync::{Semaphore, mpsc, watch};

use crate::app::App;
use crate::bell::Listener;
use crate::clock;
use crate::domain::mail_kind::{MailKind, Urgency};
use crate::domain::mail_settings::{AfterUnknown, MailSettings};
use crate::mail::{Delivery, Message, SmtpServer, Transport};
use crate::store::StoreError;
use crate::store::outbox::{self, CaughtMailRow, OutboxRow};
use crate::store::outbox_claim::TOO_LATE;
use crate::store::types::{Id, Time};

use super::line::Line;
use super::pace::Pace;
use super::pause::ServerPause;
use super::replies::{self, Attempt, Settlement};
use super::settling::{Ended, Settler};
use super::taking::{self, IN_HAND, Letter, Taker};

/// What was claimed longer ago than this, and not tried yet, is given back: the server has become slow,
/// and more urgent mail may have come.
const STALE: Duration = Duration::from_secs(2);
/// How often the queue is looked at without being woken.
const POLL: Duration = Duration::from_secs(3);

/// Which mails a connection takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Takes {
    /// The most urgent first.
    Everything,
    /// Only those that somebody waits for: this connection is never busy with a mailing.
    Urgent,
}

/// Delivers until told to stop.
pub async fn run(
    app: App,
    pause: ServerPause,
    settler: Settler,
    takes: Takes,
    mut stop: watch::Receiver<bool>,
) {
    let mut carrier = Carrier::new(app, pause, settler, takes);
    while !*stop.borrow() {
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
    let settler = Settler::start(app);
    let mut carrier = Carrier::new(app.clone(), pause.clone(), settler, Takes::Everything);
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
    takes: Takes,
    pace: Arc<Pace>,
    places: Arc<Semaphore>,
    bell: Listener,
    line: Line,
}

/// What follows from an attempt, ready to be written.
struct Outcome {
    state: &'static str,
    due_at: Option<Time>,
    reply: Option<String>,
    caught: Option<CaughtMailRow>,
}

impl Outcome {
    /// The mail went to staff in its recipient's place.
    fn went_to(&mut self, staff: String) {
        if self.state == "sent" && self.reply.is_none() {
            self.reply = Some(outbox::REHEARSED.to_owned());
        }
        if let Some(caught) = &mut self.caught {
            caught.recipient = staff;
        }
    }
}

impl Carrier {
    fn new(app: App, pause: ServerPause, settler: Settler, takes: Takes) -> Self {
        let places = Arc::new(Semaphore::new(usize::try_from(IN_HAND).unwrap_or(1)));
        let (pace, bell, line) = (Arc::default(), app.mail_waits.listener(), Line::default());
        Self { app, pause, settler, takes, pace, places, bell, line }
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
        let mut left: HashMap<Id, Vec<Id>> = HashMap::new();
        let mut began = Instant::now();
        while let Some(letter) = letters.recv().await {
            self.pace.remove_one();
            let writes = self.settler.failures().await.is_ok_and(|now| now == failures);
            if !writes || *stop.borrow() || !self.may_try(&letter, tried) {
                left.entry(letter.lease.id).or_default().push(letter.row.id);
                break;
            }
            self.carry_one(letter).await;
            tried += 1;
            // With the wait for the letter: composing, too, may be what is slow.
            self.pace.took(began.elapsed());
            began = Instant::now();
        }
        letters.close();
        while let Some(letter) = letters.recv().await {
            self.pace.remove_one();
            left.entry(letter.lease.id).or_default().push(letter.row.id);
        }
        let mut outcome = Ok(());
        for (lease, ids) in left {
            outcome = outcome.and(taking::give_back(&self.app, lease, ids).await);
        }
        (tried, outcome)
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
        let mut outcome = if row.give_up_at.is_some_and(|give_up_at| give_up_at.0 < now) {
            noted(&row, Settlement::Failed { reason: TOO_LATE.to_owned() })
        } else {
            match (composed, self.app.transport.clone()) {
                (Err(fault), _) => noted(&row, Settlement::Failed { reason: fault.to_string() }),
                (Ok((rendered, message)), Transport::Caught) => {
                    self.catch(&row, rendered.subject, &message)
                }
                (Ok((_, message)), Transport::Smtp(server)) => {
                    noted(&row, self.send(&row, &settings, &server, &message).await)
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
                if settings.after_unknown(urgency(row)) == AfterUnknown::Resend =>
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

    /// The message is kept for the mailbox page, in the transaction that settles it.
    fn catch(&self, row: &OutboxRow, subject: String, message: &Message) -> Outcome {
        count(row, "caught");
        let caught = CaughtMailRow {
            outbox_id: row.id,
            organization_id: row.organization_id,
            recipient: row.recipient.clone(),
            subject,
            message: message.bytes().to_vec(),
            caught_at: Time(self.app.clock.now()),
        };
        let reply = Some(outbox::CAUGHT.to_owned());
        Outcome { state: "sent", due_at: None, reply, caught: Some(caught) }
    }
}

/// What becomes of the mail, said in the log and the metrics.
fn noted(row: &OutboxRow, settlement: Settlement) -> Outcome {
    let (state, due_at, reply) = match settlement {
        Settlement::Sent => ("sent", None, None),
        Settlement::RetryAt { at, reason } => ("retry", Some(Time(at)), Some(reason)),
        Settlement::Failed { reason } => ("failed", None, Some(reason)),
        Settlement::Unknown { reason } => ("unknown", None, Some(reason)),
    };
    count(row, state);
    if let Some(reason) = &reply {
        tracing::warn!(mail = %row.id.0, kind = %row.kind, state, reason, "mail not delivered");
    }
    Outcome { state, due_at, reply, caught: None }
}

/// How soon the mail has to go out.
fn urgency(row: &OutboxRow) -> Urgency {
    MailKind::parse(&row.kind).map_or(Urgency::Awaited, MailKind::urgency)
}

fn count(row: &OutboxRow, outcome: &'static str) {
    let urgency = urgency(row).as_str();
    metrics::counter!("uketsuke_mails_total", "outcome" => outcome, "urgency" => urgency)
        .increment(1);
}

/// A number from 0 to 1.
fn fraction(random: u64) -> f64 {
    f64::from(u32::try_from(random >> 32).unwrap_or(0)) / f64::from(u32::MAX)
}
