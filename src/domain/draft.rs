//! An organizer's event as it comes in, with the rules that make it one.

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::announcement::is_web_address;
use super::application_rules::{ApplicationRules, ApplicationRulesDraft};
pub use super::draft_of::{draft_of_event, draft_of_session};
use super::event::{
    Allocation, CapacityUnit, SeatSettings, SessionStatus, parse_time, parse_time_zone,
};
use super::fault::{Faults, FieldFault};
use super::question::{Question, QuestionDraft, check_questions};
use super::reminder::{Reminder, ReminderDraft, default_reminders, parse_reminders};
use super::values::localized::Localized;
use super::values::slug::Slug;

/// Characters in a title or name.
const LINE_MAX: usize = 200;
/// Characters in a description: some ten pages.
const TEXT_MAX: usize = 20_000;
/// Nobody holds a briefing for more; a larger number is a typing mistake.
const CAPACITY_MAX: i64 = 1_000_000;
/// Sessions of one event.
const SESSIONS_MAX: usize = 500;
/// Meetings of one session.
const MEETINGS_MAX: usize = 100;

fn default_unit() -> CapacityUnit {
    CapacityUnit::Person
}
fn default_allocation() -> Allocation {
    Allocation::FirstCome
}
fn one() -> i64 {
    1
}
fn yes() -> bool {
    true
}
fn default_zone() -> String {
    "Asia/Tokyo".to_owned()
}

/// The body of an event (interface.md, "Body of an event").
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct EventDraft {
    #[schema(example = "テレワーク説明会")]
    pub title: Localized,
    /// Made from the id where absent.
    #[serde(default)]
    #[schema(example = "telework-2026")]
    pub slug: Option<String>,
    #[serde(default)]
    pub audience: Localized,
    #[serde(default)]
    pub description: Localized,
    #[serde(default)]
    pub contact: Localized,
    #[serde(default = "default_unit")]
    pub capacity_unit: CapacityUnit,
    #[serde(default = "default_allocation")]
    pub allocation: Allocation,
    #[serde(default = "one")]
    #[schema(default = 1, minimum = 1, maximum = 1000)]
    pub people_per_application: i64,
    #[serde(default)]
    pub people_per_company: Option<i64>,
    #[serde(default)]
    pub questions: Vec<QuestionDraft>,
    #[serde(default = "default_zone")]
    pub time_zone: String,
    /// When those with a seat are reminded; one day before where absent, never where empty.
    #[serde(default = "default_reminders")]
    pub reminders: Vec<ReminderDraft>,
    #[serde(default)]
    pub application_rules: ApplicationRulesDraft,
    #[serde(default)]
    pub session_groups: Vec<GroupDraft>,
    #[serde(default)]
    pub sessions: Vec<SessionDraft>,
}

/// Sessions that share a cap or a limit (合同枠).
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct GroupDraft {
    /// Named by sessions in `group`.
    pub key: String,
    #[serde(default)]
    pub name: Localized,
    /// Over all sessions of the group, in the capacity unit.
    #[serde(default)]
    pub capacity: Option<i64>,
    /// How many sessions of the group one applicant may hold at once.
    #[serde(default)]
    pub sessions_per_applicant: Option<i64>,
}

/// The body of a session.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SessionDraft {
    #[serde(default)]
    #[schema(example = "下関")]
    pub name: Localized,
    #[schema(minimum = 1, maximum = 1_000_000)]
    pub capacity: i64,
    #[serde(default)]
    pub people_capacity: Option<i64>,
    #[serde(default = "yes")]
    pub waiting_list: bool,
    /// Whether a party that does not fit at the head of the waiting list holds up those behind it.
    #[serde(default)]
    pub waiting_list_head_blocks: bool,
    #[serde(default)]
    pub opens_at: Option<String>,
    /// The start of the first meeting where absent.
    #[serde(default)]
    pub closes_at: Option<String>,
    #[serde(default)]
    #[schema(minimum = 0, maximum = 86_400)]
    pub grace_seconds: i64,
    /// Key of a session group.
    #[serde(default)]
    pub group: Option<String>,
    pub meetings: Vec<MeetingDraft>,
}

