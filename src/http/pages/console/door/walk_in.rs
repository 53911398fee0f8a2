//! Somebody comes without a registration (当日参加).

use askama::Template;

use crate::http::pages::console::{event_nav::EventNav, frame::ConsoleFrame};

/// Why somebody could not be registered at the door.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum WalkInFault {
    // In the order of the fields.
    Name,
    Kana,
    Company,
    Phone,
    Seats,
    Reason,
    /// No seat is free.
    Full,
    /// This person has a registration.
    Known,
    /// The session takes nobody.
    Refused,
}

impl WalkInFault {
    /// Key of its sentence.
    pub fn word(&self) -> &'static str {
        match self {
            Self::Name => "door-walk-in-name-wrong",
            Self::Kana => "door-walk-in-kana-wrong",
            Self::Phone => "door-walk-in-phone-wrong",
            Self::Company => "door-walk-in-company-wrong",
            Self::Seats => "door-walk-in-seats-wrong",
            Self::Reason => "door-walk-in-reason-wrong",
            Self::Full => "door-walk-in-full",
            Self::Known => "door-walk-in-known",
            Self::Refused => "door-walk-in-refused",
        }
    }

    /// The field that it is said at.
    pub fn field(&self) -> &'static str {
        match self {
            Self::Kana => "kana",
            Self::Phone => "phone",
            Self::Company => "company",
            Self::Seats => "seats",
            Self::Reason | Self::Full => "reason",
            Self::Name | Self::Known | Self::Refused => "name",
        }
    }
}

/// `/console/events/{event}/check-in/{meeting}/walk-in`.
#[derive(Debug, Template)]
#[template(path = "console/door/walk_in.html")]
pub struct WalkInView {
    /// Around the page.
    pub frame: ConsoleFrame,
    /// The tabs of the event.
    pub nav: EventNav,
    /// What the session is called.
    pub session: String,
    /// When it is.
    pub when: String,
    /// The door's page.
    pub path: String,
    /// Whether people are let in although it is another day.
    pub any_day: bool,
    /// Whether a company is asked for.
    pub companies: bool,
    /// Seats that are free.
    pub seats_left: u32,
    /// Whether a reason is asked for why the capacity is exceeded.
    pub asks_reason: bool,
    /// What was typed.
    pub name: String,
    pub kana: String,
    pub phone: String,
    pub company: String,
    pub seats: String,
    pub reason: String,
    /// Of this form: pressed twice, it registers once.
    pub form: String,
    /// What is wrong.
    pub faults: Vec<WalkInFault>,
}

impl WalkInView {
    fn errors(&self) -> &[WalkInFault] {
        &self.faults
    }

    /// What is wrong at a field.
    fn fault_at(&self, field: &str) -> Option<&'static str> {
        self.faults.iter().find(|fault| fault.field() == field).map(WalkInFault::word)
    }
}

#[cfg(any(test, feature = "test-hooks"))]
impl WalkInView {
    /// Empty, full, wrong in every field.
    pub fn samples(language: crate::http::pages::texts::Language) -> Vec<(&'static str, Self)> {
        use super::super::{event_nav::EventPart, frame::Section, samples};
        use WalkInFault::{Company, Full, Kana, Known, Name, Phone, Reason, Refused, Seats};
        let view = |companies, seats_left, faults: Vec<WalkInFault>| Self {
            frame: samples::frame(
                language,
                "/console/events/e1/check-in/m1/walk-in",
                Section::Events,
            ),
            nav: EventNav::sample(EventPart::CheckIn),
            session: "下関".into(),
            when: "令和8年(2026年)10月15日(木曜日)午後2時～午後3時30分".into(),
            path: "/console/events/e1/check-in/m1".into(),
            any_day: false,
            companies,
            seats_left,
            asks_reason: faults.contains(&Full) || faults.contains(&Reason),
            name: "山田 太郎".into(),
            kana: String::new(),
            phone: String::new(),
            company: String::new(),
            seats: "1".into(),
            reason: String::new(),
            form: "f1".into(),
            faults,
        };
        vec![
            ("empty", view(false, 3, Vec::new())),
            ("full", view(true, 0, vec![Full])),
            ("known", view(false, 3, vec![Known])),
            ("refused", view(false, 3, vec![Refused])),
            ("wrong", view(true, 3, vec![Name, Kana, Company, Phone, Seats, Reason])),
        ]
    }
}
