//! What mail is signed with (DKIM).

use std::{fs, path::Path};

use super::SecretText;
use crate::domain::values::email::EmailAddress;

/// Keys, the names under which their public halves stand in DNS, and the domain that signs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DkimSettings {
    /// Private keys, in PEM.
    pub keys: SecretText,
    /// One for each key, in their order.
    pub selectors: Vec<String>,
    /// In A-labels.
    pub domain: String,
}

/// The keys: the PEM itself, or what is in the file of this path.
pub(super) fn keys(text: &str) -> Result<SecretText, String> {
    const BEGIN: &str = "-----BEGIN";
    if text.contains(BEGIN) {
        // In files of variables a line end is often written like this.
        return Ok(SecretText::new(text.replace("\\n", "\n")));
    }
    let path = Path::new(text);
    if text.contains('\n') || !path.has_root() && !path.exists() && text.len() > 200 {
        return Err("is neither the path of a file nor a key in PEM".to_owned());
    }
    let shown = path.display();
    let keys = fs::read_to_string(path).map_err(|error| format!("{shown}: {error}"))?;
    if !keys.contains(BEGIN) {
        return Err(format!("{shown} holds no key in PEM (-----BEGIN PRIVATE KEY-----)"));
    }
    Ok(SecretText::new(keys))
}

/// Names for `<selector>._domainkey.<domain>`, with commas between.
pub(super) fn selectors(text: &str) -> Result<Vec<String>, String> {
    let selectors: Vec<String> = text.split(',').map(|name| name.trim().to_owned()).collect();
    match selectors.iter().find(|name| !is_domain(name)) {
        Some(name) => Err(format!("\"{name}\" is not a name that can stand in DNS")),
        None => Ok(selectors),
    }
}

/// The domain that signs, in the form in which it stands in DNS.
pub(super) fn domain(text: &str) -> Result<String, String> {
    let wrong = || format!("\"{text}\" is not a domain");
    let ascii = EmailAddress::parse(&format!("x@{text}")).map_err(|_| wrong())?.domain_ascii();
    if is_domain(&ascii) { Ok(ascii) } else { Err(wrong()) }
}

/// The domain of an address; nothing for `x@localhost`, which nobody can verify.
pub(super) fn domain_of(address: &str) -> Option<String> {
    domain(address.rsplit_once('@')?.1).ok()
}

fn is_domain(text: &str) -> bool {
    let is_label = |label: &str| {
        !label.is_empty()
            && label.len() <= 63
            && label.bytes().all(|b| b.is_ascii_alphanumeric() || b"-_".contains(&b))
    };
    text.len() <= 200 && text.split('.').all(is_label)
}

impl DkimSettings {
    /// Whether receivers that ask for alignment (DMARC) count a signature of this domain for that sender.
    pub fn is_aligned_with(&self, sender: &str) -> bool {
        domain_of(sender).is_some_and(|domain| {
            domain == self.domain || domain.ends_with(&format!(".{}", self.domain))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PEM: &str = "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n";

    #[test]
    fn a_key_is_given_itself_or_by_its_file() {
        assert_eq!(keys(PEM).unwrap().expose(), PEM);
        assert_eq!(keys(&PEM.replace('\n', "\\n")).unwrap().expose(), PEM);
        let file = tempfile::NamedTempFile::new().unwrap();
        fs::write(file.path(), PEM).unwrap();
        assert_eq!(keys(file.path().to_str().unwrap()).unwrap().expose(), PEM);
        fs::write(file.path(), "geheim").unwrap();
        let what = keys(file.path().to_str().unwrap()).unwrap_err();
        assert!(what.contains("PEM") && !what.contains("geheim"), "{what}");
        assert!(keys("no/such/key.pem").unwrap_err().contains("no/such/key.pem"));
    }

    #[test]
    fn selectors_and_domains_are_names_of_dns() {
        assert_eq!(selectors("a1, b2.mail").unwrap(), ["a1", "b2.mail"]);
        for wrong in ["", "a,,b", "a b", "a;b", "é"] {
            selectors(wrong).unwrap_err();
        }
        assert_eq!(domain("例え.jp").unwrap(), "xn--r8jz45g.jp");
        for wrong in ["", "localhost", "a b.jp", "https://example.jp"] {
            domain(wrong).unwrap_err();
        }
    }

    #[test]
    fn a_signature_counts_for_senders_of_its_domain_and_below() {
        let signed_by = |domain: &str| DkimSettings {
            keys: SecretText::new(PEM),
            selectors: vec!["s".into()],
            domain: domain.into(),
        };
        assert!(signed_by("example.jp").is_aligned_with("a@example.jp"));
        assert!(signed_by("example.jp").is_aligned_with("a@mail.example.jp"));
        assert!(!signed_by("example.jp").is_aligned_with("a@other-example.jp"));
        assert!(!signed_by("mail.example.jp").is_aligned_with("a@example.jp"));
    }
}
