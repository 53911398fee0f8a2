//! The pages as typed views: plain data in, HTML out. No request, clock or database is known here.
//!
//! A view is a struct with an askama template of the same name under `http/templates`. A handler
//! builds it with its `new` (or as a literal) and calls `render()`. Every view has `samples()`, one
//! for each of its states; the test module `catalogue` renders them all in every language.

pub mod apply;
pub mod attendees;
pub mod brand;
pub mod change;
pub mod charts;
pub mod check;
pub mod confirm_address;
pub mod console;
pub mod contact;
pub mod decline;
pub mod done;
pub mod entered;
pub mod error;
pub mod event;
pub mod event_list;
pub mod faults;
pub mod field;
pub mod field_name;
pub mod form;
pub mod form_step;
pub mod frame;
pub mod hurdle;
pub mod lookup_messages;
pub mod lost_link;
pub mod mailbox;
pub mod manage;
pub mod moment;
pub mod moving;
pub mod outside;
pub mod qr;
pub mod questions;
pub mod refused;
pub mod registration;
pub mod self_check_in;
pub mod session;
pub mod standing;
pub mod texts;
pub mod unsubscribe;
pub mod withdraw;

#[cfg(test)]
mod catalogue;
#[cfg(any(test, feature = "test-hooks"))]
pub mod gallery;
#[cfg(any(test, feature = "test-hooks"))]
mod samples;
