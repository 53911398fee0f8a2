//! The line before the desk: bounded, in order, and its length nobody else's trouble.

use std::net::SocketAddr;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use diesel::connection::SimpleConnection as _;
use diesel::{Connection as _, PgConnection, SqliteConnection};
use serde_json::Value;
use socket2::SockRef;
use uketsuke::app::App;

use crate::support::answer::Answer;
use crate::support::app::{Place, TestApp};
use crate::support::bodies;
use crate::support::books::count;
use crate::support::figures::{figure, full_run};
use crate::support::on_both_databases;
use crate::support::wire::{Wire, application, keyed_application, request};

/// Those who may wait in these tests; 20,000 in earnest.
const PLACES: usize = 60;
/// Those who come when all places are taken.
const LATE: usize = 60;

/// Somebody else who holds what the desk needs, until it is dropped.
enum Hold {
    Server(PgConnection),
    File(SqliteConnection),
}

impl Hold {
    /// On PostgreSQL the row of this session, on SQLite the right to write.
    fn on(app: &TestApp, session: &str) -> Self {
        if let Some(file) = app.place.url.strip_prefix("sqlite:") {
            let mut conn = SqliteConnection::establish(file).expect("opened");
            conn.batch_execute("PRAGMA busy_timeout = 5000; BEGIN IMMEDIATE").expect("held");
            return Self::File(conn);
        }
        let mut conn = PgConnection::establish(&app.place.url).expect("connected");
        let lock = format!("BEGIN; SELECT 1 FROM sessions WHERE id = '{session}' FOR UPDATE");
        conn.batch_execute(&lock).expect("held");
        Self::Server(conn)
    }

    fn let_go(self) {
        match self {
            Self::Server(mut conn) => conn.batch_execute("ROLLBACK"),
            Self::File(mut conn) => conn.batch_execute("ROLLBACK"),
        }
        .expect("let go");
    }
}

fn waits_for(what: &str, mut is_so: impl FnMut() -> bool) {
    let began = Instant::now();
    while !is_so() {
        assert!(began.elapsed() < Duration::from_secs(30), "waited in vain for {what}");
        std::thread::sleep(Duration::from_millis(1));
    }
}

/// One application that nobody has time for yet: the desk thread takes it and stands before the lock, and
/// whoever comes after it waits in the line.
fn at_the_counter(app: &App, address: SocketAddr, session: &str, number: usize) -> Wire {
    let mut wire = Wire::connect(address).expect("connected");
    wire.write(&application(session, &bodies::applicant(number))).expect("sent");
    // Taken into the line and out of it: the line is empty before and after.
    std::thread::sleep(Duration::from_millis(300));
    waits_for("the desk to take the first", || app.desk.waiting() == 0);
    wire
}

/// Puts one after another into the line, so that their order is known.
fn in_line(app: &App, address: SocketAddr, session: &str, first: usize, count: usize) -> Vec<Wire> {
    let already = app.desk.waiting();
    (0..count)
        .map(|place| {
            let mut wire = Wire::connect(address).expect("connected");
            let body = bodies::applicant(first + place);
            wire.write(&application(session, &body)).expect("sent");
            waits_for("a place in the line", || app.desk.waiting() == already + place + 1);
            wire
        })
        .collect()
}

fn sequence_of(app: &TestApp, number: usize) -> i64 {
    let statement = format!(
        "SELECT CAST(sequence AS BIGINT) AS count FROM registrations WHERE applicant_email = 'taro{number}@example.jp'"
    );
    count(&app.app().database, &statement)
}

fn position(answer: &Answer) -> Option<Value> {
    (answer.status == 201).then(|| answer.json()["state"].clone())
}

fn a_full_line(app: &TestApp) {
    let (session, other) =
        (app.session(bodies::session("下関", 5)), app.session(bodies::session("萩", 5)));
    let address = app.node.address;
    app.app().desk.limit_queue(PLACES);
    let path = format!("/api/v1/sessions/{session}");
    app.get(&path).expect(200);
    let hold = Hold::on(app, &session);
    let mut first = at_the_counter(app.app(), address, &session, 0);
    let mut taken = in_line(app.app(), address, &session, 1, PLACES);
    let mut slowest_refusal = Duration::ZERO;
    for late in 0..LATE {
        let began = Instant::now();
        let refused = app.apply(&session, &bodies::applicant(1_000 + late));
        slowest_refusal = slowest_refusal.max(began.elapsed());
        assert!(refused.header("retry-after").is_some());
        refused.expect_problem(503, "busy");
    }
    let mut slowest_look = Duration::ZERO;
    for look in [path.as_str(), "/", "/healthz"].repeat(10) {
        let began = Instant::now();
        app.get(look).expect(200);
        slowest_look = slowest_look.max(began.elapsed());
    }
    assert_eq!(app.app().desk.waiting(), PLACES);
    hold.let_go();
    assert!(position(&first.answer().expect("an answer")).is_some());
    let states: Vec<_> =
        taken.iter_mut().map(|wire| position(&wire.answer().expect("an answer"))).collect();
    assert!(states[..4].iter().all(|state| state == &Some("confirmed".into())), "{states:?}");
    assert!(states[4..].iter().all(|state| state == &Some("waitlisted".into())), "{states:?}");
    let order: Vec<i64> = (0..=PLACES).map(|number| sequence_of(app, number)).collect();
    assert!(order.is_sorted_by(|a, b| a < b), "in the order of their coming: {order:?}");
    app.apply(&session, &bodies::applicant(1_000)).expect(201);
    assert_eq!(sequence_of(app, 1_000), order[PLACES] + 1, "the refused had not been taken");
    app.apply(&other, &bodies::applicant(1)).expect(201);
    figure(
        "admission",
        format!(
            "{}: {PLACES} places taken, {LATE} refused within {slowest_refusal:.1?}, pages meanwhile within {slowest_look:.1?}, all taken in order",
            if app.app().database.is_postgres() { "PostgreSQL" } else { "SQLite" }
        ),
    );
    assert!(slowest_refusal < Duration::from_secs(1) && slowest_look < Duration::from_secs(1));
}

