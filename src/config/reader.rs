//! From given texts to typed settings.

use std::{collections::BTreeMap, fmt::Display, net::SocketAddr, str::FromStr};

use chrono::TimeDelta;
use tracing_subscriber::EnvFilter;

use super::{
    Checks, DatabaseUrl, DkimSettings, LogFormat, Origin, Problem, ProviderSettings, PublicUrl,
    Purpose, Rate, Robots, SecretKey, SecretKeySetting, SecretText, Settings, SettingsError,
    Sources, TrustedProxies,
    definition::{Definition, definition},
    dkim, key_file, provider,
    sources::{Given, Readings, given_keys},
};

/// Two hundred years: far enough for any test, and no date overflows.
const LARGEST_OFFSET: i64 = 200 * 366 * 86_400;

/// Longest local part of the address to which mail comes back: what marks it for a mail needs 43 of the 64
/// octets that there are (RFC 5321, 4.5.3.1.1).
const LONGEST_BOUNCE_NAME: usize = 21;

/// Something was wrong, and it stands among the reader's problems.
struct Noted;

pub(super) fn read(
    sources: &Sources,
    purpose: &Purpose,
    checks: &Checks,
) -> Result<Settings, SettingsError> {
    let readings = Readings::of(sources);
    let mut reader = Reader { values: readings.values, problems: readings.problems };
    match reader.settings(purpose, checks) {
        Ok(settings) if reader.problems.is_empty() => Ok(settings),
        _ => Err(SettingsError { problems: reader.problems }),
    }
}

/// The given values, with all that turned out to be wrong with them.
struct Reader {
    values: BTreeMap<String, Given>,
    problems: Vec<Problem>,
}

impl Reader {
    /// Reads every setting before it gives up on any.
    fn settings(&mut self, purpose: &Purpose, checks: &Checks) -> Result<Settings, Noted> {
        let database = self.database(purpose);
        let database_connections =
            self.required("database_connections", |text| number_from(2, 500, text));
        let database_replica =
            self.optional("database_replica_url", |text| replica(text, database.as_ref().ok()));
        let http_addr = self.required("http_addr", socket_address);
        let public_url = self.optional("public_url", PublicUrl::parse);
        let trusted_proxies = self.trusted_proxies();
        let robots = self.robots();
        let smtp_url = self
            .optional("smtp_url", |text| (checks.smtp_url)(text).map(|()| SecretText::new(text)));
        let smtp_connections = self.required("smtp_connections", |text| number_from(1, 50, text));
        let mail_from =
            self.required("mail_from", |text| (checks.mail_from)(text).map(|()| text.to_owned()));
        let dkim = self.dkim(checks, mail_from.as_deref().ok());
        let bounce_address =
            self.optional("bounce_address", |text| bounce_address(text, checks.mail_from));
        let application_address = self.optional("application_address", |text| {
            (checks.mail_from)(text).map(|()| text.to_owned())
        });
        let mailbox_url = self.optional("mailbox_url", |text| {
            (checks.mailbox_url)(text).map(|()| SecretText::new(text))
        });
        let mail_rate = self.optional("mail_rate", |text| number_from(1, 1_000_000, text));
        let secret_key = self.secret_key(database.as_ref().ok());
        let provider = self.provider();
        let metrics_addr = self.optional("metrics_addr", socket_address);
        let log = self.required("log", log_filter);
        let log_format = self.optional("log_format", log_format);
        let clock_offset = self.required("clock_offset", |text| clock_offset(text, purpose));

        let http_addr = http_addr?;
        Ok(Settings {
            database: database?,
            database_replica: database_replica?,
            database_connections: database_connections?,
            http_addr,
            public_url: public_url?.unwrap_or_else(|| PublicUrl::localhost(http_addr.port())),
            trusted_proxies: trusted_proxies?,
            robots: robots?,
            smtp_url: smtp_url?,
            smtp_connections: smtp_connections?,
            mail_from: mail_from?,
            dkim: dkim?,
            bounce_address: bounce_address?,
            application_address: application_address?,
            mailbox_url: mailbox_url?,
            mail_rate: mail_rate?,
            secret_key: secret_key?,
            provider: provider?,
            metrics_addr: metrics_addr?,
            log: log?,
            log_format: log_format?,
            clock_offset: clock_offset?,
            given: given_keys(&self.values),
        })
    }

    /// The value of a setting that has a default.
    fn required<T>(
        &mut self,
        key: &str,
        parse: impl FnOnce(&str) -> Result<T, String>,
    ) -> Result<T, Noted> {
        let definition = self.defined(key)?;
        let default = || (definition.default.unwrap_or_default().to_owned(), Origin::Default);
        let (text, origin) = self.one(definition)?.unwrap_or_else(default);
        self.judged(definition, origin, parse(&text))
    }

