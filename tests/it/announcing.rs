//! Announcements: composed, previewed, started, paused, given up; each recipient gets one, whatever dies.

use std::collections::HashMap;
use std::time::Duration;

use serde_json::{Value, json};
use uketsuke::clock;

use crate::support::app::{Place, TestApp};
use crate::support::figures::{figure, full_run};
use crate::support::organizer::Organizer;
use crate::support::own_server::wait_until;
use crate::support::process::{Program, free_address, serving};
use crate::support::smtp_server::{Setup, SmtpServer};
use crate::support::{bodies, on_both_databases};

fn announcement() -> Value {
    json!({
        "subject": { "ja": "駐車場のご案内", "en": "Parking" },
        "body": "当日は第2駐車場をご利用ください。",
        "filter": { "states": ["confirmed", "waitlisted"] }
    })
}

/// The event of a session.
fn event_of(app: &TestApp, session: &str) -> String {
    let session = app.get(&format!("/api/v1/sessions/{session}")).expect(200).json();
    session["event"].as_str().expect("an event").to_owned()
}

/// Composes an announcement; its path.
fn compose(app: &TestApp, event: &str, body: &Value) -> String {
    let path = format!("/api/v1/events/{event}/announcements");
    let made = app.staff("POST", &path, body).expect(201).json();
    assert_eq!(made["state"], "draft");
    format!("/api/v1/mailings/{}", made["id"].as_str().expect("an id"))
}

fn order(app: &TestApp, mailing: &str, order: &str) -> Value {
    app.staff("POST", &format!("{mailing}/{order}"), &Value::Null).expect(200).json()
}

fn progress(app: &TestApp, mailing: &str) -> Value {
    app.staff_get(mailing).expect(200).json()["progress"].clone()
}

/// Recipients without a mail in the queue, and mails beyond the first of one recipient.
const MISSING: &str = "SELECT COUNT(*) AS number FROM registrations r
    WHERE r.state IN ('confirmed', 'waitlisted') AND r.applicant_email IS NOT NULL AND NOT EXISTS
    (SELECT 1 FROM outbox o WHERE o.registration_id = r.id AND o.kind = 'announcement')";
const DOUBLE: &str = "SELECT COUNT(*) - COUNT(DISTINCT registration_id) AS number FROM outbox
    WHERE kind = 'announcement'";

fn missing_and_double(app: &TestApp) -> (i64, i64) {
    (app.sql_number(MISSING), app.sql_number(DOUBLE))
}