/// The body of a meeting.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct MeetingDraft {
    #[schema(example = "2026-10-15T14:00:00+09:00")]
    pub starts_at: String,
    #[schema(example = "2026-10-15T15:30:00+09:00")]
    pub ends_at: String,
    #[serde(default)]
    pub venue: Option<Localized>,
    #[serde(default)]
    pub address: Option<Localized>,
    /// Shown to confirmed applicants only.
    #[serde(default)]
    pub online_url: Option<String>,
}

/// What an event says of itself, parsed; without ids, status and counts.
#[derive(Clone, Debug)]
pub struct EventDefinition {
    pub title: Localized,
    pub slug: Option<Slug>,
    pub audience: Localized,
    pub description: Localized,
    pub contact: Localized,
    pub capacity_unit: CapacityUnit,
    pub allocation: Allocation,
    pub people_per_application: u32,
    pub people_per_company: Option<u32>,
    pub questions: Vec<Question>,
    pub time_zone: Tz,
    pub reminders: Vec<Reminder>,
    pub application_rules: ApplicationRules,
    pub groups: Vec<GroupDefinition>,
    pub sessions: Vec<SessionDefinition>,
}

/// A session group, parsed.
#[derive(Clone, Debug)]
pub struct GroupDefinition {
    pub key: String,
    pub name: Localized,
    pub capacity: Option<u32>,
    pub sessions_per_applicant: Option<u32>,
}

/// A session, parsed.
#[derive(Clone, Debug)]
pub struct SessionDefinition {
    pub name: Localized,
    pub settings: SeatSettings,
    pub group_key: Option<String>,
    pub meetings: Vec<MeetingDefinition>,
}

/// A meeting, parsed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MeetingDefinition {
    pub starts_at: DateTime<Utc>,
    pub ends_at: DateTime<Utc>,
    pub venue: Option<Localized>,
    pub address: Option<Localized>,
    pub online_url: Option<String>,
}

impl EventDraft {
    /// # Errors
    /// Every fault at once, each with its pointer.
    pub fn parse(&self) -> Result<EventDefinition, Vec<FieldFault>> {
        let mut faults = Faults::default();
        self.check_texts(&mut faults);
        let questions = QuestionDraft::questions(&self.questions, &mut faults);
        check_questions(&questions, &mut faults);
        let slug = self
            .slug
            .as_deref()
            .and_then(|text| Slug::parse(text).map_err(|f| faults.add("/slug", f.code())).ok());
        if self.allocation == Allocation::Invitation {
            faults.add("/allocation", "not_supported");
        }
        let per_application =
            whole(self.people_per_application, 1, 1_000, "/people_per_application", &mut faults);
        let per_company = self
            .people_per_company
            .and_then(|n| whole(n, 1, 100_000, "/people_per_company", &mut faults));
        let time_zone =
            parse_time_zone(&self.time_zone).map_err(|code| faults.add("/time_zone", code)).ok();
        let reminders = parse_reminders(&self.reminders, &mut faults);
        let application_rules = self.application_rules.parse("/application_rules", &mut faults);
        if application_rules.wishes > 1 && self.allocation != Allocation::FirstCome {
            // Who would get which of several sessions, and when the others were free again, is another kind of draw.
            faults.add("/application_rules/wishes", "not_supported");
        }
        let groups = self.parse_groups(&mut faults);
        let sessions = self.parse_sessions(&mut faults);
        let definition =
            per_application.zip(time_zone).map(|(people_per_application, time_zone)| {
                EventDefinition {
                    title: self.title.clone(),
                    slug,
                    audience: self.audience.clone(),
                    description: self.description.clone(),
                    contact: self.contact.clone(),
                    capacity_unit: self.capacity_unit,
                    allocation: self.allocation,
                    people_per_application,
                    people_per_company: per_company,
                    questions,
                    time_zone,
                    reminders,
                    application_rules,
                    groups,
                    sessions,
                }
            });
        faults.into_result(definition)
    }

