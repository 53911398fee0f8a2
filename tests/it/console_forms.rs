//! Forms, mails and numbers in the console, as a browser without JavaScript uses them, on both databases.

use std::time::{Duration, Instant};

use chrono::{Datelike as _, TimeDelta};
use mail_parser::MessageParser;
use scraper::{Html, Selector};
use serde_json::{Value, json};
use uketsuke::store::outbox;

use crate::support::app::TestApp;
use crate::support::console::{Desk, link_of};
use crate::support::figures::figure;
use crate::support::{bodies, on_both_databases};

/// What a page of a large event may take at the median (issue 5, "What it must show").
const AT_MOST: Duration = Duration::from_millis(200);
/// Each page is asked for so often.
const TIMES: usize = 9;

fn select(html: &str, selector: &str) -> Vec<String> {
    let selector = Selector::parse(selector).expect("a selector");
    let document = Html::parse_document(html);
    let texts = document.select(&selector).map(|found| found.text().collect());
    texts.map(|text: String| text.split_whitespace().collect::<Vec<_>>().join(" ")).collect()
}

/// An event with one session: their ids.
fn event(app: &TestApp) -> (String, String) {
    let event = app.publish(&bodies::event(&[bodies::session("下関", 10)]));
    let id = |value: &Value| value["id"].as_str().expect("an id").to_owned();
    (id(&event), id(&event["sessions"][0]))
}

fn questions(app: &TestApp, event: &str) -> Value {
    app.staff_get(&format!("/api/v1/events/{event}")).expect(200).json()["questions"].clone()
}

/// Subject and text of the newest mail, after everything due was sent.
fn newest_mail(app: &TestApp) -> (String, String) {
    app.drain_mail();
    let caught = app.app().database.read(|conn| outbox::caught(conn, None, 1)).expect("read");
    let mail = MessageParser::default().parse(&caught[0].message).expect("a mail");
    let text = mail.body_text(0).expect("a text").replace("\r\n", "\n");
    (mail.subject().expect("a subject").to_owned(), text)
}

