//! Intake: applications that come by ordinary mail become drafts for staff.
//!
//! A mail to the event's own address (`moushikomi+SLUG@…`) is read as far as it can be understood
//! (`domain::mail_application`) and kept beside what was understood. Its sender gets the form's link,
//! filled in. Staff make a registration of it by one action, or the sender sends the form: whichever comes
//! first, there is one registration. Attachments are counted and never opened.

mod event_address;
mod letter_read;
mod take;

pub use event_address::{event_address, slug_in};
pub use take::{IncomingMail, Taken, take};
