//! What hostile requests are sent at: an event with everything in it, somebody registered, and a look at
//! all of it before and after.

use serde_json::{Value, json};
use uketsuke::clock::Clock;
use uketsuke::http::api::BASE;
use uketsuke::intake::{self, IncomingMail, Taken};
use uketsuke::letters::Postmark;

use super::case::{Case, Outcome};
use crate::support::answer::Answer;
use crate::support::app::TestApp;
use crate::support::bodies;

/// An event that exists beside the world's, so that its slug is taken.
const TAKEN_SLUG: &str = "taken";

/// The world of one test.
pub struct World<'a> {
    pub app: &'a TestApp,
    pub event: String,
    pub session: String,
    /// A second session, of the group `hagi`.
    pub grouped: String,
    pub registration: String,
    /// The end of that registration's manage link.
    pub token: String,
    /// The mail that it was confirmed by.
    pub mail: String,
    /// An announcement that nobody has started.
    pub mailing: String,
    /// An application that came by mail.
    pub draft: String,
}

/// A question of each kind, none of which has to be answered.
fn questions() -> Value {
    let choices = json!([{ "value": "a", "label": "甲" }, { "value": "b", "label": "乙" }]);
    let question = |kind: &str| {
        let mut question = json!({ "key": kind, "kind": kind, "label": "質問" });
        if kind.starts_with("choice") {
            question["choices"] = choices.clone();
        }
        question
    };
    let kinds = [
        "short_text",
        "long_text",
        "number",
        "choice",
        "choices",
        "date",
        "yes_no",
        "consent",
        "postal_address",
        "file",
    ];
    kinds.map(question).to_vec().into()
}

/// The event that is applied to.
pub fn event_body() -> Value {
    let grouped = bodies::session_with("萩", 20, &json!({ "group": "hagi" }));
    let more = json!({
        "slug": "hostile", "application_rules": { "form_layout": "one_page" }, "questions": questions(),
        "session_groups": [{ "key": "hagi", "name": "萩", "capacity": 15 }],
    });
    bodies::with(bodies::event(&[bodies::session("下関", 20), grouped]), &more)
}

fn text(value: &Value) -> String {
    value.as_str().expect("a text").to_owned()
}

/// A mail to the world's event, taken in; the draft's id.
fn draft(app: &TestApp) -> String {
    let now = Clock::default().now();
    let mail = IncomingMail {
        message_id: "<1@example.com>".to_owned(),
        sender: "hanako@example.com".to_owned(),
        sender_name: None,
        recipients: vec!["in+hostile@example.jp".to_owned()],
        subject: "申込".to_owned(),
        text: "氏名: 佐藤花子\n会場: 下関".to_owned(),
        attachments: 0,
        received_at: now,
    };
    let postmark = Postmark { domain: "localhost".to_owned() };
    let taken =
        app.app().database.write(|conn| intake::take(conn, &mail, "in@example.jp", now, &postmark));
    match taken.expect("taken") {
        Taken::Drafted(id) => id.to_string(),
        other => panic!("{other:?} is no draft"),
    }
}

impl<'a> World<'a> {
    pub fn new(app: &'a TestApp) -> Self {
        let event = app.publish(&event_body());
        app.publish(&bodies::with(
            bodies::event(&[bodies::session("別", 5)]),
            &json!({ "slug": TAKEN_SLUG }),
        ));
        let (session, grouped) =
            (text(&event["sessions"][0]["id"]), text(&event["sessions"][1]["id"]));
        let made = app.apply(&session, &bodies::party(1, 2)).expect(201).json();
        let path = format!("{BASE}/events/{}/announcements", text(&event["id"]));
        let words = json!({ "subject": "S", "body": "B" });
        let mailing = app.staff("POST", &path, &words).expect(201).json();
        let mails = app.staff_get(&format!("{BASE}/outbox")).expect(200).json();
        Self {
            app,
            event: text(&event["id"]),
            session,
            grouped,
            registration: text(&made["id"]),
            token: text(&made["manage_url"]).rsplit('/').next().expect("a token").to_owned(),
            mail: text(&mails["items"][0]["id"]),
            mailing: text(&mailing["id"]),
            draft: draft(app),
        }
    }

