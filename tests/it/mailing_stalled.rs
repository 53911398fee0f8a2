//! Workers stopped past their lease and let go again (P9), on PostgreSQL, where another takes over: nobody
//! writes over what the one that took over has written.

use std::time::Duration;

use uketsuke::store::outbox;

use crate::support::app::{Place, TestApp};
use crate::support::figures::{figure, full_run};
use crate::support::mailings::{
    copies, missing_and_double, pipelining_server, queue_mailing, state_counts, url_of, wait_until,
};
use crate::support::own_server::signal;
use crate::support::process::{Program, command, free_address};
use crate::support::smtp_fault::{At, Fault};

/// Milliseconds.
const LEASE: &str = "1200";

/// Writes down whose claim a mail was, and every change of it by somebody else. Each worker is known to the
/// database by its name.
const WATCH: [&str; 5] = [
    "CREATE TABLE watched_claims (lease uuid PRIMARY KEY, claimer text)",
    "CREATE TABLE watched_expiries (mail uuid)",
    "CREATE TABLE watched_breaches (what text)",
    "CREATE FUNCTION watch() RETURNS trigger LANGUAGE plpgsql AS $$
     DECLARE me text := current_setting('application_name');
     BEGIN
       IF NEW.state = 'sending' AND NEW.lease IS DISTINCT FROM OLD.lease THEN
         INSERT INTO watched_claims VALUES (NEW.lease, me) ON CONFLICT DO NOTHING;
       ELSIF NEW.state = 'retry' AND NEW.last_reply = 'lease expired' AND OLD.state = 'sending' THEN
         INSERT INTO watched_expiries VALUES (OLD.id);
       ELSIF OLD.state = 'sent' OR (OLD.state = 'sending' AND NEW.state <> 'sending'
         AND (SELECT claimer FROM watched_claims WHERE lease = OLD.lease) <> me) THEN
         INSERT INTO watched_breaches VALUES (OLD.state || ' became ' || NEW.state || ' by ' || me);
       END IF;
       RETURN NEW;
     END $$",
    "CREATE TRIGGER watch BEFORE UPDATE ON outbox FOR EACH ROW EXECUTE FUNCTION watch()",
];

const BREACHES: &str = "SELECT COUNT(*) AS number FROM watched_breaches";
const EXPIRIES: &str = "SELECT COUNT(*) AS number FROM watched_expiries";

fn worker(app: &TestApp, url: &str, name: &str) -> Program {
    let joiner = if app.place.url.contains('?') { '&' } else { '?' };
    let database = format!("{}{joiner}application_name={name}", app.place.url);
    let mut command = command(&database, free_address());
    command.env("UKETSUKE_SMTP_URL", url).env("UKETSUKE_TEST_LEASE_MILLISECONDS", LEASE);
    command.arg("worker");
    Program::start_without_door(command)
}

#[test]
fn who_stalls_past_the_lease_writes_over_nobody() {
    let (stalls, mailing) = if full_run() { (200, 40_000) } else { (2, 500) };
    let server = pipelining_server();
    server.fail_always(Fault::Slow(At::FinalDot, Duration::from_millis(40)));
    let url = url_of(&server);
    let app = TestApp::at(Place::postgresql(), &[("UKETSUKE_SMTP_URL", url.as_str())]);
    for statement in WATCH {
        app.sql(statement);
    }
    queue_mailing(&app, mailing, outbox::BULK);
    let workers = [worker(&app, &url, "first"), worker(&app, &url, "second")];
    wait_until("both work", Duration::from_secs(30), || server.connections() >= 2);
    let sent = || state_counts(&app).get("sent").copied().unwrap_or(0);
    let mut hits = 0;
    for stall in 0..stalls {
        let stalled = [workers[stall % 2].pid().to_string()];
        signal("-STOP", &stalled);
        let before = app.sql_number(EXPIRIES);
        std::thread::sleep(Duration::from_millis(1_900));
        let expired = app.sql_number(EXPIRIES) - before;
        hits += usize::from(expired > 0);
        signal("-CONT", &stalled);
        std::thread::sleep(Duration::from_millis(400));
    }
    let in_the_middle = sent();
    server.recover();
    let is_done = || {
        let counts = state_counts(&app);
        let open = ["queued", "retry", "sending"];
        open.iter().all(|state| counts.get(*state).copied().unwrap_or(0) == 0)
    };
    wait_until("all done", Duration::from_mins(10), is_done);
    let (missing, double) = missing_and_double(&copies(&server), mailing);
    let (breaches, expired) = (app.sql_number(BREACHES), app.sql_number(EXPIRIES));
    figure(
        "P9",
        format!(
            "{stalls} stalls past the lease, {hits} with mails in hand: {expired} mails were taken over, {breaches} written over, \
         {double} came twice, {missing} lost"
        ),
    );
    assert_eq!((breaches, missing), (0, 0));
    assert!(hits * 2 >= stalls && expired > 0, "{hits} of {stalls} stalls met a mail in hand");
    assert!(i64::try_from(double).expect("a count") <= expired, "{double} twice");
    assert!(
        in_the_middle < i64::try_from(mailing).expect("a count"),
        "the mailing was over too early"
    );
    drop(workers);
    app.end();
}

/// The negative control: a settlement that does not look at the lease is a breach, and is noticed.
#[test]
fn a_settlement_without_the_lease_is_noticed() {
    let server = pipelining_server();
    server.fail_always(Fault::Slow(At::FinalDot, Duration::from_secs(2)));
    let url = url_of(&server);
    let app = TestApp::at(Place::postgresql(), &[("UKETSUKE_SMTP_URL", url.as_str())]);
    for statement in WATCH {
        app.sql(statement);
    }
    queue_mailing(&app, 3, outbox::BULK);
    let _worker = worker(&app, &url, "first");
    wait_until("it works", Duration::from_secs(30), || {
        state_counts(&app).get("sending").copied().unwrap_or(0) > 0
    });
    assert_eq!(app.sql_number(BREACHES), 0);
    let late = "UPDATE outbox SET state = 'sent' WHERE id = (SELECT id FROM outbox WHERE state = 'sending' LIMIT 1)";
    assert_eq!(app.sql(late), 1);
    assert_eq!(app.sql_number(BREACHES), 1);
    app.end();
}
