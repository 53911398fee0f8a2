//! The links by which staff sign in, made again when their mail is rendered; and the key of what is sealed.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::{DateTime, TimeDelta, Utc};
use subtle::ConstantTimeEq as _;
use uuid::Uuid;

use super::{Links, hash, sign};
use crate::identity::sealed;
use crate::store::audit_key::AuditKey;

impl Links {
    /// The secret of a sign-in link. The database has its hash, the mail its number; only both halves open anything.
    pub fn sign_in_token(&self, number: Uuid) -> String {
        let signature = sign(&self.sign_in_key, number.as_bytes());
        URL_SAFE_NO_PAD.encode([number.as_bytes().as_slice(), &signature[..16]].concat())
    }

    /// What is kept of it.
    pub fn sign_in_hash(&self, number: Uuid) -> [u8; 32] {
        hash(&self.sign_in_token(number))
    }

    /// The secret of the link by which the first organization is made; it is always the same.
    pub fn set_up_token(&self) -> String {
        URL_SAFE_NO_PAD.encode(&sign(&self.sign_in_key, b"set up")[..16])
    }

    pub fn sign_in_url(&self, number: Uuid) -> String {
        self.public_url.link(&format!("/console/sign-in/{}", self.sign_in_token(number)))
    }

    /// A secret that says when it was made, of chance.
    pub fn stamped(&self, now: DateTime<Utc>, chance: [u8; 16]) -> String {
        let mut stamp = now.timestamp().to_be_bytes().to_vec();
        stamp.extend(chance);
        let signature = sign(&self.sign_in_key, &[b"stamp".as_slice(), &stamp].concat());
        stamp.extend(&signature[..16]);
        URL_SAFE_NO_PAD.encode(stamp)
    }

    /// Whether it is one of ours that is not older than that.
    pub fn is_stamped(&self, secret: &str, now: DateTime<Utc>, lifetime: TimeDelta) -> bool {
        let Ok(stamp) = URL_SAFE_NO_PAD.decode(secret) else { return false };
        let Ok(stamp) = <[u8; 40]>::try_from(stamp) else { return false };
        let (said, signature) = stamp.split_at(24);
        let expected = sign(&self.sign_in_key, &[b"stamp".as_slice(), said].concat());
        let made = said.first_chunk().map_or(0, |octets| i64::from_be_bytes(*octets));
        let age = now.timestamp() - made;
        bool::from(expected[..16].ct_eq(signature)) && (0..lifetime.num_seconds()).contains(&age)
    }

    /// By which the audit trail is signed.
    pub fn audit_key(&self) -> AuditKey {
        AuditKey::new(self.audit_key)
    }

    /// Seals a secret of an account; nothing if that cannot be done.
    pub fn seal(
        &self,
        account: Uuid,
        secret: &[u8],
        chance: [u8; sealed::CHANCE],
    ) -> Option<Vec<u8>> {
        sealed::seal(&self.factor_key, account.as_bytes(), secret, chance)
    }

    /// What was sealed for an account.
    pub fn unseal(&self, account: Uuid, kept: &[u8]) -> Option<Vec<u8>> {
        sealed::open(&self.factor_key, account.as_bytes(), kept)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::{PublicUrl, SecretKey};

    #[test]
    fn a_sign_in_link_is_always_the_same_and_only_the_key_makes_it() {
        let links =
            |key| Links::new(&SecretKey::from_bytes(&[key; 32]), &PublicUrl::localhost(8080));
        let number = Uuid::from_u128(7);
        assert_eq!(links(1).sign_in_token(number), links(1).sign_in_token(number));
        assert_ne!(links(1).sign_in_token(number), links(2).sign_in_token(number));
        assert_ne!(links(1).sign_in_token(number), links(1).sign_in_token(Uuid::from_u128(8)));
        assert!(links(1).sign_in_url(number).ends_with(&links(1).sign_in_token(number)));
    }

    #[test]
    fn a_stamped_secret_is_ours_for_a_while() {
        let links =
            |key| Links::new(&SecretKey::from_bytes(&[key; 32]), &PublicUrl::localhost(8080));
        let at = |seconds| DateTime::from_timestamp(seconds, 0).unwrap();
        let (secret, minute) = (links(1).stamped(at(1_000), [9; 16]), TimeDelta::minutes(1));
        assert!(links(1).is_stamped(&secret, at(1_059), minute));
        assert!(
            !links(1).is_stamped(&secret, at(1_060), minute)
                && !links(1).is_stamped(&secret, at(999), minute)
        );
        assert!(
            !links(2).is_stamped(&secret, at(1_000), minute)
                && !links(1).is_stamped("x", at(1_000), minute)
        );
    }
}
