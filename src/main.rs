//! The command line: reads settings, calls what was asked for, says what came of it.

#![forbid(unsafe_code)]
#![expect(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "this is the command line: it speaks to a terminal"
)]

use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Duration;

use anyhow::{Context as _, anyhow, bail};
use clap::Parser as _;
use uketsuke::app::{self, App};
use uketsuke::cli::{
    Admin, AdminAudit, AdminAuditVerify, AdminCreate, AdminToken, Cli, Command, ConfigCommand,
    Demo, Healthcheck, Mail, Reference, ReferenceImport, ReferenceRegister,
};
use uketsuke::clock::{self, Clock};
use uketsuke::config::{Checks, Purpose, Settings, Sources};
use uketsuke::demo::{CORE_CASE, Case, load};
use uketsuke::domain::fault::FieldFault;
use uketsuke::domain::public_registers::Register;
use uketsuke::domain::values::email::EmailAddress;
use uketsuke::incoming::MailboxUrl;
use uketsuke::links::Links;
use uketsuke::mail::{DkimSigner, SmtpSettings};
use uketsuke::reference::{self, Progress, Source};
use uketsuke::serve::{self, Duties};
use uketsuke::store::{Database, migrate};
use uketsuke::usecases::{Failure, admin};
use uketsuke::worker::trial;
use uketsuke::{healthcheck, preview, telemetry};

/// The system's allocator spends a tenth of a rush on finding room. Without huge pages: they would double
/// what an idle process holds (docs/performance.md).
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// Between two lines about an import.
const PROGRESS_EVERY: Duration = Duration::from_secs(2);

