//! Attendance: checking people in at the door of a meeting.
//!
//! ```text
//! place   ─ the meeting whose door it is      finding ─ who has come: a code, a number, a name
//! arrival ─ in, out again, how many           by_id   ─ the same, as programs say it
//! oneself ─ by the poster at the entrance      list    ─ what a telephone has of a meeting, and what is new
//! sync    ─ what was done without network     walk_in ─ somebody without a registration
//! (see also `domain::check_in`)
//! ```
//! It does not go through the desk: no seat is taken or freed and no state changes. A unique index holds that a
//! registration is there once at a meeting.

pub mod arrival;
pub mod by_id;
pub mod finding;
pub mod list;
pub mod oneself;
pub mod place;
pub mod sync;
pub mod walk_in;

pub use arrival::{Arrival, Told};
pub use place::Place;
