//! The page of one event.

use askama::Template;

use super::{
    contact::Contact,
    frame::Frame,
    session::{Session, SessionStatus},
};

/// Beyond this many sessions to come the page lists them month by month, a few lines each.
const MOST_CARDS: usize = 12;
/// Beyond this many places the page's overview does not name them.
const MOST_PLACES: usize = 3;

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

/// An image of the event.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ImageView {
    /// Its path.
    pub path: String,
    /// In pixels.
    pub width: u32,
    /// The same.
    pub height: u32,
    /// What it shows, in the page's language.
    pub alternative: String,
}

/// `/e/{slug}`: what, when, where, for whom, cost, how to apply and until when, whom to ask.
#[derive(Debug, Template)]
#[template(path = "event.html")]
pub struct EventView {
    /// Around the page.
    pub frame: Frame,
    /// The event.
    pub event: Event,
    /// An image of it, if there is one.
    pub image: Option<ImageView>,
    /// Its sessions in order of time.
    pub sessions: Vec<Session>,
}

/// The sessions of one month.
#[derive(Debug)]
pub struct Month<'a> {
    /// The month.
    pub heading: &'a str,
    /// Its sessions in order of time.
    pub sessions: Vec<&'a Session>,
}

impl EventView {
    /// Sessions that are not over, in the organizer's order.
    pub fn to_come(&self) -> Vec<&Session> {
        self.sessions.iter().filter(|session| !session.is_past()).collect()
    }

    /// Whether all sessions are over.
    pub fn is_over(&self) -> bool {
        !self.sessions.is_empty() && self.to_come().is_empty()
    }

    /// Sessions that are over, the latest first.
    pub fn past(&self) -> Vec<&Session> {
        let mut past: Vec<&Session> = self.sessions.iter().filter(|one| one.is_past()).collect();
        past.sort_by(|one, other| other.starts().cmp(one.starts()));
        past
    }

    /// The sessions to come by month, where there are so many that they are looked for by their day.
    pub fn months(&self) -> Option<Vec<Month<'_>>> {
        let mut to_come = self.to_come();
        if to_come.len() <= MOST_CARDS {
            return None;
        }
        to_come.sort_by_key(|session| session.starts());
        let same = |one: &&Session, other: &&Session| one.month == other.month;
        let months = to_come.chunk_by(same).map(|sessions| Month {
            heading: sessions.first().map_or("", |session| session.month.as_str()),
            sessions: sessions.to_vec(),
        });
        Some(months.collect())
    }

    /// First and last day of the sessions to come, where there are several.
    pub fn days(&self) -> Option<(&str, &str)> {
        let to_come = self.to_come();
        let first = to_come.iter().min_by_key(|session| session.starts())?;
        let last = to_come.iter().max_by_key(|session| session.starts())?;
        (to_come.len() > 1).then_some((first.day.as_str(), last.day.as_str()))
    }

    /// The places of the sessions to come, where there are several sessions but few places.
    pub fn places(&self) -> Vec<&str> {
        let to_come = self.to_come();
        let mut places: Vec<&str> = Vec::new();
        for meeting in to_come.iter().flat_map(|session| &session.meetings) {
            let venue = meeting.venue.as_str();
            if !venue.is_empty() && !places.contains(&venue) {
                places.push(venue);
            }
        }
        if to_come.len() < 2 || places.len() > MOST_PLACES { Vec::new() } else { places }
    }

    /// Whether the numbers of seats may change while somebody looks at them.
    fn counts_change(&self) -> bool {
        self.sessions.iter().any(|session| session.shows_count() || session.is_not_open())
    }

    /// Whether the numbers of seats are kept up to date where scripts run. A cold page makes four requests at most:
    /// beside the page and its style, an image and a logo leave no room for a script.
    pub fn loads_script(&self) -> bool {
        let has_logo = self.frame.brand.logo.is_some() || self.frame.embedded;
        self.counts_change() && !(self.image.is_some() && has_logo)
    }

    /// Whether anything can be applied for at the moment.
    pub fn is_live(&self) -> bool {
        self.sessions.iter().any(Session::is_live)
    }
}

#[cfg(any(test, feature = "test-hooks"))]
impl EventView {
    /// One with sessions in every state, one in companies, one that is over.
    pub fn samples(language: super::texts::Language) -> Vec<(&'static str, Self)> {
        use super::samples;
        let view = |event: Event, sessions| Self {
            frame: samples::frame(language, &format!("/e/{}", event.slug)),
            event,
            image: None,
            sessions,
        };
        let closed = samples::session("s1", SessionStatus::Closed);
        let over =
            |id: &str| Session { is_over: true, ..samples::session(id, SessionStatus::Closed) };
        let only = |status| vec![Session { name: String::new(), ..samples::session("s1", status) }];
        let with_past = vec![samples::session("s1", SessionStatus::Open), over("s7"), over("s8")];
        vec![
            ("every-state", view(samples::citizens_event(), samples::every_session())),
            ("companies", view(samples::companies_event(), vec![samples::online_session()])),
            ("closed", view(samples::citizens_event(), vec![closed])),
            ("branded", branded(view(samples::citizens_event(), samples::every_session()))),
            ("embedded", embedded(view(samples::citizens_event(), samples::every_session()))),
            ("open", view(samples::citizens_event(), only(SessionStatus::Open))),
            ("not-open", view(samples::citizens_event(), only(SessionStatus::NotOpen))),
            ("full", view(samples::citizens_event(), only(SessionStatus::Full))),
            ("waiting-list", view(samples::citizens_event(), only(SessionStatus::Waitlist))),
            ("cancelled", view(samples::citizens_event(), only(SessionStatus::Cancelled))),
            ("past-sessions", view(samples::citizens_event(), with_past)),
            ("over", view(samples::citizens_event(), vec![over("s1")])),
            ("by-lot", by_lot(view(samples::citizens_event(), only(SessionStatus::Open)))),
            ("many-sessions", view(samples::citizens_event(), samples::many_sessions())),
        ]
    }
}

/// With a colour, a logo and an image, and what it says of itself to others.
#[cfg(any(test, feature = "test-hooks"))]
fn branded(view: EventView) -> EventView {
    let image = ImageView {
        path: "/e/telework-2026/image-0.jpg".into(),
        width: 640,
        height: 427,
        alternative: "明るい部屋で、パソコンを使って働く人".into(),
    };
    let frame = super::samples::outside(super::samples::branded(view.frame));
    EventView { frame, image: Some(image), ..view }
}

/// One whose seats are given by lot.
#[cfg(any(test, feature = "test-hooks"))]
fn by_lot(mut view: EventView) -> EventView {
    for session in &mut view.sessions {
        session.choice = super::session::Choice::Draw;
    }
    view
}

/// Within a frame of another site.
#[cfg(any(test, feature = "test-hooks"))]
fn embedded(view: EventView) -> EventView {
    let frame = super::samples::branded(view.frame).with_embedded(true);
    EventView { frame, ..view }
}
