//! Erasing the personal data of an event, or of one person, step by step.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use serde_json::{Value, json};
use uuid::Uuid;

use super::certificates;
use crate::app::App;
use crate::clock;
use crate::domain::event::Programme;
use crate::domain::ids::RegistrationId;
use crate::domain::seats::Actor;
use crate::store::audit::{self, AuditRow};
use crate::store::personal_data::{REGISTER, Table};
use crate::store::programmes::{from_json, to_json};
use crate::store::purges::{self, PurgeRow};
use crate::store::purging::{self, Counts};
use crate::store::retention::EventRetentionRow;
use crate::store::types::{Id, JsonText, Time};
use crate::store::{Conn, StoreError, imports, retention as kept};
use crate::usecases::Failure;

/// Registrations whose data are erased in one transaction.
const REGISTRATIONS: i64 = 200;
/// Mails that are looked at in one transaction.
const MAILS: i64 = 1_000;
/// Files that are written anew, or tables vacuumed, for so many purges at once.
const AT_ONCE: i64 = 100;

/// Why something is purged.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PurgeKind {
    /// The retention period is over.
    Retention,
    /// An owner did not want to wait for it.
    Early,
    /// Somebody asked for their own data to be erased.
    Request,
}

impl PurgeKind {
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Retention => "retention",
            Self::Early => "early",
            Self::Request => "request",
        }
    }
}

/// What is to be purged.
pub struct NewPurge {
    pub programme: Arc<Programme>,
    /// One person's, where it is not the whole event: the registration with its session.
    pub registration: Option<RegistrationId>,
    pub kind: PurgeKind,
    /// By which rule, or for which reason: as the certificate says it.
    pub rule: Value,
    pub actor: Actor,
}

impl NewPurge {
    /// Its row, before the first step.
    ///
    /// # Errors
    /// If a title cannot be written, which none does.
    pub fn row(&self, now: DateTime<Utc>) -> Result<PurgeRow, StoreError> {
        let event = &self.programme.event;
        let meetings = self.programme.sessions.iter().flat_map(|session| &session.meetings);
        Ok(PurgeRow {
            id: Id(clock::uuid_v7(now)),
            organization_id: Id(event.organization.0),
            event_id: Id(event.id.0),
            registration_id: self.registration.map(|id| Id(id.0)),
            kind: self.kind.as_str().to_owned(),
            event_title: to_json(&event.title)?,
            last_meeting_at: meetings.map(|meeting| meeting.ends_at).max().map(Time),
            rule: JsonText(self.rule.to_string()),
            requested_by: self.actor.to_string(),
            state: "erasing".to_owned(),
            phase: "registrations".to_owned(),
            cursor_session: None,
            cursor_sequence: 0,
            cursor_mail: None,
            counts: JsonText("{}".to_owned()),
            started_at: Time(now),
            erased_at: None,
            finished_at: None,
            previous_hash: None,
            hash: None,
        })
    }
}

/// Begins a purge, with its line in the audit trail. Nothing where the event's is under way already.
///
/// # Errors
/// Those of the database.
pub fn begin(conn: &mut Conn, row: &PurgeRow) -> Result<Option<Id>, StoreError> {
    if !purges::insert(conn, row)? {
        return Ok(None);
    }
    note(conn, row, "purge_began", row.started_at)?;
    Ok(Some(row.id))
}

fn note(conn: &mut Conn, row: &PurgeRow, action: &str, at: Time) -> Result<(), StoreError> {
    let line = AuditRow {
        id: Id(clock::uuid_v7(at.0)),
        organization_id: row.organization_id,
        at,
        actor: row.requested_by.clone(),
        action: action.to_owned(),
        subject_kind: "purge".to_owned(),
        subject_id: row.id,
        details: JsonText(json!({ "kind": row.kind, "event": row.event_id.0 }).to_string()),
    };
    audit::insert(conn, &[line])
}

/// Does one step of a purge; whether there may be another.
///
/// # Errors
/// Those of the database; what a step has not committed is done by the next.
pub async fn step(app: &App, id: Id) -> Result<bool, Failure> {
    let now = app.clock.now();
    let again = app.write(move |conn| step_in(conn, id, Time(now))).await?;
    Ok(again)
}

/// Does all steps that are left.
///
/// # Errors
/// As [`step`].
pub async fn work_off(app: &App, id: Id) -> Result<(), Failure> {
    while step(app, id).await? {}
    Ok(())
}

fn step_in(conn: &mut Conn, id: Id, now: Time) -> Result<bool, StoreError> {
    let Some(mut row) = purges::locked(conn, id)? else { return Ok(false) };
    if row.state != "erasing" {
        return Ok(false);
    }
    let mut counts: Counts = from_json(&row.counts)?;
    match row.phase.as_str() {
        "registrations" => registrations(conn, &mut row, &mut counts, now)?,
        "mails" => mails(conn, &mut row, &mut counts)?,
        _ => rest(conn, &mut row, &mut counts, now)?,
    }
    row.counts = JsonText(serde_json::to_string(&counts).unwrap_or_default());
    purges::save(conn, &row)?;
    Ok(row.state == "erasing")
}

