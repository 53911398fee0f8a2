//! One-time codes of an authenticator app (RFC 6238, with what every app understands: SHA-1, 30 seconds, 6 digits).

use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use ring::hmac;
use subtle::ConstantTimeEq as _;

/// Seconds for which a code is shown.
const STEP: i64 = 30;
/// Steps before and after the present one whose codes are taken: clocks of telephones are a little wrong.
const TOLERANCE: i64 = 1;
/// Octets of a secret (RFC 4226, 4: 160 bits).
pub const SECRET_OCTETS: usize = 20;

const BASE32: &[u8; 32] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

/// The code of one step.
fn code(secret: &[u8], step: i64) -> String {
    let key = hmac::Key::new(hmac::HMAC_SHA1_FOR_LEGACY_USE_ONLY, secret);
    let tag = hmac::sign(&key, &step.to_be_bytes());
    let digest: [u8; 20] = std::array::from_fn(|at| tag.as_ref().get(at).copied().unwrap_or(0));
    let at = usize::from(digest[19] & 0x0f);
    let number =
        u32::from_be_bytes([digest[at] & 0x7f, digest[at + 1], digest[at + 2], digest[at + 3]]);
    format!("{:06}", number % 1_000_000)
}

/// The step of which this is the code at `now` (seconds since 1970), if it is one that is later than `last`: no code is taken
/// twice. Digits may be full-width, with spaces between.
pub fn matching_step(secret: &[u8], typed: &str, now: i64, last: i64) -> Option<i64> {
    let typed = digits(typed);
    let present = now.div_euclid(STEP);
    let mut found = None;
    for step in present - TOLERANCE..=present + TOLERANCE {
        if bool::from(code(secret, step).as_bytes().ct_eq(typed.as_bytes())) && step > last {
            found = Some(step);
        }
    }
    found
}

/// The digits of what was typed, in ASCII.
fn digits(typed: &str) -> String {
    typed
        .chars()
        .filter_map(|c| match c {
            '０'..='９' => char::from_u32(u32::from(c) - u32::from('０') + u32::from('0')),
            c if c.is_ascii_digit() => Some(c),
            c if c.is_whitespace() || c == '-' => None,
            _ => Some('x'),
        })
        .collect()
}

/// The secret as people type it into an app.
pub fn base32(secret: &[u8]) -> String {
    let mut text = String::new();
    for chunk in secret.chunks(5) {
        let mut bits = [0; 8];
        bits[3..3 + chunk.len()].copy_from_slice(chunk);
        let number = u64::from_be_bytes(bits);
        for place in 0..(chunk.len() * 8).div_ceil(5) {
            let index = usize::try_from(number >> (35 - 5 * place) & 31).unwrap_or(0);
            text.push(char::from(BASE32[index]));
        }
    }
    text
}

/// What the QR code says to the app.
pub fn uri(secret: &[u8], service: &str, account: &str) -> String {
    let quoted = |text: &str| utf8_percent_encode(text, NON_ALPHANUMERIC).to_string();
    let (service, account) = (quoted(service), quoted(account));
    format!("otpauth://totp/{service}:{account}?secret={}&issuer={service}", base32(secret))
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECRET: &[u8] = b"12345678901234567890";

    #[test]
    fn codes_are_those_of_rfc_6238() {
        // Appendix B, the last six of its eight digits.
        for (seconds, expected) in [
            (59, "287082"),
            (1_111_111_109, "081804"),
            (1_111_111_111, "050471"),
            (1_234_567_890, "005924"),
            (2_000_000_000, "279037"),
            (20_000_000_000, "353130"),
        ] {
            assert_eq!(code(SECRET, seconds / 30), expected, "{seconds}");
            assert!(matching_step(SECRET, expected, seconds, -1).is_some());
        }
    }

    #[test]
    fn a_code_is_taken_once_and_only_near_its_time() {
        let step = matching_step(SECRET, "２８７ ０８２", 59, 0).unwrap();
        assert_eq!(step, 1);
        assert_eq!(matching_step(SECRET, "287082", 59, step), None);
        assert_eq!(matching_step(SECRET, "287082", 89, 0), Some(1));
        assert_eq!(matching_step(SECRET, "287082", 120, 0), None);
        for wrong in ["", "287083", "28708", "2870821", "28708a"] {
            assert_eq!(matching_step(SECRET, wrong, 59, 0), None, "{wrong}");
        }
    }

    #[test]
    fn a_secret_is_written_as_rfc_4648_says() {
        for (octets, text) in [
            ("f", "MY"),
            ("fo", "MZXQ"),
            ("foo", "MZXW6"),
            ("foob", "MZXW6YQ"),
            ("fooba", "MZXW6YTB"),
            ("foobar", "MZXW6YTBOI"),
        ] {
            assert_eq!(base32(octets.as_bytes()), text);
        }
        assert_eq!(
            uri(b"12345678901234567890", "受付", "a@example.jp"),
            "otpauth://totp/%E5%8F%97%E4%BB%98:a%40example%2Ejp?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=%E5%8F%97%E4%BB%98"
        );
    }
}
