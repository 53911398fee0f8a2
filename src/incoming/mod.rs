//! Mail that comes in: the mailbox it is read from, and what it is.
//!
//! ```text
//! Mailbox (IMAP or Maildir) ─ fetch ─> bytes ─ read ─> Incoming (bounce | auto_reply | other, marks)
//! ```
//! Nothing here knows the database; what follows from a mail is in `worker::incoming`.

mod imap;
mod mailbox;
mod mailbox_url;
mod maildir;
mod reading;
mod report;

pub use self::mailbox::{Fetched, Mailbox, MailboxError, Position};
pub use self::mailbox_url::{ImapSettings, MailboxUrl, MailboxUrlError};
pub use self::reading::{Class, Incoming, read};
pub use self::report::Report;
