//! Notices: what people are told when their session changes, is called off, or their registration changes;
//! links that were lost.

use chrono::TimeDelta;
use serde_json::{Value, json};

use crate::support::app::TestApp;
use crate::support::{bodies, on_both_databases};

fn text(value: &Value) -> String {
    value.as_str().expect("a text").to_owned()
}

/// An event with a session of one seat: one has it, one waits, one was entered by telephone and waits too.
struct Scene {
    event: String,
    session: String,
    /// Tokens of those who applied by themselves.
    tokens: Vec<String>,
}

impl Scene {
    fn new(app: &TestApp) -> Self {
        let event = app.publish(&bodies::event(&[bodies::session("下関", 1)]));
        let session = text(&event["sessions"][0]["id"]);
        let tokens = (0..2)
            .map(|number| {
                let made = app.apply(&session, &bodies::applicant(number)).expect(201).json();
                text(&made["manage_url"]).rsplit('/').next().expect("a token").to_owned()
            })
            .collect();
        let by_telephone = json!({ "applicant": { "name": "鈴木 花子", "phone": "000-2222-3333" }, "source": "telephone" });
        app.staff("POST", &format!("/api/v1/sessions/{session}/registrations"), &by_telephone)
            .expect(201);
        Self { event: text(&event["id"]), session, tokens }
    }

    fn patch(&self, app: &TestApp, patch: &Value) -> Value {
        app.staff("PATCH", &format!("/api/v1/sessions/{}", self.session), patch).expect(200).json()
    }
}

fn count(app: &TestApp, kind: &str) -> i64 {
    app.sql_number(&format!("SELECT COUNT(*) AS number FROM outbox WHERE kind = '{kind}'"))
}

/// A minute and a little later.
fn later(app: &TestApp) {
    app.app().clock.advance(TimeDelta::seconds(65));
    app.work_on_mailings();
}

/// What the only notice of this kind says.
fn notice(app: &TestApp, scene: &Scene, kind: &str) -> Value {
    let path = format!("/api/v1/events/{}/mailings", scene.event);
    let listed = app.staff_get(&path).expect(200).json();
    let of_kind: Vec<&Value> = listed["items"]
        .as_array()
        .expect("a list")
        .iter()
        .filter(|it| it["kind"] == kind)
        .collect();
    assert_eq!(of_kind.len(), 1, "{listed}");
    of_kind[0].clone()
}

fn meetings(place: &str) -> Value {
    let starts = app_time(30);
    json!([{ "starts_at": starts.to_rfc3339(), "ends_at": (starts + TimeDelta::hours(2)).to_rfc3339(), "venue": place }])
}

fn app_time(days: i64) -> chrono::DateTime<chrono::Utc> {
    uketsuke::clock::Clock::default().now() + TimeDelta::days(days)
}

fn calendar_sequence(app: &TestApp) -> i64 {
    app.sql_number("SELECT CAST(MAX(calendar_sequence) AS BIGINT) AS number FROM sessions")
}

