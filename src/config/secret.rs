//! Texts and keys that are never shown.

use std::{collections::HashSet, fmt};

use base64::{Engine as _, engine::general_purpose::STANDARD};
use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::{Digest as _, Sha256};

/// Bytes a secret key must have at least: as many as the output of the HMAC it is used in.
const KEY_BYTES: usize = 32;

/// A text such as a URL with a password in it; `Debug` shows nothing of it.
#[derive(Clone, PartialEq, Eq)]
pub struct SecretText(String);

impl SecretText {
    /// Wraps a text.
    pub fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    /// The text itself.
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for SecretText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("***")
    }
}

/// The key that signs links and cookies. Purposes get keys of their own by [`SecretKey::derive`].
#[derive(Clone, PartialEq, Eq)]
pub struct SecretKey {
    material: [u8; KEY_BYTES],
}

impl SecretKey {
    /// Reads hexadecimal digits, base64, or any text of 32 characters and more.
    ///
    /// # Errors
    /// Says what is wrong without repeating any of the key.
    pub fn parse(text: &str) -> Result<Self, String> {
        let text = text.trim();
        if text.chars().collect::<HashSet<_>>().len() < 8 {
            return Err("can be guessed: it has fewer than 8 different characters".to_owned());
        }
        let bytes = match from_hex(text) {
            // Only half the characters of such a text count, which is easily overlooked.
            Some(bytes) if bytes.len() < KEY_BYTES => {
                return Err(format!(
                    "is too short: {} bytes in hexadecimal digits, {KEY_BYTES} are needed",
                    bytes.len()
                ));
            }
            Some(bytes) => bytes,
            None => match STANDARD.decode(text) {
                Ok(bytes) if bytes.len() >= KEY_BYTES => bytes,
                _ if text.chars().count() >= KEY_BYTES => text.as_bytes().to_vec(),
                _ => return Err(format!("is too short: {KEY_BYTES} random bytes are needed")),
            },
        };
        Ok(Self::from_bytes(&bytes))
    }

    /// A key made of random bytes.
    pub fn from_bytes(bytes: &[u8]) -> Self {
        Self { material: Sha256::digest(bytes).into() }
    }

    /// A key for one purpose; another purpose's signatures are worth nothing to it.
    pub fn derive(&self, purpose: &str) -> [u8; 32] {
        let mut block = [0; 64];
        block[..KEY_BYTES].copy_from_slice(&self.material);
        let mut mac = Hmac::<Sha256>::new(&block.into());
        mac.update(purpose.as_bytes());
        mac.finalize().into_bytes().into()
    }
}

impl fmt::Debug for SecretKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SecretKey(***)")
    }
}

fn from_hex(text: &str) -> Option<Vec<u8>> {
    if !text.len().is_multiple_of(2) || !text.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        return None;
    }
    (0..text.len()).step_by(2).map(|at| u8::from_str_radix(&text[at..at + 2], 16).ok()).collect()
}

/// Bytes as lower-case hexadecimal digits, the form in which a made key is kept.
pub(super) fn to_hex(bytes: &[u8]) -> String {
    use std::fmt::Write as _;
    bytes.iter().fold(String::with_capacity(bytes.len() * 2), |mut text, byte| {
        // Writing to a String cannot fail.
        let _ = write!(text, "{byte:02x}");
        text
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const HEX: &str = "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f";

    #[test]
    fn a_key_in_hexadecimal_or_base64_is_the_same_key() {
        let bytes: Vec<u8> = (0..32).collect();
        let base64 = STANDARD.encode(&bytes);
        assert_eq!(SecretKey::parse(HEX).unwrap(), SecretKey::from_bytes(&bytes));
        assert_eq!(SecretKey::parse(&base64).unwrap(), SecretKey::from_bytes(&bytes));
        assert_eq!(SecretKey::parse(&format!(" {HEX}\n")).unwrap(), SecretKey::from_bytes(&bytes));
        assert_eq!(to_hex(&bytes), HEX);
    }

    #[test]
    fn a_plain_text_of_32_characters_is_a_key() {
        SecretKey::parse("correct horse battery staple 2026").unwrap();
    }

    #[test]
    fn short_and_guessable_keys_are_refused_without_repeating_them() {
        for text in ["", "geheim", &HEX[..62], &"geheim ".repeat(9)] {
            let what = SecretKey::parse(text).unwrap_err();
            assert!(!what.contains("geheim") && !what.contains("0001"), "{what}");
        }
    }

    #[test]
    fn each_purpose_has_a_key_of_its_own() {
        let key = SecretKey::parse(HEX).unwrap();
        assert_ne!(key.derive("cookies"), key.derive("links"));
        assert_eq!(key.derive("links"), key.clone().derive("links"));
    }

    #[test]
    fn debug_shows_nothing() {
        let shown = format!("{:?} {:?}", SecretKey::parse(HEX).unwrap(), SecretText::new("geheim"));
        assert_eq!(shown, "SecretKey(***) ***");
    }
}
