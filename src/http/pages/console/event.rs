//! An event in the console: its sessions with their numbers.

use askama::Template;

use super::{dashboard::Standing, event_nav::EventNav, frame::ConsoleFrame, home::EventState};
use crate::http::pages::session::{SessionStatus, Unit};

/// A session with its numbers.
#[derive(Debug, Clone)]
pub struct SessionLine {
    /// Its name; empty for the only one.
    pub name: String,
    /// When it is, one string a meeting.
    pub when: Vec<String>,
    /// Path of its own page.
    pub path: String,
    /// Path of its attendee table.
    pub attendees_path: String,
    /// What the capacity counts.
    pub unit: Unit,
    /// Whether and how one can apply.
    pub status: SessionStatus,
    /// Seats in all.
    pub capacity: u32,
    /// Seats taken.
    pub confirmed: u32,
    /// Seats free.
    pub seats_left: u32,
    /// Registrations that wait.
    pub waiting: u32,
    /// Registrations that have been offered a seat.
    pub offered: u32,
    /// Registrations that were withdrawn.
    pub withdrawn: u32,
}

impl SessionLine {
    fn unit_key(&self) -> &'static str {
        match self.unit {
            Unit::Person => "unit-person",
            Unit::Company => "unit-company",
        }
    }

    fn status_key(&self) -> &'static str {
        match self.status {
            SessionStatus::NotOpen => "status-not-open",
            SessionStatus::Open => "status-open",
            SessionStatus::Full => "status-full",
            SessionStatus::Waitlist => "status-waitlist",
            SessionStatus::Closed => "status-closed",
            SessionStatus::Cancelled => "status-cancelled",
        }
    }
}

/// `/console/events/{id}`: 開催回, 日時, 定員, 確定, 残り, キャンセル待ち, 取消.
#[derive(Debug, Template)]
#[template(path = "console/event.html")]
pub struct ConsoleEventView {
    /// Around the page.
    pub frame: ConsoleFrame,
    /// The tabs of the event.
    pub nav: EventNav,
    /// The event's title.
    pub title: String,
    /// How far it is.
    pub state: EventState,
    /// Path of its public page, where it has one.
    pub public_path: Option<String>,
    /// Its sessions in order of time.
    pub sessions: Vec<SessionLine>,
    /// Its numbers.
    pub standing: Standing,
}

#[cfg(any(test, feature = "test-hooks"))]
impl ConsoleEventView {
    /// One with two sessions.
    pub fn samples(language: crate::http::pages::texts::Language) -> Vec<(&'static str, Self)> {
        use super::samples;
        let line = |name: &str, status, confirmed: u32, waiting| SessionLine {
            name: name.into(),
            when: vec!["令和8年(2026年)10月15日(木曜日)午後2時～午後3時30分".into()],
            path: format!("/console/sessions/{name}"),
            attendees_path: format!("/console/sessions/{name}/attendees"),
            unit: Unit::Person,
            status,
            capacity: 20,
            confirmed,
            seats_left: 20 - confirmed,
            waiting,
            offered: 0,
            withdrawn: 1,
        };
        let view = |is_empty| {
            let section = super::frame::Section::Events;
            let frame = samples::frame(language, "/console/events/sample", section);
            Self {
                nav: EventNav::sample(super::event_nav::EventPart::Overview),
                standing: Standing::sample(frame.texts(), is_empty),
                frame,
                title: "テレワーク説明会".into(),
                state: EventState::Published,
                public_path: Some("/e/telework-2026".into()),
                sessions: vec![
                    line("下関", SessionStatus::Open, 15, 0),
                    line("萩(午前)", SessionStatus::Waitlist, 20, 4),
                ],
            }
        };
        vec![("sessions", view(false)), ("nobody-yet", view(true))]
    }
}
