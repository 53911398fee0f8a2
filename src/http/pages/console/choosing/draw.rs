//! The draw of a session: before it, and its record.

use askama::Template;

use crate::http::pages::console::event_nav::EventNav;
use crate::http::pages::console::frame::ConsoleFrame;

/// A line of the record.
#[derive(Debug, Clone)]
pub struct PlaceRow {
    /// From 1.
    pub place: i32,
    /// 受付番号.
    pub reception_number: String,
    /// The lot, 64 hexadecimal digits.
    pub lot: String,
    /// Key of the state's word.
    pub state: &'static str,
}

/// What one draw has given.
#[derive(Debug, Clone)]
pub struct DrawRecord {
    /// What the order follows from.
    pub word: String,
    /// When it was held.
    pub when: String,
    /// In the order of the lots.
    pub places: Vec<PlaceRow>,
}

/// `/console/sessions/{session}/draw`.
#[derive(Debug, Template)]
#[template(path = "console/choosing/draw.html")]
pub struct DrawView {
    /// Around the page.
    pub frame: ConsoleFrame,
    /// The tabs of the event.
    pub nav: EventNav,
    /// The session's name; empty for the only one.
    pub session_name: String,
    /// The page's own path.
    pub path: String,
    /// Key of why it was not done.
    pub refused: Option<&'static str>,
    /// The word that was typed, where the draw was asked for and is only to be confirmed; empty: one by chance.
    pub asked: Option<String>,
    /// Who has entered and was not drawn yet.
    pub entered: u32,
    /// Seats that are free, in the unit of the capacity.
    pub free: u32,
    /// From when on it can be drawn, where that is not now.
    pub not_before: Option<String>,
    /// Where the record is as a file.
    pub record_path: Option<String>,
    /// The draws, the latest first.
    pub records: Vec<DrawRecord>,
}

impl DrawView {
    pub(crate) fn may_draw(&self) -> bool {
        self.entered > 0 && self.not_before.is_none()
    }
}

#[cfg(any(test, feature = "test-hooks"))]
impl DrawView {
    /// To be confirmed, too early, ready, held, nobody.
    pub fn samples(language: crate::http::pages::texts::Language) -> Vec<(&'static str, Self)> {
        use crate::http::pages::console::{event_nav::EventPart, frame::Section, samples};
        let place = |place, state| PlaceRow {
            place,
            reception_number: "7K2M9Q4".into(),
            lot: "0a1b2c3d".repeat(8),
            state,
        };
        let record = || DrawRecord {
            word: "38914.50".into(),
            when: "10/15(木) 9:00".into(),
            places: vec![place(1, "state-confirmed"), place(2, "state-waitlisted")],
        };
        let view = |entered, not_before: Option<&str>, records: Vec<DrawRecord>, refused| Self {
            frame: samples::frame(language, "/console/sessions/s1/draw", Section::Events),
            nav: EventNav::sample(EventPart::Choosing),
            session_name: String::new(),
            path: "/console/sessions/s1/draw".into(),
            refused,
            asked: None,
            entered,
            free: 20,
            not_before: not_before.map(str::to_owned),
            record_path: (!records.is_empty()).then(|| "/console/sessions/s1/draw.csv".to_owned()),
            records,
        };
        let asked =
            |word: &str| Self { asked: Some(word.to_owned()), ..view(42, None, Vec::new(), None) };
        vec![
            ("asked", asked("38914.50")),
            ("asked-by-chance", asked("")),
            ("early", view(12, Some("令和8年10月14日(水)午後5時"), Vec::new(), None)),
            ("ready", view(42, None, Vec::new(), None)),
            ("held", view(0, None, vec![record()], None)),
            ("refused", view(3, None, vec![record()], Some("choosing-refused"))),
            ("nobody", view(0, None, Vec::new(), None)),
        ]
    }
}
