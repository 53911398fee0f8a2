//! Events with their sessions and meetings as they stand once parsed.

use std::str::FromStr as _;

use chrono::{DateTime, Datelike as _, Duration, SubsecRound as _, Utc};
use chrono_tz::Tz;
use serde::{Deserialize, Serialize};

use super::application_rules::ApplicationRules;
use super::brand::{Brand, EventImage};
use super::ids::{EventId, GroupId, MeetingId, OrganizationId, SessionId};
use super::question::Question;
use super::reminder::Reminder;
use super::values::localized::Localized;
use super::values::slug::Slug;

/// What a capacity counts (定員の単位): 名 or 社.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum CapacityUnit {
    Person,
    Company,
}

impl CapacityUnit {
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Person => "person",
            Self::Company => "company",
        }
    }

    pub fn parse(text: &str) -> Option<Self> {
        [Self::Person, Self::Company].into_iter().find(|unit| unit.as_str() == text)
    }
}

/// How seats are given (受付方法). `invitation` is not open for use yet.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Allocation {
    FirstCome,
    Approval,
    Lottery,
    Invitation,
}

impl Allocation {
    pub fn as_str(self) -> &'static str {
        match self {
            Self::FirstCome => "first_come",
            Self::Approval => "approval",
            Self::Lottery => "lottery",
            Self::Invitation => "invitation",
        }
    }

    pub fn parse(text: &str) -> Option<Self> {
        [Self::FirstCome, Self::Approval, Self::Lottery, Self::Invitation]
            .into_iter()
            .find(|allocation| allocation.as_str() == text)
    }
}

/// Where an event is in its life.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum EventStatus {
    /// Only staff see it.
    Draft,
    Published,
    /// Published, and takes no more applications.
    Closed,
    /// 開催中止. Its pages, lists and exports stay.
    Cancelled,
}

impl EventStatus {
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Draft => "draft",
            Self::Published => "published",
            Self::Closed => "closed",
            Self::Cancelled => "cancelled",
        }
    }

    pub fn parse(text: &str) -> Option<Self> {
        [Self::Draft, Self::Published, Self::Closed, Self::Cancelled]
            .into_iter()
            .find(|s| s.as_str() == text)
    }

    /// Whether anybody but staff may see it.
    pub fn is_public(self) -> bool {
        self != Self::Draft
    }
}

/// Where a session is in its life, apart from its event's and the clock's.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum SessionStatus {
    Scheduled,
    Closed,
    Cancelled,
}

impl SessionStatus {
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Scheduled => "scheduled",
            Self::Closed => "closed",
            Self::Cancelled => "cancelled",
        }
    }

    pub fn parse(text: &str) -> Option<Self> {
        [Self::Scheduled, Self::Closed, Self::Cancelled].into_iter().find(|s| s.as_str() == text)
    }
}

/// What is announced (イベント・説明会), without its sessions.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Event {
    pub id: EventId,
    pub organization: OrganizationId,
    pub slug: Slug,
    pub status: EventStatus,
    pub title: Localized,
    pub audience: Localized,
    pub description: Localized,
    pub contact: Localized,
    pub capacity_unit: CapacityUnit,
    pub allocation: Allocation,
    /// The most persons one application may bring.
    pub people_per_application: u32,
    /// The most persons one company may bring under its seat, over all its applications.
    pub people_per_company: Option<u32>,
    pub questions: Vec<Question>,
    /// What was asked before and is not any more, or not so: its answers stand.
    pub former_questions: Vec<Question>,
    pub time_zone: Tz,
    /// When those with a seat are reminded, the first first.
    pub reminders: Vec<Reminder>,
    pub application_rules: ApplicationRules,
    pub version: i64,
    pub published_at: Option<DateTime<Utc>>,
    pub updated_at: DateTime<Utc>,
}

impl Event {
    /// Whether there is only so much of something that its form offers.
    pub fn limits_choices(&self) -> bool {
        self.questions.iter().flat_map(|question| &question.choices).any(|c| c.limit.is_some())
    }
}

