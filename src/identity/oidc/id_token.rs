//! The provider's word on who somebody is: a signed token, believed only for us, for this attempt, in time.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ring::signature::{
    ECDSA_P256_SHA256_FIXED, RSA_PKCS1_2048_8192_SHA256, RsaPublicKeyComponents, UnparsedPublicKey,
};
use serde::Deserialize;
use subtle::ConstantTimeEq as _;

use super::OidcFault;

/// Seconds by which the provider's clock may differ from ours.
const TOLERANCE: i64 = 60;

/// Who the provider says it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Person {
    /// Never given to another person by this provider.
    pub subject: String,
    /// An address that the provider has verified.
    pub email: Option<String>,
    pub name: Option<String>,
}

/// A key of the provider (RFC 7517).
#[derive(Clone, Debug, Deserialize)]
pub struct Key {
    kty: String,
    kid: Option<String>,
    #[serde(rename = "use")]
    used_for: Option<String>,
    crv: Option<String>,
    x: Option<String>,
    y: Option<String>,
    n: Option<String>,
    e: Option<String>,
}

/// What a token is held to.
pub struct Held<'a> {
    pub issuer: &'a str,
    pub client_id: &'a str,
    pub nonce: &'a str,
    /// Seconds since 1970.
    pub now: i64,
}

#[derive(Deserialize)]
struct Header {
    alg: String,
    kid: Option<String>,
}

#[derive(Deserialize)]
struct Claims {
    iss: String,
    sub: String,
    aud: OneOrMore,
    azp: Option<String>,
    exp: i64,
    iat: Option<i64>,
    nonce: Option<String>,
    email: Option<String>,
    #[serde(default)]
    email_verified: Truth,
    name: Option<String>,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum OneOrMore {
    One(String),
    More(Vec<String>),
}

/// Some providers write it as a text.
#[derive(Default, Deserialize)]
#[serde(untagged)]
enum Truth {
    #[default]
    Unsaid,
    Is(bool),
    Text(String),
}

impl Truth {
    fn is_true(&self) -> bool {
        match self {
            Self::Unsaid => false,
            Self::Is(is) => *is,
            Self::Text(text) => text == "true",
        }
    }
}

/// Whom a token is about (3.1.3.7).
///
/// # Errors
/// [`OidcFault::NotBelieved`].
pub fn read(token: &str, keys: &[Key], held: &Held<'_>) -> Result<Person, OidcFault> {
    let not = OidcFault::NotBelieved;
    let (signed, signature) = token.rsplit_once('.').ok_or(not("form"))?;
    let (header, claims) = signed.split_once('.').ok_or(not("form"))?;
    let decoded = |part: &str| URL_SAFE_NO_PAD.decode(part).map_err(|_| not("form"));
    let header: Header = serde_json::from_slice(&decoded(header)?).map_err(|_| not("form"))?;
    let signature = decoded(signature)?;
    let mut fitting = keys.iter().filter(|key| key.fits(&header));
    if !fitting.any(|key| key.has_signed(&header.alg, signed.as_bytes(), &signature)) {
        return Err(not("signature"));
    }
    let claims: Claims = serde_json::from_slice(&decoded(claims)?).map_err(|_| not("claims"))?;
    check(&claims, held)?;
    let is_verified = claims.email_verified.is_true();
    Ok(Person {
        subject: claims.sub,
        email: claims.email.filter(|_| is_verified),
        name: claims.name,
    })
}

fn check(claims: &Claims, held: &Held<'_>) -> Result<(), OidcFault> {
    let is_for_us = match &claims.aud {
        OneOrMore::One(audience) => audience == held.client_id,
        OneOrMore::More(several) => several.iter().any(|audience| audience == held.client_id),
    };
    let nonce = claims.nonce.as_deref().unwrap_or_default();
    let rules = [
        (claims.iss == held.issuer, "iss"),
        (is_for_us, "aud"),
        (claims.azp.as_deref().is_none_or(|party| party == held.client_id), "azp"),
        (claims.exp + TOLERANCE > held.now, "exp"),
        (claims.iat.is_none_or(|made| made <= held.now + TOLERANCE), "iat"),
        (bool::from(nonce.as_bytes().ct_eq(held.nonce.as_bytes())), "nonce"),
        (!claims.sub.is_empty() && claims.sub.len() <= 255, "sub"),
    ];
    match rules.iter().find(|(holds, _)| !holds) {
        Some((_, rule)) => Err(OidcFault::NotBelieved(rule)),
        None => Ok(()),
    }
}

impl Key {
    fn fits(&self, header: &Header) -> bool {
        let kind = match header.alg.as_str() {
            "RS256" => "RSA",
            "ES256" => "EC",
            // Not `none`, and not HS256, whose key is the client's secret.
            _ => return false,
        };
        let is_named = header.kid.is_none() || self.kid.is_none() || header.kid == self.kid;
        self.kty == kind && is_named && self.used_for.as_deref().is_none_or(|used| used == "sig")
    }

    fn has_signed(&self, algorithm: &str, message: &[u8], signature: &[u8]) -> bool {
        let part = |text: &Option<String>| URL_SAFE_NO_PAD.decode(text.as_deref()?).ok();
        let verified = if algorithm == "RS256" {
            part(&self.n).zip(part(&self.e)).map(|(n, e)| {
                RsaPublicKeyComponents { n, e }.verify(
                    &RSA_PKCS1_2048_8192_SHA256,
                    message,
                    signature,
                )
            })
        } else if self.crv.as_deref() == Some("P-256") {
            part(&self.x).zip(part(&self.y)).map(|(x, y)| {
                let point = [[0x04].as_slice(), &x, &y].concat();
                UnparsedPublicKey::new(&ECDSA_P256_SHA256_FIXED, point).verify(message, signature)
            })
        } else {
            None
        };
        verified.is_some_and(|verified| verified.is_ok())
    }
}

#[cfg(test)]
mod tests;
