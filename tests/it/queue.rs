//! The mail queue from the application to the recipient, on both databases, through real SMTP.

use std::time::{Duration, Instant};

use chrono::TimeDelta;
use diesel::RunQueryDsl as _;
use mail_parser::{MessageParser, MimeHeaders as _};
use serde_json::{Value, json};
use tokio::sync::watch;
use uketsuke::store::outbox::{ANY_PRIORITY, WORKERS_DIED, claim, release_expired};
use uketsuke::store::types::{Id, Time};
use uketsuke::store::{Conn, StoreError};
use uketsuke::worker::deliver::{self, Shared, Takes};
use uketsuke::worker::pause::ServerPause;
use uketsuke::worker::seats::Seats;
use uketsuke::worker::second_try::SecondTry;
use uketsuke::worker::settling::Settler;

use crate::support::app::{Place, TestApp};
use crate::support::bodies;
use crate::support::figures::figure;
use crate::support::process::{Program, command, free_address, serving};
use crate::support::smtp_fault::{At, Fault};
use crate::support::smtp_server::{Setup, SmtpServer};

/// Runs a test on both databases, with a mail server of its own.
macro_rules! with_mail_server {
    ($(fn $name:ident($app:ident, $server:ident) $setup:expr => $body:block)+) => {$(
        mod $name {
            use super::*;

            fn test($app: &TestApp, $server: &SmtpServer) $body

            #[test]
            fn on_sqlite() {
                run(Place::sqlite(), $setup, test);
            }

            #[test]
            fn on_postgresql() {
                run(Place::postgresql(), $setup, test);
            }
        }
    )+};
}

fn clear() -> Setup {
    Setup::default()
}

fn with_starttls() -> Setup {
    Setup { starttls: true, ..Setup::default() }
}

fn run(place: Place, setup: Setup, test: fn(&TestApp, &SmtpServer)) {
    let encrypted = setup.starttls;
    let server = SmtpServer::start_with(setup);
    let url =
        if encrypted { server.tls_url("required") } else { server.url("smtp", "", "tls=none") };
    let app = TestApp::at(place, &[("UKETSUKE_SMTP_URL", url.as_str())]);
    test(&app, &server);
    app.end();
}

fn outbox(app: &TestApp) -> Vec<Value> {
    app.staff_get("/api/v1/outbox").expect(200).json()["items"].as_array().expect("mails").clone()
}

fn states(app: &TestApp) -> Vec<String> {
    let state = |mail: &Value| mail["state"].as_str().expect("a state").to_owned();
    let mut states: Vec<String> = outbox(app).iter().map(state).collect();
    states.sort();
    states
}

fn apply_many(app: &TestApp, count: usize) {
    let session = app.session(bodies::session("下関", 20));
    for number in 0..count {
        app.apply(&session, &bodies::applicant(number)).expect(201);
    }
}

fn execute(app: &TestApp, on_sqlite: &[&str], on_postgresql: &[&str]) {
    let run = |conn: &mut Conn| {
        let statements = if matches!(conn, Conn::Sqlite(_)) { on_sqlite } else { on_postgresql };
        for statement in statements {
            diesel::sql_query(*statement).execute(conn)?;
        }
        Ok::<_, StoreError>(())
    };
    app.app().database.write(run).expect("executed");
}

/// Makes every attempt to write that a mail was sent fail; `which` may name some mails only.
fn forbid_settling(app: &TestApp, which: &str) {
    let on_sqlite = format!(
        "CREATE TRIGGER stuck BEFORE UPDATE ON outbox WHEN NEW.state = 'sent' {which} \
         BEGIN SELECT RAISE(ABORT, 'stuck'); END"
    );
    let on_postgresql = format!(
        "CREATE TRIGGER stuck BEFORE UPDATE ON outbox FOR EACH ROW \
         WHEN (NEW.state = 'sent' {which}) EXECUTE FUNCTION stuck()"
    );
    let function = "CREATE FUNCTION stuck() RETURNS trigger LANGUAGE plpgsql AS \
                    'BEGIN RAISE EXCEPTION ''stuck''; END'";
    execute(app, &[&on_sqlite], &[function, &on_postgresql]);
}

fn permit_settling(app: &TestApp) {
    execute(app, &["DROP TRIGGER stuck"], &["DROP TRIGGER stuck ON outbox"]);
}

/// Gives back what dead workers held; how many mails.
fn release(app: &TestApp) -> usize {
    let now = Time(app.app().clock.now());
    app.app().database.write(|conn| release_expired(conn, now)).expect("released")
}

