//! The primary PostgreSQL dies under load and its synchronous standby takes over: the service goes on by
//! itself, and nothing that was acknowledged is lost (P20). With a standby that nobody waits for, it is.

use std::net::SocketAddr;
use std::time::{Duration, Instant};

use uketsuke::clock;
use uketsuke::config::DatabaseUrl;
use uketsuke::store::Database;

use crate::support::books;
use crate::support::crowd::Crowd;
use crate::support::figures::{figure, full_run};
use crate::support::own_server::{OwnServer, wait_until};
use crate::support::process::{Program, free_address, published_session, serving};

/// Clients that press at the same time.
const CLIENTS: usize = 8;
/// Seats: some applicants wait, and withdrawals move them up.
const CAPACITY: i64 = 50;

fn failovers() -> usize {
    if full_run() { 50 } else { 1 }
}

/// Two nodes over two servers, of which one is the primary.
struct Pair {
    primary: OwnServer,
    standby: OwnServer,
    nodes: [Program; 2],
    session: String,
}

impl Pair {
    fn new() -> Self {
        let primary = OwnServer::running();
        let standby = primary.standby();
        primary.wait_for_its_standby();
        let url = primary.url_with(&standby);
        let nodes = [(); 2].map(|()| {
            let address = free_address();
            Program::start(serving(&url, address), address)
        });
        let session = published_session(&nodes[0], &open(&url), CAPACITY);
        Self { primary, standby, nodes, session }
    }

    fn addresses(&self) -> [SocketAddr; 2] {
        [self.nodes[0].address, self.nodes[1].address]
    }

    /// The primary dies under load, the standby takes over; how long it was before an applicant heard yes
    /// again. The nodes know nothing of it.
    fn fail_over(&self, crowd: &Crowd) -> Duration {
        crowd.while_pressing(&self.addresses(), CLIENTS, || {
            let enough = crowd.registered() + 20;
            wait_until("the load has begun", || crowd.registered() >= enough);
            std::thread::sleep(Duration::from_millis(clock::random_u64() % 300));
            self.primary.kill();
            let dead = Instant::now();
            let before = crowd.registered();
            std::thread::sleep(Duration::from_millis(clock::random_u64() % 300));
            self.standby.promote();
            wait_until("the service goes on", || crowd.registered() > before + 20);
            dead.elapsed()
        })
    }

    /// The dead server comes back as the standby of the other: made anew from it, as what it wrote last may
    /// be on no other disk. It keeps its port, which the nodes know.
    fn restore(&mut self) {
        std::mem::swap(&mut self.primary, &mut self.standby);
        self.standby.become_standby_of(&self.primary);
        self.primary.wait_for_its_standby();
    }
}

fn open(url: &str) -> Database {
    Database::open(&DatabaseUrl::parse(url).expect("a URL"), 2).expect("opened")
}

mod what_was_acknowledged_outlives_the_primary {
    use super::*;

    #[test]
    fn on_postgresql() {
        let mut pair = Pair::new();
        let (mut lost, mut disagreements, mut slowest) = (0, 0, Duration::ZERO);
        let (mut acknowledged, mut pressed_again) = (0, 0);
        for round in 0..failovers() {
            if round > 0 {
                pair.restore();
            }
            let crowd = Crowd::starting_at(&pair.session, round * 1_000_000);
            slowest = slowest.max(pair.fail_over(&crowd));
            lost += crowd.lost(pair.nodes[round % 2].address);
            disagreements += books::disagreements(&open(&pair.standby.url()));
            let told = crowd.told();
            assert!(told.wrong.is_empty(), "{:?}", told.wrong);
            acknowledged += told.registered.len();
            pressed_again += told.pressed_again;
        }
        figure(
            "P20",
            format!(
                "{} failovers, {acknowledged} acknowledged, {lost} lost, {pressed_again} had pressed again, \
                 {disagreements} without mail or drifted, slowest return {slowest:?}",
                failovers()
            ),
        );
        assert!(acknowledged > 0, "nothing was acknowledged: the test proves nothing");
        assert_eq!((lost, disagreements), (0, 0));
    }
}

/// The dead server is started again as it is, and believes itself the primary. It stands first in the URL;
/// whoever has seen the other one does not go back to it.
mod a_server_that_was_left_behind_gets_no_registration {
    use super::*;

    #[test]
    fn on_postgresql() {
        let pair = Pair::new();
        let crowd = Crowd::new(&pair.session);
        pair.fail_over(&crowd);
        pair.primary.run_without_its_standby();
        let registered = "SELECT count(*)::text AS word FROM registrations";
        let left_behind = pair.primary.ask(registered);
        crowd.while_pressing(&pair.addresses(), CLIENTS, || {
            for _ in 0..2 {
                pair.standby.drop_connections();
                let enough = crowd.registered() + 20;
                wait_until("the service goes on", || crowd.registered() >= enough);
            }
        });
        assert_eq!(pair.primary.ask(registered), left_behind);
        assert!(believes_the_first_host(&pair), "the test would not notice who believes whom");
        let (lost, told) = (crowd.lost(pair.nodes[1].address), crowd.told());
        assert!(told.wrong.is_empty(), "{:?}", told.wrong);
        assert_eq!(lost, 0);
    }
}

/// The control: a node that has seen nothing believes the first host that takes writes. Only a fence helps
/// against that.
fn believes_the_first_host(pair: &Pair) -> bool {
    let address = free_address();
    let url = pair.primary.url_with(&pair.standby);
    let newcomer = Program::start(serving(&url, address), address);
    let before = pair.primary.ask("SELECT count(*)::text AS word FROM registrations");
    let crowd = Crowd::starting_at(&pair.session, 1_000_000);
    crowd.while_pressing(&[newcomer.address], 1, || {
        wait_until("it registers", || crowd.registered() > 0);
    });
    pair.primary.ask("SELECT count(*)::text AS word FROM registrations") != before
}

mod with_a_standby_that_nobody_waits_for_the_same_test_loses {
    use super::*;

    #[test]
    fn on_postgresql() {
        let pair = Pair::new();
        pair.standby.stop_following(&pair.primary);
        let crowd = Crowd::new(&pair.session);
        pair.fail_over(&crowd);
        let lost = crowd.lost(pair.nodes[0].address);
        let acknowledged = crowd.registered();
        figure(
            "P20",
            format!("control, a standby left behind: {acknowledged} acknowledged, {lost} lost"),
        );
        assert!(lost > 0, "the test would not notice a loss");
    }
}
