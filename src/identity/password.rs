//! Passwords: what may be one, how one is kept (argon2id).

use argon2::{Algorithm, Argon2, Params, Version};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD_NO_PAD;
use subtle::ConstantTimeEq as _;
use unicode_normalization::UnicodeNormalization as _;

/// KiB of memory that trying one password costs (OWASP Password Storage Cheat Sheet: 19 MiB with two passes).
const MEMORY_KIB: u32 = 19_456;
const PASSES: u32 = 2;
const LANES: u32 = 1;
/// Octets of what is kept of a password.
const HASH_OCTETS: usize = 32;
/// What is kept may ask for no more than this, whoever has written it.
const MEMORY_KIB_MAX: u32 = 262_144;
const PASSES_MAX: u32 = 10;

/// Characters of a password at least. Whoever has one signs in with nothing else unless they have set up more.
pub const SHORTEST: usize = 12;
/// Characters of a password at most: a sentence is one, a novel is an attack.
pub const LONGEST: usize = 200;
/// A password of fewer different characters is a pattern.
const FEWEST_DIFFERENT: usize = 5;

/// Why a password is not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PasswordFault {
    #[error("it is shorter than {SHORTEST} characters")]
    TooShort,
    #[error("it is longer than {LONGEST} characters")]
    TooLong,
    #[error("it is a pattern, or made of the mail address")]
    Guessable,
}

impl PasswordFault {
    /// Its code in forms.
    pub fn code(self) -> &'static str {
        match self {
            Self::TooShort => "password_too_short",
            Self::TooLong => "password_too_long",
            Self::Guessable => "password_guessable",
        }
    }
}

/// Whether this may be the password of the account with this mail address. No kinds of characters are asked for: length is
/// what counts (NIST SP 800-63B-4, 3.1.1.2).
///
/// # Errors
/// [`PasswordFault`].
pub fn check(password: &str, email: &str) -> Result<(), PasswordFault> {
    let length = password.chars().count();
    if length < SHORTEST {
        return Err(PasswordFault::TooShort);
    }
    if length > LONGEST {
        return Err(PasswordFault::TooLong);
    }
    let different = password.chars().collect::<std::collections::BTreeSet<_>>().len();
    let folded = password.to_lowercase();
    let name = email.split('@').next().unwrap_or_default().to_lowercase();
    let rest = folded.replace(&email.to_lowercase(), "");
    let rest = if name.chars().count() >= 4 { rest.replace(&name, "") } else { rest };
    if different < FEWEST_DIFFERENT || rest.chars().count() < SHORTEST / 2 {
        return Err(PasswordFault::Guessable);
    }
    Ok(())
}

/// What is kept of a password, in the usual form (`$argon2id$v=19$m=…,t=…,p=…$salt$hash`); nothing if it cannot be worked out.
pub fn hash(password: &str, salt: [u8; 16]) -> Option<String> {
    let hash = worked_out(password, &salt, (MEMORY_KIB, PASSES, LANES))?;
    let (salt, hash) = (STANDARD_NO_PAD.encode(salt), STANDARD_NO_PAD.encode(hash));
    Some(format!("$argon2id$v=19$m={MEMORY_KIB},t={PASSES},p={LANES}${salt}${hash}"))
}

/// Whether this is the password of which that is kept. Without anything kept it takes as long and says no: nobody can
/// tell by the time whether an address has a password.
pub fn is_right(password: &str, kept: Option<&str>) -> bool {
    let Some(kept) = kept.and_then(Kept::parse) else {
        let spent = worked_out(password, &[0; 16], (MEMORY_KIB, PASSES, LANES));
        return spent.is_some_and(|_| false);
    };
    worked_out(password, &kept.salt, kept.cost).is_some_and(|hash| hash.ct_eq(&kept.hash).into())
}

fn worked_out(password: &str, salt: &[u8], cost: (u32, u32, u32)) -> Option<[u8; HASH_OCTETS]> {
    let (memory, passes, lanes) = cost;
    let params = Params::new(memory, passes, lanes, Some(HASH_OCTETS)).ok()?;
    // Keyboards differ in how they compose characters.
    let password: String = password.nfc().collect();
    let mut hash = [0; HASH_OCTETS];
    Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
        .hash_password_into(password.as_bytes(), salt, &mut hash)
        .ok()?;
    Some(hash)
}

/// What is kept, taken apart.
struct Kept {
    cost: (u32, u32, u32),
    salt: Vec<u8>,
    hash: [u8; HASH_OCTETS],
}

impl Kept {
    fn parse(text: &str) -> Option<Self> {
        let mut parts = text.strip_prefix("$argon2id$v=19$")?.split('$');
        let (cost, salt, hash) = (parts.next()?, parts.next()?, parts.next()?);
        let mut numbers = cost.split(',').zip(["m=", "t=", "p="]).map(|(part, name)| {
            part.strip_prefix(name).and_then(|number| number.parse::<u32>().ok())
        });
        let cost = (numbers.next()??, numbers.next()??, numbers.next()??);
        if cost.0 > MEMORY_KIB_MAX || cost.1 > PASSES_MAX || cost.2 > 16 {
            return None;
        }
        let hash = STANDARD_NO_PAD.decode(hash).ok()?.try_into().ok()?;
        Some(Self { cost, salt: STANDARD_NO_PAD.decode(salt).ok()?, hash })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_kept_is_argon2id_and_knows_its_password_and_no_other() {
        let kept = hash("古い橋を渡ると春が来る2026", [7; 16]).unwrap();
        assert!(kept.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{kept}");
        assert!(is_right("古い橋を渡ると春が来る2026", Some(&kept)));
        for wrong in ["古い橋を渡ると春が来る2025", "", "古い橋を渡ると春が来る2026 "]
        {
            assert!(!is_right(wrong, Some(&kept)), "{wrong}");
        }
        assert!(!is_right("x", None) && !is_right("x", Some("nonsense")));
    }

    #[test]
    fn an_answer_of_the_reference_implementation_is_understood() {
        // By the program argon2 of the reference implementation: echo -n password | argon2 somesalt -id -t 2 -k 65536 -p 1
        let kept = "$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc";
        assert!(is_right("password", Some(kept)));
        assert!(!is_right("Password", Some(kept)));
    }

    #[test]
    fn what_is_kept_cannot_ask_for_endless_work() {
        let kept = hash("a long enough one", [1; 16]).unwrap();
        let greedy = kept.replace("m=19456", "m=4000000").replace("t=2", "t=4000");
        assert!(Kept::parse(&greedy).is_none());
    }

    #[test]
    fn a_password_is_long_and_not_a_pattern() {
        let judged = |password: &str| check(password, "hanako@hagi.example.jp");
        assert_eq!(judged("correct horse battery"), Ok(()));
        assert_eq!(judged("はぎやきのゆのみがすき"), Err(PasswordFault::TooShort));
        assert_eq!(judged("はぎやきのゆのみがすきだ"), Ok(()));
        assert_eq!(judged(&"x".repeat(201)), Err(PasswordFault::TooLong));
        for pattern in
            ["aaaaaaaaaaaaaaaa", "121212121212", "hanako@hagi.example.jp", "Hanako123hanako"]
        {
            assert_eq!(judged(pattern), Err(PasswordFault::Guessable), "{pattern}");
        }
    }
}
