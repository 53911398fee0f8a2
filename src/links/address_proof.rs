//! The proof that somebody can read the mail at the address of a registration.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use subtle::ConstantTimeEq as _;

use super::{Links, sign};
use crate::domain::ids::RegistrationId;

impl Links {
    /// What only a mail to the applicant's address says: that who has it can read mail there.
    pub fn address_proof(&self, registration: RegistrationId) -> String {
        URL_SAFE_NO_PAD.encode(&sign(&self.proof_key, registration.0.as_bytes())[..12])
    }

    /// The page on which the applicant confirms with that proof.
    pub fn address_proof_url(&self, registration: RegistrationId) -> String {
        format!("{}/confirm/{}", self.manage_url(registration), self.address_proof(registration))
    }

    /// Whether this is what the mail said.
    pub fn proves_address(&self, registration: RegistrationId, proof: &str) -> bool {
        self.address_proof(registration).as_bytes().ct_eq(proof.as_bytes()).into()
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
    fn a_proof_of_an_address_is_that_of_one_registration() {
        let (one, other) = (RegistrationId(Uuid::from_u128(1)), RegistrationId(Uuid::from_u128(2)));
        let proof = links(7).address_proof(one);
        assert!(links(7).proves_address(one, &proof));
        assert!(!links(7).proves_address(other, &proof) && !links(8).proves_address(one, &proof));
        assert!(!links(7).proves_address(one, ""));
    }
}
