//! Announcing the lists whose time has come: one run, and one mail to each, however many nodes look.

use chrono::{DateTime, Duration, Utc};
use uuid::Uuid;

use super::{KeptWanted, may_get, starts};
use crate::app::App;
use crate::clock;
use crate::domain::event::Programme;
use crate::domain::export_timing::ExportTiming;
use crate::domain::ids::EventId;
use crate::letters::{Addressee, Cause, Postmark, outbox_row};
use crate::mail::{Letterhead, MailContext, OfficeMail};
use crate::store::export_schedules::{self, ExportRunRow, ExportScheduleRow};
use crate::store::members::{self, Membership};
use crate::store::programmes::{EventRef, from_json, to_json};
use crate::store::types::{Id, Time};
use crate::store::{Conn, StoreError, outbox, registration_counts};
use crate::usecases::authenticate::principal_of;
use crate::usecases::{Failure, export_attendees, find_programme};

/// How long a link leads to its list.
const LINK_LIVES: Duration = Duration::days(7);
/// Runs are forgotten so long after that.
const RUNS_KEPT: Duration = Duration::days(30);
/// Schedules that are looked at in one round.
const AT_ONCE: i64 = 20;

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
    let ((file_name, narrowed_to), fault) = match prepared {
        Ok(prepared) => (prepared, None),
        Err(Failure::Store(error)) => return Err(Failure::Store(error)),
        Err(failure) => ((String::new(), None), Some(code(&failure))),
    };
    let announcement = Announcement {
        file_name,
        narrowed_to,
        fault,
        wanted,
        postmark: Postmark { domain: app.public_url.host().to_owned() },
        now,
    };
    app.write(move |conn| Ok::<_, Failure>(announcement.write(conn, row, &programme, &staff)?))
        .await
}

/// Whether the list can be made in the name of who has planned it; what it is called, and, where counts by state do not
/// tell it, how many it has.
async fn prepare(
    app: &App,
    row: &ExportScheduleRow,
    programme: &Programme,
    staff: &[Membership],
    wanted: &KeptWanted,
) -> Result<(String, Option<i64>), Failure> {
    let planner = staff.iter().find(|member| member.member.id == row.created_by);
    let principal = principal_of(planner.ok_or(Failure::Forbidden)?, Time(app.clock.now()));
    let event = programme.event.id.to_string();
    let sessions = wanted.sessions.as_deref();
    let export =
        export_attendees::prepare_event(app, &principal, &event, sessions, &wanted.wanted())
            .await?;
    let name = export.file_name.clone();
    if !export.is_narrowed() {
        return Ok((name, None));
    }
    let counted = tokio::task::spawn_blocking(move || export.registrations()).await;
    let counted =
        counted.map_err(|_| StoreError::Unavailable("counting was given up".to_owned()))?;
    Ok((name, Some(counted?)))
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
    /// How many the list has, where it is narrowed.
    narrowed_to: Option<i64>,
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
        if let Some(number) = self.narrowed_to {
            return Ok(number);
        }
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
