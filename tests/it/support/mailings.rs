//! Mailings for tests: queued as copies of a real confirmation, worked off, counted at the server.

use std::collections::HashMap;
use std::time::{Duration, Instant};

use tokio::sync::watch;
use uketsuke::app::App;
use uketsuke::clock;
use uketsuke::store::StoreError;
use uketsuke::store::outbox::{self, OutboxRow};
use uketsuke::store::outbox_list;
use uketsuke::store::types::{Id, Time};
use uketsuke::worker;

use super::app::TestApp;
use super::bodies;
use super::smtp_server::{Setup, SmtpServer};

/// A mail server that offers PIPELINING.
pub fn pipelining_server() -> SmtpServer {
    SmtpServer::start_with(Setup { pipelining: true, ..Setup::default() })
}

/// The setting for that server, in the clear.
pub fn url_of(server: &SmtpServer) -> String {
    server.url("smtp", "", "tls=none")
}

/// The row of one real confirmation, which is given up itself: what a mailing is copied from.
pub fn pattern(app: &TestApp) -> OutboxRow {
    let session = app.session(bodies::session("下関", 1));
    app.apply(&session, &bodies::applicant(0)).expect(201);
    let take = |conn: &mut uketsuke::store::Conn| {
        let lease = Id(clock::uuid_v7(app.app().clock.now()));
        let now = app.app().clock.now();
        let until = Time(now + chrono::TimeDelta::minutes(2));
        let mut rows = outbox::claim(conn, lease, Time(now), until, outbox::ANY_PRIORITY, 10)?;
        let settlement = outbox::Settlement { state: "aborted", due_at: None, reply: None };
        for row in &rows {
            outbox::settle(conn, row.id, lease, &settlement, Time(now))?;
        }
        Ok::<_, StoreError>(rows.pop())
    };
    app.app().database.write(take).expect("taken").expect("a mail")
}

/// Queues a mailing of `count` to bulk0@…, bulk1@…; returns what it was copied from.
pub fn queue_mailing(app: &TestApp, count: usize, priority: i16) -> OutboxRow {
    let pattern = pattern(app);
    let now = app.app().clock.now();
    let rows: Vec<OutboxRow> = (0..count)
        .map(|number| OutboxRow {
            id: Id(clock::uuid_v7(now)),
            dedup_key: format!("mailing-{number}"),
            message_id: format!("<mailing-{number}@example.jp>"),
            recipient: format!("bulk{number}@example.jp"),
            state: "queued".to_owned(),
            attempts: 0,
            lease: None,
            leased_until: None,
            priority,
            ..pattern.clone()
        })
        .collect();
    app.app().database.write(|conn| outbox::insert(conn, &rows)).expect("queued");
    pattern
}

pub fn state_counts(app: &TestApp) -> HashMap<String, i64> {
    app.app().database.read(outbox_list::count_by_state).expect("counted").into_iter().collect()
}

/// How often each recipient got a mail.
pub fn copies(server: &SmtpServer) -> HashMap<String, usize> {
    let mut copies = HashMap::new();
    for mail in server.received() {
        *copies.entry(mail.to.join(",")).or_insert(0) += 1;
    }
    copies
}

/// Of a mailing of `count`: how many mails never came, and how many came beyond the first.
pub fn missing_and_double(copies: &HashMap<String, usize>, count: usize) -> (usize, usize) {
    let each = (0..count)
        .map(|number| copies.get(&format!("bulk{number}@example.jp")).copied().unwrap_or(0));
    each.fold((0, 0), |(missing, double), copies| {
        (missing + usize::from(copies == 0), double + copies.saturating_sub(1))
    })
}

/// A worker on a thread of its own, until `stop` says so.
pub fn work(app: &App, stop: watch::Receiver<bool>) {
    let runtime =
        tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    runtime.block_on(worker::run(app.clone(), stop));
}

pub fn wait_until(what: &str, limit: Duration, is_so: impl Fn() -> bool) {
    let began = Instant::now();
    while !is_so() {
        assert!(began.elapsed() < limit, "never: {what}");
        std::thread::sleep(Duration::from_millis(5));
    }
}
