//! The time of day, for what is written into events and reports.

use chrono::{DateTime, Utc};

/// Now.
#[expect(clippy::disallowed_methods, reason = "the one place that asks the system for the time")]
pub fn now() -> DateTime<Utc> {
    Utc::now()
}
