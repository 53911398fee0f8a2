//! The identity provider by which staff may sign in (OpenID Connect).

use super::SecretText;
use url::Url;

/// Who it is, and who we are for it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProviderSettings {
    /// Its address, below which `/.well-known/openid-configuration` is found.
    pub issuer: String,
    pub client_id: String,
    pub client_secret: SecretText,
}

/// An issuer's address: https, but on this machine.
pub(super) fn issuer(text: &str) -> Result<String, String> {
    let url = Url::parse(text).map_err(|_| format!("\"{text}\" is not an address"))?;
    let is_here = matches!(url.host_str(), Some("localhost" | "127.0.0.1" | "[::1]"));
    let is_plain = url.query().is_none() && url.fragment().is_none() && url.username().is_empty();
    match url.scheme() {
        "https" if is_plain => Ok(text.trim_end_matches('/').to_owned()),
        "http" if is_plain && is_here => Ok(text.trim_end_matches('/').to_owned()),
        _ => Err(format!("\"{text}\" is not an https address without query")),
    }
}

/// A name or a secret, which says something.
pub(super) fn text(text: &str) -> Result<String, String> {
    if text.is_empty() || text.chars().any(char::is_control) {
        return Err("is empty or has line ends in it".to_owned());
    }
    Ok(text.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_issuer_is_reached_by_https_or_on_this_machine() {
        assert_eq!(
            issuer("https://login.example.jp/realms/a/").unwrap(),
            "https://login.example.jp/realms/a"
        );
        assert_eq!(issuer("http://127.0.0.1:9000").unwrap(), "http://127.0.0.1:9000");
        for wrong in
            ["", "login.example.jp", "http://login.example.jp", "https://a.jp/?x=1", "ftp://a.jp"]
        {
            issuer(wrong).unwrap_err();
        }
    }
}
