//! Mail that comes back: reports, forged ones, automatic replies, and announcements that are stopped.

use std::fs;
use std::path::Path;

use tempfile::TempDir;
use uketsuke::config::{PublicUrl, SecretKey};
use uketsuke::domain::ids::OrganizationId;
use uketsuke::domain::values::email::EmailAddress;
use uketsuke::links::{Links, Unsubscribe};
use uketsuke::store::{organizations, unsubscribes};
use uketsuke::worker::incoming::{self, Looked};
use uuid::Uuid;

use crate::support::app::{Place, TestApp};
use crate::support::bodies;
use crate::support::figures::figure;
use crate::support::imap_server::ImapServer;
use crate::support::on_both_databases;
use crate::support::smtp_server::SmtpServer;

const BOUNCE_ADDRESS: &str = "uketsuke-bounce@example.jp";

/// A service whose mail goes to a server of the tests, and comes back to a mailbox.
struct Office {
    app: TestApp,
    server: SmtpServer,
    session: String,
}

impl Office {
    fn new(place: Place, mailbox_url: &str) -> Self {
        let server = SmtpServer::start();
        let smtp_url = server.url("smtp", "", "tls=none");
        let extra = [
            ("UKETSUKE_SMTP_URL", smtp_url.as_str()),
            ("UKETSUKE_BOUNCE_ADDRESS", BOUNCE_ADDRESS),
            ("UKETSUKE_APPLICATION_ADDRESS", "moushikomi@example.jp"),
            ("UKETSUKE_MAILBOX_URL", mailbox_url),
        ];
        let app = TestApp::at(place, &extra);
        let session = app.session(bodies::session("下関", 100));
        Self { app, server, session }
    }

    /// Registers somebody; the address to which their confirmation comes back.
    fn confirmed(&self, number: usize) -> String {
        self.app.apply(&self.session, &bodies::applicant(number)).expect(201);
        self.app.drain_mail();
        let to = format!("taro{number}@example.jp");
        let mails = self.server.received();
        let mail = mails.iter().find(|mail| mail.to == [to.clone()]).expect("the confirmation");
        mail.from.clone()
    }

    fn look(&self) -> Looked {
        look(&self.app).expect("looked").expect("there is a mailbox")
    }

    /// States of the mails, by recipient.
    fn states(&self) -> Vec<(String, String)> {
        let listed = self.app.staff_get("/api/v1/outbox").expect(200).json();
        let text = |value: &serde_json::Value| value.as_str().expect("a text").to_owned();
        let mut states: Vec<_> = listed["items"]
            .as_array()
            .expect("mails")
            .iter()
            .map(|mail| (text(&mail["recipient"]), text(&mail["state"])))
            .collect();
        states.sort();
        states
    }

    /// What staff see of the addresses in the list: those that are marked, with their status.
    fn marked(&self) -> Vec<(String, String)> {
        let path = format!("/api/v1/sessions/{}/registrations", self.session);
        let listed = self.app.staff_get(&path).expect(200).json();
        let items = listed["items"].as_array().expect("registrations").clone();
        let text = |value: &serde_json::Value| value.as_str().expect("a text").to_owned();
        items
            .iter()
            .filter(|item| item.get("email_bounced").is_some())
            .map(|item| (text(&item["applicant"]["email"]), text(&item["email_bounced"]["status"])))
            .collect()
    }

    fn classes(&self) -> Vec<(&'static str, i64)> {
        ["bounce", "delay", "forged", "auto_reply", "application", "other"]
            .into_iter()
            .map(|class| {
                let count = format!(
                    "SELECT COUNT(*) AS number FROM incoming_mails WHERE class = '{class}'"
                );
                (class, self.app.sql_number(&count))
            })
            .filter(|(_, count)| *count > 0)
            .collect()
    }
}

fn look(app: &TestApp) -> Result<Option<Looked>, incoming::LookError> {
    let runtime =
        tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    runtime.block_on(incoming::look(app.app()))
}

/// A report of a mail server, as Postfix writes them.
fn report(id: &str, to: &str, action: &str, status: &str) -> String {
    format!(
        "Return-Path: <>\r\nDelivered-To: {to}\r\nFrom: MAILER-DAEMON@mx.example.ne.jp\r\nTo: {to}\r\n\
         Subject: Undelivered Mail Returned to Sender\r\nAuto-Submitted: auto-replied\r\nMessage-Id: <{id}@mx.example.ne.jp>\r\n\
         MIME-Version: 1.0\r\nContent-Type: multipart/report; report-type=delivery-status; boundary=\"b\"\r\n\r\n\
         --b\r\nContent-Type: text/plain\r\n\r\nSorry.\r\n--b\r\nContent-Type: message/delivery-status\r\n\r\n\
         Reporting-MTA: dns; mx.example.ne.jp\r\n\r\nFinal-Recipient: rfc822; x@example.jp\r\nAction: {action}\r\nStatus: {status}\r\n\r\n\
         --b\r\nContent-Type: message/rfc822\r\n\r\nSubject: with a secret link https://uketsuke/r/SECRET\r\n\r\nx\r\n--b--\r\n"
    )
}

