//! Words that staff search for, sealed for an address: names stand in no log of a proxy and in no history of a browser.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

use super::Links;
use crate::domain::ids::OrganizationId;
use crate::identity::sealed;

impl Links {
    /// What is searched for, for addresses of this organization's pages; nothing if it cannot be sealed.
    pub fn searched_token(
        &self,
        organization: OrganizationId,
        words: &str,
        chance: [u8; sealed::CHANCE],
    ) -> Option<String> {
        let owner = organization.0;
        let sealed = sealed::seal(&self.searched_key, owner.as_bytes(), words.as_bytes(), chance)?;
        Some(URL_SAFE_NO_PAD.encode(sealed))
    }

    /// What such a token says, in the organization for which it was made.
    pub fn open_searched_token(&self, organization: OrganizationId, token: &str) -> Option<String> {
        let sealed = URL_SAFE_NO_PAD.decode(token).ok()?;
        let words = sealed::open(&self.searched_key, organization.0.as_bytes(), &sealed)?;
        String::from_utf8(words).ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::{PublicUrl, SecretKey};
    use uuid::Uuid;

    #[test]
    fn what_is_searched_for_is_read_by_its_organization_alone() {
        let links =
            |key| Links::new(&SecretKey::from_bytes(&[key; 32]), &PublicUrl::localhost(8080));
        let of = |number| OrganizationId(Uuid::from_u128(number));
        let token = links(1).searched_token(of(1), "山田 太郎", [7; sealed::CHANCE]).unwrap();
        assert_eq!(links(1).open_searched_token(of(1), &token).as_deref(), Some("山田 太郎"));
        assert_eq!(links(1).open_searched_token(of(2), &token), None);
        assert_eq!(links(2).open_searched_token(of(1), &token), None);
        assert_eq!(links(1).open_searched_token(of(1), "owl"), None);
        assert!(!token.contains("山田") && token.is_ascii());
    }
}
