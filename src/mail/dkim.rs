//! DKIM signatures over finished messages (RFC 6376; ed25519-sha256: RFC 8463).
//!
//! lettre and mail-auth sign with the time of the machine's clock in the signature, so that a retry would
//! have other bytes than the first try. Here the time is the row's, and both algorithms are deterministic:
//! the same message has the same signature always.

use std::fmt;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use chrono::{DateTime, Utc};
use ring::signature::{Ed25519KeyPair, KeyPair as _, RSA_PKCS1_SHA256, RsaKeyPair};
// Blinds the arithmetic from who measures its time; nothing of it is in the signature.
use ring::rand as blinding;
use sha2::{Digest as _, Sha256};
use tokio_rustls::rustls::pki_types::PrivateKeyDer;
use tokio_rustls::rustls::pki_types::pem::PemObject as _;

use super::canonical::{fields, relaxed_body, relaxed_field};
use super::message::{ComposeFault, Message};

/// What is signed where it is there. All that a reader sees, and what programs act on (RFC 8058 wants both
/// fields of unsubscribing signed).
const SIGNED: [&str; 11] = [
    "From",
    "To",
    "Subject",
    "Date",
    "Message-ID",
    "Reply-To",
    "MIME-Version",
    "Content-Type",
    "Auto-Submitted",
    "List-Unsubscribe",
    "List-Unsubscribe-Post",
];
/// What is signed once more than it is there: a second one that somebody adds breaks the signature
/// (RFC 6376, 8.15).
const SEALED: [&str; 7] =
    ["From", "To", "Subject", "Date", "Message-ID", "Reply-To", "Content-Type"];
/// Where the lines of the signature are folded.
const WIDTH: usize = 72;

/// Signs messages in the name of a domain, with one key or with several.
pub struct DkimSigner {
    domain: String,
    keys: Vec<SelectedKey>,
}

struct SelectedKey {
    /// The name under which the public key stands in DNS: `<selector>._domainkey.<domain>`.
    selector: String,
    key: Key,
}

enum Key {
    Rsa(RsaKeyPair),
    Ed25519(Ed25519KeyPair),
}

/// Why messages cannot be signed with these settings. Nothing of a key is repeated.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum DkimError {
    /// Not PEM, or PEM with no private key in it.
    #[error("holds no private key in PEM (-----BEGIN PRIVATE KEY-----)")]
    NoKey,
    /// A key of another kind, or one that is broken or too short.
    #[error(
        "key {0} is neither RSA of 2048 to 4096 bits nor Ed25519; make one with: openssl genrsa 2048"
    )]
    Key(usize),
    /// Each key has its own name in DNS.
    #[error("has {keys} keys and {selectors} selectors; each key needs its own, in the same order")]
    Count {
        /// In the PEM.
        keys: usize,
        /// In the setting.
        selectors: usize,
    },
}

impl DkimSigner {
    /// Takes one private key for each selector out of a PEM text.
    ///
    /// # Errors
    /// What is wrong, without the key.
    pub fn new(pem: &str, selectors: &[String], domain: &str) -> Result<Self, DkimError> {
        let keys: Result<Vec<_>, _> = PrivateKeyDer::pem_slice_iter(pem.as_bytes()).collect();
        let keys = keys.map_err(|_| DkimError::NoKey)?;
        if keys.is_empty() {
            return Err(DkimError::NoKey);
        }
        if keys.len() != selectors.len() {
            return Err(DkimError::Count { keys: keys.len(), selectors: selectors.len() });
        }
        let keys: Result<Vec<_>, _> = keys
            .iter()
            .zip(selectors)
            .enumerate()
            .map(|(index, (der, selector))| {
                let key = Key::read(der).ok_or(DkimError::Key(index + 1))?;
                Ok(SelectedKey { selector: selector.clone(), key })
            })
            .collect();
        Ok(Self { domain: domain.to_owned(), keys: keys? })
    }

    /// The message with a signature for each key above it. The same message and time give the same bytes.
    ///
    /// # Errors
    /// [`ComposeFault::Library`], which no readable key causes.
    pub fn sign(&self, message: &Message, at: DateTime<Utc>) -> Result<Message, ComposeFault> {
        let text = std::str::from_utf8(message.bytes()).map_err(|_| ComposeFault::Library)?;
        let (headers, body) = text.split_once("\r\n\r\n").ok_or(ComposeFault::Library)?;
        let (names, data) = signed_fields(headers);
        let body_hash = STANDARD.encode(Sha256::digest(relaxed_body(body)));
        let mut signed = String::with_capacity(text.len() + 1_000);
        for SelectedKey { selector, key } in &self.keys {
            let unsigned = format!(
                "v=1; a={}; c=relaxed/relaxed; d={};\r\n s={selector}; t={};\r\n h={};\r\n bh={body_hash};\r\n b=",
                key.algorithm(),
                self.domain,
                at.timestamp(),
                folded(names.split_inclusive(':'), " h=".len()),
            );
            let own = relaxed_field("DKIM-Signature", &unsigned.replace("\r\n", ""));
            let signature = key.sign(format!("{data}{own}").as_bytes())?;
            let signature = STANDARD.encode(signature);
            let pieces = signature.as_bytes().chunks(WIDTH - 6).map(String::from_utf8_lossy);
            let pieces: Vec<_> = pieces.collect();
            signed.push_str("DKIM-Signature: ");
            signed.push_str(&unsigned);
            signed.push_str(&pieces.join("\r\n "));
            signed.push_str("\r\n");
        }
        signed.push_str(text);
        Ok(message.with_bytes(signed.into_bytes()))
    }

