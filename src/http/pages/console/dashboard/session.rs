//! A session in the console: its numbers and pictures.

use askama::Template;

use super::Standing;
use crate::http::pages::console::event_nav::EventNav;
use crate::http::pages::console::events::hub::Way;
use crate::http::pages::console::frame::ConsoleFrame;

/// `/console/sessions/{session}`.
#[derive(Debug, Template)]
#[template(path = "console/dashboard/session.html")]
pub struct SessionOverviewView {
    /// Around the page.
    pub frame: ConsoleFrame,
    /// The tabs of its event.
    pub nav: EventNav,
    /// Its name; the event's title where it has none.
    pub name: String,
    /// When it is, one string a meeting.
    pub when: Vec<String>,
    /// What can be done with it.
    pub ways: Vec<Way>,
    /// Its numbers.
    pub standing: Standing,
}

#[cfg(any(test, feature = "test-hooks"))]
impl SessionOverviewView {
    /// One with applications and one without.
    pub fn samples(language: crate::http::pages::texts::Language) -> Vec<(&'static str, Self)> {
        use crate::http::pages::console::event_nav::EventPart;
        use crate::http::pages::console::frame::Section;
        use crate::http::pages::console::samples;
        let way = |end: &str, word, means| Way {
            path: format!("/console/sessions/s1/{end}"),
            word,
            means,
        };
        let view = |is_empty| {
            let frame = samples::frame(language, "/console/sessions/s1", Section::Events);
            Self {
                nav: EventNav::sample(EventPart::Overview),
                name: "下関".into(),
                when: vec!["令和8年(2026年)10月15日(木曜日)午後2時～午後3時30分".into()],
                ways: vec![
                    way("attendees", "attendees", "session-attendees-means"),
                    way("enter", "attendees-enter", "session-enter-means"),
                ],
                standing: Standing::sample(frame.texts(), is_empty),
                frame,
            }
        };
        vec![("full", view(false)), ("empty", view(true))]
    }
}
