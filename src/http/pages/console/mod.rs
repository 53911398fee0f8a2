//! The organizer's console as typed views.

pub mod attendees;
pub mod drafts;
pub mod error;
pub mod event;
pub mod frame;
pub mod home;
pub mod mail_notice;
pub mod mailbox;
pub mod outbox;
pub mod sign_in;

#[cfg(test)]
mod samples;
