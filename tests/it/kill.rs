//! Killed under load: what was acknowledged is there afterwards, each with its mail (P3, P5); stopped
//! under load: everything begun is finished (P14).

use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::Duration;

use diesel::RunQueryDsl as _;
use uketsuke::clock;
use uketsuke::config::DatabaseUrl;
use uketsuke::store::{Database, StoreError};

use crate::support::answer::Answer;
use crate::support::app::{Place, agent};
use crate::support::bodies;
use crate::support::books::{self, WITHOUT_MAIL, count};
use crate::support::figures::{figure, full_run};
use crate::support::own_server::wait_until;
use crate::support::process::{Program, free_address, published_session, serving};
use crate::support::wire::{Wire, application};

const CLIENTS: usize = 16;

/// Kills on each database.
fn kills() -> usize {
    if full_run() { 250 } else { 4 }
}

struct Scene {
    place: Place,
    database: Database,
    session: String,
    address: std::net::SocketAddr,
    /// Tokens of registrations that were acknowledged.
    acknowledged: Mutex<Vec<String>>,
    /// Tokens of those whose withdrawal was acknowledged.
    withdrawn: Mutex<Vec<String>>,
    applicants: AtomicUsize,
}

impl Scene {
    fn new(place: Place) -> Self {
        let address = free_address();
        let program = Program::start(serving(&place.url, address), address);
        let url = DatabaseUrl::parse(&place.url).expect("a URL");
        let database = Database::open(&url, 2).expect("opened");
        let session = published_session(&program, &database, 20);
        let (acknowledged, withdrawn) = (Mutex::default(), Mutex::default());
        let applicants = AtomicUsize::new(0);
        Self { place, database, session, address, acknowledged, withdrawn, applicants }
    }

    fn start(&self) -> Program {
        Program::start(serving(&self.place.url, self.address), self.address)
    }

    /// Applies until told to stop. An unanswered application may have happened once or not at all.
    fn press(&self, program: &Program, done: &AtomicBool) {
        let agent = agent();
        let url = program.url(&format!("/api/v1/sessions/{}/registrations", self.session));
        while !done.load(Ordering::Relaxed) {
            let number = self.applicants.fetch_add(1, Ordering::Relaxed);
            let body = bodies::applicant(number).to_string();
            let Ok(response) =
                agent.post(&url).header("Content-Type", "application/json").send(body.as_bytes())
            else {
                return;
            };
            let answer = Answer::of(response);
            if answer.status != 201 {
                continue;
            }
            // The body may be cut off by the kill: then nothing was acknowledged.
            let Ok(made) = serde_json::from_slice::<serde_json::Value>(&answer.body) else {
                continue;
            };
            let Some(token) = made["manage_url"].as_str().and_then(|url| url.rsplit('/').next())
            else {
                continue;
            };
            self.acknowledged.lock().expect("no panic").push(token.to_owned());
            // A third withdraw, so that the kill also hits promotions.
            if number.is_multiple_of(3) {
                let gone =
                    agent.delete(program.url(&format!("/api/v1/registrations/{token}"))).call();
                if gone.is_ok_and(|answer| answer.status() == 200) {
                    self.withdrawn.lock().expect("no panic").push(token.to_owned());
                }
            }
        }
    }

    fn under_load<T>(&self, program: &Program, act: impl FnOnce() -> T) -> T {
        let done = AtomicBool::new(false);
        std::thread::scope(|scope| {
            for _ in 0..CLIENTS {
                scope.spawn(|| self.press(program, &done));
            }
            let result = act();
            done.store(true, Ordering::Relaxed);
            result
        })
    }

    fn acknowledged(&self) -> usize {
        self.acknowledged.lock().expect("no panic").len()
    }

    /// Acknowledged registrations that are not there, and acknowledged withdrawals that are undone.
    fn lost(&self, program: &Program) -> usize {
        let agent = agent();
        let state = |token: &String| {
            let path = format!("/api/v1/registrations/{token}");
            let answer = Answer::of(agent.get(program.url(&path)).call().expect("an answer"));
            (answer.status == 200).then(|| answer.json()["state"].clone())
        };
        let registered = self.acknowledged.lock().expect("no panic");
        let withdrawn = self.withdrawn.lock().expect("no panic");
        let gone = registered.iter().filter(|token| state(token).is_none()).count();
        gone + withdrawn
            .iter()
            .filter(|token| state(token).is_none_or(|state| state != "withdrawn"))
            .count()
    }
}

fn killed_under_load(name: &str, place: Place) {
    let scene = Scene::new(place);
    let mut orphans = 0;
    for _ in 0..kills() {
        let mut program = scene.start();
        let moment = Duration::from_millis(clock::random_u64() % 250);
        let enough = scene.acknowledged() + 1;
        // Killing while the clients' scope runs: they see a dead connection and end.
        let pid = program.pid();
        scene.under_load(&program, || {
            wait_until("the load has begun", || scene.acknowledged() >= enough);
            std::thread::sleep(moment);
            std::process::Command::new("kill")
                .args(["-KILL", &pid.to_string()])
                .status()
                .expect("a signal");
        });
        program.kill();
        orphans += books::disagreements(&scene.database);
    }
    let program = scene.start();
    let lost = scene.lost(&program);
    let acknowledged = scene.acknowledged();
    figure(
        "P3 P5",
        format!(
            "{name}: {} kills, {acknowledged} acknowledged, {lost} lost, {orphans} without mail or drifted",
            kills()
        ),
    );
    assert!(acknowledged > 0, "nothing was acknowledged: the test proves nothing");
    assert_eq!((lost, orphans), (0, 0));
}

