//! The tables, as both databases have them.

mod afterwards;
mod allocation;
mod application;
mod attendees;
mod door;
mod exports;
mod forms;
mod long_work;
mod mail;
mod mailing;
mod organization;
mod people;
mod programme;
mod registers;
mod rehearsing;
mod search;

pub use afterwards::*;
pub use allocation::{drawn_places, selection_marks};
pub use application::{
    application_drafts, choice_counts, company_seats, idempotency_keys, registration_counts,
    registrations, uploads,
};
pub use attendees::{
    attendee_columns, bulk_actions, bulk_failures, bulk_parts, import_mappings, import_parts,
    import_rows, imports, members_without_shortcuts, registration_notes,
};
pub use door::{check_ins, self_check_in_faults};
pub use exports::*;
pub use forms::{arrival_counts, unsaved_drafts};
pub use long_work::jobs;
pub use mail::{
    bounced_addresses, caught_mails, incoming_mails, mail_facts, mail_settings, mail_texts,
    mail_unsubscribes, outbox,
};
pub use mailing::{mailing_recipients, mailings, session_reminders};
pub use organization::{api_tokens, audit_lines, installation, organization_brands, organizations};
pub use people::{
    account_totps, accounts, audit_heads, audit_seals, console_sessions, event_rights, members,
    organization_security, passkeys, provider_identities, recovery_codes, sign_in_attempts,
    sign_in_failures, sign_in_links,
};
pub use programme::{event_images, events, meetings, session_groups, sessions};
pub use registers::{corporations, postal_codes};
pub use rehearsing::rehearsals;
pub use search::{search_edits, search_postings, search_segments};

diesel::allow_tables_to_appear_in_same_query!(
    organizations,
    accounts,
    members,
    sign_in_links,
    console_sessions,
    event_rights,
    audit_seals,
    audit_heads,
    api_tokens,
    events,
    rehearsals,
    session_groups,
    sessions,
    meetings,
    company_seats,
    registrations,
    idempotency_keys,
    outbox,
    caught_mails,
    audit_lines,
    installation
);

diesel::allow_tables_to_appear_in_same_query!(check_ins, registrations);