    /// What has to stand in DNS for each key: the name, and the text of its TXT record.
    pub fn records(&self) -> Vec<(String, String)> {
        let records = self.keys.iter().map(|SelectedKey { selector, key }| {
            let name = format!("{selector}._domainkey.{}", self.domain);
            (name, key.record())
        });
        records.collect()
    }
}

impl fmt::Debug for DkimSigner {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "DkimSigner({}, {} keys)", self.domain, self.keys.len())
    }
}

/// The names for `h=`, and the canonical fields that they stand for.
fn signed_fields(headers: &str) -> (String, String) {
    let (mut names, mut data) = (Vec::new(), String::new());
    for field in fields(headers) {
        if let Some(name) = SIGNED.into_iter().find(|name| field.name.eq_ignore_ascii_case(name)) {
            names.push(name);
            data.push_str(&field.relaxed());
            data.push_str("\r\n");
        }
    }
    names.extend(SEALED);
    (names.join(":"), data)
}

/// Pieces on lines that are not too long.
fn folded<'a>(pieces: impl Iterator<Item = &'a str>, indent: usize) -> String {
    let (mut folded, mut width) = (String::new(), indent);
    for piece in pieces {
        if width + piece.len() > WIDTH {
            folded.push_str("\r\n ");
            width = 1;
        }
        folded.push_str(piece);
        width += piece.len();
    }
    folded
}

impl Key {
    fn read(der: &PrivateKeyDer<'_>) -> Option<Self> {
        match der {
            PrivateKeyDer::Pkcs1(der) => {
                RsaKeyPair::from_der(der.secret_pkcs1_der()).ok().map(Self::Rsa)
            }
            PrivateKeyDer::Pkcs8(der) => {
                let der = der.secret_pkcs8_der();
                // OpenSSL writes Ed25519 keys without their public half, which the strict reader wants.
                let ed25519 = || Ed25519KeyPair::from_pkcs8_maybe_unchecked(der).map(Self::Ed25519);
                RsaKeyPair::from_pkcs8(der).map(Self::Rsa).or_else(|_| ed25519()).ok()
            }
            _ => None,
        }
    }

    fn algorithm(&self) -> &'static str {
        match self {
            Self::Rsa(_) => "rsa-sha256",
            Self::Ed25519(_) => "ed25519-sha256",
        }
    }

    fn sign(&self, data: &[u8]) -> Result<Vec<u8>, ComposeFault> {
        match self {
            Self::Rsa(key) => {
                let mut signature = vec![0; key.public().modulus_len()];
                let random = blinding::SystemRandom::new();
                key.sign(&RSA_PKCS1_SHA256, &random, data, &mut signature)
                    .map_err(|_| ComposeFault::Library)?;
                Ok(signature)
            }
            // RFC 8463, 3: what is signed is the hash.
            Self::Ed25519(key) => Ok(key.sign(&Sha256::digest(data)).as_ref().to_vec()),
        }
    }

    fn record(&self) -> String {
        match self {
            Self::Rsa(key) => {
                format!(
                    "v=DKIM1; k=rsa; p={}",
                    STANDARD.encode(subject_public_key_info(key.public().as_ref()))
                )
            }
            Self::Ed25519(key) => {
                format!("v=DKIM1; k=ed25519; p={}", STANDARD.encode(key.public_key().as_ref()))
            }
        }
    }
}

/// The RSA public key as DNS wants it: with its algorithm in front (RFC 5280, 4.1.2.7), in DER.
fn subject_public_key_info(public_key: &[u8]) -> Vec<u8> {
    /// rsaEncryption with NULL parameters.
    const ALGORITHM: [u8; 15] =
        [0x30, 0x0d, 0x06, 0x09, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x01, 0x05, 0x00];
    let mut bits = vec![0];
    bits.extend_from_slice(public_key);
    let mut sequence = ALGORITHM.to_vec();
    sequence.extend(der(0x03, &bits));
    der(0x30, &sequence)
}

/// A DER value of less than 64 KiB.
fn der(tag: u8, content: &[u8]) -> Vec<u8> {
    let length = u16::try_from(content.len()).unwrap_or(u16::MAX).to_be_bytes();
    let mut value = vec![tag];
    match length {
        [0, short @ 0..0x80] => value.push(short),
        [0, long] => value.extend([0x81, long]),
        [high, low] => value.extend([0x82, high, low]),
    }
    value.extend_from_slice(content);
    value
}

#[cfg(test)]
#[path = "dkim_tests.rs"]
mod tests;
