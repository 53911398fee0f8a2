//! The load program: many connections, each sending prepared requests, and what came of them.

mod closed;
mod filling;
mod latency;
mod line;
mod measured;
pub mod open;
mod request;

pub use closed::Closed;
pub use filling::fill;
pub use latency::Latencies;
pub use line::Line;
pub use measured::{Measured, as_float, median};
pub use request::{Applications, Reads, Request, Traffic};