mod what_was_acknowledged_outlives_a_kill {
    use super::*;

    #[test]
    fn on_sqlite() {
        killed_under_load("SQLite", Place::sqlite());
    }

    #[test]
    fn on_postgresql() {
        killed_under_load("PostgreSQL", Place::postgresql());
    }
}

fn stopped_under_load(name: &str, place: Place) {
    let scene = Scene::new(place);
    let stops = if full_run() { 100 } else { 2 };
    let mut slowest = Duration::ZERO;
    for _ in 0..stops {
        let mut program = scene.start();
        let pid = program.pid();
        scene.under_load(&program, || {
            std::thread::sleep(Duration::from_millis(150));
            std::process::Command::new("kill").arg(pid.to_string()).status().expect("a signal");
        });
        let (took, well) = program.terminate();
        assert!(well, "a stopped program ends with success");
        slowest = slowest.max(took);
    }
    let program = scene.start();
    let lost = scene.lost(&program);
    let acknowledged = scene.acknowledged();
    figure(
        "P14",
        format!(
            "{name}: {stops} stops, {acknowledged} acknowledged, {lost} lost, slowest {slowest:?}"
        ),
    );
    assert!(acknowledged > 0 && lost == 0 && slowest < Duration::from_secs(30));
}

mod a_stop_finishes_what_was_begun {
    use super::*;

    #[test]
    fn on_sqlite() {
        stopped_under_load("SQLite", Place::sqlite());
    }

    #[test]
    fn on_postgresql() {
        stopped_under_load("PostgreSQL", Place::postgresql());
    }
}

/// Requests whose last bytes come after the stop has begun.
const HALF_SENT: usize = 8;

/// How many of these requests hear that they are registered, when the program ends like this in between.
fn answered_across(scene: &Scene, end: impl FnOnce(&mut Program)) -> usize {
    let mut program = scene.start();
    let half_sent = |_| {
        let number = scene.applicants.fetch_add(1, Ordering::Relaxed);
        let request = application(&scene.session, &bodies::applicant(number));
        let mut wire = Wire::connect(program.address).expect("connected");
        let (first, rest) = request.split_at(request.len() - 20);
        wire.write(first).expect("sent");
        (wire, rest.to_vec())
    };
    let begun: Vec<(Wire, Vec<u8>)> = (0..HALF_SENT).map(half_sent).collect();
    std::thread::sleep(Duration::from_millis(200));
    std::thread::scope(|scope| {
        let answered = scope.spawn(|| {
            std::thread::sleep(Duration::from_millis(300));
            let answers = begun.into_iter().filter_map(|(mut wire, rest)| wire.ask(&rest).ok());
            answers.filter(|answer| answer.status == 201).count()
        });
        end(&mut program);
        answered.join().expect("no panic")
    })
}

/// With its control: a program that is killed answers none of them.
fn half_sent(name: &str, place: Place) {
    let scene = Scene::new(place);
    let stopped = answered_across(&scene, |program| {
        let (took, well) = program.terminate();
        assert!(well && took < Duration::from_secs(30), "{took:?}");
    });
    let killed = answered_across(&scene, Program::kill);
    figure(
        "P14",
        format!(
            "{name}: of {HALF_SENT} requests half sent at the stop {stopped} were answered; control, killed: {killed}"
        ),
    );
    assert_eq!((stopped, killed), (HALF_SENT, 0));
}

mod what_was_half_sent_when_the_stop_came_is_answered {
    use super::*;

    #[test]
    fn on_sqlite() {
        half_sent("SQLite", Place::sqlite());
    }

    #[test]
    fn on_postgresql() {
        half_sent("PostgreSQL", Place::postgresql());
    }
}

/// The control: a mail written after the commit, as services without an outbox do, is missing after a
/// kill in between; the same count must notice it.
#[test]
fn a_registration_without_its_mail_is_noticed() {
    let scene = Scene::new(Place::sqlite());
    let program = scene.start();
    scene.under_load(&program, || std::thread::sleep(Duration::from_millis(100)));
    drop(program);
    assert_eq!(count(&scene.database, WITHOUT_MAIL), 0);
    scene
        .database
        .write(|conn| {
            let one =
                "DELETE FROM outbox WHERE registration_id = (SELECT id FROM registrations LIMIT 1)";
            diesel::sql_query("DELETE FROM caught_mails").execute(conn)?;
            diesel::sql_query(one).execute(conn)?;
            Ok::<_, StoreError>(())
        })
        .expect("deleted");
    assert_eq!(count(&scene.database, WITHOUT_MAIL), 1);
}
