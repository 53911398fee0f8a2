//! Two telephones at a door whose network is cut in the middle of it, in headless Chromium.

use serde::Deserialize;
use serde_json::json;

use super::script::{played, target};
use crate::support::app::TestApp;
use crate::support::bodies;
use crate::support::console::Desk;
use crate::support::door::{Door, code_of, registered};
use crate::support::figures::figure;

/// People who come, on two telephones; every fifth is seen by both.
const PEOPLE: usize = 160;
/// Of them twice one who is let in without network, out again, and in later.
const SCANS: usize = 202;

/// What became of it.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Played {
    /// Scans that each telephone made, and of them without network.
    scans: usize,
    offline: usize,
    /// What waited on both when the network came back.
    waiting: usize,
    /// The slowest answer to a scan in the page, in milliseconds.
    slowest: f64,
    /// What the telephones told of people whom the other had checked in first.
    told: usize,
    /// What is said of who was let in and out again, when they come back.
    again: String,
    /// Whether the page opened again while there was no network.
    reopened: bool,
    /// What is said to have been sent in the end.
    unsent: usize,
    /// How often the answer of the server was lost after it had written.
    lost_answers: usize,
    /// Lists with names that were left after signing out.
    left: usize,
    findings: Vec<String>,
    complaints: Vec<String>,
    error: Option<String>,
}

fn play(app: &TestApp, mode: &str) -> Played {
    let door = Door::open(app, 500, &[]);
    let mut codes = Vec::new();
    for number in 0..=PEOPLE {
        let (id, reception, _) = registered(app, &door.session, &bodies::applicant(number));
        codes.push(code_of(app, &id, &reception));
    }
    let desk = Desk::of(app);
    let file = target("door-codes.json");
    std::fs::create_dir_all(target("")).expect("a folder");
    std::fs::write(&file, json!(codes).to_string()).expect("written");
    let (base, path) = (app.url(""), door.path());
    let pictures = target("screenshots").display().to_string();
    let codes = file.display().to_string();
    let args = [
        "--base",
        &base,
        "--path",
        &path,
        "--cookie",
        &desk.cookie,
        "--codes",
        &codes,
        "--out",
        &pictures,
        "--mode",
        mode,
    ];
    played("door.mjs", &args, |_| {})
}

fn written(app: &TestApp) -> (i64, i64) {
    let all = "SELECT COUNT(*) AS number FROM check_ins WHERE undone_at IS NULL";
    let people =
        "SELECT COUNT(DISTINCT registration_id) AS number FROM check_ins WHERE undone_at IS NULL";
    (app.sql_number(all), app.sql_number(people))
}

#[test]
fn with_the_network_cut_in_the_middle_of_200_scans_on_two_telephones_all_are_there_once() {
    let app = TestApp::on_sqlite();
    let run = play(&app, "real");
    assert_eq!(run.error, None);
    let (rows, people) = written(&app);
    figure(
        "offline check-in",
        format!(
            "{} scans on two telephones, {} without network ({} waited), {} answers lost: {people} people \
             there, {rows} check-ins, {} told that the other was first; slowest answer {:.0} ms",
            run.scans, run.offline, run.waiting, run.lost_answers, run.told, run.slowest
        ),
    );
    assert_eq!((run.scans, run.unsent), (SCANS, 0));
    assert!(
        run.offline >= 80 && run.waiting >= 60 && run.lost_answers > 0 && run.reopened,
        "{run:?}"
    );
    assert_eq!(run.again, "welcome", "who is out is not there");
    let expected = i64::try_from(PEOPLE + 1).expect("few");
    assert_eq!((rows, people), (expected, expected), "everybody once");
    assert!(run.told > 0, "the second is told");
    assert!(run.slowest < 1_000.0, "within a second");
    assert_eq!(run.left, 0, "signed out, no list is left");
    assert_eq!((run.findings.as_slice(), run.complaints.as_slice()), (&[][..], &[][..]));
    app.end();
}

/// The control: telephones that give what they say another id each time, no index that holds that somebody is there
/// once, and a service that does not see who is there already.
#[test]
fn with_what_keeps_them_apart_switched_off_the_same_scans_are_there_twice() {
    let app = TestApp::on_sqlite();
    app.sql("DROP INDEX check_ins_once");
    app.sql(
        "CREATE TRIGGER blind AFTER INSERT ON check_ins BEGIN \
         UPDATE check_ins SET meeting_id = randomblob(16) WHERE id = NEW.id; END",
    );
    let run = play(&app, "control");
    assert_eq!(run.error, None);
    let (rows, people) = written(&app);
    figure("offline check-in", format!("control: {rows} check-ins of {people} people"));
    assert!(rows > people, "{rows} of {people}: what keeps them apart is not tried");
    app.end();
}

/// The rules of the page are those of the domain.
#[test]
fn the_page_decides_as_the_domain_does() {
    #[derive(Deserialize)]
    struct Checked {
        cases: usize,
        wrong: Vec<String>,
    }
    let checked: Checked = played("door_rules.mjs", &[], |_| {});
    figure("offline check-in", format!("{} cases decided alike by page and server", checked.cases));
    assert!(checked.cases > 15 && checked.wrong.is_empty(), "{:?}", checked.wrong);
}