fn runtime() -> tokio::runtime::Runtime {
    tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime")
}

/// A worker that is gone as soon as it has taken all mails in hand.
fn take_and_die(app: &TestApp) {
    let now = app.app().clock.now();
    let (lease, until) = (Id(uuid::Uuid::from_u128(7)), Time(now + TimeDelta::minutes(2)));
    let take = |conn: &mut Conn| claim(conn, lease, Time(now), until, ANY_PRIORITY, 100);
    app.app().database.write(take).expect("claimed");
}

/// A worker that is gone a second after it began, without a word.
fn work_and_die(app: &TestApp) {
    let dies =
        async { tokio::time::timeout(Duration::from_secs(1), deliver::drain(app.app())).await };
    assert!(runtime().block_on(dies).is_err(), "it had finished before it died");
}

fn wait_until(what: &str, is_so: impl Fn() -> bool) {
    let began = Instant::now();
    while !is_so() {
        assert!(began.elapsed() < Duration::from_secs(10), "never: {what}");
        std::thread::sleep(Duration::from_millis(20));
    }
}

fn token(registration: &Value) -> String {
    registration["manage_url"]
        .as_str()
        .expect("a link")
        .rsplit('/')
        .next()
        .expect("a token")
        .to_owned()
}

fn apply_and_deliver(app: &TestApp, server: &SmtpServer, encrypted: bool) {
    let session = app.session(bodies::session("下関", 20));
    let registration = app.apply(&session, &bodies::applicant(1)).expect(201).json();
    assert_eq!(app.drain_mail(), 1);
    let received = server.wait_for(1);
    assert_eq!(received.len(), 1);
    let mail = &received[0];
    assert_eq!(
        (mail.to.as_slice(), mail.encrypted),
        (&["taro1@example.jp".to_owned()][..], encrypted)
    );
    let read = MessageParser::default().parse(&mail.bytes).expect("a mail");
    let number = registration["reception_number"].as_str().expect("a number");
    assert!(read.subject().is_some_and(|subject| subject.contains(number) && subject.contains("テレワーク説明会")));
    assert!(
        read.message_id().is_some_and(|id| id.ends_with("@127.0.0.1")),
        "{:?}",
        read.message_id()
    );
    assert_eq!(read.header_raw("Auto-Submitted").map(str::trim), Some("auto-generated"));
    assert_eq!(
        read.reply_to().and_then(|to| to.first()).and_then(|to| to.address()),
        Some("staff@hagi.example.jp")
    );
    let text = read.body_text(0).expect("a text").into_owned();
    let link = registration["manage_url"].as_str().expect("a link");
    for said in ["山田 1郎", "下関", "萩・明倫学舎", link] {
        assert!(text.contains(said), "{said} is not in the text: {text}");
    }
    assert!(read.body_html(0).is_some_and(|html| html.contains("山田 1郎")));
    let calendar = read.attachment(0).expect("a calendar");
    assert_eq!(calendar.content_type().and_then(|kind| kind.attribute("method")), Some("PUBLISH"));
    assert!(calendar.text_contents().is_some_and(|ics| ics.contains("BEGIN:VEVENT")));
    assert_eq!(outbox(app)[0]["state"], "sent");
    assert_eq!(app.drain_mail(), 0, "nothing is sent twice");
}

