//! The only room with SQL: what is kept, on SQLite or on PostgreSQL.
//!
//! Functions take `&mut Conn` and never begin a transaction: [`Database::write`] does, once for each
//! use case.

pub mod application_drafts;
pub mod arrival_counts;
pub mod audit;
pub mod backend;
pub mod bounced_addresses;
pub mod brands;
pub mod check_ins;
pub mod choice_counts;
pub mod corporations;
pub mod database;
pub mod draws;
pub mod editions;
pub mod error;
pub mod event_images;
pub mod home_lists;
pub mod incoming_mails;
pub mod installation;
pub mod jobs;
mod lineage;
pub mod mail_facts;
pub mod mail_hold;
pub mod mail_rates;
pub mod mail_settings;
pub mod mail_texts;
pub mod mailing_queue;
pub mod mailing_recipients;
pub mod mailings;
mod many_rows;
pub mod member_names;
pub mod migrate;
pub mod organizations;
pub mod outbox;
pub mod outbox_claim;
pub mod outbox_list;
mod pg_url;
pub mod postal_codes;
mod postings;
mod programme_rows;
pub mod programmes;
pub mod registration_counts;
pub mod registration_list;
pub mod registrations;
pub mod rehearsals;
pub mod reminders;
pub mod replica;
pub mod schema;
pub mod search_building;
pub mod search_index;
pub mod seat_changes;
mod seat_lookups;
pub mod seats;
pub mod selection_marks;
pub mod types;
pub mod unsaved_drafts;
pub mod unsubscribes;
pub mod uploads;
pub mod waiting_places;

pub use backend::Conn;
pub use database::Database;
pub use error::StoreError;
pub use replica::Replica;
