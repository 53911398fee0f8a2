//! The command line: names, help texts, examples; no behaviour.
#![expect(
    clippy::doc_markdown,
    reason = "these texts are read on a terminal, where backticks are noise"
)]

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};

/// Registration for events and seminars (受付)
#[derive(Debug, Parser)]
#[command(
    name = "uketsuke",
    version,
    about = "Registration for events and seminars (受付)",
    after_help = "\
Examples:
  uketsuke demo                     look at it with a sample event; nothing is kept
  uketsuke serve                    web and mail on http://localhost:8080, database uketsuke.db
  uketsuke admin create --organization hagi --name 萩市 --email staff@example.jp
  uketsuke config check             all settings, and everything that is wrong with them

Settings come from the environment (UKETSUKE_…) over a TOML file over defaults.
Start with: uketsuke config check",
    arg_required_else_help = true,
    disable_help_subcommand = true
)]
pub struct Cli {
    /// TOML file with settings [default: config/uketsuke.toml, if it exists]
    #[arg(long, global = true, value_name = "PATH")]
    pub config: Option<PathBuf>,

    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

/// What the program can be told to do.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Run the web server, and the worker that sends mail
    ///
    /// Creates what it needs at the first start: the SQLite database with its secret key, the tables.
    #[command(after_help = "\
Examples:
  uketsuke serve
  UKETSUKE_HTTP_ADDR=0.0.0.0:8080 UKETSUKE_PUBLIC_URL=https://moushikomi.example.jp uketsuke serve
  uketsuke serve --no-worker        beside `uketsuke worker` processes, on PostgreSQL")]
    Serve(Serve),

    /// Run the worker alone: send mail, keep house
    #[command(after_help = "\
Example:
  UKETSUKE_DATABASE_URL=postgres://… UKETSUKE_SECRET_KEY=… UKETSUKE_SMTP_URL=smtps://… uketsuke worker")]
    Worker,

    /// Bring the database's tables up to date, then exit
    ///
    /// `serve` does this as well; several processes may start at once.
    Migrate,

    /// Try the service: a sample event, an organizer's account, mail to look at
    ///
    /// Uses a throw-away database and catches all mail. With UKETSUKE_DATABASE_URL or UKETSUKE_SMTP_URL
    /// set it uses those, and refuses a database that is not empty.
    #[command(after_help = "\
Examples:
  uketsuke demo
  uketsuke demo --port 9000")]
    Demo(Demo),

    /// Accounts and API tokens
    #[command(subcommand)]
    Admin(Admin),

    /// Settings
    #[command(subcommand)]
    Config(ConfigCommand),

    /// Mail
    #[command(subcommand)]
    Mail(Mail),

    /// Public registers: postal codes, corporations
    #[command(subcommand)]
    Reference(Reference),

    /// Ask the running server whether it is ready; exit code 0 if it is
    ///
    /// For container health checks. Asks /readyz at UKETSUKE_HTTP_ADDR.
    #[command(after_help = "\
Examples:
  uketsuke healthcheck
  uketsuke healthcheck --url http://127.0.0.1:8080/healthz")]
    Healthcheck(Healthcheck),
}

/// Options of `serve`.
#[derive(Args, Debug)]
pub struct Serve {
    /// Only answer requests; mail is sent by `uketsuke worker` processes
    #[arg(long)]
    pub no_worker: bool,
}

/// Options of `demo`.
#[derive(Args, Debug)]
pub struct Demo {
    /// Port on this machine [default: that of UKETSUKE_HTTP_ADDR, 8080]
    #[arg(long, value_name = "PORT")]
    pub port: Option<u16>,
}

/// What can be administered from the command line.
#[derive(Debug, Subcommand)]
pub enum Admin {
    /// Create an organization, if it is new, with an organizer, and print a one-time sign-in link
    #[command(after_help = "\
Example:
  uketsuke admin create --organization hagi --name 萩市 --email staff@example.jp")]
    Create(AdminCreate),

