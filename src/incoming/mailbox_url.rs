//! Which mailbox is read, as one URL.

use std::fmt;
use std::path::PathBuf;
use std::str::FromStr;

use percent_encoding::percent_decode_str;
use url::Url;

/// IMAP inside TLS (RFC 8314).
const IMAPS_PORT: u16 = 993;
/// The folder where none is named (RFC 9051, 5.1).
const INBOX: &str = "INBOX";

/// A mailbox.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum MailboxUrl {
    /// A folder on a server.
    Imap(ImapSettings),
    /// A directory of this machine with `new` and `cur` in it.
    Maildir(PathBuf),
}

/// A folder on an IMAP server, reached inside TLS. `Debug` shows no login.
#[derive(Clone, PartialEq, Eq)]
pub struct ImapSettings {
    /// Host name or address, without brackets.
    pub host: String,
    /// TCP port.
    pub port: u16,
    /// Name for the login.
    pub user: String,
    /// Password for the login.
    pub password: String,
    /// The folder.
    pub folder: String,
    /// A PEM file with certificate authorities trusted besides the system's own.
    pub ca_file: Option<PathBuf>,
}

impl fmt::Debug for ImapSettings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ImapSettings({}:{})", self.host, self.port)
    }
}

/// What is wrong with the URL. The texts never repeat it: it may hold a password.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum MailboxUrlError {
    /// Neither of the two forms.
    #[error("is neither imaps://user:password@host/FOLDER nor maildir:/PATH")]
    Scheme,
    /// The password is not protected on its way.
    #[error("must begin with imaps://: a password does not go over the network in the clear")]
    Clear,
    /// Not a URL.
    #[error("is not a URL (write / # ? @ : % in a password as %2F %23 %3F %40 %3A %25)")]
    Malformed,
    /// No host.
    #[error("names no host")]
    Host,
    /// User or password is missing or holds what neither can.
    #[error("needs a user and a password, as UTF-8 text without control characters")]
    Login,
    /// A folder's name that cannot be asked for.
    #[error("names a folder with control characters")]
    Folder,
    /// Something after the question mark.
    #[error("takes nothing after the ? but ca=FILE")]
    Query,
    /// A path that is relative or no directory.
    #[error("names no directory of this machine by its whole path (maildir:/var/mail/uketsuke)")]
    Directory,
}

impl FromStr for MailboxUrl {
    type Err = MailboxUrlError;

    fn from_str(text: &str) -> Result<Self, MailboxUrlError> {
        let text = text.trim();
        if let Some(path) = text.strip_prefix("maildir:") {
            let path = PathBuf::from(path);
            return if path.is_absolute() && path.is_dir() {
                Ok(Self::Maildir(path))
            } else {
                Err(MailboxUrlError::Directory)
            };
        }
        match text.split_once("://") {
            Some(("imaps", _)) => imap(text).map(Self::Imap),
            Some(("imap", _)) => Err(MailboxUrlError::Clear),
            _ => Err(MailboxUrlError::Scheme),
        }
    }
}

fn imap(text: &str) -> Result<ImapSettings, MailboxUrlError> {
    let url = Url::parse(text).map_err(|_| MailboxUrlError::Malformed)?;
    let host = url.host_str().filter(|host| !host.is_empty()).ok_or(MailboxUrlError::Host)?;
    let host = host.trim_start_matches('[').trim_end_matches(']').to_owned();
    let login =
        |text: &str| decoded(text).filter(|text| !text.is_empty()).ok_or(MailboxUrlError::Login);
    let folder = match url.path().trim_start_matches('/') {
        "" => INBOX.to_owned(),
        folder => decoded(folder).ok_or(MailboxUrlError::Folder)?,
    };
    let mut ca_file = None;
    for (key, value) in url.query_pairs() {
        if key != "ca" || value.is_empty() || ca_file.replace(PathBuf::from(&*value)).is_some() {
            return Err(MailboxUrlError::Query);
        }
    }
    if url.fragment().is_some() {
        return Err(MailboxUrlError::Malformed);
    }
    Ok(ImapSettings {
        host,
        port: url.port().unwrap_or(IMAPS_PORT),
        user: login(url.username())?,
        password: login(url.password().unwrap_or_default())?,
        folder,
        ca_file,
    })
}

fn decoded(text: &str) -> Option<String> {
    let text = percent_decode_str(text).decode_utf8().ok()?;
    (!text.chars().any(char::is_control)).then(|| text.into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(text: &str) -> Result<MailboxUrl, MailboxUrlError> {
        text.parse()
    }

    #[test]
    fn an_imap_folder_and_a_directory_are_read() {
        let url =
            "imaps://user%40example.jp:p%3A%2F@mail.example.jp/Uketsuke%20Bounces?ca=/etc/x.pem";
        let Ok(MailboxUrl::Imap(imap)) = parsed(url) else { panic!("IMAP") };
        assert_eq!((imap.host.as_str(), imap.port), ("mail.example.jp", 993));
        assert_eq!((imap.user.as_str(), imap.password.as_str()), ("user@example.jp", "p:/"));
        assert_eq!(imap.folder, "Uketsuke Bounces");
        assert_eq!(imap.ca_file, Some("/etc/x.pem".into()));
        assert!(!format!("{imap:?}").contains("p:/"));
        let Ok(MailboxUrl::Imap(imap)) = parsed("imaps://u:p@[::1]:1993") else { panic!("IMAP") };
        assert_eq!((imap.host.as_str(), imap.port, imap.folder.as_str()), ("::1", 1993, "INBOX"));
        let folder = tempfile::tempdir().unwrap();
        let url = format!("maildir:{}", folder.path().display());
        assert_eq!(parsed(&url), Ok(MailboxUrl::Maildir(folder.path().to_owned())));
    }

    #[test]
    fn what_is_wrong_is_said_without_the_password() {
        for (url, error) in [
            ("", MailboxUrlError::Scheme),
            ("pop3s://u:geheim@h", MailboxUrlError::Scheme),
            ("imap://u:geheim@h", MailboxUrlError::Clear),
            ("imaps://u:geheim@", MailboxUrlError::Malformed),
            ("imaps://h/INBOX", MailboxUrlError::Login),
            ("imaps://u@h", MailboxUrlError::Login),
            ("imaps://u:geheim%00@h", MailboxUrlError::Login),
            ("imaps://u:geheim@h/a%0Ab", MailboxUrlError::Folder),
            ("imaps://u:geheim@h?tls=none", MailboxUrlError::Query),
            ("imaps://u:geheim@h#x", MailboxUrlError::Malformed),
            ("maildir:relative", MailboxUrlError::Directory),
            ("maildir:/no/such/directory", MailboxUrlError::Directory),
        ] {
            assert_eq!(parsed(url), Err(error), "{url}");
            assert!(!error.to_string().contains("geheim"));
        }
    }
}