fn vacation(to: &str) -> String {
    format!(
        "Return-Path: <>\r\nFrom: taro1@example.jp\r\nTo: {to}\r\nSubject: away\r\nAuto-Submitted: auto-replied\r\n\
         Message-ID: <v1@example.jp>\r\n\r\nNot here until 5.1.1, room 550.\r\n"
    )
}

fn person(id: &str) -> String {
    format!(
        "From: hanako@example.com\r\nTo: {BOUNCE_ADDRESS}\r\nSubject: =?utf-8?b?55Sz44GX6L6844G/?=\r\n\
         Message-ID: <{id}@example.com>\r\n\r\nI would like to come.\r\n"
    )
}

fn put(maildir: &Path, name: &str, mail: &str) {
    fs::create_dir_all(maildir.join("new")).expect("a Maildir");
    fs::write(maildir.join("new").join(name), mail).expect("delivered");
}

fn with_maildir(place: Place) -> (Office, TempDir) {
    let maildir = tempfile::tempdir().expect("a folder");
    fs::create_dir_all(maildir.path().join("new")).expect("a Maildir");
    let office = Office::new(place, &format!("maildir:{}", maildir.path().display()));
    (office, maildir)
}

/// Runs a test with a Maildir on both databases.
macro_rules! with_a_maildir {
    ($(fn $name:ident($office:ident, $maildir:ident) $body:block)+) => {$(
        mod $name {
            use super::*;

            fn test($office: &Office, $maildir: &Path) $body

            fn run(place: Place) {
                let (office, maildir) = with_maildir(place);
                test(&office, maildir.path());
                office.app.end();
            }

            #[test]
            fn on_sqlite() {
                run(Place::sqlite());
            }

            #[test]
            fn on_postgresql() {
                run(Place::postgresql());
            }
        }
    )+};
}

