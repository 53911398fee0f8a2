//! Settings as an operator gives them, from the text to the answer.

use std::fs;

use super::*;

const CHECKS: Checks = Checks {
    smtp_url: |text| {
        if text.starts_with("smtp") { Ok(()) } else { Err("is not a mail server's URL".to_owned()) }
    },
    mail_from: |text| {
        if text.contains('@') { Ok(()) } else { Err("is not an address".to_owned()) }
    },
    dkim: |dkim| {
        if dkim.keys.expose().contains("PRIVATE") { Ok(()) } else { Err("holds no key".to_owned()) }
    },
    mailbox_url: |text| {
        if text.starts_with("imap") { Ok(()) } else { Err("is not a mailbox's URL".to_owned()) }
    },
};

const KEY: &str = "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f";

fn from_environment(variables: &[(&str, &str)]) -> Result<Settings, SettingsError> {
    Settings::load(&Sources::environment(variables.iter().copied()), &Purpose::Service, &CHECKS)
}

fn from_file(text: &str, variables: &[(&str, &str)]) -> Result<Settings, SettingsError> {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("uketsuke.toml");
    fs::write(&path, text).unwrap();
    let sources = Sources { file: Some(path), ..Sources::environment(variables.iter().copied()) };
    Settings::load(&sources, &Purpose::Service, &CHECKS)
}

fn names(error: &SettingsError) -> Vec<&str> {
    error.problems.iter().map(|problem| problem.name.as_str()).collect()
}

#[test]
fn nothing_configured_is_the_documented_default() {
    let settings = from_environment(&[]).unwrap();
    assert_eq!(settings.database, DatabaseUrl::Sqlite("uketsuke.db".into()));
    assert_eq!(settings.http_addr, "127.0.0.1:8080".parse().unwrap());
    assert_eq!(settings.public_url.as_str(), "http://localhost:8080");
    assert_eq!(settings.mail_from, "uketsuke@localhost");
    assert_eq!(settings.secret_key, SecretKeySetting::KeptIn("uketsuke.db.key".into()));
    assert_eq!((settings.smtp_url, settings.metrics_addr, settings.log_format), (None, None, None));
    assert!(settings.trusted_proxies.is_empty() && settings.clock_offset.is_zero());
}

#[test]
fn the_environment_wins_over_the_file_and_the_file_over_the_default() {
    let settings = from_file(
        "http_addr = \"0.0.0.0:80\"\nmail_from = \"a@example.jp\"\ntrusted_proxies = [\"10.0.0.0/8\", \"::1\"]\ndatabase_connections = 4",
        &[("UKETSUKE_MAIL_FROM", "b@example.jp"), ("UKETSUKE_SMTP_URL", "")],
    )
    .unwrap();
    assert_eq!(settings.http_addr.port(), 80);
    assert_eq!(settings.mail_from, "b@example.jp");
    assert_eq!(settings.trusted_proxies.to_string(), "10.0.0.0/8,::1");
    assert_eq!(settings.database_connections, 4);
    assert_eq!(settings.smtp_url, None, "an empty variable counts as absent");
    assert!(settings.is_given("mail_from") && !settings.is_given("smtp_url"));
}

