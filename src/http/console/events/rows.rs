//! Rows of a form, each a session or a further meeting of the one above, and the sessions that they make.

use chrono::{DateTime, Duration, NaiveTime, Utc};
use serde_json::{Map, Value, json};

use super::moments::Calendar;
use super::sheet::number;
use crate::domain::fault::FieldFault;
use crate::http::console::posted::Fields;
use crate::http::pages::console::events::fields::Wrong;

/// Rows of a form: as many sessions as an event may have, and further meetings.
const ROWS_MAX: usize = 1_000;
/// Until when one can apply, where that is a number of days before.
const OFFICE_CLOSES: Option<NaiveTime> = NaiveTime::from_hms_opt(17, 0, 0);
/// How long after the deadline a form that was opened before it is still taken.
const GRACE_SECONDS: i64 = 600;

/// What is typed in a row.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Row {
    pub name: String,
    pub day: String,
    pub starts: String,
    pub ends: String,
    pub venue: String,
    pub address: String,
    pub online_url: String,
    pub capacity: String,
    /// A further meeting of the session above.
    pub continues: bool,
    /// To be left out.
    pub is_dropped: bool,
    /// Its number in what was pasted.
    pub source: String,
}

/// Names of the fields that every row has.
pub const ROW_FIELDS: [&str; 5] = ["name", "day", "starts", "ends", "venue"];
/// Names of those that few rows need.
pub const MORE_FIELDS: [&str; 4] = ["address", "capacity", "online_url", "continues"];

impl Row {
    fn of(fields: &Fields, prefix: &str) -> Option<Self> {
        fields.raw(&format!("{prefix}.day"))?;
        let text = |name: &str| fields.text(&format!("{prefix}.{name}")).to_owned();
        let ticked = |name: &str| fields.text(&format!("{prefix}.{name}")) == "true";
        Some(Self {
            name: text("name"),
            day: text("day"),
            starts: text("starts"),
            ends: text("ends"),
            venue: text("venue"),
            address: text("address"),
            online_url: text("online_url"),
            capacity: text("capacity"),
            continues: ticked("continues"),
            is_dropped: ticked("drop"),
            source: text("source"),
        })
    }

    /// Nothing is typed in it.
    pub fn is_empty(&self) -> bool {
        let texts = [&self.name, &self.day, &self.starts, &self.ends, &self.venue, &self.address];
        texts.into_iter().chain([&self.online_url, &self.capacity]).all(String::is_empty)
    }

    /// Its values by the names of its fields.
    pub fn pairs(&self, prefix: &str) -> Vec<(String, String)> {
        let ticked = |on: bool| if on { "true" } else { "" };
        let values = [
            ("name", self.name.as_str()),
            ("day", &self.day),
            ("starts", &self.starts),
            ("ends", &self.ends),
            ("venue", &self.venue),
            ("address", &self.address),
            ("online_url", &self.online_url),
            ("capacity", &self.capacity),
            ("continues", ticked(self.continues)),
            ("source", &self.source),
        ];
        values.map(|(name, value)| (format!("{prefix}.{name}"), value.to_owned())).to_vec()
    }
}

/// The rows with names that begin so, in their order, without those that are to be left out.
pub fn rows_of(fields: &Fields, kind: &str) -> Vec<Row> {
    let rows = (0..ROWS_MAX).map_while(|number| Row::of(fields, &format!("{kind}.{number}")));
    rows.filter(|row| !row.is_dropped).collect()
}

/// What holds for all sessions of a form.
pub struct ForAll {
    capacity: Option<i64>,
    waiting_list: bool,
    opens_at: Option<String>,
    closing: String,
    closing_at: Option<String>,
}

impl ForAll {
    /// Reads it, and notes what is wrong.
    pub fn of(fields: &Fields, calendar: Calendar, wrong: &mut Vec<Wrong>) -> Self {
        let mut moment = |rule: &str, name: &str| {
            if fields.text(rule) != "fixed" {
                return None;
            }
            match calendar.moment(fields.text(name)) {
                Ok(moment) => Some(moment),
                Err(code) => {
                    wrong.push(Wrong::new(name, code));
                    None
                }
            }
        };
        let (opens_at, closing_at) =
            (moment("opening", "opening_at"), moment("closing", "closing_at"));
        let capacity = number(fields, "capacity_each").unwrap_or_else(|fault| {
            wrong.push(fault);
            None
        });
        Self {
            capacity,
            waiting_list: fields.text("waiting_list") == "true",
            opens_at,
            closing: fields.text("closing").to_owned(),
            closing_at,
        }
    }

    /// The deadline of a session that begins then, never one that is over while the session is not.
    fn closes_at(&self, starts: &str, calendar: Calendar, now: DateTime<Utc>) -> Option<String> {
        if let Some(fixed) = &self.closing_at {
            return Some(fixed.clone());
        }
        let days = match self.closing.as_str() {
            "day_before" => 1,
            "three_days" => 3,
            "week" => 7,
            _ => return None,
        };
        let starts = DateTime::parse_from_rfc3339(starts).ok()?.with_timezone(&calendar.zone);
        let day = (starts - Duration::days(days)).date_naive();
        let closes = calendar.at(day.and_time(OFFICE_CLOSES?))?;
        (closes > now).then(|| closes.to_rfc3339())
    }
}

