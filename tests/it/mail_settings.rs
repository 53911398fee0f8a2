//! What an organization and the operator decide about mail: hold, rehearsal, what may have arrived.

use std::time::Duration;

use chrono::TimeDelta;
use mail_parser::MessageParser;
use serde_json::{Value, json};
use tokio::sync::watch;
use uketsuke::store::outbox;
use uketsuke::usecases::Permission;
use uketsuke::worker::housekeeping;

use crate::support::app::{Place, TestApp, token_of};
use crate::support::bodies;
use crate::support::figures::{figure, full_run};
use crate::support::mailings::{
    copies, pipelining_server, queue_mailing, state_counts, url_of, wait_until, work,
};
use crate::support::process::{command, free_address};
use crate::support::smtp_fault::{At, Fault};
use crate::support::smtp_server::{Setup, SmtpServer};

/// Runs a test on both databases, with a mail server of its own.
macro_rules! with_mail_server {
    ($(fn $name:ident($app:ident, $server:ident) $body:block)+) => {$(
        mod $name {
            use super::*;

            fn test($app: &TestApp, $server: &SmtpServer) $body

            #[test]
            fn on_sqlite() {
                run(Place::sqlite(), test);
            }

            #[test]
            fn on_postgresql() {
                run(Place::postgresql(), test);
            }
        }
    )+};
}

fn run(place: Place, test: fn(&TestApp, &SmtpServer)) {
    let server = pipelining_server();
    let app = TestApp::at(place, &[("UKETSUKE_SMTP_URL", url_of(&server).as_str())]);
    test(&app, &server);
    app.end();
}

/// Gives the mails of a mailing each its own time, in their order; on SQLite and on PostgreSQL.
const EACH_ITS_MOMENT: [&str; 2] = [
    "UPDATE outbox SET due_at = printf('2026-01-01T00:00:00.%06dZ', substr(dedup_key, 9)) WHERE state = 'queued'",
    "UPDATE outbox SET due_at = timestamptz '2026-01-01' + substr(dedup_key, 9)::int * interval '1 microsecond' \
     WHERE state = 'queued'",
];

fn set(app: &TestApp, settings: &Value) -> Value {
    app.staff("PATCH", "/api/v1/mail-settings", settings).expect(200).json()
}

/// What the worker does by itself every few seconds.
fn give_back(app: &TestApp) -> usize {
    let runtime =
        tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    runtime.block_on(housekeeping::give_back_held(app.app())).expect("given back")
}

fn apply(app: &TestApp, session: &str, number: usize) {
    app.apply(session, &bodies::applicant(number)).expect(201);
}

fn mails(app: &TestApp, query: &str) -> Vec<Value> {
    let page = app.staff_get(&format!("/api/v1/outbox?{query}")).expect(200).json();
    page["items"].as_array().expect("mails").clone()
}

/// How many mails of the mailing came, each after those that had been due longer.
fn in_order(server: &SmtpServer) -> usize {
    let number = |to: &str| to.strip_prefix("bulk")?.split('@').next()?.parse::<usize>().ok();
    let numbers: Vec<usize> =
        server.received().iter().filter_map(|mail| number(&mail.to[0])).collect();
    assert!(numbers.is_sorted(), "out of order");
    numbers.len()
}

