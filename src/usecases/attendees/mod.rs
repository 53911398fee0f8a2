//! Registrations in staff's hands: found, looked at, changed one by one or many at once.

pub mod bulk;
mod bulk_check_in;
pub mod bulk_step;
pub mod by_hand;
pub mod duplicates;
pub mod handing_on;
pub mod listing;
pub mod merging;
pub mod notes;
mod order;
pub mod query;
pub mod record;
pub mod views;
