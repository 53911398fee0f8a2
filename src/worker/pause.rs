//! The mail server's pause: how long no mail at all is tried after the server itself has failed.

use std::sync::{Arc, Mutex, PoisonError};

use chrono::{DateTime, TimeDelta, Utc};

/// The pause after a first failure; each further one doubles it.
const FIRST: TimeDelta = TimeDelta::seconds(5);
/// The longest pause: what a server that is back costs at most, however long it was away.
const LONGEST: TimeDelta = TimeDelta::minutes(2);

/// Until when the mail server is left alone; shared by all connections of this worker. It grows with
/// the server's own failures in a row, whatever the mails have behind them.
#[derive(Clone, Default)]
pub struct ServerPause(Arc<Mutex<State>>);

#[derive(Default)]
struct State {
    failures_in_a_row: u32,
    until: Option<DateTime<Utc>>,
    /// Why the last attempt failed.
    reason: Option<String>,
}

impl ServerPause {
    pub fn is_over(&self, now: DateTime<Utc>) -> bool {
        self.with(|state| state.is_over(now))
    }

    /// The server failed whatever the mail. Connections that fail together count once.
    pub fn failed(&self, now: DateTime<Utc>, reason: String) {
        self.with(|state| {
            state.reason = Some(reason);
            if state.is_over(now) {
                state.failures_in_a_row = state.failures_in_a_row.saturating_add(1);
                state.until = Some(now + length(state.failures_in_a_row));
            }
        });
    }

    /// The server took a mail.
    pub fn succeeded(&self) {
        self.with(|state| *state = State::default());
    }

    /// Why the server takes nothing, until it takes a mail.
    pub fn reason(&self) -> Option<String> {
        self.with(|state| state.reason.clone())
    }

    fn with<T>(&self, act: impl FnOnce(&mut State) -> T) -> T {
        act(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl State {
    fn is_over(&self, now: DateTime<Utc>) -> bool {
        self.until.is_none_or(|until| until <= now)
    }
}

fn length(failures_in_a_row: u32) -> TimeDelta {
    // Ten doublings pass the longest, and cannot overflow.
    let doublings = failures_in_a_row.saturating_sub(1).min(10);
    (FIRST * (1 << doublings)).min(LONGEST)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(second: i64) -> DateTime<Utc> {
        DateTime::from_timestamp(1_790_000_000 + second, 0).expect("time")
    }

    #[test]
    fn each_failure_doubles_the_pause_up_to_two_minutes() {
        let lengths: Vec<_> = (1..=7).map(|failures| length(failures).num_seconds()).collect();
        assert_eq!(lengths, [5, 10, 20, 40, 80, 120, 120]);
        assert_eq!(length(u32::MAX), LONGEST);
    }

    #[test]
    fn connections_that_fail_together_count_once() {
        let pause = ServerPause::default();
        pause.failed(at(0), String::new());
        pause.failed(at(1), String::new());
        assert!(!pause.is_over(at(4)));
        assert!(pause.is_over(at(5)));
    }

    #[test]
    fn a_success_ends_the_pause_and_begins_the_count_anew() {
        let pause = ServerPause::default();
        for second in [0, 10, 30] {
            pause.failed(at(second), "login".to_owned());
        }
        assert!(!pause.is_over(at(49)));
        assert_eq!(pause.reason().as_deref(), Some("login"));
        pause.succeeded();
        assert_eq!(pause.reason(), None);
        assert!(pause.is_over(at(49)));
        pause.failed(at(50), String::new());
        assert!(pause.is_over(at(55)));
    }
}
