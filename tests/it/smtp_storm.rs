//! Thousands of mails against a server that fails in every way there is (P6, P7), and each reply by itself.

use std::collections::HashMap;
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use serde_json::Value;
use uketsuke::store::outbox;
use uketsuke::worker::deliver;
use uketsuke::worker::pause::ServerPause;

use crate::support::app::{Place, TestApp};
use crate::support::bodies;
use crate::support::figures::{figure, full_run};
use crate::support::mailings::{queue_mailing, state_counts};
use crate::support::process::free_address;
use crate::support::smtp_fault::{At, Fault, Storm};
use crate::support::smtp_server::{Setup, SmtpServer, Tried};

/// Longer than anything takes that works, also on a busy machine.
const PATIENCE: Duration = Duration::from_secs(1);
/// Nobody waits for that long.
const SILENCE: Duration = Duration::from_millis(1_500);

fn secured() -> Setup {
    let login = Some(("user".to_owned(), "right".to_owned()));
    Setup { starttls: true, login, pipelining: true, ..Setup::default() }
}

/// One pass of a worker that knows nothing of the server yet; how many mails it tried.
fn drain(app: &TestApp) -> usize {
    let runtime =
        tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    let pause = ServerPause::default();
    runtime.block_on(deliver::drain_unless_paused(app.app(), &pause)).expect("drained")
}

/// Works and lets time pass until no mail waits any more; how many attempts that took.
fn until_nothing_waits(app: &TestApp) -> usize {
    let mut attempts = 0;
    for _ in 0..2_000 {
        let tried = drain(app);
        attempts += tried;
        let counts = state_counts(app);
        let waiting: i64 =
            ["queued", "retry", "sending"].iter().filter_map(|state| counts.get(*state)).sum();
        if waiting == 0 {
            return attempts;
        }
        if tried == 0 {
            app.app().clock.advance(TimeDelta::minutes(10));
        }
    }
    panic!("mails wait for ever: {:?}", state_counts(app));
}

/// What became of the mails of one recipient at the server.
#[derive(Default)]
struct History {
    tries: usize,
    kept: usize,
    other_bytes: usize,
    /// Kept although an earlier one had been confirmed.
    after_yes: usize,
    confirmed: bool,
}

fn histories(tried: &[Tried]) -> HashMap<String, History> {
    let mut first: HashMap<&str, &[u8]> = HashMap::new();
    let mut histories: HashMap<String, History> = HashMap::new();
    for one in tried {
        let to = one.to[0].as_str();
        let history = histories.entry(to.to_owned()).or_default();
        let original = *first.entry(to).or_insert(&one.bytes);
        history.tries += 1;
        history.other_bytes += usize::from(original != one.bytes);
        history.kept += usize::from(one.kept);
        history.after_yes += usize::from(one.kept && history.confirmed);
        history.confirmed |= one.confirmed;
    }
    histories
}

/// Mails that failed without a reason that names a refusal or says that they were given up.
fn failed_without_reason(app: &TestApp) -> i64 {
    app.sql_number(
        "SELECT COUNT(*) AS number FROM outbox WHERE state IN ('failed', 'unknown') AND (last_reply IS NULL
         OR (last_reply NOT LIKE '%: 5%' AND last_reply NOT LIKE 'given up%'))",
    )
}

fn storm(name: &str, place: Place) {
    let (count, every) = if full_run() { (10_000, 7) } else { (180, 2) };
    let server = SmtpServer::start_with(secured());
    let (ca, patience) = (server.ca_file(), PATIENCE.as_millis());
    let query = format!("tls=required&ca={}&patience={patience}", ca.display());
    let url = server.url("smtp", "user:right", &query);
    let app = TestApp::at(place, &[("UKETSUKE_SMTP_URL", url.as_str())]);
    queue_mailing(&app, count, outbox::URGENT);
    server.begin_storm(Storm::of_everything(every, SILENCE));
    let attempts = until_nothing_waits(&app);
    let (tried, counts) = (server.tried(), state_counts(&app));
    let histories = histories(&tried);
    let sent = usize::try_from(counts.get("sent").copied().unwrap_or(0)).expect("a count");
    let sum = |of: fn(&History) -> usize| histories.values().map(of).sum::<usize>();
    let (copies, other_bytes, after_yes) =
        (sum(|one| one.kept), sum(|one| one.other_bytes), sum(|one| one.after_yes));
    let arrived = histories.values().filter(|one| one.kept > 0).count();
    figure(
        "P6 P7",
        format!(
            "{name}: {count} mails, {attempts} attempts against a server that fails in every way: {arrived} arrived, \
             {} failed for a stated reason, {} unknown; {} came twice, {after_yes} of them after a yes; \
             {other_bytes} with other bytes than before",
            counts.get("failed").unwrap_or(&0),
            counts.get("unknown").unwrap_or(&0),
            copies - arrived,
        ),
    );
    let given = ["sent", "failed", "unknown"].iter().filter_map(|state| counts.get(*state));
    assert_eq!(given.sum::<i64>(), i64::try_from(count).expect("a count"));
    assert!(sent <= arrived, "{sent} sent, {arrived} arrived");
    assert_eq!((after_yes, other_bytes, failed_without_reason(&app)), (0, 0, 0));
    assert!(sent * 10 > count * 8, "{sent} of {count}: the storm was no storm, but the end");
    app.end();
}

mod whatever_goes_wrong_every_mail_arrives_or_fails_for_a_stated_reason {
    use super::*;

