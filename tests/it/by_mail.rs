//! Applications that people write as ordinary mails, on both databases.

use chrono::{DateTime, Duration, Utc};
use scraper::{Html, Selector};
use serde_json::{Value, json};
use uketsuke::clock::Clock;
use uketsuke::domain::ids::DraftId;
use uketsuke::intake::{IncomingMail, Taken};
use uketsuke::letters::Postmark;
use uketsuke::store::outbox;

use crate::support::app::{TestApp, token_of};
use crate::support::console::Desk;
use crate::support::{bodies, on_both_databases};
use uketsuke::usecases::Permission;

/// The mailbox that events' addresses belong to.
const MAILBOX: &str = "moushikomi@example.jp";

fn now() -> DateTime<Utc> {
    Clock::default().now()
}

/// A mail to the event `telework`.
fn mail(number: usize, text: &str) -> IncomingMail {
    IncomingMail {
        message_id: format!("<{number}@mail.example.com>"),
        sender: format!("Taro{number}@example.com"),
        sender_name: Some("山田太郎".to_owned()),
        recipients: vec!["moushikomi+telework@example.jp".to_owned()],
        subject: "説明会の申し込み".to_owned(),
        text: text.to_owned(),
        attachments: 1,
        received_at: now() - Duration::hours(3),
    }
}

fn take(app: &TestApp, mail: &IncomingMail) -> Taken {
    let postmark = Postmark { domain: "localhost".to_owned() };
    let taken = app
        .app()
        .database
        .write(|conn| uketsuke::intake::take(conn, mail, MAILBOX, now(), &postmark));
    taken.expect("taken")
}

/// The plain text of a message.
fn mail_text(message: &[u8]) -> String {
    let message = mail_parser::MessageParser::default().parse(message).expect("a mail");
    message.body_text(0).expect("a text").into_owned()
}

fn drafted(app: &TestApp, mail: &IncomingMail) -> DraftId {
    match take(app, mail) {
        Taken::Drafted(id) => id,
        other => panic!("{other:?} is no draft"),
    }
}

/// The event `telework` with sessions of these names.
fn event(app: &TestApp, sessions: &[&str]) -> Value {
    let sessions: Vec<Value> = sessions.iter().map(|name| bodies::session(name, 20)).collect();
    app.publish(&bodies::with(bodies::event(&sessions), &json!({ "slug": "telework" })))
}

fn draft(app: &TestApp, id: DraftId) -> Value {
    app.staff_get(&format!("/api/v1/application-drafts/{id}")).expect(200).json()
}

fn confirm(id: DraftId) -> String {
    format!("/api/v1/application-drafts/{id}/confirm")
}

fn registrations(app: &TestApp, session: &Value) -> Vec<Value> {
    let session = session["id"].as_str().expect("an id");
    let list = app.staff_get(&format!("/api/v1/sessions/{session}/registrations")).expect(200);
    list.json()["items"].as_array().expect("a list").clone()
}

/// The fields of the form on a page, as a browser would send them.
fn fields(html: &str) -> Vec<(String, String)> {
    let document = Html::parse_document(html);
    let inputs = Selector::parse("main input[name], main textarea[name]").expect("a selector");
    document
        .select(&inputs)
        .filter(|input| {
            let kind = input.attr("type").unwrap_or_default();
            !matches!(kind, "radio" | "checkbox") || input.attr("checked").is_some()
        })
        .map(|input| {
            let value = input.attr("value").map_or_else(|| input.text().collect(), str::to_owned);
            (input.attr("name").unwrap_or_default().to_owned(), value)
        })
        .collect()
}

const WRITTEN: &str = "お世話になっております。\n■氏名：山田　太郎\n■電話番号：０００-１２３４-５６７８\n■希望会場：萩\n";

