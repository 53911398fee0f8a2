//! Links that stop an organization's announcements to one address, and addresses by keys that name nobody.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use subtle::ConstantTimeEq as _;
use uuid::Uuid;

use super::{Links, sign};
use crate::domain::ids::OrganizationId;
use crate::domain::values::email::EmailAddress;

/// What stands for a mail address in an organization's tables and links: 128 bits that only the key's holder
/// can make of it, the same for every spelling.
pub type AddressKey = [u8; 16];

/// Whose mail to whom is to stop.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Unsubscribe {
    pub organization: OrganizationId,
    pub address: AddressKey,
}

impl Links {
    /// The key of an address at an organization.
    pub fn address_key(&self, organization: OrganizationId, address: &EmailAddress) -> AddressKey {
        let spelled = address.key();
        let message = [organization.0.as_bytes().as_slice(), spelled.as_bytes()].concat();
        let signature = sign(&self.address_key, &message);
        std::array::from_fn(|i| signature[i])
    }

    /// Where mail of this organization to this address is stopped. No name stands in it.
    pub fn unsubscribe_url(&self, unsubscribe: &Unsubscribe) -> String {
        self.public_url.link(&format!("/u/{}", self.unsubscribe_token(unsubscribe)))
    }

    fn unsubscribe_token(&self, unsubscribe: &Unsubscribe) -> String {
        let body = [*unsubscribe.organization.0.as_bytes(), unsubscribe.address].concat();
        let signature = sign(&self.unsubscribe_key, &body);
        URL_SAFE_NO_PAD.encode([body.as_slice(), &signature[..16]].concat())
    }

    /// What a token of such a link stops; nothing if it is not ours.
    pub fn open_unsubscribe_token(&self, token: &str) -> Option<Unsubscribe> {
        let bytes: [u8; 48] = URL_SAFE_NO_PAD.decode(token).ok()?.try_into().ok()?;
        let (body, signature) = bytes.split_at(32);
        let expected = sign(&self.unsubscribe_key, body);
        if !bool::from(expected[..16].ct_eq(signature)) {
            return None;
        }
        let (organization, address) = body.split_at(16);
        Some(Unsubscribe {
            organization: OrganizationId(Uuid::from_slice(organization).ok()?),
            address: address.try_into().ok()?,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::{PublicUrl, SecretKey};

    fn links() -> Links {
        Links::new(&SecretKey::from_bytes(&[7; 32]), &PublicUrl::localhost(8080))
    }

    fn key(organization: u128, address: &str) -> AddressKey {
        let address = EmailAddress::parse(address).unwrap();
        links().address_key(OrganizationId(Uuid::from_u128(organization)), &address)
    }

    #[test]
    fn an_address_has_one_key_in_every_spelling_and_another_at_each_organization() {
        assert_eq!(key(1, "taro@example.jp"), key(1, "Taro@EXAMPLE.jp"));
        assert_ne!(key(1, "taro@example.jp"), key(2, "taro@example.jp"));
        assert_ne!(key(1, "taro@example.jp"), key(1, "jiro@example.jp"));
    }

    #[test]
    fn a_token_opens_what_it_was_made_for_and_a_forged_one_nothing() {
        let organization = OrganizationId(Uuid::from_u128(1));
        let unsubscribe = Unsubscribe { organization, address: key(1, "taro@example.jp") };
        let url = links().unsubscribe_url(&unsubscribe);
        let token = url.strip_prefix("http://localhost:8080/u/").unwrap();
        assert_eq!(links().open_unsubscribe_token(token), Some(unsubscribe));
        let other = Unsubscribe { address: key(1, "jiro@example.jp"), ..unsubscribe };
        let mixed = format!("{}{}", &links().unsubscribe_token(&other)[..43], &token[43..]);
        for forged in ["", "nonsense", &token[1..], &mixed] {
            assert_eq!(links().open_unsubscribe_token(forged), None, "{forged}");
        }
    }
}
