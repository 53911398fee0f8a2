//! Adding, changing, closing, cancelling and deleting a session.

use serde_json::Value;

use crate::app::App;
use crate::domain::draft::{MeetingDefinition, SessionDefinition, SessionDraft, draft_of_session};
use crate::domain::event::{Meeting, Programme, SeatSettings, Session, SessionStatus};
use crate::domain::ids::{EventId, SessionId};
use crate::domain::seats::{
    Command, Notice, Reconfigure, Redefinition, Refusal, Request, SettingsChange,
};
use crate::store::programmes::{self, EventRef};
use crate::store::types::Time;
use crate::store::{choice_counts, registrations, reminders};

use super::change_event::{draft_from, merge};
use super::create_event::{audit_line, new_meeting, new_session, note};
use super::notice::{CancelDraft, take_notice};
use super::{Failure, Permission, Principal, find_programme};

/// A patch that others overtake is laid over the new state this often.
const ATTEMPTS: usize = 5;

/// Adds a session to an event.
pub async fn create(
    app: &App,
    principal: &Principal,
    event: &str,
    draft: &SessionDraft,
) -> Result<SessionId, Failure> {
    let programme = find_programme::own_event(app, principal.organization, event).await?;
    principal.must_in(programme.event.id, Permission::WriteEvents)?;
    let definition = draft.parse(&group_keys(&programme)).map_err(Failure::Invalid)?;
    let now = app.clock.now();
    let mut session = new_session(&definition, &programme.event, &programme.groups, 0, now);
    let (id, event) = (session.id, programme.event.id);
    let line = audit_line(principal, "session_created", "session", id.0, now);
    app.write(move |conn| {
        programmes::lock_event(conn, event)?;
        session.position = programmes::next_position(conn, event)?;
        programmes::insert_session(conn, &session, Time(now))?;
        programmes::touch(conn, event, Time(now))?;
        if let Some(programme) = programmes::load(conn, &EventRef::Id(event))? {
            reminders::plan(conn, &programme, Time(now))?;
            choice_counts::follow(conn, event)?;
        }
        note(conn, line)
    })
    .await?;
    app.snapshot.forget(event);
    Ok(id)
}

fn group_keys(programme: &Programme) -> Vec<&str> {
    programme.groups.iter().map(|group| group.key.as_str()).collect()
}

/// Changes a session: capacity, times, names, dates. A raised capacity promotes; one below what is
/// confirmed is refused with the numbers. Where somebody else changes the event in the same moment, the
/// patch is laid over what they have left.
pub async fn change(
    app: &App,
    principal: &Principal,
    session: &str,
    patch: &Value,
) -> Result<SessionId, Failure> {
    let (programme, id) = find_programme::own_session(app, principal.organization, session).await?;
    principal.must_in(programme.event.id, Permission::WriteEvents)?;
    let event = programme.event.id;
    let (patch, notice) = take_notice(patch)?;
    for _ in 1..ATTEMPTS {
        match change_once(app, principal, event, id, (&patch, &notice)).await {
            Err(Failure::Refused(Refusal::ChangedMeanwhile)) => {}
            outcome => return outcome.map(|()| id),
        }
    }
    change_once(app, principal, event, id, (&patch, &notice)).await.map(|()| id)
}

async fn change_once(
    app: &App,
    principal: &Principal,
    event: EventId,
    id: SessionId,
    (patch, notice): (&Value, &Notice),
) -> Result<(), Failure> {
    let programme = stored(app, event).await?;
    let current = programme.session(id).ok_or(Failure::NotFound)?;
    let (definition, changed) = changed(app, &programme, current, patch)?;
    if changed.group != current.group && has_registrations(app, id).await? {
        return Err(Failure::Refused(Refusal::GroupFixed));
    }
    let new = whole_change(&programme, definition.settings, changed, notice.clone());
    reconfigure(app, principal, event, new).await
}

/// A session as a patch would leave it.
pub(super) fn changed(
    app: &App,
    programme: &Programme,
    current: &Session,
    patch: &Value,
) -> Result<(SessionDefinition, Session), Failure> {
    let mut whole =
        serde_json::to_value(draft_of_session(current, &programme.groups)).unwrap_or_default();
    merge(&mut whole, patch);
    let draft: SessionDraft = draft_from(whole)?;
    let definition = draft.parse(&group_keys(programme)).map_err(Failure::Invalid)?;
    let changed = redefine(current, &definition, programme, app);
    Ok((definition, changed))
}

/// What the desk is asked for a session to become what a patch has made of it.
#[expect(clippy::needless_pass_by_value, reason = "it becomes the new settings")]
pub(super) fn whole_change(
    programme: &Programme,
    settings: SeatSettings,
    changed: Session,
    notice: Notice,
) -> Reconfigure {
    let id = changed.id;
    let status = programme.session(id).map(|current| current.settings.status);
    let new = Redefinition {
        settings: SeatSettings { status: status.unwrap_or(settings.status), ..settings },
        expected_event_version: Some(programme.event.version),
        definition: Some(changed),
    };
    Reconfigure { session: id, change: SettingsChange::Whole(Box::new(new)), notice }
}

