//! What people do with the service, one file a verb: parse, check rights, desk or store, outcome.

pub mod admin;
pub mod answer_offer;
pub mod application_drafts;
pub mod apply;
pub mod authenticate;
pub mod calendar_file;
pub mod change_event;
pub mod change_registration;
pub mod change_session;
pub mod compose_announcement;
pub mod count_registrations;
pub mod create_event;
pub mod deliver_by_hand;
pub mod direct_mailing;
pub mod export_attendees;
pub mod failure;
pub mod find_programme;
pub mod list_events;
pub mod list_registrations;
pub mod mail_standing;
pub mod move_registration;
pub mod notice;
pub mod preview_mailing;
pub mod principal;
pub mod queue_figures;
pub mod read_caught_mail;
pub mod readiness;
pub mod registration;
pub mod resend_link;
pub mod sign_in;
pub mod unreachable;
pub mod withdraw;

pub use failure::Failure;
pub use principal::{Permission, Principal};
pub use registration::Registration;
