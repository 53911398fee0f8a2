//! The load program: many connections, each sending prepared requests, and what came of them.

mod closed;
mod latency;
mod line;
mod measured;
mod request;

pub use closed::Closed;
pub use latency::Latencies;
pub use line::{Answer, Line};
pub use measured::{Measured, median};
pub use request::{Applications, Request, Traffic};