on_both_databases! {
    fn a_mail_becomes_a_draft_that_staff_confirm_with_one_action(app) {
        let event = event(app, &["下関", "萩"]);
        let written = mail(1, WRITTEN);
        let id = drafted(app, &written);
        let seen = draft(app, id);
        assert_eq!(seen["state"], "open");
        assert_eq!(seen["application"]["applicant"]["name"], "山田 太郎");
        assert_eq!(seen["application"]["applicant"]["phone"], "00012345678");
        assert_eq!(seen["session"], event["sessions"][1]["id"]);
        assert!(seen["original"].as_str().is_some_and(|text| text.contains("お世話になって")));
        let made = app.staff("POST", &confirm(id), &json!({})).expect(201).json();
        assert_eq!(made["state"], "confirmed");
        let listed = registrations(app, &event["sessions"][1]);
        assert_eq!(listed.len(), 1);
        assert_eq!(listed[0]["source"], "mail");
        let received: DateTime<Utc> = listed[0]["received_at"].as_str().expect("a time").parse().expect("a time");
        assert!((received - written.received_at).abs() < Duration::seconds(1), "{received}");
        assert_eq!((draft(app, id)["state"].clone(), draft(app, id)["registration"].clone()), (json!("confirmed"), made["id"].clone()));
        app.staff("POST", &confirm(id), &json!({})).expect_problem(409, "wrong_state");
        assert_eq!(registrations(app, &event["sessions"][1]).len(), 1);
    }

    fn with_a_person_who_asks_for_it_their_mail_and_the_answer_to_it_go(app) {
        event(app, &["萩"]);
        let id = drafted(app, &mail(1, WRITTEN));
        app.drain_mail();
        let made = app.staff("POST", &confirm(id), &json!({})).expect(201).json();
        // Another mail of theirs that was put aside, and one of somebody else.
        app.app().clock.advance(Duration::hours(2));
        let aside = drafted(app, &IncomingMail { sender: "Taro1@example.com".into(), ..mail(2, WRITTEN) });
        app.staff("POST", &format!("/api/v1/application-drafts/{aside}/dismiss"), &json!({})).expect(200);
        drafted(app, &mail(3, WRITTEN));
        app.drain_mail();
        let registration = made["id"].as_str().expect("an id");
        let withdraw = format!("/api/v1/registrations/{}", made["manage_url"].as_str().and_then(|url| url.rsplit('/').next()).expect("a token"));
        app.json("DELETE", &withdraw, &Value::Null).expect(200);
        app.drain_mail();
        let left = |table: &str, column: &str, address: &str| {
            app.sql_number(&format!("SELECT COUNT(*) AS number FROM {table} WHERE {column} = '{address}@example.com'"))
        };
        assert!(left("outbox", "recipient", "Taro1") > 2 && left("application_drafts", "sender", "Taro1") == 2);
        let purge = format!("/api/v1/manage/registrations/{registration}/purge");
        app.staff("POST", &purge, &json!({ "reason": "本人からの請求" })).expect(200);
        for (table, column) in [("outbox", "recipient"), ("caught_mails", "recipient"), ("application_drafts", "sender")] {
            assert_eq!(left(table, column, "Taro1"), 0, "{table}");
            assert!(left(table, column, "Taro3") > 0, "{table}");
        }
    }

    fn the_sender_gets_one_answer_and_the_same_mail_is_one_draft(app) {
        event(app, &["下関"]);
        let id = drafted(app, &mail(1, WRITTEN));
        assert_eq!(take(app, &mail(1, WRITTEN)), Taken::Before);
        let again = IncomingMail { message_id: "<other@example.com>".to_owned(), ..mail(1, WRITTEN) };
        assert_ne!(drafted(app, &again), id);
        let answers = app.staff_get("/api/v1/outbox?kind=application_by_mail").expect(200).json();
        assert_eq!(answers["items"].as_array().map(Vec::len), Some(1), "{answers}");
        assert_eq!(answers["items"][0]["recipient"], "T***@example.com");
        assert_eq!(app.drain_mail(), 1);
        let sent = app.app().database.read(|conn| outbox::caught(conn, None, 1)).expect("read");
        let token = app.app().links.draft_url(id);
        let token = token.rsplit('/').next().expect("a token");
        let text = mail_text(&sent[0].message);
        assert!(text.contains(token), "{text}");
    }

    fn a_flood_from_one_address_and_mail_to_no_event_make_no_drafts(app) {
        event(app, &["下関"]);
        for number in 0..20 {
            let flood = IncomingMail { message_id: format!("<{number}>"), ..mail(1, WRITTEN) };
            drafted(app, &flood);
        }
        assert_eq!(take(app, &mail(1, WRITTEN)), Taken::Refused);
        drafted(app, &mail(2, WRITTEN));
        let unknown = vec!["moushikomi+nothing@example.jp".to_owned(), "office@example.jp".to_owned()];
        assert_eq!(take(app, &IncomingMail { recipients: unknown, ..mail(3, WRITTEN) }), Taken::NoEvent);
        let nobody = IncomingMail { sender: "MAILER-DAEMON".to_owned(), ..mail(4, WRITTEN) };
        assert_eq!(take(app, &nobody), Taken::Refused);
    }

    fn the_link_opens_the_form_filled_in_and_registers_once(app) {
        let event = event(app, &["下関", "萩"]);
        let id = drafted(app, &mail(1, WRITTEN));
        let link = app.app().links.draft_url(id);
        let path = link.split_once("/d/").map(|(_, token)| format!("/d/{token}")).expect("a link");
        let page = app.get(&path).expect(200).text();
        let mut sent = fields(&page);
        assert!(sent.iter().any(|(name, value)| name == "name" && value == "山田 太郎"), "{sent:?}");
        assert!(sent.iter().any(|(name, value)| name == "email" && value == "Taro1@example.com"), "{sent:?}");
        assert!(!path.contains("Taro"));
        sent.push(("consent".to_owned(), "true".to_owned()));
        sent.push(("action".to_owned(), "send".to_owned()));
        sent.push(("kana".to_owned(), "やまだ たろう".to_owned()));
        let sent: Vec<(&str, &str)> = sent.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        let done = app.form("/e/telework/apply/send", &sent, None).expect(303);
        assert!(done.header("location").is_some_and(|to| to.ends_with("/done")), "{done:?}");
        assert_eq!(draft(app, id)["state"], "completed");
        // Opened once more, it leads to the event; staff confirm nothing a second time.
        app.get(&path).expect(303);
        app.staff("POST", &confirm(id), &json!({})).expect_problem(409, "wrong_state");
        assert_eq!(registrations(app, &event["sessions"][1]).len(), 1);
        let (before, after) = path.split_at(path.len() - 9);
        let other = if after.starts_with('A') { 'B' } else { 'A' };
        app.get(&format!("{before}{other}{}", &after[1..])).expect(404);
    }

    fn one_draft_gives_one_registration_whoever_is_fast(app) {
        let event = event(app, &["下関", "萩"]);
        let id = drafted(app, &mail(1, WRITTEN));
        let link = app.app().links.draft_url(id);
        let path = link.split_once("/d/").map(|(_, token)| format!("/d/{token}")).expect("a link");
        // The form is open when staff act: at both sessions at once.
        let page = app.get(&path).expect(200).text();
        let confirmed: Vec<u16> = std::thread::scope(|scope| {
            let press = |session: usize| {
                let body = json!({ "session": event["sessions"][session]["id"] });
                scope.spawn(move || app.staff("POST", &confirm(id), &body).status)
            };
            [press(0), press(1)].into_iter().map(|press| press.join().expect("no panic")).collect()
        });
        assert!(confirmed.contains(&201) && confirmed.contains(&409), "{confirmed:?}");
        let mut sent = fields(&page);
        sent.extend([("consent", "true"), ("action", "send"), ("kana", "やまだ たろう")].map(|(a, b)| (a.to_owned(), b.to_owned())));
        let sent: Vec<(&str, &str)> = sent.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        let late = app.form("/e/telework/apply/send", &sent, None).expect(303);
        assert_eq!(late.header("location"), Some("/e/telework"));
        let all: usize = [0, 1].iter().map(|session| registrations(app, &event["sessions"][*session]).len()).sum();
        assert_eq!(all, 1);
    }

    fn a_draft_that_was_refused_stays_open(app) {
        let full = bodies::session_with("満席", 1, &json!({ "waiting_list": false }));
        let event = app.publish(&bodies::with(bodies::event(&[full]), &json!({ "slug": "telework" })));
        let session = event["sessions"][0]["id"].as_str().expect("an id");
        app.apply(session, &bodies::applicant(7)).expect(201);
        let id = drafted(app, &mail(1, WRITTEN));
        app.staff("POST", &confirm(id), &json!({})).expect_problem(409, "session_full");
        assert_eq!(draft(app, id)["state"], "open");
        app.staff("PATCH", &format!("/api/v1/sessions/{session}"), &json!({ "capacity": 2 })).expect(200);
        app.staff("POST", &confirm(id), &json!({})).expect(201);
    }

    fn a_mail_that_fits_no_session_waits_for_staff_to_say_which(app) {
        let event = event(app, &["下関", "萩"]);
        let id = drafted(app, &mail(1, "参加します。よろしくお願いします。"));
        assert_eq!(draft(app, id)["session"], Value::Null);
        assert_eq!(draft(app, id)["application"]["applicant"]["name"], "山田太郎");
        let problem = app.staff("POST", &confirm(id), &json!({})).expect_problem(422, "validation_failed");
        assert_eq!(problem["errors"][0]["pointer"], "/session");
        let session = &event["sessions"][0];
        app.staff("POST", &confirm(id), &json!({ "session": session["id"] })).expect(201);
        assert_eq!(registrations(app, session).len(), 1);
        let open = app.staff_get("/api/v1/application-drafts").expect(200).json();
        assert_eq!(open["items"], json!([]));
    }

    fn staff_accept_a_mail_in_the_console_with_one_press(app) {
        let event = event(app, &["下関", "萩"]);
        let id = drafted(app, &mail(1, "■氏名：山田　太郎\n■電話番号：000-1234-5678\n"));
        let desk = Desk::of(app);
        let page = desk.get("/console/drafts").expect(200).text();
        for shown in ["山田 太郎", "00012345678", "■氏名：山田", "申込として受け付ける"] {
            assert!(page.contains(shown), "{shown} is not in\n{page}");
        }
        let (path, csrf) = (format!("/console/drafts/{id}"), desk.csrf());
        let press = |fields: &[(&str, &str)]| {
            let fields = [&[("csrf", csrf.as_str())], fields].concat();
            app.form(&path, &fields, Some(&desk.cookie))
        };
        let refused = press(&[("action", "confirm")]).expect(409).text();
        assert!(refused.contains("参加する回を選んでから"), "{refused}");
        let session = event["sessions"][1]["id"].as_str().expect("an id");
        press(&[("action", "confirm"), ("session", session)]).expect(303);
        assert_eq!(registrations(app, &event["sessions"][1]).len(), 1);
        let page = desk.get("/console/drafts").expect(200).text();
        assert!(page.contains("確認を待っているメールはありません"), "{page}");
        app.form(&path, &[("csrf", "x"), ("action", "dismiss")], Some(&desk.cookie)).expect(403);
    }

    fn what_is_no_application_is_put_aside_and_nobody_else_sees_it(app) {
        event(app, &["下関"]);
        let id = drafted(app, &mail(1, "問い合わせです。"));
        let other = token_of(app.app(), "shimonoseki", "下関市", &Permission::ALL);
        let path = format!("/api/v1/application-drafts/{id}");
        app.get_as(&other, &path).expect_problem(404, "not_found");
        assert_eq!(app.get_as(&other, "/api/v1/application-drafts").expect(200).json()["items"], json!([]));
        app.json_as(&other, "POST", &confirm(id), &json!({})).expect_problem(404, "not_found");
        let aside = app.staff("POST", &format!("{path}/dismiss"), &Value::Null).expect(200).json();
        assert_eq!(aside["state"], "dismissed");
        app.staff("POST", &format!("{path}/dismiss"), &Value::Null).expect_problem(409, "wrong_state");
    }
}
