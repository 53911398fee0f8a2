//! The mail queue under load: mailings of thousands, several connections, several workers, kills.

use std::collections::HashMap;
use std::io::{BufRead as _, BufReader, Write as _};
use std::net::TcpStream;
use std::time::{Duration, Instant};

use tokio::sync::watch;
use uketsuke::desk::Guard;
use uketsuke::domain::mail_state::MailState;
use uketsuke::store::outbox;
use uketsuke::store::outbox_list::{self, Filter};
use uketsuke::store::types::Time;
use uketsuke::worker;

use crate::support::app::{Node, Place, Setup as NodeSetup, TestApp};
use crate::support::bodies;
use crate::support::figures::{figure, full_run};
use crate::support::mailings::{
    copies, missing_and_double, pipelining_server, queue_mailing, state_counts, url_of, wait_until,
    work,
};
use crate::support::process::{Program, free_address, serving};
use crate::support::smtp_client::message;
use crate::support::smtp_server::SmtpServer;

/// Less urgent than anything that somebody waits for.
const BULK: i16 = 10;

/// Runs a test on both databases, with a mail server that offers PIPELINING.
macro_rules! on_both_places {
    ($(fn $name:ident($place:ident, $server:ident) $body:block)+) => {$(
        mod $name {
            use super::*;

            fn test($place: Place, $server: &SmtpServer) $body

            #[test]
            fn on_sqlite() {
                test(Place::sqlite(), &pipelining_server());
            }

            #[test]
            fn on_postgresql() {
                test(Place::postgresql(), &pipelining_server());
            }
        }
    )+};
}

/// The delay of each confirmation, from its yes to the server, while a mailing goes out.
fn delays_behind_a_mailing(place: Place, server: &SmtpServer, connections: &str) -> Vec<Duration> {
    let url = url_of(server);
    let extra = [("UKETSUKE_SMTP_URL", url.as_str()), ("UKETSUKE_SMTP_CONNECTIONS", connections)];
    let app = TestApp::at(place, &extra);
    let confirmations = if full_run() { 500 } else { 60 };
    let session = app.session(bodies::session("萩", 1_000));
    queue_mailing(&app, 5_000, BULK);
    let (stop, stops) = watch::channel(false);
    let delays = std::thread::scope(|scope| {
        scope.spawn(|| work(app.app(), stops));
        wait_until("the mailing goes out", Duration::from_secs(20), || server.count() > 20);
        let said: Vec<(String, Instant)> = (0..confirmations)
            .map(|number| {
                app.apply(&session, &bodies::applicant(1_000 + number)).expect(201);
                (format!("taro{}@example.jp", 1_000 + number), Instant::now())
            })
            .collect();
        let urgent =
            || server.received().iter().filter(|mail| mail.to[0].starts_with("taro")).count();
        wait_until("all confirmations", Duration::from_secs(20), || urgent() == confirmations);
        let received = server.received();
        assert!(received.len() < 5_000 + confirmations, "the mailing was over too early");
        stop.send(true).expect("it works");
        let came: HashMap<&str, Instant> =
            received.iter().map(|mail| (mail.to[0].as_str(), mail.at)).collect();
        said.iter().map(|(to, said)| came[to.as_str()].saturating_duration_since(*said)).collect()
    });
    app.end();
    delays
}

fn percentile(delays: &mut [Duration], hundredth: usize) -> Duration {
    delays.sort();
    delays[(delays.len() * hundredth / 100).min(delays.len() - 1)]
}

fn assert_no_waiting_behind_a_mailing(place: Place, server: &SmtpServer, connections: &str) {
    let mut delays = delays_behind_a_mailing(place, server, connections);
    let (p50, p99) = (percentile(&mut delays, 50), percentile(&mut delays, 99));
    let count = delays.len();
    figure(
        "mail",
        format!(
            "{count} confirmations behind a mailing of 5,000, {connections} connection(s): p50 {p50:?}, p99 {p99:?}"
        ),
    );
    assert!(p99 < Duration::from_secs(2), "p99 {p99:?}");
}

