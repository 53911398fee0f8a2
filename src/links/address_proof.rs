//! The proof that somebody can read the mail at the address of a registration.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use subtle::ConstantTimeEq as _;

use super::{Links, sign};
use crate::domain::ids::RegistrationId;

impl Links {
    /// What only a mail to the applicant's address says: that who has it can read mail there.
    pub fn address_proof(&self, registration: RegistrationId, address: &str) -> String {
        let proven = [registration.0.as_bytes(), address.as_bytes()].concat();
        URL_SAFE_NO_PAD.encode(&sign(&self.proof_key, &proven)[..12])
    }

    /// The page on which the applicant confirms with that proof.
    pub fn address_proof_url(&self, registration: RegistrationId, address: &str) -> String {
        let proof = self.address_proof(registration, address);
        format!("{}/confirm/{proof}", self.manage_url(registration))
    }

    /// Whether this is what the mail said.
    pub fn proves_address(&self, registration: RegistrationId, address: &str, proof: &str) -> bool {
        self.address_proof(registration, address).as_bytes().ct_eq(proof.as_bytes()).into()
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;
    use crate::config::{PublicUrl, SecretKey};

    fn links(key: u8) -> Links {
        Links::new(&SecretKey::from_bytes(&[key; 32]), &PublicUrl::localhost(8080))
    }

    #[test]
    fn a_proof_is_that_of_one_address_of_one_registration() {
        let (one, other) = (RegistrationId(Uuid::from_u128(1)), RegistrationId(Uuid::from_u128(2)));
        let (mine, foreign) = ("taro@example.jp", "hanako@example.jp");
        let proof = links(7).address_proof(one, mine);
        assert!(links(7).proves_address(one, mine, &proof));
        assert!(!links(7).proves_address(one, foreign, &proof), "another address is another proof");
        assert!(!links(7).proves_address(other, mine, &proof));
        assert!(!links(8).proves_address(one, mine, &proof));
        assert!(!links(7).proves_address(one, mine, ""));
    }
}
