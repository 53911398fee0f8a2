//! The page of one door.

use askama::Template;

use super::result::{DoorCandidate, DoorCount, DoorResult, Sign};
use crate::http::pages::console::{event_nav::EventNav, frame::ConsoleFrame};

/// What the page loads beside what all pages of the console load.
#[derive(Debug, Clone, Copy)]
pub struct WorkingFiles {
    /// What makes it work by itself.
    pub script: &'static str,
    /// Reads codes where the browser cannot.
    pub reader: &'static str,
}

/// `/console/events/{event}/check-in/{meeting}`.
#[derive(Debug, Template)]
#[template(path = "console/door/scanner.html")]
pub struct ScannerView {
    /// Around the page.
    pub frame: ConsoleFrame,
    /// The tabs of the event.
    pub nav: EventNav,
    /// What the session is called.
    pub session: String,
    /// When it is.
    pub when: String,
    /// Where it is; may be empty.
    pub venue: String,
    /// Whether the meeting is today.
    pub is_today: bool,
    /// It does not take place.
    pub is_cancelled: bool,
    /// Whether people are let in although it is another day.
    pub any_day: bool,
    /// How many are there.
    pub count: DoorCount,
    /// What is said of the last who came.
    pub result: Option<DoorResult>,
    /// Those whose names fit what was typed.
    pub candidates: Vec<DoorCandidate>,
    /// What was typed.
    pub typed: String,
    /// The folder of pages that open without network.
    pub scope: String,
    /// The page's own path.
    pub path: String,
    /// What it loads.
    pub files: WorkingFiles,
}

#[cfg(any(test, feature = "test-hooks"))]
impl ScannerView {
    /// Each thing that is said, candidates, another day.
    pub fn samples(language: crate::http::pages::texts::Language) -> Vec<(&'static str, Self)> {
        use super::super::{event_nav::EventPart, frame::Section, samples};
        use super::result::DoorPerson;
        let person = |persons: Option<u32>| DoorPerson {
            registration: "r1".into(),
            number: "K7M4Q2XH".into(),
            name: "髙﨑 𠮷郎".into(),
            kana: "たかさき よしろう".into(),
            company: "株式会社萩テレワーク".into(),
            seats: 3,
            persons,
            at: persons.map(|_| "午後1時42分".to_owned()),
        };
        let view = |result: Option<DoorResult>, candidates, is_today| Self {
            frame: samples::frame(language, "/console/events/e1/check-in/m1", Section::Events),
            nav: EventNav::sample(EventPart::CheckIn),
            session: "下関".into(),
            when: "令和8年(2026年)10月15日(木曜日)午後2時～午後3時30分".into(),
            venue: "萩・明倫学舎".into(),
            is_today,
            is_cancelled: false,
            any_day: false,
            count: DoorCount { here: 12, expected: 40, here_persons: 15, expected_persons: 52 },
            result,
            candidates,
            typed: String::new(),
            scope: "/console/events/e1/check-in/".into(),
            path: "/console/events/e1/check-in/m1".into(),
            files: WorkingFiles {
                script: &crate::http::assets::door_script().path,
                reader: &crate::http::assets::code_reader().path,
            },
        };
        let mut all = vec![("start", view(None, Vec::new(), true))];
        for sign in Sign::ALL {
            let persons = (sign.look() != "no").then_some(2);
            let knows = !matches!(sign, Sign::Unknown | Sign::Mistyped | Sign::Nothing);
            let elsewhere =
                if sign == Sign::WrongSession { "萩 令和8年10月16日" } else { "" };
            let result = DoorResult {
                sign,
                person: knows.then(|| person(persons)),
                elsewhere: elsewhere.into(),
            };
            all.push((sign.key(), view(Some(result), Vec::new(), true)));
        }
        let candidate = |sign, elsewhere: &str| DoorCandidate {
            person: person(None),
            sign,
            elsewhere: elsewhere.into(),
        };
        let candidates = vec![
            candidate(Sign::Welcome, ""),
            candidate(Sign::Already, ""),
            candidate(Sign::WrongSession, "萩 令和8年10月16日"),
        ];
        all.push(("candidates", Self { typed: "たか".into(), ..view(None, candidates, true) }));
        all.push(("another-day", view(None, Vec::new(), false)));
        all.push(("any-day", Self { any_day: true, ..view(None, Vec::new(), false) }));
        all.push((
            "cancelled-session",
            Self { is_cancelled: true, ..view(None, Vec::new(), true) },
        ));
        all
    }
}