/// Sessions out of rows, with the rows that their meetings came from.
#[derive(Default)]
pub struct Made {
    pub sessions: Vec<Value>,
    /// The row of each meeting of each session.
    origins: Vec<Vec<String>>,
    capacity_is_for_all: Vec<bool>,
}

/// Makes sessions; notes what is wrong with the rows.
pub fn sessions(
    rows: &[(String, Row)],
    all: &ForAll,
    calendar: Calendar,
    now: DateTime<Utc>,
    wrong: &mut Vec<Wrong>,
) -> Made {
    let mut made = Made::default();
    for (prefix, row) in rows {
        let meeting = match meeting(prefix, row, calendar) {
            Ok(meeting) => meeting,
            Err(faults) => {
                wrong.extend(faults);
                continue;
            }
        };
        match (made.sessions.last_mut(), made.origins.last_mut()) {
            (Some(session), Some(origins)) if row.continues => {
                if let Some(meetings) = session["meetings"].as_array_mut() {
                    meetings.push(meeting);
                    origins.push(prefix.clone());
                }
            }
            _ => {
                let own = Fields::new(row.pairs(prefix));
                let own = number(&own, &format!("{prefix}.capacity"));
                let own = own.unwrap_or_else(|fault| {
                    wrong.push(fault);
                    None
                });
                made.capacity_is_for_all.push(own.is_none());
                if own.or(all.capacity).is_none() {
                    wrong.push(Wrong::new("capacity_each", "empty"));
                }
                let starts = meeting["starts_at"].as_str().unwrap_or_default().to_owned();
                made.sessions.push(json!({
                    "name": row.name,
                    "capacity": own.or(all.capacity).unwrap_or(1),
                    "waiting_list": all.waiting_list,
                    "opens_at": all.opens_at,
                    "closes_at": all.closes_at(&starts, calendar, now),
                    "grace_seconds": GRACE_SECONDS,
                    "meetings": [meeting],
                }));
                made.origins.push(vec![prefix.clone()]);
            }
        }
    }
    made
}

/// The meeting that a row says.
pub fn meeting(prefix: &str, row: &Row, calendar: Calendar) -> Result<Value, Vec<Wrong>> {
    let at = |name: &str| format!("{prefix}.{name}");
    let day = match calendar.day(&row.day) {
        Ok(day) => day,
        Err(code) => return Err(vec![Wrong::new(at("day"), code)]),
    };
    let (starts, ends) = (calendar.on(day, &row.starts), calendar.on(day, &row.ends));
    let mut wrong = Vec::new();
    for (name, read) in [("starts", &starts), ("ends", &ends)] {
        wrong.extend(read.as_ref().err().map(|code| Wrong::new(at(name), *code)));
    }
    let (Ok(starts), Ok(ends)) = (starts, ends) else { return Err(wrong) };
    let mut meeting = Map::new();
    meeting.insert("starts_at".to_owned(), starts.into());
    meeting.insert("ends_at".to_owned(), ends.into());
    let texts = [("venue", &row.venue), ("address", &row.address), ("online_url", &row.online_url)];
    for (name, text) in texts {
        if !text.is_empty() {
            meeting.insert(name.to_owned(), text.clone().into());
        }
    }
    Ok(Value::Object(meeting))
}

impl Made {
    /// The field that shows a fault of the sessions, by its pointer below `/sessions`.
    pub fn name_of(&self, session: usize, rest: &str) -> String {
        let mut parts = rest.split('/').filter(|part| !part.is_empty());
        let origins = self.origins.get(session);
        let row = |meeting: usize| {
            let origin = origins.and_then(|origins| origins.get(meeting));
            origin.cloned().unwrap_or_else(|| "rows.0".to_owned())
        };
        match (parts.next(), parts.next(), parts.next()) {
            (Some("meetings"), Some(meeting), Some(field)) => {
                format!("{}.{}", row(meeting.parse().unwrap_or(0)), of_meeting(field))
            }
            (Some("capacity"), ..) if self.capacity_is_for_all.get(session) == Some(&true) => {
                "capacity_each".to_owned()
            }
            (Some("closes_at"), ..) => "closing".to_owned(),
            (Some("opens_at"), ..) => "opening".to_owned(),
            (Some(field), ..) => format!("{}.{field}", row(0)),
            _ => row(0),
        }
    }

    /// The faults of the domain at the fields of the form.
    pub fn wrong_of(&self, faults: &[FieldFault]) -> Vec<Wrong> {
        super::sheet::wrong_of(faults, |pointer| {
            let below = pointer.strip_prefix("/sessions/").and_then(|rest| rest.split_once('/'));
            match below.and_then(|(number, rest)| Some((number.parse().ok()?, rest))) {
                Some((number, rest)) => self.name_of(number, rest),
                None => pointer.trim_start_matches('/').to_owned(),
            }
        })
    }
}

/// The field of a row that shows a field of a meeting.
pub fn of_meeting(field: &str) -> &str {
    match field {
        "starts_at" => "starts",
        "ends_at" => "ends",
        other => other,
    }
}
