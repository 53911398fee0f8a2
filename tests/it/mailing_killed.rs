//! A worker killed again and again in the middle of one mailing (P9): nothing is lost, and twice comes only
//! what had been accepted and not yet written down.

use std::time::Duration;

use uketsuke::clock;
use uketsuke::store::outbox;

use crate::support::app::{Place, TestApp};
use crate::support::figures::{figure, full_run};
use crate::support::mailings::{
    copies, missing_and_double, pipelining_server, queue_mailing, state_counts, url_of, wait_until,
};
use crate::support::process::{Program, command, free_address};

/// What a killed worker had in hand is due again after this.
const LEASE: &str = "1500";

fn killed_in_the_middle(name: &str, place: Place) {
    let (mailing, kills) = if full_run() { (5_000, 200) } else { (300, 3) };
    let server = pipelining_server();
    let url = url_of(&server);
    let app = TestApp::at(place, &[("UKETSUKE_SMTP_URL", url.as_str())]);
    queue_mailing(&app, mailing, outbox::BULK);
    let start = || {
        let mut command = command(&app.place.url, free_address());
        command.env("UKETSUKE_SMTP_URL", &url).env("UKETSUKE_TEST_LEASE_MILLISECONDS", LEASE);
        command.arg("worker");
        Program::start_without_door(command)
    };
    let settled =
        || usize::try_from(state_counts(&app).get("sent").copied().unwrap_or(0)).expect("a count");
    let (mut unsettled, mut hits) = (0, 0);
    for kill in 0..kills {
        let mut worker = start();
        let before = server.count();
        let step = usize::try_from(clock::random_u64() % 20).expect("small") + 1;
        // The last third of the mailing is left to the end, so that every kill meets some of it.
        let target = (before + step).min(mailing * (kill + 1) / kills);
        wait_until("it goes on", Duration::from_mins(1), || server.count() >= target);
        worker.kill();
        std::thread::sleep(Duration::from_millis(100));
        let lost_track = server.count().saturating_sub(settled() + unsettled);
        unsettled += lost_track;
        hits += usize::from(settled() < mailing);
    }
    let _last = start();
    let is_done = || {
        let counts = state_counts(&app);
        let open = ["queued", "retry", "sending"];
        open.iter().all(|state| counts.get(*state).copied().unwrap_or(0) == 0)
    };
    wait_until("all done", Duration::from_mins(10), is_done);
    let (missing, double) = missing_and_double(&copies(&server), mailing);
    let left = state_counts(&app).get("unknown").copied().unwrap_or(0);
    figure(
        "P9",
        format!(
            "{name}: {kills} kills in a mailing of {mailing}, {hits} of them in the middle: {missing} lost, {double} came twice \
         of {unsettled} accepted and not settled, {left} left to staff as unknown"
        ),
    );
    assert_eq!(missing, 0);
    assert!(double <= unsettled, "{double} twice, {unsettled} not settled");
    assert!(hits > 0, "no kill was in the middle");
    app.end();
}

mod a_mailing_survives_its_workers {
    use super::*;

    #[test]
    fn on_sqlite() {
        killed_in_the_middle("SQLite", Place::sqlite());
    }

    #[test]
    fn on_postgresql() {
        killed_in_the_middle("PostgreSQL", Place::postgresql());
    }
}