with_a_maildir! {
    fn a_report_marks_the_mail_and_the_address_where_staff_see_it(office, maildir) {
        let returns_to = office.confirmed(1);
        office.confirmed(2);
        assert!(returns_to.starts_with("uketsuke-bounce+") && returns_to.len() < 80, "{returns_to}");
        put(maildir, "1.host", &report("r1", &returns_to, "failed", "5.1.1"));
        assert_eq!(office.look(), Looked { kept: 1, ..Looked::default() });
        let state = |recipient: &str, state: &str| (recipient.to_owned(), state.to_owned());
        assert_eq!(office.states(), [state("t***@example.jp", "bounced"), state("t***@example.jp", "sent")]);
        let its = office.app.staff_get("/api/v1/outbox?q=taro1@example.jp").expect(200).json();
        assert_eq!((its["items"].as_array().map(Vec::len), its["items"][0]["state"].as_str()), (Some(1), Some("bounced")));
        assert_eq!(office.marked(), [("taro1@example.jp".to_owned(), "5.1.1".to_owned())]);
        // Nothing is deleted.
        assert!(maildir.join("cur/1.host:2,").exists());
        let kept = "SELECT COUNT(*) AS number FROM incoming_mails WHERE class = 'bounce' AND status = '5.1.1'";
        assert_eq!(office.app.sql_number(kept), 1);
    }

    fn the_same_report_changes_things_once_however_often_it_comes(office, maildir) {
        let returns_to = office.confirmed(1);
        for name in ["1.host", "2.host"] {
            put(maildir, name, &report("r1", &returns_to, "failed", "5.1.1"));
        }
        assert_eq!(office.look(), Looked { kept: 1, known: 1, left: 0 });
        let id = office.app.staff_get("/api/v1/outbox").expect(200).json()["items"][0]["id"].clone();
        let retry = format!("/api/v1/outbox/{}/retry", id.as_str().expect("an id"));
        office.app.staff("POST", &retry, &serde_json::Value::Null).expect(200);
        put(maildir, "3.host", &report("r1", &returns_to, "failed", "5.1.1"));
        assert_eq!(office.look(), Looked { known: 1, ..Looked::default() });
        assert_ne!(office.states()[0].1, "bounced", "staff have said to try again");
    }

    fn forged_reports_do_nothing_and_are_counted(office, maildir) {
        let returns_to = office.confirmed(1);
        let (mark_at, domain_at) = (returns_to.find('+').expect("+") + 1, returns_to.find('@').expect("@"));
        let mark = &returns_to[mark_at..domain_at];
        // A changed signature, a changed id, the right form under another key, a mail that never was.
        let flip = |text: &str, at: usize| {
            let other = if &text[at..=at] == "a" { "b" } else { "a" };
            format!("{}{other}{}", &text[..at], &text[at + 1..])
        };
        let foreign = |key: &[u8]| Links::new(&SecretKey::from_bytes(key), &PublicUrl::localhost(1)).mark(Uuid::from_u128(5));
        let never = office.app.app().links.mark(Uuid::from_u128(5));
        let forged = [flip(mark, 30), flip(mark, 3), foreign(b"x"), never, "a".repeat(42), "short".to_owned()];
        for (number, mark) in forged.iter().enumerate() {
            let to = format!("uketsuke-bounce+{mark}@example.jp");
            put(maildir, &format!("{number}.host"), &report(&format!("f{number}"), &to, "failed", "5.1.1"));
        }
        // Without any mark it is about some mail that we do not know.
        put(maildir, "unmarked.host", &report("u", BOUNCE_ADDRESS, "failed", "5.1.1"));
        assert_eq!(office.look().kept, forged.len() + 1);
        assert_eq!(office.classes(), [("bounce", 1), ("forged", 6)]);
        assert_eq!(office.states()[0].1, "sent");
        assert!(office.marked().is_empty());
        figure("Returned mail", "7 reports forged in 7 ways, 0 changed anything");
        // The control: with the right mark the same report does.
        put(maildir, "9.host", &report("right", &returns_to, "failed", "5.1.1"));
        office.look();
        assert_eq!(office.states()[0].1, "bounced");
    }

    fn delays_automatic_replies_and_other_mail_change_nothing(office, maildir) {
        let returns_to = office.confirmed(1);
        put(maildir, "1.host", &report("d1", &returns_to, "delayed", "4.4.1"));
        put(maildir, "2.host", &vacation(&returns_to));
        put(maildir, "3.host", &person("p1"));
        put(maildir, "4.host", "\u{0}\u{0}not a mail");
        assert_eq!(office.look().kept, 4);
        assert_eq!(office.classes(), [("delay", 1), ("auto_reply", 1), ("other", 2)]);
        assert_eq!(office.states()[0].1, "sent");
        assert!(office.marked().is_empty());
    }

    fn a_mail_to_an_event_becomes_a_draft_once_and_its_sender_is_answered(office, maildir) {
        let slug = office.app.get("/api/v1/events").expect(200).json()["items"][0]["slug"].clone();
        let to = format!("moushikomi+{}@example.jp", slug.as_str().expect("a slug"));
        let mail = person("p1").replace(BOUNCE_ADDRESS, &to);
        put(maildir, "1.host", &mail);
        put(maildir, "2.host", &mail);
        put(maildir, "3.host", &vacation(&to));
        assert_eq!(office.look(), Looked { kept: 2, known: 1, left: 0 });
        assert_eq!(office.classes(), [("auto_reply", 1), ("application", 1)]);
        assert_eq!(office.app.sql_number("SELECT COUNT(*) AS number FROM application_drafts"), 1);
        let answers = "SELECT COUNT(*) AS number FROM outbox WHERE kind = 'application_by_mail' AND recipient = 'hanako@example.com'";
        assert_eq!(office.app.sql_number(answers), 1);
    }
}

#[test]
fn an_imap_folder_is_read_once_each_and_left_as_it_is() {
    let mailbox = ImapServer::start();
    let office = Office::new(Place::sqlite(), &mailbox.url("right"));
    let returns_to = office.confirmed(1);
    mailbox.deliver(3, person("p1").as_bytes());
    mailbox.deliver(9, report("r1", &returns_to, "failed", "5.2.2").as_bytes());
    for uid in 20..60 {
        mailbox.deliver(uid, person(&format!("p{uid}")).as_bytes());
    }
    assert_eq!(office.look(), Looked { kept: 42, ..Looked::default() });
    assert_eq!(office.marked(), [("taro1@example.jp".to_owned(), "5.2.2".to_owned())]);
    assert_eq!(office.look(), Looked::default(), "the folder is not fetched again");
    mailbox.deliver(61, person("p61").as_bytes());
    assert_eq!(office.look(), Looked { kept: 1, ..Looked::default() });
    mailbox.make_anew();
    assert_eq!(
        office.look(),
        Looked { known: 43, ..Looked::default() },
        "fetched again, taken once"
    );
    let commands = mailbox.commands();
    for changing in ["SELECT", "STORE", "COPY", "MOVE", "EXPUNGE", "DELETE", "BODY["] {
        assert!(!commands.iter().any(|command| command.contains(changing)), "{changing}");
    }
    office.app.end();
}

