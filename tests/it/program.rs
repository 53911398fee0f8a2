//! The program as an operator meets it: first start, second start, settings, accounts, memory.

use std::fs;
use std::net::SocketAddr;
use std::time::Instant;

use crate::support::answer::Answer;
use crate::support::app::{Place, agent};
use crate::support::bodies;
use crate::support::figures::figure;
use crate::support::process::{Program, command, free_address};

#[test]
fn every_wrong_setting_is_named_at_once_with_an_example_and_no_secret() {
    let output = command("mysql://user:hunter2@db/x", free_address())
        .env("UKETSUKE_HTTP_ADDR", "everywhere")
        .env("UKETSUKE_PUBLIC_URL", "ftp://example.jp")
        .env("UKETSUKE_SMTP_URL", "smtp://user:hunter3@:99999")
        .env("UKETSUKE_CLOCK_OFFSET", "soon")
        .env("UKETSUKE_COLOUR", "blue")
        .args(["config", "check"])
        .output()
        .expect("ran");
    assert!(!output.status.success());
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    for name in ["DATABASE_URL", "HTTP_ADDR", "PUBLIC_URL", "SMTP_URL", "CLOCK_OFFSET", "COLOUR"] {
        assert!(said.contains(&format!("UKETSUKE_{name}")), "{name} is not named: {said}");
    }
    assert!(said.contains("UKETSUKE_DATABASE_URL=sqlite:"), "no example: {said}");
    assert!(!said.contains("hunter"), "a secret is shown: {said}");
}

#[test]
fn the_first_start_makes_what_it_needs_and_the_second_changes_nothing() {
    let folder = tempfile::tempdir().expect("a folder");
    let (address, database) = (free_address(), folder.path().join("uketsuke.db"));
    let serve = || {
        let mut serve = command(&format!("sqlite:{}", database.display()), address);
        serve.env_remove("UKETSUKE_SECRET_KEY").arg("serve");
        serve
    };
    let began = Instant::now();
    let mut program = Program::start(serve(), address);
    program.wait_for("/readyz");
    let ready = began.elapsed();
    let memory = resident_megabytes(program.pid());
    figure(
        "start",
        format!("from nothing to ready in {ready:?}, {memory} MB resident (debug build)"),
    );
    assert!(program.terminate().1);
    let key = fs::read(folder.path().join("uketsuke.db.key")).expect("a key was made");
    let tables = || {
        let open = lasting_content(&database);
        (open, fs::read(folder.path().join("uketsuke.db.key")).expect("the key"))
    };
    let before = tables();
    let mut program = Program::start(serve(), address);
    program.wait_for("/readyz");
    assert!(program.terminate().1);
    assert_eq!(before, tables());
    assert_eq!(key, before.1);
}

/// Everything in the database that a second start must not change.
fn lasting_content(database: &std::path::Path) -> Vec<String> {
    use diesel::{QueryableByName, RunQueryDsl as _, sql_types::Text};
    #[derive(QueryableByName)]
    struct Row {
        #[diesel(sql_type = Text)]
        text: String,
    }
    let url = uketsuke::config::DatabaseUrl::Sqlite(database.to_path_buf());
    let open = uketsuke::store::Database::open(&url, 2).expect("opened");
    let query = "SELECT sql AS text FROM sqlite_master WHERE sql IS NOT NULL UNION ALL
        SELECT version || run_on FROM __diesel_schema_migrations UNION ALL
        SELECT key || value FROM installation";
    let rows: Vec<Row> = open
        .read(|conn| Ok::<_, uketsuke::store::StoreError>(diesel::sql_query(query).load(conn)?))
        .expect("read");
    rows.into_iter().map(|row| row.text).collect()
}

/// Resident memory of a process.
fn resident_megabytes(pid: u32) -> u64 {
    let status = fs::read_to_string(format!("/proc/{pid}/status")).expect("a process");
    let line = status.lines().find(|line| line.starts_with("VmRSS:")).expect("its memory");
    line.split_whitespace()
        .nth(1)
        .and_then(|kilobytes| kilobytes.parse::<u64>().ok())
        .expect("a number")
        / 1024
}

/// The command that makes the organizer of these tests.
const CREATE_ORGANIZER: [&str; 8] =
    ["admin", "create", "--organization", "hagi", "--name", "萩市", "--email", "staff@example.jp"];

/// What a command that must end well prints.
fn said(place: &Place, address: SocketAddr, arguments: &[&str]) -> String {
    let output = command(&place.url, address).args(arguments).output().expect("ran");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).expect("text")
}

