//! Tokens of a provider made here: right ones, wrong ones, other people's.

use ring::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair as _};
use serde_json::{Value, json};

use super::*;

struct Issuer(EcdsaKeyPair);

impl Issuer {
    fn new() -> Self {
        let random = ring::rand::SystemRandom::new();
        let pkcs8 =
            EcdsaKeyPair::generate_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, &random).unwrap();
        Self(
            EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, pkcs8.as_ref(), &random)
                .unwrap(),
        )
    }

    fn key(&self) -> Key {
        let (x, y) = self.0.public_key().as_ref()[1..].split_at(32);
        let key = json!({"kty": "EC", "crv": "P-256", "kid": "k", "use": "sig",
            "x": URL_SAFE_NO_PAD.encode(x), "y": URL_SAFE_NO_PAD.encode(y)});
        serde_json::from_value(key).unwrap()
    }

    fn token(&self, header: &Value, claims: &Value) -> String {
        let part = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
        let signed = format!("{}.{}", part(header), part(claims));
        let signature = self.0.sign(&ring::rand::SystemRandom::new(), signed.as_bytes()).unwrap();
        format!("{signed}.{}", URL_SAFE_NO_PAD.encode(signature.as_ref()))
    }
}

fn held() -> Held<'static> {
    Held { issuer: "https://id.example.jp", client_id: "uketsuke", nonce: "n-1", now: 1_000 }
}

fn claims() -> Value {
    json!({"iss": "https://id.example.jp", "sub": "248289", "aud": "uketsuke", "exp": 1_300, "iat": 1_000,
        "nonce": "n-1", "email": "hanako@example.jp", "email_verified": true, "name": "産業 花子"})
}

#[test]
fn a_right_token_says_who_it_is() {
    let issuer = Issuer::new();
    let token = issuer.token(&json!({"alg": "ES256", "kid": "k"}), &claims());
    let person = read(&token, &[issuer.key()], &held()).unwrap();
    assert_eq!(
        (person.subject.as_str(), person.email.as_deref()),
        ("248289", Some("hanako@example.jp"))
    );
}

#[test]
fn an_address_that_the_provider_has_not_verified_is_none() {
    let issuer = Issuer::new();
    for said in [json!(false), json!("false"), Value::Null] {
        let mut claims = claims();
        claims["email_verified"] = said;
        let claims: Value = claims;
        let claims = if claims["email_verified"].is_null() {
            let mut map = claims.as_object().unwrap().clone();
            map.remove("email_verified");
            Value::Object(map)
        } else {
            claims
        };
        let token = issuer.token(&json!({"alg": "ES256"}), &claims);
        assert_eq!(read(&token, &[issuer.key()], &held()).unwrap().email, None);
    }
}

#[test]
fn every_claim_is_held_to_its_rule() {
    let issuer = Issuer::new();
    for (claim, wrong) in [
        ("iss", json!("https://evil.example")),
        ("aud", json!("another")),
        ("aud", json!(["another"])),
        ("azp", json!("another")),
        ("exp", json!(900)),
        ("iat", json!(2_000)),
        ("nonce", json!("n-2")),
        ("sub", json!("")),
    ] {
        let mut claims = claims();
        claims[claim] = wrong;
        let token = issuer.token(&json!({"alg": "ES256"}), &claims);
        assert!(read(&token, &[issuer.key()], &held()).is_err(), "{claim}");
    }
}

#[test]
fn an_unsigned_or_otherwise_signed_token_is_not_believed() {
    let issuer = Issuer::new();
    let right = issuer.token(&json!({"alg": "ES256"}), &claims());
    for header in
        [json!({"alg": "none"}), json!({"alg": "HS256"}), json!({"alg": "ES256", "kid": "other"})]
    {
        let token = issuer.token(&header, &claims());
        assert!(read(&token, &[issuer.key()], &held()).is_err(), "{header}");
    }
    assert!(read(&right, &[Issuer::new().key()], &held()).is_err());
    assert!(read(&right, &[], &held()).is_err());
    for cut in [&right[..right.len() - 4], "", "a.b", "a.b.c", &right.replacen('.', "", 1)] {
        assert!(read(cut, &[issuer.key()], &held()).is_err(), "{cut}");
    }
}