    fn check_texts(&self, faults: &mut Faults) {
        required_line(&self.title, "/title", faults);
        for (text, pointer) in [
            (&self.audience, "/audience"),
            (&self.description, "/description"),
            (&self.contact, "/contact"),
        ] {
            if let Err(fault) = text.check_text(TEXT_MAX) {
                faults.add(pointer, fault.code());
            }
        }
    }

    fn parse_groups(&self, faults: &mut Faults) -> Vec<GroupDefinition> {
        if self.session_groups.len() > SESSIONS_MAX {
            faults.add("/session_groups", "too_many");
            return Vec::new();
        }
        let mut keys = BTreeSet::new();
        let mut groups = Vec::new();
        for (i, draft) in self.session_groups.iter().enumerate() {
            let pointer = format!("/session_groups/{i}");
            if Slug::parse(&draft.key).is_err() {
                faults.add(format!("{pointer}/key"), "invalid_key");
            }
            if !keys.insert(&draft.key) {
                faults.add(format!("{pointer}/key"), "duplicate");
            }
            if let Err(fault) = draft.name.check_optional_line(LINE_MAX) {
                faults.add(format!("{pointer}/name"), fault.code());
            }
            groups.push(GroupDefinition {
                key: draft.key.clone(),
                name: draft.name.clone(),
                capacity: optional_capacity(draft.capacity, &format!("{pointer}/capacity"), faults),
                sessions_per_applicant: optional_capacity(
                    draft.sessions_per_applicant,
                    &format!("{pointer}/sessions_per_applicant"),
                    faults,
                ),
            });
        }
        groups
    }

    fn parse_sessions(&self, faults: &mut Faults) -> Vec<SessionDefinition> {
        if self.sessions.len() > SESSIONS_MAX {
            faults.add("/sessions", "too_many");
            return Vec::new();
        }
        let known: Vec<&str> = self.session_groups.iter().map(|group| group.key.as_str()).collect();
        self.sessions
            .iter()
            .enumerate()
            .filter_map(|(i, draft)| draft.parse_at(&format!("/sessions/{i}"), &known, faults))
            .collect()
    }
}

impl SessionDraft {
    /// # Errors
    /// Every fault at once. `groups` are the keys of the event's session groups.
    pub fn parse(&self, groups: &[&str]) -> Result<SessionDefinition, Vec<FieldFault>> {
        let mut faults = Faults::default();
        let definition = self.parse_at("", groups, &mut faults);
        faults.into_result(definition)
    }

    fn parse_at(
        &self,
        at: &str,
        groups: &[&str],
        faults: &mut Faults,
    ) -> Option<SessionDefinition> {
        if let Err(fault) = self.name.check_optional_line(LINE_MAX) {
            faults.add(format!("{at}/name"), fault.code());
        }
        if self.group.as_deref().is_some_and(|key| !groups.contains(&key)) {
            faults.add(format!("{at}/group"), "unknown_choice");
        }
        let capacity = whole(self.capacity, 1, CAPACITY_MAX, &format!("{at}/capacity"), faults);
        let people_capacity =
            optional_capacity(self.people_capacity, &format!("{at}/people_capacity"), faults);
        let grace_seconds =
            whole(self.grace_seconds, 0, 86_400, &format!("{at}/grace_seconds"), faults);
        let meetings = self.parse_meetings(at, faults);
        let opens_at = optional_time(self.opens_at.as_deref(), &format!("{at}/opens_at"), faults);
        let closes_at =
            optional_time(self.closes_at.as_deref(), &format!("{at}/closes_at"), faults);
        let starts_at = meetings.iter().map(|meeting| meeting.starts_at).min();
        let ends_at = meetings.iter().map(|meeting| meeting.ends_at).max();
        check_order(at, opens_at, closes_at.or(starts_at), ends_at, faults);
        Some(SessionDefinition {
            name: self.name.clone(),
            settings: SeatSettings {
                status: SessionStatus::Scheduled,
                capacity: capacity?,
                people_capacity,
                waiting_list: self.waiting_list,
                head_blocks: self.waiting_list_head_blocks,
                opens_at,
                closes_at: closes_at.or(starts_at)?,
                grace_seconds: grace_seconds?,
            },
            group_key: self.group.clone(),
            meetings,
        })
    }

