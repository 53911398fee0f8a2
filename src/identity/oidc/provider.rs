//! An identity provider on the network: its addresses, its keys, its tokens. Waits; call it where waiting is allowed.

use std::sync::Arc;
use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use ureq::tls::{Certificate, RootCerts, TlsConfig};

use super::id_token::{self, Held, Key, Person};
use super::{Client, Journey, OidcFault};

/// How long a provider may take for an answer.
const PATIENCE: Duration = Duration::from_secs(10);
/// Octets of an answer at most.
const LONGEST: u64 = 512 * 1024;

/// What a provider says of itself (OpenID Connect Discovery 1.0).
#[derive(Clone, Debug, Deserialize)]
struct Described {
    issuer: String,
    authorization_endpoint: String,
    token_endpoint: String,
    jwks_uri: String,
}

#[derive(Deserialize)]
struct Keys {
    keys: Vec<serde_json::Value>,
}

#[derive(Deserialize)]
struct Tokens {
    id_token: String,
}

/// A provider by its issuer's address.
#[derive(Clone)]
pub struct Provider {
    issuer: String,
    agent: ureq::Agent,
}

impl Provider {
    /// Asks nobody yet.
    pub fn new(issuer: &str) -> Self {
        let found = rustls_native_certs::load_native_certs().certs;
        let certificates: Vec<Certificate<'static>> =
            found.iter().map(|der| Certificate::from_der(der.as_ref()).to_owned()).collect();
        let roots = if certificates.is_empty() {
            RootCerts::WebPki
        } else {
            RootCerts::Specific(Arc::new(certificates))
        };
        let agent = ureq::Agent::config_builder()
            .timeout_global(Some(PATIENCE))
            .max_redirects(0)
            .tls_config(TlsConfig::builder().root_certs(roots).build())
            .build()
            .into();
        Self { issuer: issuer.to_owned(), agent }
    }

    /// Where the browser is sent to begin with.
    ///
    /// # Errors
    /// [`OidcFault`].
    pub fn begins_at(&self, journey: &Journey, client: &Client) -> Result<String, OidcFault> {
        journey.begins_at(&self.described()?.authorization_endpoint, client)
    }

    /// Who came back with this code.
    ///
    /// # Errors
    /// [`OidcFault`].
    pub fn person(
        &self,
        code: &str,
        journey: &Journey,
        client: &Client,
        now: i64,
    ) -> Result<Person, OidcFault> {
        let described = self.described()?;
        let quoted = |text: &str| utf8_percent_encode(text, NON_ALPHANUMERIC).to_string();
        // RFC 6749, 2.3.1: both halves are quoted before they are joined.
        let basic = STANDARD.encode(format!("{}:{}", quoted(&client.id), quoted(&client.secret)));
        let form = [
            ("grant_type", "authorization_code"),
            ("code", code),
            ("redirect_uri", client.returns_to.as_str()),
            ("client_id", client.id.as_str()),
            ("code_verifier", journey.verifier.as_str()),
        ];
        let answer = self
            .agent
            .post(&described.token_endpoint)
            .header("Authorization", format!("Basic {basic}"))
            .header("Accept", "application/json")
            .send_form(form);
        let tokens: Tokens = read(answer)?;
        let keys: Keys = read(self.agent.get(&described.jwks_uri).call())?;
        // A key of a kind that is not known here is none of ours.
        let keys: Vec<Key> =
            keys.keys.into_iter().filter_map(|key| serde_json::from_value(key).ok()).collect();
        let held =
            Held { issuer: &described.issuer, client_id: &client.id, nonce: &journey.nonce, now };
        id_token::read(&tokens.id_token, &keys, &held)
    }

    fn described(&self) -> Result<Described, OidcFault> {
        let address =
            format!("{}/.well-known/openid-configuration", self.issuer.trim_end_matches('/'));
        let described: Described = read(self.agent.get(&address).call())?;
        // Else one provider could speak for another (Discovery, 4.3).
        if described.issuer.trim_end_matches('/') != self.issuer.trim_end_matches('/') {
            return Err(OidcFault::NotBelieved("issuer"));
        }
        Ok(described)
    }
}

fn read<T: DeserializeOwned>(
    answer: Result<ureq::http::Response<ureq::Body>, ureq::Error>,
) -> Result<T, OidcFault> {
    let mut answer = answer.map_err(|error| OidcFault::Away(error.to_string()))?;
    let body = answer.body_mut().with_config().limit(LONGEST).read_json();
    body.map_err(|_| OidcFault::Unusable("it is not the JSON that was asked for"))
}
