//! The seat desk: the one place through which seats are taken and freed.
//!
//! A request hands its command to [`Desk::submit`] and waits. A desk thread takes all commands that
//! wait, decides them on one board, writes them in one transaction, and only then answers. With one
//! command waiting the batch is one: nobody waits for others to come.

mod attendance;
mod attendee_letters;
mod batch;
mod choosing;
mod claims;
pub mod foresee;
mod letters;
mod queue;
mod rows;
pub mod snapshot;

use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;

use tokio::sync::oneshot;

use crate::clock::Clock;
use crate::domain::seats::{Command, Done, Refusal};
use crate::store::database::PATIENCE;
use crate::store::{Database, StoreError};

pub use crate::letters::Postmark;
use queue::Queue;
use snapshot::Snapshot;

/// Commands that may wait before newcomers hear "busy": some seconds of work at the measured rates.
const QUEUE_LIMIT: usize = 20_000;
/// Threads that decide on PostgreSQL, each with a connection of its own; SQLite has one writer.
const POSTGRES_THREADS: usize = 4;

/// What the desk answers to a command.
pub type Answer = Result<Result<Done, Refusal>, DeskError>;

/// Why a command got no decision.
#[derive(Debug, thiserror::Error)]
pub enum DeskError {
    /// Too many wait. The command was not taken; the same call may succeed in a moment.
    #[error("too many commands wait")]
    Busy,
    /// The command was taken and keeps its place; it will be carried out, but not within a time that
    /// anybody waits for an answer.
    #[error("the command still waits")]
    StillWaiting,
    /// A request with the same Idempotency-Key is being worked on.
    #[error("the same request is being worked on")]
    InProgress,
    /// The process is going down and takes nothing new.
    #[error("the desk is closed")]
    Closed,
    /// The database did not do it, or did not say whether it did.
    #[error(transparent)]
    Store(#[from] Arc<StoreError>),
}

impl DeskError {
    /// Whether the same command may succeed in a moment.
    pub fn may_pass(&self) -> bool {
        match self {
            Self::Busy | Self::StillWaiting | Self::InProgress | Self::Closed => true,
            Self::Store(error) => {
                matches!(**error, StoreError::Unavailable(_) | StoreError::MovedMeanwhile)
            }
        }
    }
}

/// Whether the desk guards its seats. Off, it decides on a board that may be out of date, with several
/// threads on one event: what a service without a desk would do. Only tests can switch it off, to see
/// that they notice.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Guard {
    On,
    #[cfg(feature = "test-hooks")]
    Off,
}

impl Guard {
    fn is_on(self) -> bool {
        self == Self::On
    }
}

/// The desk of this process. Clones are the same desk.
#[derive(Clone)]
pub struct Desk {
    queue: Arc<Queue>,
    threads: Arc<Mutex<Vec<JoinHandle<()>>>>,
}

impl Desk {
    /// Opens the desk. `wake` is called after every commit that owes mail.
    pub fn open(
        database: &Database,
        snapshot: &Snapshot,
        clock: &Clock,
        postmark: &Postmark,
        wake: &Arc<dyn Fn() + Send + Sync>,
        guard: Guard,
    ) -> std::io::Result<Self> {
        let queue = Arc::new(Queue::new(QUEUE_LIMIT, guard));
        let many = database.is_postgres() || !guard.is_on();
        let (threads, lanes_at_once) = if many { (POSTGRES_THREADS, 16) } else { (1, usize::MAX) };
        let mut handles = Vec::new();
        for number in 0..threads {
            let worker =
                batch::Worker::new(database, snapshot, clock, postmark, Arc::clone(wake), guard);
            let queue = Arc::clone(&queue);
            let thread = std::thread::Builder::new().name(format!("desk-{number}"));
            handles.push(thread.spawn(move || worker.run(&queue, lanes_at_once))?);
        }
        Ok(Self { queue, threads: Arc::new(Mutex::new(handles)) })
    }

    /// Hands in a command and waits for its decision, which is on disk by then. A command that was taken
    /// is carried out in its place, even if nobody waits for its answer any more: who is in the line does
    /// not lose the seat to those behind because the line was slow.
    pub async fn submit(&self, command: Command) -> Answer {
        let (sender, receiver) = oneshot::channel();
        self.queue.put(command, sender)?;
        match tokio::time::timeout(PATIENCE, receiver).await {
            Ok(answer) => answer.unwrap_or(Err(DeskError::Closed)),
            Err(_) => Err(DeskError::StillWaiting),
        }
    }

    /// Lets only so many commands wait, so that a test can fill the queue.
    #[cfg(feature = "test-hooks")]
    pub fn limit_queue(&self, limit: usize) {
        self.queue.limit(limit);
    }

    /// How many commands wait now.
    pub fn waiting(&self) -> usize {
        self.queue.waiting()
    }

    /// Takes nothing new, finishes what waits, and returns when all of it is answered.
    pub fn close(&self) {
        self.queue.close();
        let handles =
            std::mem::take(&mut *self.threads.lock().unwrap_or_else(PoisonError::into_inner));
        for handle in handles {
            if handle.join().is_err() {
                tracing::error!("a desk thread had panicked");
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;
    use crate::domain::ids::{EventId, RegistrationId};
    use crate::domain::seats::{Actor, Request};

    fn command() -> Command {
        Command {
            event: EventId(Uuid::from_u128(1)),
            at: chrono::DateTime::UNIX_EPOCH,
            actor: Actor::Applicant,
            request: Request::Withdraw(RegistrationId(Uuid::from_u128(2))),
        }
    }

    #[actix_rt::test]
    async fn who_waits_too_long_is_told_so_and_keeps_the_place() {
        tokio::time::pause();
        let queue = Arc::new(Queue::new(10, Guard::On));
        let desk = Desk { queue: Arc::clone(&queue), threads: Arc::default() };
        assert!(matches!(desk.submit(command()).await, Err(DeskError::StillWaiting)));
        assert_eq!(queue.take(1).map(|batch| batch.commands.len()), Some(1));
    }
}
