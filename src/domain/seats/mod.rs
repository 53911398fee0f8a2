//! Who gets a seat: the board of what is taken, the commands to it, the decisions.
//!
//! `decide` is pure. The desk loads a [`Board`], lets `decide` work through the commands that wait,
//! and writes what has changed.

mod apply;
pub mod board;
mod change;
pub mod choices;
pub mod command;
pub mod decide;
pub mod draw;
mod give_seat;
mod leave;
mod merge;
mod offers;
pub mod outcome;
mod owed;
mod promote;
mod reconfigure;
mod relocate;
mod room;
pub mod select;
mod waiting;

#[cfg(test)]
mod tests;

pub use board::{Board, CompanySeat, Held, Remembered, SeatGroup, SeatSession, WaitingList};
pub use choices::{ChoiceCount, LimitedChoice};
pub use command::{
    Actor, Admission, Apply, Change, Command, GroupSettings, Idempotency, Notice, PersonKey,
    Reconfigure, Redefinition, Request, SettingsChange,
};
pub use decide::{Decided, decide};
pub use draw::{Draw, DrawnPlace};
pub use outcome::{AuditLine, Decision, Done, MailKind, MailOwed, Refusal, Registered};
pub use select::{Select, Selection};