fn main() -> ExitCode {
    let cli = Cli::parse();
    match run(cli) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("uketsuke: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn run(cli: Cli) -> anyhow::Result<()> {
    let file = cli.config;
    match cli.command {
        Command::Serve(options) => {
            let duties = if options.no_worker { Duties::Web } else { Duties::WebWithWorker };
            service(file, duties)
        }
        Command::Worker => service(file, Duties::Worker),
        Command::Migrate => migrate_only(file),
        Command::Demo(options) => demo(file, &options),
        Command::Admin(Admin::Create(options)) => create_organizer(file, &options),
        Command::Admin(Admin::Token(options)) => create_token(file, &options),
        Command::Admin(Admin::ResetSignIn(options)) => reset_sign_in(file, &options.email),
        Command::Admin(Admin::Audit(AdminAudit::Verify(options))) => verify_audit(file, &options),
        Command::Config(ConfigCommand::Check) => check_config(file),
        Command::Mail(Mail::Test(options)) => trial_mail(file, &options.to),
        Command::Mail(Mail::Hold) => hold_mail(file, true),
        Command::Mail(Mail::Release) => hold_mail(file, false),
        Command::Mail(Mail::Preview(options)) => preview_mail(&options.out),
        Command::Reference(Reference::Import(options)) => import_reference(file, &options),
        Command::Healthcheck(options) => check_health(file, options),
    }
}

/// What other rooms know about values that settings only carry.
const CHECKS: Checks = Checks {
    smtp_url: |text| text.parse::<SmtpSettings>().map(drop).map_err(|error| error.to_string()),
    mail_from: |text| {
        // The default sender of a machine without mail is not an address of the Internet.
        let local = text.strip_suffix("@localhost").is_some_and(|name| !name.is_empty());
        if local {
            Ok(())
        } else {
            EmailAddress::parse(text).map(drop).map_err(|fault| fault.to_string())
        }
    },
    dkim: |dkim| {
        DkimSigner::new(dkim.keys.expose(), &dkim.selectors, &dkim.domain)
            .map(drop)
            .map_err(|error| error.to_string())
    },
    mailbox_url: |text| text.parse::<MailboxUrl>().map(drop).map_err(|error| error.to_string()),
};

fn settings(file: Option<PathBuf>, purpose: &Purpose) -> anyhow::Result<Settings> {
    Settings::load(&Sources::of_this_process(file), purpose, &CHECKS)
        .map_err(|error| anyhow!("{error}"))
}

fn start_logging(settings: &Settings) -> anyhow::Result<()> {
    telemetry::start_logging(&settings.log, settings.log_format)?;
    for remark in settings.remarks() {
        tracing::info!("{remark}");
    }
    Ok(())
}

fn service(file: Option<PathBuf>, duties: Duties) -> anyhow::Result<()> {
    let settings = settings(file, &Purpose::Service)?;
    start_logging(&settings)?;
    let clock = Clock::with_offset(settings.clock_offset);
    let listener = if duties == Duties::Worker { None } else { Some(listen(&settings)?) };
    let app = App::start(settings, clock, Some(telemetry::figures()?), false)?;
    actix_rt::System::new().block_on(async {
        let stop = serve::stop_at_signal()?;
        if listener.is_some() {
            tracing::info!(address = %app.settings.http_addr, public_url = app.public_url.as_str(), "ready");
        }
        serve::run(app, listener, duties, stop).await.context("the service ended")
    })
}

fn listen(settings: &Settings) -> anyhow::Result<TcpListener> {
    let address = settings.http_addr;
    TcpListener::bind(address).with_context(|| {
        format!("cannot listen on {address}: set UKETSUKE_HTTP_ADDR to a free address")
    })
}

fn migrate_only(file: Option<PathBuf>) -> anyhow::Result<()> {
    let settings = settings(file, &Purpose::Service)?;
    start_logging(&settings)?;
    let database = Database::open(&settings.database, settings.database_connections)?;
    let applied = migrate::migrate(&database)?;
    for name in &applied {
        println!("applied {name}");
    }
    println!("the database is up to date ({} applied)", applied.len());
    Ok(())
}

fn demo(file: Option<PathBuf>, options: &Demo) -> anyhow::Result<()> {
    let folder = tempfile::tempdir().context("no folder for the throw-away database")?;
    let mut sources = Sources::of_this_process(file);
    if let Some(port) = options.port {
        sources.environment.push(("UKETSUKE_HTTP_ADDR".into(), format!("127.0.0.1:{port}").into()));
    }
    let purpose = Purpose::Demo { throw_away: folder.path().join("demo.db") };
    let settings =
        Settings::load(&sources, &purpose, &CHECKS).map_err(|error| anyhow!("{error}"))?;
    start_logging(&settings)?;
    let clock = Clock::with_offset(settings.clock_offset);
    let listener = listen(&settings)?;
    let app = App::start(settings, clock, Some(telemetry::figures()?), true)?;
    actix_rt::System::new().block_on(async {
        let case = Case::parse(CORE_CASE)?.shifted(app.clock.now())?;
        let loaded = match load::load(&app, &case).await {
            Ok(loaded) => loaded,
            Err(Failure::Conflict("not_empty")) => {
                bail!("this database is not empty; the demonstration takes only an empty one")
            }
            Err(error) => return Err(in_words(error)),
        };
        print_demo(&app, &loaded.sign_in);
        let stop = serve::stop_at_signal()?;
        serve::run(app, Some(listener), Duties::WebWithWorker, stop)
            .await
            .context("the service ended")
    })
}

fn print_demo(app: &App, sign_in: &str) {
    let link = |path: &str| app.links.link(path);
    println!("\nUketsuke 受付: a demonstration. Stop it with Ctrl-C; nothing is kept.\n");
    println!("  applicants    {}", link("/"));
    println!("  organizer     {}", link(&format!("/console/sign-in/{sign_in}")));
    println!("  caught mail   {}", link("/mailbox"));
    println!("  API           {}\n", link("/docs/"));
}

fn create_organizer(file: Option<PathBuf>, options: &AdminCreate) -> anyhow::Result<()> {
    let settings = settings(file, &Purpose::Service)?;
    let database = open(&settings)?;
    let now = Clock::with_offset(settings.clock_offset).now();
    let secret = admin::create_organizer(
        &database,
        now,
        &options.organization,
        &options.name,
        &options.email,
    )
    .map_err(in_words)?;
    println!("Open this link once within 3 days to sign in:");
    println!("{}", settings.public_url.link(&format!("/console/sign-in/{secret}")));
    Ok(())
}

fn create_token(file: Option<PathBuf>, options: &AdminToken) -> anyhow::Result<()> {
    let settings = settings(file, &Purpose::Service)?;
    let database = open(&settings)?;
    let now = Clock::with_offset(settings.clock_offset).now();
    let token =
        admin::create_token(&database, now, &options.organization, &options.scopes, &options.name)
            .map_err(in_words)?;
    // Alone on its line, so that a script can take it.
    println!("{token}");
    Ok(())
}

fn reset_sign_in(file: Option<PathBuf>, email: &str) -> anyhow::Result<()> {
    let settings = settings(file, &Purpose::Service)?;
    let database = open(&settings)?;
    let now = Clock::with_offset(settings.clock_offset).now();
    let secret = admin::reset_sign_in(&database, now, email).map_err(in_words)?;
    println!("Open this link once within 3 days to sign in:");
    println!("{}", settings.public_url.link(&format!("/console/sign-in/{secret}")));
    Ok(())
}

fn verify_audit(file: Option<PathBuf>, options: &AdminAuditVerify) -> anyhow::Result<()> {
    let settings = settings(file, &Purpose::Service)?;
    let database = open(&settings)?;
    let key = settings.secret_key.resolve(clock::random_bytes())?;
    let links = Links::new(&key, &settings.public_url);
    let audit_key = links.audit_key();
    let mut tampered = 0;
    for (slug, checked) in admin::check_audit(&database, &audit_key).map_err(in_words)? {
        let waiting = checked.waiting;
        let standing = match &checked.found {
            Some(found) => format!("TAMPERED: {found}"),
            None => format!("well, {waiting} not sealed yet"),
        };
        println!("{slug}:{}:{} {standing}", checked.sealed, checked.seal);
        tampered += u32::from(checked.found.is_some());
    }
    for noted in &options.noted {
        if !admin::still_has_seal(&database, noted).map_err(in_words)? {
            println!("TAMPERED: the trail has no such seal as {noted}");
            tampered += 1;
        }
    }
    if tampered == 0 { Ok(()) } else { bail!("the audit trail was tampered with") }
}

fn open(settings: &Settings) -> anyhow::Result<Database> {
    let database = Database::open(&settings.database, settings.database_connections)?;
    migrate::migrate(&database)?;
    // The key is made with the database, whoever comes first.
    let key = settings.secret_key.resolve(clock::random_bytes())?;
    app::sign_audit(&database, &key, &Clock::with_offset(settings.clock_offset))?;
    Ok(database)
}

/// A failure as the command line tells it.
fn in_words(failure: Failure) -> anyhow::Error {
    match failure {
        Failure::Invalid(faults) => {
            let told: Vec<String> = faults.iter().map(FieldFault::to_string).collect();
            anyhow!("{}", told.join("; "))
        }
        other => other.into(),
    }
}

fn check_config(file: Option<PathBuf>) -> anyhow::Result<()> {
    let settings = settings(file, &Purpose::Service)?;
    for line in settings.report() {
        println!("{line}");
    }
    for remark in settings.remarks() {
        println!("{remark}");
    }
    for (name, text) in app::signer(&settings)?.map(|signer| signer.records()).unwrap_or_default() {
        println!("note: DNS must have {name} TXT \"{text}\"");
    }
    Ok(())
}

fn trial_mail(file: Option<PathBuf>, to: &str) -> anyhow::Result<()> {
    let settings = settings(file, &Purpose::Service)?;
    let clock = Clock::with_offset(settings.clock_offset);
    let reply = actix_rt::System::new().block_on(trial::send(&settings, &clock, to))?;
    println!("the server took the mail: {reply}");
    Ok(())
}

fn hold_mail(file: Option<PathBuf>, on: bool) -> anyhow::Result<()> {
    let settings = settings(file, &Purpose::Service)?;
    let database = open(&settings)?;
    let now = Clock::with_offset(settings.clock_offset).now();
    let waiting = admin::hold_mail(&database, now, on).map_err(in_words)?;
    if on {
        println!("no mail goes out until `uketsuke mail release` ({waiting} wait)");
    } else {
        println!("mail goes out again ({waiting} wait)");
    }
    Ok(())
}

fn preview_mail(folder: &Path) -> anyhow::Result<()> {
    let written = preview::write(folder)?;
    println!("{written} mails; open {}", folder.join("index.html").display());
    Ok(())
}

fn import_reference(file: Option<PathBuf>, options: &ReferenceImport) -> anyhow::Result<()> {
    let settings = settings(file, &Purpose::Service)?;
    let database = open(&settings)?;
    let now = Clock::with_offset(settings.clock_offset).now();
    let register = match options.register {
        ReferenceRegister::Postal => Register::PostalCodes,
        ReferenceRegister::Corporations => Register::Corporations,
    };
    let mut told = Duration::ZERO;
    let mut tell = |progress: Progress| {
        // A line every few seconds: what is watched and what is kept in a log look the same.
        if progress.elapsed < told + PROGRESS_EVERY {
            return;
        }
        told = progress.elapsed;
        let (percent, seconds) = (progress.done * 100.0, progress.left().as_secs());
        eprintln!(
            "{} rows, {percent:.0} %, {:.0} rows a second, {} min {} s left",
            progress.rows,
            progress.rate(),
            seconds / 60,
            seconds % 60
        );
    };
    let source = Source { register, file: &options.file };
    let rows = reference::import(&database, &source, now, &mut tell)?;
    println!("{rows} {register} are imported, and read from now on");
    Ok(())
}

fn check_health(file: Option<PathBuf>, options: Healthcheck) -> anyhow::Result<()> {
    let url = match options.url {
        Some(url) => url,
        None => format!("http://{}/readyz", settings(file, &Purpose::Service)?.http_addr),
    };
    let (status, body) = healthcheck::ask(&url)?;
    println!("{}", body.trim_end());
    if status == 200 { Ok(()) } else { bail!("{url} answered {status}") }
}
