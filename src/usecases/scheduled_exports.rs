//! Lists that are announced to staff by mail, by the calendar: a link that needs signing in and ends, never a file.

mod announcing;

use std::sync::Arc;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::app::App;
use crate::clock;
use crate::domain::event::Programme;
use crate::domain::export_timing::ExportTiming;
use crate::domain::fault::Faults;
use crate::domain::ids::EventId;
use crate::domain::seats::Actor;
use crate::domain::values::language::Language;
use crate::store::StoreError;
use crate::store::export_schedules::{self, ExportScheduleRow};
use crate::store::members::{self, Membership};
use crate::store::programmes::{from_json, to_json};
use crate::store::types::{Id, Time};

use super::attendees::query::AttendeeQuery;
use super::authenticate::principal_of;
use super::create_event::{audit_line, note};
use super::export_attendees::{self, Wanted};
use super::{Failure, Permission, Principal, find_programme};

pub use announcing::once;

/// Members who get one mail.
const RECIPIENTS_MAX: usize = 20;

/// What is exported, as it is kept.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeptWanted {
    pub ending: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub encoding: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub columns: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub state: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rows: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sessions: Option<String>,
    /// What it is narrowed to beside states and sessions. Words that are searched for are never kept: they may be a name.
    #[serde(default, skip_serializing_if = "is_everybody")]
    pub narrowed: AttendeeQuery,
}

fn is_everybody(query: &AttendeeQuery) -> bool {
    *query == AttendeeQuery::default()
}

impl KeptWanted {
    /// The same as an export takes it.
    pub fn wanted(&self) -> Wanted {
        Wanted {
            ending: self.ending.clone(),
            encoding: self.encoding.clone(),
            columns: self.columns.clone(),
            query: AttendeeQuery {
                state: self.state.clone().unwrap_or_default(),
                ..self.narrowed.clone()
            },
            rows: self.rows.clone(),
            language: Language::Ja,
        }
    }
}

/// A schedule of an event, as staff see it.
pub struct Scheduled {
    pub id: Uuid,
    pub wanted: KeptWanted,
    pub timing: ExportTiming,
    pub recipients: Vec<String>,
    pub is_paused: bool,
    pub due_at: DateTime<Utc>,
    pub fault: Option<String>,
    /// Whether who looks at it may pause it or give it up: who has planned it, and who may change the event.
    pub may_change: bool,
}

/// The schedules of an event, with those to whom the member may have mails sent: to all staff who may see the list, or, for
/// who may only look at the event, to oneself.
///
/// # Errors
/// [`Failure::NotFound`], [`Failure::Forbidden`].
pub async fn list(
    app: &App,
    principal: &Principal,
    event: &str,
) -> Result<(Arc<Programme>, Vec<Scheduled>, Vec<Membership>), Failure> {
    let programme = find_programme::own_event(app, principal.organization, event).await?;
    principal.must_in(programme.event.id, Permission::ReadRegistrations)?;
    let (organization, id) = (Id(principal.organization.0), Id(programme.event.id.0));
    let now = Time(app.clock.now());
    let (rows, staff) = app
        .read(move |conn| {
            let rows = export_schedules::of_event(conn, id)?;
            Ok::<_, StoreError>((rows, members::list(conn, organization, now)?))
        })
        .await?;
    let event = programme.event.id;
    let mut staff: Vec<Membership> =
        staff.into_iter().filter(|member| may_get(member, event, now)).collect();
    let mut scheduled = Vec::with_capacity(rows.len());
    for row in &rows {
        let may_change = may_change(principal, event, row);
        scheduled.push(Scheduled { may_change, ..seen(row, &staff)? });
    }
    if !principal.may_in(event, Permission::WriteEvents) {
        staff.retain(|member| is_oneself(principal, member.member.id));
    }
    Ok((programme, scheduled, staff))
}

fn is_oneself(principal: &Principal, member: Id) -> bool {
    matches!(principal.actor, Actor::Member(id) if id.0 == member.0)
}

fn may_change(principal: &Principal, event: EventId, row: &ExportScheduleRow) -> bool {
    is_oneself(principal, row.created_by) || principal.may_in(event, Permission::WriteEvents)
}

fn may_get(member: &Membership, event: EventId, now: Time) -> bool {
    principal_of(member, now).may_in(event, Permission::ReadRegistrations)
}

fn seen(row: &ExportScheduleRow, staff: &[Membership]) -> Result<Scheduled, StoreError> {
    let ids: Vec<Uuid> = from_json(&row.recipients)?;
    let named = staff.iter().filter(|member| ids.contains(&member.member.id.0));
    Ok(Scheduled {
        id: row.id.0,
        wanted: from_json(&row.wanted)?,
        timing: from_json(&row.timing)?,
        recipients: named.map(|member| member.account.name.clone()).collect(),
        is_paused: row.state == "paused",
        due_at: row.due_at.0,
        fault: row.fault.clone(),
        may_change: false,
    })
}

