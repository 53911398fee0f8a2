//! What the database takes back just before its commit, or at it: nobody is told yes, and no mail goes out (P8).

use std::collections::HashMap;
use std::sync::Mutex;

use diesel::RunQueryDsl as _;
use serde_json::Value;
use uketsuke::store::StoreError;

use crate::support::app::{Place, TestApp};
use crate::support::bodies;
use crate::support::books::{disagreements, execute};
use crate::support::figures::{figure, full_run};
use crate::support::smtp_server::{Setup as Smtp, SmtpServer};
use crate::support::wire::{Wire, application};

const CLIENTS: usize = 20;

/// Transactions that fail, half of them before the commit and half at it.
fn failures() -> usize {
    if full_run() { 500 } else { 40 }
}

/// A registration whose applicant's address begins so fails when its last rows are written, after its mail.
const BEFORE: &str = "before";
/// One whose address begins so fails at the commit itself.
const AT: &str = "at";

const ON_SQLITE: [&str; 4] = [
    "CREATE TRIGGER fail_before AFTER INSERT ON audit_lines
     WHEN EXISTS (SELECT 1 FROM registrations r WHERE r.id = NEW.subject_id AND r.applicant_email LIKE 'before%')
     BEGIN SELECT RAISE(ABORT, 'the test says no'); END",
    "CREATE TABLE debtors (id INTEGER PRIMARY KEY)",
    "CREATE TABLE debts (debtor INTEGER REFERENCES debtors (id) DEFERRABLE INITIALLY DEFERRED)",
    "CREATE TRIGGER fail_at AFTER INSERT ON registrations WHEN NEW.applicant_email LIKE 'at%'
     BEGIN INSERT INTO debts (debtor) VALUES (1); END",
];

const ON_POSTGRESQL: [&str; 4] = [
    "CREATE FUNCTION fail_before() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
        IF EXISTS (SELECT 1 FROM registrations r WHERE r.id = NEW.subject_id AND r.applicant_email LIKE 'before%')
        THEN RAISE EXCEPTION 'the test says no'; END IF;
        RETURN NULL; END $$",
    "CREATE TRIGGER fail_before AFTER INSERT ON audit_lines FOR EACH ROW EXECUTE FUNCTION fail_before()",
    "CREATE FUNCTION fail_at() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
        RAISE EXCEPTION 'the test says no'; END $$",
    "CREATE CONSTRAINT TRIGGER fail_at AFTER INSERT ON registrations DEFERRABLE INITIALLY DEFERRED
     FOR EACH ROW WHEN (NEW.applicant_email LIKE 'at%') EXECUTE FUNCTION fail_at()",
];

struct Scene {
    app: TestApp,
    smtp: SmtpServer,
    session: String,
}

impl Scene {
    fn new(place: Place) -> Self {
        let smtp = SmtpServer::start_with(Smtp::default());
        let url = smtp.url("smtp", "", "tls=none");
        let app = TestApp::at(place, &[("UKETSUKE_SMTP_URL", &url)]);
        let database = &app.app().database;
        execute(database, if database.is_postgres() { &ON_POSTGRESQL } else { &ON_SQLITE });
        let session = app.session(bodies::session("下関", 100));
        Self { app, smtp, session }
    }

    /// Every second applicant's transaction fails; who was told yes.
    fn press(&self) -> Vec<String> {
        let accepted = Mutex::new(Vec::new());
        std::thread::scope(|scope| {
            for client in 0..CLIENTS {
                let accepted = &accepted;
                scope.spawn(move || {
                    let mut wire = Wire::connect(self.app.node.address).expect("connected");
                    for number in (client..failures() * 2).step_by(CLIENTS) {
                        let body = applicant(number);
                        let answer =
                            wire.ask(&application(&self.session, &body)).expect("an answer");
                        let email = body["applicant"]["email"].as_str().expect("one").to_owned();
                        if answer.status == 201 {
                            accepted.lock().expect("no panic").push(email);
                        }
                    }
                });
            }
        });
        accepted.into_inner().expect("no panic")
    }

    /// Sends all mail; how many came to each address.
    fn mails(&self) -> HashMap<String, usize> {
        self.app.drain_mail();
        let mut mails = HashMap::new();
        for address in self.smtp.received().into_iter().flat_map(|mail| mail.to) {
            *mails.entry(address).or_insert(0) += 1;
        }
        mails
    }
}

fn applicant(number: usize) -> Value {
    let mut body = bodies::applicant(number);
    let kind = match number % 4 {
        0 => BEFORE,
        2 => AT,
        _ => "good",
    };
    body["applicant"]["email"] = format!("{kind}{number}@example.jp").into();
    body
}

fn is_to_fail(email: &str) -> bool {
    email.starts_with(BEFORE) || email.starts_with(AT)
}

fn told(scene: &Scene, name: &str) {
    let accepted = scene.press();
    let mails = scene.mails();
    let database = &scene.app.app().database;
    let to_the_failed = mails.keys().filter(|address| is_to_fail(address)).count();
    let twice = mails.values().filter(|count| **count != 1).count();
    let silent = accepted.iter().filter(|email| !mails.contains_key(*email)).count();
    figure(
        "P8",
        format!(
            "{name}: {} taken back before or at the commit among {} others: {to_the_failed} mails for them, {silent} others without mail, {twice} with more than one",
            failures(),
            accepted.len()
        ),
    );
    assert!(!accepted.iter().any(|email| is_to_fail(email)), "somebody was told yes: {accepted:?}");
    assert_eq!(accepted.len(), failures(), "those beside them were refused");
    assert_eq!((to_the_failed, silent, twice), (0, 0, 0));
    assert_eq!(disagreements(database), 0);
}

mod what_is_taken_back_at_the_commit_sends_no_mail {
    use super::*;

    #[test]
    fn on_sqlite() {
        let scene = Scene::new(Place::sqlite());
        told(&scene, "SQLite");
        scene.app.end();
    }

    #[test]
    fn on_postgresql() {
        let scene = Scene::new(Place::postgresql());
        told(&scene, "PostgreSQL");
        scene.app.end();
    }
}

/// The control: a service that queues its mail in a transaction of its own tells those, too, whose registration
/// is taken back.
fn control(place: Place) {
    let scene = Scene::new(place);
    let accepted = scene.press();
    scene
        .app
        .app()
        .database
        .write(|conn| {
            let failed = "UPDATE outbox SET recipient = 'at2@example.jp' WHERE id = (SELECT id FROM outbox LIMIT 1)";
            diesel::sql_query(failed).execute(conn)?;
            Ok::<_, StoreError>(())
        })
        .expect("queued");
    let mails = scene.mails();
    assert!(mails.keys().any(|address| is_to_fail(address)), "such a mail was not noticed");
    assert!(accepted.iter().any(|email| !mails.contains_key(email)));
    scene.app.end();
}

mod a_mail_for_what_was_taken_back_is_noticed {
    use super::*;

    #[test]
    fn on_sqlite() {
        control(Place::sqlite());
    }

    #[test]
    fn on_postgresql() {
        control(Place::postgresql());
    }
}