fn assert_accounts_work(place: &Place) {
    let address = free_address();
    let run = |arguments: &[&str]| said(place, address, arguments);
    let said = run(&CREATE_ORGANIZER);
    let link = said
        .lines()
        .find(|line| line.contains("/console/sign-in/"))
        .expect("a link")
        .trim()
        .to_owned();
    let token =
        run(&["admin", "token", "--organization", "hagi", "--scopes", "events:read,outbox:read"]);
    let mut serve = command(&place.url, address);
    serve.arg("serve");
    let program = Program::start(serve, address);
    let request = agent()
        .get(program.url("/api/v1/outbox"))
        .header("Authorization", format!("Bearer {}", token.trim()));
    Answer::of(request.call().expect("an answer")).expect(200);
    let page = Answer::of(agent().get(&link).call().expect("an answer")).expect(200);
    assert!(page.text().contains("<form"), "the link's page has a button");
    let wrong = command(&place.url, address)
        .args(["admin", "token", "--organization", "hagi", "--scopes", "everything"])
        .output()
        .expect("ran");
    assert!(!wrong.status.success());
}

mod an_organizer_and_a_token_are_made_on_the_command_line {
    use super::*;

    #[test]
    fn on_sqlite() {
        assert_accounts_work(&Place::sqlite());
    }

    #[test]
    fn on_postgresql() {
        assert_accounts_work(&Place::postgresql());
    }
}

#[test]
fn another_secret_key_is_refused_because_it_would_kill_all_links() {
    let place = Place::sqlite();
    let address = free_address();
    let mut serve = command(&place.url, address);
    serve.arg("serve");
    let mut program = Program::start(serve, address);
    assert!(program.terminate().1);
    let output = command(&place.url, address)
        .env("UKETSUKE_SECRET_KEY", "f".repeat(64))
        .arg("serve")
        .output()
        .expect("ran");
    assert!(!output.status.success());
    assert!(String::from_utf8_lossy(&output.stderr).contains("UKETSUKE_SECRET_KEY"));
}

/// Web and mail as processes of their own, on one PostgreSQL.
mod web_and_worker_run_apart {
    use super::*;

    #[test]
    fn on_postgresql() {
        let place = Place::postgresql();
        let address = free_address();
        let mut serve = command(&place.url, address);
        serve.args(["serve", "--no-worker"]);
        let mut program = Program::start(serve, address);
        let ready = agent().get(program.url("/readyz")).call().expect("an answer");
        assert_eq!(ready.status(), 503, "without a worker the service is not ready");
        let mut worker =
            command(&place.url, free_address()).arg("worker").spawn().expect("started");
        program.wait_for("/readyz");
        worker.kill().expect("killed");
        worker.wait().expect("gone");
        assert!(program.terminate().1);
    }
}

#[test]
fn the_demonstration_shows_the_core_case_to_applicant_and_organizer() {
    let address = free_address();
    let mut demo = command("", address);
    demo.env_remove("UKETSUKE_DATABASE_URL")
        .env_remove("UKETSUKE_SECRET_KEY")
        .env_remove("UKETSUKE_PUBLIC_URL");
    demo.arg("demo");
    let program = Program::start(demo, address);
    let page = Answer::of(agent().get(program.url("/e/telework")).call().expect("an answer"))
        .expect(200)
        .text();
    assert!(
        page.contains("テレワーク説明会") && page.contains("下関") && page.contains("残り20席"),
        "{page}"
    );
    Answer::of(agent().get(program.url("/mailbox")).call().expect("an answer")).expect(200);
}

#[test]
fn a_test_mail_goes_through_the_configured_server_and_its_answer_is_shown() {
    use crate::support::smtp_fault::{At, Fault};
    use crate::support::smtp_server::{Setup, SmtpServer};
    let server = SmtpServer::start_with(Setup { starttls: true, ..Setup::default() });
    let send = || {
        let output = command("sqlite:unused.db", free_address())
            .env("UKETSUKE_SMTP_URL", server.tls_url("required"))
            .args(["mail", "test", "staff@example.jp"])
            .output()
            .expect("ran");
        (
            output.status.success(),
            format!(
                "{}{}",
                String::from_utf8_lossy(&output.stdout),
                String::from_utf8_lossy(&output.stderr)
            ),
        )
    };
    let (well, said) = send();
    assert!(well && said.contains("250"), "{said}");
    assert_eq!(server.wait_for(1)[0].to, ["staff@example.jp"]);
    server.fail_once(Fault::Reply(At::RcptTo, "550 not here"));
    let (well, said) = send();
    assert!(!well && said.contains("550"), "{said}");
}

