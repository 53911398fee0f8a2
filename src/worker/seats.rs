//! Seats: how many connections work at once. One whose server leaves a mail without an answer leaves its
//! seat to another, so that a mail that hangs holds up no other.

use std::sync::{Arc, Mutex, PoisonError};

use tokio::sync::{OwnedSemaphorePermit, Semaphore, watch};

/// Connections beyond the seats of each kind: so many mails may hang at once and harm nobody.
pub const SPARE: u32 = 2;

/// The seats of connections of one kind.
#[derive(Clone)]
pub struct Seats(Arc<Semaphore>);

impl Seats {
    pub fn new(count: u32) -> Self {
        Self(Arc::new(Semaphore::new(usize::try_from(count).unwrap_or(1))))
    }

    /// A place for one connection, not taken yet.
    pub fn seat(&self) -> Seat {
        Seat { seats: self.clone(), taken: Arc::default() }
    }
}

/// The seat of a connection, taken or not. Clones are the same seat.
#[derive(Clone)]
pub struct Seat {
    seats: Seats,
    taken: Arc<Mutex<Option<OwnedSemaphorePermit>>>,
}

impl Seat {
    /// Waits for a seat; at once where it is taken already. `false`: it is time to stop.
    pub async fn take(&self, stop: &mut watch::Receiver<bool>) -> bool {
        if self.is_taken() {
            return true;
        }
        let free = Arc::clone(&self.seats.0);
        let permit = tokio::select! {
            permit = free.acquire_owned() => permit.ok(),
            _ = stop.changed() => None,
        };
        let is_taken = permit.is_some();
        self.with(|taken| *taken = permit);
        is_taken
    }

    pub fn is_taken(&self) -> bool {
        self.with(|taken| taken.is_some())
    }

    /// Leaves the seat to another connection.
    pub fn leave(&self) {
        self.with(|taken| *taken = None);
    }

    fn with<T>(&self, act: impl FnOnce(&mut Option<OwnedSemaphorePermit>) -> T) -> T {
        act(&mut self.taken.lock().unwrap_or_else(PoisonError::into_inner))
    }
}