on_both_places! {
    fn a_confirmation_does_not_wait_behind_a_mailing_on_the_only_connection(place, server) {
        assert_no_waiting_behind_a_mailing(place, server, "1");
    }

    fn a_confirmation_does_not_wait_behind_a_mailing_on_two_connections(place, server) {
        assert_no_waiting_behind_a_mailing(place, server, "2");
    }

    fn four_connections_share_the_queue_and_send_nothing_twice(place, server) {
        let url = url_of(server);
        let extra = [("UKETSUKE_SMTP_URL", url.as_str()), ("UKETSUKE_SMTP_CONNECTIONS", "4")];
        let app = TestApp::at(place, &extra);
        let count = if full_run() { 50_000 } else { 400 };
        queue_mailing(&app, count, outbox::URGENT);
        let (stop, stops) = watch::channel(false);
        std::thread::scope(|scope| {
            scope.spawn(|| work(app.app(), stops));
            wait_until("all sent", Duration::from_mins(20), || {
                state_counts(&app).get("sent").copied() == i64::try_from(count).ok()
            });
            stop.send(true).expect("it works");
        });
        let (missing, double) = missing_and_double(&copies(server), count);
        figure("P7", format!("{count} mails over four connections, no faults: {missing} lost, {double} twice"));
        assert_eq!((missing, double), (0, 0));
        assert!((4..=8).contains(&server.connections()), "{}", server.connections());
        app.end();
    }

    fn a_worker_killed_in_the_middle_loses_nothing_and_sends_again_only_what_it_had_not_settled(place, server) {
        let mailing = if full_run() { 3_000 } else { 400 };
        let url = url_of(server);
        let app = TestApp::at(place, &[("UKETSUKE_SMTP_URL", url.as_str())]);
        queue_mailing(&app, mailing, outbox::URGENT);
        let start = |clock_offset: &str| {
            let address = free_address();
            let mut command = serving(&app.place.url, address);
            command.env("UKETSUKE_SMTP_URL", &url).env("UKETSUKE_CLOCK_OFFSET", clock_offset);
            Program::start(command, address)
        };
        let mut first = start("0");
        wait_until("in the middle", Duration::from_secs(30), || server.count() > mailing / 4);
        first.kill();
        // What was in flight in the network is not what this counts.
        std::thread::sleep(Duration::from_millis(200));
        let accepted = server.count();
        let settled = usize::try_from(state_counts(&app).get("sent").copied().unwrap_or(0)).expect("a count");
        assert!(accepted < mailing, "killed too late");
        // The next one comes when the leases have run out.
        let _second = start("200");
        wait_until("all sent", Duration::from_mins(2), || {
            state_counts(&app).get("sent").copied() == i64::try_from(mailing).ok()
        });
        let (missing, double) = missing_and_double(&copies(server), mailing);
        let unsettled = accepted - settled;
        figure("P7", format!(
            "killed after {accepted} of {mailing} mails: {unsettled} accepted and not settled, {double} came twice, {missing} lost"
        ));
        assert_eq!(missing, 0);
        assert_eq!(double, unsettled, "only those");
        assert!(unsettled <= 2 * usize::try_from(worker::taking::IN_HAND).expect("a count"));
        app.end();
    }

    fn one_connection_beside_a_bare_loop_over_a_socket(place, server) {
        let count = if full_run() { 2_000 } else { 300 };
        let url = url_of(server);
        let app = TestApp::at(place, &[("UKETSUKE_SMTP_URL", url.as_str())]);
        queue_mailing(&app, count, outbox::URGENT);
        let lockstep = per_second(count, || bare_loop(server, count, false));
        let pipelined = per_second(count, || bare_loop(server, count, true));
        let worker = per_second(count, || assert_eq!(app.drain_mail(), count));
        assert_eq!(server.count(), 3 * count);
        figure("mail", format!(
            "on one connection, in this build: {worker:.0} a second from the queue; a bare loop {lockstep:.0}, pipelined {pipelined:.0}"
        ));
        assert!(worker > 30.0, "{worker:.0} mails a second");
        app.end();
    }
}

