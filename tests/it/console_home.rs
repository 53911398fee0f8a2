//! The first page of the console: what there is to do, for the whole organization and for who is here for one event; and
//! what somebody who is here for one event may do in it and in no other.

use chrono::Duration;
use serde_json::json;
use uketsuke::store::application_drafts::{self, ApplicationDraftRow};
use uketsuke::store::organizations;
use uketsuke::store::types::{Id, JsonText, Time};

use crate::support::app::TestApp;
use crate::support::console::{Desk, attribute, of_event};
use crate::support::{bodies, on_both_databases};

fn id_of(value: &serde_json::Value) -> String {
    value["id"].as_str().expect("an id").to_owned()
}

/// A published event with one session and one registration in it; their ids.
fn filled(app: &TestApp, title: &str, more: &serde_json::Value) -> (String, String) {
    let event =
        bodies::with(bodies::event(&[bodies::session(title, 5)]), &json!({ "title": title }));
    let event = app.publish(&bodies::with(event, more));
    let session = id_of(&event["sessions"][0]);
    let mut body = bodies::applicant(1);
    if more["questions"].is_array() {
        body["answers"] = json!({ "care": "wheelchair" });
    }
    app.apply(&session, &body).expect(201);
    (id_of(&event), session)
}

/// An application by mail for this event that waits.
fn draft(app: &TestApp, event: &str, key: u8) {
    let database = &app.app().database;
    let organization =
        database.read(|conn| organizations::by_slug(conn, "hagi")).expect("read").expect("one").id;
    let now = Time(app.app().clock.now());
    let row = ApplicationDraftRow {
        id: Id(uketsuke::clock::uuid_v7(now.0)),
        organization_id: organization,
        event_id: Id(event.parse().expect("an id")),
        session_id: None,
        message_key: vec![key; 32],
        sender: format!("fax{key}@example.jp"),
        subject: format!("申込{key}"),
        original: "氏名：山田 太郎".into(),
        attachments: 0,
        draft: JsonText(json!({ "applicant": { "name": "山田 太郎" } }).to_string()),
        language: "ja".into(),
        state: "open".into(),
        registration_id: None,
        received_at: now,
        created_at: now,
        updated_at: now,
    };
    assert!(database.write(|conn| application_drafts::insert(conn, &row)).expect("kept"));
}

/// The lines of what is to do, and their links.
fn tasks(desk: &Desk<'_>) -> (String, Vec<String>) {
    let page = desk.get("/console").expect(200).text();
    let begin = page.find("id=\"today\"").expect("the section");
    let end = page[begin..].find("</section>").expect("its end");
    let section = page[begin..begin + end].to_owned();
    let links = attribute(&section, "a", "href");
    (section, links)
}

