//! A standby that is read where some seconds of age do no harm: lists, exports and counts come from it
//! while it is fit, and from the database itself while it is away or too old.

use std::time::{Duration, Instant};

use chrono::TimeDelta;
use uketsuke::desk::Guard;
use uketsuke::store::installation;
use uketsuke::store::types::Time;

use crate::support::app::{Kept, Node, Place, Setup, TestApp};
use crate::support::bodies;
use crate::support::own_server::{OwnServer, wait_until};

/// A service that reads from a standby.
struct Scene {
    app: TestApp,
    standby: OwnServer,
    session: String,
    applied: usize,
}

impl Scene {
    fn new() -> Self {
        let primary = OwnServer::running();
        let standby = primary.standby();
        let (url, copy) = (primary.url(), standby.url());
        let extra = [("UKETSUKE_DATABASE_REPLICA_URL", copy.as_str())];
        let setup = Setup { url: &url, extra: &extra, guard: Guard::On, is_demo: false };
        let app = TestApp::with(
            Node::start(&setup),
            Place { url: url.clone(), kept: Kept::Own(primary) },
        );
        let session = app.session(bodies::session("下関", 20));
        Self { app, standby, session, applied: 0 }
    }

    /// A worker's sign of life, which tells the age of the copy.
    fn worker_lives(&self) {
        let app = self.app.app();
        let now = Time(app.clock.now());
        app.database
            .write(|conn| installation::set(conn, installation::WORKER_SEEN, "yes", now))
            .expect("written");
    }

    fn apply(&mut self) -> String {
        self.applied += 1;
        let made =
            self.app.apply(&self.session, &bodies::applicant(self.applied)).expect(201).json();
        let url = made["manage_url"].as_str().expect("a link");
        url.rsplit('/').next().expect("a token").to_owned()
    }

    fn listed(&self, query: &str) -> usize {
        let path = format!("/api/v1/sessions/{}/registrations{query}", self.session);
        self.app.staff_get(&path).expect(200).json()["items"].as_array().expect("rows").len()
    }

    fn exported(&self) -> usize {
        let path = format!("/api/v1/sessions/{}/attendees.json", self.session);
        self.app.staff_get(&path).expect(200).json().as_array().expect("rows").len()
    }

    /// Has the standby show what is there, and no more of what comes.
    fn stand_still(&self) {
        let caught_up = "SELECT count(*)::text AS word FROM registrations";
        let all = self.applied.to_string();
        wait_until("the standby has all", || self.standby.ask(caught_up) == Some(all.clone()));
        self.standby.run("SELECT pg_wal_replay_pause()");
        let state = "SELECT pg_get_wal_replay_pause_state() AS word";
        wait_until("it is paused", || self.standby.ask(state).is_some_and(|word| word == "paused"));
    }
}

mod lists_and_exports_come_from_the_replica_while_it_is_fit {
    use super::*;

    #[test]
    fn on_postgresql() {
        let mut scene = Scene::new();
        scene.worker_lives();
        scene.apply();
        scene.apply();
        scene.stand_still();
        let token = scene.apply();
        assert_eq!((scene.listed(""), scene.exported()), (2, 2), "read from the standby");
        // Who has just applied sees it at once, and so does a program that asks for what is new.
        scene.app.get(&format!("/api/v1/registrations/{token}")).expect(200);
        assert_eq!(scene.listed("?updated_since=2020-01-01T00:00:00Z"), 3);
        let session = scene.app.get(&format!("/api/v1/sessions/{}", scene.session)).expect(200);
        assert_eq!(session.json()["seats_left"], 17);

        // It falls behind by more than it may.
        scene.app.app().clock.advance(TimeDelta::seconds(11));
        scene.worker_lives();
        assert_eq!((scene.listed(""), scene.exported()), (3, 3), "read from the primary");

        // It catches up, and is asked again after a while.
        scene.standby.run("SELECT pg_wal_replay_resume()");
        scene.stand_still();
        scene.apply();
        wait_until("the replica is asked again", || scene.listed("") == 3);
        scene.app.end();
    }
}

mod a_replica_that_is_away_or_hangs_is_noticed_by_nobody_who_reads {
    use super::*;

    #[test]
    fn on_postgresql() {
        let mut scene = Scene::new();
        scene.worker_lives();
        scene.apply();
        scene.stand_still();
        scene.apply();
        assert_eq!(scene.listed(""), 1, "read from the standby");
        let frozen = scene.standby.freeze();
        let began = Instant::now();
        assert_eq!((scene.listed(""), scene.listed("")), (2, 2), "read from the primary");
        assert!(began.elapsed() < Duration::from_secs(8), "the standby was waited for");
        OwnServer::thaw(&frozen);
        scene.standby.kill();
        for _ in 0..20 {
            assert_eq!((scene.listed(""), scene.exported()), (2, 2));
        }
        assert!(began.elapsed() < Duration::from_secs(12), "the standby was waited for");
        scene.app.end();
    }
}
