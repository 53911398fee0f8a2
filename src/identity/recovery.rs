//! Recovery codes: for who has lost the telephone with the authenticator app. Each works once.

use sha2::{Digest as _, Sha256};

/// Codes that are made at once.
pub const COUNT: usize = 10;
/// Octets of chance in a code: 80 bits, so that what is kept of it need not be slow.
pub const OCTETS: usize = 10;

/// Without 0 O 1 I L, which are read as one another.
const LETTERS: &[u8; 31] = b"23456789ABCDEFGHJKMNPQRSTUVWXYZ";

/// A code of 16 letters in four groups.
pub fn code(chance: [u8; OCTETS]) -> String {
    let mut digest = [0; 32];
    digest.copy_from_slice(&Sha256::digest(chance));
    let letters = digest
        .iter()
        .take(16)
        .map(|octet| char::from(LETTERS[usize::from(*octet) % LETTERS.len()]));
    let mut text = String::new();
    for (place, letter) in letters.enumerate() {
        if place > 0 && place % 4 == 0 {
            text.push('-');
        }
        text.push(letter);
    }
    text
}

/// What is kept of a code, however it was typed.
pub fn kept(typed: &str) -> [u8; 32] {
    let folded: String = typed
        .chars()
        .filter(|c| c.is_alphanumeric())
        .map(|c| match c {
            // Full-width letters and digits.
            '！'..='～' => char::from_u32(u32::from(c) - 0xfee0).unwrap_or(c),
            c => c,
        })
        .flat_map(char::to_uppercase)
        .collect();
    Sha256::digest(folded.as_bytes()).into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_known_however_it_is_typed() {
        let code = code([3; OCTETS]);
        assert_eq!(code.len(), 19);
        let full: String =
            code.chars().map(|c| char::from_u32(u32::from(c) + 0xfee0).unwrap()).collect();
        for typed in [code.to_lowercase(), code.replace('-', " "), format!(" {code} "), full] {
            assert_eq!(kept(&typed), kept(&code), "{typed}");
        }
        assert_ne!(kept(&code), kept(&super::code([4; OCTETS])));
    }
}
