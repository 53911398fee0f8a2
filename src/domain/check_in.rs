//! Somebody comes to a meeting: what the staff at the door are told.
//!
//! The page that works without network decides by the same table (`http/assets/scripts/door/rules.js`); both are held to
//! `check_in_cases.json`.

use chrono::{DateTime, NaiveDate, Utc};
use chrono_tz::Tz;
use unicode_normalization::UnicodeNormalization as _;

use super::event::{EventStatus, Meeting, Programme, SessionStatus};
use super::ids::{EventId, SessionId};
use super::state::State;

/// The door that somebody has come to: one meeting.
#[derive(Clone, Debug)]
pub struct Door {
    pub event: EventId,
    pub session: SessionId,
    /// 開催中止, of the session or of the whole event.
    pub is_cancelled: bool,
    /// The first and the last day of the meeting where it is.
    pub days: (NaiveDate, NaiveDate),
    pub zone: Tz,
}

/// What is known of a registration at the door.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Comer {
    pub event: EventId,
    pub session: SessionId,
    pub state: State,
    /// Where it is there already.
    pub here: Option<Here>,
}

/// It was checked in before.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Here {
    pub at: DateTime<Utc>,
    pub persons: u32,
}

/// What the staff are told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// May come in.
    Welcome,
    AlreadyHere(Here),
    /// Is registered for another session of this event.
    WrongSession(SessionId),
    /// Is registered for another event of this organization.
    OtherEvent(EventId),
    /// Has withdrawn, or has not taken the seat that was offered.
    Withdrawn,
    /// Has no seat yet: waits, or has been offered one and not answered.
    Waiting,
    /// Is being selected, takes part in a draw, or was not selected.
    NotAccepted,
    /// The meeting is on another day.
    WrongDay,
    /// The session does not take place.
    Cancelled,
    /// No registration that this organization knows.
    Unknown,
}

impl Outcome {
    /// Its stable name.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Welcome => "welcome",
            Self::AlreadyHere(_) => "already_here",
            Self::WrongSession(_) => "wrong_session",
            Self::OtherEvent(_) => "other_event",
            Self::Withdrawn => "withdrawn",
            Self::Waiting => "waiting",
            Self::NotAccepted => "not_accepted",
            Self::WrongDay => "wrong_day",
            Self::Cancelled => "cancelled",
            Self::Unknown => "unknown",
        }
    }

    /// Whether they are, or may be, in.
    pub fn is_in(self) -> bool {
        matches!(self, Self::Welcome | Self::AlreadyHere(_))
    }
}

impl Door {
    /// The door of a meeting; nothing where its session is none of the programme's.
    pub fn of(programme: &Programme, session: SessionId, meeting: &Meeting) -> Option<Self> {
        let found = programme.session(session)?;
        let zone = programme.event.time_zone;
        let day = |at: DateTime<Utc>| at.with_timezone(&zone).date_naive();
        Some(Self {
            event: programme.event.id,
            session,
            is_cancelled: programme.event.status == EventStatus::Cancelled
                || found.settings.status == SessionStatus::Cancelled,
            days: (day(meeting.starts_at), day(meeting.ends_at)),
            zone,
        })
    }

    /// Whether the meeting is on the day of `at`, where it is.
    pub fn is_today(&self, at: DateTime<Utc>) -> bool {
        let day = at.with_timezone(&self.zone).date_naive();
        (self.days.0..=self.days.1).contains(&day)
    }

    /// What the staff are told of somebody who comes at `at`. `on_any_day`: they know that the meeting is on another
    /// day, as when a list on paper is entered afterwards.
    pub fn outcome(&self, comer: Option<Comer>, at: DateTime<Utc>, on_any_day: bool) -> Outcome {
        let Some(comer) = comer else { return Outcome::Unknown };
        if comer.event != self.event {
            return Outcome::OtherEvent(comer.event);
        }
        if comer.session != self.session {
            return Outcome::WrongSession(comer.session);
        }
        if let Some(here) = comer.here {
            return Outcome::AlreadyHere(here);
        }
        if self.is_cancelled {
            return Outcome::Cancelled;
        }
        match of_state(comer.state) {
            Outcome::Welcome if !on_any_day && !self.is_today(at) => Outcome::WrongDay,
            outcome => outcome,
        }
    }
}

/// What a state means at the door.
pub fn of_state(state: State) -> Outcome {
    match state {
        State::Confirmed => Outcome::Welcome,
        State::Withdrawn | State::DeclinedOffer => Outcome::Withdrawn,
        State::Waitlisted | State::Offered => Outcome::Waiting,
        State::Pending | State::EnteredDraw | State::Declined => Outcome::NotAccepted,
    }
}

/// How many of a party come in: as many as were named, at least one, at most all.
pub fn persons_of(named: Option<u32>, seats: u32) -> u32 {
    named.unwrap_or(seats).clamp(1, seats.max(1))
}

/// What every entrance code begins with.
const CODE: &str = "UKETSUKE:";

