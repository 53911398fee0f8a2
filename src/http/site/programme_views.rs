//! Events and sessions as pages show them.

use chrono::{DateTime, Utc};
use chrono_tz::Tz;

use crate::domain::civil;
use crate::domain::event::{self, Availability, CapacityUnit, Programme};
use crate::domain::values::language::Language;
use crate::http::pages::contact::Contact;
use crate::http::pages::event::Event;
use crate::http::pages::event_list::EventEntry;
use crate::http::pages::moment::Moment;
use crate::http::pages::session::{Choice, Meeting, Session, SessionStatus, Unit};

/// A programme as it is shown at one moment in one language.
#[derive(Clone, Copy)]
pub struct Shown<'a> {
    pub programme: &'a Programme,
    pub language: Language,
    pub now: DateTime<Utc>,
}

impl Shown<'_> {
    /// The event without its sessions.
    pub fn event(self) -> Event {
        let event = &self.programme.event;
        Event {
            slug: event.slug.as_str().to_owned(),
            title: self.title(),
            description: paragraphs(event.description.get(self.language)),
            audience: event.audience.get(self.language).to_owned(),
            cost: String::new(),
            contact: self.contact(),
        }
    }

    pub fn title(self) -> String {
        self.programme.event.title.get(self.language).to_owned()
    }

    /// Whom to ask; where the event names nobody, the organizer's address for replies.
    pub fn contact(self) -> Contact {
        let contact = Contact::from_text(self.programme.event.contact.get(self.language));
        match &self.programme.organization_reply_to {
            Some(address) if contact.is_empty() => {
                Contact::from_text(&format!("{}\n{address}", self.programme.organization_name))
            }
            _ => contact,
        }
    }

    /// The event as one of several.
    pub fn entry(self) -> EventEntry {
        let event = &self.programme.event;
        EventEntry {
            slug: event.slug.as_str().to_owned(),
            title: self.title(),
            organizer: self.programme.organization_name.clone(),
            organizer_path: format!("/o/{}", self.programme.brand.slug),
            audience: event.audience.get(self.language).to_owned(),
            sessions: self.sessions(),
        }
    }

    /// Every session, in the organizer's order.
    pub fn sessions(self) -> Vec<Session> {
        self.programme.sessions.iter().map(|session| self.session(session)).collect()
    }

    /// A session as anybody sees it.
    pub fn session(self, session: &event::Session) -> Session {
        let settings = &session.settings;
        let first = session.meetings.iter().map(|meeting| meeting.starts_at).min();
        let last = session.meetings.iter().map(|meeting| meeting.ends_at).max();
        let civil = |write: fn(Language, DateTime<Utc>, Tz) -> String| {
            first.map_or_else(String::new, |at| write(self.language, at, self.zone()))
        };
        Session {
            id: session.id.to_string(),
            name: session.name.get(self.language).to_owned(),
            day: civil(civil::date),
            month: civil(civil::month),
            is_over: last.is_some_and(|end| end <= self.now),
            meetings: session.meetings.iter().map(|meeting| self.meeting(meeting)).collect(),
            unit: unit(self.programme.event.capacity_unit),
            capacity: settings.capacity,
            choice: choice(self.programme.event.allocation),
            seats_left: self.programme.seats_left(session),
            waiting: session.counts.waiting,
            status: status(self.programme.availability(session, self.now)),
            opens_at: settings.opens_at.map(|at| self.moment(at)),
            closes_at: Some(self.moment(settings.closes_at)),
            counted_at: Moment::new(
                civil::short(self.language, self.now, self.zone()),
                machine_time(self.now, self.zone()),
            ),
        }
    }

    /// A session as those who hold a seat see it.
    pub fn session_with_links(self, session: &event::Session) -> Session {
        let mut shown = self.session(session);
        for (meeting, stored) in shown.meetings.iter_mut().zip(&session.meetings) {
            meeting.join_url.clone_from(&stored.online_url);
        }
        shown
    }

    /// A day and time in the event's zone.
    pub fn moment(self, at: DateTime<Utc>) -> Moment {
        Moment::new(civil::date_time(self.language, at, self.zone()), machine_time(at, self.zone()))
    }

    fn meeting(self, meeting: &event::Meeting) -> Meeting {
        let (from, to) = (meeting.starts_at, meeting.ends_at);
        let place = |text: &Option<crate::domain::values::localized::Localized>| {
            text.as_ref().map_or("", |text| text.get(self.language)).to_owned()
        };
        Meeting {
            when: Moment::new(
                civil::range(self.language, from, to, self.zone()),
                machine_time(from, self.zone()),
            ),
            venue: place(&meeting.venue),
            address: place(&meeting.address),
            online: meeting.online_url.is_some(),
            join_url: None,
        }
    }

    fn zone(self) -> Tz {
        self.programme.event.time_zone
    }
}