with_mail_server! {
    fn a_confirmation_arrives_in_the_clear(app, server) clear() => {
        apply_and_deliver(app, server, false);
    }

    fn a_confirmation_arrives_through_starttls(app, server) with_starttls() => {
        apply_and_deliver(app, server, true);
    }

    fn each_step_of_a_registration_has_its_own_mail(app, server) clear() => {
        let session = app.session(bodies::session("下関", 1));
        let first = app.apply(&session, &bodies::applicant(1)).expect(201).json();
        app.apply(&session, &bodies::applicant(2)).expect(201);
        app.json("DELETE", &format!("/api/v1/registrations/{}", token(&first)), &Value::Null).expect(200);
        assert_eq!(app.drain_mail(), 4);
        let mut kinds: Vec<String> =
            outbox(app).iter().map(|mail| mail["kind"].as_str().expect("a kind").to_owned()).collect();
        kinds.sort();
        assert_eq!(kinds, ["promoted", "registration_confirmed", "registration_received", "withdrawn"]);
        assert_eq!(server.wait_for(4).len(), 4);
    }

    fn a_mail_in_english_is_for_who_applied_in_english(app, server) clear() => {
        let session = app.session(bodies::session("Hagi", 1));
        app.apply(&session, &bodies::with(bodies::applicant(1), &json!({ "language": "en" }))).expect(201);
        app.drain_mail();
        let mail = &server.wait_for(1)[0];
        let text = MessageParser::default().parse(&mail.bytes).and_then(|mail| mail.body_text(0).map(std::borrow::Cow::into_owned));
        assert!(text.is_some_and(|text| text.contains("Your place is confirmed")), "not in English");
    }

    fn a_mail_refused_for_now_comes_later_with_the_same_message_id(app, server) clear() => {
        let session = app.session(bodies::session("下関", 1));
        app.apply(&session, &bodies::applicant(1)).expect(201);
        server.fail_once(Fault::Reply(At::RcptTo, "451 greylisted, try again"));
        app.drain_mail();
        let waiting = &outbox(app)[0];
        assert_eq!(waiting["state"], "retry");
        assert!(server.received().is_empty());
        app.app().clock.advance(TimeDelta::hours(2));
        app.drain_mail();
        let received = server.wait_for(1);
        let id = MessageParser::default().parse(&received[0].bytes).and_then(|mail| mail.message_id().map(str::to_owned));
        assert_eq!(outbox(app)[0]["message_id"].as_str().map(|id| id.trim_matches(['<', '>']).to_owned()), id);
    }

    fn a_mail_whose_outcome_is_unknown_is_sent_again_with_the_same_bytes(app, server) clear() => {
        let session = app.session(bodies::session("下関", 1));
        app.apply(&session, &bodies::applicant(1)).expect(201);
        server.fail_once(Fault::Drop(At::Kept));
        app.drain_mail();
        app.app().clock.advance(TimeDelta::hours(3));
        app.drain_mail();
        let received = server.wait_for(2);
        assert_eq!(received.len(), 2);
        assert_eq!(received[0].bytes, received[1].bytes);
        figure("P6", "after an unknown outcome: 2 copies, the same Message-ID and bytes");
    }

    fn a_mailbox_that_does_not_exist_fails_and_staff_can_try_again_or_give_up(app, server) clear() => {
        let session = app.session(bodies::session("下関", 2));
        app.apply(&session, &bodies::applicant(1)).expect(201);
        server.fail_once(Fault::Reply(At::RcptTo, "550 no such user"));
        app.drain_mail();
        let failed = outbox(app)[0].clone();
        assert_eq!(failed["state"], "failed");
        assert!(failed["last_reply"].as_str().is_some_and(|reply| reply.contains("550")), "{failed}");
        let id = failed["id"].as_str().expect("an id");
        app.staff("POST", &format!("/api/v1/outbox/{id}/abort"), &Value::Null).expect(200);
        assert_eq!(app.drain_mail(), 0);
        app.staff("POST", &format!("/api/v1/outbox/{id}/retry"), &Value::Null).expect(200);
        assert_eq!(app.drain_mail(), 1);
        assert_eq!(server.wait_for(1).len(), 1);
        app.staff("POST", &format!("/api/v1/outbox/{id}/abort"), &Value::Null).expect_problem(409, "wrong_state");
    }

    fn while_nothing_can_be_settled_hardly_anything_is_sent_and_the_rest_is_due_at_once(app, server) clear() => {
        apply_many(app, 40);
        forbid_settling(app, "");
        runtime().block_on(deliver::drain(app.app())).expect_err("nothing can be settled");
        let unsettled = states(app).iter().filter(|state| *state == "sending").count();
        assert_eq!(states(app).iter().filter(|state| ["queued", "retry"].contains(&state.as_str())).count(), 40 - unsettled);
        assert!((1..20).contains(&unsettled), "{unsettled} sent that cannot be settled");
        assert_eq!(server.count(), unsettled);
        permit_settling(app);
        assert_eq!(app.drain_mail(), 40 - unsettled, "they are due at once");
        app.app().clock.advance(TimeDelta::seconds(121));
        assert_eq!(release(app), unsettled);
        assert_eq!(app.drain_mail(), unsettled);
        assert!(states(app).iter().all(|state| state == "sent"));
        assert_eq!(server.count(), 40 + unsettled, "twice, whose end could not be written");
        figure("P7", format!("sent before it was noticed that nothing can be settled: {unsettled}"));
    }

    fn a_mail_that_cannot_be_settled_costs_no_other(app, server) clear() => {
        apply_many(app, 10);
        forbid_settling(app, "AND NEW.recipient = 'taro3@example.jp'");
        runtime().block_on(deliver::drain(app.app())).expect_err("one cannot be settled");
        permit_settling(app);
        app.drain_mail();
        let mut expected = vec!["sent"; 9];
        expected.insert(0, "sending");
        assert_eq!((states(app), server.count()), (expected.into_iter().map(str::to_owned).collect(), 10));
    }

    fn a_database_that_fails_for_a_moment_costs_no_second_mail(app, server) clear() => {
        apply_many(app, 1);
        forbid_settling(app, "");
        std::thread::scope(|scope| {
            scope.spawn(|| {
                server.wait_for(1);
                std::thread::sleep(Duration::from_millis(200));
                permit_settling(app);
            });
            assert_eq!(app.drain_mail(), 1);
        });
        assert_eq!((states(app), server.received().len()), (vec!["sent".to_owned()], 1));
    }

    fn the_pause_of_the_server_does_not_grow_with_the_age_of_a_mail(app, server) clear() => {
        let pause = ServerPause::default();
        let drain = || runtime().block_on(deliver::drain_unless_paused(app.app(), &pause)).expect("drained");
        apply_many(app, 1);
        execute(app, &["UPDATE outbox SET attempts = 20"], &["UPDATE outbox SET attempts = 20"]);
        server.fail_once(Fault::ReplyAndDrop(At::Greeting, "421 too busy"));
        assert_eq!(drain(), 1);
        apply_many(app, 1);
        assert_eq!(drain(), 0, "new mail does not end the pause");
        app.app().clock.advance(TimeDelta::seconds(6));
        assert_eq!(drain(), 1);
        assert_eq!(states(app), ["retry", "sent"]);
    }

    fn a_mail_past_its_use_is_given_up_and_not_sent(app, server) clear() => {
        apply_many(app, 1);
        let past = ["UPDATE outbox SET give_up_at = created_at"];
        execute(app, &past, &past);
        app.drain_mail();
        let mail = &outbox(app)[0];
        assert_eq!(mail["state"], "failed");
        assert!(mail["last_reply"].as_str().is_some_and(|reply| reply.starts_with("given up")), "{mail}");
        assert_eq!(server.connections(), 0);
    }

    fn an_idle_connection_is_left_in_peace_and_then_hung_up(app, server) clear() => {
        let said = |verb: &str| server.commands().iter().filter(|line| *line == verb).count();
        let (stop, stops) = watch::channel(false);
        std::thread::scope(|scope| {
            scope.spawn(|| runtime().block_on(async {
                let shared = Shared {
                    app: app.app().clone(),
                    pause: ServerPause::default(),
                    settler: Settler::start(app.app()),
                    second_try: SecondTry::default(),
                };
                deliver::run(shared, Takes::Everything, Seats::new(1).seat(), stops).await;
            }));
            apply_many(app, 1);
            server.wait_for(1);
            std::thread::sleep(Duration::from_millis(4_500));
            assert_eq!((said("RSET"), said("QUIT")), (0, 0), "{:?}", server.commands());
            apply_many(app, 1);
            server.wait_for(2);
            assert_eq!((said("RSET"), server.connections()), (1, 1), "asked before it is used again");
            app.app().clock.advance(TimeDelta::seconds(20));
            wait_until("QUIT", || said("QUIT") == 1);
            stop.send(true).expect("it works");
        });
    }

    fn a_lease_is_renewed_while_its_worker_works(app, server) clear() => {
        apply_many(app, 1);
        server.fail_once(Fault::Slow(At::FinalDot, Duration::from_secs(4)));
        std::thread::scope(|scope| {
            let worker = scope.spawn(|| app.drain_mail());
            wait_until("claimed", || states(app) == ["sending"]);
            std::thread::sleep(Duration::from_millis(200));
            app.app().clock.advance(TimeDelta::seconds(100));
            std::thread::sleep(Duration::from_secs(2));
            app.app().clock.advance(TimeDelta::seconds(60));
            assert_eq!(release(app), 0);
            assert_eq!(worker.join().expect("no panic"), 1);
        });
        assert_eq!((states(app), server.received().len()), (vec!["sent".to_owned()], 1));
    }

    fn a_killed_workers_mails_wait_two_minutes_and_come_again_one_by_one(app, server) clear() => {
        apply_many(app, 3);
        server.fail_once(Fault::Slow(At::FinalDot, Duration::from_secs(3)));
        take_and_die(app);
        assert_eq!(states(app), ["sending", "sending", "sending"]);
        app.app().clock.advance(TimeDelta::seconds(110));
        assert_eq!(release(app), 0);
        app.app().clock.advance(TimeDelta::seconds(11));
        assert_eq!(release(app), 3);
        work_and_die(app);
        assert_eq!(states(app), ["retry", "retry", "sending"], "a killer takes no other with it");
        app.app().clock.advance(TimeDelta::seconds(121));
        assert_eq!((release(app), app.drain_mail()), (1, 3));
        assert_eq!(states(app), ["sent", "sent", "sent"]);
    }

    fn one_refused_mail_does_not_hold_up_the_others(app, server) clear() => {
        let session = app.session(bodies::session("下関", 20));
        for number in 0..10 {
            app.apply(&session, &bodies::applicant(number)).expect(201);
        }
        server.fail_once(Fault::Reply(At::RcptTo, "550 no such user"));
        app.drain_mail();
        assert_eq!(server.wait_for(9).len(), 9);
    }
}

