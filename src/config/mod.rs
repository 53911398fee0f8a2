//! Settings: the environment over a TOML file over defaults.
//!
//! Everything that is wrong is named at once. Nothing here opens a database or a socket, and only
//! [`SecretKeySetting::resolve`] ever writes a file.

mod database_url;
mod definition;
mod dkim;
mod key_file;
mod problem;
mod provider;
mod public_url;
mod reader;
mod report;
mod robots;
mod secret;
mod sources;
mod trusted_proxies;

use std::{collections::BTreeMap, net::SocketAddr, path::PathBuf};

use chrono::TimeDelta;

pub use self::{
    database_url::DatabaseUrl,
    dkim::DkimSettings,
    key_file::KeyFileError,
    problem::{Origin, Problem, SettingsError},
    provider::ProviderSettings,
    public_url::PublicUrl,
    robots::{Rate, Robots},
    secret::{SecretKey, SecretText},
    sources::{DEFAULT_FILE, Sources},
    trusted_proxies::TrustedProxies,
};

/// All settings, understood.
#[derive(Clone, Debug)]
pub struct Settings {
    /// The database.
    pub database: DatabaseUrl,
    /// A copy of the database for reads that may be some seconds old.
    pub database_replica: Option<DatabaseUrl>,
    /// Connections a process opens to PostgreSQL at most; SQLite has its own rule.
    pub database_connections: u32,
    /// Where the web server listens.
    pub http_addr: SocketAddr,
    /// The origin in links and mail.
    pub public_url: PublicUrl,
    /// Whose Forwarded headers count.
    pub trusted_proxies: TrustedProxies,
    /// What is done against robots.
    pub robots: Robots,
    /// The mail server; absent: mail is caught.
    pub smtp_url: Option<SecretText>,
    /// Connections a process opens to the mail server at most.
    pub smtp_connections: u32,
    /// Mails a minute that may go out from the sender's domain; absent: no limit.
    pub mail_rate: Option<u32>,
    /// Default sender.
    pub mail_from: String,
    /// What mail is signed with; absent: it is not.
    pub dkim: Option<DkimSettings>,
    /// To which address, marked for each mail, undeliverable mail comes back; absent: to the sender.
    pub bounce_address: Option<String>,
    /// The address whose mail is taken as applications, with an event's slug behind a plus sign; absent:
    /// none is.
    pub application_address: Option<String>,
    /// The mailbox in which such mail arrives; absent: nobody reads it.
    pub mailbox_url: Option<SecretText>,
    /// The key that signs links and cookies, or where it is kept.
    pub secret_key: SecretKeySetting,
    /// The identity provider by which staff may sign in; absent: none.
    pub provider: Option<ProviderSettings>,
    /// A listener for /metrics alone; absent: on `http_addr`, for loopback peers.
    pub metrics_addr: Option<SocketAddr>,
    /// Which log lines are written, in the syntax of `tracing_subscriber::EnvFilter`.
    pub log: String,
    /// The form of a log line; absent: by whether standard error is a terminal.
    pub log_format: Option<LogFormat>,
    /// What is added to the clock.
    pub clock_offset: TimeDelta,
    given: BTreeMap<&'static str, Origin>,
}

/// The form of a log line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LogFormat {
    /// For people.
    Text,
    /// One JSON object a line.
    Json,
}

/// Where the secret key comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SecretKeySetting {
    /// It was given.
    Given(SecretKey),
    /// It is kept in this file, which is made at the first start.
    KeptIn(PathBuf),
}

impl SecretKeySetting {
    /// The key; made of `fresh` random bytes, and kept, where there is none yet.
    ///
    /// # Errors
    /// When the key file cannot be read, used or written.
    pub fn resolve(&self, fresh: [u8; 32]) -> Result<SecretKey, KeyFileError> {
        match self {
            Self::Given(key) => Ok(key.clone()),
            Self::KeptIn(path) => key_file::read_or_make(path, fresh),
        }
    }
}

/// What the settings are read for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// The service itself.
    Service,
    /// A demonstration, in which the clock may be shifted.
    Demo {
        /// The database where none is configured.
        throw_away: PathBuf,
    },
}

/// Judges of values that other rooms understand; each says what is wrong, without secrets.
#[derive(Clone, Copy, Debug)]
pub struct Checks {
    /// Of the mail server's URL.
    pub smtp_url: fn(&str) -> Result<(), String>,
    /// Of the sender's address.
    pub mail_from: fn(&str) -> Result<(), String>,
    /// Of the keys that mail is signed with.
    pub dkim: fn(&DkimSettings) -> Result<(), String>,
    /// Of the URL of a mailbox that is read.
    pub mailbox_url: fn(&str) -> Result<(), String>,
}

impl Settings {
    /// Reads and understands all settings.
    ///
    /// # Errors
    /// Everything that is wrong, at once.
    pub fn load(
        sources: &Sources,
        purpose: &Purpose,
        checks: &Checks,
    ) -> Result<Self, SettingsError> {
        reader::read(sources, purpose, checks)
    }

    /// Whether a setting was given, by its name in the file, rather than left to its default.
    pub fn is_given(&self, key: &str) -> bool {
        self.given.contains_key(key)
    }
}

#[cfg(test)]
mod tests;