#[expect(clippy::cast_precision_loss, reason = "a few thousand")]
fn per_second(count: usize, act: impl FnOnce()) -> f64 {
    let began = Instant::now();
    act();
    count as f64 / began.elapsed().as_secs_f64()
}

/// The same message so many times over one socket, with nothing else done.
fn bare_loop(server: &SmtpServer, count: usize, pipelined: bool) {
    let message = message(1);
    let content = [message.bytes(), b".\r\n"].concat();
    let mut socket = TcpStream::connect(("127.0.0.1", server.port())).expect("connected");
    socket.set_nodelay(true).expect("set");
    let mut replies = BufReader::new(socket.try_clone().expect("cloned"));
    let mut reply = |count: usize| {
        for _ in 0..count {
            let mut line = String::new();
            while line.as_bytes().get(3) != Some(&b' ') {
                line.clear();
                replies.read_line(&mut line).expect("a reply");
            }
        }
    };
    let mut say = |bytes: &[u8]| socket.write_all(bytes).expect("written");
    reply(1);
    say(b"EHLO bare.example.jp\r\n");
    reply(1);
    let commands: [&[u8]; 3] =
        [b"MAIL FROM:<a@example.jp>\r\n", b"RCPT TO:<b@example.jp>\r\n", b"DATA\r\n"];
    for _ in 0..count {
        if pipelined {
            say(&commands.concat());
            reply(3);
        } else {
            for command in commands {
                say(command);
                reply(1);
            }
        }
        say(&content);
        reply(1);
    }
}

#[test]
fn two_workers_on_one_postgresql_share_the_queue_and_send_nothing_twice() {
    let (place, server) = (Place::postgresql(), pipelining_server());
    let url = url_of(&server);
    let extra = [("UKETSUKE_SMTP_URL", url.as_str())];
    let database = place.url.clone();
    let app = TestApp::at(place, &extra);
    let setup = NodeSetup { url: &database, extra: &extra, guard: Guard::On, is_demo: false };
    let mut other = Node::start(&setup);
    let count = if full_run() { 10_000 } else { 600 };
    queue_mailing(&app, count, outbox::URGENT);
    let (stop, stops) = watch::channel(false);
    std::thread::scope(|scope| {
        let by_first = stops.clone();
        scope.spawn(|| work(app.app(), by_first));
        scope.spawn(|| work(&other.app, stops));
        wait_until("all sent", Duration::from_mins(4), || {
            state_counts(&app).get("sent").copied() == i64::try_from(count).ok()
        });
        stop.send(true).expect("they work");
    });
    let received = server.received();
    assert_eq!(missing_and_double(&copies(&server), count), (0, 0));
    assert_eq!(server.connections(), 4, "two of each worker");
    let shares: Vec<usize> = (1..=4)
        .map(|number| received.iter().filter(|mail| mail.connection == number).count())
        .collect();
    figure(
        "mail",
        format!("{count} mails by two workers on PostgreSQL: {shares:?} a connection, 0 twice"),
    );
    assert!(shares.iter().all(|share| *share > 0), "{shares:?}");
    other.stop();
    app.end();
}

/// The negative control of the tests that count copies.
#[test]
fn a_mail_that_is_sent_twice_is_noticed() {
    let (place, server) = (Place::sqlite(), pipelining_server());
    let app = TestApp::at(place, &[("UKETSUKE_SMTP_URL", url_of(&server).as_str())]);
    let pattern = queue_mailing(&app, 5, outbox::URGENT);
    assert_eq!(app.drain_mail(), 5);
    let again = |conn: &mut uketsuke::store::Conn| {
        let now = Time(app.app().clock.now());
        let filter = Filter { state: Some(MailState::Sent), ..Filter::default() };
        let sent = outbox_list::page(conn, pattern.organization_id, &filter, None, 1)?;
        outbox_list::move_by_hand(conn, sent[0].id, MailState::Sent, MailState::Queued, now)
    };
    assert!(app.app().database.write(again).expect("moved"));
    assert_eq!(app.drain_mail(), 1);
    assert_eq!(missing_and_double(&copies(&server), 5), (0, 1));
    assert_eq!(missing_and_double(&copies(&server), 6), (1, 1));
    app.end();
}