#[test]
fn a_mailbox_that_cannot_be_read_is_said_and_sees_no_password() {
    let right = ImapServer::start();
    let elsewhere = ImapServer::named(true);
    for (url, words) in [
        (right.url("wrong"), "does not accept the login"),
        (elsewhere.url("right"), "cannot be reached"),
        ("imaps://office:right@127.0.0.1:9/INBOX".to_owned(), "cannot be reached"),
    ] {
        let office = Office::new(Place::sqlite(), &url);
        let error = look(&office.app).expect_err("not read").to_string();
        assert!(error.contains(words) && !error.contains("office"), "{error}");
        office.app.end();
    }
    assert!(
        elsewhere.commands().is_empty(),
        "nothing is said to a server with a wrong certificate"
    );
}

/// The link in announcements to somebody.
fn unsubscribe_path(app: &TestApp, address: &str) -> String {
    let office = app.app().database.read(|conn| organizations::by_slug(conn, "hagi"));
    let organization = OrganizationId(office.expect("read").expect("made").id.0);
    let links = &app.app().links;
    let address = EmailAddress::parse(address).expect("an address");
    let address = links.address_key(organization, &address);
    let url = links.unsubscribe_url(&Unsubscribe { organization, address });
    url.split_once("/u/").map(|(_, token)| format!("/u/{token}")).expect("a path")
}

fn is_stopped(app: &TestApp, address: &str) -> bool {
    let office = app.app().database.read(|conn| organizations::by_slug(conn, "hagi"));
    let organization = office.expect("read").expect("made").id;
    let address = EmailAddress::parse(address).expect("an address");
    let key = app.app().links.address_key(OrganizationId(organization.0), &address);
    let find = |conn: &mut _| unsubscribes::unsubscribed(conn, organization, &[key]);
    !app.app().database.read(find).expect("read").is_empty()
}

on_both_databases! {
    fn announcements_are_stopped_with_one_click_and_come_again(app) {
        let path = unsubscribe_path(app, "taro@example.jp");
        let page = app.get(&path).expect(200).text();
        assert!(page.contains("お知らせメールを止める") && page.contains("萩市") && !page.contains("taro"));
        assert!(!is_stopped(app, "taro@example.jp"), "a GET changes nothing");
        // RFC 8058: no cookies, either kind of form, no redirect.
        let one_click = "List-Unsubscribe=One-Click";
        let multipart = "--b\r\nContent-Disposition: form-data; name=\"List-Unsubscribe\"\r\n\r\nOne-Click\r\n--b--\r\n";
        for (kind, body) in [
            ("application/x-www-form-urlencoded", one_click),
            ("multipart/form-data; boundary=b", multipart),
            ("application/x-www-form-urlencoded", ""),
        ] {
            app.form(&format!("{path}/again"), &[], None).expect(200);
            assert!(!is_stopped(app, "Taro@example.jp"));
            app.send("POST", &path, &[("Content-Type", kind)], body.as_bytes()).expect(200);
            assert!(is_stopped(app, "Taro@EXAMPLE.jp"), "{kind}");
        }
        app.form(&path, &[], None).expect(200);
        assert_eq!(app.sql_number("SELECT COUNT(*) AS number FROM mail_unsubscribes"), 1);
        assert!(!is_stopped(app, "jiro@example.jp"));
        assert!(app.get(&path).expect(200).text().contains("もう一度受け取る"));
        let english = app.form(&format!("{path}/again?lang=en"), &[], None).expect(200).text();
        assert!(english.contains("again") && !is_stopped(app, "taro@example.jp"));
        app.get(&format!("{path}/again")).expect(303);
    }

    fn a_forged_unsubscribe_link_stops_nothing(app) {
        let path = unsubscribe_path(app, "taro@example.jp");
        let other = unsubscribe_path(app, "jiro@example.jp");
        let mixed = format!("{}{}", &other[..46], &path[46..]);
        for forged in [mixed.as_str(), "/u/x", &path[..path.len() - 1], &format!("{path}A")] {
            app.get(forged).expect(404);
            app.form(forged, &[], None).expect(404);
        }
        assert_eq!(app.sql_number("SELECT COUNT(*) AS number FROM mail_unsubscribes"), 0);
    }
}