/// The entrance code in what a scanner typed, as it was made; nothing where it is none. Scanners type like keyboards:
/// in the wrong case with Caps Lock, in full width through an input method, and `+` or `*` for `:` where scanner and
/// computer disagree about the layout.
pub fn scanned_code(typed: &str) -> Option<String> {
    let typed: String = typed.trim().nfkc().flat_map(char::to_uppercase).collect();
    let code = typed.replace(['+', '*', ';'], ":");
    code.starts_with(CODE).then_some(code)
}

/// How it was found out who comes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Means {
    Code,
    Number,
    Name,
    WalkIn,
    /// The visitor's own doing, by the poster at the entrance.
    Oneself,
    Api,
}

impl Means {
    const ALL: [Self; 6] =
        [Self::Code, Self::Number, Self::Name, Self::WalkIn, Self::Oneself, Self::Api];

    pub fn as_str(self) -> &'static str {
        match self {
            Self::Code => "code",
            Self::Number => "number",
            Self::Name => "name",
            Self::WalkIn => "walk_in",
            Self::Oneself => "self",
            Self::Api => "api",
        }
    }

    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|means| means.as_str() == text)
    }
}

#[cfg(test)]
mod tests {
    use serde::Deserialize;
    use uuid::Uuid;

    use super::*;

    /// What a page without network decides, too.
    #[derive(Deserialize)]
    #[expect(
        clippy::struct_excessive_bools,
        reason = "each is a box, a button or a sentence of the page"
    )]
    struct Case {
        what: String,
        state: Option<State>,
        here: bool,
        cancelled: bool,
        today: bool,
        on_any_day: bool,
        outcome: String,
    }

    fn session(number: u128) -> SessionId {
        SessionId(Uuid::from_u128(number))
    }

    fn door() -> Door {
        let day: NaiveDate = "2026-10-15".parse().unwrap();
        Door {
            event: EventId(Uuid::from_u128(1)),
            session: session(2),
            is_cancelled: false,
            days: (day, day),
            zone: chrono_tz::Asia::Tokyo,
        }
    }

    fn comer(state: State) -> Comer {
        Comer { event: door().event, session: session(2), state, here: None }
    }

    fn at(text: &str) -> DateTime<Utc> {
        text.parse().unwrap()
    }

    const THAT_DAY: &str = "2026-10-15T13:40:00+09:00";

    #[test]
    fn every_case_of_the_table_is_decided_as_it_says() {
        let cases: Vec<Case> = serde_json::from_str(include_str!("check_in_cases.json")).unwrap();
        assert!(cases.len() > 12);
        for case in cases {
            let now = at(if case.today { THAT_DAY } else { "2026-10-14T13:40:00+09:00" });
            let here = case.here.then_some(Here { at: now, persons: 1 });
            let comer = case.state.map(|state| Comer { here, ..comer(state) });
            let door = Door { is_cancelled: case.cancelled, ..door() };
            let outcome = door.outcome(comer, now, case.on_any_day);
            assert_eq!(outcome.as_str(), case.outcome, "{}", case.what);
        }
    }

    #[test]
    fn somebody_of_another_session_or_event_hears_of_which() {
        let now = at(THAT_DAY);
        let other = Comer { session: session(3), ..comer(State::Confirmed) };
        assert_eq!(door().outcome(Some(other), now, false), Outcome::WrongSession(session(3)));
        let event = EventId(Uuid::from_u128(9));
        let elsewhere = Comer { event, ..comer(State::Withdrawn) };
        assert_eq!(door().outcome(Some(elsewhere), now, false), Outcome::OtherEvent(event));
    }

    #[test]
    fn a_code_is_known_however_the_scanner_types_it() {
        let code = "UKETSUKE:ABC2:K7M4Q2XH";
        for typed in [
            code,
            "uketsuke:abc2:k7m4q2xh",
            " UKETSUKE+ABC2+K7M4Q2XH\n",
            "ＵＫＥＴＳＵＫＥ：ＡＢＣ２：Ｋ７Ｍ４Ｑ２ＸＨ",
        ] {
            assert_eq!(scanned_code(typed).as_deref(), Some(code), "{typed}");
        }
        for typed in ["", "K7M4Q2XH", "やまだ", "https://example.jp/UKETSUKE:"] {
            assert_eq!(scanned_code(typed), None, "{typed}");
        }
    }

    #[test]
    fn the_day_is_that_of_the_meeting_s_place() {
        let door = door();
        assert!(
            door.is_today(at("2026-10-14T15:00:00Z")) && door.is_today(at("2026-10-15T14:59:59Z"))
        );
        assert!(
            !door.is_today(at("2026-10-14T14:59:59Z"))
                && !door.is_today(at("2026-10-15T15:00:00Z"))
        );
    }

    #[test]
    fn a_party_comes_with_at_least_one_and_never_with_more_than_its_seats() {
        assert_eq!((persons_of(None, 4), persons_of(Some(2), 4)), (4, 2));
        assert_eq!(
            (persons_of(Some(0), 4), persons_of(Some(9), 4), persons_of(Some(1), 0)),
            (1, 4, 1)
        );
    }
}
