//! People: how they sign in, what they may do, what is written down of what they do.

pub mod account;
pub mod audit_check;
pub mod audit_seal;
pub mod audit_trail;
pub mod begin_session;
pub mod event_people;
pub mod first_run;
pub mod invite;
pub mod mail_link;
pub mod members;
pub mod passkeys;
pub mod password_sign_in;
pub mod pauses;
pub mod provider_sign_in;
pub mod second_step;
pub mod security;
pub mod sessions;
pub mod tokens;
pub mod totp;

pub use begin_session::{Entered, Proof};