crate::support::on_both_databases! {
    fn without_a_mail_server_mail_is_caught_and_can_be_read(app) {
        let session = app.session(bodies::session("下関", 1));
        app.apply(&session, &bodies::applicant(1)).expect(201);
        assert_eq!(app.drain_mail(), 1);
        let caught = app.app().database.read(|conn| uketsuke::store::outbox::caught(conn, None, 10)).expect("read");
        assert_eq!(caught.len(), 1);
        assert!(caught[0].subject.contains("テレワーク説明会"));
        assert!(MessageParser::default().parse(&caught[0].message).is_some());
    }

    fn a_mail_whose_workers_die_again_and_again_is_left_to_staff(app) {
        apply_many(app, 1);
        let mut now = app.app().clock.now();
        let database = &app.app().database;
        for death in 1..=5 {
            let take = |conn: &mut Conn| {
                let lease = Id(uuid::Uuid::from_u128(death));
                claim(conn, lease, Time(now), Time(now + TimeDelta::minutes(2)), ANY_PRIORITY, 10)
            };
            assert_eq!(database.write(take).expect("claimed").len(), 1);
            now += TimeDelta::minutes(3);
            assert_eq!(database.write(|conn| release_expired(conn, Time(now))).expect("released"), 1);
            assert_eq!(states(app), [if death < 5 { "retry" } else { "unknown" }]);
        }
        assert_eq!(outbox(app)[0]["last_reply"], WORKERS_DIED);
    }

    fn a_worker_that_lost_its_lease_cannot_overwrite_the_one_that_took_over(app) {
        use uketsuke::store::outbox::{Settlement, settle as settle_mail};
        let session = app.session(bodies::session("下関", 1));
        app.apply(&session, &bodies::applicant(1)).expect(201);
        let database = &app.app().database;
        let now = app.app().clock.now();
        let later = now + TimeDelta::hours(1);
        let (slow, quick) = (Id(uuid::Uuid::from_u128(1)), Id(uuid::Uuid::from_u128(2)));
        let take = |lease, at| {
            database.write(|conn| claim(conn, lease, Time(at), Time(at + TimeDelta::minutes(5)), ANY_PRIORITY, 10)).expect("claimed")
        };
        let mail = take(slow, now)[0].id;
        assert!(take(quick, now).is_empty(), "a claimed mail is nobody else's");
        database.write(|conn| release_expired(conn, Time(later))).expect("released");
        assert_eq!(take(quick, later).len(), 1);
        let settle = |lease, state| {
            let settlement = Settlement { state, due_at: None, reply: None };
            database.write(|conn| settle_mail(conn, mail, lease, &settlement, Time(later))).expect("settled")
        };
        assert!(!settle(slow, "failed"));
        assert!(settle(quick, "sent"));
        assert!(!settle(slow, "failed"));
    }
}

#[test]
fn a_second_worker_on_the_same_sqlite_file_does_not_start() {
    let (place, address) = (Place::sqlite(), free_address());
    let first = Program::start(serving(&place.url, address), address);
    for duty in ["serve", "worker"] {
        let output = command(&place.url, free_address()).arg(duty).output().expect("ran");
        assert!(!output.status.success());
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(said.contains("another worker runs on this SQLite file"), "{said}");
    }
    drop(first);
    Program::start(serving(&place.url, address), address);
}