on_both_databases! {
    fn a_form_is_built_shown_before_it_is_saved_and_then_asked(app) {
        let (event, session) = event(app);
        let desk = Desk::of(app);
        let path = format!("/console/events/{event}/form");
        desk.fill(&path, &[("add-kind", "choice")], "add").expect(303);
        desk.fill(&path, &[("q0-label-ja", "昼食"), ("q0-label-en", "Lunch"), ("q0-choices-ja", "弁当A | 1\n持参"), ("q0-required", "yes")], "keep:0").expect(303);
        desk.fill(&path, &[], "preset:parking").expect(303);
        desk.fill(&path, &[("q1-if", "q1=弁当A")], "up:1").expect(303);
        // The preview has it, applicants have not.
        let preview = desk.get(&format!("{path}/preview?in=en")).expect(200);
        assert!(preview.text().contains("Lunch") && preview.text().contains("Will you come by car?"));
        assert!(preview.header("x-frame-options").is_none(), "our own page frames it");
        assert!(preview.header("content-security-policy").is_some_and(|policy| policy.ends_with("frame-ancestors 'self'")));
        assert_eq!(questions(app, &event), json!([]));
        // A condition on what comes later is told at its field, with what was typed.
        let wrong = desk.fill(&path, &[], "save").expect(422).text();
        assert!(select(&wrong, ".error-summary a")[0].contains("後ろ"), "{wrong}");
        assert!(wrong.contains("value=\"昼食\""));
        desk.fill(&path, &[], "down:0").expect(303);
        let saved = desk.fill(&path, &[], "save").expect(303);
        assert_eq!(saved.header("location"), Some(format!("{path}?saved=1").as_str()));
        let asked = questions(app, &event);
        assert_eq!(asked[0], json!({"key": "q1", "kind": "choice", "label": {"ja": "昼食", "en": "Lunch"}, "required": true,
            "choices": [{"value": "弁当A", "label": "弁当A", "limit": 1}, {"value": "持参", "label": "持参"}]}));
        assert_eq!(asked[1]["shown_if"], json!({"question": "q1", "values": ["弁当A"]}));
        let applied = bodies::with(bodies::applicant(1), &json!({"answers": {"q1": "弁当A", "parking": true}}));
        app.apply(&session, &applied).expect(201);
        let page = desk.get(&format!("/console/sessions/{session}")).expect(200).text();
        assert_eq!(select(&page, "[aria-labelledby=choices-heading] tbody td.number"), ["0", "1"]);
    }

    fn a_change_tells_how_many_answers_it_is_about_and_keeps_them(app) {
        let (event, session) = event(app);
        let asked = json!({"questions": [
            {"key": "lunch", "kind": "choice", "label": "昼食", "choices": [{"value": "a", "label": "弁当"}, {"value": "b", "label": "持参"}]},
            {"key": "car", "kind": "yes_no", "label": "車"}
        ]});
        app.staff("PATCH", &format!("/api/v1/events/{event}"), &asked).expect(200);
        for number in 1..=3 {
            let lunch = if number == 1 { "a" } else { "b" };
            let answers = json!({"answers": {"lunch": lunch, "car": true}});
            app.apply(&session, &bodies::with(bodies::applicant(number), &answers)).expect(201);
        }
        let desk = Desk::of(app);
        let path = format!("/console/events/{event}/form");
        // Another wording of a choice is the same choice; another order, too.
        desk.fill(&path, &[("q0-choices-ja", "持参する\n弁当")], "keep").expect(303);
        desk.fill(&path, &[], "save").expect(303);
        let choices = questions(app, &event)[0]["choices"].clone();
        assert_eq!(choices, json!([{"value": "b", "label": "持参する"}, {"value": "a", "label": "弁当"}]));
        desk.fill(&path, &[("q0-choices-ja", "持参する")], "remove:1").expect(303);
        let told = desk.fill(&path, &[], "save").expect(200).text();
        assert_eq!(select(&told, "tbody td.number"), ["1件", "3件"]);
        assert_eq!(questions(app, &event).as_array().map(Vec::len), Some(2), "nothing is saved yet");
        desk.fill_on(&told, &path, &[], "save-knowingly").expect(303);
        assert_eq!(questions(app, &event).as_array().map(Vec::len), Some(1));
        let page = desk.get(&format!("/console/sessions/{session}/attendees")).expect(200).text();
        assert!(page.contains("車 (car)"), "the answers to what is not asked any more are still read");
    }

    fn what_others_have_changed_meanwhile_is_not_overwritten_unseen(app) {
        let (event, _) = event(app);
        let desk = Desk::of(app);
        let path = format!("/console/events/{event}/form");
        desk.fill(&path, &[], "preset:diet").expect(303);
        // What is not about the form does not matter to it.
        app.staff("PATCH", &format!("/api/v1/events/{event}"), &json!({"contact": "別の窓口"})).expect(200);
        let page = desk.get(&path).expect(200).text();
        assert!(!page.contains("value=\"go-on\""));
        let theirs = json!({"questions": [{"key": "x", "kind": "date", "label": "見学日"}]});
        app.staff("PATCH", &format!("/api/v1/events/{event}"), &theirs).expect(200);
        desk.fill(&path, &[], "save").expect(409);
        assert_eq!(questions(app, &event)[0]["key"], "x");
        desk.fill(&path, &[], "go-on").expect(303);
        desk.fill(&path, &[], "save").expect(303);
        assert_eq!(questions(app, &event)[0]["key"], "diet");
    }

    fn the_text_of_one_event_is_that_of_its_mails_alone(app) {
        let (event, session) = event(app);
        let desk = Desk::of(app);
        let path = format!("/console/events/{event}/mails/registration_confirmed/ja");
        let wrong = desk.fill(&path, &[("body", "{{ nmae }}")], "save").expect(422).text();
        assert!(select(&wrong, ".field-error")[0].contains("1行目：{{ nmae }}"), "{wrong}");
        let body = "{{ applicant_name }} 様\n\n駐車場はありません。\n\n{{ details }}\n\n{{ manage }}\n\n{{ contact }}";
        desk.fill(&path, &[("body", body)], "preview").expect(303);
        app.apply(&session, &bodies::applicant(1)).expect(201);
        assert!(!newest_mail(app).1.contains("駐車場はありません。"), "it is not in use yet");
        // As a real person, found by her place in the list; and to oneself.
        let found = desk.fill(&path, &[("who", "1")], "find").expect(200).text();
        let person = select(&found, "input[name=person] + label");
        assert!(person.iter().any(|words| words.contains("山田 1郎")), "{person:?}");
        let id = Html::parse_document(&found).select(&Selector::parse("#person-1").expect("a selector")).next()
            .and_then(|radio| radio.value().attr("value").map(str::to_owned)).expect("an id");
        desk.fill(&path, &[("person", &id)], "preview").expect(303);
        let page = desk.get(&path).expect(200).text();
        assert!(select(&page, "pre.mail-text")[0].starts_with("山田 1郎 様 駐車場はありません。"), "{page}");
        let html = desk.get(&format!("{path}/preview")).expect(200);
        assert!(html.text().contains("駐車場はありません。") && html.header("content-security-policy").is_some_and(|policy| policy.starts_with("sandbox")));
        let tested = desk.fill(&path, &[], "test").expect(200).text();
        assert!(tested.contains("staff@hagi.example.jp"));
        let (subject, text) = newest_mail(app);
        assert!(subject.starts_with("【テスト】") && text.contains("山田 1郎 様\n\n駐車場はありません。"), "{subject} {text}");
        desk.fill(&path, &[], "save").expect(303);
        app.apply(&session, &bodies::applicant(2)).expect(201);
        assert!(newest_mail(app).1.contains("駐車場はありません。"));
        // Another event has the usual words, and so has this one again.
        let other = bodies::with(bodies::event(&[bodies::session("萩", 5)]), &json!({"slug": "other"}));
        let other = app.publish(&other)["sessions"][0]["id"].as_str().expect("an id").to_owned();
        app.apply(&other, &bodies::applicant(3)).expect(201);
        assert!(!newest_mail(app).1.contains("駐車場はありません。"));
        desk.fill(&path, &[], "standard").expect(303);
        app.apply(&session, &bodies::applicant(4)).expect(201);
        assert!(!newest_mail(app).1.contains("駐車場はありません。"));
    }

    fn who_is_written_to_is_counted_looked_at_and_then_written_to(app) {
        let (event, session) = event(app);
        let car = json!({"questions": [{"key": "car", "kind": "yes_no", "label": "車で来ますか"}]});
        app.staff("PATCH", &format!("/api/v1/events/{event}"), &car).expect(200);
        for number in 1..=4 {
            let answers = json!({"answers": {"car": number <= 2}});
            app.apply(&session, &bodies::with(bodies::applicant(number), &answers)).expect(201);
        }
        app.drain_mail();
        let desk = Desk::of(app);
        let path = format!("/console/events/{event}/mailings/new");
        let counted = desk.fill(&path, &[], "count").expect(200).text();
        assert!(select(&counted, ".banner-info")[0].contains("4名"), "{counted}");
        let counted = desk.fill(&path, &[("answers", "car=true")], "count").expect(200).text();
        assert!(select(&counted, ".banner-info")[0].contains("2名"));
        let typed = [
            ("subject-ja", "駐車場のご案内"),
            ("body-ja", "{{ applicant_name }}様の駐車場は第2駐車場です（{{ reception_number }}）。"),
            ("answers", "car=true"),
        ];
        let wrong = desk.fill(&path, &[("subject-ja", "a"), ("body-ja", "{{ manage }}")], "draft").expect(422).text();
        assert!(select(&wrong, ".field-error")[0].contains("{{ manage }}"));
        let made = desk.fill(&path, &typed, "draft").expect(303);
        let mailing = made.header("location").expect("a path").to_owned();
        let page = desk.get(&mailing).expect(200).text();
        assert!(select(&page, "strong").iter().any(|words| words.contains("2名")), "{page}");
        let shown = select(&page, "pre.mail-text");
        assert!(shown[0].contains("山田 1郎様の駐車場は第2駐車場です"), "{shown:?}");
        let orders = |page: &str, button: &str| desk.fill_on(page, &mailing, &[], button);
        let tested = orders(&page, "test").expect(200).text();
        assert!(tested.contains("staff@hagi.example.jp"));
        orders(&page, "start").expect(303);
        assert_eq!(app.work_on_mailings(), 2);
        app.drain_mail();
        app.work_on_mailings();
        let page = desk.get(&mailing).expect(200).text();
        assert!(page.contains("完了") || page.contains("送信中"), "{page}");
        let sent = "SELECT COUNT(*) AS number FROM outbox WHERE kind = 'announcement'";
        assert_eq!(app.sql_number(sent), 2);
        let (_, text) = newest_mail(app);
        assert!(text.contains("様の駐車場は第2駐車場です（") && !text.contains("{{"), "{text}");
        let list = desk.get(&format!("/console/events/{event}/mailings")).expect(200).text();
        assert!(select(&list, "tbody th")[0].contains("駐車場のご案内"));
    }

    fn an_overview_counts_days_and_channels_and_tells_what_happened(app) {
        let (event, session) = event(app);
        for number in 1..=3 {
            app.apply(&session, &bodies::applicant(number)).expect(201);
        }
        let today = app.app().clock.now().date_naive();
        let before = today - TimeDelta::days(4);
        let proxy = json!({"source": "telephone", "received_at": format!("{before}T23:30:00Z")});
        let called = bodies::with(bodies::applicant(4), &proxy);
        app.staff("POST", &format!("/api/v1/sessions/{session}/registrations"), &called).expect(201);
        let desk = Desk::of(app);
        for path in [format!("/console/events/{event}"), format!("/console/sessions/{session}")] {
            let page = desk.get(&path).expect(200).text();
            let days = select(&page, "[aria-labelledby=days-heading] tbody th");
            // 23:30 in London is the next morning in Japan.
            let first = before + TimeDelta::days(1);
            assert!(days[0].contains(&format!("{}月{}日", first.month(), first.day())), "{days:?}");
            let numbers = select(&page, "[aria-labelledby=days-heading] tbody td");
            assert_eq!((&numbers[..2], &numbers[numbers.len() - 2..]), (&["1".to_owned(), "1".to_owned()][..], &["3".to_owned(), "4".to_owned()][..]));
            assert_eq!(select(&page, "[aria-labelledby=ways-heading] tbody th"), ["API", "電話"]);
            assert_eq!(select(&page, "[aria-labelledby=ways-heading] tbody td"), ["3", "1"]);
            assert!(select(&page, "svg[role=img] title").len() == 2);
            assert!(select(&page, "[aria-labelledby=activity-heading] tbody tr").len() >= 4);
            assert_eq!(select(&page, ".figures dd")[..4], ["10", "4", "0", "0"]);
        }
        let drifted = "SELECT COUNT(*) AS number FROM registrations r WHERE NOT EXISTS
            (SELECT 1 FROM arrival_counts c WHERE c.session_id = r.session_id AND c.source = r.source AND c.count > 0)";
        assert_eq!(app.sql_number(drifted), 0);
    }

    fn settings_for_mail_are_changed_and_used(app) {
        let (_, session) = event(app);
        let desk = Desk::of(app);
        let path = "/console/settings/mail";
        let wrong = desk.fill(path, &[("rehearsal-to", "who@example.com")], "").expect(422).text();
        assert!(select(&wrong, ".field-error")[0].contains("担当者"));
        let typed = [("sender-name", "萩市 産業振興課"), ("reply-to", "sangyo@hagi.example.jp")];
        desk.fill(path, &typed, "").expect(303);
        app.apply(&session, &bodies::applicant(1)).expect(201);
        app.drain_mail();
        let caught = app.app().database.read(|conn| outbox::caught(conn, None, 1)).expect("read");
        let mail = MessageParser::default().parse(&caught[0].message).expect("a mail");
        let from = mail.from().and_then(|from| from.first()).and_then(|one| one.name().map(str::to_owned));
        assert_eq!(from.as_deref(), Some("萩市 産業振興課"));
        let reply = mail.reply_to().and_then(|to| to.first()).and_then(|one| one.address().map(str::to_owned));
        assert_eq!(reply.as_deref(), Some("sangyo@hagi.example.jp"));
        // One mail of the queue, in words; nobody else's address in any page's address.
        let queue = desk.get("/console/outbox").expect(200).text();
        let mails = crate::support::console::attribute(&queue, "tbody th a", "href");
        let one = desk.get(&mails[0]).expect(200).text();
        assert!(one.contains("サーバーが設定されていない") && !one.contains("1@example.jp"), "{one}");
        let found = desk.fill_on(&queue, "/console/outbox", &[("recipient", "taro1@example.jp")], "").expect(200);
        assert!(found.text().contains("このアドレスあて"));
    }

    fn another_organization_finds_nothing_there(app) {
        let (event, session) = event(app);
        app.apply(&session, &bodies::applicant(1)).expect(201);
        let desk = Desk::of(app);
        let made = desk.fill(&format!("/console/events/{event}/mailings/new"), &[("subject-ja", "a"), ("body-ja", "b")], "draft").expect(303);
        let mailing = made.header("location").expect("a path").to_owned();
        let other = Desk::by(app, &link_of(app, "nagato", "長門市"));
        for path in [
            format!("/console/events/{event}"),
            format!("/console/sessions/{session}"),
            format!("/console/events/{event}/form"),
            format!("/console/events/{event}/form/preview"),
            format!("/console/events/{event}/mails"),
            format!("/console/events/{event}/mails/reminder/ja"),
            format!("/console/events/{event}/mails/reminder/ja/preview"),
            format!("/console/events/{event}/mailings"),
            format!("/console/events/{event}/mailings/new"),
            format!("/console/events/{event}/unreachable"),
            format!("{mailing}/edit"),
            format!("{mailing}/preview"),
            mailing,
        ] {
            desk.get(&path).expect(200);
            other.get(&path).expect(404);
        }
    }

    fn pages_of_an_event_with_a_hundred_thousand_registrations_are_quick(app) {
        let filled = app.filled_session(99_999, 1);
        if app.app().database.is_postgres() {
            app.sql("ANALYZE");
        }
        let session = filled.session;
        let event = app.get(&format!("/api/v1/sessions/{session}")).expect(200).json()["event"].as_str().expect("an id").to_owned();
        let desk = Desk::of(app);
        let made = desk.fill(&format!("/console/events/{event}/mailings/new"), &[("subject-ja", "a"), ("body-ja", "b")], "draft").expect(303);
        let mailing = made.header("location").expect("a path").to_owned();
        let database = if app.app().database.is_postgres() { "PostgreSQL" } else { "SQLite" };
        let mut slow = Vec::new();
        for (name, path) in [
            ("overview of the event", format!("/console/events/{event}")),
            ("overview of the session", format!("/console/sessions/{session}")),
            ("form builder", format!("/console/events/{event}/form")),
            ("texts of mails", format!("/console/events/{event}/mails")),
            ("a draft with its number", mailing),
            ("the queue", "/console/outbox".to_owned()),
        ] {
            let mut times: Vec<Duration> = (0..TIMES)
                .map(|_| {
                    let began = Instant::now();
                    desk.get(&path).expect(200);
                    began.elapsed()
                })
                .collect();
            times.sort();
            let median = times[TIMES / 2];
            figure("console", format!("on {database}, 100,000 registrations: {name}: {:.1} ms at the median", median.as_secs_f64() * 1e3));
            if median > AT_MOST {
                slow.push(name);
            }
        }
        assert!(slow.is_empty(), "{slow:?}");
    }
}