    /// The value of a setting that may be absent.
    fn optional<T>(
        &mut self,
        key: &str,
        parse: impl FnOnce(&str) -> Result<T, String>,
    ) -> Result<Option<T>, Noted> {
        let definition = self.defined(key)?;
        match self.one(definition)? {
            Some((text, origin)) => self.judged(definition, origin, parse(&text)).map(Some),
            None => Ok(None),
        }
    }

    fn database(&mut self, purpose: &Purpose) -> Result<DatabaseUrl, Noted> {
        match purpose {
            Purpose::Demo { throw_away } if !self.values.contains_key("database_url") => {
                Ok(DatabaseUrl::Sqlite(throw_away.clone()))
            }
            _ => self.required("database_url", DatabaseUrl::parse),
        }
    }

    fn trusted_proxies(&mut self) -> Result<TrustedProxies, Noted> {
        let definition = self.defined("trusted_proxies")?;
        let Some(given) = self.values.get(definition.key).cloned() else {
            return Ok(TrustedProxies::default());
        };
        let parsed = TrustedProxies::parse(given.texts.iter().flat_map(|text| text.split(',')));
        self.judged(definition, given.origin, parsed.map_err(|wrong| wrong.join("; ")))
    }

    fn robots(&mut self) -> Result<Robots, Noted> {
        let on = self.required("robot_protection", on_or_off);
        let applications = self.required("rate_applications", Rate::parse);
        let mails = self.required("rate_mails", Rate::parse);
        let guesses = self.required("rate_guesses", Rate::parse);
        let sign_in = self.required("rate_sign_in", Rate::parse);
        let lookups = self.required("rate_lookups", Rate::parse);
        Ok(Robots {
            on: on?,
            applications: applications?,
            mails: mails?,
            guesses: guesses?,
            sign_in: sign_in?,
            lookups: lookups?,
        })
    }

    /// Keys and their selectors, which belong together, and the domain, which is the sender's unless given.
    fn dkim(
        &mut self,
        checks: &Checks,
        mail_from: Option<&str>,
    ) -> Result<Option<DkimSettings>, Noted> {
        let keys = self.optional("dkim_key", dkim::keys);
        let selectors = self.optional("dkim_selector", dkim::selectors);
        let domain = self.optional("dkim_domain", dkim::domain);
        let (keys, selectors, domain) = (keys?, selectors?, domain?);
        let missing = |key, what: &'static str| (key, Origin::Default, Err::<(), _>(what));
        let (key, origin, wrong) = match (keys, selectors) {
            (None, None) if domain.is_none() => return Ok(None),
            (None, _) => missing("dkim_key", "is required with dkim_selector and dkim_domain"),
            (Some(_), None) => missing("dkim_selector", "is required with dkim_key"),
            (Some(keys), Some(selectors)) => {
                let domain = domain.or_else(|| dkim::domain_of(mail_from?));
                if let Some(domain) = domain {
                    let settings = DkimSettings { keys, selectors, domain };
                    let definition = self.defined("dkim_key")?;
                    let origin = self.origin(definition);
                    let checked = (checks.dkim)(&settings).map(|()| Some(settings));
                    return self.judged(definition, origin, checked);
                }
                missing("dkim_domain", "is required where mail_from has no domain of the Internet")
            }
        };
        let definition = self.defined(key)?;
        self.judged(definition, origin, wrong).map(|()| None)
    }

    /// The provider's three settings, which belong together.
    fn provider(&mut self) -> Result<Option<ProviderSettings>, Noted> {
        let issuer = self.optional("oidc_issuer", provider::issuer);
        let client_id = self.optional("oidc_client_id", provider::text);
        let client_secret = self.optional("oidc_client_secret", provider::text);
        let missing = match (issuer?, client_id?, client_secret?) {
            (None, None, None) => return Ok(None),
            (Some(issuer), Some(client_id), Some(secret)) => {
                let client_secret = SecretText::new(secret);
                return Ok(Some(ProviderSettings { issuer, client_id, client_secret }));
            }
            (None, _, _) => "oidc_issuer",
            (_, None, _) => "oidc_client_id",
            (_, _, None) => "oidc_client_secret",
        };
        let definition = self.defined(missing)?;
        let wrong = Err::<(), _>("is required with the other settings of the provider");
        self.judged(definition, Origin::Default, wrong).map(|()| None)
    }

    /// Where a setting was given.
    fn origin(&self, definition: &Definition) -> Origin {
        self.values.get(definition.key).map_or(Origin::Default, |given| given.origin.clone())
    }

