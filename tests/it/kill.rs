//! Killed under load: what was acknowledged is there afterwards, each with its mail (P3, P5); stopped
//! under load: everything begun is finished (P14).

use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::Duration;

use diesel::QueryableByName;
use diesel::RunQueryDsl as _;
use diesel::sql_types::BigInt;
use uketsuke::clock::{self, Clock};
use uketsuke::config::DatabaseUrl;
use uketsuke::store::{Database, StoreError};
use uketsuke::usecases::{Permission, admin};

use crate::support::answer::Answer;
use crate::support::app::{Place, agent};
use crate::support::bodies;
use crate::support::crowd::drifted_counts;
use crate::support::figures::{figure, full_run};
use crate::support::process::{Program, free_address, serving};

const CLIENTS: usize = 16;

/// Kills on each database.
fn kills() -> usize {
    if full_run() { 250 } else { 4 }
}

#[derive(QueryableByName)]
struct Count {
    #[diesel(sql_type = BigInt)]
    count: i64,
}

fn count(database: &Database, statement: &str) -> i64 {
    database
        .read(|conn| {
            Ok::<_, StoreError>(diesel::sql_query(statement).get_result::<Count>(conn)?.count)
        })
        .expect("counted")
}

/// Registrations without their mail.
const WITHOUT_MAIL: &str = "SELECT COUNT(*) AS count FROM registrations r
    WHERE NOT EXISTS (SELECT 1 FROM outbox o WHERE o.registration_id = r.id)";
/// Mails without their registration.
const WITHOUT_REGISTRATION: &str = "SELECT COUNT(*) AS count FROM outbox o
    WHERE NOT EXISTS (SELECT 1 FROM registrations r WHERE r.id = o.registration_id)";
/// Sessions whose counts are not those of their registrations, or with a free seat beside a waiting list.
const DRIFTED: &str = concat!("SELECT COUNT(*) AS count FROM sessions s WHERE EXISTS (", drifted_counts!(), ") OR s.taken <> (SELECT COUNT(*) FROM registrations r WHERE r.session_id = s.id AND r.state = 'confirmed')
    OR s.waiting <> (SELECT COUNT(*) FROM registrations r WHERE r.session_id = s.id AND r.state = 'waitlisted')
    OR s.taken > s.capacity OR (s.taken < s.capacity AND s.waiting > 0)");

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
        let now = Clock::default().now();
        admin::create_organizer(&database, now, "hagi", "萩市", "staff@example.jp").expect("made");
        let scopes = [Permission::WriteEvents.scope().to_owned()];
        let token = admin::create_token(&database, now, "hagi", &scopes, "test").expect("made");
        let session = publish(&program, &token);
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

fn publish(program: &Program, token: &str) -> String {
    let send = |path: &str, body: &serde_json::Value| {
        let request = agent()
            .post(program.url(path))
            .header("Content-Type", "application/json")
            .header("Authorization", format!("Bearer {token}"));
        Answer::of(request.send(body.to_string().as_bytes()).expect("an answer"))
    };
    let event = bodies::event(&[bodies::session("下関", 20)]);
    let event = send("/api/v1/events", &event).expect(201).json();
    let id = event["id"].as_str().expect("an id");
    send(&format!("/api/v1/events/{id}/publish"), &serde_json::Value::Null).expect(200);
    event["sessions"][0]["id"].as_str().expect("a session").to_owned()
}

fn killed_under_load(name: &str, place: Place) {
    let scene = Scene::new(place);
    let mut orphans = 0;
    for _ in 0..kills() {
        let mut program = scene.start();
        let moment = Duration::from_millis(20 + clock::random_u64() % 250);
        // Killing while the clients' scope runs: they see a dead connection and end.
        let pid = program.pid();
        scene.under_load(&program, || {
            std::thread::sleep(moment);
            std::process::Command::new("kill")
                .args(["-KILL", &pid.to_string()])
                .status()
                .expect("a signal");
        });
        program.kill();
        orphans +=
            count(&scene.database, WITHOUT_MAIL) + count(&scene.database, WITHOUT_REGISTRATION);
        orphans += count(&scene.database, DRIFTED);
    }
    let program = scene.start();
    let lost = scene.lost(&program);
    let acknowledged = scene.acknowledged.lock().expect("no panic").len();
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
    let acknowledged = scene.acknowledged.lock().expect("no panic").len();
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