    fn parse_meetings(&self, at: &str, faults: &mut Faults) -> Vec<MeetingDefinition> {
        if self.meetings.is_empty() {
            faults.add(format!("{at}/meetings"), "required");
        }
        if self.meetings.len() > MEETINGS_MAX {
            faults.add(format!("{at}/meetings"), "too_many");
            return Vec::new();
        }
        self.meetings
            .iter()
            .enumerate()
            .filter_map(|(i, draft)| draft.parse_at(&format!("{at}/meetings/{i}"), faults))
            .collect()
    }
}

impl MeetingDraft {
    fn parse_at(&self, at: &str, faults: &mut Faults) -> Option<MeetingDefinition> {
        let starts_at = parse_time(&self.starts_at)
            .map_err(|code| faults.add(format!("{at}/starts_at"), code))
            .ok();
        let ends_at = parse_time(&self.ends_at)
            .map_err(|code| faults.add(format!("{at}/ends_at"), code))
            .ok();
        if starts_at.zip(ends_at).is_some_and(|(starts, ends)| ends <= starts) {
            faults.add(format!("{at}/ends_at"), "ends_before_start");
        }
        for (text, field) in [(&self.venue, "venue"), (&self.address, "address")] {
            if let Some(Err(fault)) = text.as_ref().map(|text| text.check_optional_line(LINE_MAX)) {
                faults.add(format!("{at}/{field}"), fault.code());
            }
        }
        if self.online_url.as_deref().is_some_and(|text| !is_web_address(text)) {
            faults.add(format!("{at}/online_url"), "invalid_url");
        }
        Some(MeetingDefinition {
            starts_at: starts_at?,
            ends_at: ends_at?,
            venue: self.venue.clone(),
            address: self.address.clone(),
            online_url: self.online_url.clone(),
        })
    }
}

fn required_line(text: &Localized, pointer: &str, faults: &mut Faults) {
    if let Err(fault) = text.check_line(LINE_MAX) {
        faults.add(pointer, fault.code());
    }
}

fn whole(number: i64, min: i64, max: i64, pointer: &str, faults: &mut Faults) -> Option<u32> {
    if (min..=max).contains(&number) {
        return u32::try_from(number).ok();
    }
    faults.add_limit(pointer, "out_of_range", if number < min { min } else { max });
    None
}

fn optional_capacity(number: Option<i64>, pointer: &str, faults: &mut Faults) -> Option<u32> {
    number.and_then(|number| whole(number, 1, CAPACITY_MAX, pointer, faults))
}

fn optional_time(text: Option<&str>, pointer: &str, faults: &mut Faults) -> Option<DateTime<Utc>> {
    text.and_then(|text| parse_time(text).map_err(|code| faults.add(pointer, code)).ok())
}

fn check_order(
    at: &str,
    opens_at: Option<DateTime<Utc>>,
    closes_at: Option<DateTime<Utc>>,
    ends_at: Option<DateTime<Utc>>,
    faults: &mut Faults,
) {
    if closes_at.zip(ends_at).is_some_and(|(closes, ends)| closes > ends) {
        faults.add(format!("{at}/closes_at"), "closes_after_end");
    }
    if opens_at.zip(closes_at).is_some_and(|(opens, closes)| opens >= closes) {
        faults.add(format!("{at}/opens_at"), "opens_after_close");
    }
}