/// Plans a list.
///
/// # Errors
/// The fields that break rules, mails to others among them where one may only look at the event; only members plan, for
/// the mails are made in their name.
pub async fn create(
    app: &App,
    principal: &Principal,
    event: &str,
    wanted: KeptWanted,
    timing: ExportTiming,
    recipients: Vec<Uuid>,
) -> Result<(), Failure> {
    let (programme, _, staff) = list(app, principal, event).await?;
    let Actor::Member(member) = principal.actor else { return Err(Failure::Forbidden) };
    let sessions = wanted.sessions.as_deref();
    export_attendees::prepare_event(app, principal, event, sessions, &wanted.wanted()).await?;
    let mut faults = Faults::default();
    if !timing.is_possible() {
        faults.add("/timing", "out_of_range");
    }
    let is_staff = |id: &Uuid| staff.iter().any(|member| member.member.id.0 == *id);
    if recipients.is_empty()
        || recipients.len() > RECIPIENTS_MAX
        || !recipients.iter().all(is_staff)
    {
        faults.add("/recipients", "unknown_choice");
    }
    let now = app.clock.now();
    let due = timing.next_after(now, programme.event.time_zone, &starts(&programme));
    if due.is_none() {
        faults.add("/timing", "in_the_past");
    }
    let due = faults.into_result(due).map_err(Failure::Invalid)?;
    let row = ExportScheduleRow {
        id: Id(clock::uuid_v7(now)),
        organization_id: Id(principal.organization.0),
        event_id: Id(programme.event.id.0),
        wanted: to_json(&wanted)?,
        timing: to_json(&timing)?,
        recipients: to_json(&recipients)?,
        created_by: Id(member.0),
        state: "active".to_owned(),
        due_at: Time(due),
        fault: None,
        created_at: Time(now),
        updated_at: Time(now),
    };
    let line = audit_line(principal, "export_scheduled", "export_schedule", row.id.0, now);
    app.write(move |conn| {
        export_schedules::insert(conn, &row)?;
        note(conn, line)?;
        Ok::<_, Failure>(())
    })
    .await
}

fn starts(programme: &Programme) -> Vec<DateTime<Utc>> {
    programme.sessions.iter().filter_map(crate::domain::event::Session::starts_at).collect()
}

/// What staff tell a schedule.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ScheduleOrder {
    Pause,
    Resume,
    Remove,
}

/// Pauses a schedule, lets it go on, or gives it up.
///
/// # Errors
/// [`Failure::NotFound`]; [`Failure::Forbidden`] for another's where one may only look at the event.
pub async fn order(
    app: &App,
    principal: &Principal,
    event: &str,
    id: &str,
    order: ScheduleOrder,
) -> Result<(), Failure> {
    let (programme, ..) = list(app, principal, event).await?;
    let id = Uuid::parse_str(id).map_err(|_| Failure::NotFound)?;
    let (organization, now) = (Id(principal.organization.0), app.clock.now());
    let event = Id(programme.event.id.0);
    let action = match order {
        ScheduleOrder::Pause => "export_paused",
        ScheduleOrder::Resume => "export_resumed",
        ScheduleOrder::Remove => "export_unscheduled",
    };
    let line = audit_line(principal, action, "export_schedule", id, now);
    let principal = principal.clone();
    app.write(move |conn| {
        let found = export_schedules::by_id(conn, organization, Id(id))?;
        let mut row = found.filter(|row| row.event_id == event).ok_or(Failure::NotFound)?;
        if !may_change(&principal, EventId(event.0), &row) {
            return Err(Failure::Forbidden);
        }
        let timing: ExportTiming = from_json(&row.timing)?;
        let next = timing.next_after(now, programme.event.time_zone, &starts(&programme));
        let state = match (order, next) {
            (ScheduleOrder::Pause, _) => "paused",
            (ScheduleOrder::Resume, Some(next)) => {
                // What was missed is not made up for.
                row.due_at = Time(next);
                row.fault = None;
                "active"
            }
            (ScheduleOrder::Resume, None) | (ScheduleOrder::Remove, _) => "over",
        };
        state.clone_into(&mut row.state);
        row.updated_at = Time(now);
        export_schedules::save(conn, &row)?;
        note(conn, line)?;
        Ok(())
    })
    .await
}

/// What a link leads to.
pub struct Run {
    pub programme: Arc<Programme>,
    pub wanted: KeptWanted,
    pub registrations: i64,
    pub due_at: DateTime<Utc>,
    pub expires_at: DateTime<Utc>,
    pub is_over: bool,
}

/// The run behind a link, for a member who may read who applied.
///
/// # Errors
/// [`Failure::NotFound`], [`Failure::Forbidden`].
pub async fn open(app: &App, principal: &Principal, id: &str) -> Result<Run, Failure> {
    let id = Uuid::parse_str(id).map_err(|_| Failure::NotFound)?;
    let organization = Id(principal.organization.0);
    let row = app.read(move |conn| export_schedules::run(conn, organization, Id(id))).await?;
    let row = row.ok_or(Failure::NotFound)?;
    let event = row.event_id.0.to_string();
    let programme = find_programme::own_event(app, principal.organization, &event).await?;
    principal.must_in(programme.event.id, Permission::ReadRegistrations)?;
    Ok(Run {
        programme,
        wanted: from_json(&row.wanted)?,
        registrations: row.rows_found,
        due_at: row.due_at.0,
        expires_at: row.expires_at.0,
        is_over: row.expires_at.0 <= app.clock.now(),
    })
}
