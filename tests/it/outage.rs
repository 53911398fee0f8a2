//! The database is away for a while: requests hear 503 in bounded time, nobody hears a false yes, pages
//! are still shown, and the service goes on by itself when the database is back (P16).

use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use diesel::connection::SimpleConnection as _;
use diesel::{Connection as _, SqliteConnection};
use uketsuke::config::DatabaseUrl;
use uketsuke::store::Database;

use crate::support::answer::Answer;
use crate::support::app::{Place, agent};
use crate::support::books;
use crate::support::crowd::Crowd;
use crate::support::figures::{figure, full_run};
use crate::support::own_server::{OwnServer, wait_until};
use crate::support::process::{Program, free_address, published_session, serving};

/// Clients that press at the same time.
const CLIENTS: usize = 8;
/// Longer than the service waits for its database, with what a busy machine adds.
const BOUND: Duration = Duration::from_secs(14);

/// How long the database is away, each time.
fn outages() -> Vec<Duration> {
    let long = [Duration::from_secs(10), Duration::from_mins(1)];
    if full_run() {
        std::iter::repeat_n(Duration::from_secs(1), 100).chain(long).collect()
    } else {
        vec![Duration::from_secs(1)]
    }
}

/// A service on a database that goes away.
struct Scene {
    nodes: Vec<Program>,
    session: String,
    database: Database,
}

impl Scene {
    fn new(url: &str, nodes: usize) -> Self {
        let start = || {
            let address = free_address();
            Program::start(serving(url, address), address)
        };
        let nodes: Vec<_> = (0..nodes).map(|_| start()).collect();
        let url = DatabaseUrl::parse(url).expect("a URL");
        let database = Database::open(&url, 2).expect("opened");
        let session = published_session(&nodes[0], &database, 50);
        Self { nodes, session, database }
    }

    /// Takes the database away under load, `outages` times. What was seen is a figure.
    fn endure(&self, name: &str, outage: impl Fn(Duration)) {
        let nodes: Vec<_> = self.nodes.iter().map(|node| node.address).collect();
        let mut seen = Seen::default();
        let mut crowd = Crowd::new(&self.session);
        crowd.pause = Duration::from_millis(20);
        let times = outages();
        for (round, time) in times.iter().enumerate() {
            let crowd = &crowd;
            crowd.while_pressing(&nodes, CLIENTS, || {
                let enough = crowd.registered() + 20;
                wait_until("the load has begun", || crowd.registered() >= enough);
                let back = AtomicBool::new(false);
                std::thread::scope(|scope| {
                    let looker = scope.spawn(|| self.look_until(&back, round));
                    outage(*time);
                    back.store(true, Ordering::Relaxed);
                    seen.add(&looker.join().expect("no panic"));
                });
                let before = crowd.registered();
                let returned =
                    wait_until("the service goes on", || crowd.registered() > before + 20);
                seen.slowest_return = seen.slowest_return.max(returned);
            });
            wait_until("it is ready again", || self.status("/readyz") == 200);
        }
        let told = crowd.told();
        let lost = crowd.lost(nodes[0]);
        let disagreements = books::disagreements(&self.database);
        figure(
            "P16",
            format!(
                "{name}: {} outages, {} acknowledged, {lost} lost, {disagreements} without mail or drifted, \
                 {} answers of 503, slowest answer {:?}; {} pages, slowest {:?}; slowest return {:?}",
                times.len(),
                told.registered.len(),
                told.unavailable,
                told.slowest,
                seen.pages,
                seen.slowest_page,
                seen.slowest_return
            ),
        );
        assert!(told.wrong.is_empty(), "{:?}", told.wrong);
        assert_eq!((lost, disagreements, told.unanswered, seen.pages_missing), (0, 0, 0, 0));
        assert!(told.slowest < BOUND && seen.slowest_page < BOUND, "somebody waited too long");
    }

    /// Looks at the session again and again, as visitors do while the database is away.
    fn look_until(&self, back: &AtomicBool, round: usize) -> Seen {
        let url =
            self.nodes[round % self.nodes.len()].url(&format!("/api/v1/sessions/{}", self.session));
        let agent = agent();
        let mut seen = Seen::default();
        while !back.load(Ordering::Relaxed) {
            let began = Instant::now();
            let answer = agent.get(&url).call().map(Answer::of);
            seen.pages += 1;
            seen.pages_missing += usize::from(!answer.is_ok_and(|answer| answer.status == 200));
            seen.slowest_page = seen.slowest_page.max(began.elapsed());
            std::thread::sleep(Duration::from_millis(100));
        }
        seen
    }

    fn status(&self, path: &str) -> u16 {
        agent().get(self.nodes[0].url(path)).call().map_or(0, |answer| answer.status().as_u16())
    }
}

#[derive(Default)]
struct Seen {
    pages: usize,
    pages_missing: usize,
    slowest_page: Duration,
    slowest_return: Duration,
}

impl Seen {
    fn add(&mut self, other: &Self) {
        self.pages += other.pages;
        self.pages_missing += other.pages_missing;
        self.slowest_page = self.slowest_page.max(other.slowest_page);
    }
}

mod a_database_that_hangs_delays_answers_and_nothing_else {
    use super::*;

    #[test]
    fn on_postgresql() {
        let server = OwnServer::running();
        Scene::new(&server.url(), 2).endure("PostgreSQL frozen", |time| {
            let processes = server.freeze();
            std::thread::sleep(time);
            OwnServer::thaw(&processes);
        });
    }

    #[test]
    fn on_sqlite() {
        let place = Place::sqlite();
        let path = place.url.strip_prefix("sqlite:").expect("a path").to_owned();
        Scene::new(&place.url, 1).endure("SQLite locked by another process", |time| {
            let mut other = SqliteConnection::establish(&path).expect("opened");
            other.batch_execute("PRAGMA busy_timeout = 0").expect("set");
            wait_until("the lock is free", || other.batch_execute("BEGIN IMMEDIATE").is_ok());
            std::thread::sleep(time);
            other.batch_execute("ROLLBACK").expect("let go");
        });
    }
}

mod a_database_that_is_stopped_and_started_is_found_again {
    use super::*;

    #[test]
    fn on_postgresql() {
        let server = OwnServer::running();
        let modes = ["fast", "immediate"];
        let stops = std::cell::Cell::new(0);
        Scene::new(&server.url(), 2).endure("PostgreSQL stopped", |time| {
            server.stop(modes[stops.replace(stops.get() + 1) % modes.len()]);
            std::thread::sleep(time);
            server.start();
        });
    }
}

/// The control: a service that said yes to what its database does not have. The same counts must notice it.
#[test]
fn a_yes_that_the_database_does_not_know_is_noticed() {
    let place = Place::sqlite();
    let scene = Scene::new(&place.url, 1);
    let nodes = [scene.nodes[0].address];
    let crowd = Crowd::new(&scene.session);
    crowd.while_pressing(&nodes, CLIENTS, || {
        wait_until("some are registered", || crowd.registered() >= 20);
    });
    assert_eq!((crowd.lost(nodes[0]), books::disagreements(&scene.database)), (0, 0));
    let one = "DELETE FROM registrations WHERE id = \
               (SELECT id FROM registrations WHERE state = 'confirmed' LIMIT 1)";
    books::execute(&scene.database, &[one]);
    let (lost, disagreements) = (crowd.lost(nodes[0]), books::disagreements(&scene.database));
    figure(
        "P16 control",
        format!(
            "one yes taken back behind the service: {lost} lost, {disagreements} without mail or drifted"
        ),
    );
    assert!(lost == 1 && disagreements > 0);
}
