//! Notices: what people are told when a session they applied for changes, or does not take place.

use chrono::{DateTime, Duration, Utc};

use super::changes;
use super::facts::session_facts;
use super::mailings::{self as orders, NewMailing};
use crate::domain::audience::Audience;
use crate::domain::event::{EventStatus, Programme, Session, SessionStatus};
use crate::domain::ids::{EventId, SessionId};
use crate::domain::mailing::MailingState;
use crate::domain::seats::Notice;
use crate::domain::state::State;
use crate::domain::values::localized::Localized;
use crate::mail::{News, SessionFacts};
use crate::store::mailings::{self, MailingRow};
use crate::store::programmes::{self, EventRef, from_json, to_json};
use crate::store::types::{Id, Time};
use crate::store::{Conn, StoreError, registration_counts, reminders};

/// Changes that come one after another are told in one mail, so long after the last of them.
const QUIET: Duration = Duration::minutes(1);
/// But no later than so long after the first.
const PATIENCE: Duration = Duration::minutes(5);
/// Whoever applied up to so long after a change may still have been told the old state: clocks of nodes
/// differ, and commands wait in line. Some are told who knew it: better than one who does not.
const MARGIN: Duration = Duration::seconds(30);

/// Brings everything up to date that hangs on what sessions say of themselves, and owes their people the
/// notice. The event must be locked, and `before` is as it stood before this transaction changed it.
///
/// # Errors
/// Those of the database.
pub fn follow(
    conn: &mut Conn,
    before: &Programme,
    sessions: &[SessionId],
    notice: &Notice,
    by: &str,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    let Some(after) = programmes::load(conn, &EventRef::Id(before.event.id))? else {
        return Ok(());
    };
    reminders::plan(conn, &after, Time(now))?;
    let mut ended = Vec::new();
    for id in sessions {
        let (Some(old), Some(new)) = (before.session(*id), after.session(*id)) else { continue };
        if is_called_off(&after, new) {
            ended.push(*id);
            continue;
        }
        let told = session_facts(before, old);
        if changes::between(&told, &session_facts(&after, new)).is_empty() {
            continue;
        }
        if old.calendar_sequence == new.calendar_sequence {
            programmes::raise_calendar_sequence(conn, *id)?;
        }
        if *notice == Notice::Changes && new.ends_at().is_some_and(|ends| ends > now) {
            owe_change(conn, &after, *id, (&told, before.event.version), by, now)?;
        }
    }
    drop_contrary(conn, after.event.id, &ended, now)?;
    if let Notice::Cancellation(reason) = notice {
        owe_cancellation(conn, &after, &ended, reason, by, now)?;
    }
    Ok(())
}

/// Owes those who hold or await a seat a mail that names what has changed since they were `told`.
fn owe_change(
    conn: &mut Conn,
    programme: &Programme,
    session: SessionId,
    (told, version): (&SessionFacts, i64),
    by: &str,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    if let Some(row) = waiting_notice(conn, programme, session)? {
        return put_off(conn, row, now);
    }
    if registration_counts::in_states(conn, session, &active())? == 0 {
        return Ok(());
    }
    let news = News::SessionChanged { changes: Vec::new() };
    let audience = audience(session, now);
    let cause = format!("session_changed:{session}:{version}");
    let new = of_session(programme, session, (&news, &audience), cause, by, now + QUIET);
    let row = MailingRow { facts_before: Some(to_json(told)?), ..new.row(now)? };
    mailings::insert(conn, &row)?;
    Ok(())
}

/// Owes everybody a mail that their session does not take place, also those who wait.
fn owe_cancellation(
    conn: &mut Conn,
    programme: &Programme,
    sessions: &[SessionId],
    reason: &Localized,
    by: &str,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    for id in sessions {
        let Some(session) = programme.session(*id) else { continue };
        if session.ends_at().is_some_and(|ends| ends <= now)
            || registration_counts::in_states(conn, *id, &active())? == 0
        {
            continue;
        }
        let news = News::SessionCancelled { reason: reason.clone() };
        let (audience, cause) = (audience(*id, now), format!("session_cancelled:{id}"));
        let new = of_session(programme, *id, (&news, &audience), cause, by, now);
        mailings::insert(conn, &new.row(now)?)?;
    }
    Ok(())
}

/// Gives up reminders and notices of change for sessions that do not take place.
fn drop_contrary(
    conn: &mut Conn,
    event: EventId,
    sessions: &[SessionId],
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    if sessions.is_empty() {
        return Ok(());
    }
    for open in mailings::open_of_event(conn, Id(event.0), &["reminder", "session_changed"])? {
        let is_theirs = sessions.iter().any(|session| open.session_id == Some(Id(session.0)));
        if !is_theirs {
            continue;
        }
        if let Some(mut row) = mailings::locked(conn, open.organization_id, open.id)?
            && MailingState::parse(&row.state).is_some_and(MailingState::is_open)
        {
            orders::abort(conn, &mut row, now)?;
        }
    }
    Ok(())
}

/// The notice that waits for a session, locked.
fn waiting_notice(
    conn: &mut Conn,
    programme: &Programme,
    session: SessionId,
) -> Result<Option<MailingRow>, StoreError> {
    let open = mailings::open_of_event(conn, Id(programme.event.id.0), &["session_changed"])?;
    let is_its = |row: &&MailingRow| row.session_id == Some(Id(session.0)) && waits(row);
    let Some(found) = open.iter().find(is_its) else { return Ok(None) };
    // A worker may have begun with it meanwhile.
    Ok(mailings::locked(conn, found.organization_id, found.id)?.filter(waits))
}

fn waits(row: &MailingRow) -> bool {
    row.state == MailingState::Waiting.as_str()
}

/// What was told last stays as it is noted; the mail compares with it when it starts.
fn put_off(conn: &mut Conn, mut row: MailingRow, now: DateTime<Utc>) -> Result<(), StoreError> {
    let latest = row.created_at.0 + PATIENCE;
    row.due_at = Time((now + QUIET).min(latest));
    let told: Audience = from_json(&row.audience)?;
    row.audience = to_json(&Audience { applied_until: Some(now + MARGIN), ..told })?;
    row.updated_at = Time(now);
    mailings::save(conn, &row)
}

fn of_session<'a>(
    programme: &Programme,
    session: SessionId,
    (news, audience): (&'a News, &'a Audience),
    cause: String,
    by: &str,
    due_at: DateTime<Utc>,
) -> NewMailing<'a> {
    NewMailing {
        organization: programme.event.organization,
        event: programme.event.id,
        session: Some(session),
        news,
        audience,
        cause: Some(cause),
        by: by.to_owned(),
        state: MailingState::Waiting,
        due_at,
    }
}

fn audience(session: SessionId, now: DateTime<Utc>) -> Audience {
    let everybody = Audience::of(vec![session], &State::ACTIVE);
    Audience { applied_until: Some(now + MARGIN), ..everybody }
}

fn active() -> Vec<String> {
    State::ACTIVE.iter().map(|state| state.as_str().to_owned()).collect()
}

/// Whether a session does not take place, by itself or with its event.
fn is_called_off(programme: &Programme, session: &Session) -> bool {
    programme.event.status == EventStatus::Cancelled
        || session.settings.status == SessionStatus::Cancelled
}