on_both_databases! {
    fn changes_one_after_another_are_told_in_one_mail_that_names_them(app) {
        let scene = Scene::new(app);
        let answer = scene.patch(app, &json!({ "meetings": meetings("公民館") }));
        let announced = &answer["notices"][0];
        assert_eq!((announced["kind"].as_str(), announced["recipients"].as_i64()), (Some("session_changed"), Some(3)), "{answer}");
        let first = calendar_sequence(app);
        assert!(first > 0, "calendars take the new one for newer");
        scene.patch(app, &json!({ "name": "下関会場" }));
        assert!(calendar_sequence(app) > first);
        app.work_on_mailings();
        assert_eq!(count(app, "session_changed"), 0, "not before it is quiet");
        later(app);
        assert_eq!(count(app, "session_changed"), 2, "the one without an address has to be called");
        let told = notice(app, &scene, "session_changed");
        let fields: Vec<&str> = told["content"]["changes"].as_array().expect("changes").iter().filter_map(|change| change["field"].as_str()).collect();
        assert!(fields.contains(&"session_name") && fields.contains(&"place"), "{told}");
        assert_eq!(told["progress"]["without_address"], 1);
    }

    fn what_is_taken_back_within_the_minute_is_not_told(app) {
        let scene = Scene::new(app);
        scene.patch(app, &json!({ "name": "萩" }));
        scene.patch(app, &json!({ "name": "下関" }));
        later(app);
        assert_eq!(count(app, "session_changed"), 0);
        assert_eq!(notice(app, &scene, "session_changed")["state"], "done");
    }

    fn what_people_need_not_know_is_not_told_and_staff_may_keep_quiet(app) {
        let scene = Scene::new(app);
        for patch in [json!({ "waiting_list": false }), json!({ "name": "萩", "notify": false })] {
            let answer = scene.patch(app, &patch);
            assert_eq!(answer["notices"], json!([]));
        }
        later(app);
        assert_eq!(count(app, "session_changed"), 0);
        app.staff("PATCH", &format!("/api/v1/sessions/{}", scene.session), &json!({ "notify": "no" })).expect_fault("/notify", "wrong_type");
    }

    fn a_change_of_the_event_is_told_to_all_its_sessions(app) {
        let scene = Scene::new(app);
        let before = calendar_sequence(app);
        let answer = app.staff("PATCH", &format!("/api/v1/events/{}", scene.event), &json!({ "contact": "下関市役所 000-1111-2222" })).expect(200).json();
        assert_eq!(answer["notices"][0]["recipients"], 3);
        assert!(calendar_sequence(app) > before);
        later(app);
        assert_eq!(count(app, "session_changed"), 2);
        let told = notice(app, &scene, "session_changed");
        assert_eq!(told["content"]["changes"][0]["field"], "contact");
    }

    fn a_cancellation_is_told_to_all_and_names_who_has_to_be_called(app) {
        let scene = Scene::new(app);
        scene.patch(app, &json!({ "name": "萩" }));
        let path = format!("/api/v1/sessions/{}", scene.session);
        let answer = app.staff("POST", &format!("{path}/cancel"), &json!({ "reason": "台風のため" })).expect(200).json();
        assert_eq!(answer["notices"].as_array().map(Vec::len), Some(1), "the notice of change is dropped: {answer}");
        let unreachable = &answer["unreachable"][0];
        assert_eq!((unreachable["name"].as_str(), unreachable["state"].as_str(), unreachable["bounced"].as_bool()), (Some("鈴木 花子"), Some("waitlisted"), Some(false)), "{answer}");
        assert!(unreachable["phone"].as_str().is_some_and(|phone| phone.ends_with("3333")));
        later(app);
        assert_eq!((count(app, "session_cancelled"), count(app, "session_changed")), (2, 0));
        assert_eq!(notice(app, &scene, "session_cancelled")["content"]["reason"], "台風のため");
        app.staff("POST", &format!("{path}/cancel"), &Value::Null).expect(200);
        later(app);
        assert_eq!(count(app, "session_cancelled"), 2, "once");
        assert_eq!(app.staff_get(&format!("{path}/unreachable")).expect(200).json()["items"].as_array().map(Vec::len), Some(1));
        assert_eq!(app.get(&path).expect(200).json()["status"], "cancelled");
        let list = app.staff_get(&format!("{path}/registrations")).expect(200).json();
        assert_eq!(list["items"].as_array().map(Vec::len), Some(3), "its list stays");
        app.get(&format!("/api/v1/registrations/{}", scene.tokens[0])).expect(200);
    }

    fn the_cancellation_of_an_event_is_told_in_all_its_sessions(app) {
        let scene = Scene::new(app);
        let path = format!("/api/v1/events/{}", scene.event);
        let answer = app.staff("POST", &format!("{path}/cancel"), &Value::Null).expect(200).json();
        assert_eq!((answer["status"].as_str(), answer["unreachable"].as_array().map(Vec::len)), (Some("cancelled"), Some(1)), "{answer}");
        later(app);
        assert_eq!(count(app, "session_cancelled"), 2);
        assert_eq!(app.staff_get(&format!("{path}/unreachable")).expect(200).json()["items"].as_array().map(Vec::len), Some(1));
    }

    fn a_changed_registration_is_confirmed_once_for_each_change(app) {
        let scene = Scene::new(app);
        let path = format!("/api/v1/registrations/{}", scene.tokens[0]);
        app.json("PATCH", &path, &json!({ "applicant": { "phone": "000-9999-8888" } })).expect(200);
        app.json("PATCH", &path, &json!({ "applicant": { "phone": "000-9999-8888" } })).expect(200);
        assert_eq!(count(app, "changed"), 1, "what changes nothing is not told");
        app.json("PATCH", &path, &json!({ "applicant": { "name": "山田 次郎" } })).expect(200);
        assert_eq!(count(app, "changed"), 2);
    }

    fn links_are_sent_again_to_whoever_is_registered_and_nothing_tells_who_is(app) {
        let scene = Scene::new(app);
        let path = format!("/api/v1/events/{}/resend-link", scene.event);
        let ask = |email: &str| app.post(&path, &json!({ "email": email }));
        let (known, unknown) = (ask("Taro0@EXAMPLE.jp").expect(202), ask("nobody@example.jp").expect(202));
        assert_eq!(known.body, unknown.body);
        app.work_on_mailings();
        assert_eq!(count(app, "resend_link"), 1);
        ask("taro0@example.jp").expect(202);
        app.work_on_mailings();
        assert_eq!(count(app, "resend_link"), 1, "once an hour");
        app.app().clock.advance(TimeDelta::hours(1));
        ask("taro0@example.jp").expect(202);
        app.work_on_mailings();
        assert_eq!(count(app, "resend_link"), 2);
        ask("not an address").expect_fault("/email", "invalid_email");
        app.post("/api/v1/events/nothing/resend-link", &json!({ "email": "taro0@example.jp" })).expect_problem(404, "not_found");
        let listed = app.staff_get(&format!("/api/v1/events/{}/mailings", scene.event)).expect(200).json();
        assert_eq!(listed["items"], json!([]));
    }
}
