//! Passkeys made here by another hand, and the vectors of the specification.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ring::signature::{ECDSA_P256_SHA256_ASN1_SIGNING, EcdsaKeyPair, Ed25519KeyPair, KeyPair as _};

use super::*;

const HOST: &str = "moushikomi.example.jp";
const ORIGIN: &str = "https://moushikomi.example.jp";

fn expected(challenge: &[u8]) -> Expected<'_> {
    Expected { origin: ORIGIN, host: HOST, challenge }
}

fn hex(text: &str) -> Vec<u8> {
    (0..text.len())
        .step_by(2)
        .map(|at| u8::from_str_radix(&text[at..at + 2], 16).unwrap())
        .collect()
}

fn client_data(ceremony: &str, challenge: &[u8], origin: &str) -> Vec<u8> {
    let challenge = URL_SAFE_NO_PAD.encode(challenge);
    format!(r#"{{"type":"{ceremony}","challenge":"{challenge}","origin":"{origin}","crossOrigin":false}}"#).into_bytes()
}

fn head(flags: u8, count: u32) -> Vec<u8> {
    [Sha256::digest(HOST.as_bytes()).as_slice(), &[flags], &count.to_be_bytes()].concat()
}

/// The COSE key of a point on P-256.
fn cose_es256(point: &[u8]) -> Vec<u8> {
    let (x, y) = point[1..].split_at(32);
    [hex("a501020326200121").as_slice(), &hex("5820"), x, &hex("22"), &hex("5820"), y].concat()
}

fn cose_ed25519(point: &[u8]) -> Vec<u8> {
    [hex("a4010103272006215820").as_slice(), point].concat()
}

fn attestation(auth_data: &[u8]) -> Vec<u8> {
    let length = u16::try_from(auth_data.len()).unwrap().to_be_bytes();
    [
        hex("a363666d74646e6f6e656761747453746d74a068617574684461746159").as_slice(),
        &length,
        auth_data,
    ]
    .concat()
}

fn auth_data(cose: &[u8]) -> Vec<u8> {
    [head(0x45, 0).as_slice(), &[0; 16], &[0, 4], b"name", cose].concat()
}

fn ec_key() -> EcdsaKeyPair {
    let random = ring::rand::SystemRandom::new();
    let pkcs8 = EcdsaKeyPair::generate_pkcs8(&ECDSA_P256_SHA256_ASN1_SIGNING, &random).unwrap();
    EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_ASN1_SIGNING, pkcs8.as_ref(), &random).unwrap()
}

fn made_with(key: &EcdsaKeyPair) -> Passkey {
    let cose = cose_es256(key.public_key().as_ref());
    let data = client_data("webauthn.create", b"challenge one", ORIGIN);
    made(&data, &attestation(&auth_data(&cose)), &expected(b"challenge one")).unwrap()
}

fn sign(key: &EcdsaKeyPair, authenticator_data: &[u8], client_data: &[u8]) -> Vec<u8> {
    let message = [authenticator_data, &Sha256::digest(client_data)].concat();
    key.sign(&ring::rand::SystemRandom::new(), &message).unwrap().as_ref().to_vec()
}

#[test]
fn a_passkey_that_was_made_signs_in() {
    let key = ec_key();
    let passkey = made_with(&key);
    assert_eq!(passkey.credential_id, b"name");
    let client_data = client_data("webauthn.get", b"challenge two", ORIGIN);
    let authenticator_data = head(0x05, 7);
    let signature = sign(&key, &authenticator_data, &client_data);
    let answer = Answer {
        client_data: &client_data,
        authenticator_data: &authenticator_data,
        signature: &signature,
    };
    assert_eq!(signed(&passkey, &answer, &expected(b"challenge two")), Ok(7));
    // The same once more: the count has not gone on.
    let later = Passkey { sign_count: 7, ..passkey };
    assert_eq!(signed(&later, &answer, &expected(b"challenge two")), Err(PasskeyFault::Copied));
}

