//! Commands that wait for the desk: one lane for each event, so that each is decided in its order.

use std::collections::{HashMap, HashSet, VecDeque};
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};

use tokio::sync::oneshot;

use super::{Answer, DeskError, Guard};
use crate::domain::ids::{EventId, SessionId};
use crate::domain::seats::{Command, Request};

/// Commands in one batch: a larger one shares its commit's cost no better, and makes the first wait.
const BATCH_LIMIT: usize = 1_024;

/// A command with who waits for its answer.
pub struct Waiting {
    pub command: Command,
    pub reply: oneshot::Sender<Answer>,
}

/// A bounded queue with a lane for each event.
pub struct Queue {
    /// Commands in one batch at most.
    batch: usize,
    guard: Guard,
    lanes: Mutex<Lanes>,
    filled: Condvar,
}

#[derive(Default)]
struct Lanes {
    waiting: HashMap<EventId, VecDeque<Waiting>>,
    /// Lanes that have commands and no thread at them, in the order in which they became ready.
    ready: VecDeque<EventId>,
    /// Lanes that a thread works on.
    busy: HashSet<EventId>,
    /// Lanes whose last batches are not on disk yet, with how many: the next one waits for them.
    committing: HashMap<EventId, usize>,
    /// Idempotency keys of commands that are not answered yet.
    keys: HashSet<(SessionId, [u8; 32])>,
    length: usize,
    /// How many may wait.
    limit: usize,
    closed: bool,
}

/// What a thread works on next.
pub struct Batch {
    pub events: Vec<EventId>,
    pub commands: Vec<Waiting>,
}

impl Queue {
    pub fn new(limit: usize, guard: Guard) -> Self {
        let batch = if guard.is_on() { BATCH_LIMIT } else { 1 };
        let lanes = Mutex::new(Lanes { limit, ..Lanes::default() });
        Self { batch, guard, lanes, filled: Condvar::new() }
    }

    /// Lets fewer or more wait from now on.
    #[cfg(feature = "test-hooks")]
    pub fn limit(&self, limit: usize) {
        self.lanes().limit = limit;
    }

    fn lanes(&self) -> MutexGuard<'_, Lanes> {
        self.lanes.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Puts a command at the end of its lane.
    ///
    /// # Errors
    /// `Busy` when the queue is full, `InProgress` for a key that is being worked on, `Closed`.
    pub fn put(&self, command: Command, reply: oneshot::Sender<Answer>) -> Result<(), DeskError> {
        let mut lanes = self.lanes();
        if lanes.closed {
            return Err(DeskError::Closed);
        }
        if lanes.length >= lanes.limit {
            return Err(DeskError::Busy);
        }
        if key_of(&command).is_some_and(|key| !lanes.keys.insert(key)) {
            return Err(DeskError::InProgress);
        }
        let event = command.event;
        lanes.length += 1;
        lanes.waiting.entry(event).or_default().push_back(Waiting { command, reply });
        let is_ready = lanes.make_ready(event);
        drop(lanes);
        // A thread that is woken for a lane that another works on only goes back to sleep: in a rush that
        // was a seventh of the process's work.
        if is_ready {
            self.filled.notify_one();
        }
        Ok(())
    }

    pub fn waiting(&self) -> usize {
        self.lanes().length
    }

    /// Waits for commands and takes them, from at most `lanes_at_once` lanes. `None` once the queue is
    /// closed and empty.
    pub fn take(&self, lanes_at_once: usize) -> Option<Batch> {
        let mut lanes = self.lanes();
        while lanes.ready.is_empty() {
            if lanes.closed && lanes.length == 0 {
                return None;
            }
            lanes = self.filled.wait(lanes).unwrap_or_else(PoisonError::into_inner);
        }
        let mut batch = Batch { events: Vec::new(), commands: Vec::new() };
        while batch.events.len() < lanes_at_once && batch.commands.len() < self.batch {
            let Some(event) = lanes.ready.pop_front() else { break };
            // Such a lane goes alone: no other is to wait for its locks.
            let waits = lanes.committing.contains_key(&event);
            if waits && !batch.events.is_empty() {
                lanes.ready.push_front(event);
                self.filled.notify_one();
                break;
            }
            let room = self.batch - batch.commands.len();
            if let Some(lane) = lanes.waiting.get_mut(&event) {
                let taken = lane.len().min(room);
                batch.commands.extend(lane.drain(..taken));
            }
            batch.events.push(event);
            if self.guard.is_on() {
                lanes.busy.insert(event);
            } else if lanes.make_ready(event) {
                self.filled.notify_one();
            }
            if waits {
                break;
            }
        }
        lanes.length -= batch.commands.len();
        Some(batch)
    }

    /// Frees the keys of commands that have been decided.
    pub fn answered(&self, commands: &[Command]) {
        let mut lanes = self.lanes();
        for command in commands {
            if let Some(key) = key_of(command) {
                lanes.keys.remove(&key);
            }
        }
    }

