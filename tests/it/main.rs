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
mod attendees;
mod audit_trail;
mod audit_words;
mod browser;
mod browser_input;
mod by_mail;
mod case;
mod choosing;
mod coming_back;
mod console;
mod console_afterwards;
mod console_attendees;
mod console_bulk;
mod console_door;
mod console_events;
mod console_exports;
mod console_forms;
mod console_home;
mod console_imports;
mod console_kept_form;
mod console_people;
mod console_rights;
mod console_ways;
mod database;
mod dependencies;
mod desk;
mod disk;
mod embedding;
mod failover;
mod hostile;
mod idempotency;
mod import_killed;
mod jobs;
mod kill;
mod last_owner;
mod list_size;
mod locked_out;
mod mail_by_hand;
mod mail_rate;
mod mail_settings;
mod mail_texts;
mod mailing;
mod mailing_killed;
mod mailing_stalled;
mod managing;
mod nodes;
mod notices;
mod offers;
mod organizing;
mod outage;
mod outward;
mod personal_data;
mod poison;
mod program;
mod provider_sign_in;
mod purging;
mod questions;
mod questions_files;
mod queue;
mod race;
mod registers;
mod relay;
mod reminding;
mod replica;
mod robots;
mod role_matrix;
mod rolled_back;
mod rooms;
mod rush_page;
mod rush_race;
mod search;
mod slow_clients;
mod smtp_conversation;
mod smtp_failures;
mod smtp_storm;
mod support;
mod upgrade;
