//! The organizer's console as typed views.

pub mod afterwards;
pub mod attendees;
pub mod choosing;
pub mod dashboard;
pub mod door;
pub mod drafts;
pub mod error;
pub mod event;
pub mod event_nav;
pub mod events;
pub mod exports;
pub mod forms;
pub mod frame;
pub mod home;
pub mod imports;
pub mod job;
pub mod kept_form;
pub mod mail_notice;
pub mod mailbox;
pub mod outbox;
pub mod people;
pub mod settings;
pub mod sign_in;

#[cfg(any(test, feature = "test-hooks"))]
pub mod gallery;
#[cfg(any(test, feature = "test-hooks"))]
mod samples;
