//! The settings of the outgoing mail server, parsed from one URL.

use std::fmt;
use std::net::IpAddr;
use std::path::PathBuf;
use std::str::FromStr;
use std::time::Duration;

use percent_encoding::percent_decode_str;
use url::Url;

/// Port of `smtp://` without a login: server to server (RFC 5321).
const RELAY_PORT: u16 = 25;
/// Port of `smtp://` with a login: submission (RFC 6409).
const SUBMISSION_PORT: u16 = 587;
/// Port of `smtps://`: submission inside TLS (RFC 8314).
const SUBMISSIONS_PORT: u16 = 465;

/// How the conversation is protected.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TlsMode {
    /// TLS from the first byte (`smtps://`).
    Implicit,
    /// STARTTLS before anything else; without it nothing is sent.
    Required,
    /// STARTTLS where the server offers it. A certificate that does not verify still stops the mail:
    /// who can offer a false one can also take the offer away.
    Opportunistic,
    /// In the clear.
    Off,
}

impl fmt::Display for TlsMode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Implicit => "implicit",
            Self::Required => "required",
            Self::Opportunistic => "opportunistic",
            Self::Off => "none",
        })
    }
}

/// A user name and password. Neither is ever shown.
#[derive(Clone, PartialEq, Eq)]
pub struct Login {
    pub(super) user: String,
    pub(super) password: String,
}

impl fmt::Debug for Login {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Login(hidden)")
    }
}

/// Where mail goes out, and how.
///
/// `Display` is safe for logs and consoles: it shows host, port and protection, never the login.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SmtpSettings {
    /// Host name or address, without brackets.
    pub host: String,
    /// TCP port.
    pub port: u16,
    /// How the conversation is protected.
    pub tls: TlsMode,
    /// The login, where the server wants one.
    pub login: Option<Login>,
    /// A PEM file with certificate authorities trusted besides the system's own.
    pub ca_file: Option<PathBuf>,
    /// How long any step may take, in place of what RFC 5321 recommends: for tests of this program only.
    pub patience: Option<Duration>,
}

impl fmt::Display for SmtpSettings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let login = if self.login.is_some() { "with login" } else { "no login" };
        write!(f, "{}:{} (tls {}, {login})", self.host, self.port, self.tls)
    }
}

/// What is wrong with the URL. The texts never repeat the URL: it may hold a password.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SmtpUrlError {
    /// Not a URL at all; most often a `/`, `#`, `?` or `@` in the password that is not percent-encoded.
    #[error(
        "not a URL ({0}); example: smtp://user:password@mail.example.jp:587?tls=required \
         (write / # ? @ : % in a password as %2F %23 %3F %40 %3A %25)"
    )]
    Malformed(String),
    /// A scheme other than smtp and smtps.
    #[error("the scheme must be smtp or smtps; example: smtp://mail.example.jp:25")]
    Scheme,
    /// No host.
    #[error("the host is missing; example: smtp://mail.example.jp:587")]
    Host,
    /// Port 0.
    #[error("the port must be between 1 and 65535; example: smtp://mail.example.jp:587")]
    Port,
    /// Something after the host that is not a query.
    #[error(
        "nothing but ?tls= and &ca= may follow the host; example: \
         smtp://mail.example.jp:587?tls=required (a / or # in a password is written %2F or %23)"
    )]
    Path,
    /// A user name without a password, or the other way round.
    #[error("a login needs both name and password; example: smtp://user:password@mail.example.jp")]
    HalfLogin,
    /// A login that is not UTF-8 or holds control characters.
    #[error(
        "the user name or password is not UTF-8 text without control characters; \
         example: smtp://user:p%40ss@mail.example.jp"
    )]
    LoginText,
    /// `tls=` with an unknown value.
    #[error(
        "tls must be required, opportunistic or none; example: smtp://mail.example.jp?tls=required"
    )]
    Tls,
    /// `tls=` on `smtps://` that contradicts it.
    #[error("smtps:// is always encrypted; use smtp://mail.example.jp?tls=… to choose otherwise")]
    TlsWithSmtps,
    /// `ca=` without a file name.
    #[error(
        "ca must name a PEM file; example: smtp://mail.example.jp?tls=required&ca=/etc/ssl/office.pem"
    )]
    Ca,
    /// A query key that does not exist.
    #[error(
        "only tls and ca may be given after the ?; example: smtp://mail.example.jp?tls=required"
    )]
    UnknownKey,
    /// A query key given twice.
    #[error("tls and ca may be given only once; example: smtp://mail.example.jp?tls=required")]
    DuplicateKey,
    /// A password that would cross a network in the clear.
    #[error(
        "tls=none would send the password in the clear; \
         example: smtp://user:password@mail.example.jp:587?tls=required"
    )]
    PasswordInTheClear,
}

