//! A list that is taken in, and taken back, while the program dies again and again: each row once, and all of them back.

use std::time::Duration;

use uketsuke::clock;

use crate::console_attendees::{ended, location, send};
use crate::console_imports::{many, tried, upload};
use crate::support::app::{Place, TestApp, agent};
use crate::support::bodies::{self, session};
use crate::support::console::Desk;
use crate::support::figures::{figure, full_run};
use crate::support::own_server::wait_until;
use crate::support::process::{Program, free_address, serving};

const SEATED: &str = "SELECT COUNT(*) AS number FROM registrations WHERE state = 'confirmed'";
const PERSONS: &str = "SELECT COUNT(DISTINCT applicant_email) AS number FROM registrations";
const ALL: &str = "SELECT COUNT(*) AS number FROM registrations";
const UNDONE: &str = "SELECT COUNT(*) AS number FROM import_rows WHERE finding = 'undone'";
const AT_WORK: &str = "SELECT COUNT(*) AS number FROM jobs WHERE state IN ('waiting', 'running')";

/// A list on its page, of somebody who is signed in. Nobody serves it until a program does.
struct List {
    app: TestApp,
    path: String,
    cookie: String,
    csrf: String,
    /// Seconds that the next program's clock is ahead: its predecessor's leases have run out.
    ahead: u64,
}

impl List {
    fn tried(place: Place, rows: i64) -> Self {
        let mut app = TestApp::at(place, &[]);
        let session = app.session(session("下関", rows));
        let list = many(rows);
        let (path, cookie, csrf) = {
            let desk = Desk::of(&app);
            let path = format!("/console/sessions/{session}/import");
            let path = location(&upload(&desk, &path, "名簿.csv", list.as_bytes()).expect(303));
            tried(&desk, &path);
            (path, desk.cookie.clone(), desk.csrf())
        };
        // What is done from here on, other programs do.
        app.node.stop();
        Self { app, path, cookie, csrf, ahead: 0 }
    }

    fn number(&self, what: &str) -> i64 {
        self.app.sql_number(what)
    }

    fn program(&mut self) -> Program {
        let address = free_address();
        let mut command = serving(&self.app.place.url, address);
        self.ahead += 200;
        command.env("UKETSUKE_CLOCK_OFFSET", self.ahead.to_string());
        Program::start(command, address)
    }

    fn press(&self, program: &Program, button: &str) {
        let url = program.url(&format!("{}/{button}", self.path));
        let form = [("csrf", self.csrf.as_str())];
        let answer =
            agent().post(&url).header("Cookie", &self.cookie).send_form(form).expect("an answer");
        assert_eq!(answer.status(), 303);
    }

    /// Has a button pressed, and the work killed so often in the middle; how often it was.
    fn worked_on(&mut self, button: &str, kills: usize) -> usize {
        let (mut killed, mut is_pressed) = (0, false);
        loop {
            let mut program = self.program();
            let before = self.number(SEATED);
            if !is_pressed {
                self.press(&program, button);
                is_pressed = true;
            }
            let has_ended = || self.number(AT_WORK) == 0;
            if killed < kills {
                wait_until("the work goes on", || self.number(SEATED) != before || has_ended());
                std::thread::sleep(Duration::from_millis(clock::random_u64() % 400));
            } else {
                wait_until("the work has ended", has_ended);
            }
            if has_ended() {
                return killed;
            }
            program.kill();
            killed += 1;
        }
    }
}

fn each_row_once_and_all_of_them_back(name: &str, place: Place) {
    let (rows, kills) = if full_run() { (20_000, 60) } else { (2_500, 2) };
    let mut list = List::tried(place, rows);
    let run = list.worked_on("run", kills);
    let (all, seated, persons) = (list.number(ALL), list.number(SEATED), list.number(PERSONS));
    let undo = list.worked_on("undo", kills);
    let left = list.number(SEATED);
    figure(
        "imports",
        format!(
            "{name}: {rows} rows, killed {run} times while taken in and {undo} times while taken back: \
             {seated} registered, {} of them twice, {left} left behind",
            all - persons
        ),
    );
    assert!(run > 0 && undo > 0, "nothing was killed: the test proves nothing");
    assert_eq!((all, seated, persons, left), (rows, rows, rows, 0));
    assert_eq!(list.number(UNDONE), rows, "each is known to have been taken back");
    list.app.end();
}

/// The controls: what the counts say of a list of which nobody goes on after a kill, and of one that is taken in once
/// more for another session, so that its rows have other keys.
#[test]
fn lists_that_are_not_gone_on_with_or_taken_in_twice_are_noticed() {
    let rows = 2_500;
    let mut list = List::tried(Place::sqlite(), rows);
    let mut program = list.program();
    list.press(&program, "run");
    wait_until("the work goes on", || list.number(SEATED) > 0);
    program.kill();
    let seated = list.number(SEATED);
    let twice = twice_over(10);
    figure(
        "imports control",
        format!(
            "killed and never gone on with: {seated} of {rows} registered; 10 rows taken in again: {twice} twice"
        ),
    );
    assert!(seated < rows);
    assert_eq!(twice, 10);
    list.app.end();
}

/// How often the count finds somebody twice when a list is taken in for each of two sessions.
fn twice_over(rows: i64) -> i64 {
    let app = TestApp::on_sqlite();
    let event = app.publish(&bodies::event(&[session("下関", rows), session("萩", rows)]));
    let desk = Desk::of(&app);
    for session in event["sessions"].as_array().expect("sessions") {
        let path = format!("/console/sessions/{}/import", session["id"].as_str().expect("an id"));
        let list = many(rows);
        let import = location(&upload(&desk, &path, "名簿.csv", list.as_bytes()).expect(303));
        tried(&desk, &import);
        send(&desk, &format!("{import}/run"), &[]).expect(303);
        ended(&desk, &import);
    }
    let twice = app.sql_number(ALL) - app.sql_number(PERSONS);
    app.end();
    twice
}

mod each_row_is_taken_in_once_and_taken_back_whatever_dies {
    use super::*;

    #[test]
    fn on_sqlite() {
        each_row_once_and_all_of_them_back("SQLite", Place::sqlite());
    }

    #[test]
    fn on_postgresql() {
        each_row_once_and_all_of_them_back("PostgreSQL", Place::postgresql());
    }
}
