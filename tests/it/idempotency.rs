//! One Idempotency-Key pressed by fifty at once, on several nodes, with kills in between (P12).

use std::collections::HashSet;
use std::net::SocketAddr;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Barrier, Mutex};
use std::time::Duration;

use serde_json::{Value, json};
use uketsuke::clock;
use uketsuke::store::StoreError;
use uketsuke::store::seat_changes;
use uketsuke::store::types::Time;

use crate::support::app::{Node, Place, Setup, TestApp};
use crate::support::books::count;
use crate::support::figures::{figure, full_run};
use crate::support::organizer::Organizer;
use crate::support::process::{Program, free_address, serving};
use crate::support::wire::{Roaming, keyed_application};
use crate::support::{bodies, on_both_databases};

/// Who press one key at the same time.
const PRESSES: usize = 50;

/// Keys between two kills.
fn keys_a_kill() -> usize {
    if full_run() { 20 } else { 10 }
}

fn keys() -> usize {
    if full_run() { 2_000 } else { 20 }
}

/// What the presses of one key have heard.
#[derive(Default)]
struct Heard {
    /// The registrations told by a 201, each answer's whole body: the same answer means the same bytes.
    answers: HashSet<Vec<u8>>,
    /// 409: still being worked on.
    in_progress: usize,
    /// Unanswered, or 503: not known.
    unknown: usize,
    /// Anything else.
    wrong: Vec<String>,
}

struct Tally {
    keys: usize,
    kills: usize,
    presses: usize,
    in_progress: usize,
    unknown: usize,
    /// Keys with two different answers.
    different: usize,
    /// Keys whose other body was not refused.
    not_refused: usize,
    wrong: Vec<String>,
}

/// Presses until there is a final answer.
fn press(client: &mut Roaming, request: &[u8], heard: &Mutex<Heard>) {
    for _ in 0..2_000 {
        let answer = client.ask(request);
        let mut heard = heard.lock().expect("no panic");
        let pause = match &answer {
            Ok(answer) if answer.status == 201 => {
                heard.answers.insert(answer.body.clone());
                return;
            }
            Ok(answer)
                if answer.status == 409 && answer.text().contains("idempotency_in_progress") =>
            {
                heard.in_progress += 1;
                Duration::from_millis(25)
            }
            Ok(answer) if answer.status == 503 => {
                heard.unknown += 1;
                Duration::from_millis(20)
            }
            Ok(answer) => {
                heard.wrong.push(format!("{} {}", answer.status, answer.text()));
                return;
            }
            Err(_) => {
                heard.unknown += 1;
                Duration::from_millis(20)
            }
        };
        drop(heard);
        std::thread::sleep(pause);
    }
    heard.lock().expect("no panic").wrong.push("never answered".to_owned());
}

/// The same key with another body, told to one node: whether it was refused, and refused rightly.
fn other_body_is_refused(client: &mut Roaming, session: &str, key: &str) -> bool {
    let other = keyed_application(session, key, &bodies::applicant(9_000_000));
    let answer = (0..100).find_map(|_| client.ask(&other).ok().filter(|a| a.status != 503));
    answer.is_some_and(|answer| {
        answer.status == 422 && answer.text().contains("idempotency_conflict")
    })
}

fn pressed(place: &Place, nodes: usize) -> Tally {
    let addresses: Vec<SocketAddr> = (0..nodes).map(|_| free_address()).collect();
    let start = |address: SocketAddr| {
        let mut command = serving(&place.url, address);
        // One service has one address, however many nodes it has.
        command.env("UKETSUKE_PUBLIC_URL", "http://localhost");
        Program::start(command, address)
    };
    let mut programs: Vec<Program> = addresses.iter().map(|address| start(*address)).collect();
    let organizer = Organizer::new(&place.url, addresses[0]);
    let session = organizer.session(7);
    let heard: Vec<Mutex<Heard>> = (0..keys()).map(|_| Mutex::default()).collect();
    let refused = AtomicUsize::new(0);
    let barrier = Barrier::new(PRESSES + 1);
    let mut kills = 0;
    std::thread::scope(|scope| {
        for presser in 0..PRESSES {
            let (session, heard, refused) = (&session, &heard, &refused);
            let (barrier, addresses) = (&barrier, &addresses);
            scope.spawn(move || {
                let mut client = Roaming::new(addresses, presser);
                for (number, heard) in heard.iter().enumerate() {
                    let key = format!("key-{number}");
                    let request = keyed_application(session, &key, &bodies::applicant(number));
                    barrier.wait();
                    press(&mut client, &request, heard);
                    barrier.wait();
                    if presser == number % PRESSES {
                        let right = other_body_is_refused(&mut client, session, &key);
                        refused.fetch_add(usize::from(right), Ordering::Relaxed);
                    }
                }
            });
        }
        for number in 0..heard.len() {
            barrier.wait();
            if number % keys_a_kill() == keys_a_kill() - 1 {
                let victim = kills % nodes;
                std::thread::sleep(Duration::from_millis(clock::random_u64() % 40));
                programs[victim].kill();
                programs[victim] = start(addresses[victim]);
                kills += 1;
            }
            barrier.wait();
        }
    });
    drop(programs);
    let heard: Vec<Heard> =
        heard.into_iter().map(|heard| heard.into_inner().expect("no panic")).collect();
    let registered = count(&organizer.database, "SELECT COUNT(*) AS count FROM registrations");
    let remembered = count(&organizer.database, "SELECT COUNT(*) AS count FROM idempotency_keys");
    let expected = i64::try_from(keys()).expect("few");
    assert_eq!((registered, remembered), (expected, expected), "one registration for each key");
    Tally {
        keys: heard.len(),
        kills,
        presses: heard.len() * PRESSES,
        in_progress: heard.iter().map(|heard| heard.in_progress).sum(),
        unknown: heard.iter().map(|heard| heard.unknown).sum(),
        different: heard.iter().filter(|heard| heard.answers.len() != 1).count(),
        not_refused: heard.len() - refused.into_inner(),
        wrong: heard.into_iter().flat_map(|heard| heard.wrong).collect(),
    }
}