    #[test]
    fn on_sqlite() {
        storm("SQLite", Place::sqlite());
    }

    #[test]
    fn on_postgresql() {
        storm("PostgreSQL", Place::postgresql());
    }
}

/// The negative control: a copy after a yes, and one with other bytes, are noticed.
#[test]
fn a_second_copy_after_a_yes_or_with_other_bytes_is_noticed() {
    let tried = |bytes: &[u8], kept, confirmed| Tried {
        to: vec!["a@example.jp".to_owned()],
        bytes: bytes.to_vec(),
        kept,
        confirmed,
    };
    let of = |tried: &[Tried]| {
        let all = histories(tried);
        let one = &all["a@example.jp"];
        (one.kept, one.after_yes, one.other_bytes)
    };
    assert_eq!(of(&[tried(b"a", false, false), tried(b"a", true, true)]), (1, 0, 0));
    assert_eq!(of(&[tried(b"a", true, false), tried(b"a", true, true)]), (2, 0, 0));
    assert_eq!(of(&[tried(b"a", true, true), tried(b"a", true, true)]), (2, 1, 0));
    assert_eq!(of(&[tried(b"a", true, false), tried(b"b", true, true)]), (2, 0, 1));
}

/// What follows from a fault: the state, and the shortest wait in minutes.
const TABLE: [(Fault, &str, i64); 21] = [
    (Fault::Reply(At::Greeting, "421 busy"), "retry", 0),
    (Fault::Reply(At::Greeting, "554 go away"), "retry", 0),
    (Fault::Drop(At::Greeting), "retry", 0),
    (Fault::Garbage(At::Ehlo), "retry", 0),
    (Fault::Reply(At::MailFrom, "450 4.7.1 greylisted"), "retry", 0),
    (Fault::Reply(At::MailFrom, "550 5.7.1 no"), "failed", 0),
    (Fault::Reply(At::RcptTo, "451 4.3.0 not now"), "retry", 0),
    (Fault::Reply(At::RcptTo, "452 4.2.2 full"), "retry", 44),
    (Fault::Reply(At::RcptTo, "552 5.2.2 full"), "retry", 44),
    (Fault::Reply(At::RcptTo, "550 5.1.1 nobody"), "failed", 0),
    (Fault::Reply(At::RcptTo, "554 5.7.1 no"), "failed", 0),
    (Fault::Garbage(At::RcptTo), "retry", 0),
    (Fault::Drop(At::RcptTo), "retry", 0),
    (Fault::Reply(At::Data, "451 4.3.0 not now"), "retry", 0),
    (Fault::Reply(At::Data, "554 5.5.1 no"), "failed", 0),
    (Fault::Drop(At::Body), "retry", 0),
    (Fault::Reply(At::FinalDot, "450 4.7.1 not now"), "retry", 0),
    (Fault::Reply(At::FinalDot, "552 5.2.2 full"), "retry", 44),
    (Fault::Reply(At::FinalDot, "554 5.7.1 spam"), "failed", 0),
    (Fault::Garbage(At::FinalDot), "retry", 7),
    (Fault::Drop(At::Kept), "retry", 7),
];

#[test]
fn each_reply_at_each_step_leads_where_the_table_says() {
    let server = SmtpServer::start();
    let url = server.url("smtp", "", "tls=none");
    let app = TestApp::at(Place::sqlite(), &[("UKETSUKE_SMTP_URL", url.as_str())]);
    let session = app.session(bodies::session("下関", 100));
    for (number, (fault, state, minutes)) in TABLE.into_iter().enumerate() {
        app.apply(&session, &bodies::applicant(number)).expect(201);
        server.fail_once(fault);
        let now = app.app().clock.now();
        drain(&app);
        let mails = app.staff_get("/api/v1/outbox").expect(200).json();
        let mail: &Value = &mails["items"][0];
        assert_eq!(mail["state"], state, "{fault:?}: {mail}");
        assert!(mail["last_reply"].as_str().is_some_and(|reply| !reply.is_empty()), "{fault:?}");
        let due: DateTime<Utc> =
            mail["due_at"].as_str().and_then(|text| text.parse().ok()).expect("a time");
        assert!(due - now >= TimeDelta::minutes(minutes), "{fault:?}: due {due}, now {now}");
        server.recover();
    }
    app.end();
}

#[test]
fn a_server_that_is_not_there_costs_no_mail_and_one_without_smtputf8_takes_what_we_send() {
    let address = free_address();
    let url = format!("smtp://{address}?tls=none");
    let app = TestApp::at(Place::sqlite(), &[("UKETSUKE_SMTP_URL", url.as_str())]);
    let session = app.session(bodies::session("下関", 20));
    let mut body = bodies::applicant(1);
    body["applicant"]["email"] = "taro@例え.jp".into();
    app.apply(&session, &body).expect(201);
    app.apply(&session, &bodies::applicant(2)).expect(201);
    assert_eq!(drain(&app), 1, "the first finds nobody, the second waits");
    assert_eq!(state_counts(&app).get("retry").copied().unwrap_or(0), 2);
    let server = SmtpServer::start_at(Setup::default(), address);
    app.app().clock.advance(TimeDelta::minutes(5));
    assert_eq!(drain(&app), 2);
    let mut to: Vec<String> =
        server.received().into_iter().map(|mail| mail.to[0].clone()).collect();
    to.sort();
    assert_eq!(to, ["taro2@example.jp", "taro@xn--r8jz45g.jp"]);
    assert!(!server.commands().iter().any(|line| line.contains("SMTPUTF8")));
    app.end();
}