#[test]
fn an_answer_to_something_else_or_changed_on_the_way_is_not_believed() {
    let key = ec_key();
    let passkey = made_with(&key);
    let other = ec_key();
    let tried = |ceremony: &str, challenge: &[u8], origin: &str, flags: u8, by: &EcdsaKeyPair| {
        let client_data = client_data(ceremony, challenge, origin);
        let authenticator_data = head(flags, 1);
        let signature = sign(by, &authenticator_data, &client_data);
        let answer = Answer {
            client_data: &client_data,
            authenticator_data: &authenticator_data,
            signature: &signature,
        };
        signed(&passkey, &answer, &expected(b"two"))
    };
    assert_eq!(tried("webauthn.create", b"two", ORIGIN, 5, &key), Err(PasskeyFault::Elsewhere));
    assert_eq!(tried("webauthn.get", b"one", ORIGIN, 5, &key), Err(PasskeyFault::Elsewhere));
    assert_eq!(
        tried("webauthn.get", b"two", "https://evil.example", 5, &key),
        Err(PasskeyFault::Elsewhere)
    );
    assert_eq!(tried("webauthn.get", b"two", ORIGIN, 1, &key), Err(PasskeyFault::NotVerified));
    assert_eq!(tried("webauthn.get", b"two", ORIGIN, 5, &other), Err(PasskeyFault::Forged));
    let client_data = client_data("webauthn.get", b"two", ORIGIN);
    let authenticator_data = head(5, 1);
    let signature = sign(&key, &authenticator_data, &client_data);
    for at in 32..authenticator_data.len() {
        let mut changed = authenticator_data.clone();
        changed[at] ^= 0x80;
        let answer = Answer {
            client_data: &client_data,
            authenticator_data: &changed,
            signature: &signature,
        };
        assert!(signed(&passkey, &answer, &expected(b"two")).is_err(), "{at}");
    }
}

#[test]
fn ed25519_signs_in_too() {
    let pkcs8 = Ed25519KeyPair::generate_pkcs8(&ring::rand::SystemRandom::new()).unwrap();
    let key = Ed25519KeyPair::from_pkcs8(pkcs8.as_ref()).unwrap();
    let cose = cose_ed25519(key.public_key().as_ref());
    let data = client_data("webauthn.create", b"c", ORIGIN);
    let passkey = made(&data, &attestation(&auth_data(&cose)), &expected(b"c")).unwrap();
    let client_data = client_data("webauthn.get", b"d", ORIGIN);
    let authenticator_data = head(5, 0);
    let message = [authenticator_data.as_slice(), &Sha256::digest(&client_data)].concat();
    let signature = key.sign(&message);
    let answer = Answer {
        client_data: &client_data,
        authenticator_data: &authenticator_data,
        signature: signature.as_ref(),
    };
    assert_eq!(signed(&passkey, &answer, &expected(b"d")), Ok(0));
}

#[test]
fn the_signature_of_rfc_6979_is_right_and_another_message_s_is_not() {
    // A.2.5, P-256 with SHA-256, message "sample"; the signature in ASN.1.
    let x = hex("60FED4BA255A9D31C961EB74C6356D68C049B8923B61FA6CE669622E60F29FB6");
    let y = hex("7903FE1008B8BC99A41AE9E95628BC64F2F1B20C2D7E9F5177A3C294D4462299");
    let cose = cose_es256(&[[4].as_slice(), &x, &y].concat());
    let signature = hex(
        "3046022100EFD48B2AACB6A8FD1140DD9CD45E81D69D2C877B56AAF991C34D0EA84EAF3716022100F7CB1C942D657C41D436C7A1B6E29F65F3E900DBB9AFF4064DC4AB2F843ACDA8",
    );
    let key = PublicKey::read(&cose).unwrap();
    assert_eq!(key.verify(b"sample", &signature), Ok(()));
    assert_eq!(key.verify(b"sampl", &signature), Err(PasskeyFault::Forged));
}

#[test]
fn no_bytes_make_it_panic() {
    let cose = cose_es256(&[4; 65]);
    let whole = attestation(&auth_data(&cose));
    let data = client_data("webauthn.create", b"c", ORIGIN);
    for length in 0..whole.len() {
        assert!(made(&data, &whole[..length], &expected(b"c")).is_err());
    }
    for (at, _) in whole.iter().enumerate() {
        let mut changed = whole.clone();
        changed[at] = 0xff;
        let _ = made(&data, &changed, &expected(b"c"));
    }
}