impl FromStr for SmtpSettings {
    type Err = SmtpUrlError;

    fn from_str(text: &str) -> Result<Self, SmtpUrlError> {
        let url =
            Url::parse(text.trim()).map_err(|error| SmtpUrlError::Malformed(error.to_string()))?;
        let implicit = match url.scheme() {
            "smtp" => false,
            "smtps" => true,
            _ => return Err(SmtpUrlError::Scheme),
        };
        let host = host(&url)?;
        if !matches!(url.path(), "" | "/") || url.fragment().is_some() {
            return Err(SmtpUrlError::Path);
        }
        let login = login(&url)?;
        let Query { tls, ca_file, patience } = query(&url)?;
        let tls = match (implicit, tls) {
            (true, None | Some(TlsMode::Required)) => TlsMode::Implicit,
            (true, Some(_)) => return Err(SmtpUrlError::TlsWithSmtps),
            (false, Some(chosen)) => chosen,
            // Nothing leaves the machine, and the mail server of a fresh Debian has a certificate
            // that nobody could verify.
            (false, None) if is_loopback(&host) => TlsMode::Off,
            (false, None) => TlsMode::Required,
        };
        if login.is_some() && tls == TlsMode::Off && !is_loopback(&host) {
            return Err(SmtpUrlError::PasswordInTheClear);
        }
        let port = match (url.port(), implicit, login.is_some()) {
            (Some(0), _, _) => return Err(SmtpUrlError::Port),
            (Some(port), _, _) => port,
            (None, true, _) => SUBMISSIONS_PORT,
            (None, false, true) => SUBMISSION_PORT,
            (None, false, false) => RELAY_PORT,
        };
        Ok(Self { host, port, tls, login, ca_file, patience })
    }
}

/// Whether what is sent to this host stays on this machine.
pub(super) fn is_loopback(host: &str) -> bool {
    host.eq_ignore_ascii_case("localhost")
        || host.parse::<IpAddr>().is_ok_and(|address| address.is_loopback())
}

fn host(url: &Url) -> Result<String, SmtpUrlError> {
    let host = url.host_str().unwrap_or_default();
    let host = host.strip_prefix('[').and_then(|inner| inner.strip_suffix(']')).unwrap_or(host);
    if host.is_empty() { Err(SmtpUrlError::Host) } else { Ok(host.to_owned()) }
}

fn login(url: &Url) -> Result<Option<Login>, SmtpUrlError> {
    match (url.username(), url.password()) {
        ("", None) => Ok(None),
        ("", Some(_)) | (_, None | Some("")) => Err(SmtpUrlError::HalfLogin),
        (user, Some(password)) => {
            Ok(Some(Login { user: decoded(user)?, password: decoded(password)? }))
        }
    }
}

fn decoded(text: &str) -> Result<String, SmtpUrlError> {
    let text = percent_decode_str(text).decode_utf8().map_err(|_| SmtpUrlError::LoginText)?;
    if text.chars().any(char::is_control) {
        return Err(SmtpUrlError::LoginText);
    }
    Ok(text.into_owned())
}

#[derive(Default)]
struct Query {
    tls: Option<TlsMode>,
    ca_file: Option<PathBuf>,
    patience: Option<Duration>,
}

fn query(url: &Url) -> Result<Query, SmtpUrlError> {
    let mut query = Query::default();
    for (key, value) in url.query_pairs() {
        let seen = match &*key {
            "tls" => query.tls.replace(tls_mode(&value)?).is_some(),
            "ca" if value.is_empty() => return Err(SmtpUrlError::Ca),
            "ca" => query.ca_file.replace(PathBuf::from(&*value)).is_some(),
            "patience" if cfg!(feature = "test-hooks") => {
                let milliseconds = value.parse().map_err(|_| SmtpUrlError::UnknownKey)?;
                query.patience.replace(Duration::from_millis(milliseconds)).is_some()
            }
            _ => return Err(SmtpUrlError::UnknownKey),
        };
        if seen {
            return Err(SmtpUrlError::DuplicateKey);
        }
    }
    Ok(query)
}

