//! What an organizer should look at before an event is published: what is missing, what is unusual.

use chrono::{DateTime, Timelike as _, Utc};

use super::event::{Programme, Session};
use super::ids::SessionId;
use super::public_holidays;
use super::values::language::Language;

/// Seats beyond this number are perhaps a typing mistake.
const MANY_SEATS: u32 = 1_000;
/// Longer meetings than these hours are perhaps one with a wrong end.
const LONG_HOURS: i64 = 12;
/// Hours of the day between which things usually take place.
const USUAL_HOURS: std::ops::RangeInclusive<u32> = 7..=21;

/// How much a finding weighs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Weight {
    /// It cannot be published so.
    Needed,
    /// People will miss it.
    Missing,
    /// Perhaps it is meant so.
    Unusual,
}

/// What is missing or unusual.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum What {
    NoSession,
    AllOver,
    NoContact,
    NoTelephone,
    NoAudience,
    NoDescription,
    NoReminder,
    AsksNothing,
    Over,
    DeadlineGone,
    DeadlineAfterStart,
    NoPlace,
    NoAddress,
    ManySeats,
    OneSeat,
    LongMeeting,
    UnusualHour,
    Holiday,
    SameTimeTwice,
    MailIsCaught,
    MailIsHeld,
    MailIsRehearsed,
    WorkerIsMissing,
    NoReplyTo,
}

impl What {
    pub fn weight(self) -> Weight {
        match self {
            Self::NoSession | Self::AllOver => Weight::Needed,
            Self::NoContact
            | Self::NoTelephone
            | Self::NoAudience
            | Self::NoDescription
            | Self::NoPlace
            | Self::NoAddress
            | Self::Over
            | Self::DeadlineGone
            | Self::MailIsCaught
            | Self::MailIsHeld
            | Self::MailIsRehearsed
            | Self::WorkerIsMissing
            | Self::NoReplyTo => Weight::Missing,
            Self::NoReminder
            | Self::AsksNothing
            | Self::DeadlineAfterStart
            | Self::ManySeats
            | Self::OneSeat
            | Self::LongMeeting
            | Self::UnusualHour
            | Self::Holiday
            | Self::SameTimeTwice => Weight::Unusual,
        }
    }
}

/// A finding, of one session where it is about one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Finding {
    pub what: What,
    pub session: Option<SessionId>,
}

/// Everything that is missing or unusual, what weighs most first; `of_mail` is what is wrong with mail.
pub fn look(programme: &Programme, of_mail: &[What], now: DateTime<Utc>) -> Vec<Finding> {
    let mut findings: Vec<Finding> = of_event(programme, now)
        .into_iter()
        .chain(of_mail.iter().copied())
        .map(|what| Finding { what, session: None })
        .collect();
    for session in &programme.sessions {
        let found = of_session(programme, session, now);
        findings.extend(found.into_iter().map(|what| Finding { what, session: Some(session.id) }));
    }
    findings.sort_by_key(|finding| finding.what.weight());
    findings
}

fn of_event(programme: &Programme, now: DateTime<Utc>) -> Vec<What> {
    let event = &programme.event;
    let contact = event.contact.get(Language::Ja);
    let is_over = |session: &Session| session.ends_at().is_none_or(|ends| ends <= now);
    let digits = contact.chars().filter(|c| c.is_numeric()).count();
    let no_sessions = programme.sessions.is_empty();
    let checks = [
        (no_sessions, What::NoSession),
        (!no_sessions && programme.sessions.iter().all(is_over), What::AllOver),
        (event.contact.is_empty(), What::NoContact),
        // The shortest telephone numbers of Japan have nine digits beside the leading 0.
        (!event.contact.is_empty() && digits < 9, What::NoTelephone),
        (event.audience.is_empty(), What::NoAudience),
        (event.description.is_empty(), What::NoDescription),
        (programme.organization_reply_to.is_none(), What::NoReplyTo),
        (event.reminders.is_empty(), What::NoReminder),
        (event.questions.is_empty(), What::AsksNothing),
    ];
    checks.into_iter().filter(|(holds, _)| *holds).map(|(_, what)| what).collect()
}

fn of_session(programme: &Programme, session: &Session, now: DateTime<Utc>) -> Vec<What> {
    let zone = programme.event.time_zone;
    let settings = &session.settings;
    let is_over = session.ends_at().is_none_or(|ends| ends <= now);
    if is_over {
        return vec![What::Over];
    }
    let meetings = &session.meetings;
    let is_long = meetings
        .iter()
        .any(|meeting| (meeting.ends_at - meeting.starts_at).num_hours() > LONG_HOURS);
    let hour = |at: DateTime<Utc>| at.with_timezone(&zone).hour();
    let is_odd = meetings.iter().any(|meeting| !USUAL_HOURS.contains(&hour(meeting.starts_at)));
    let is_holiday = meetings.iter().any(|meeting| {
        public_holidays::name_of(meeting.starts_at.with_timezone(&zone).date_naive()).is_some()
    });
    let has_no_place = meetings.iter().any(|m| m.venue.is_none() && m.online_url.is_none());
    let has_no_address = meetings.iter().any(|m| m.venue.is_some() && m.address.is_none());
    let starts = session.starts_at();
    let checks = [
        (settings.closes_at <= now, What::DeadlineGone),
        (has_no_place, What::NoPlace),
        (has_no_address, What::NoAddress),
        (starts.is_some_and(|starts| settings.closes_at > starts), What::DeadlineAfterStart),
        (settings.capacity > MANY_SEATS, What::ManySeats),
        (settings.capacity == 1, What::OneSeat),
        (is_long, What::LongMeeting),
        (is_odd, What::UnusualHour),
        (is_holiday, What::Holiday),
        (meets_another(programme, session), What::SameTimeTwice),
    ];
    checks.into_iter().filter(|(holds, _)| *holds).map(|(_, what)| what).collect()
}

/// Whether an earlier session of the list is in the same room at the same time.
fn meets_another(programme: &Programme, session: &Session) -> bool {
    let earlier = programme.sessions.iter().take_while(|other| other.id != session.id);
    let mut others = earlier.flat_map(|other| &other.meetings);
    others.any(|other| {
        session.meetings.iter().any(|meeting| {
            let at_once = other.starts_at < meeting.ends_at && meeting.starts_at < other.ends_at;
            at_once && other.venue.is_some() && other.venue == meeting.venue
        })
    })
}
