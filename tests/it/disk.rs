//! A full disk, a disk whose syncs fail: 503 with Retry-After, never a false yes, and recovery without a restart
//! (P16). The database away altogether is tried elsewhere.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use uketsuke::config::DatabaseUrl;
use uketsuke::store::Database;

use crate::support::app::Place;
use crate::support::bodies;
use crate::support::books::disagreements;
use crate::support::faulty_disk::{FaultyDisk, Wrong};
use crate::support::figures::{figure, full_run};
use crate::support::organizer::Organizer;
use crate::support::own_postgres::OwnPostgres;
use crate::support::process::{Program, free_address, serving};
use crate::support::wire::{Roaming, application, request, token};

const CLIENTS: usize = 8;
/// Faults between two kills of the service in the middle of one.
const FAULTS_A_KILL: usize = 5;

/// Faults of each kind on each database.
fn faults() -> usize {
    if full_run() { 100 } else { 5 }
}

#[derive(Default)]
struct Heard {
    acknowledged: Mutex<Vec<String>>,
    yes: AtomicUsize,
    unavailable: AtomicUsize,
    unanswered: AtomicUsize,
    /// Anything else, and 503 without Retry-After.
    wrong: Mutex<BTreeMap<String, usize>>,
}

/// What stands on the disk.
trait Standing {
    /// Called when the disk is well again.
    fn mend(&mut self);
}

/// SQLite has nothing of its own that could die.
struct InTheService;

impl Standing for InTheService {
    fn mend(&mut self) {}
}

impl Standing for OwnPostgres {
    fn mend(&mut self) {
        OwnPostgres::mend(self);
    }
}

struct Scene<'a> {
    url: &'a str,
    disk: &'a FaultyDisk,
    /// Whether the service itself writes to that disk.
    in_service: bool,
    address: std::net::SocketAddr,
    session: String,
    applicants: AtomicUsize,
    heard: Heard,
    done: AtomicBool,
}

impl Scene<'_> {
    fn start(&self) -> Program {
        let mut command = serving(self.url, self.address);
        if self.in_service {
            command.envs(self.disk.variables());
        }
        Program::start(command, self.address)
    }

    fn press(&self) {
        let mut client = Roaming::new(&[self.address], 0);
        while !self.done.load(Ordering::Relaxed) {
            let number = self.applicants.fetch_add(1, Ordering::Relaxed);
            let answer = client.ask(&application(&self.session, &bodies::applicant(number)));
            let Ok(answer) = answer else {
                self.heard.unanswered.fetch_add(1, Ordering::Relaxed);
                std::thread::sleep(Duration::from_millis(5));
                continue;
            };
            match answer.status {
                201 => {
                    let token = token(&answer.json()).expect("a token");
                    self.heard.acknowledged.lock().expect("no panic").push(token);
                    self.heard.yes.fetch_add(1, Ordering::Relaxed);
                }
                503 if answer.header("retry-after").is_some() => {
                    self.heard.unavailable.fetch_add(1, Ordering::Relaxed);
                    std::thread::sleep(Duration::from_millis(5));
                }
                status => {
                    let what = format!("{status} {}", answer.text());
                    *self.heard.wrong.lock().expect("no panic").entry(what).or_default() += 1;
                }
            }
        }
    }

    /// One fault, from well to well; how long it took to hear a yes again.
    fn fault(
        &self,
        wrong: Wrong,
        program: &mut Program,
        kills: bool,
        standing: &mut dyn Standing,
    ) -> Duration {
        std::thread::sleep(Duration::from_millis(30));
        let before = self.heard.unavailable.load(Ordering::Relaxed);
        self.disk.goes(wrong);
        wait("the fault to be felt", || self.heard.unavailable.load(Ordering::Relaxed) > before);
        if self.in_service {
            let path = format!("/api/v1/sessions/{}", self.session);
            let read = Roaming::new(&[self.address], 0).ask(&request("GET", &path, &[], b""));
            assert_eq!(read.expect("an answer").status, 200, "reading needs no healthy disk");
        }
        if kills {
            program.kill();
        }
        self.disk.is_well_again();
        standing.mend();
        if kills {
            *program = self.start();
        }
        let (began, before) = (Instant::now(), self.heard.yes.load(Ordering::Relaxed));
        wait("a yes again", || self.heard.yes.load(Ordering::Relaxed) > before);
        began.elapsed()
    }
}

