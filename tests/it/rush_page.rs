//! The page of a session while many apply: what it says is true of the moment that it names.

use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use crate::support::app::TestApp;
use crate::support::bodies;
use crate::support::figures::figure;
use crate::support::on_both_databases;

const CAPACITY: i64 = 150;
const APPLICATIONS: usize = 180;
const CLIENTS: usize = 8;
/// How old a count may be on another node; on this one it is of the last commit.
const AGE: Duration = Duration::from_secs(1);

/// The seats that the page says are left.
fn shown_left(page: &str) -> i64 {
    if page.contains("満席（定員") {
        return 0;
    }
    let number: String = page
        .split("残り")
        .nth(1)
        .map(|rest| rest.chars().take_while(char::is_ascii_digit).collect())
        .unwrap_or_default();
    number.parse().expect("a number of seats")
}

/// When applications were sent and answered, so that at each instant as many seats were taken at least, and
/// at most.
#[derive(Default)]
struct Log {
    sent: Vec<Instant>,
    answered: Vec<Instant>,
}

impl Log {
    fn taken_at_least(&self, at: Instant) -> i64 {
        count(&self.answered, at)
    }

    fn taken_at_most(&self, at: Instant) -> i64 {
        count(&self.sent, at)
    }
}

fn count(times: &[Instant], until: Instant) -> i64 {
    let so_far = times.iter().filter(|time| **time <= until).count();
    i64::try_from(so_far).unwrap_or(i64::MAX).min(CAPACITY)
}

/// How many looks saw what was not so within the second before them; `off`: seats by which they are misread.
fn wrong(log: &Log, looks: &[(Instant, Instant, i64)], off: i64) -> usize {
    let is_wrong = |(from, until, left): &&(Instant, Instant, i64)| {
        let taken = CAPACITY - (left + off);
        let least = from.checked_sub(AGE).map_or(0, |then| log.taken_at_least(then));
        taken < least || taken > log.taken_at_most(*until)
    };
    looks.iter().filter(is_wrong).count()
}

fn looks(app: &TestApp, path: &str, done: &AtomicBool) -> Vec<(Instant, Instant, i64)> {
    let mut looks = Vec::new();
    while !done.load(Ordering::SeqCst) {
        let from = Instant::now();
        let page = app.get(path).expect(200).text();
        looks.push((from, Instant::now(), shown_left(&page)));
    }
    looks
}

on_both_databases! {
    fn the_page_says_in_a_rush_what_was_so_within_the_second_that_it_names(app) {
        let event = app.publish(&bodies::event(&[bodies::session("下関", CAPACITY)]));
        let session = event["sessions"][0]["id"].as_str().expect("an id").to_owned();
        let path = format!("/e/{}", event["slug"].as_str().expect("a slug"));
        let (log, done) = (Mutex::new(Log::default()), AtomicBool::new(false));
        let looks = std::thread::scope(|scope| {
            let looking = scope.spawn(|| looks(app, &path, &done));
            let clients: Vec<_> = (0..CLIENTS).map(|client| {
                let (log, session) = (&log, &session);
                scope.spawn(move || for number in (client..APPLICATIONS).step_by(CLIENTS) {
                    log.lock().expect("the log").sent.push(Instant::now());
                    app.apply(session, &bodies::applicant(number)).expect(201);
                    log.lock().expect("the log").answered.push(Instant::now());
                })
            }).collect();
            for client in clients {
                client.join().expect("applied");
            }
            done.store(true, Ordering::SeqCst);
            looking.join().expect("looked")
        });
        let log = log.into_inner().expect("the log");
        let found = wrong(&log, &looks, 0);
        let database = if app.app().database.is_postgres() { "PostgreSQL" } else { "SQLite" };
        figure("rush page", format!("{database}: {} looks at the page during {APPLICATIONS} applications, {found} of them wrong", looks.len()));
        assert!(looks.len() > 10, "hardly looked");
        assert!(looks.iter().any(|(_, _, left)| (1..CAPACITY).contains(left)), "never looked in the middle");
        assert_eq!(found, 0);
        assert!(wrong(&log, &looks, -40) > 0 && wrong(&log, &looks, 40) > 0, "control: a page that is off is noticed");
        assert_eq!(shown_left(&app.get(&path).expect(200).text()), 0);
    }
}