/// What is applied for (開催回).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Session {
    pub id: SessionId,
    pub organization: OrganizationId,
    pub event: EventId,
    pub group: Option<GroupId>,
    /// Order on the page, from 0.
    pub position: u32,
    pub name: Localized,
    pub settings: SeatSettings,
    pub meetings: Vec<Meeting>,
    pub counts: SeatCounts,
    /// SEQUENCE of the calendar files (RFC 5545, 3.8.7.4).
    pub calendar_sequence: u32,
    pub version: i64,
}

/// The organizer's settings that decide who gets a seat of a session.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SeatSettings {
    pub status: SessionStatus,
    /// In the event's capacity unit.
    pub capacity: u32,
    /// In persons; a second cap beside the first.
    pub people_capacity: Option<u32>,
    /// Whether a full session takes applications onto a waiting list.
    pub waiting_list: bool,
    /// Whether a party that does not fit at the head of the waiting list holds up those behind it.
    pub head_blocks: bool,
    /// Absent: open from publication on.
    pub opens_at: Option<DateTime<Utc>>,
    pub closes_at: DateTime<Utc>,
    /// How long after `closes_at` a form that was opened before it is still taken.
    pub grace_seconds: u32,
}

/// What is taken of a session's seats.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct SeatCounts {
    /// In the capacity unit.
    pub taken: u32,
    /// In persons.
    pub people: u32,
    /// Units beyond the capacity, given on purpose.
    pub exceeded: u32,
    /// Persons beyond the people capacity, given on purpose.
    pub people_exceeded: u32,
    /// Registrations on the waiting list.
    pub waiting: u32,
}

/// A date, time and place at which a session happens (日程).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Meeting {
    pub id: MeetingId,
    pub starts_at: DateTime<Utc>,
    pub ends_at: DateTime<Utc>,
    pub venue: Option<Localized>,
    pub address: Option<Localized>,
    /// Shown to confirmed applicants only.
    pub online_url: Option<String>,
}

/// Sessions that share a cap, or of which one applicant may hold only so many (合同枠).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Group {
    pub id: GroupId,
    pub key: String,
    pub name: Localized,
    /// In the event's capacity unit, over all sessions of the group.
    pub capacity: Option<u32>,
    pub sessions_per_applicant: Option<u32>,
    pub taken: u32,
    pub exceeded: u32,
}

/// That an event is only a rehearsal of another: anybody who knows its address may try it, its mail goes to
/// staff, and it ends with everything of it removed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rehearsal {
    /// The event that is rehearsed.
    pub of: EventId,
    /// Address of the member who gets all of its mail.
    pub mail_to: String,
    pub started_at: DateTime<Utc>,
}

/// An event with everything that belongs to it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Programme {
    pub event: Event,
    pub organization_name: String,
    pub organization_reply_to: Option<String>,
    /// How its organization shows itself.
    pub brand: Brand,
    pub image: Option<EventImage>,
    /// It is only a rehearsal of another event.
    pub rehearsal: Option<Rehearsal>,
    pub groups: Vec<Group>,
    pub sessions: Vec<Session>,
}

impl Programme {
    pub fn session(&self, id: SessionId) -> Option<&Session> {
        self.sessions.iter().find(|session| session.id == id)
    }

    pub fn group_of(&self, session: &Session) -> Option<&Group> {
        session.group.and_then(|id| self.groups.iter().find(|group| group.id == id))
    }

    /// How the session stands for somebody who would apply now.
    pub fn availability(&self, session: &Session, now: DateTime<Utc>) -> Availability {
        let event = &self.event;
        Availability::of((event.status, event.allocation), session, self.group_of(session), now)
    }

    /// What a single further person (or company) could still get.
    pub fn seats_left(&self, session: &Session) -> u32 {
        seats_left(session, self.group_of(session))
    }
}

impl Session {
    /// From then on applicants change nothing any more.
    pub fn has_begun(&self, at: DateTime<Utc>) -> bool {
        self.starts_at().is_some_and(|starts| starts <= at)
    }

    pub fn starts_at(&self) -> Option<DateTime<Utc>> {
        self.meetings.iter().map(|meeting| meeting.starts_at).min()
    }

    pub fn ends_at(&self) -> Option<DateTime<Utc>> {
        self.meetings.iter().map(|meeting| meeting.ends_at).max()
    }
}