on_both_databases! {
    fn everybody_whom_the_filter_names_gets_one_mail(app) {
        let event = app.publish(&bodies::event(&[bodies::session("下関", 2), bodies::session("萩", 5)]));
        let session = |i: usize| event["sessions"][i]["id"].as_str().expect("an id").to_owned();
        for number in 0..3 {
            app.apply(&session(0), &bodies::applicant(number)).expect(201);
        }
        // A family shares an address, and one of them reads English.
        let child = json!({ "applicant": { "name": "山田 花子", "email": "taro0@example.jp" }, "consent": true, "language": "en" });
        app.apply(&session(1), &child).expect(201);
        let by_telephone = json!({ "applicant": { "name": "鈴木 花子", "phone": "000-2222-3333" }, "source": "telephone" });
        app.staff("POST", &format!("/api/v1/sessions/{}/registrations", session(1)), &by_telephone).expect(201);
        let event = event["id"].as_str().expect("an id");

        let mailing = compose(app, event, &announcement());
        let preview = app.staff("POST", &format!("{mailing}/preview"), &Value::Null).expect(200).json();
        assert_eq!((preview["recipients"].as_i64(), preview["without_address"].as_i64()), (Some(4), Some(1)));
        let mail = &preview["mail"];
        assert!(mail["subject"].as_str().is_some_and(|subject| subject.contains("駐車場のご案内")), "{mail}");
        assert!(mail["text"].as_str().is_some_and(|text| text.contains("第2駐車場") && text.contains("山田 0郎")), "{mail}");

        assert_eq!(order(app, &mailing, "start")["state"], "waiting");
        assert_eq!(app.work_on_mailings(), 4);
        assert_eq!(app.work_on_mailings(), 0, "nothing is owed twice");
        assert_eq!(missing_and_double(app), (0, 0));
        app.drain_mail();
        app.app().clock.advance(chrono::TimeDelta::seconds(3));
        app.work_on_mailings();
        let done = app.staff_get(&mailing).expect(200).json();
        assert_eq!(done["state"], "done");
        let progress = &done["progress"];
        assert_eq!((progress["recorded"].as_i64(), progress["sent"].as_i64(), progress["without_address"].as_i64()), (Some(5), Some(4), Some(1)), "{progress}");

        let some = json!({ "subject": "S", "body": "B", "filter": { "sessions": [session(0)], "states": ["waitlisted"] } });
        let other = compose(app, event, &some);
        order(app, &other, "start");
        assert_eq!(app.work_on_mailings(), 1);
        let english = json!({ "subject": "S", "body": "B", "filter": { "language": "en" } });
        let third = compose(app, event, &english);
        order(app, &third, "start");
        assert_eq!(app.work_on_mailings(), 1);
        let listed = app.staff_get(&format!("/api/v1/events/{event}/mailings")).expect(200).json();
        assert_eq!(listed["items"].as_array().map(Vec::len), Some(3));
    }

    fn who_has_stopped_announcements_is_left_out_and_counted(app) {
        let session = app.session(bodies::session("下関", 5));
        for number in 0..2 {
            app.apply(&session, &bodies::applicant(number)).expect(201);
        }
        let first = uketsuke::domain::values::email::EmailAddress::parse("Taro0@example.jp").expect("an address");
        let now = uketsuke::store::types::Time(app.app().clock.now());
        let stop = |conn: &mut uketsuke::store::Conn| {
            let organization = uketsuke::store::organizations::by_slug(conn, "hagi")?.expect("made").id;
            let key = app.app().links.address_key(uketsuke::domain::ids::OrganizationId(organization.0), &first);
            uketsuke::store::unsubscribes::stop(conn, organization, &key, now)
        };
        app.app().database.write(stop).expect("stopped");
        let mailing = compose(app, &event_of(app, &session), &announcement());
        let preview = app.staff("POST", &format!("{mailing}/preview"), &Value::Null).expect(200).json();
        assert_eq!((preview["recipients"].as_i64(), preview["unsubscribed"].as_i64()), (Some(1), Some(1)));
        order(app, &mailing, "start");
        assert_eq!(app.work_on_mailings(), 1);
        assert_eq!(progress(app, &mailing)["unsubscribed"], 1);
    }

    fn who_applies_after_the_start_is_not_written_to_and_who_withdraws_is_left_out(app) {
        let session = app.session(bodies::session("下関", 5));
        app.apply(&session, &bodies::applicant(0)).expect(201);
        let gone = app.apply(&session, &bodies::applicant(1)).expect(201).json();
        let mailing = compose(app, &event_of(app, &session), &announcement());
        order(app, &mailing, "start");
        app.apply(&session, &bodies::applicant(2)).expect(201);
        let token = gone["manage_url"].as_str().and_then(|url| url.rsplit('/').next()).expect("a token");
        app.send("DELETE", &format!("/api/v1/registrations/{token}"), &[], b"").expect(200);
        // The third pressed after staff did, and before the worker looked: that is still in time.
        assert_eq!(app.work_on_mailings(), 2);
        app.apply(&session, &bodies::applicant(3)).expect(201);
        assert_eq!(app.work_on_mailings(), 0);
    }

    fn a_pause_takes_effect_at_once_and_nobody_is_lost_by_it(app) {
        let filled = app.filled_session(1_200, 1);
        let mailing = compose(app, &event_of(app, &filled.session), &announcement());
        order(app, &mailing, "start");
        let owed = app.work_on_mailings();
        assert_eq!(owed, 500, "no more than may wait in the queue");
        assert_eq!(order(app, &mailing, "pause")["state"], "paused");
        let queued = "SELECT COUNT(*) AS number FROM outbox WHERE kind = 'announcement'";
        assert_eq!(app.sql_number(queued), 0, "what nobody has tried is taken back");
        assert_eq!(progress(app, &mailing)["owed"], 0);
        app.staff("POST", &format!("{mailing}/pause"), &Value::Null).expect_problem(409, "wrong_state");
        assert_eq!(app.work_on_mailings(), 0);
        assert_eq!(order(app, &mailing, "resume")["state"], "running");
        assert_eq!(app.work_on_mailings(), 500);
        let aborted = order(app, &mailing, "abort");
        assert_eq!((aborted["state"].as_str(), aborted["progress"]["owed"].as_i64(), aborted["progress"]["waiting"].as_i64()), (Some("aborted"), Some(0), Some(0)));
        assert_eq!(app.sql_number(queued), 0);
        app.staff("POST", &format!("{mailing}/resume"), &Value::Null).expect_problem(409, "wrong_state");
    }

    fn what_is_wrong_with_an_announcement_is_named(app) {
        let session = app.session(bodies::session("下関", 5));
        let path = format!("/api/v1/events/{}/announcements", event_of(app, &session));
        for (body, pointer, code) in [
            (json!({ "body": "B" }), "/subject", "empty"),
            (json!({ "subject": "S" }), "/body", "required"),
            (json!({ "subject": "S", "body": "B", "url": "https://example.jp" }), "/url", "not_supported"),
            (json!({ "kind": "survey" }), "/url", "required"),
            (json!({ "kind": "survey", "url": "javascript:alert(1)" }), "/url", "invalid_url"),
            (json!({ "kind": "thank_you", "subject": "S" }), "/subject", "not_supported"),
            (json!({ "subject": "S", "body": "B", "filter": { "states": ["here"] } }), "/filter/states/0", "unknown_choice"),
            (json!({ "subject": "S", "body": "B", "filter": { "sessions": ["x"] } }), "/filter/sessions/0", "unknown_choice"),
            (json!({ "subject": "S", "body": "B", "filter": { "language": "fr" } }), "/filter/language", "unknown_choice"),
        ] {
            app.staff("POST", &path, &body).expect_fault(pointer, code);
        }
    }

    // The control of the counts below: without the recipients that were recorded and the cause that a mail
    // is owed once for, the same mailing doubles; without its recipients it loses.
    fn a_mailing_that_forgets_whom_it_has_written_to_is_noticed(app) {
        let session = app.session(bodies::session("下関", 20));
        for number in 0..8 {
            app.apply(&session, &bodies::applicant(number)).expect(201);
        }
        let mailing = compose(app, &event_of(app, &session), &announcement());
        order(app, &mailing, "start");
        assert_eq!(app.work_on_mailings(), 8);
        assert_eq!(missing_and_double(app), (0, 0));
        let random = if app.app().database.is_postgres() { "gen_random_uuid()" } else { "randomblob(16)" };
        app.sql("UPDATE outbox SET dedup_key = 'forgotten:' || dedup_key WHERE kind = 'announcement'");
        app.sql(&format!("UPDATE mailing_recipients SET state = 'recorded', mail_id = {random}"));
        app.sql("UPDATE mailings SET due_at = created_at");
        assert_eq!(app.work_on_mailings(), 8);
        assert_eq!(missing_and_double(app), (0, 8));
        app.sql("DELETE FROM outbox WHERE kind = 'announcement'");
        app.sql("UPDATE mailings SET due_at = created_at");
        assert_eq!(app.work_on_mailings(), 0);
        assert_eq!(missing_and_double(app), (8, 0));
    }
}