on_both_databases! {
    fn who_is_here_for_one_event_is_told_what_there_is_to_do_in_it_and_in_no_other(app) {
        let choosing = json!({ "allocation": "approval" });
        let (own, session) = filled(app, "自分のイベント", &choosing);
        let (other, other_session) = filled(app, "よそのイベント", &choosing);
        draft(app, &own, 1);
        draft(app, &other, 2);
        draft(app, &other, 3);
        // A mail of each event has failed.
        app.sql("UPDATE outbox SET state = 'failed'");
        let editor = of_event(app, &own, "editor");
        let (words, links) = tasks(&editor);
        assert!(words.contains("選考を待っている申込：1件") && words.contains("メールで届いた申込の下書き：1件"), "{words}");
        assert!(words.contains("送れなかったメール：1件"), "{words}");
        assert!(links.contains(&format!("/console/sessions/{session}/selection")), "{links:?}");
        assert!(!words.contains("よそのイベント") && !links.iter().any(|link| link.contains(&other_session)));
        let (all, _) = tasks(&Desk::of(app));
        assert!(all.contains("よそのイベント") && all.contains("下書き：3件") && all.contains("送れなかったメール：2件"), "{all}");
        // What lies there unpublished.
        let made = |title: &str| {
            let body = bodies::with(bodies::event(&[bodies::session(title, 5)]), &json!({ "title": title }));
            id_of(&app.staff("POST", "/api/v1/events", &body).expect(201).json())
        };
        let (first, second) = (made("書きかけ一"), made("書きかけ二"));
        let editor = { drop(editor); of_event(app, &first, "editor") };
        let (words, links) = tasks(&editor);
        assert!(words.contains("まだ公開していません") && words.contains("書きかけ一"), "{words}");
        assert!(!words.contains("書きかけ二") && !links.iter().any(|link| link.contains(&second)), "{words}");
    }

    fn owners_are_told_on_the_first_page_that_data_will_go_and_of_draws_that_can_be_held(app) {
        let (event, session) = filled(app, "抽選のイベント", &json!({ "allocation": "lottery" }));
        let lot = "抽選を待っている申込：1件";
        assert!(!tasks(&Desk::of(app)).0.contains(lot), "while anybody may still enter");
        app.app().clock.advance(Duration::days(30) - Duration::minutes(20));
        let (words, links) = tasks(&Desk::of(app));
        assert!(words.contains(lot) && links.contains(&format!("/console/sessions/{session}/draw")), "{words}");
        app.app().clock.advance(Duration::days(340));
        let editor = of_event(app, &event, "editor");
        let purge = format!("/console/events/{event}/retention");
        let (words, links) = tasks(&Desk::of(app));
        assert!(words.contains("まもなく個人情報を消去します") && links.contains(&purge), "{words}");
        assert!(!tasks(&editor).1.contains(&purge), "who cannot put it off");
    }

    fn who_is_here_for_one_event_sees_and_may_in_it_what_an_editor_does_and_nothing_in_another(app) {
        let care = json!({ "questions": [
            { "key": "care", "kind": "choice", "label": "配慮の内容", "required": false, "visibility": "restricted",
              "choices": [{ "value": "wheelchair", "label": "車いす" }] },
        ] });
        let (own, session) = filled(app, "自分のイベント", &care);
        let (other, other_session) = filled(app, "よそのイベント", &care);
        draft(app, &own, 1);
        draft(app, &other, 2);
        let editor = of_event(app, &own, "editor");
        for list in [format!("/console/sessions/{session}/attendees"), format!("/console/events/{own}/attendees")] {
            let page = editor.get(&list).expect(200).text();
            assert_eq!(attribute(&page, "#f-answer option[value='care:wheelchair']", "value").len(), 1, "{list}");
            assert_eq!(attribute(&page, "input[name=column][value='answer:care']", "value").len(), 1, "{list}");
            let found = editor.get(&format!("{list}?answer=care:wheelchair")).expect(200).text();
            assert_eq!(attribute(&found, "input[name=chosen]", "value").len(), 1, "{list}");
        }
        let drafts = editor.get("/console/drafts").expect(200).text();
        assert!(drafts.contains("申込1") && !drafts.contains("申込2"), "{drafts}");
        assert_eq!(attribute(&drafts, "main form[action^='/console/drafts/']", "action").len(), 1);
        let outbox = editor.get("/console/outbox").expect(200).text();
        let mails = attribute(&outbox, "tbody a[href^='/console/outbox/']", "href").len();
        let waiting = app.sql_number("SELECT COUNT(*) AS number FROM outbox");
        assert!(mails > 0 && i64::try_from(mails).expect("few") < waiting, "{mails} of {waiting}");
        assert_eq!(attribute(&outbox, "form[action$=abort]", "action").len(), mails, "{outbox}");
        editor.get(&format!("/console/sessions/{other_session}/attendees")).expect(404);
        editor.get(&format!("/console/events/{other}/attendees?answer=care:wheelchair")).expect(404);
        // Who may only receive people sees neither.
        let reception = of_event(app, &own, "reception");
        reception.get(&format!("/console/sessions/{session}/attendees")).expect(403);
        reception.get("/console/drafts").expect(403);
        // From the session to what is printed of it, from a registration to erasing it: for who may.
        let print = format!("/console/sessions/{session}/print");
        let of_session = format!("/console/sessions/{session}");
        assert!(attribute(&editor.get(&of_session).expect(200).text(), "main a", "href").contains(&print));
        assert!(!attribute(&reception.get(&of_session).expect(200).text(), "main a", "href").contains(&print));
        let list = editor.get(&format!("{of_session}/attendees")).expect(200).text();
        let record = attribute(&list, "tbody td a", "href").into_iter().find(|link| link.contains("/registrations/")).expect("a row");
        let erase = format!("{record}/purge");
        assert!(attribute(&editor.get(&record).expect(200).text(), "main a", "href").contains(&erase));
        editor.get(&erase).expect(200);
    }
}
