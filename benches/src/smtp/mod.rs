//! The other end of mail: a server that takes everything, and the barest client to compare with.

mod raw;
mod sink;

pub use raw::{Style, send_for};
pub use sink::Sink;
