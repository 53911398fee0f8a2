//! Long work: one process at a time does its steps, whoever started it sees how far it has come and stops it.

use std::time::{Duration, Instant};

use chrono::TimeDelta;
use serde_json::Value;
use uketsuke::clock;
use uketsuke::domain::ids::OrganizationId;
use uketsuke::domain::seats::Actor;
use uketsuke::store::jobs::{self, JobRow};
use uketsuke::store::organizations;
use uketsuke::store::types::{Id, Time};
use uketsuke::usecases::Principal;
use uketsuke::usecases::jobs::{NewJob, row_of};

use crate::support::app::TestApp;
use crate::support::console::{Desk, link_of};
use crate::support::on_both_databases;

/// A job of the organization that is due after so many seconds.
fn job(app: &TestApp, organization: &str, due_after: i64) -> JobRow {
    let now = app.app().clock.now();
    let found = app.app().database.read(|conn| organizations::by_slug(conn, organization));
    let organization = OrganizationId(found.expect("read").expect("there").id.0);
    let principal = Principal::new(organization, Actor::Service, Vec::new());
    let new = NewJob {
        kind: "nobody_knows",
        event: None,
        parameters: Value::Null,
        page: "/console/outbox",
        total: Some(10),
    };
    let mut row = row_of(&principal, new, clock::uuid_v7(now), now);
    row.due_at = Time(now + TimeDelta::seconds(due_after));
    app.app().database.write(|conn| jobs::insert(conn, &row)).expect("kept");
    row
}

/// The page of a job once it says so.
fn page_saying(desk: &Desk<'_>, id: Id, words: &str) -> String {
    let began = Instant::now();
    loop {
        let page = desk.get(&format!("/console/jobs/{}", id.0)).expect(200).text();
        if page.contains(words) {
            return page;
        }
        assert!(began.elapsed() < Duration::from_secs(20), "{page}");
        std::thread::sleep(Duration::from_millis(50));
    }
}

on_both_databases! {
    fn a_job_is_taken_by_one_process_until_its_lease_ends(app) {
        let due = job(app, "hagi", 3_600);
        let at = |seconds: i64| Time(due.due_at.0 + TimeDelta::seconds(seconds));
        let lease = |number: u128| Id(uuid::Uuid::from_u128(number));
        let database = &app.app().database;
        let claim = |number, seconds: i64| {
            let claimed = database.write(|conn| jobs::claim(conn, at(seconds), lease(number), at(seconds + 120)));
            claimed.expect("asked").map(|row| row.id)
        };
        let save = |number| database.write(|conn| jobs::save(conn, &due, lease(number))).expect("asked");
        assert_eq!(claim(1, -1), None, "not before it is due");
        assert_eq!(claim(1, 0), Some(due.id));
        assert_eq!(claim(2, 60), None, "somebody works on it");
        assert_eq!(claim(2, 121), Some(due.id), "whoever had it has gone");
        assert!(!save(1), "who comes back late overwrites nothing");
        assert!(save(2));
    }

    fn a_job_that_cannot_go_on_says_so_with_a_way_to_what_it_did(app) {
        let desk = Desk::of(app);
        let row = job(app, "hagi", 0);
        let page = page_saying(&desk, row.id, "途中で止まりました");
        assert!(page.contains("href=\"/console/outbox\"") && !page.contains("処理を止める"), "{page}");
        let english = desk.get(&format!("/console/jobs/{}?lang=en", row.id.0)).expect(200);
        assert!(english.header("refresh").is_none() && english.text().contains("0 of 10 are done"));
    }

    fn a_job_is_stopped_by_those_whose_it_is_and_unknown_to_others(app) {
        let desk = Desk::of(app);
        let row = job(app, "hagi", 3_600);
        let path = format!("/console/jobs/{}", row.id.0);
        let waiting = desk.get(&path).expect(200);
        assert!(waiting.header("refresh") == Some("2") && waiting.text().contains("順番を待っています"));
        let other = Desk::by(app, &link_of(app, "shimonoseki", "下関市"));
        assert!(!other.get(&path).expect(404).text().contains("順番"));
        other.press(&format!("{path}/stop"), &other.csrf()).expect(404);
        desk.press(&format!("{path}/stop"), "wrong").expect(403);
        desk.press(&format!("{path}/stop"), &desk.csrf()).expect(303);
        page_saying(&desk, row.id, "止めました");
        desk.press(&format!("{path}/stop"), &desk.csrf()).expect(409);
    }
}
