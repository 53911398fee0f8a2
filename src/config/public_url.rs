//! The origin that links and mail carry.

use std::fmt;

use url::{Host, Url};

/// Scheme, host and port, as in `https://moushikomi.example.jp`; never a path.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PublicUrl {
    origin: String,
    host: String,
    https: bool,
    local: bool,
}

impl PublicUrl {
    /// Reads an origin; one `/` at its end is forgiven.
    ///
    /// # Errors
    /// Says what is wrong.
    pub fn parse(text: &str) -> Result<Self, String> {
        let url = Url::parse(text).map_err(|error| format!("\"{text}\" is not a URL: {error}"))?;
        let https = match url.scheme() {
            "https" => true,
            "http" => false,
            scheme => {
                return Err(format!("begins with http:// or https://, not with \"{scheme}:\""));
            }
        };
        if !url.username().is_empty() || url.password().is_some() {
            return Err("takes no user name and no password".to_owned());
        }
        if !matches!(url.path(), "" | "/") || url.query().is_some() || url.fragment().is_some() {
            return Err(format!(
                "takes no path, as the program answers at the root of its host; write {}",
                url.origin().ascii_serialization()
            ));
        }
        let Some(host) = url.host() else {
            return Err("names no host".to_owned());
        };
        let local = match &host {
            Host::Domain(name) => *name == "localhost" || name.ends_with(".localhost"),
            Host::Ipv4(address) => address.is_loopback(),
            Host::Ipv6(address) => address.is_loopback(),
        };
        Ok(Self {
            origin: url.origin().ascii_serialization(),
            host: host.to_string(),
            https,
            local,
        })
    }

    /// `http://localhost:PORT`, what is used where nothing is configured.
    pub fn localhost(port: u16) -> Self {
        let origin = if port == 80 {
            "http://localhost".to_owned()
        } else {
            format!("http://localhost:{port}")
        };
        Self { origin, host: "localhost".to_owned(), https: false, local: true }
    }

    /// The origin without a slash at its end.
    pub fn as_str(&self) -> &str {
        &self.origin
    }

    /// The host alone, as for a Message-ID: no port; an IPv6 address in brackets.
    pub fn host(&self) -> &str {
        &self.host
    }

    /// Whether people come by TLS: then cookies are marked Secure.
    pub fn is_https(&self) -> bool {
        self.https
    }

    /// Whether links only work on this machine.
    pub fn is_local(&self) -> bool {
        self.local
    }

    /// A link to a path that begins with `/`.
    pub fn link(&self, path: &str) -> String {
        debug_assert!(path.starts_with('/'), "a path begins with a slash");
        format!("{}{path}", self.origin)
    }
}

impl fmt::Display for PublicUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.origin)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_origin_is_accepted_and_a_slash_at_its_end_is_dropped() {
        let url = PublicUrl::parse("https://Moushikomi.example.jp/").unwrap();
        assert_eq!(url.as_str(), "https://moushikomi.example.jp");
        assert_eq!(url.link("/e/x"), "https://moushikomi.example.jp/e/x");
        assert!(url.is_https() && !url.is_local());
        assert_eq!(
            PublicUrl::parse("https://example.jp:443").unwrap().as_str(),
            "https://example.jp"
        );
        assert_eq!(PublicUrl::parse("http://[::1]:8080").unwrap().host(), "[::1]");
        assert_eq!(PublicUrl::parse("http://localhost:8080").unwrap(), PublicUrl::localhost(8080));
    }

    #[test]
    fn a_host_in_japanese_becomes_its_a_label() {
        assert_eq!(
            PublicUrl::parse("https://受付.example.jp").unwrap().host(),
            "xn--bnqq5j.example.jp"
        );
    }

    #[test]
    fn anything_beyond_an_origin_is_refused() {
        for text in [
            "example.jp",
            "ftp://example.jp",
            "https://example.jp/app",
            "https://example.jp?x",
            "https://u@example.jp",
            "https://",
            "",
        ] {
            PublicUrl::parse(text).unwrap_err();
        }
    }
}
