//! One mail in a hundred is poisonous (P10): it cannot be read, is refused, or the server never answers it.
//! The others hardly notice.

use std::collections::HashMap;
use std::time::{Duration, Instant};

use tokio::sync::watch;

use crate::support::app::{Place, TestApp};
use crate::support::bodies;
use crate::support::figures::{figure, full_run};
use crate::support::mailings::{pipelining_server, url_of, wait_until, work};
use crate::support::smtp_server::SmtpServer;

/// Between two applications.
const EVERY: Duration = Duration::from_millis(15);
/// What a busy machine may add to the slowest of a small count.
const NOISE: Duration = Duration::from_millis(150);

/// Whose mail is poisonous.
#[derive(Clone, Copy, PartialEq)]
enum Poison {
    None,
    /// Cannot be composed; refused; never answered, in turn.
    OneInAHundred,
}

/// Makes the mail of this applicant unreadable as soon as it is queued; on SQLite and on PostgreSQL.
const UNREADABLE: [&[&str]; 2] = [
    &["CREATE TRIGGER spoiled AFTER INSERT ON outbox WHEN NEW.recipient LIKE 'unreadable%' \
       BEGIN UPDATE outbox SET context = '{}' WHERE id = NEW.id; END"],
    &[
        "CREATE FUNCTION spoil() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN NEW.context = ''{}''; RETURN NEW; END'",
        "CREATE TRIGGER spoiled BEFORE INSERT ON outbox FOR EACH ROW \
         WHEN (NEW.recipient LIKE 'unreadable%') EXECUTE FUNCTION spoil()",
    ],
];

/// The delay of each good confirmation, in order.
fn delays(app: &TestApp, server: &SmtpServer, from: usize, poison: Poison) -> Vec<Duration> {
    let count = if full_run() { 4_000 } else { 300 };
    let session = app.session(bodies::session("萩", 100_000));
    let mut said: HashMap<String, Instant> = HashMap::new();
    for number in from..from + count {
        let mut body = bodies::applicant(number);
        let is_poison = poison != Poison::None && number % 100 == 50;
        if is_poison {
            let kind = ["unreadable", "refused", "silent"][number / 100 % 3];
            body["applicant"]["email"] = format!("{kind}{number}@example.jp").into();
        }
        app.apply(&session, &body).expect(201);
        if !is_poison {
            said.insert(format!("taro{number}@example.jp"), Instant::now());
        }
        std::thread::sleep(EVERY);
    }
    let here = || {
        server.received().iter().filter(|mail| said.contains_key(&mail.to[0])).count() == said.len()
    };
    wait_until("all good mails", Duration::from_secs(20), here);
    let came: HashMap<String, Instant> =
        server.received().into_iter().map(|mail| (mail.to[0].clone(), mail.at)).collect();
    let mut delays: Vec<Duration> =
        said.iter().map(|(to, said)| came[to].saturating_duration_since(*said)).collect();
    delays.sort();
    delays
}

fn percentile(delays: &[Duration], hundredth: usize) -> Duration {
    delays[(delays.len() * hundredth / 100).min(delays.len() - 1)]
}

fn poisoned(name: &str, place: Place) {
    let server = pipelining_server();
    server.refuse_and_ignore("refused", "silent");
    // A mail that is never answered is given up after this, and tried again.
    let url = format!("{}&patience=10000", url_of(&server));
    let app = TestApp::at(place, &[("UKETSUKE_SMTP_URL", url.as_str())]);
    for statement in UNREADABLE[usize::from(app.app().database.is_postgres())] {
        app.sql(statement);
    }
    let (stop, stops) = watch::channel(false);
    let (usual, poisoned) = std::thread::scope(|scope| {
        scope.spawn(|| work(app.app(), stops));
        let usual = delays(&app, &server, 0, Poison::None);
        let poisoned = delays(&app, &server, 100_000, Poison::OneInAHundred);
        stop.send(true).expect("it works");
        (usual, poisoned)
    });
    let (before, after) = (percentile(&usual, 99), percentile(&poisoned, 99));
    let bad = app.sql_number(
        "SELECT COUNT(*) AS number FROM outbox WHERE state <> 'sent' AND recipient NOT LIKE 'taro%'",
    );
    figure(
        "P10",
        format!(
            "{name}: p99 of {} confirmations {before:?}; with one poisonous mail in a hundred ({bad}) {after:?}, p50 {:?} and {:?}",
            usual.len(),
            percentile(&usual, 50),
            percentile(&poisoned, 50),
        ),
    );
    assert!(bad >= 3, "{bad} poisonous mails");
    let allowed = if full_run() { before * 2 } else { before * 2 + NOISE };
    assert!(after < allowed, "p99 {after:?}, usually {before:?}");
    app.end();
}

mod one_poisonous_mail_in_a_hundred_harms_only_itself {
    use super::*;

    #[test]
    fn on_sqlite() {
        poisoned("SQLite", Place::sqlite());
    }

    #[test]
    fn on_postgresql() {
        poisoned("PostgreSQL", Place::postgresql());
    }
}

/// The negative control, and the limit: where more mails hang at once than there are spare connections, the
/// others wait, and the same measure notices.
#[test]
fn more_mails_that_hang_than_connections_are_noticed() {
    let server = pipelining_server();
    server.refuse_and_ignore("refused", "silent");
    let url = format!("{}&patience=6000", url_of(&server));
    let extra = [("UKETSUKE_SMTP_URL", url.as_str()), ("UKETSUKE_SMTP_CONNECTIONS", "1")];
    let app = TestApp::at(Place::sqlite(), &extra);
    let session = app.session(bodies::session("萩", 100));
    let (stop, stops) = watch::channel(false);
    let delay = std::thread::scope(|scope| {
        for number in 0..4 {
            let mut body = bodies::applicant(number);
            body["applicant"]["email"] = format!("silent{number}@example.jp").into();
            app.apply(&session, &body).expect(201);
        }
        scope.spawn(|| work(app.app(), stops));
        wait_until("all hang", Duration::from_secs(20), || server.connections() >= 3);
        app.apply(&session, &bodies::applicant(9)).expect(201);
        let said = Instant::now();
        wait_until("the good one", Duration::from_mins(1), || server.count() == 1);
        let delay = said.elapsed();
        stop.send(true).expect("it works");
        delay
    });
    figure("P10", format!("where all connections hang, the next mail waits {delay:?}"));
    assert!(delay > NOISE * 2, "{delay:?}");
    app.end();
}