    /// Lets others have the lanes of a batch that is about to be committed.
    pub fn release(&self, events: &[EventId]) {
        let mut lanes = self.lanes();
        for event in events {
            *lanes.committing.entry(*event).or_default() += 1;
        }
        self.free(lanes, events);
    }

    /// A batch whose lanes were released is on disk.
    pub fn committed(&self, events: &[EventId]) {
        let mut lanes = self.lanes();
        for event in events {
            if let Some(batches) = lanes.committing.get_mut(event) {
                *batches -= 1;
                if *batches == 0 {
                    lanes.committing.remove(event);
                }
            }
        }
    }

    /// Gives the lanes of a batch back.
    pub fn finish(&self, events: &[EventId]) {
        self.free(self.lanes(), events);
    }

    fn free(&self, mut lanes: MutexGuard<'_, Lanes>, events: &[EventId]) {
        for event in events {
            lanes.busy.remove(event);
            if lanes.waiting.get(event).is_some_and(VecDeque::is_empty) {
                lanes.waiting.remove(event);
            }
            lanes.make_ready(*event);
        }
        let (ready, is_last) = (lanes.ready.len(), lanes.closed && lanes.length == 0);
        drop(lanes);
        if is_last {
            self.filled.notify_all();
        }
        for _ in 0..ready.min(events.len()) {
            self.filled.notify_one();
        }
    }

    pub fn close(&self) {
        self.lanes().closed = true;
        self.filled.notify_all();
    }
}

impl Lanes {
    /// Puts a lane that has commands and no thread at the end of those that are ready. Whether it did.
    fn make_ready(&mut self, event: EventId) -> bool {
        let has_commands = self.waiting.get(&event).is_some_and(|lane| !lane.is_empty());
        let comes = has_commands && !self.busy.contains(&event) && !self.ready.contains(&event);
        if comes {
            self.ready.push_back(event);
        }
        comes
    }
}

fn key_of(command: &Command) -> Option<(SessionId, [u8; 32])> {
    match command.asked() {
        Request::Apply(apply) => apply.idempotency.map(|key| (apply.session, key.key_hash)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::ids::RegistrationId;
    use crate::domain::seats::Actor;
    use uuid::Uuid;

    fn command(event: u128) -> Command {
        Command {
            event: EventId(Uuid::from_u128(event)),
            at: chrono::DateTime::UNIX_EPOCH,
            actor: Actor::Applicant,
            request: Request::Withdraw(RegistrationId(Uuid::from_u128(1))),
        }
    }

    fn put(queue: &Queue, event: u128) -> Result<(), DeskError> {
        queue.put(command(event), oneshot::channel().0)
    }

    #[test]
    fn one_lane_is_never_worked_on_by_two_threads() {
        let queue = Queue::new(10, Guard::On);
        put(&queue, 1).unwrap();
        let first = queue.take(8).unwrap();
        put(&queue, 1).unwrap();
        put(&queue, 2).unwrap();
        let second = queue.take(8).unwrap();
        assert_eq!(second.events, [EventId(Uuid::from_u128(2))]);
        queue.finish(&first.events);
        assert_eq!(queue.take(8).unwrap().events, first.events);
    }

    #[test]
    fn a_lane_whose_batch_is_being_committed_goes_on_alone() {
        let queue = Queue::new(10, Guard::On);
        put(&queue, 1).unwrap();
        let first = queue.take(8).unwrap();
        queue.release(&first.events);
        put(&queue, 2).unwrap();
        put(&queue, 1).unwrap();
        put(&queue, 3).unwrap();
        let event = |number| EventId(Uuid::from_u128(number));
        assert_eq!(queue.take(8).unwrap().events, [event(2)]);
        assert_eq!(queue.take(8).unwrap().events, [event(1)]);
        assert_eq!(queue.take(8).unwrap().events, [event(3)]);
        queue.committed(&first.events);
        queue.finish(&[event(1), event(2)]);
        put(&queue, 2).unwrap();
        put(&queue, 1).unwrap();
        assert_eq!(queue.take(8).unwrap().events, [event(2), event(1)]);
    }

    #[test]
    fn a_full_queue_refuses_and_takes_again_once_there_is_room() {
        let queue = Queue::new(2, Guard::On);
        put(&queue, 1).unwrap();
        put(&queue, 1).unwrap();
        assert!(matches!(put(&queue, 1), Err(DeskError::Busy)));
        let batch = queue.take(8).unwrap();
        assert_eq!(batch.commands.len(), 2);
        put(&queue, 1).unwrap();
    }

    #[test]
    fn a_closed_queue_hands_out_what_waits_and_then_ends() {
        let queue = Queue::new(2, Guard::On);
        put(&queue, 1).unwrap();
        queue.close();
        assert!(matches!(put(&queue, 1), Err(DeskError::Closed)));
        let batch = queue.take(8).unwrap();
        queue.finish(&batch.events);
        assert!(queue.take(8).is_none());
    }
}
