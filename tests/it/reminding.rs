//! Reminders: by each session's start, to the second, to those who had applied by then, once.

use chrono::{DateTime, TimeDelta, Utc};
use serde_json::{Value, json};

use crate::support::app::TestApp;
use crate::support::{bodies, on_both_databases};

const REMINDERS: &str = "SELECT COUNT(*) AS number FROM outbox WHERE kind = 'reminder'";

/// A session, its event, and when it starts. Reminders go out a day and an hour before.
struct Scene {
    event: String,
    session: String,
    starts_at: DateTime<Utc>,
}

impl Scene {
    fn new(app: &TestApp) -> Self {
        let reminders = json!([{ "before_minutes": 60 }, { "before_minutes": 1_440 }]);
        let event = bodies::with(
            bodies::event(&[bodies::session("下関", 2)]),
            &json!({ "reminders": reminders }),
        );
        let event = app.publish(&event);
        let text = |value: &Value| value.as_str().expect("a text").to_owned();
        let session = &event["sessions"][0];
        let starts_at = text(&session["meetings"][0]["starts_at"]).parse().expect("a time");
        Self { event: text(&event["id"]), session: text(&session["id"]), starts_at }
    }

    /// Moves the clock to so long before the start.
    fn at(&self, app: &TestApp, before_start: TimeDelta) {
        let clock = &app.app().clock;
        clock.advance(self.starts_at - before_start - clock.now());
    }

    /// Moves the session by so many days.
    fn moved(&self, app: &TestApp, days: i64) {
        let starts_at = self.starts_at + TimeDelta::days(days);
        let meeting = json!({ "starts_at": starts_at.to_rfc3339(), "ends_at": (starts_at + TimeDelta::hours(2)).to_rfc3339() });
        let patch = json!({ "meetings": [meeting], "notify": false });
        app.staff("PATCH", &format!("/api/v1/sessions/{}", self.session), &patch).expect(200);
    }
}

fn reminders(app: &TestApp) -> i64 {
    app.work_on_mailings();
    app.sql_number(REMINDERS)
}

on_both_databases! {
    fn a_reminder_goes_out_at_its_second_to_those_with_a_seat(app) {
        let scene = Scene::new(app);
        for number in 0..3 {
            app.apply(&scene.session, &bodies::applicant(number)).expect(201);
        }
        scene.at(app, TimeDelta::days(1) + TimeDelta::seconds(1));
        assert_eq!(reminders(app), 0, "a second too early");
        scene.at(app, TimeDelta::days(1));
        assert_eq!(reminders(app), 2, "not to the one who waits");
        assert_eq!(reminders(app), 2);
        scene.at(app, TimeDelta::hours(1));
        assert_eq!(reminders(app), 4);
    }

    fn who_applies_after_the_time_of_a_reminder_gets_the_next_one(app) {
        let scene = Scene::new(app);
        app.apply(&scene.session, &bodies::applicant(0)).expect(201);
        scene.at(app, TimeDelta::hours(23));
        app.apply(&scene.session, &bodies::applicant(1)).expect(201);
        assert_eq!(reminders(app), 1, "late, and only to whom had applied by then");
        scene.at(app, TimeDelta::hours(1));
        assert_eq!(reminders(app), 3);
    }

    fn a_worker_that_comes_after_the_start_reminds_nobody(app) {
        let scene = Scene::new(app);
        app.apply(&scene.session, &bodies::applicant(0)).expect(201);
        scene.at(app, TimeDelta::zero());
        assert_eq!(reminders(app), 0);
    }

    fn a_session_that_moves_is_reminded_of_by_the_new_time(app) {
        let scene = Scene::new(app);
        app.apply(&scene.session, &bodies::applicant(0)).expect(201);
        scene.moved(app, 3);
        scene.at(app, TimeDelta::days(1));
        assert_eq!(reminders(app), 0, "not by the old time");
        scene.at(app, TimeDelta::days(-2));
        assert_eq!(reminders(app), 1);
        scene.moved(app, 10);
        scene.at(app, TimeDelta::days(-9));
        assert_eq!(reminders(app), 2, "once more by the new time");
        scene.moved(app, 9);
        assert_eq!(reminders(app), 2, "not for a time that has gone by");
    }

    fn what_is_called_off_or_switched_off_is_not_reminded_of(app) {
        let scene = Scene::new(app);
        app.apply(&scene.session, &bodies::applicant(0)).expect(201);
        let none = json!({ "reminders": [] });
        let shown = app.staff("PATCH", &format!("/api/v1/events/{}", scene.event), &none).expect(200).json();
        assert_eq!(shown["reminders"], json!([]));
        scene.at(app, TimeDelta::days(1));
        assert_eq!(reminders(app), 0);
        let hour = json!({ "reminders": [{ "before_minutes": 60 }] });
        app.staff("PATCH", &format!("/api/v1/events/{}", scene.event), &hour).expect(200);
        app.staff("POST", &format!("/api/v1/sessions/{}/cancel", scene.session), &json!({ "notify": false })).expect(200);
        scene.at(app, TimeDelta::hours(1));
        assert_eq!(reminders(app), 0);
    }
}

/// All workers see the same reminder at the same moment.
#[test]
fn of_many_workers_one_makes_the_reminder() {
    let app = TestApp::on_postgresql();
    let scene = Scene::new(&app);
    for number in 0..2 {
        app.apply(&scene.session, &bodies::applicant(number)).expect(201);
    }
    scene.at(&app, TimeDelta::days(1));
    std::thread::scope(|scope| {
        for _ in 0..8 {
            scope.spawn(|| app.work_on_mailings());
        }
    });
    app.work_on_mailings();
    assert_eq!(app.sql_number(REMINDERS), 2);
    let made = "SELECT COUNT(*) AS number FROM mailings WHERE kind = 'reminder'";
    assert_eq!(app.sql_number(made), 1);
    app.end();
}
