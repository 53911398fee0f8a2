//! Letters: from what is known of a registration or an event to the outbox row that owes a mail of it.

pub mod attendees;
pub mod changes;
mod envelope;
mod facts;
pub mod mailings;
pub mod notices;
pub mod owing;
pub mod recording;
pub mod registration_changes;
pub mod unwanted;

pub use envelope::{Addressee, Cause, Postmark, outbox_row, priority, row_with_id, useful_until};
pub use facts::{keep_facts, registration_mail, session_facts};