#[test]
fn every_wrong_setting_is_named_at_once_with_an_example() {
    let error = from_file(
        "http_addr = \"8080\"\nmail_form = \"x@example.jp\"\ndatabase_connections = true",
        &[
            ("UKETSUKE_DATABASE_URL", "mysql://root:geheim@h/db"),
            ("UKETSUKE_DATABASE_REPLICA_URL", "sqlite:copy.db"),
            ("UKETSUKE_PUBLIC_URL", "example.jp"),
            ("UKETSUKE_SMTP_URL", "http://u:geheim@h"),
            ("UKETSUKE_MAIL_FROM", "nobody"),
            ("UKETSUKE_DKIM_KEY", "-----BEGIN geheim-----"),
            ("UKETSUKE_DKIM_SELECTOR", "uketsuke1"),
            ("UKETSUKE_DKIM_DOMAIN", "example.jp"),
            ("UKETSUKE_BOUNCE_ADDRESS", "a-name-that-is-far-too-long@example.jp"),
            ("UKETSUKE_APPLICATION_ADDRESS", "nobody"),
            ("UKETSUKE_MAILBOX_URL", "pop3://u:geheim@h"),
            ("UKETSUKE_TRUSTED_PROXIES", "proxy,10.0.0.1/8"),
            ("UKETSUKE_SECRET_KEY", "geheim"),
            ("UKETSUKE_METRICS_ADDR", "x"),
            ("UKETSUKE_LOG", "uketsuke=loud"),
            ("UKETSUKE_LOG_FORMAT", "xml"),
            ("UKETSUKE_CLOCK_OFFSET", "tomorrow"),
            ("UKETSUKE_COLOUR", "blue"),
            ("UKETSUKE_TEST_FULL", "1"),
        ],
    )
    .unwrap_err();
    let mut named = names(&error);
    named.sort_unstable();
    assert_eq!(
        named,
        [
            "UKETSUKE_APPLICATION_ADDRESS",
            "UKETSUKE_BOUNCE_ADDRESS",
            "UKETSUKE_CLOCK_OFFSET",
            "UKETSUKE_COLOUR",
            "UKETSUKE_DATABASE_REPLICA_URL",
            "UKETSUKE_DATABASE_URL",
            "UKETSUKE_DKIM_KEY",
            "UKETSUKE_LOG",
            "UKETSUKE_LOG_FORMAT",
            "UKETSUKE_MAILBOX_URL",
            "UKETSUKE_MAIL_FROM",
            "UKETSUKE_METRICS_ADDR",
            "UKETSUKE_PUBLIC_URL",
            "UKETSUKE_SECRET_KEY",
            "UKETSUKE_SMTP_URL",
            "UKETSUKE_TRUSTED_PROXIES",
            "database_connections",
            "http_addr",
            "mail_form",
        ]
    );
    let text = error.to_string();
    assert!(text.starts_with("19 settings are wrong:"));
    assert!(!text.contains("geheim"), "no secret is repeated: {text}");
    assert!(text.contains("example: UKETSUKE_SECRET_KEY=$(openssl rand -hex 32)"));
    assert!(text.contains("example: mail_from = "), "the meant name is suggested: {text}");
}

#[test]
fn a_signature_needs_key_selector_and_domain() {
    let key = ("UKETSUKE_DKIM_KEY", "-----BEGIN PRIVATE KEY-----");
    let selector = ("UKETSUKE_DKIM_SELECTOR", "a, b");
    let from = ("UKETSUKE_MAIL_FROM", "uketsuke@mail.example.jp");
    let wrong = |variables: &[_]| from_environment(variables).unwrap_err();
    assert_eq!(names(&wrong(&[key, from])), ["UKETSUKE_DKIM_SELECTOR"]);
    assert_eq!(names(&wrong(&[selector, from])), ["UKETSUKE_DKIM_KEY"]);
    assert_eq!(names(&wrong(&[key, selector])), ["UKETSUKE_DKIM_DOMAIN"], "localhost is none");
    let settings = from_environment(&[key, selector, from]).unwrap();
    assert!(!settings.report().join("\n").contains("PRIVATE"));
    let dkim = settings.dkim.unwrap();
    assert_eq!((dkim.domain.as_str(), dkim.selectors.len()), ("mail.example.jp", 2));
    assert!(from_environment(&[from]).unwrap().dkim.is_none());
}

#[test]
fn a_replica_belongs_to_postgresql() {
    let replica = ("UKETSUKE_DATABASE_REPLICA_URL", "postgres://u:geheim@standby/db");
    let error = from_environment(&[replica]).unwrap_err();
    assert_eq!(names(&error), ["UKETSUKE_DATABASE_REPLICA_URL"]);
    let primary = ("UKETSUKE_DATABASE_URL", "postgres://u@h/db");
    let settings = from_environment(&[primary, replica, ("UKETSUKE_SECRET_KEY", KEY)]).unwrap();
    assert!(settings.database_replica.is_some());
    assert!(!settings.report().join("\n").contains("geheim"));
}