fn registrations(
    conn: &mut Conn,
    row: &mut PurgeRow,
    counts: &mut Counts,
    now: Time,
) -> Result<(), StoreError> {
    if let Some(registration) = row.registration_id {
        if let Some((session, sequence)) = place_of(conn, registration)? {
            // While the registration still says which company it was.
            purging::forget_in_session(conn, session, sequence, registration)?;
            purging::claim_drafts(conn, row.event_id, registration)?;
            purging::erase_registrations(conn, session, &[registration], now, counts)?;
        }
        give_up_lists(conn, row.event_id, counts, now)?;
        "mails".clone_into(&mut row.phase);
        return Ok(());
    }
    let sessions = purging::sessions_of(conn, row.event_id)?;
    let current = row.cursor_session.or_else(|| sessions.first().copied());
    let Some(session) = current else {
        "mails".clone_into(&mut row.phase);
        return Ok(());
    };
    let page = purging::registrations_after(conn, session, row.cursor_sequence, REGISTRATIONS)?;
    let ids: Vec<Id> = page.iter().map(|(id, _)| *id).collect();
    purging::erase_registrations(conn, session, &ids, now, counts)?;
    if let Some((_, sequence)) = page.last() {
        (row.cursor_session, row.cursor_sequence) = (Some(session), *sequence);
        return Ok(());
    }
    row.cursor_sequence = 0;
    row.cursor_session = sessions.into_iter().find(|next| *next > session);
    if row.cursor_session.is_none() {
        "mails".clone_into(&mut row.phase);
    }
    Ok(())
}

/// Of whom the rows of a list tell, nobody knows before they are taken in, and taken in later they would bring back who was
/// erased: lists of the event that were not taken in go as a whole.
fn give_up_lists(
    conn: &mut Conn,
    event: Id,
    counts: &mut Counts,
    now: Time,
) -> Result<(), StoreError> {
    for list in imports::unfinished_of(conn, event)? {
        imports::give_up(conn, &list, now)?;
        *counts.entry("imports".to_owned()).or_default() += 1;
    }
    Ok(())
}

fn place_of(conn: &mut Conn, registration: Id) -> Result<Option<(Id, i64)>, StoreError> {
    let id = RegistrationId(registration.0);
    let found = crate::store::registrations::by_id(conn, id)?;
    Ok(found.map(|found| (found.session_id, found.sequence)))
}

fn mails(conn: &mut Conn, row: &mut PurgeRow, counts: &mut Counts) -> Result<(), StoreError> {
    let page = purging::mails_after(conn, row.organization_id, row.cursor_mail, MAILS)?;
    let is_meant = |mail: &&purging::MailPlace| match row.registration_id {
        Some(registration) => mail.is_test || mail.registration == Some(registration),
        None => mail.event == Some(row.event_id) || (mail.is_test && mail.event.is_none()),
    };
    let ids: Vec<Id> = page.iter().filter(is_meant).map(|mail| mail.id).collect();
    purging::erase_mails(conn, &ids, counts)?;
    row.cursor_mail = page.last().map(|mail| mail.id).or(row.cursor_mail);
    if i64::try_from(page.len()).unwrap_or(0) < MAILS {
        "rest".clone_into(&mut row.phase);
    }
    Ok(())
}

fn rest(
    conn: &mut Conn,
    row: &mut PurgeRow,
    counts: &mut Counts,
    now: Time,
) -> Result<(), StoreError> {
    if row.registration_id.is_none() {
        purging::erase_event(conn, row.event_id, counts)?;
        let known = kept::of_event(conn, row.organization_id, row.event_id)?;
        let fresh = || EventRetentionRow::new(row.organization_id, row.event_id, now);
        let mut event = known.unwrap_or_else(fresh);
        (event.purged_at, event.updated_at) = (Some(now), now);
        (event.warned_at, event.warned_of) = (None, None);
        kept::set_of_event(conn, &event)?;
    }
    "over".clone_into(&mut row.phase);
    "overwriting".clone_into(&mut row.state);
    row.erased_at = Some(now);
    note(conn, row, "purged", now)
}

/// Overwrites what purges have freed in the files of the database, and signs their certificates; how many.
///
/// # Errors
/// Those of the database; where its files are in use, later.
pub async fn overwrite(app: &App) -> Result<usize, Failure> {
    let waiting: Vec<Id> = app.read(move |conn| purges::open(conn, "overwriting", AT_ONCE)).await?;
    if waiting.is_empty() {
        return Ok(0);
    }
    let database = app.database.clone();
    let tables: Vec<&str> =
        REGISTER.iter().filter(|table| table.is_erased()).map(|table: &Table| table.name).collect();
    let written = tokio::task::spawn_blocking(move || database.overwrite_deleted(&tables)).await;
    written.map_err(|_| StoreError::Unavailable("overwriting was given up".to_owned()))??;
    let now = Time(app.clock.now());
    let mut signed = 0;
    for id in waiting {
        let done = move |conn: &mut Conn| certificates::sign(conn, id, now);
        signed += usize::from(app.write(done).await?);
    }
    Ok(signed)
}

/// The purge with this id.
pub fn id_of(text: &str) -> Result<Id, Failure> {
    Uuid::parse_str(text).map(Id).map_err(|_| Failure::NotFound)
}