fn wait(what: &str, mut is_so: impl FnMut() -> bool) {
    let began = Instant::now();
    while !is_so() {
        assert!(began.elapsed() < Duration::from_secs(40), "waited in vain for {what}");
        std::thread::sleep(Duration::from_millis(2));
    }
}

fn suffered(name: &str, wrong: Wrong, url: &str, disk: &FaultyDisk, standing: &mut dyn Standing) {
    let address = free_address();
    let mut scene = Scene {
        url,
        disk,
        in_service: url.starts_with("sqlite:"),
        address,
        session: String::new(),
        applicants: AtomicUsize::new(0),
        heard: Heard::default(),
        done: AtomicBool::new(false),
    };
    let mut program = scene.start();
    // Nothing of ours may stay open beside the service: it would keep SQLite's index of its log alive.
    scene.session = Organizer::new(url, address).session(50);
    let mut slowest = Duration::ZERO;
    std::thread::scope(|scope| {
        for _ in 0..CLIENTS {
            scope.spawn(|| scene.press());
        }
        let stop_at_panic = StopAtEnd(&scene.done);
        for number in 0..faults() {
            let kills = number % FAULTS_A_KILL == FAULTS_A_KILL - 1;
            slowest = slowest.max(scene.fault(wrong, &mut program, kills, standing));
        }
        drop(stop_at_panic);
    });
    program.kill();
    let program = scene.start();
    let lost = lost(&scene);
    let database = Database::open(&DatabaseUrl::parse(url).expect("a URL"), 2).expect("opened");
    let orphans = disagreements(&database);
    drop(program);
    let yes = scene.heard.yes.load(Ordering::Relaxed);
    figure(
        "P16",
        format!(
            "{name}, {}: {} faults, {yes} acknowledged, {} answered 503, {} unanswered at kills: {lost} lost, {orphans} without mail or drifted; a yes again within {slowest:.1?}",
            if wrong == Wrong::Full { "disk full" } else { "failing sync" },
            faults(),
            scene.heard.unavailable.load(Ordering::Relaxed),
            scene.heard.unanswered.load(Ordering::Relaxed),
        ),
    );
    let wrong = scene.heard.wrong.into_inner().expect("no panic");
    assert!(wrong.is_empty(), "{wrong:?}");
    assert!(yes > 0, "nothing was acknowledged: the test proves nothing");
    assert_eq!((lost, orphans), (0, 0));
}

/// Lets the clients end whatever happens.
struct StopAtEnd<'a>(&'a AtomicBool);

impl Drop for StopAtEnd<'_> {
    fn drop(&mut self) {
        self.0.store(true, Ordering::Relaxed);
    }
}

/// Acknowledged registrations that are not there.
fn lost(scene: &Scene<'_>) -> usize {
    let mut client = Roaming::new(&[scene.address], 0);
    let acknowledged = scene.heard.acknowledged.lock().expect("no panic");
    let mut lost = 0;
    for token in acknowledged.iter() {
        let path = format!("/api/v1/registrations/{token}");
        let answer = client.ask(&request("GET", &path, &[], b"")).expect("an answer");
        lost += usize::from(answer.status != 200);
    }
    lost
}

fn on_sqlite(wrong: Wrong) {
    let place = Place::sqlite();
    let file = place.url.strip_prefix("sqlite:").expect("a file");
    let disk = FaultyDisk::new(Path::new(file).parent().expect("a folder"));
    suffered("SQLite", wrong, &place.url, &disk, &mut InTheService);
}

fn on_postgresql(wrong: Wrong) {
    let mut server = OwnPostgres::new();
    let disk = FaultyDisk::new(&server.data());
    server.set(&disk.variables());
    server.start();
    let url = server.url();
    suffered("PostgreSQL", wrong, &url, &disk, &mut server);
}

mod a_full_disk_costs_no_promise {
    use super::*;

    #[test]
    fn on_sqlite() {
        super::on_sqlite(Wrong::Full);
    }

    #[test]
    fn on_postgresql() {
        super::on_postgresql(Wrong::Full);
    }
}

mod a_failing_sync_costs_no_promise {
    use super::*;

    #[test]
    fn on_sqlite() {
        super::on_sqlite(Wrong::Unsynced);
    }

    #[test]
    fn on_postgresql() {
        super::on_postgresql(Wrong::Unsynced);
    }
}
