//! Lists that are announced to staff by mail, by the calendar: a link that needs signing in and ends, never a file.

use std::sync::Arc;

use chrono::{DateTime, Duration, Utc};
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
use crate::letters::{Addressee, Cause, Postmark, outbox_row};
use crate::mail::{Letterhead, MailContext, OfficeMail};
use crate::store::export_schedules::{self, ExportRunRow, ExportScheduleRow};
use crate::store::members::{self, Membership};
use crate::store::programmes::{EventRef, from_json, to_json};
use crate::store::types::{Id, Time};
use crate::store::{Conn, StoreError, outbox, registration_counts};

use super::authenticate::principal_of;
use super::create_event::{audit_line, note};
use super::export_attendees::{self, Wanted};
use super::{Failure, Permission, Principal, find_programme};

/// How long a link leads to its list.
const LINK_LIVES: Duration = Duration::days(7);
/// Runs are forgotten so long after that.
const RUNS_KEPT: Duration = Duration::days(30);
/// Schedules that are looked at in one round.
const AT_ONCE: i64 = 20;
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
}

impl KeptWanted {
    /// The same as an export takes it.
    pub fn wanted(&self) -> Wanted {
        Wanted {
            ending: self.ending.clone(),
            encoding: self.encoding.clone(),
            columns: self.columns.clone(),
            state: self.state.clone(),
            q: None,
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
}

/// The schedules of an event, with those who may get their mails.
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
    let staff: Vec<Membership> =
        staff.into_iter().filter(|member| may_get(member, event, now)).collect();
    let scheduled = rows.iter().map(|row| seen(row, &staff)).collect::<Result<_, StoreError>>()?;
    Ok((programme, scheduled, staff))
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
    })
}