    /// Make an API token and print it, once
    #[command(after_help = "\
Examples:
  uketsuke admin token --organization hagi --scopes events:write,registrations:read
  curl -H \"Authorization: Bearer TOKEN\" http://localhost:8080/api/v1/outbox")]
    Token(AdminToken),

    /// Take away somebody's password, authenticator app, passkeys and sessions, and print a one-time sign-in link
    ///
    /// For who has lost their telephone. Rights and data stay as they are.
    #[command(after_help = "\
Example:
  uketsuke admin reset-sign-in --email staff@example.jp")]
    ResetSignIn(AdminResetSignIn),

    /// The audit trail
    #[command(subcommand)]
    Audit(AdminAudit),
}

/// Options of `admin reset-sign-in`.
#[derive(Args, Debug)]
pub struct AdminResetSignIn {
    /// Mail address they sign in with
    #[arg(long, value_name = "ADDR")]
    pub email: String,
}

/// What can be done with the audit trail.
#[derive(Debug, Subcommand)]
pub enum AdminAudit {
    /// Check that nobody has changed, deleted, moved or put in any line; exit code 1 if somebody has
    ///
    /// Prints the last seal of each organization. Note it elsewhere: with --noted, a later check shows as well whether the
    /// trail was cut off or replaced as a whole since.
    #[command(after_help = "\
Examples:
  uketsuke admin audit verify
  uketsuke admin audit verify --noted hagi:1234:0f1e2d3c4b5a69788796a5b4c3d2e1f0")]
    Verify(AdminAuditVerify),
}

/// Options of `admin audit verify`.
#[derive(Args, Debug)]
pub struct AdminAuditVerify {
    /// A seal that was printed before: organization, number of lines, seal
    #[arg(long, value_name = "SLUG:LINES:SEAL")]
    pub noted: Vec<String>,
}

/// Options of `admin create`.
#[derive(Args, Debug)]
pub struct AdminCreate {
    /// Short name of the organization in addresses: a-z, 0-9, -
    #[arg(long, value_name = "SLUG")]
    pub organization: String,

    /// Name that applicants see as the organizer (主催者)
    #[arg(long, value_name = "NAME")]
    pub name: String,

    /// Mail address the organizer signs in with
    #[arg(long, value_name = "ADDR")]
    pub email: String,
}

/// Options of `admin token`.
#[derive(Args, Debug)]
pub struct AdminToken {
    /// Short name of the organization
    #[arg(long, value_name = "SLUG")]
    pub organization: String,

    /// What the token may do, separated by commas
    #[arg(long, value_name = "SCOPES", value_delimiter = ',', required = true)]
    pub scopes: Vec<String>,

    /// What the token is for, as it is listed later
    #[arg(long, value_name = "NAME", default_value = "command line")]
    pub name: String,
}

/// What can be done with settings.
#[derive(Debug, Subcommand)]
pub enum ConfigCommand {
    /// Show every setting and where it comes from, or everything that is wrong; changes nothing
    #[command(after_help = "\
Examples:
  uketsuke config check
  uketsuke config check --config /etc/uketsuke.toml")]
    Check,
}

/// What can be done with mail.
#[derive(Debug, Subcommand)]
pub enum Mail {
    /// Send a test mail to an address through UKETSUKE_SMTP_URL, and say what the server answered
    #[command(after_help = "\
Example:
  UKETSUKE_SMTP_URL='smtp://user:password@mail.example.jp:587?tls=required' uketsuke mail test staff@example.jp")]
    Test(MailTest),

    /// Let no mail go out, for no organization, until `mail release`
    ///
    /// For the time after a backup was restored. All nodes stop within seconds; mails are queued as ever.
    Hold,

    /// Let mail go out again after `mail hold`
    Release,

    /// Write every kind of mail, filled in with samples, into a folder to look at
    ///
    /// Text, HTML and the whole message in Japanese and English, and an index.html that shows them all. Needs
    /// no settings and no database.
    #[command(after_help = "\
Examples:
  uketsuke mail preview
  uketsuke mail preview --out mails")]
    Preview(MailPreview),
}

