//! A session (開催回) as applicants see it: when, where, and how many seats are left.

use super::{moment::Moment, texts::Texts};

/// What a capacity counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unit {
    /// Persons (名).
    Person,
    /// Companies (社).
    Company,
}

/// Where a session stands for somebody who wants to apply.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SessionStatus {
    /// Applications are not accepted yet.
    NotOpen,
    /// Seats are free.
    Open,
    /// No seat, and no waiting list.
    Full,
    /// No seat, but a waiting list.
    Waitlist,
    /// The deadline has passed.
    Closed,
    /// The organizer has cancelled the session.
    Cancelled,
}

/// A date, time and place at which a session happens.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Meeting {
    /// From when to when.
    pub when: Moment,
    /// Name of the place; empty where there is none.
    pub venue: String,
    /// Address of the place; empty where there is none.
    pub address: String,
    /// Whether one takes part by network. The link itself is for confirmed applicants.
    pub online: bool,
    /// The join link, only on the page of a confirmed applicant.
    pub join_url: Option<String>,
}

/// How seats are given.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Choice {
    /// Whoever comes first.
    FirstCome,
    /// The organizer selects.
    Selection,
    /// By lot.
    Draw,
}

/// A session with its numbers of one moment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Session {
    /// Its id, as in `?session=`.
    pub id: String,
    /// Its name; empty for the only session of an event.
    pub name: String,
    /// The day on which it begins, without a time.
    pub day: String,
    /// The month in which it begins.
    pub month: String,
    /// Whether all its meetings have taken place.
    pub is_over: bool,
    /// When and where.
    pub meetings: Vec<Meeting>,
    /// What the numbers count.
    pub unit: Unit,
    /// Seats in all.
    pub capacity: u32,
    /// How its seats are given.
    pub choice: Choice,
    /// Seats that are free.
    pub seats_left: u32,
    /// Registrations that wait.
    pub waiting: u32,
    /// Whether one can apply.
    pub status: SessionStatus,
    /// When applications begin, where that is set.
    pub opens_at: Option<Moment>,
    /// When applications end, where that is set.
    pub closes_at: Option<Moment>,
    /// The moment of the numbers.
    pub counted_at: Moment,
}

impl Session {
    /// Whether an application would be accepted or wait.
    pub fn is_live(&self) -> bool {
        matches!(self.status, SessionStatus::Open | SessionStatus::Waitlist)
    }

    /// What it is called: its name, or its time where it has none.
    pub fn called(&self) -> String {
        if self.name.is_empty() { self.in_one_line() } else { self.name.clone() }
    }

    /// Whether there is no place to go to.
    pub fn is_online_only(&self) -> bool {
        let away = |meeting: &Meeting| meeting.online && meeting.venue.is_empty();
        !self.meetings.is_empty() && self.meetings.iter().all(away)
    }

    /// Whether seats are free.
    pub fn has_seats(&self) -> bool {
        self.status == SessionStatus::Open
    }

    /// Whether no seat is free, with or without a waiting list.
    pub fn is_full(&self) -> bool {
        matches!(self.status, SessionStatus::Full | SessionStatus::Waitlist)
    }

    /// Whether an application would wait for a seat.
    pub fn has_waiting_list_only(&self) -> bool {
        self.status == SessionStatus::Waitlist
    }

    /// Whether applications have not begun.
    pub fn is_not_open(&self) -> bool {
        self.status == SessionStatus::NotOpen
    }

    /// Whether the organizer has cancelled it.
    pub fn is_cancelled(&self) -> bool {
        self.status == SessionStatus::Cancelled
    }

    /// Whether it is of interest only to those who look back.
    pub fn is_past(&self) -> bool {
        self.is_over && !self.is_live()
    }

    /// Its name and the time of its first meeting.
    pub fn in_one_line(&self) -> String {
        let when = self.meetings.first().map_or("", |meeting| meeting.when.text.as_str());
        format!("{} {when}", self.name).trim().to_owned()
    }

    /// What lists are sorted by: the time of its first meeting.
    pub fn starts(&self) -> &str {
        self.meetings.first().map_or("", |meeting| meeting.when.datetime.as_str())
    }

    /// The status in one word or two.
    pub fn status_word(&self, texts: Texts) -> String {
        texts.t(match self.status {
            SessionStatus::NotOpen => "status-not-open",
            SessionStatus::Open => "status-open",
            SessionStatus::Full => "status-full",
            SessionStatus::Waitlist => "status-waitlist",
            SessionStatus::Closed if self.is_over => "status-over",
            SessionStatus::Closed => "status-closed",
            SessionStatus::Cancelled => "status-cancelled",
        })
    }

    /// The look of the status word; the word itself says the same.
    pub fn status_class(&self) -> &'static str {
        match self.status {
            SessionStatus::Open => "tag-success",
            SessionStatus::Waitlist | SessionStatus::NotOpen => "tag-info",
            SessionStatus::Full | SessionStatus::Closed => "tag-plain",
            SessionStatus::Cancelled => "tag-error",
        }
    }

    /// 「残り5席（定員20名）」, or what stands instead of it where nothing is left or counted.
    pub fn seats_line(&self, texts: Texts) -> String {
        let person = self.unit == Unit::Person;
        match self.status {
            SessionStatus::Open if self.choice != Choice::FirstCome => texts.t1(
                match (self.choice, person) {
                    (Choice::Draw, true) => "seats-draw-person",
                    (Choice::Draw, false) => "seats-draw-company",
                    (_, true) => "seats-selection-person",
                    (_, false) => "seats-selection-company",
                },
                "capacity",
                self.capacity,
            ),
            SessionStatus::Open => {
                let key = if person { "seats-left-person" } else { "seats-left-company" };
                texts.t2(key, "left", self.seats_left, "capacity", self.capacity)
            }
            SessionStatus::Full | SessionStatus::Waitlist => texts.t1(
                if person { "seats-full-person" } else { "seats-full-company" },
                "capacity",
                self.capacity,
            ),
            SessionStatus::NotOpen | SessionStatus::Closed | SessionStatus::Cancelled => texts.t1(
                if person { "capacity-person" } else { "capacity-company" },
                "capacity",
                self.capacity,
            ),
        }
    }

    /// 「キャンセル待ち 4組」 where there is a waiting list.
    pub fn waiting_line(&self, texts: Texts) -> Option<String> {
        self.has_waiting_list_only().then(|| texts.t1("waiting-number", "waiting", self.waiting))
    }

    /// Whether the moment of the count helps the reader.
    pub fn shows_count(&self) -> bool {
        let counts = self.choice == Choice::FirstCome;
        counts
            && matches!(
                self.status,
                SessionStatus::Open | SessionStatus::Full | SessionStatus::Waitlist
            )
    }
}
