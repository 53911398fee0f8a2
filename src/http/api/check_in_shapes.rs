//! Attendance as the API takes and shows it.

use chrono::{DateTime, FixedOffset};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use super::programme_shapes::in_zone;
use super::registration_shapes::StaffRegistrationShape;
use crate::domain::event::Programme;
use crate::store::check_ins::CheckInRow;
use crate::store::programmes::count;
use crate::usecases::check_in::by_id::{In, Said};

/// Somebody stands at the door. Everything is optional.
#[derive(Default, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, default)]
pub struct CheckInDraft {
    /// Id of the meeting: the only one, or today's, where absent.
    pub meeting: Option<String>,
    /// How many of a party have come; all where absent.
    pub persons: Option<i64>,
    /// A UUID made by the client: sent twice, it is one check-in.
    pub id: Option<String>,
    /// When they came (RFC 3339); now where absent.
    pub at: Option<String>,
    /// What the device calls itself.
    pub device: Option<String>,
    /// The caller knows that the meeting is on another day than `at`.
    pub on_any_day: bool,
    /// Of somebody who is there already: `persons` is the number from now on.
    pub adjust: bool,
}

/// Which check-in is taken back. Everything is optional.
#[derive(Default, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, default)]
pub struct UndoCheckInDraft {
    /// Id of the meeting: the only one, or today's, where absent.
    pub meeting: Option<String>,
    /// Only this check-in.
    pub id: Option<String>,
}

impl From<CheckInDraft> for Said {
    fn from(draft: CheckInDraft) -> Self {
        let CheckInDraft { meeting, persons, id, at, device, on_any_day, adjust } = draft;
        Self { meeting, persons, id, at, device, on_any_day, adjust }
    }
}

impl From<UndoCheckInDraft> for Said {
    fn from(UndoCheckInDraft { meeting, id }: UndoCheckInDraft) -> Self {
        Self { meeting, id, ..Self::default() }
    }
}

/// A registration was there at a meeting.
#[derive(Serialize, ToSchema)]
#[schema(as = CheckIn)]
pub struct CheckInShape {
    pub id: Uuid,
    pub meeting: Uuid,
    /// How many of the party.
    pub persons: u32,
    /// `code`, `number`, `name`, `walk_in`, `self` or `api`.
    #[schema(example = "api")]
    pub means: String,
    pub device: Option<String>,
    pub at: DateTime<FixedOffset>,
}

impl CheckInShape {
    pub fn of(row: &CheckInRow, programme: &Programme) -> Self {
        Self {
            id: row.id.0,
            meeting: row.meeting_id.0,
            persons: count(row.persons),
            means: row.means.clone(),
            device: row.device.clone(),
            at: in_zone(row.at.0, programme.event.time_zone),
        }
    }
}

/// Somebody is in.
#[derive(Serialize, ToSchema)]
#[schema(as = CheckedIn)]
pub struct CheckedInShape {
    /// `welcome`, or `already_here` for somebody who was in before.
    #[schema(example = "welcome")]
    pub outcome: &'static str,
    pub check_in: CheckInShape,
    pub registration: StaffRegistrationShape,
}

impl CheckedInShape {
    pub fn of(found: &In) -> Self {
        let programme = &found.placed.programme;
        Self {
            outcome: if found.was_here { "already_here" } else { "welcome" },
            check_in: CheckInShape::of(&found.check_in, programme),
            registration: StaffRegistrationShape::of(&found.placed.registration, programme),
        }
    }
}
