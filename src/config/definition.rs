//! The table of all settings: name, default, example, meaning.

/// What the program knows about one setting before reading it.
#[derive(Debug)]
pub struct Definition {
    /// Name in the TOML file; in the environment it is `UKETSUKE_` with this in capitals.
    pub key: &'static str,
    /// The value used where nothing is given; `None` where absence means something of its own.
    pub default: Option<&'static str>,
    /// A right value, shown beside every complaint.
    pub example: &'static str,
    /// What is shown in place of a default by `config check` when nothing is given.
    pub when_absent: &'static str,
}

impl Definition {
    /// The name of the environment variable.
    pub fn variable(&self) -> String {
        format!("{PREFIX}{}", self.key.to_uppercase())
    }
}

/// What every environment variable of the program begins with.
pub const PREFIX: &str = "UKETSUKE_";

/// Variables with this beginning belong to the test suite and are not settings.
pub const TEST_PREFIX: &str = "UKETSUKE_TEST_";

const fn setting(
    key: &'static str,
    default: Option<&'static str>,
    example: &'static str,
    when_absent: &'static str,
) -> Definition {
    Definition { key, default, example, when_absent }
}

/// All settings, in the order in which they are explained and listed.
pub static DEFINITIONS: [Definition; 30] = [
    setting("database_url", Some("sqlite:uketsuke.db"), "sqlite:/var/lib/uketsuke/uketsuke.db", ""),
    setting(
        "database_replica_url",
        None,
        "postgres://uketsuke:PASSWORD@standby.example.jp/uketsuke",
        "none: every read asks the database itself",
    ),
    setting("database_connections", Some("10"), "10", ""),
    setting("http_addr", Some("127.0.0.1:8080"), "127.0.0.1:8080", ""),
    setting(
        "public_url",
        None,
        "https://moushikomi.example.jp",
        "http://localhost with the port of http_addr",
    ),
    setting("trusted_proxies", None, "127.0.0.1,10.0.0.0/8", "none"),
    setting("robot_protection", Some("on"), "on", ""),
    setting("rate_applications", Some("60,10"), "60,10", ""),
    setting("rate_mails", Some("10,1"), "10,1", ""),
    setting("rate_guesses", Some("30,6"), "30,6", ""),
    setting("rate_sign_in", Some("30,3"), "30,3", ""),
    setting("rate_lookups", Some("120,60"), "120,60", ""),
    setting(
        "smtp_url",
        None,
        "smtp://user:password@mail.example.jp:587?tls=required",
        "mail is caught, not sent",
    ),
    setting("smtp_connections", Some("2"), "2", ""),
    setting("mail_from", Some("uketsuke@localhost"), "uketsuke@example.jp", ""),
    setting("dkim_key", None, "/etc/uketsuke/dkim.pem", "mail is not signed"),
    setting("dkim_selector", None, "uketsuke1", "none: mail is not signed"),
    setting(
        "dkim_domain",
        None,
        "example.jp",
        "the domain of mail_from, where there is a dkim_key",
    ),
    setting(
        "bounce_address",
        None,
        "uketsuke-bounce@example.jp",
        "undeliverable mail goes to mail_from",
    ),
    setting(
        "application_address",
        None,
        "moushikomi@example.jp",
        "no mail is taken as an application",
    ),
    setting(
        "mailbox_url",
        None,
        "imaps://user:password@mail.example.jp/INBOX",
        "none: what comes back is not read",
    ),
    setting("mail_rate", None, "300", "no limit"),
    setting(
        "secret_key",
        None,
        "$(openssl rand -hex 32)",
        "kept in a file beside the SQLite database",
    ),
    setting(
        "oidc_issuer",
        None,
        "https://login.example.jp/realms/staff",
        "none: nobody signs in by a provider",
    ),
    setting("oidc_client_id", None, "uketsuke", "none: nobody signs in by a provider"),
    setting("oidc_client_secret", None, "SECRET", "none: nobody signs in by a provider"),
    setting("metrics_addr", None, "127.0.0.1:9090", "/metrics on http_addr, for loopback peers"),
    setting("log", Some("info"), "info,uketsuke::mail=debug", ""),
    setting("log_format", None, "json", "text on a terminal, json otherwise"),
    setting("clock_offset", Some("0"), "86400", ""),
];

/// The definition of a setting by its name in the file.
pub fn definition(key: &str) -> Option<&'static Definition> {
    DEFINITIONS.iter().find(|definition| definition.key == key)
}

/// The known name that is nearest to a mistyped one, if one is near enough to suggest.
pub fn nearest(unknown: &str) -> Option<&'static str> {
    DEFINITIONS
        .iter()
        .map(|definition| (edits(unknown, definition.key), definition.key))
        .min()
        .filter(|(edits, key)| *edits * 3 <= key.len())
        .map(|(_, key)| key)
}

/// Levenshtein distance, one row at a time.
fn edits(from: &str, to: &str) -> usize {
    let to: Vec<char> = to.chars().collect();
    let mut row: Vec<usize> = (0..=to.len()).collect();
    for (i, a) in from.chars().enumerate() {
        let mut diagonal = row[0];
        row[0] = i + 1;
        for (j, b) in to.iter().enumerate() {
            let substituted = diagonal + usize::from(a != *b);
            diagonal = row[j + 1];
            row[j + 1] = substituted.min(row[j] + 1).min(diagonal + 1);
        }
    }
    row[to.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mistyped_name_is_answered_with_the_nearest_one() {
        assert_eq!(nearest("databse_url"), Some("database_url"));
        assert_eq!(nearest("trusted_proxy"), Some("trusted_proxies"));
        assert_eq!(nearest("colour_of_the_sky"), None);
    }

    #[test]
    fn names_are_unique() {
        for (i, a) in DEFINITIONS.iter().enumerate() {
            assert!(DEFINITIONS[i + 1..].iter().all(|b| a.key != b.key), "{} twice", a.key);
        }
    }

    #[test]
    fn the_example_file_explains_every_setting_and_sets_none() {
        let file = include_str!("../../config/uketsuke.toml");
        let table: toml::Table = file.parse().unwrap();
        assert!(table.is_empty(), "every setting is commented out");
        for definition in &DEFINITIONS {
            assert!(
                file.contains(&format!("\n# {} = ", definition.key)),
                "{} is missing",
                definition.key
            );
        }
    }

    #[test]
    fn the_example_file_is_right_when_uncommented() {
        let settings: Vec<&str> = include_str!("../../config/uketsuke.toml")
            .lines()
            .filter_map(|line| line.strip_prefix("# "))
            .filter(|line| DEFINITIONS.iter().any(|d| line.starts_with(&format!("{} = ", d.key))))
            .collect();
        let table: toml::Table = settings.join("\n").parse().unwrap();
        assert_eq!(table.len(), DEFINITIONS.len());
    }
}