fn fifty_at_once(name: &str, place: &Place, nodes: usize) {
    let tally = pressed(place, nodes);
    figure(
        "P12",
        format!(
            "{name}: {} keys, {} presses, {} kills, {} times still running, {} times unknown: {} keys with two answers, {} with another body not refused",
            tally.keys,
            tally.presses,
            tally.kills,
            tally.in_progress,
            tally.unknown,
            tally.different,
            tally.not_refused
        ),
    );
    assert!(tally.wrong.is_empty(), "{:?}", tally.wrong);
    assert!(
        tally.kills > 0 && tally.unknown > 0,
        "nobody was interrupted: the test proves nothing"
    );
    assert_eq!((tally.different, tally.not_refused), (0, 0));
}

mod one_key_registers_once_and_hears_one_answer_whatever_dies_in_between {
    use super::*;

    #[test]
    fn on_sqlite() {
        fifty_at_once("SQLite", &Place::sqlite(), 1);
    }

    #[test]
    fn on_postgresql() {
        fifty_at_once("PostgreSQL, 3 nodes", &Place::postgresql(), 3);
    }
}

fn keyed(app: &TestApp, session: &str, key: &str, body: &Value) -> crate::support::answer::Answer {
    let headers = [("Content-Type", "application/json"), ("Idempotency-Key", key)];
    let path = format!("/api/v1/sessions/{session}/registrations");
    app.send("POST", &path, &headers, body.to_string().as_bytes())
}

fn forget_before(app: &TestApp, age: chrono::TimeDelta) {
    let before = Time(app.app().clock.now() - age);
    app.app()
        .database
        .write(|conn| seat_changes::forget_keys(conn, before).map(|_| ()))
        .map_err(|error: StoreError| error.to_string())
        .expect("swept");
}

/// The control: whose keys are forgotten between two presses hears two answers, and the count of them says so.
#[test]
fn a_key_that_is_forgotten_between_two_presses_is_noticed() {
    let app = TestApp::on_sqlite();
    let session = app.session(bodies::session("下関", 7));
    let heard = |number: usize, forgets: bool| {
        let (key, body) = (format!("key-{number}"), bodies::applicant(number));
        let first = keyed(&app, &session, &key, &body);
        if forgets {
            forget_before(&app, chrono::TimeDelta::zero());
        }
        HashSet::from([first.body, keyed(&app, &session, &key, &body).body]).len()
    };
    let two_answers = |numbers: std::ops::Range<usize>, forgets| {
        numbers.filter(|number| heard(*number, forgets) != 1).count()
    };
    let (kept, forgotten) = (two_answers(0..10, false), two_answers(10..20, true));
    figure(
        "P12 control",
        format!("10 keys forgotten between two presses: {forgotten} with two answers"),
    );
    assert_eq!((kept, forgotten), (0, 10));
    app.end();
}

on_both_databases! {
    fn a_key_outlives_a_restart_and_a_forgotten_one_registers_nobody_twice(app) {
        let session = app.session(bodies::session("下関", 3));
        let body = bodies::applicant(1);
        let first = keyed(app, &session, "one", &body).expect(201);
        forget_before(app, chrono::TimeDelta::days(2));
        assert_eq!(keyed(app, &session, "one", &body).expect(201).body, first.body);
        let setup = Setup {
            url: &app.place.url,
            extra: &[],
            guard: uketsuke::desk::Guard::On,
            is_demo: false,
        };
        let mut another = Node::start(&setup);
        let path = format!("http://{}/api/v1/sessions/{session}/registrations", another.address);
        let again = crate::support::app::agent()
            .post(path)
            .header("Content-Type", "application/json")
            .header("Idempotency-Key", "one")
            .send(body.to_string().as_bytes())
            .expect("an answer");
        let again = crate::support::answer::Answer::of(again).expect(201).json();
        assert_eq!(again["reception_number"], first.json()["reception_number"]);
        another.stop();
        // Two days later the key is nobody's again, but the person is still registered.
        forget_before(app, chrono::TimeDelta::zero());
        keyed(app, &session, "one", &body).expect_problem(409, "already_registered");
        let other = keyed(app, &session, "two", &bodies::applicant(2)).expect(201).json();
        assert_eq!(other["state"], json!("confirmed"));
    }
}
