//! Proofs of who somebody is: passwords, one-time codes, passkeys, identity providers.
//!
//! Nothing here knows a database, a request or the clock: what was kept comes in, what is to be kept goes out.

pub mod oidc;
pub mod password;
pub mod recovery;
pub mod sealed;
pub mod totp;
pub mod webauthn;
