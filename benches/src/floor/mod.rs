//! The floor: the least that databases and web server need for a registration, by themselves.

pub mod bare_sqlite;
pub mod handler;
pub mod pgbench;