#[test]
fn a_secret_key_is_required_with_postgresql() {
    let url = ("UKETSUKE_DATABASE_URL", "postgres://u@h1,h2/db");
    let error = from_environment(&[url]).unwrap_err();
    assert_eq!(names(&error), ["UKETSUKE_SECRET_KEY"]);
    assert!(error.to_string().contains("openssl rand -hex 32"));
    let settings = from_environment(&[url, ("UKETSUKE_SECRET_KEY", KEY)]).unwrap();
    assert_eq!(settings.secret_key, SecretKeySetting::Given(SecretKey::parse(KEY).unwrap()));
}

#[test]
fn a_file_that_is_missing_or_is_not_toml_is_named_without_its_secrets() {
    let sources = Sources { file: Some("no/such.toml".into()), ..Sources::default() };
    let error = Settings::load(&sources, &Purpose::Service, &CHECKS).unwrap_err();
    assert!(error.to_string().contains("no/such.toml"));

    let error = from_file(
        "http_addr = \"127.0.0.1:1\"\nsecret_key = geheim\n",
        &[("UKETSUKE_LOG_FORMAT", "xml")],
    );
    let error = error.unwrap_err();
    assert_eq!(error.problems.len(), 2, "the environment is read all the same");
    assert!(
        error.to_string().contains("line 2") && !error.to_string().contains("geheim"),
        "{error}"
    );
}

#[test]
fn the_clock_is_shifted_for_a_demonstration_only() {
    let sources = Sources::environment([("UKETSUKE_CLOCK_OFFSET", "-60")]);
    let demo = Purpose::Demo { throw_away: "demo.db".into() };
    let settings = Settings::load(&sources, &demo, &CHECKS).unwrap();
    assert_eq!(settings.clock_offset, TimeDelta::seconds(-60));
    assert_eq!(settings.database, DatabaseUrl::Sqlite("demo.db".into()));
    let service = Settings::load(&sources, &Purpose::Service, &CHECKS);
    assert_eq!(service.is_ok(), cfg!(feature = "test-hooks"));
}

#[test]
fn links_follow_the_port_where_no_public_url_is_given() {
    let settings = from_environment(&[("UKETSUKE_HTTP_ADDR", "0.0.0.0:9000")]).unwrap();
    assert_eq!(settings.public_url.as_str(), "http://localhost:9000");
    assert!(
        settings.remarks().iter().any(|remark| remark.contains("public_url")),
        "and a remark says what is amiss"
    );
}

#[test]
fn the_report_names_every_setting_and_no_secret() {
    let settings = from_environment(&[
        ("UKETSUKE_DATABASE_URL", "postgres://u:geheim@h/db"),
        ("UKETSUKE_SECRET_KEY", KEY),
        ("UKETSUKE_SMTP_URL", "smtp://u:geheim@h"),
    ])
    .unwrap();
    let report = settings.report().join("\n");
    for definition in &definition::DEFINITIONS {
        assert!(report.contains(definition.key), "{} is missing", definition.key);
    }
    assert!(report.contains("postgres://u:***@h/db") && report.contains("(environment)"));
    assert!(!report.contains("geheim") && !report.contains(KEY));
    assert!(!format!("{settings:?}").contains("geheim"));
}

#[test]
fn reading_settings_makes_no_file() {
    let directory = tempfile::tempdir().unwrap();
    let url = format!("sqlite:{}", directory.path().join("uketsuke.db").display());
    let settings = from_environment(&[("UKETSUKE_DATABASE_URL", &url)]).unwrap();
    assert!(settings.report().iter().any(|line| line.contains("made at the first start")));
    assert_eq!(fs::read_dir(directory.path()).unwrap().count(), 0);
}
