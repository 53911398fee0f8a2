//! Something that is done with many registrations: how many before, and what could not be done after.

use askama::Template;

use crate::http::pages::console::event_nav::EventNav;
use crate::http::pages::console::frame::ConsoleFrame;
use crate::http::pages::console::job::JobState;

/// One that could not be done.
#[derive(Debug, Clone)]
pub struct FailureLine {
    pub reception_number: String,
    pub name: String,
    pub path: String,
    /// Key of the sentence.
    pub why: &'static str,
}

/// `/console/bulk/{id}`.
#[derive(Debug, Template)]
#[template(path = "console/attendees/bulk.html")]
pub struct BulkView {
    /// Around the page.
    pub frame: ConsoleFrame,
    pub nav: EventNav,
    /// Key of what is done.
    pub what: &'static str,
    /// Key of the sentence that says what will happen.
    pub means: &'static str,
    /// Reception number and name, where it is about one alone.
    pub only: Option<String>,
    /// Whether it was begun on the page of that one.
    pub of_record: bool,
    /// Name of the session, for a move; else empty.
    pub target: String,
    /// Which meeting they are checked in at, where one was named.
    pub meeting: Option<String>,
    pub total: i64,
    /// How far it has come; none before it is started.
    pub state: Option<JobState>,
    pub done: i64,
    pub failed: i64,
    pub failures: Vec<FailureLine>,
    /// Where the button is sent.
    pub start_path: String,
    /// Where a running job is watched and stopped.
    pub job_path: String,
    /// The list that it was chosen from.
    pub back: String,
}

/// Key of the sentence for why the desk said no.
pub fn why_key(code: &str) -> &'static str {
    match code {
        "not_open" => "attendees-why-not-open",
        "closed" => "attendees-why-closed",
        "cancelled" => "attendees-why-cancelled",
        "session_full" => "attendees-why-full",
        "not_enough_seats" => "attendees-why-seats",
        "already_registered" => "attendees-why-registered",
        "group_limit" => "attendees-why-group",
        "company_people_limit" => "attendees-why-company-people",
        "company_fixed" => "attendees-why-company-fixed",
        "wrong_state" => "attendees-why-state",
        "no_offer" => "attendees-why-no-offer",
        "choice_full" => "attendees-why-choice",
        "changed_meanwhile" => "attendees-why-changed",
        "wrong_session" => "attendees-why-session",
        "which_meeting" => "attendees-why-which-meeting",
        _ => "attendees-why-gone",
    }
}

#[cfg(any(test, feature = "test-hooks"))]
impl BulkView {
    /// Before a check-in, before a move, of one alone, at work, and after with something that could not be done.
    pub fn samples(language: crate::http::pages::texts::Language) -> Vec<(&'static str, Self)> {
        use crate::http::pages::console::{event_nav::EventPart, frame::Section, samples};
        let view = |state: Option<JobState>, failures: Vec<FailureLine>| Self {
            frame: samples::frame(language, "/console/bulk/b1", Section::Events),
            nav: EventNav::sample(EventPart::Attendees),
            what: "attendees-do-move",
            means: "attendees-means-move",
            only: None,
            of_record: false,
            target: "萩".into(),
            meeting: None,
            total: 412,
            state,
            done: 200,
            failed: i64::try_from(failures.len()).unwrap_or(0),
            failures,
            start_path: "/console/bulk/b1/start".into(),
            job_path: "/console/jobs/j1".into(),
            back: "/console/events/sample/attendees".into(),
        };
        let codes = [
            "not_open",
            "closed",
            "cancelled",
            "session_full",
            "not_enough_seats",
            "already_registered",
            "group_limit",
            "company_people_limit",
            "company_fixed",
            "wrong_state",
            "no_offer",
            "choice_full",
            "changed_meanwhile",
            "wrong_session",
            "which_meeting",
            "owl",
        ];
        let failures = codes.map(|code| FailureLine {
            reception_number: "K7M4Q2XH".into(),
            name: "山田 太郎".into(),
            path: "/console/registrations/r1".into(),
            why: why_key(code),
        });
        let one = Self {
            only: Some("K7M4Q2XH 山田 太郎".into()),
            of_record: true,
            total: 1,
            ..view(None, Vec::new())
        };
        let check_in = Self {
            what: "attendees-do-check-in",
            means: "attendees-means-check-in",
            target: String::new(),
            meeting: Some("萩 10/15(木) 14:00".into()),
            ..view(None, Vec::new())
        };
        vec![
            ("check-in", check_in),
            ("before", view(None, Vec::new())),
            ("one", one),
            ("running", view(Some(JobState::Running), Vec::new())),
            ("done", view(Some(JobState::Done), failures.to_vec())),
        ]
    }
}