/// Sends an application and is gone at once, without a goodbye.
fn ring_and_run(address: SocketAddr, session: &str, number: usize) {
    let mut wire = Wire::connect(address).expect("connected");
    wire.write(&application(session, &bodies::applicant(number))).expect("sent");
    // The request must have been read before the connection is torn down, or it was never made.
    std::thread::sleep(Duration::from_millis(20));
    SockRef::from(wire.stream()).set_linger(Some(Duration::ZERO)).expect("set");
}

on_both_databases! {
    fn a_full_line_refuses_at_once_and_who_is_in_it_keeps_the_order(app) {
        a_full_line(app);
    }

    fn who_goes_away_keeps_the_place_and_is_registered(app) {
        let session = app.session(bodies::session("下関", 3));
        let hold = Hold::on(app, &session);
        let mut first = at_the_counter(app.app(), app.node.address, &session, 0);
        for number in 1..=5 {
            ring_and_run(app.node.address, &session, number);
            waits_for("a place in the line", || app.app().desk.waiting() == number);
        }
        let mut last = in_line(app.app(), app.node.address, &session, 6, 1);
        hold.let_go();
        assert_eq!(position(&first.answer().expect("an answer")), Some("confirmed".into()));
        assert_eq!(position(&last[0].answer().expect("an answer")), Some("waitlisted".into()));
        let order: Vec<i64> = (0..=6).map(|number| sequence_of(app, number)).collect();
        assert!(order.is_sorted_by(|a, b| a < b), "{order:?}");
        // Whoever comes back is told so.
        app.apply(&session, &bodies::applicant(3)).expect_problem(409, "already_registered");
    }
}

/// Waits that long only in a full run; src/desk/mod.rs tries the same with a clock that is wound.
mod who_waits_too_long_for_the_answer_hears_so_and_is_registered {
    use super::*;

    #[test]
    fn on_postgresql() {
        if !full_run() {
            figure(
                "admission",
                "waiting out 10 s: in full runs only, in short ones by src/desk/mod.rs",
            );
            return;
        }
        let app = TestApp::at(Place::postgresql(), &[]);
        let session = app.session(bodies::session("下関", 1));
        let hold = Hold::on(&app, &session);
        let asked = keyed_application(&session, "patience", &bodies::applicant(1));
        let mut wire = Wire::connect(app.node.address).expect("connected");
        let told = wire.ask(&asked).expect("an answer");
        assert!(told.header("retry-after").is_some());
        told.expect_problem(503, "still_waiting");
        wire.ask(&asked).expect("an answer").expect_problem(409, "idempotency_in_progress");
        hold.let_go();
        waits_for("the seat", || wire.ask(&asked).is_ok_and(|answer| answer.status == 201));
        app.end();
    }
}

/// The slowest of a few applications to another event while one event is pressed as hard as can be.
fn neighbours_wait(app: &TestApp, pressers: usize) -> Duration {
    let hot = app.session(bodies::session("下関", 20));
    let quiet: Vec<String> = (0..10).map(|_| app.session(bodies::session("萩", 20))).collect();
    let address = app.node.address;
    let done = AtomicBool::new(false);
    let slowest = Mutex::new(Duration::ZERO);
    std::thread::scope(|scope| {
        for presser in 0..pressers {
            let (hot, done) = (&hot, &done);
            scope.spawn(move || {
                let mut wire = Wire::connect(address).expect("connected");
                for number in 0.. {
                    if done.load(Ordering::Relaxed) {
                        break;
                    }
                    let body = bodies::applicant(presser * 1_000_000 + number);
                    wire.ask(&application(hot, &body)).expect("an answer").expect(201);
                }
            });
        }
        std::thread::sleep(Duration::from_millis(200));
        let mut wire = Wire::connect(address).expect("connected");
        for (number, session) in quiet.iter().cycle().take(50).enumerate() {
            let began = Instant::now();
            let body = bodies::applicant(number);
            let answer = wire.ask(&application(session, &body));
            let mut slowest = slowest.lock().expect("no panic");
            *slowest = slowest.max(began.elapsed());
            if answer.expect("an answer").status != 201 {
                break;
            }
        }
        done.store(true, Ordering::Relaxed);
    });
    slowest.into_inner().expect("no panic")
}