with_mail_server! {
    fn without_a_word_the_usual_holds_and_a_patch_changes_what_it_names(app, server) {
        let usual = json!({ "hold": false, "rehearsal_to": null, "sender_name": null, "unknown": "resend", "unknown_of_mailings": "staff" });
        assert_eq!(app.staff_get("/api/v1/mail-settings").expect(200).json(), usual);
        let changed = set(app, &json!({ "unknown": "staff" }));
        assert_eq!(changed, bodies::with(usual.clone(), &json!({ "unknown": "staff" })));
        assert_eq!(app.staff_get("/api/v1/mail-settings").expect(200).json(), changed);
        assert_eq!(set(app, &json!({ "unknown": null })), usual);
        let refused = |settings: Value| app.staff("PATCH", "/api/v1/mail-settings", &settings).expect_problem(422, "validation_failed");
        refused(json!({ "unknown": "forget" }));
        refused(json!({ "rehearsal_to": "nonsense" }));
        refused(json!({ "rehearsal_to": "somebody@example.com" }));
        let other = token_of(app.app(), "shimonoseki", "下関市", &Permission::ALL);
        assert_eq!(app.get_as(&other, "/api/v1/mail-settings").expect(200).json(), usual);
        assert_eq!(server.connections(), 0);
    }

    fn an_organization_on_hold_holds_up_nobody_else_and_its_mails_come_in_order_afterwards(app, server) {
        let count = if full_run() { 20_000 } else { 600 };
        queue_mailing(app, count, outbox::URGENT);
        // One after the other, as if they had been queued at different moments.
        app.sql(EACH_ITS_MOMENT[usize::from(app.app().database.is_postgres())]);
        set(app, &json!({ "hold": true }));
        let other = token_of(app.app(), "shimonoseki", "下関市", &Permission::ALL);
        let theirs = app.json_as(&other, "POST", "/api/v1/events", &bodies::event(&[bodies::session("下関", 5)])).expect(201).json();
        app.json_as(&other, "POST", &format!("/api/v1/events/{}/publish", theirs["id"].as_str().expect("an id")), &Value::Null).expect(200);
        app.apply(theirs["sessions"][0]["id"].as_str().expect("an id"), &bodies::applicant(1)).expect(201);
        let began = std::time::Instant::now();
        assert_eq!(app.drain_mail(), 1, "only the other's mail goes out");
        let took = began.elapsed();
        assert_eq!(server.wait_for(1)[0].to, ["taro1@example.jp"]);
        assert_eq!(state_counts(app)["held"], i64::try_from(count).expect("a count"));
        let began = std::time::Instant::now();
        assert_eq!(app.drain_mail(), 0);
        figure("mail", format!("{count} mails on hold put aside in {took:?}; the next look at the queue {:?}", began.elapsed()));
        let summary = app.staff_get("/api/v1/outbox/summary").expect(200).json();
        assert_eq!((&summary["held"], &summary["hold"], &summary["service"]), (&json!(count), &json!(true), &json!("ok")));
        assert_eq!(give_back(app), 0, "the hold has not ended");
        set(app, &json!({ "hold": false }));
        assert_eq!(give_back(app), count);
        assert_eq!(app.drain_mail(), count);
        assert_eq!((copies(server).len(), server.count()), (count + 1, count + 1));
        assert_eq!(in_order(server), count);
    }

    fn the_operators_hold_stops_everything_until_the_release_and_every_door_says_so(app, server) {
        let session = app.session(bodies::session("下関", 20));
        let (stop, stops) = watch::channel(false);
        let mail = |words: &str| {
            let said = command(&app.place.url, free_address()).args(["mail", words]).output().expect("ran");
            assert!(said.status.success(), "{}", String::from_utf8_lossy(&said.stderr));
            String::from_utf8_lossy(&said.stdout).into_owned()
        };
        let ready = || app.get("/readyz").json()["checks"]["mail"].clone();
        std::thread::scope(|scope| {
            scope.spawn(|| work(app.app(), stops));
            apply(app, &session, 1);
            server.wait_for(1);
            assert!(mail("hold").contains("no mail goes out"));
            apply(app, &session, 2);
            std::thread::sleep(Duration::from_millis(700));
            assert_eq!((server.count(), ready()), (1, json!("held")));
            assert_eq!(app.get("/readyz").expect(200).json()["status"], "ready");
            let summary = app.staff_get("/api/v1/outbox/summary").expect(200).json();
            assert_eq!(summary["service"], "held");
            assert!(mail("release").contains("1 wait"));
            wait_until("the mail goes out", Duration::from_secs(8), || server.count() == 2);
            assert_eq!(ready(), "ok");
            stop.send(true).expect("it works");
        });
    }

    fn a_rehearsal_goes_to_staff_and_never_again_to_anybody(app, server) {
        let session = app.session(bodies::session("下関", 20));
        set(app, &json!({ "rehearsal_to": "staff@hagi.example.jp" }));
        apply(app, &session, 1);
        app.drain_mail();
        let rehearsed = server.wait_for(1)[0].clone();
        assert_eq!(rehearsed.to, ["staff@hagi.example.jp"]);
        let read = MessageParser::default().parse(&rehearsed.bytes).expect("a mail");
        assert!(read.subject().is_some_and(|subject| subject.starts_with("【リハーサル】")), "{:?}", read.subject());
        assert_eq!(read.to().and_then(|to| to.first()).and_then(|to| to.address()), Some("staff@hagi.example.jp"));
        assert!(!String::from_utf8_lossy(&rehearsed.bytes).contains("taro1@"), "the recipient's address is in the mail");
        let mail = &mails(app, "")[0];
        assert_eq!((&mail["state"], &mail["last_reply"]), (&json!("sent"), &json!("sent to staff: a rehearsal")));
        set(app, &json!({ "rehearsal_to": null }));
        assert_eq!(app.drain_mail(), 0);
        apply(app, &session, 2);
        app.drain_mail();
        assert_eq!(server.wait_for(2)[1].to, ["taro2@example.jp"]);
        assert_eq!(server.count(), 2);
    }

    fn what_may_have_arrived_is_sent_again_or_left_to_staff_as_the_organization_wants(app, server) {
        let session = app.session(bodies::session("下関", 20));
        set(app, &json!({ "unknown": "staff" }));
        apply(app, &session, 1);
        server.fail_once(Fault::Drop(At::Kept));
        app.drain_mail();
        let mail = &mails(app, "state=unknown")[0];
        app.app().clock.advance(TimeDelta::hours(3));
        assert_eq!(app.drain_mail(), 0);
        let path = format!("/api/v1/outbox/{}/retry", mail["id"].as_str().expect("an id"));
        let faults = app.staff("POST", &path, &Value::Null).expect_problem(422, "validation_failed");
        assert_eq!(faults["errors"][0]["pointer"], "/reason");
        app.staff("POST", &path, &json!({ "reason": "電話で未着を確認" })).expect(200);
        assert_eq!(app.drain_mail(), 1);
        let received = server.wait_for(2);
        assert_eq!(received[0].bytes, received[1].bytes);
        let kept = "SELECT COUNT(*) AS number FROM audit_lines WHERE action = 'mail_retried' AND CAST(details AS TEXT) LIKE '%電話で未着を確認%'";
        assert_eq!(app.sql_number(kept), 1);
    }
}

