//! How long personal data are kept, and that they go: rules, warnings, purges, certificates.

pub mod certificates;
pub mod early;
pub mod erase;
pub mod person;
pub mod rules;
pub mod warn;
pub mod watch;
