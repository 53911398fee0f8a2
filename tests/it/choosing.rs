//! Seats that are not given to whoever comes first: a committee selects, or lots are drawn.

use serde_json::{Value, json};

use crate::console_people::member;
use crate::support::answer::Answer;
use crate::support::app::TestApp;
use crate::support::console::{Desk, attribute};
use crate::support::{bodies, on_both_databases};

/// An event whose seats are given so; its only session.
fn published(app: &TestApp, allocation: &str, capacity: i64) -> (String, String) {
    let body = bodies::event(&[bodies::session("第1回", capacity)]);
    let event = app.publish(&bodies::with(body, &json!({ "allocation": allocation })));
    let text = |value: &Value| value.as_str().expect("a text").to_owned();
    (text(&event["id"]), text(&event["sessions"][0]["id"]))
}

/// So many apply; their ids with their reception numbers.
fn applied(app: &TestApp, session: &str, count: usize) -> Vec<(String, String)> {
    let one = |number: usize| {
        let answer = app.apply(session, &bodies::applicant(number)).expect(201).json();
        let text = |name: &str| answer[name].as_str().expect("a text").to_owned();
        (text("id"), text("reception_number"))
    };
    (1..=count).map(one).collect()
}

fn state_of(app: &TestApp, session: &str, id: &str) -> String {
    let list = app.staff_get(&format!("/api/v1/sessions/{session}/registrations")).expect(200);
    let items = list.json()["items"].as_array().expect("a list").clone();
    let found = items.iter().find(|item| item["id"] == id).expect("there");
    found["state"].as_str().expect("a state").to_owned()
}

fn mails_of_kind(app: &TestApp, kind: &str) -> usize {
    let path = format!("/api/v1/outbox?kind={kind}");
    let listed = app.staff_get(&path);
    listed.expect(200).json()["items"].as_array().expect("a list").len()
}

fn select(app: &TestApp, session: &str, selections: &[(&str, &str)]) -> Answer {
    let one =
        |(id, selection): &(&str, &str)| json!({ "registration": id, "selection": selection });
    let selections: Vec<Value> = selections.iter().map(one).collect();
    let path = format!("/api/v1/sessions/{session}/selections");
    app.staff("POST", &path, &json!({ "selections": selections }))
}

/// Posts a form of a console page with its fields.
fn post(desk: &Desk<'_>, path: &str, fields: &[(&str, &str)]) -> Answer {
    let csrf = desk.csrf();
    let fields: Vec<(&str, &str)> =
        [("csrf", csrf.as_str())].into_iter().chain(fields.iter().copied()).collect();
    desk.app.form(path, &fields, Some(&desk.cookie))
}