/// Mailings to so many, with the server and its worker killed so often in the middle.
fn exactly_one_each_whatever_dies(name: &str, place: Place) {
    let (many, kills) = if full_run() { (5_000, 200) } else { (1_500, 4) };
    let server = SmtpServer::start_with(Setup { pipelining: true, ..Setup::default() });
    let url = server.url("smtp", "", "tls=none");
    let app = TestApp::at(place, &[]);
    let filled = app.filled_session(many, 1);
    // The first one's confirmation is not what is counted.
    app.sql("UPDATE outbox SET state = 'aborted'");
    let event = event_of(&app, &filled.session);
    let organizer = Organizer {
        database: app.app().database.clone(),
        token: app.token.clone(),
        address: app.node.address,
    };
    let mut offset = 0;
    let (mut killed, mut mailings) = (0, 0);
    while killed < kills {
        let mailing = compose(&app, &event, &announcement());
        order(&app, &mailing, "start");
        mailings += 1;
        loop {
            let address = free_address();
            let mut command = serving(&app.place.url, address);
            command.env("UKETSUKE_SMTP_URL", &url);
            // The next one comes when the leases of the last have run out.
            command.env("UKETSUKE_CLOCK_OFFSET", offset.to_string());
            let mut program = Program::start(command, address);
            offset += 200;
            let organizer = organizer.at(address);
            let is_done =
                || organizer.send("GET", &mailing, &Value::Null).json()["state"] == "done";
            if killed < kills {
                let before = server.count();
                wait_until("the mailing goes on", || server.count() > before || is_done());
                std::thread::sleep(Duration::from_millis(clock::random_u64() % 100));
                if !is_done() {
                    program.kill();
                    killed += 1;
                    continue;
                }
                break;
            }
            wait_until("the mailing is done", is_done);
            break;
        }
    }
    let rows = "SELECT COUNT(*) AS number FROM outbox WHERE kind = 'announcement'";
    let without = "SELECT COUNT(*) AS number FROM mailing_recipients r WHERE NOT EXISTS
        (SELECT 1 FROM outbox o WHERE o.id = r.mail_id AND o.registration_id = r.registration_id)";
    let recipients = "SELECT COUNT(*) AS number FROM registrations
        WHERE state IN ('confirmed', 'waitlisted')";
    let recipients = app.sql_number(recipients);
    let expected = recipients * mailings;
    let owed = app.sql_number(rows);
    let mut copies: HashMap<String, i64> = HashMap::new();
    for mail in server.received() {
        *copies.entry(message_id(&mail.bytes)).or_default() += 1;
    }
    let arrived = i64::try_from(copies.len()).expect("few");
    let twice = copies.values().filter(|copies| **copies > 1).count();
    figure(
        "P7",
        format!(
            "{name}: {mailings} mailing(s) to {recipients}, server and worker killed {killed} times: {owed} of \
             {expected} mails owed, {arrived} arrived, {twice} of them twice after a kill"
        ),
    );
    assert_eq!((owed, app.sql_number(without), app.sql_number(MISSING)), (expected, 0, 0));
    assert_eq!(arrived, expected);
    app.end();
}

