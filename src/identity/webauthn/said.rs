//! What the authenticator says of itself (6.1): for which site, who was there, how often, which key.

use sha2::{Digest as _, Sha256};
use subtle::ConstantTimeEq as _;

use super::{PasskeyFault, cbor};

const USER_PRESENT: u8 = 0x01;
const USER_VERIFIED: u8 = 0x04;
const HAS_CREDENTIAL: u8 = 0x40;

/// Octets before the credential: hash of the host, flags, count.
const HEAD: usize = 37;
/// Octets of the authenticator's model.
const MODEL: usize = 16;

/// What it says.
#[derive(Debug)]
pub struct AuthenticatorData {
    pub sign_count: u32,
    /// Id and COSE key of a passkey that was just made.
    pub credential: Option<(Vec<u8>, Vec<u8>)>,
}

impl AuthenticatorData {
    /// A passkey stands for both factors: therefore the person must have been verified, not only present.
    ///
    /// # Errors
    /// [`PasskeyFault`].
    pub fn read(bytes: &[u8], host: &str) -> Result<Self, PasskeyFault> {
        let unreadable = PasskeyFault::Unreadable;
        let (head, rest) = bytes.split_at_checked(HEAD).ok_or(unreadable)?;
        if !bool::from(Sha256::digest(host.as_bytes()).as_slice().ct_eq(&head[..32])) {
            return Err(PasskeyFault::Elsewhere);
        }
        let flags = head[32];
        if flags & USER_PRESENT == 0 || flags & USER_VERIFIED == 0 {
            return Err(PasskeyFault::NotVerified);
        }
        let sign_count = u32::from_be_bytes([head[33], head[34], head[35], head[36]]);
        let credential = if flags & HAS_CREDENTIAL == 0 {
            None
        } else {
            Some(credential(rest).ok_or(unreadable)?)
        };
        Ok(Self { sign_count, credential })
    }
}

fn credential(bytes: &[u8]) -> Option<(Vec<u8>, Vec<u8>)> {
    let (_, rest) = bytes.split_at_checked(MODEL)?;
    let (length, rest) = rest.split_at_checked(2)?;
    let length = usize::from(u16::from_be_bytes([length[0], length[1]]));
    let (id, rest) = rest.split_at_checked(length)?;
    let (_, behind) = cbor::read_first(rest)?;
    Some((id.to_vec(), rest[..rest.len() - behind.len()].to_vec()))
}
