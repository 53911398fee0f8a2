//! What is said of somebody who has come.

/// How many are there of those who are expected.
#[derive(Debug, Clone, Copy, Default)]
pub struct DoorCount {
    /// Registrations that are there.
    pub here: i64,
    /// Registrations with a seat.
    pub expected: i64,
    /// Persons who are there.
    pub here_persons: i64,
    /// Persons with a seat.
    pub expected_persons: i64,
}

impl DoorCount {
    /// Whether parties come, so that persons are counted beside registrations.
    pub fn has_parties(&self) -> bool {
        self.expected_persons != self.expected
    }
}

/// What is said, with its look and its sound.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sign {
    Welcome,
    Already,
    WrongSession,
    OtherEvent,
    Withdrawn,
    Waiting,
    NotAccepted,
    WrongDay,
    Cancelled,
    Unknown,
    Mistyped,
    Nothing,
    Undone,
    NotHere,
    /// Is expected, and was only looked at.
    Expected,
}

impl Sign {
    /// All of them.
    pub const ALL: [Self; 15] = [
        Self::Welcome,
        Self::Already,
        Self::WrongSession,
        Self::OtherEvent,
        Self::Withdrawn,
        Self::Waiting,
        Self::NotAccepted,
        Self::WrongDay,
        Self::Cancelled,
        Self::Unknown,
        Self::Mistyped,
        Self::Nothing,
        Self::Undone,
        Self::NotHere,
        Self::Expected,
    ];

    /// Its name in addresses, for the script, and in the names of its looks.
    pub fn key(self) -> &'static str {
        match self {
            Self::Welcome => "welcome",
            Self::Already => "already_here",
            Self::WrongSession => "wrong_session",
            Self::OtherEvent => "other_event",
            Self::Withdrawn => "withdrawn",
            Self::Waiting => "waiting",
            Self::NotAccepted => "not_accepted",
            Self::WrongDay => "wrong_day",
            Self::Cancelled => "cancelled",
            Self::Unknown => "unknown",
            Self::Mistyped => "mistyped",
            Self::Nothing => "nothing",
            Self::Undone => "undone",
            Self::NotHere => "not_here",
            Self::Expected => "expected",
        }
    }

    /// The sign of this name.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|sign| sign.key() == text)
    }

    /// Key of its words.
    pub fn word(self) -> &'static str {
        match self {
            Self::Welcome => "door-welcome",
            Self::Already => "door-already",
            Self::WrongSession => "door-wrong-session",
            Self::OtherEvent => "door-other-event",
            Self::Withdrawn => "door-withdrawn",
            Self::Waiting => "door-waiting",
            Self::NotAccepted => "door-not-accepted",
            Self::WrongDay => "door-wrong-day",
            Self::Cancelled => "door-cancelled",
            Self::Unknown => "door-unknown",
            Self::Mistyped => "door-mistyped",
            Self::Nothing => "door-nothing",
            Self::Undone => "door-undone",
            Self::NotHere => "door-not-here",
            Self::Expected => "door-expected",
        }
    }

    /// Key of what to do.
    pub fn advice(self) -> &'static str {
        match self {
            Self::Welcome => "door-welcome-do",
            Self::Already => "door-already-do",
            Self::WrongSession => "door-wrong-session-do",
            Self::OtherEvent => "door-other-event-do",
            Self::Withdrawn => "door-withdrawn-do",
            Self::Waiting => "door-waiting-do",
            Self::NotAccepted => "door-not-accepted-do",
            Self::WrongDay => "door-wrong-day-do",
            Self::Cancelled => "door-cancelled-do",
            Self::Unknown => "door-unknown-do",
            Self::Mistyped => "door-mistyped-do",
            Self::Nothing => "door-nothing-do",
            Self::Undone => "door-undone-do",
            Self::NotHere => "door-not-here-do",
            Self::Expected => "door-expected-do",
        }
    }

    /// The look: `yes`, `again` or `no`, which are told apart by shape as well as by colour.
    pub fn look(self) -> &'static str {
        match self {
            Self::Welcome => "yes",
            Self::Already | Self::Undone | Self::Expected => "again",
            _ => "no",
        }
    }

    /// ○, △ or ×.
    pub fn mark(self) -> &'static str {
        match self.look() {
            "yes" => "○",
            "again" => "△",
            _ => "×",
        }
    }
}

/// Somebody at the door.
#[derive(Debug, Clone, Default)]
pub struct DoorPerson {
    /// Id of the registration.
    pub registration: String,
    /// Reception number.
    pub number: String,
    /// Name of the applicant.
    pub name: String,
    /// How it is read; may be empty.
    pub kana: String,
    /// May be empty.
    pub company: String,
    /// How many come under it.
    pub seats: u32,
    /// How many of them are there, if they are.
    pub persons: Option<u32>,
    /// When they came.
    pub at: Option<String>,
}

/// What is said of one who has come.
#[derive(Debug, Clone)]
pub struct DoorResult {
    /// What is said.
    pub sign: Sign,
    /// Who it is, where that is known.
    pub person: Option<DoorPerson>,
    /// Where they belong, where it is not here.
    pub elsewhere: String,
}

impl DoorResult {
    /// Said of nobody in particular.
    pub fn plain(sign: Sign) -> Self {
        Self { sign, person: None, elsewhere: String::new() }
    }
}

/// Somebody whose name fits what was typed.
#[derive(Debug, Clone)]
pub struct DoorCandidate {
    /// Who it is.
    pub person: DoorPerson,
    /// How they stand.
    pub sign: Sign,
    /// The session they belong to, where it is not this one.
    pub elsewhere: String,
}

impl DoorCandidate {
    /// Whether they can be let in.
    pub fn may_enter(&self) -> bool {
        self.sign == Sign::Welcome && self.elsewhere.is_empty()
    }
}