/// The programme as it stands in the database: a copy in memory may be older than another node's
/// change. Its event is read first, so that whatever is changed while it is read is noticed.
pub(super) async fn stored(app: &App, event: EventId) -> Result<Programme, Failure> {
    let found = app
        .read(move |conn| Ok::<_, Failure>(programmes::load(conn, &EventRef::Id(event))?))
        .await?;
    found.ok_or(Failure::NotFound)
}

pub(super) async fn has_registrations(app: &App, session: SessionId) -> Result<bool, Failure> {
    app.read(move |conn| Ok::<_, Failure>(registrations::any(conn, &[session])?)).await
}

fn redefine(
    current: &Session,
    definition: &SessionDefinition,
    programme: &Programme,
    app: &App,
) -> Session {
    let key = definition.group_key.as_deref();
    let group = key.and_then(|key| programme.groups.iter().find(|group| group.key == key));
    let meetings = redefine_meetings(&current.meetings, &definition.meetings, app);
    // What stands in people's calendars has changed (RFC 5546, 3.2.1: a higher SEQUENCE).
    let rescheduled = meetings != current.meetings;
    Session {
        group: group.map(|group| group.id),
        name: definition.name.clone(),
        settings: definition.settings.clone(),
        meetings,
        calendar_sequence: current.calendar_sequence + u32::from(rescheduled),
        ..current.clone()
    }
}

/// A meeting keeps its id as long as it keeps its place in the order, so that calendars change the
/// entry they have instead of adding another.
fn redefine_meetings(
    current: &[Meeting],
    definitions: &[MeetingDefinition],
    app: &App,
) -> Vec<Meeting> {
    let now = app.clock.now();
    definitions
        .iter()
        .enumerate()
        .map(|(i, definition)| {
            let fresh = new_meeting(definition, now);
            let id = current.get(i).map_or(fresh.id, |meeting| meeting.id);
            Meeting { id, ..fresh }
        })
        .collect()
}

/// Takes no more applications for this session.
pub async fn close(app: &App, principal: &Principal, session: &str) -> Result<SessionId, Failure> {
    set_status(app, principal, session, SessionStatus::Closed, Notice::None).await
}

/// Takes applications again.
pub async fn reopen(app: &App, principal: &Principal, session: &str) -> Result<SessionId, Failure> {
    set_status(app, principal, session, SessionStatus::Scheduled, Notice::None).await
}

/// Calls this session off (開催中止), and tells everybody who has applied. Its registrations stay as they
/// are, to be read.
pub async fn cancel(
    app: &App,
    principal: &Principal,
    session: &str,
    draft: &CancelDraft,
) -> Result<SessionId, Failure> {
    let notice = draft.notice()?;
    set_status(app, principal, session, SessionStatus::Cancelled, notice).await
}

async fn set_status(
    app: &App,
    principal: &Principal,
    session: &str,
    status: SessionStatus,
    notice: Notice,
) -> Result<SessionId, Failure> {
    let (programme, id) = find_programme::own_session(app, principal.organization, session).await?;
    principal.must_in(programme.event.id, Permission::WriteEvents)?;
    let new = Reconfigure { session: id, change: SettingsChange::Status(status), notice };
    reconfigure(app, principal, programme.event.id, new).await?;
    Ok(id)
}

async fn reconfigure(
    app: &App,
    principal: &Principal,
    event: EventId,
    new: Reconfigure,
) -> Result<(), Failure> {
    let request = Request::Reconfigure(Box::new(new));
    let command = Command { event, at: app.clock.now(), actor: principal.actor.clone(), request };
    app.desk.submit(command).await??;
    app.snapshot.forget(event);
    app.mailings_wait.ring();
    Ok(())
}

/// Deletes a session that nobody has applied to.
pub async fn delete(app: &App, principal: &Principal, session: &str) -> Result<(), Failure> {
    let (programme, id) = find_programme::own_session(app, principal.organization, session).await?;
    principal.must_in(programme.event.id, Permission::WriteEvents)?;
    let event = programme.event.id;
    let now = app.clock.now();
    let line = audit_line(principal, "session_deleted", "session", id.0, now);
    app.write(move |conn| {
        programmes::lock_event(conn, event)?;
        if registrations::any(conn, &[id])? {
            return Err(Failure::Conflict("has_registrations"));
        }
        programmes::delete_session(conn, id)?;
        programmes::touch(conn, event, Time(now))?;
        Ok(note(conn, line)?)
    })
    .await?;
    app.snapshot.forget(event);
    Ok(())
}
