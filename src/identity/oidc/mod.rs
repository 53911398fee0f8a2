//! Signing in with an identity provider (OpenID Connect Core 1.0): authorization code with PKCE, state, nonce.

mod id_token;
mod provider;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};
use url::Url;

pub use id_token::Person;
pub use provider::Provider;

/// Why a sign-in with a provider came to nothing.
#[derive(Debug, thiserror::Error)]
pub enum OidcFault {
    /// Does not answer, or not in time.
    #[error("the provider does not answer: {0}")]
    Away(String),
    /// Answers what the standard does not allow.
    #[error("the provider's answer cannot be used: {0}")]
    Unusable(&'static str),
    /// Answers what is not for us, not for this attempt, or not signed by it.
    #[error("the provider's token is not believed: {0}")]
    NotBelieved(&'static str),
}

/// Who we are for the provider.
#[derive(Clone, Debug)]
pub struct Client {
    pub id: String,
    pub secret: String,
    /// Where the provider sends the browser back to.
    pub returns_to: String,
}

/// What must be remembered between the way there and the way back.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Journey {
    pub state: String,
    pub nonce: String,
    /// Of PKCE (RFC 7636).
    pub verifier: String,
}

impl Journey {
    /// One of chance.
    pub fn new(chance: [[u8; 32]; 3]) -> Self {
        let [state, nonce, verifier] = chance.map(|octets| URL_SAFE_NO_PAD.encode(octets));
        Self { state, nonce, verifier }
    }

    /// Where the browser is sent.
    ///
    /// # Errors
    /// [`OidcFault::Unusable`] if the provider's address is none.
    pub fn begins_at(&self, authorization: &str, client: &Client) -> Result<String, OidcFault> {
        let mut url =
            Url::parse(authorization).map_err(|_| OidcFault::Unusable("authorization_endpoint"))?;
        let challenge = URL_SAFE_NO_PAD.encode(Sha256::digest(self.verifier.as_bytes()));
        url.query_pairs_mut()
            .append_pair("response_type", "code")
            .append_pair("scope", "openid email profile")
            .append_pair("client_id", &client.id)
            .append_pair("redirect_uri", &client.returns_to)
            .append_pair("state", &self.state)
            .append_pair("nonce", &self.nonce)
            .append_pair("code_challenge", &challenge)
            .append_pair("code_challenge_method", "S256");
        Ok(url.into())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_way_to_the_provider_says_what_the_way_back_is_held_to() {
        let journey = Journey::new([[1; 32], [2; 32], [3; 32]]);
        let client = Client {
            id: "uketsuke".into(),
            secret: "s".into(),
            returns_to: "https://m.example.jp/console/sign-in/provider".into(),
        };
        let url =
            Url::parse(&journey.begins_at("https://id.example.jp/auth?x=1", &client).unwrap())
                .unwrap();
        let query: std::collections::BTreeMap<_, _> = url.query_pairs().into_owned().collect();
        assert_eq!(query["state"], journey.state);
        assert_eq!(query["x"], "1");
        assert_eq!(query["code_challenge_method"], "S256");
        // The secret half of PKCE does not go along.
        assert!(!url.as_str().contains(&journey.verifier));
    }

    #[test]
    fn the_challenge_is_that_of_rfc_7636() {
        let journey = Journey {
            state: String::new(),
            nonce: String::new(),
            verifier: "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk".into(),
        };
        let client = Client { id: String::new(), secret: String::new(), returns_to: String::new() };
        let url = journey.begins_at("https://id.example.jp/", &client).unwrap();
        assert!(
            url.contains("code_challenge=E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"),
            "{url}"
        );
    }
}