fn message_id(bytes: &[u8]) -> String {
    let text = String::from_utf8_lossy(bytes);
    let line = text.lines().find(|line| line.to_ascii_lowercase().starts_with("message-id:"));
    line.expect("a Message-ID").to_owned()
}

mod each_gets_exactly_one_whatever_dies {
    use super::*;

    #[test]
    fn on_sqlite() {
        exactly_one_each_whatever_dies("SQLite", Place::sqlite());
    }

    #[test]
    fn on_postgresql() {
        exactly_one_each_whatever_dies("PostgreSQL", Place::postgresql());
    }
}

/// Two workers on one mailing: each step is one worker's.
#[test]
fn several_workers_share_a_mailing_and_owe_each_mail_once() {
    let app = TestApp::on_postgresql();
    let filled = app.filled_session(1_200, 1);
    let mailing = compose(&app, &event_of(&app, &filled.session), &announcement());
    order(&app, &mailing, "start");
    let all = app.sql_number(
        "SELECT COUNT(*) AS number FROM registrations WHERE state IN ('confirmed', 'waitlisted')",
    );
    for _ in 0..20 {
        std::thread::scope(|scope| {
            for _ in 0..4 {
                scope.spawn(|| app.work_on_mailings());
            }
        });
        app.sql("UPDATE outbox SET state = 'sent' WHERE kind = 'announcement'");
        app.app().clock.advance(chrono::TimeDelta::seconds(3));
    }
    let done = app.staff_get(&mailing).expect(200).json();
    assert_eq!(
        (done["state"].as_str(), done["progress"]["sent"].as_i64()),
        (Some("done"), Some(all))
    );
    assert_eq!(missing_and_double(&app), (0, 0));
    app.end();
}
