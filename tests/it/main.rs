//! The whole suite in one program: it links once.

#![expect(
    clippy::expect_used,
    clippy::panic,
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "tests fail loudly, and show their figures"
)]

mod admission;
mod announcing;
mod applying;
mod browser;
mod by_mail;
mod case;
mod console;
mod database;
mod dependencies;
mod desk;
mod disk;
mod failover;
mod hostile;
mod idempotency;
mod kill;
mod list_size;
mod mailing;
mod nodes;
mod notices;
mod organizing;
mod outage;
mod program;
mod queue;
mod race;
mod reminding;
mod replica;
mod rolled_back;
mod rooms;
mod rush_race;
mod search;
mod slow_clients;
mod smtp_conversation;
mod smtp_failures;
mod support;
mod upgrade;