fn tls_mode(value: &str) -> Result<TlsMode, SmtpUrlError> {
    match value {
        "required" => Ok(TlsMode::Required),
        "opportunistic" => Ok(TlsMode::Opportunistic),
        "none" => Ok(TlsMode::Off),
        _ => Err(SmtpUrlError::Tls),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(url: &str) -> SmtpSettings {
        url.parse().expect(url)
    }

    #[test]
    fn every_part_of_the_url_is_read_and_percent_signs_are_decoded() {
        let settings = parsed(
            "smtp://user%40example.jp:p%3A%2F%23%20%E5%8F%97@mail.example.jp:2525?tls=opportunistic&ca=/etc/ssl/x.pem",
        );
        assert_eq!((settings.host.as_str(), settings.port), ("mail.example.jp", 2525));
        assert_eq!(settings.tls, TlsMode::Opportunistic);
        assert_eq!(settings.ca_file, Some(PathBuf::from("/etc/ssl/x.pem")));
        let login = settings.login.expect("login");
        assert_eq!((login.user.as_str(), login.password.as_str()), ("user@example.jp", "p:/# 受"));
    }

    #[test]
    fn ports_follow_scheme_and_login() {
        assert_eq!(parsed("smtp://mail.example.jp").port, 25);
        assert_eq!(parsed("smtp://u:p@mail.example.jp").port, 587);
        assert_eq!(parsed("smtps://u:p@mail.example.jp").port, 465);
        assert_eq!(parsed("smtp://[::1]:2525").host, "::1");
    }

    #[test]
    fn encryption_is_required_unless_the_host_is_this_machine() {
        assert_eq!(parsed("smtp://mail.example.jp").tls, TlsMode::Required);
        assert_eq!(parsed("smtps://mail.example.jp").tls, TlsMode::Implicit);
        assert_eq!(parsed("smtp://localhost").tls, TlsMode::Off);
        assert_eq!(parsed("smtp://127.0.0.1").tls, TlsMode::Off);
        assert_eq!(parsed("smtp://[::1]").tls, TlsMode::Off);
        assert_eq!(parsed("smtp://127.0.0.1?tls=required").tls, TlsMode::Required);
        assert_eq!(parsed("smtp://mailpit:1025?tls=none").tls, TlsMode::Off);
    }

    #[test]
    fn each_wrong_part_has_its_own_error() {
        for (url, error) in [
            ("http://mail.example.jp", SmtpUrlError::Scheme),
            ("mail.example.jp:25", SmtpUrlError::Scheme),
            ("smtp:", SmtpUrlError::Host),
            ("smtp://", SmtpUrlError::Host),
            ("smtp://mail.example.jp:0", SmtpUrlError::Port),
            ("smtp://mail.example.jp/inbox", SmtpUrlError::Path),
            ("smtp://mail.example.jp#x", SmtpUrlError::Path),
            ("smtp://user@mail.example.jp", SmtpUrlError::HalfLogin),
            ("smtp://user:@mail.example.jp", SmtpUrlError::HalfLogin),
            ("smtp://:pw@mail.example.jp", SmtpUrlError::HalfLogin),
            ("smtp://u:%FF@mail.example.jp", SmtpUrlError::LoginText),
            ("smtp://u:a%00b@mail.example.jp", SmtpUrlError::LoginText),
            ("smtp://mail.example.jp?tls=yes", SmtpUrlError::Tls),
            ("smtps://mail.example.jp?tls=none", SmtpUrlError::TlsWithSmtps),
            ("smtp://mail.example.jp?ca=", SmtpUrlError::Ca),
            ("smtp://mail.example.jp?verify=no", SmtpUrlError::UnknownKey),
            ("smtp://mail.example.jp?tls=none&tls=required", SmtpUrlError::DuplicateKey),
            ("smtp://u:p@mail.example.jp?tls=none", SmtpUrlError::PasswordInTheClear),
        ] {
            assert_eq!(url.parse::<SmtpSettings>(), Err(error), "{url}");
        }
        for url in ["", "mail", "smtp://mail.example.jp:port", "smtp://mail.example.jp:99999"] {
            assert!(
                matches!(url.parse::<SmtpSettings>(), Err(SmtpUrlError::Malformed(_))),
                "{url}"
            );
        }
    }

    #[test]
    fn neither_debug_nor_display_nor_errors_show_the_login() {
        let settings = parsed("smtp://office-user:secret-word@mail.example.jp");
        let shown = format!("{settings:?} {settings}");
        assert!(!shown.contains("secret-word") && !shown.contains("office-user"), "{shown}");
        let error = "smtp://office-user:secret/word@mail.example.jp".parse::<SmtpSettings>();
        let shown = format!("{:?} {}", error, error.as_ref().expect_err("a slash in the password"));
        assert!(!shown.contains("secret"), "{shown}");
    }
}
