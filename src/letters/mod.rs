//! Letters: from what is known of a registration or an event to the outbox row that owes a mail of it.

mod envelope;
mod facts;

pub use envelope::{Addressee, Cause, Postmark, outbox_row, priority, useful_until};
pub use facts::{keep_facts, registration_mail, session_facts};