    /// The key that was given, or the file beside the SQLite database. A file that is there already
    /// is judged now; it is made only when the key is first needed.
    fn secret_key(&mut self, database: Option<&DatabaseUrl>) -> Result<SecretKeySetting, Noted> {
        let definition = self.defined("secret_key")?;
        if let Some((text, origin)) = self.one(definition)? {
            return self.judged(
                definition,
                origin,
                SecretKey::parse(&text).map(SecretKeySetting::Given),
            );
        }
        let Some(path) = database.ok_or(Noted)?.key_file() else {
            let what = "is required with PostgreSQL, as nothing is kept beside the database; \
                        all processes on one database use the same key";
            return self.judged(definition, Origin::Default, Err(what));
        };
        let read = key_file::read(&path).map(|_| SecretKeySetting::KeptIn(path));
        self.judged(definition, Origin::Default, read)
    }

    /// The definition of a setting; a key without one is a mistake in the table.
    fn defined(&mut self, key: &str) -> Result<&'static Definition, Noted> {
        definition(key).ok_or_else(|| {
            let what = "is not in the table of settings";
            self.problems.push(Problem::without_value(key, Origin::Default, what));
            Noted
        })
    }

    /// The one text that was given, if any.
    fn one(&mut self, definition: &Definition) -> Result<Option<(String, Origin)>, Noted> {
        let Some(Given { texts, origin }) = self.values.get(definition.key) else {
            return Ok(None);
        };
        if let [text] = texts.as_slice() {
            return Ok(Some((text.trim().to_owned(), origin.clone())));
        }
        let list = Err("takes one value, not a list");
        self.judged(definition, origin.clone(), list)
    }

    fn judged<T, E: Display>(
        &mut self,
        definition: &Definition,
        origin: Origin,
        parsed: Result<T, E>,
    ) -> Result<T, Noted> {
        parsed.map_err(|what| {
            self.problems.push(Problem::with_value(definition, origin, what.to_string()));
            Noted
        })
    }
}

fn socket_address(text: &str) -> Result<SocketAddr, String> {
    SocketAddr::from_str(text).map_err(|_| {
        format!("\"{text}\" is not an address with a port; names of hosts are not looked up, an IPv6 address stands in []")
    })
}

/// SQLite's one file has no copies.
fn replica(text: &str, database: Option<&DatabaseUrl>) -> Result<DatabaseUrl, String> {
    match (DatabaseUrl::parse(text)?, database) {
        (DatabaseUrl::Sqlite(_), _) | (_, Some(DatabaseUrl::Sqlite(_))) => {
            Err("names a copy of a PostgreSQL database; SQLite has none".to_owned())
        }
        (url, _) => Ok(url),
    }
}

fn bounce_address(
    text: &str,
    is_address: fn(&str) -> Result<(), String>,
) -> Result<String, String> {
    is_address(text)?;
    match text.split_once('@') {
        Some((name, _)) if name.len() > LONGEST_BOUNCE_NAME => Err(format!(
            "has {} characters before the @; with more than {LONGEST_BOUNCE_NAME} there is no room for \
             the mark of each mail (name+mark@domain)",
            name.len()
        )),
        _ => Ok(text.to_owned()),
    }
}

fn number_from(least: u32, most: u32, text: &str) -> Result<u32, String> {
    match text.parse() {
        Ok(number) if (least..=most).contains(&number) => Ok(number),
        _ => Err(format!("\"{text}\" is not a number from {least} to {most}")),
    }
}

fn on_or_off(text: &str) -> Result<bool, String> {
    match text {
        "on" => Ok(true),
        "off" => Ok(false),
        _ => Err(format!("\"{text}\" is neither on nor off")),
    }
}

fn log_filter(text: &str) -> Result<String, String> {
    EnvFilter::builder()
        .parse(text)
        .map_err(|_| format!("\"{text}\" is not a list of levels by module"))?;
    Ok(text.to_owned())
}

fn log_format(text: &str) -> Result<LogFormat, String> {
    match text {
        "text" => Ok(LogFormat::Text),
        "json" => Ok(LogFormat::Json),
        _ => Err(format!("\"{text}\" is neither text nor json")),
    }
}

fn clock_offset(text: &str, purpose: &Purpose) -> Result<TimeDelta, String> {
    let seconds: i64 = text
        .parse()
        .ok()
        .filter(|seconds: &i64| seconds.abs() <= LARGEST_OFFSET)
        .ok_or_else(|| format!("\"{text}\" is not a number of seconds within 200 years"))?;
    if seconds != 0 && *purpose == Purpose::Service && !cfg!(feature = "test-hooks") {
        return Err("shifts the clock, which is for `uketsuke demo` and for tests only; remove it"
            .to_owned());
    }
    Ok(TimeDelta::seconds(seconds))
}