#[test]
fn without_a_mail_server_the_test_mail_says_what_to_set() {
    let output = command("sqlite:unused.db", free_address())
        .args(["mail", "test", "staff@example.jp"])
        .output()
        .expect("ran");
    assert!(!output.status.success());
    assert!(String::from_utf8_lossy(&output.stderr).contains("UKETSUKE_SMTP_URL"));
}

#[test]
fn the_demonstration_refuses_a_database_that_somebody_uses() {
    let place = Place::sqlite();
    let address = free_address();
    let made = command(&place.url, address).args(CREATE_ORGANIZER).output().expect("ran");
    assert!(made.status.success());
    let output = command(&place.url, address).arg("demo").output().expect("ran");
    assert!(!output.status.success());
    assert!(String::from_utf8_lossy(&output.stderr).contains("not empty"));
}

#[test]
fn the_log_holds_no_personal_data_however_much_is_logged() {
    let place = Place::sqlite();
    let (address, folder) = (free_address(), tempfile::tempdir().expect("a folder"));
    let log = folder.path().join("log");
    let mut serve = command(&place.url, address);
    serve.env("UKETSUKE_LOG", "debug").env("UKETSUKE_LOG_FORMAT", "json").arg("serve");
    let file = fs::File::create(&log).expect("a file");
    let mut program = Program::start_with_log(serve, address, file);
    let run = |arguments: &[&str]| said(&place, address, arguments);
    run(&CREATE_ORGANIZER);
    let token = run(&[
        "admin",
        "token",
        "--organization",
        "hagi",
        "--scopes",
        "events:write,registrations:read",
    ]);
    let bearer = format!("Bearer {}", token.trim());
    let send = |method: &str, path: &str, body: &serde_json::Value| {
        let request = ureq::http::Request::builder()
            .method(method)
            .uri(program.url(path))
            .header("Content-Type", "application/json")
            .header("Authorization", &bearer)
            .body(body.to_string().into_bytes())
            .expect("a request");
        Answer::of(agent().run(request).expect("an answer"))
    };
    let event = send("POST", "/api/v1/events", &bodies::event(&[bodies::session("下関", 1)]))
        .expect(201)
        .json();
    let id = event["id"].as_str().expect("an id");
    send("POST", &format!("/api/v1/events/{id}/publish"), &serde_json::Value::Null).expect(200);
    let session = event["sessions"][0]["id"].as_str().expect("a session");
    let path = format!("/api/v1/sessions/{session}/registrations");
    let apply = |body: &serde_json::Value| {
        let request = agent().post(program.url(&path)).header("Content-Type", "application/json");
        Answer::of(request.send(body.to_string().as_bytes()).expect("an answer"))
    };
    let made = apply(&bodies::applicant(7)).expect(201).json();
    let mut wrong = bodies::applicant(8);
    wrong["applicant"]["email"] = serde_json::json!("taro8@@example.jp");
    apply(&wrong).expect(422);
    apply(&bodies::applicant(7)).expect(409);
    let manage =
        made["manage_url"].as_str().and_then(|url| url.rsplit('/').next()).expect("a token");
    for page in [format!("/r/{manage}"), format!("/r/{manage}/done"), format!("{path}?q=taro7")] {
        let request = agent().get(program.url(&page)).header("Authorization", &bearer);
        Answer::of(request.call().expect("an answer")).expect(200);
    }
    assert!(program.terminate().1);
    let said = fs::read_to_string(&log).expect("a log");
    assert!(said.contains("/r/{token}") || said.lines().count() > 5, "nothing was logged: {said}");
    for secret in ["taro7", "taro8", "山田", "やまだ", "0001234", "000-1234", manage, token.trim()]
    {
        assert!(!said.contains(secret), "{secret} is in the log");
    }
}

/// A thread that still connects while the process ends would make it crash.
mod a_short_command_ends_well_every_time {
    use super::*;

    #[test]
    fn on_postgresql() {
        let place = Place::postgresql();
        for _ in 0..25 {
            let status = command(&place.url, free_address())
                .args(CREATE_ORGANIZER)
                .stdout(std::process::Stdio::null())
                .status()
                .expect("ran");
            assert!(status.success(), "{status}");
        }
    }
}