/// What a capacity counts.
pub fn unit(unit: CapacityUnit) -> Unit {
    match unit {
        CapacityUnit::Person => Unit::Person,
        CapacityUnit::Company => Unit::Company,
    }
}

fn status(availability: Availability) -> SessionStatus {
    match availability {
        Availability::NotOpen => SessionStatus::NotOpen,
        Availability::Open => SessionStatus::Open,
        Availability::Full => SessionStatus::Full,
        Availability::Waitlist => SessionStatus::Waitlist,
        Availability::Closed => SessionStatus::Closed,
        Availability::Cancelled => SessionStatus::Cancelled,
    }
}

fn machine_time(at: DateTime<Utc>, zone: Tz) -> String {
    at.with_timezone(&zone).to_rfc3339_opts(chrono::SecondsFormat::Secs, false)
}

fn paragraphs(text: &str) -> Vec<String> {
    text.lines().map(str::trim).filter(|line| !line.is_empty()).map(str::to_owned).collect()
}

fn choice(allocation: event::Allocation) -> Choice {
    match allocation {
        event::Allocation::Lottery => Choice::Draw,
        event::Allocation::Approval => Choice::Selection,
        event::Allocation::FirstCome | event::Allocation::Invitation => Choice::FirstCome,
    }
}

#[cfg(test)]
mod tests {
    use super::super::samples;
    use super::*;

    #[test]
    fn times_are_those_of_the_events_zone() {
        let programme = samples::programme(CapacityUnit::Person);
        let shown = Shown { programme: &programme, language: Language::Ja, now: samples::now() };
        let session = &shown.sessions()[0];
        let when = &session.meetings[0].when;
        assert_eq!(when.text, "令和8年(2026年)10月15日(木曜日)午後2時～午後3時30分");
        assert_eq!(when.datetime, "2026-10-15T14:00:00+09:00");
        assert_eq!(session.counted_at.text, "10/1(木) 9:00");
        assert_eq!((session.seats_left, session.status), (20, SessionStatus::Open));
    }

    #[test]
    fn the_link_to_a_meeting_is_for_those_with_a_seat() {
        let mut programme = samples::programme(CapacityUnit::Company);
        programme.sessions[0].meetings[0].online_url = Some("https://meet.example.jp/x".to_owned());
        let shown = Shown { programme: &programme, language: Language::En, now: samples::now() };
        let link = |session: Session| session.meetings[0].join_url.clone();
        assert_eq!(link(shown.session(&programme.sessions[0])), None);
        assert!(shown.session(&programme.sessions[0]).meetings[0].online);
        assert!(link(shown.session_with_links(&programme.sessions[0])).is_some());
    }

    #[test]
    fn where_the_event_names_nobody_the_organizer_is_asked() {
        let mut programme = samples::programme(CapacityUnit::Person);
        programme.event.contact = "".into();
        programme.organization_reply_to = Some("desk@example.jp".to_owned());
        let shown = Shown { programme: &programme, language: Language::Ja, now: samples::now() };
        assert_eq!(shown.contact().lines.len(), 2);
    }
}