on_both_databases! {
    fn a_hot_event_does_not_starve_the_others(app) {
        let slowest = neighbours_wait(app, 64);
        let name = if app.app().database.is_postgres() { "PostgreSQL" } else { "SQLite" };
        figure("admission", format!("{name}: 64 clients press one event, slowest of 50 applications to others {slowest:.1?}"));
        assert!(slowest < Duration::from_secs(3), "{slowest:?}");
    }
}

/// Sessions that somebody else holds: each may hold up one desk thread, and other events go on.
mod an_event_whose_session_is_locked_does_not_hold_up_others {
    use super::*;

    #[test]
    fn on_postgresql() {
        let app = TestApp::at(Place::postgresql(), &[]);
        let held: Vec<String> = (0..3).map(|_| app.session(bodies::session("下関", 5))).collect();
        let free: Vec<String> = (0..20).map(|_| app.session(bodies::session("萩", 5))).collect();
        let holds: Vec<Hold> = held.iter().map(|session| Hold::on(&app, session)).collect();
        let mut stuck: Vec<Wire> = held
            .iter()
            .map(|session| at_the_counter(app.app(), app.node.address, session, 0))
            .collect();
        let mut slowest = Duration::ZERO;
        for session in &free {
            let began = Instant::now();
            app.apply(session, &bodies::applicant(1)).expect(201);
            slowest = slowest.max(began.elapsed());
        }
        figure(
            "admission",
            format!(
                "PostgreSQL: 3 events held up by others, slowest of 20 other events {slowest:.1?}"
            ),
        );
        holds.into_iter().for_each(Hold::let_go);
        for wire in &mut stuck {
            assert_eq!(wire.answer().expect("an answer").status, 201);
        }
        assert!(slowest < Duration::from_secs(2), "{slowest:?}");
        app.end();
    }
}

/// All 20,000 places taken by people who do not wait for the answer: memory stays bounded, the next is refused,
/// and all are registered in the end. In full runs only: it takes a minute.
mod twenty_thousand_in_line_fit_into_memory {
    use super::*;
    use crate::support::organizer::Organizer;
    use crate::support::process::{Program, free_address, serving};

    const ALL: usize = 20_000;

    fn memory(pid: u32) -> u64 {
        let status = std::fs::read_to_string(format!("/proc/{pid}/status")).expect("it runs");
        let line = status.lines().find(|line| line.starts_with("VmRSS:")).expect("its memory");
        line.split_whitespace().nth(1).and_then(|text| text.parse::<u64>().ok()).expect("a number")
            / 1024
    }

    #[test]
    fn on_postgresql() {
        if !full_run() {
            figure("admission", "20,000 in line: in full runs only");
            return;
        }
        let place = Place::postgresql();
        let address = free_address();
        let program = Program::start(serving(&place.url, address), address);
        let organizer = Organizer::new(&place.url, address);
        let session = organizer.session(20);
        let mut lock = PgConnection::establish(&place.url).expect("connected");
        let held = format!("BEGIN; SELECT 1 FROM sessions WHERE id = '{session}' FOR UPDATE");
        lock.batch_execute(&held).expect("held");
        let before = memory(program.pid());
        std::thread::scope(|scope| {
            for part in 0..20 {
                let session = &session;
                scope.spawn(move || {
                    for number in 0..(ALL + 2_000) / 20 {
                        ring_and_run(address, session, part * 10_000 + number);
                    }
                });
            }
        });
        let after = memory(program.pid());
        let mut wire = Wire::connect(address).expect("connected");
        let refused = wire.ask(&application(&session, &bodies::applicant(9_000_000)));
        refused.expect("an answer").expect_problem(503, "busy");
        let path = format!("/api/v1/sessions/{session}");
        assert_eq!(wire.ask(&request("GET", &path, &[], b"")).expect("an answer").status, 200);
        lock.batch_execute("ROLLBACK").expect("let go");
        let registered =
            || count(&organizer.database, "SELECT COUNT(*) AS count FROM registrations");
        let began = Instant::now();
        while registered() < i64::try_from(ALL).expect("small")
            && began.elapsed() < Duration::from_mins(2)
        {
            std::thread::sleep(Duration::from_millis(200));
        }
        figure(
            "admission",
            format!(
                "PostgreSQL: {ALL} in line, memory {after} MB (before {before} MB); all {} registered within {:.1?}",
                registered(),
                began.elapsed()
            ),
        );
        assert!(registered() >= i64::try_from(ALL).expect("small"));
        assert!(after < 600, "{after} MB, connections included");
    }
}
