//! Tests of DKIM signatures; `tests/relay` has them verified by another implementation.

use std::process::Command;

use ring::signature::{ED25519, RSA_PKCS1_2048_8192_SHA256, UnparsedPublicKey};

use super::*;
use crate::domain::values::language::Language;
use crate::mail::{
    CalendarStamp, Correspondent, Links, MailContext, MailKind, MessageHead, compose, render,
};

/// A fresh private key, as an operator would make one.
fn openssl(arguments: &[&str]) -> String {
    let made = Command::new("openssl").args(arguments).output().expect("openssl is installed");
    String::from_utf8(made.stdout).expect("PEM")
}

fn rsa() -> String {
    openssl(&["genpkey", "-algorithm", "RSA", "-pkeyopt", "rsa_keygen_bits:2048"])
}

fn ed25519() -> String {
    openssl(&["genpkey", "-algorithm", "ED25519"])
}

fn selectors(names: &[&str]) -> Vec<String> {
    names.iter().map(|name| (*name).to_owned()).collect()
}

fn at() -> DateTime<Utc> {
    "2026-10-01T00:00:00Z".parse().expect("time")
}

fn message(kind: MailKind) -> Message {
    let who = |name: &str, address: &str| Correspondent {
        name: Some(name.to_owned()),
        address: address.to_owned(),
    };
    let stamp = CalendarStamp {
        uid_domain: "uketsuke.example.jp".to_owned(),
        stamped_at: at(),
        organizer: "office@example.jp".to_owned(),
    };
    let links =
        Links { manage_url: "https://uketsuke.example.jp/r/token".to_owned(), ..Links::default() };
    let rendered = render(&MailContext::sample(kind), Language::Ja, &links, &stamp);
    let head = MessageHead {
        from: who("例示市 産業振興課", "uketsuke@example.jp"),
        reply_to: Some(who("例示市 産業振興課", "office@example.jp")),
        to: who("山田 太郎", "taro@example.jp"),
        message_id: "019a0000.1@uketsuke.example.jp".to_owned(),
        date: at(),
        returns_to: None,
        unsubscribe_url: Some("https://uketsuke.example.jp/u/token".to_owned()),
    };
    compose(&rendered.expect("rendered"), &head).expect("composed")
}

/// What the signature of a header stands over, taken apart the other way round: from the finished bytes.
fn signed_data(text: &str, number: usize) -> (String, Vec<u8>) {
    let (headers, _) = text.split_once("\r\n\r\n").expect("headers");
    let unfolded = headers.replace("\r\n ", " ").replace("\r\n\t", " ");
    let mut lines: Vec<&str> = unfolded.split("\r\n").collect();
    let own = lines.remove(number);
    let (before, signature) = own.rsplit_once(" b=").expect("a signature");
    let names = before.split_once("h=").expect("h=").1.split_once(';').expect("its end").0;
    let mut data = String::new();
    for name in names.split(':').map(str::trim) {
        let is_this =
            |line: &&str| line.split_once(':').expect("header").0.eq_ignore_ascii_case(name);
        if let Some(index) = lines.iter().rposition(is_this) {
            let (name, value) = lines.remove(index).split_once(':').expect("header");
            data.push_str(&relaxed_field(name, value));
            data.push_str("\r\n");
        }
    }
    data.push_str(&relaxed_field(
        "DKIM-Signature",
        &format!("{} b=", before.split_once(':').expect("header").1),
    ));
    (data, STANDARD.decode(signature.replace(' ', "")).expect("base64"))
}

#[test]
fn every_kind_of_mail_is_signed_by_both_keys_over_its_headers() {
    let pem = format!("{}{}", rsa(), ed25519());
    let signer = DkimSigner::new(&pem, &selectors(&["r1", "e1"]), "example.jp").expect("keys");
    for kind in MailKind::ALL {
        let mail = signer.sign(&message(kind), at()).expect("signed");
        let text = std::str::from_utf8(mail.bytes()).expect("ASCII").to_owned();
        assert!(text.split("\r\n").all(|line| line.len() <= 98), "{text}");
        for (number, SelectedKey { key, .. }) in signer.keys.iter().enumerate() {
            let (data, signature) = signed_data(&text, number);
            let verified = match key {
                Key::Rsa(key) => {
                    let public = key.public().as_ref();
                    UnparsedPublicKey::new(&RSA_PKCS1_2048_8192_SHA256, public)
                        .verify(data.as_bytes(), &signature)
                }
                Key::Ed25519(key) => UnparsedPublicKey::new(&ED25519, key.public_key().as_ref())
                    .verify(&Sha256::digest(&data), &signature),
            };
            assert!(verified.is_ok(), "{kind} {number}\n{data}\n{text}");
            for name in ["list-unsubscribe:", "list-unsubscribe-post:", "from:", "reply-to:"] {
                assert!(data.contains(name), "{name} is not signed");
            }
        }
    }
}

#[test]
fn every_retry_has_the_same_signature() {
    let pem = format!("{}{}", ed25519(), rsa());
    let signer = || DkimSigner::new(&pem, &selectors(&["e", "r"]), "example.jp").expect("keys");
    let message = message(MailKind::RegistrationConfirmed);
    let first = signer().sign(&message, at()).expect("signed");
    assert_eq!(first, signer().sign(&message, at()).expect("signed"));
    assert!(String::from_utf8_lossy(first.bytes()).contains("; t=1790812800;"));
    assert_eq!(
        (first.envelope_from(), first.envelope_to()),
        ("uketsuke@example.jp", "taro@example.jp")
    );
}

#[test]
fn the_records_for_dns_are_those_of_openssl() {
    let pem = rsa();
    let signer = DkimSigner::new(&pem, &selectors(&["s"]), "example.jp").expect("a key");
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("key.pem");
    std::fs::write(&file, &pem).expect("written");
    let public = openssl(&["pkey", "-pubout", "-in", file.to_str().expect("a path")]);
    let expected: String = public.lines().filter(|line| !line.starts_with("--")).collect();
    let records = signer.records();
    assert_eq!(records[0].0, "s._domainkey.example.jp");
    assert_eq!(records[0].1, format!("v=DKIM1; k=rsa; p={expected}"));
}

#[test]
fn wrong_keys_are_refused_without_repeating_them() {
    let one = selectors(&["s"]);
    let refused = |pem: &str, selectors: &[String]| {
        DkimSigner::new(pem, selectors, "example.jp").expect_err("refused")
    };
    assert_eq!(refused("geheim", &one), DkimError::NoKey);
    assert_eq!(refused("", &one), DkimError::NoKey);
    let public = "-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----\n";
    assert_eq!(refused(public, &one), DkimError::NoKey);
    let short = openssl(&["genpkey", "-algorithm", "RSA", "-pkeyopt", "rsa_keygen_bits:1024"]);
    assert_eq!(refused(&short, &one), DkimError::Key(1));
    let broken = "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n";
    assert_eq!(
        refused(&format!("{}{broken}", ed25519()), &selectors(&["a", "b"])),
        DkimError::Key(2)
    );
    let curve = openssl(&["ecparam", "-name", "prime256v1", "-genkey", "-noout"]);
    assert_eq!(refused(&curve, &one), DkimError::Key(1));
    assert_eq!(
        refused(&ed25519(), &selectors(&["a", "b"])),
        DkimError::Count { keys: 1, selectors: 2 }
    );
    assert!(!format!("{:?}", DkimSigner::new(&ed25519(), &one, "example.jp")).contains("KeyPair"));
}