on_both_databases! {
    fn a_committee_selects_and_everybody_hears_together(app) {
        let (_, session) = published(app, "approval", 1);
        let people = applied(app, &session, 3);
        let shown = app.get(&format!("/api/v1/sessions/{session}")).expect(200).json();
        assert_eq!((&shown["status"], &shown["seats_left"]), (&json!("open"), &json!(1)));
        assert_eq!(state_of(app, &session, &people[0].0), "pending");
        let ids: Vec<&str> = people.iter().map(|(id, _)| id.as_str()).collect();
        // Two for one seat: nothing is done.
        select(app, &session, &[(ids[0], "chosen"), (ids[1], "chosen")]).expect(409);
        assert_eq!(state_of(app, &session, ids[0]), "pending");
        select(app, &session, &[(ids[0], "perhaps")]).expect_fault("/selections/0/selection", "unknown_choice");
        let done = select(app, &session, &[(ids[2], "chosen"), (ids[0], "substitute"), (ids[1], "not_chosen")]);
        assert_eq!(done.expect(200).json(), json!({ "chosen": 1, "substitutes": 1, "not_chosen": 1 }));
        assert_eq!(ids.iter().map(|id| state_of(app, &session, id)).collect::<Vec<_>>(), ["waitlisted", "declined", "confirmed"]);
        for kind in ["accepted", "declined"] {
            assert_eq!(mails_of_kind(app, kind), 1, "{kind}");
        }
        select(app, &session, &[(ids[1], "chosen")]).expect_fault("/selections/0/registration", "unknown_choice");
        // The substitute gets the seat that comes free.
        app.staff("POST", &format!("/api/v1/manage/registrations/{}/withdraw", ids[2]), &Value::Null).expect(200);
        assert_eq!(state_of(app, &session, ids[0]), "confirmed");
    }

    fn a_draw_is_held_after_the_deadline_and_anybody_can_check_it(app) {
        let (_, session) = published(app, "lottery", 2);
        let people = applied(app, &session, 5);
        let path = format!("/api/v1/sessions/{session}/draw");
        let early = app.staff("POST", &path, &json!({ "word": "38914.50" })).expect(409).json();
        assert_eq!(early["code"], "still_open");
        app.staff("POST", &format!("/api/v1/sessions/{session}/close"), &Value::Null).expect(200);
        let drawn = app.staff("POST", &path, &json!({ "word": "38914.50" })).expect(200).json();
        let places = drawn["places"].as_array().expect("places").clone();
        let mut lots: Vec<(String, String)> = people.iter().map(|(_, number)| {
            (sha256(&format!("38914.50:{number}")), number.clone())
        }).collect();
        lots.sort();
        for (place, (lot, number)) in places.iter().zip(&lots) {
            assert_eq!((&place["lot"], &place["reception_number"]), (&json!(lot), &json!(number)));
        }
        let states: Vec<&str> = places.iter().filter_map(|place| place["state"].as_str()).collect();
        assert_eq!(states, ["confirmed", "confirmed", "waitlisted", "waitlisted", "waitlisted"]);
        assert_eq!(mails_of_kind(app, "draw_result"), 5);
        assert_eq!(app.staff("POST", &path, &json!({})).expect(409).json()["code"], "nobody_entered");
        let desk = Desk::of(app);
        let page = desk.get(&format!("/console/sessions/{session}/draw")).expect(200).text();
        assert!(lots.iter().all(|(lot, _)| page.contains(lot.as_str())));
        let file = desk.get(&format!("/console/sessions/{session}/draw.csv")).expect(200).text();
        assert_eq!(file.lines().count(), 6);
        assert!(!file.contains("山田"), "no names: {file}");
    }

    fn a_draw_in_the_console_says_how_many_are_told_before_it_is_held(app) {
        let (_, session) = published(app, "lottery", 1);
        let people = applied(app, &session, 2);
        app.staff("POST", &format!("/api/v1/sessions/{session}/close"), &Value::Null).expect(200);
        let desk = Desk::of(app);
        let path = format!("/console/sessions/{session}/draw");
        let asked = post(&desk, &path, &[("word", "38914.50")]).expect(200).text();
        assert!(asked.contains("2件の申込の抽選をして"), "{asked}");
        assert_eq!(attribute(&asked, "input[name=word]", "value"), ["38914.50"]);
        assert_eq!(state_of(app, &session, &people[0].0), "entered_draw", "nothing is drawn yet");
        post(&desk, &path, &[("word", "38914.50"), ("confirmed", "yes")]).expect(303);
        assert_eq!(mails_of_kind(app, "draw_result"), 2);
    }

    fn one_chooses_having_read_what_was_answered_as_far_as_one_may(app) {
        let body = bodies::with(bodies::event(&[bodies::session("第1回", 1)]), &json!({ "allocation": "approval", "questions": [
            { "key": "why", "kind": "short_text", "label": "志望の理由", "required": false },
            { "key": "health", "kind": "short_text", "label": "配慮", "required": false, "visibility": "restricted" },
        ] }));
        let session = app.publish(&body)["sessions"][0]["id"].as_str().expect("an id").to_owned();
        let answers = json!({ "answers": { "why": "学びたい", "health": "聞こえにくい" } });
        app.apply(&session, &bodies::with(bodies::applicant(1), &answers)).expect(201);
        let owner = Desk::of(app);
        let path = format!("/console/sessions/{session}/selection");
        let page = owner.get(&path).expect(200).text();
        assert!(page.contains("志望の理由") && page.contains("学びたい") && page.contains("聞こえにくい"), "{page}");
        let viewer = member(&owner, "viewer@hagi.example.jp", &[("role", "viewer"), ("reach", "organization")]);
        let page = viewer.get(&path).expect(200).text();
        assert!(page.contains("学びたい") && !page.contains("聞こえにくい"), "{page}");
    }

    fn staff_mark_in_the_console_and_tell_when_all_is_said(app) {
        let (event, session) = published(app, "approval", 1);
        let people = applied(app, &session, 2);
        let desk = Desk::of(app);
        let overview = desk.get(&format!("/console/events/{event}/choosing")).expect(200).text();
        let path = format!("/console/sessions/{session}/selection");
        assert!(overview.contains(&path));
        let (first, second) = (&people[0].0, &people[1].0);
        let marks = [(format!("mark-{first}"), "chosen"), (format!("mark-{second}"), "chosen"), (format!("rank-{second}"), "１")];
        let mut fields: Vec<(&str, &str)> = marks.iter().map(|(name, value)| (name.as_str(), *value)).collect();
        fields.push(("action", "release"));
        let kept = post(&desk, &path, &fields).expect(303);
        assert_eq!(kept.header("location"), Some(format!("{path}/release").as_str()));
        assert_eq!(state_of(app, &session, first), "pending", "nobody was told");
        let preview = desk.get(&format!("{path}/release")).expect(200).text();
        assert!(preview.contains("定員を超えて参加とする理由"), "{preview}");
        let release = format!("{path}/release");
        let seen = || attribute(&desk.get(&release).expect(200).text(), "input[name=seen]", "value").pop().expect("what is seen");
        let before = seen();
        let refused = post(&desk, &release, &[("seen", &before)]).expect(409).text();
        assert!(refused.contains("誰にも何も知らせていません"));
        let substitute = format!("mark-{second}");
        post(&desk, &path, &[(substitute.as_str(), "substitute"), ("action", "save")]).expect(303);
        assert_eq!(mails_of_kind(app, "accepted"), 0);
        // Marked otherwise since it was shown: what stands there now is shown first.
        let another = post(&desk, &release, &[("seen", &before)]).expect(409).text();
        assert!(another.contains("ほかの人が結果を変えました"), "{another}");
        assert_eq!(state_of(app, &session, first), "pending");
        post(&desk, &release, &[("seen", &seen())]).expect(303);
        assert_eq!([state_of(app, &session, first), state_of(app, &session, second)], ["confirmed", "waitlisted"]);
        assert!(desk.get(&path).expect(200).text().contains("選考を待っている申込はありません"));
    }
}

fn sha256(text: &str) -> String {
    use sha2::{Digest, Sha256};
    uketsuke::domain::hex::hex(&Sha256::digest(text.as_bytes()))
}
