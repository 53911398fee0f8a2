//! Passkeys (W3C Web Authentication, Level 3): what an authenticator says, found to be true or not.
//!
//! No attestation is asked for (`none`): which make an authenticator is of does not matter here.

mod cbor;
mod client_data;
mod key;
mod said;

use sha2::{Digest as _, Sha256};

pub use client_data::Ceremony;
use said::AuthenticatorData;

pub use key::{ALGORITHMS, PublicKey};

/// Octets of a credential's id at most (7.1, step 24).
const ID_OCTETS_MAX: usize = 1_023;

/// Where and for what an answer is expected.
#[derive(Clone, Copy, Debug)]
pub struct Expected<'a> {
    /// `https://host`, with a port where there is one.
    pub origin: &'a str,
    /// The host alone.
    pub host: &'a str,
    /// What was asked to be signed.
    pub challenge: &'a [u8],
}

/// Why an answer is not believed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PasskeyFault {
    #[error("it cannot be read")]
    Unreadable,
    #[error("it is for another purpose, another challenge or another site")]
    Elsewhere,
    #[error("nobody was there, or it was not found out who")]
    NotVerified,
    #[error("the key is of a kind that is not understood")]
    UnknownKey,
    #[error("the signature is wrong")]
    Forged,
    #[error("the authenticator counts backwards: it was copied")]
    Copied,
}

/// A passkey as it is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Passkey {
    pub credential_id: Vec<u8>,
    /// COSE, as it came (RFC 9052).
    pub public_key: Vec<u8>,
    pub sign_count: u32,
}

/// A passkey that an authenticator has just made (7.1).
///
/// # Errors
/// [`PasskeyFault`].
pub fn made(
    client_data: &[u8],
    attestation: &[u8],
    expected: &Expected<'_>,
) -> Result<Passkey, PasskeyFault> {
    client_data::check(client_data, Ceremony::Making, expected)?;
    let attestation = cbor::read(attestation).ok_or(PasskeyFault::Unreadable)?;
    let said = attestation.text_key("authData").and_then(cbor::Value::bytes);
    let said = AuthenticatorData::read(said.ok_or(PasskeyFault::Unreadable)?, expected.host)?;
    let (credential_id, public_key) = said.credential.ok_or(PasskeyFault::Unreadable)?;
    if credential_id.is_empty() || credential_id.len() > ID_OCTETS_MAX {
        return Err(PasskeyFault::Unreadable);
    }
    PublicKey::read(&public_key)?;
    Ok(Passkey { credential_id, public_key, sign_count: said.sign_count })
}

/// What an authenticator answers when somebody signs in.
#[derive(Clone, Copy, Debug)]
pub struct Answer<'a> {
    pub client_data: &'a [u8],
    pub authenticator_data: &'a [u8],
    pub signature: &'a [u8],
}

/// Whether a passkey has signed this; its count from now on (7.2).
///
/// # Errors
/// [`PasskeyFault`].
pub fn signed(
    passkey: &Passkey,
    answer: &Answer<'_>,
    expected: &Expected<'_>,
) -> Result<u32, PasskeyFault> {
    client_data::check(answer.client_data, Ceremony::SigningIn, expected)?;
    let said = AuthenticatorData::read(answer.authenticator_data, expected.host)?;
    let message = [answer.authenticator_data, &Sha256::digest(answer.client_data)].concat();
    PublicKey::read(&passkey.public_key)?.verify(&message, answer.signature)?;
    let counts = said.sign_count > 0 || passkey.sign_count > 0;
    if counts && said.sign_count <= passkey.sign_count {
        return Err(PasskeyFault::Copied);
    }
    Ok(said.sign_count)
}

#[cfg(test)]
mod tests;
