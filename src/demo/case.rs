//! The shape of a case file.

use chrono::{DateTime, FixedOffset};
use chrono_tz::Tz;
use serde::Deserialize;

/// The core case's file.
pub const CORE_CASE: &str = include_str!("../../config/cases/yamaguchi-telework-2023.toml");

/// A case file cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum CaseError {
    /// It is not TOML of the expected shape.
    #[error("the case file is wrong: {0}")]
    Shape(#[from] toml::de::Error),
    /// It names a time zone that does not exist.
    #[error("the case file names the unknown time zone \"{0}\"")]
    TimeZone(String),
    /// A session ends before it starts, has neither place nor link, or has no seats.
    #[error("the session \"{session}\" of the case file {what}")]
    Session {
        /// Its name.
        session: String,
        /// What is wrong.
        what: &'static str,
    },
    /// It has no session that could be shifted.
    #[error("the case file has no session")]
    Empty,
    /// The shifted time does not exist.
    #[error("the time {0} cannot be shifted into the future")]
    Unshiftable(DateTime<FixedOffset>),
}

/// A programme: who organizes it, and what can be applied for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Case {
    /// The organizer's name.
    pub organizer: String,
    /// Names of those who organize with it.
    pub co_organizers: Vec<String>,
    /// What the events belong to.
    pub project: String,
    /// The time zone in which its weekdays and times of day are meant.
    pub time_zone: Tz,
    /// At least one, each with at least one session.
    pub events: Vec<CaseEvent>,
}

/// One announced event.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CaseEvent {
    /// Its title.
    pub title: String,
    /// For whom.
    pub audience: String,
    /// What happens there, in order.
    pub contents: Vec<String>,
    /// What its sessions' capacities count.
    pub capacity_unit: CaseUnit,
    /// How seats are given, in the API's word (`first_come` …).
    pub allocation: String,
    /// In the file's order.
    pub sessions: Vec<CaseSession>,
}

/// One session with its only meeting.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CaseSession {
    /// Its name within the event.
    pub name: String,
    /// Start, with the offset of the case's time zone.
    pub starts_at: DateTime<FixedOffset>,
    /// End, after the start.
    pub ends_at: DateTime<FixedOffset>,
    /// Where.
    pub place: CasePlace,
    /// Seats in the event's unit, at least one.
    pub capacity: u32,
}

/// Where a session happens.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CasePlace {
    /// In a room.
    Room {
        /// Its name.
        venue: String,
        /// Its postal address.
        address: String,
    },
    /// By a link that only the confirmed get.
    Online,
}

/// What a capacity counts.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "snake_case")]
pub enum CaseUnit {
    /// Persons (名).
    Person,
    /// Companies (社), however many people come.
    Company,
}

impl Case {
    /// Reads a case file. The times are those of the file.
    ///
    /// # Errors
    /// When the file has another shape, or a session makes no sense.
    pub fn parse(text: &str) -> Result<Self, CaseError> {
        let file: CaseFile = toml::from_str(text)?;
        let time_zone = file.time_zone.parse().map_err(|_| CaseError::TimeZone(file.time_zone))?;
        let events: Vec<CaseEvent> =
            file.event.into_iter().map(EventEntry::checked).collect::<Result<_, _>>()?;
        if events.is_empty() || events.iter().any(|event| event.sessions.is_empty()) {
            return Err(CaseError::Empty);
        }
        Ok(Self {
            organizer: file.organizer,
            co_organizers: file.co_organizers,
            project: file.project,
            time_zone,
            events,
        })
    }

    /// The sessions of all events.
    pub fn sessions(&self) -> impl Iterator<Item = &CaseSession> {
        self.events.iter().flat_map(|event| &event.sessions)
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct CaseFile {
    organizer: String,
    #[serde(default)]
    co_organizers: Vec<String>,
    project: String,
    time_zone: String,
    event: Vec<EventEntry>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct EventEntry {
    title: String,
    audience: String,
    capacity_unit: CaseUnit,
    allocation: String,
    /// Said for readers of the file only.
    #[serde(default, rename = "applies_today")]
    _applies_today: String,
    #[serde(default)]
    contents: Vec<String>,
    session: Vec<SessionEntry>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct SessionEntry {
    name: String,
    starts: DateTime<FixedOffset>,
    ends: DateTime<FixedOffset>,
    venue: Option<String>,
    address: Option<String>,
    #[serde(default)]
    online: bool,
    capacity: u32,
    /// What the service must do for the case to work, for readers of the file. It is meant for the
    /// whole file, but standing at its end it belongs, by the rules of TOML, to the last session.
    #[serde(default, rename = "asks")]
    _asks: Vec<String>,
}

impl EventEntry {
    fn checked(self) -> Result<CaseEvent, CaseError> {
        Ok(CaseEvent {
            title: self.title,
            audience: self.audience,
            contents: self.contents,
            capacity_unit: self.capacity_unit,
            allocation: self.allocation,
            sessions: self
                .session
                .into_iter()
                .map(SessionEntry::checked)
                .collect::<Result<_, _>>()?,
        })
    }
}

impl SessionEntry {
    fn checked(self) -> Result<CaseSession, CaseError> {
        let place = match (self.venue, self.address) {
            (Some(venue), Some(address)) if !self.online => CasePlace::Room { venue, address },
            (None, None) if self.online => CasePlace::Online,
            _ => {
                return Err(CaseError::Session {
                    session: self.name,
                    what: "needs a venue with its address, or online",
                });
            }
        };
        if self.ends <= self.starts {
            return Err(CaseError::Session { session: self.name, what: "ends before it starts" });
        }
        if self.capacity == 0 {
            return Err(CaseError::Session { session: self.name, what: "has no seats" });
        }
        Ok(CaseSession {
            name: self.name,
            starts_at: self.starts,
            ends_at: self.ends,
            place,
            capacity: self.capacity,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_core_case_is_read_as_it_is() {
        let case = Case::parse(CORE_CASE).unwrap();
        assert_eq!(case.co_organizers, ["萩市", "下関市"]);
        assert_eq!(case.time_zone, chrono_tz::Asia::Tokyo);
        let capacities: Vec<_> =
            case.sessions().map(|session| (session.name.as_str(), session.capacity)).collect();
        assert_eq!(
            capacities,
            [("下関", 20), ("萩(午前)", 20), ("萩(午後)", 20), ("オンライン", 50)]
        );
        assert_eq!(case.events[0].capacity_unit, CaseUnit::Person);
        assert_eq!(case.events[1].capacity_unit, CaseUnit::Company);
        assert_eq!(case.events[1].sessions[0].place, CasePlace::Online);
        assert_eq!(case.events[0].sessions[0].starts_at.to_rfc3339(), "2023-10-02T18:00:00+09:00");
    }

    #[test]
    fn a_file_that_makes_no_sense_is_refused() {
        for (right, wrong) in [
            ("capacity = 20", "capacity = 0"),
            ("capacity = 20", "seats = 20"),
            ("2023-10-02T19:30:00+09:00", "2023-10-02T17:30:00+09:00"),
            ("Asia/Tokyo", "Asia/Hagi"),
            ("online = true", "online = false"),
            ("capacity_unit = \"person\"", "capacity_unit = \"family\""),
        ] {
            let text = CORE_CASE.replacen(right, wrong, 1);
            assert_ne!(text, CORE_CASE, "{right} is in the file");
            Case::parse(&text).unwrap_err();
        }
    }
}