/// Options of `mail test`.
#[derive(Args, Debug)]
pub struct MailTest {
    /// Who gets it
    #[arg(value_name = "ADDR")]
    pub to: String,
}

/// Options of `mail preview`.
#[derive(Args, Debug)]
pub struct MailPreview {
    /// Folder for the files; made if it is not there
    #[arg(long, value_name = "FOLDER", default_value = "mail-preview")]
    pub out: PathBuf,
}

/// What can be done with public registers.
#[derive(Debug, Subcommand)]
pub enum Reference {
    /// Import a register in place of the one before; it is read by the running service at once
    ///
    /// postal: Japan Post's list (utf_ken_all.csv or KEN_ALL.CSV, unpacked), for addresses by postal code.
    /// corporations: the tax agency's list (法人番号公表サイト, 全件データ, CSV, Unicode, unpacked), for
    /// candidates of company names. Stopped on the way, nothing has changed; run it again.
    #[command(after_help = "\
Examples:
  uketsuke reference import postal utf_ken_all.csv
  uketsuke reference import corporations 00_zenkoku_all_20261030.csv")]
    Import(ReferenceImport),
}

/// Options of `reference import`.
#[derive(Args, Debug)]
pub struct ReferenceImport {
    /// Which register
    #[arg(value_enum, value_name = "REGISTER")]
    pub register: ReferenceRegister,

    /// The file, unpacked
    #[arg(value_name = "FILE")]
    pub file: PathBuf,
}

/// Registers by their names on the command line.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum ReferenceRegister {
    /// Japan Post's list of postal codes
    Postal,
    /// The tax agency's list of corporations
    Corporations,
}

/// Options of `healthcheck`.
#[derive(Args, Debug)]
pub struct Healthcheck {
    /// Ask here instead
    #[arg(long, value_name = "URL")]
    pub url: Option<String>,
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory as _;

    use super::*;

    fn parsed(line: &str) -> Result<Cli, clap::Error> {
        Cli::try_parse_from(line.split(' '))
    }

    #[test]
    fn the_definitions_are_consistent() {
        Cli::command().debug_assert();
    }

    #[test]
    fn the_documented_commands_are_understood() {
        for line in [
            "uketsuke serve",
            "uketsuke serve --no-worker",
            "uketsuke worker",
            "uketsuke migrate",
            "uketsuke demo --port 9000",
            "uketsuke admin create --organization hagi --name 萩市 --email staff@example.jp",
            "uketsuke admin reset-sign-in --email staff@example.jp",
            "uketsuke admin audit verify",
            "uketsuke config check --config uketsuke.toml",
            "uketsuke mail test staff@example.jp",
            "uketsuke mail hold",
            "uketsuke mail release",
            "uketsuke reference import postal utf_ken_all.csv",
            "uketsuke reference import corporations all.csv",
            "uketsuke healthcheck",
        ] {
            parsed(line).unwrap();
        }
    }

    #[test]
    fn scopes_are_separated_by_commas() {
        let cli = parsed("uketsuke admin token --organization hagi --scopes a,b").unwrap();
        let Command::Admin(Admin::Token(token)) = cli.command else { panic!("not a token") };
        assert_eq!(token.scopes, ["a", "b"]);
    }

    #[test]
    fn a_missing_or_unknown_option_is_refused() {
        for line in [
            "uketsuke",
            "uketsuke admin create --name x",
            "uketsuke serve --worker",
            "uketsuke mail test",
        ] {
            parsed(line).unwrap_err();
        }
    }

    #[test]
    fn every_command_has_help() {
        fn visit(command: &clap::Command) {
            assert!(command.get_about().is_some(), "{} has none", command.get_name());
            command.get_subcommands().for_each(visit);
        }
        visit(&Cli::command());
    }
}