/// Units free under every cap that counts: the session's, its group's, and the people capacity.
fn seats_left(session: &Session, group: Option<&Group>) -> u32 {
    let counts = session.counts;
    if session.settings.head_blocks && counts.waiting > 0 {
        return 0;
    }
    let own = session.settings.capacity.saturating_sub(counts.taken);
    let shared = group
        .and_then(|group| group.capacity.map(|capacity| capacity.saturating_sub(group.taken)))
        .unwrap_or(u32::MAX);
    let people = session
        .settings
        .people_capacity
        .map_or(u32::MAX, |capacity| capacity.saturating_sub(counts.people));
    own.min(shared).min(people)
}

/// What a visitor is told about a session (interface.md, `status`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Availability {
    NotOpen,
    Open,
    /// All seats taken, and no waiting list.
    Full,
    /// All seats taken; applications go onto the waiting list.
    Waitlist,
    Closed,
    Cancelled,
}

impl Availability {
    fn of(
        (event, allocation): (EventStatus, Allocation),
        session: &Session,
        group: Option<&Group>,
        now: DateTime<Utc>,
    ) -> Self {
        match window(event, &session.settings, now, None) {
            Window::Cancelled => Self::Cancelled,
            Window::Closed => Self::Closed,
            Window::NotOpen => Self::NotOpen,
            // Before the choice nobody takes a seat from anybody.
            Window::Open if allocation != Allocation::FirstCome => Self::Open,
            Window::Open if seats_left(session, group) > 0 => Self::Open,
            Window::Open if session.settings.waiting_list => Self::Waitlist,
            Window::Open => Self::Full,
        }
    }

    pub fn as_str(self) -> &'static str {
        match self {
            Self::NotOpen => "not_open",
            Self::Open => "open",
            Self::Full => "full",
            Self::Waitlist => "waitlist",
            Self::Closed => "closed",
            Self::Cancelled => "cancelled",
        }
    }
}

/// Whether applications are taken at a moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Window {
    NotOpen,
    Open,
    Closed,
    Cancelled,
}

/// Whether an application is taken at `now`. Open from `opens_at` on, to the second; closed from
/// `closes_at` on; a form that was opened before that has the grace period, and no more.
pub fn window(
    event: EventStatus,
    settings: &SeatSettings,
    now: DateTime<Utc>,
    form_opened_at: Option<DateTime<Utc>>,
) -> Window {
    if event == EventStatus::Cancelled || settings.status == SessionStatus::Cancelled {
        return Window::Cancelled;
    }
    if event == EventStatus::Closed || settings.status == SessionStatus::Closed {
        return Window::Closed;
    }
    if event == EventStatus::Draft {
        return Window::NotOpen;
    }
    if settings.opens_at.is_some_and(|opens_at| now < opens_at) {
        return Window::NotOpen;
    }
    let grace = Duration::seconds(i64::from(settings.grace_seconds));
    let in_grace = form_opened_at
        .is_some_and(|opened| opened < settings.closes_at && now < settings.closes_at + grace);
    if now < settings.closes_at || in_grace { Window::Open } else { Window::Closed }
}

/// A time of day and date as RFC 3339 with offset, in the years 2000 to 2100.
///
/// # Errors
/// `not_a_time` (also for dates that do not exist, and for leap seconds, of which none is announced and
/// which only one of the databases would keep), `out_of_range` for absurd years.
pub fn parse_time(text: &str) -> Result<DateTime<Utc>, &'static str> {
    let time =
        DateTime::parse_from_rfc3339(text.trim()).map_err(|_| "not_a_time")?.with_timezone(&Utc);
    if time.timestamp_subsec_nanos() >= 1_000_000_000 {
        return Err("not_a_time");
    }
    if !(2000..=2100).contains(&time.year()) {
        return Err("out_of_range");
    }
    // Microseconds are what both databases keep.
    Ok(time.trunc_subsecs(6))
}

/// A time zone by its IANA name.
///
/// # Errors
/// `unknown_choice`.
pub fn parse_time_zone(name: &str) -> Result<Tz, &'static str> {
    Tz::from_str(name).map_err(|_| "unknown_choice")
}