    /// `{session}` and the like by what they stand for.
    pub fn filled(&self, text: &str) -> String {
        text.replace("{event}", &self.event)
            .replace("{session}", &self.session)
            .replace("{grouped}", &self.grouped)
            .replace("{registration}", &self.registration)
            .replace("{token}", &self.token)
            .replace("{mail}", &self.mail)
            .replace("{mailing}", &self.mailing)
            .replace("{draft}", &self.draft)
            .replace("{staff}", &self.app.token)
    }

    pub fn answer(&self, case: &Case) -> Answer {
        let headers: Vec<_> =
            case.headers.iter().map(|(name, value)| (name.as_str(), self.filled(value))).collect();
        let headers: Vec<_> = headers.iter().map(|(name, value)| (*name, value.as_str())).collect();
        let body = std::str::from_utf8(&case.body).map(|text| self.filled_body(text));
        let body = body.unwrap_or_else(|_| case.body.clone());
        self.app.send(&case.method, &self.filled(&case.path), &headers, &body)
    }

    /// Only what is short can name something of the world.
    fn filled_body(&self, body: &str) -> Vec<u8> {
        if body.len() > 10_000 { body.as_bytes().to_vec() } else { self.filled(body).into_bytes() }
    }

    pub fn outcome(&self, case: &Case) -> Outcome {
        Outcome::of(&self.answer(case))
    }

    /// Everything that can be seen of what is stored.
    pub fn traces(&self) -> Value {
        let seen = |path: &str| {
            without_the_hour(self.app.staff_get(&self.filled(path)).expect(200).json())
        };
        json!({
            "events": seen("/api/v1/events"),
            "registrations": seen("/api/v1/sessions/{session}/registrations?limit=500"),
            "grouped": seen("/api/v1/sessions/{grouped}/registrations?limit=500"),
            "mails": seen("/api/v1/outbox"),
            "session": without_the_hour(self.app.get(&self.filled("/api/v1/sessions/{session}")).expect(200).json()),
        })
    }

    /// Fails unless each case gets its answer, and nothing has changed by any of them.
    #[track_caller]
    pub fn refuses(&self, cases: &[Case]) {
        let before = self.traces();
        let wrong: Vec<String> = cases.iter().filter_map(|case| self.complaint(case)).collect();
        assert!(wrong.is_empty(), "{} of {}:\n{}", wrong.len(), cases.len(), wrong.join("\n"));
        assert_eq!(self.traces(), before, "something was written");
    }

    fn complaint(&self, case: &Case) -> Option<String> {
        let answer = self.answer(case);
        let (got, name) = (Outcome::of(&answer), &case.name);
        if got != case.expected {
            let shown: String = answer.text().chars().take(300).collect();
            return Some(format!("{name}: {got:?} instead of {:?}: {shown}", case.expected));
        }
        if answer.text().contains(bodies::applicant(2)["applicant"]["email"].as_str()?) {
            return Some(format!("{name}: the answer repeats what was typed"));
        }
        let allowed = answer.header("allow");
        (case.allow.is_some() && case.allow.as_deref() != allowed)
            .then(|| format!("{name}: Allow is {allowed:?}"))
    }
}

/// Without the times at which something was shown, which differ from one look to the next.
fn without_the_hour(mut value: Value) -> Value {
    match &mut value {
        Value::Array(items) => {
            for item in items {
                *item = without_the_hour(item.take());
            }
        }
        Value::Object(fields) => {
            fields.remove("counted_at");
            for field in fields.values_mut() {
                *field = without_the_hour(field.take());
            }
        }
        _ => {}
    }
    value
}
