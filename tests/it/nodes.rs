//! Several nodes on one PostgreSQL, killed and started at random under load: nothing is lost, no seat is
//! given twice, mails of dead workers are taken over, and none is sent twice while nobody dies (P3, P5, P7).

use std::collections::HashMap;
use std::net::SocketAddr;
use std::time::Duration;

use mail_parser::MessageParser;
use uketsuke::clock;
use uketsuke::config::DatabaseUrl;
use uketsuke::store::Database;

use crate::support::app::Place;
use crate::support::books::{self, count};
use crate::support::crowd::Crowd;
use crate::support::figures::{figure, full_run};
use crate::support::own_server::wait_until;
use crate::support::process::{Program, command, free_address, published_session, serving};
use crate::support::smtp_server::SmtpServer;

/// Clients that press at the same time.
const CLIENTS: usize = 12;
/// Mails that one connection of a worker has in hand at most (`uketsuke::worker::taking`).
const IN_HAND: usize = 200;
const SERVERS: usize = 3;
const WORKERS: usize = 2;

fn kills() -> usize {
    if full_run() { 250 } else { 10 }
}

/// Three that serve and two that work, on one database, with one mail server.
struct Scene {
    place: Place,
    smtp: SmtpServer,
    addresses: Vec<SocketAddr>,
    serving: Vec<Program>,
    working: Vec<Program>,
    database: Database,
    session: String,
}

impl Scene {
    fn new() -> Self {
        let (place, smtp) = (Place::postgresql(), SmtpServer::start());
        let addresses: Vec<_> = (0..SERVERS).map(|_| free_address()).collect();
        let url = DatabaseUrl::parse(&place.url).expect("a URL");
        let database = Database::open(&url, 2).expect("opened");
        let mut scene = Self {
            place,
            smtp,
            addresses,
            serving: Vec::new(),
            working: Vec::new(),
            database,
            session: String::new(),
        };
        scene.serving = scene.addresses.iter().map(|address| scene.serve(*address)).collect();
        scene.working = (0..WORKERS).map(|_| scene.work("0")).collect();
        scene.session = published_session(&scene.serving[0], &scene.database, 50);
        scene
    }

    fn serve(&self, address: SocketAddr) -> Program {
        let mut command = serving(&self.place.url, address);
        // Links name one origin, whichever node made them.
        command.arg("--no-worker").env("UKETSUKE_PUBLIC_URL", "http://uketsuke.example.jp");
        Program::start(command, address)
    }

    /// A worker whose clock is ahead by so many seconds.
    fn work(&self, ahead: &str) -> Program {
        let mut command = command(&self.place.url, free_address());
        command
            .arg("worker")
            .env("UKETSUKE_PUBLIC_URL", "http://uketsuke.example.jp")
            .env("UKETSUKE_SMTP_URL", self.smtp.url("smtp", "", "tls=none"))
            .env("UKETSUKE_CLOCK_OFFSET", ahead);
        Program::start_without_door(command)
    }

    /// Kills one of the five, whichever, and starts it again. Whether it was a worker.
    fn kill_one(&mut self) -> bool {
        let victim = usize::try_from(clock::random_u64() % 5).expect("small");
        if let Some(number) = victim.checked_sub(SERVERS) {
            self.working[number].kill();
            self.working[number] = self.work("0");
        } else {
            self.serving[victim].kill();
            self.serving[victim] = self.serve(self.addresses[victim]);
        }
        victim >= SERVERS
    }

    /// Waits until no mail is owed any more.
    fn wait_for_mail(&self) {
        let owed =
            "SELECT COUNT(*) AS count FROM outbox WHERE state IN ('queued', 'retry', 'sending')";
        wait_until("all mail is sent", || count(&self.database, owed) == 0);
    }

    /// How many mails the server has, and how many of them it has more than once.
    fn received(&self) -> (usize, usize) {
        let mut times: HashMap<String, usize> = HashMap::new();
        for mail in self.smtp.received() {
            let read = MessageParser::default().parse(&mail.bytes).expect("a mail");
            *times.entry(read.message_id().expect("an id").to_owned()).or_default() += 1;
        }
        (times.len(), times.values().filter(|times| **times > 1).count())
    }
}

mod nodes_come_and_go_and_nothing_is_lost_given_or_sent_twice {
    use super::*;

    #[test]
    fn on_postgresql() {
        let mut scene = Scene::new();
        let mut crowd = Crowd::new(&scene.session);
        crowd.pause = Duration::from_millis(20);
        let addresses = scene.addresses.clone();
        crowd.while_pressing(&addresses, CLIENTS, || {
            wait_until("the load has begun", || crowd.registered() > 100);
        });
        scene.wait_for_mail();
        let (quietly, twice_quietly) = scene.received();
        assert_eq!(twice_quietly, 0, "mails sent twice while nobody died");

        let mut workers = 0;
        crowd.while_pressing(&addresses, CLIENTS, || {
            for _ in 0..kills() {
                std::thread::sleep(Duration::from_millis(50 + clock::random_u64() % 200));
                workers += usize::from(scene.kill_one());
            }
        });
        // What dead workers held is due when their leases have run out: this one's clock is past that.
        let late = scene.work("180");
        scene.wait_for_mail();
        drop(late);

        let lost = crowd.lost(addresses[0]);
        let disagreements = books::disagreements(&scene.database);
        let told = crowd.told();
        let (received, twice) = scene.received();
        let owed = count(&scene.database, "SELECT COUNT(*) AS count FROM outbox");
        figure(
            "P3 P5",
            format!(
                "PostgreSQL, {SERVERS} that serve and {WORKERS} that work: {} kills, {workers} of workers, {} acknowledged, \
                 {lost} lost, {disagreements} without mail or drifted, {received} mails of {owed}, {quietly} before any kill \
                 and {twice_quietly} of these twice, later {twice} twice",
                kills(),
                told.registered.len(),
            ),
        );
        assert!(told.wrong.is_empty(), "{:?}", told.wrong);
        assert_eq!((lost, disagreements), (0, 0));
        assert_eq!(i64::try_from(received).expect("small"), owed, "every mail arrived");
        // A worker that dies may have sent, on each of its two connections, all it had in hand without having
        // noted it.
        assert!(twice <= 2 * IN_HAND * workers, "{twice} mails twice, {workers} workers died");
    }
}
