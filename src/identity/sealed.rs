//! Secrets that must be read again, kept so that a copy of the database does not have them (AES-256-GCM).

use ring::aead::{AES_256_GCM, Aad, LessSafeKey, NONCE_LEN, Nonce, UnboundKey};

/// Octets of chance that sealing takes.
pub const CHANCE: usize = NONCE_LEN;

/// Seals a secret for its owner; nothing if the library will not.
pub fn seal(key: &[u8; 32], owner: &[u8], secret: &[u8], chance: [u8; CHANCE]) -> Option<Vec<u8>> {
    let mut sealed = secret.to_vec();
    aead(key)?
        .seal_in_place_append_tag(
            Nonce::assume_unique_for_key(chance),
            Aad::from(owner),
            &mut sealed,
        )
        .ok()?;
    Some([chance.as_slice(), &sealed].concat())
}

/// What was sealed for this owner; nothing if it was changed, or was another's.
pub fn open(key: &[u8; 32], owner: &[u8], sealed: &[u8]) -> Option<Vec<u8>> {
    let (chance, rest) = sealed.split_at_checked(NONCE_LEN)?;
    let nonce = Nonce::try_assume_unique_for_key(chance).ok()?;
    let mut rest = rest.to_vec();
    let secret = aead(key)?.open_in_place(nonce, Aad::from(owner), &mut rest).ok()?;
    Some(secret.to_vec())
}

fn aead(key: &[u8; 32]) -> Option<LessSafeKey> {
    UnboundKey::new(&AES_256_GCM, key).ok().map(LessSafeKey::new)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_key_and_owner_open_what_was_sealed() {
        let sealed = seal(&[1; 32], b"hanako", b"secret", [9; CHANCE]).unwrap();
        assert_eq!(open(&[1; 32], b"hanako", &sealed).as_deref(), Some(b"secret".as_slice()));
        assert!(open(&[2; 32], b"hanako", &sealed).is_none());
        assert!(open(&[1; 32], b"taro", &sealed).is_none());
        assert!(!sealed.windows(6).any(|window| window == b"secret"));
        for at in 0..sealed.len() {
            let mut changed = sealed.clone();
            changed[at] ^= 1;
            assert!(open(&[1; 32], b"hanako", &changed).is_none(), "{at}");
        }
    }
}