/// Plans a list.
///
/// # Errors
/// The fields that break rules; only members plan, for the mails are made in their name.
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
/// [`Failure::NotFound`], [`Failure::Forbidden`].
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
    app.write(move |conn| {
        let found = export_schedules::by_id(conn, organization, Id(id))?;
        let mut row = found.filter(|row| row.event_id == event).ok_or(Failure::NotFound)?;
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

/// Does what is due now; how many lists were announced.
///
/// # Errors
/// Those of the database.
pub async fn once(app: &App) -> Result<usize, Failure> {
    let now = Time(app.clock.now());
    let due = app.read(move |conn| export_schedules::due(conn, now, AT_ONCE)).await?;
    let mut announced = 0;
    for row in due {
        announced += usize::from(perform(app, row).await?);
    }
    let long_ago = Time(now.0 - RUNS_KEPT);
    app.write(move |conn| export_schedules::forget_runs(conn, long_ago)).await?;
    if announced > 0 {
        app.mail_waits.ring();
    }
    Ok(announced)
}

/// Announces a list whose time has come, or that it could not be made.
async fn perform(app: &App, row: ExportScheduleRow) -> Result<bool, Failure> {
    let event = EventRef::Id(EventId(row.event_id.0));
    let Some(programme) = find_programme::by_ref(app, event).await? else { return Ok(false) };
    let organization = row.organization_id;
    let now = app.clock.now();
    let staff = app.read(move |conn| members::list(conn, organization, Time(now))).await?;
    let wanted: KeptWanted = from_json(&row.wanted)?;
    let prepared = prepare(app, &row, &programme, &staff, &wanted).await;
    let (file_name, fault) = match prepared {
        Ok(file_name) => (file_name, None),
        Err(Failure::Store(error)) => return Err(Failure::Store(error)),
        Err(failure) => (String::new(), Some(code(&failure))),
    };
    let announcement = Announcement {
        file_name,
        fault,
        wanted,
        postmark: Postmark { domain: app.public_url.host().to_owned() },
        now,
    };
    app.write(move |conn| Ok::<_, Failure>(announcement.write(conn, row, &programme, &staff)?))
        .await
}

/// Whether the list can be made in the name of who has planned it; what it is called.
async fn prepare(
    app: &App,
    row: &ExportScheduleRow,
    programme: &Programme,
    staff: &[Membership],
    wanted: &KeptWanted,
) -> Result<String, Failure> {
    let planner = staff.iter().find(|member| member.member.id == row.created_by);
    let principal = principal_of(planner.ok_or(Failure::Forbidden)?, Time(app.clock.now()));
    let event = programme.event.id.to_string();
    let sessions = wanted.sessions.as_deref();
    let export =
        export_attendees::prepare_event(app, &principal, &event, sessions, &wanted.wanted())
            .await?;
    Ok(export.file_name)
}

/// What the schedule's page says of it.
fn code(failure: &Failure) -> &'static str {
    match failure {
        Failure::Forbidden | Failure::Unauthorized => "forbidden",
        Failure::Invalid(_) => "columns",
        _ => "gone",
    }
}

struct Announcement {
    file_name: String,
    fault: Option<&'static str>,
    wanted: KeptWanted,
    postmark: Postmark,
    now: DateTime<Utc>,
}

impl Announcement {
    /// Writes the run and its mails, once for each time however many nodes look.
    fn write(
        &self,
        conn: &mut Conn,
        mut row: ExportScheduleRow,
        programme: &Programme,
        staff: &[Membership],
    ) -> Result<bool, StoreError> {
        let due = row.due_at;
        let timing: ExportTiming = from_json(&row.timing)?;
        // What was missed while nothing ran is announced once.
        match timing.next_after(self.now, programme.event.time_zone, &starts(programme)) {
            Some(next) => row.due_at = Time(next),
            None => "over".clone_into(&mut row.state),
        }
        row.fault = self.fault.map(str::to_owned);
        row.updated_at = Time(self.now);
        if !export_schedules::move_on(conn, &row, due)? {
            return Ok(false);
        }
        let run = ExportRunRow {
            id: Id(clock::uuid_v7(self.now)),
            organization_id: row.organization_id,
            schedule_id: row.id,
            event_id: row.event_id,
            due_at: due,
            wanted: to_json(&self.wanted)?,
            rows_found: self.count(conn, programme)?,
            expires_at: Time(self.now + LINK_LIVES),
            created_at: Time(self.now),
        };
        if self.fault.is_none() && !export_schedules::record_run(conn, &run)? {
            return Ok(false);
        }
        let recipients: Vec<Uuid> = from_json(&row.recipients)?;
        let event = programme.event.id;
        let is_meant = |member: &&Membership| match self.fault {
            // Whoever planned it, and those who can do something about it.
            Some(_) => member.member.id == row.created_by || member.member.role == "owner",
            None => {
                recipients.contains(&member.member.id.0) && may_get(member, event, Time(self.now))
            }
        };
        for member in staff.iter().filter(is_meant) {
            self.owe(conn, &run, programme, member)?;
        }
        Ok(self.fault.is_none())
    }

    fn count(&self, conn: &mut Conn, programme: &Programme) -> Result<i64, StoreError> {
        let asked = self.wanted.sessions.as_deref().unwrap_or_default();
        let states =
            self.wanted.state.as_deref().filter(|it| !it.is_empty()).unwrap_or("confirmed");
        let states: Vec<String> = states.split(',').map(str::to_owned).collect();
        let mut found = 0;
        for session in &programme.sessions {
            if asked.is_empty() || asked.contains(&session.id.to_string()) {
                found += registration_counts::in_states(conn, session.id, &states)?;
            }
        }
        Ok(found)
    }

    fn owe(
        &self,
        conn: &mut Conn,
        run: &ExportRunRow,
        programme: &Programme,
        member: &Membership,
    ) -> Result<(), StoreError> {
        let event = &programme.event;
        let path = match self.fault {
            None => format!("/console/exports/{}", run.id.0),
            Some(_) => format!("/console/events/{}/export/schedules", event.id),
        };
        let context = MailContext::Office(OfficeMail::ExportReady {
            letterhead: Letterhead {
                organization_name: programme.organization_name.clone(),
                contact: event.contact.clone(),
                time_zone: event.time_zone.name().to_owned(),
            },
            event_title: event.title.clone(),
            file_name: self.file_name.clone(),
            rows: u32::try_from(run.rows_found).unwrap_or(u32::MAX),
            until: run.expires_at.0,
            path,
            failed: self.fault.is_some(),
        });
        let to = Addressee {
            organization: run.organization_id,
            event: Some(run.event_id),
            session: None,
            registration: None,
            recipient: member.account.email.clone(),
            language: "ja".to_owned(),
        };
        let cause = Cause {
            subject: run.schedule_id.0.to_string(),
            instance: format!("{}:{}", run.due_at.0.timestamp(), member.member.id.0),
            facts_version: None,
        };
        outbox::insert(conn, &[outbox_row(to, &context, &cause, self.now, &self.postmark)?])
    }
}