/// A worker whose login is refused tells the nodes that have no worker.
#[test]
fn a_server_that_refuses_the_login_is_seen_on_every_node_until_it_takes_mail_again() {
    let login = Some(("user".to_owned(), "right".to_owned()));
    let server = SmtpServer::start_with(Setup { starttls: true, login, ..Setup::default() });
    let query = format!("tls=required&ca={}", server.ca_file().display());
    let url = server.url("smtp", "user:right", &query);
    let app = TestApp::at(Place::sqlite(), &[("UKETSUKE_SMTP_URL", url.as_str())]);
    server.fail_always(Fault::Reply(At::Auth, "535 5.7.8 no"));
    let session = app.session(bodies::session("下関", 20));
    apply(&app, &session, 1);
    let ready = || app.get("/readyz").json()["checks"]["mail"].clone();
    let (stop, stops) = watch::channel(false);
    std::thread::scope(|scope| {
        scope.spawn(|| work(app.app(), stops));
        wait_until("refused", Duration::from_secs(12), || ready() == "server_refuses");
        let summary = app.staff_get("/api/v1/outbox/summary").expect(200).json();
        assert!(summary["server_refusal"].as_str().is_some_and(|said| said.contains("535")));
        server.recover();
        app.app().clock.advance(TimeDelta::minutes(2));
        wait_until("taken", Duration::from_secs(12), || server.count() == 1);
        wait_until("well", Duration::from_secs(12), || ready() == "ok");
        stop.send(true).expect("it works");
    });
    app.end();
}
