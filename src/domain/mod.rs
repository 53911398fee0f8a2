//! The rules of registration, pure: no HTTP, no SQL, no clock, no randomness.

mod exact_json;

pub mod announcement;
pub mod application;
mod application_draft;
pub mod application_rules;
mod application_search;
pub mod audience;
pub mod brand;
pub mod calendar_lines;
pub mod check_in;
pub mod civil;
pub mod copying;
pub mod draft;
mod draft_of;
pub mod event;
pub mod export_timing;
pub mod fault;
pub mod hex;
pub mod ids;
pub mod json;
pub mod mail_application;
pub mod mail_kind;
pub mod mail_settings;
pub mod mail_state;
pub mod mailing;
pub mod names;
pub mod proof_of_work;
pub mod public_holidays;
pub mod public_registers;
pub mod publishing;
pub mod question;
pub mod reminder;
pub mod retention;
pub mod role;
#[cfg(test)]
pub mod samples;
pub mod seats;
pub mod state;
pub mod suppression;
pub mod timetable;
pub mod values;
pub mod wishes;
