//! The limit on how many mails go out in a minute, over all workers, and who goes first within it.

use std::time::{Duration, Instant};

use tokio::sync::watch;
use uketsuke::desk::Guard;
use uketsuke::store::outbox;

use crate::support::app::{Node, Place, Setup, TestApp};
use crate::support::bodies;
use crate::support::figures::figure;
use crate::support::mailings::{pipelining_server, queue_mailing, url_of, wait_until, work};
use crate::support::smtp_server::SmtpServer;

/// How many of the mails came in any span of this length, at most.
fn most_within(server: &SmtpServer, span: Duration) -> usize {
    let mut times: Vec<Instant> = server.received().iter().map(|mail| mail.at).collect();
    times.sort();
    let within = |from: Instant, at: Instant| at >= from && at < from + span;
    let count = |from: &Instant| times.iter().filter(|at| within(*from, **at)).count();
    times.iter().map(count).max().unwrap_or(0)
}

#[test]
fn two_workers_on_one_postgresql_keep_one_limit() {
    let (place, server) = (Place::postgresql(), pipelining_server());
    let url = url_of(&server);
    let extra = [("UKETSUKE_SMTP_URL", url.as_str()), ("UKETSUKE_MAIL_RATE", "1200")];
    let database = place.url.clone();
    let app = TestApp::at(place, &extra);
    let setup = Setup { url: &database, extra: &extra, guard: Guard::On, is_demo: false };
    let mut other = Node::start(&setup);
    queue_mailing(&app, 500, outbox::BULK);
    let (stop, stops) = watch::channel(false);
    std::thread::scope(|scope| {
        let by_first = stops.clone();
        scope.spawn(|| work(app.app(), by_first));
        scope.spawn(|| work(&other.app, stops));
        wait_until("a good many", Duration::from_secs(20), || server.count() >= 80);
        stop.send(true).expect("they work");
    });
    let most = most_within(&server, Duration::from_secs(1));
    figure("mail", format!("limited to 20 a second, two workers: at most {most} in any second"));
    // A second's worth that was saved up, a second's worth that grew, and what the clock's ticks make of it.
    assert!(most <= 44, "{most} in a second");
    other.stop();
    app.end();
}

#[test]
fn what_somebody_waits_for_is_the_next_to_go_out_within_the_limit() {
    let (place, server) = (Place::sqlite(), pipelining_server());
    let url = url_of(&server);
    let app =
        TestApp::at(place, &[("UKETSUKE_SMTP_URL", url.as_str()), ("UKETSUKE_MAIL_RATE", "300")]);
    let session = app.session(bodies::session("萩", 20));
    queue_mailing(&app, 200, outbox::BULK);
    let (stop, stops) = watch::channel(false);
    std::thread::scope(|scope| {
        scope.spawn(|| work(app.app(), stops));
        wait_until("the mailing goes out", Duration::from_secs(10), || server.count() >= 8);
        app.apply(&session, &bodies::applicant(7)).expect(201);
        let behind = server.count();
        let is_there = || server.received().iter().any(|mail| mail.to[0] == "taro7@example.jp");
        wait_until("the confirmation", Duration::from_secs(5), is_there);
        let before = server.received().iter().position(|mail| mail.to[0] == "taro7@example.jp");
        let passed = before.expect("it is there") - behind;
        figure(
            "mail",
            format!("limited to 5 a second: {passed} mails of a mailing before a confirmation"),
        );
        assert!(passed <= 5, "{passed}");
        stop.send(true).expect("it works");
    });
    app.end();
}

/// The negative control: without the setting the same mailing is far beyond the limit.
#[test]
fn without_a_limit_the_same_mailing_goes_out_at_once() {
    let (place, server) = (Place::sqlite(), pipelining_server());
    let app = TestApp::at(place, &[("UKETSUKE_SMTP_URL", url_of(&server).as_str())]);
    queue_mailing(&app, 300, outbox::BULK);
    assert_eq!(app.drain_mail(), 300);
    assert!(most_within(&server, Duration::from_secs(1)) > 44);
    app.end();
}
