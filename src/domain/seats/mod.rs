//! Who gets a seat: the board of what is taken, the commands to it, the decisions.
//!
//! `decide` is pure. The desk loads a [`Board`], lets `decide` work through the commands that wait,
//! and writes what has changed.

pub mod board;
pub mod command;
pub mod decide;
pub mod outcome;
mod promote;

#[cfg(test)]
mod tests;

pub use board::{Board, CompanySeat, Held, Remembered, SeatGroup, SeatSession, WaitingList};
pub use command::{Actor, Apply, Change, Command, Idempotency, PersonKey, Reconfigure, Request};
pub use decide::{Decided, decide};
pub use outcome::{AuditLine, Decision, Done, MailKind, MailOwed, Refusal, Registered};
