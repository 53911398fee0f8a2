//! The page of one event.

use askama::Template;

use super::{
    contact::Contact,
    frame::Frame,
    session::{Session, SessionStatus},
};

/// What an event's page says, in the page's language. What is empty is not shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Event {
    /// Its part of the URL.
    pub slug: String,
    /// Its title.
    pub title: String,
    /// What it is about, one string a paragraph.
    pub description: Vec<String>,
    /// For whom it is.
    pub audience: String,
    /// What it costs; empty: free of charge.
    pub cost: String,
    /// Who answers questions.
    pub contact: Contact,
}

/// `/e/{slug}`: what, when, where, for whom, cost, how to apply and until when, whom to ask.
#[derive(Debug, Template)]
#[template(path = "event.html")]
pub struct EventView {
    /// Around the page.
    pub frame: Frame,
    /// The event.
    pub event: Event,
    /// Its sessions in order of time.
    pub sessions: Vec<Session>,
}

impl EventView {
    /// Whether anything can be applied for at the moment.
    pub fn is_live(&self) -> bool {
        self.sessions.iter().any(Session::is_live)
    }
}

#[cfg(any(test, debug_assertions))]
impl EventView {
    /// One with sessions in every state, one in companies, one that is over.
    pub fn samples(language: super::texts::Language) -> Vec<(&'static str, Self)> {
        use super::samples;
        let view = |event: Event, sessions| Self {
            frame: samples::frame(language, &format!("/e/{}", event.slug)),
            event,
            sessions,
        };
        let closed = samples::session("s1", SessionStatus::Closed);
        vec![
            ("every-state", view(samples::citizens_event(), samples::every_session())),
            ("companies", view(samples::companies_event(), vec![samples::online_session()])),
            ("closed", view(samples::citizens_event(), vec![closed])),
        ]
    }
}
