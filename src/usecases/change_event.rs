//! Changing, publishing, closing, cancelling and deleting an event.

use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::app::App;
use crate::domain::draft::{EventDefinition, EventDraft, GroupDefinition, draft_of_event};
use crate::domain::event::{Event, EventStatus, Group, Programme};
use crate::domain::ids::{EventId, SessionId};
use crate::domain::json;
use crate::domain::question::Question;
use crate::domain::question::former::former_questions;
use crate::domain::seats::{Command, GroupSettings, Notice, Request};
use crate::letters::notices;
use crate::store::programmes::{self, EventRef};
use crate::store::types::{Id, Time};
use crate::store::{application_drafts, choice_counts, mail_texts, registrations, rehearsals};

use super::create_event::{audit_line, note};
use super::notice::{CancelDraft, take_notice};
use super::{Failure, Permission, Principal, find_programme};

/// Lays a merge patch (RFC 7396) over a document.
pub fn merge(target: &mut Value, patch: &Value) {
    let Value::Object(changes) = patch else {
        target.clone_from(patch);
        return;
    };
    if !target.is_object() {
        *target = Value::Object(serde_json::Map::new());
    }
    let Some(object) = target.as_object_mut() else { return };
    for (key, value) in changes {
        if value.is_null() {
            object.remove(key);
        } else {
            merge(object.entry(key.clone()).or_insert(Value::Null), value);
        }
    }
}

/// A draft out of merged JSON.
///
/// # Errors
/// [`Failure::Invalid`] that names the field of another type or an unknown one.
pub fn draft_from<T: DeserializeOwned>(value: Value) -> Result<T, Failure> {
    json::read(value).map_err(|fault| Failure::Invalid(vec![fault]))
}

/// Changes what an event says of itself. Sessions are changed by themselves; groups by their keys.
pub async fn change(
    app: &App,
    principal: &Principal,
    event: &str,
    patch: &Value,
) -> Result<(), Failure> {
    change_seen(app, principal, event, patch, None).await
}

/// The same; `seen`: the version that the writer has read, where that matters.
///
/// # Errors
/// `version_mismatch` where the event was changed since.
pub async fn change_seen(
    app: &App,
    principal: &Principal,
    event: &str,
    patch: &Value,
    seen: Option<i64>,
) -> Result<(), Failure> {
    let programme = find_programme::own_event(app, principal.organization, event).await?;
    principal.must_in(programme.event.id, Permission::WriteEvents)?;
    if patch.get("sessions").is_some() {
        return Err(Failure::invalid("/sessions", "not_changeable"));
    }
    let (patch, notice) = take_notice(patch)?;
    let definition = redefine(&programme, &patch)?;
    foresee(app, &programme, &definition).await?;
    change_groups(app, principal, &programme, &definition.groups).await?;
    write(app, principal, programme.event.id, ("event_changed", notice), move |current| {
        if seen.is_some_and(|seen| seen != current.event.version) {
            return Err(Failure::Conflict("version_mismatch"));
        }
        let definition = redefine(current, &patch)?;
        Ok(Some(redefined(&current.event, definition)))
    })
    .await
}

/// What the event would say of itself with the patch laid over it.
pub(super) fn redefine(programme: &Programme, patch: &Value) -> Result<EventDefinition, Failure> {
    let mut whole = serde_json::to_value(draft_of_event(&programme.event)).unwrap_or_default();
    merge(&mut whole, patch);
    let draft: EventDraft = draft_from(whole)?;
    let definition = draft.parse().map_err(Failure::Invalid)?;
    let fixed = check_fixed(programme, &definition);
    fixed.map_err(|pointer| Failure::invalid(pointer, "fixed_after_publication"))?;
    Ok(definition)
}

/// The event with what it now says of itself; whether it is published is not part of that.
pub(super) fn redefined(event: &Event, definition: EventDefinition) -> Event {
    Event {
        title: definition.title,
        slug: definition.slug.unwrap_or_else(|| event.slug.clone()),
        audience: definition.audience,
        description: definition.description,
        contact: definition.contact,
        people_per_application: definition.people_per_application,
        people_per_company: definition.people_per_company,
        former_questions: former_questions(
            &event.former_questions,
            &event.questions,
            &definition.questions,
        ),
        questions: definition.questions,
        time_zone: definition.time_zone,
        reminders: definition.reminders,
        application_rules: definition.application_rules,
        ..event.clone()
    }
}

/// What seats are counted by cannot be changed under those who hold them.
fn check_fixed(programme: &Programme, definition: &EventDefinition) -> Result<(), &'static str> {
    let event = &programme.event;
    if definition.capacity_unit != event.capacity_unit {
        return Err("/capacity_unit");
    }
    if definition.allocation != event.allocation {
        return Err("/allocation");
    }
    // Applicants have answered to be read by few.
    let is_opened = |question: &Question| {
        let mut asked = definition.questions.iter();
        question.is_restricted()
            && asked.any(|asked| asked.key == question.key && !asked.is_restricted())
    };
    let mut known = event.questions.iter().chain(&event.former_questions);
    if event.status != EventStatus::Draft && known.any(is_opened) {
        return Err("/questions");
    }
    let unknown =
        |group: &GroupDefinition| !programme.groups.iter().any(|known| known.key == group.key);
    if definition.groups.iter().any(unknown) { Err("/session_groups") } else { Ok(()) }
}

/// Refuses what the event's own write would refuse, before the desk changes its groups. Both are
/// checked again where they are written.
async fn foresee(
    app: &App,
    programme: &Programme,
    definition: &EventDefinition,
) -> Result<(), Failure> {
    let Some(slug) = definition.slug.clone() else { return Ok(()) };
    let id = programme.event.id;
    let is_taken = app
        .read(move |conn| Ok::<_, Failure>(programmes::slug_is_taken(conn, slug.as_str(), id)?))
        .await?;
    if is_taken { Err(Failure::invalid("/slug", "already_used")) } else { Ok(()) }
}

/// The programme's groups with what they are to be.
pub(super) fn groups_of<'a>(
    programme: &'a Programme,
    definitions: &'a [GroupDefinition],
) -> impl Iterator<Item = (&'a Group, &'a GroupDefinition)> {
    definitions
        .iter()
        .filter_map(|new| Some((programme.groups.iter().find(|group| group.key == new.key)?, new)))
}

/// Caps and limits of groups are the desk's: a raised cap promotes.
async fn change_groups(
    app: &App,
    principal: &Principal,
    programme: &Programme,
    definitions: &[GroupDefinition],
) -> Result<(), Failure> {
    let new: Vec<_> = groups_of(programme, definitions)
        .map(|(group, definition)| GroupSettings {
            group: group.id,
            capacity: definition.capacity,
            sessions_per_applicant: definition.sessions_per_applicant,
        })
        .collect();
    if new.is_empty() {
        return Ok(());
    }
    let command = Command {
        event: programme.event.id,
        at: app.clock.now(),
        actor: principal.actor.clone(),
        request: Request::ReconfigureGroups(new),
    };
    app.desk.submit(command).await??;
    app.snapshot.forget(programme.event.id);
    Ok(())
}

/// Shows a draft to the public. What is published already stays so.
pub async fn publish(app: &App, principal: &Principal, event: &str) -> Result<(), Failure> {
    let programme = find_programme::own_event(app, principal.organization, event).await?;
    principal.must_in(programme.event.id, Permission::WriteEvents)?;
    let now = app.clock.now();
    let published = ("event_published", Notice::None);
    write(app, principal, programme.event.id, published, move |current| {
        if current.sessions.is_empty() {
            return Err(Failure::Conflict("no_sessions"));
        }
        if current.event.status == EventStatus::Cancelled {
            return Err(Failure::Conflict("cancelled"));
        }
        let published_at = current.event.published_at.or(Some(now));
        let status = EventStatus::Published;
        Ok(Some(Event { status, published_at, ..current.event.clone() }))
    })
    .await
}

/// Takes no more applications.
pub async fn close(app: &App, principal: &Principal, event: &str) -> Result<(), Failure> {
    end(app, principal, event, EventStatus::Closed, Notice::None).await
}

/// Takes a published event back to a draft: nobody but staff sees it any more. Only as long as nobody has applied.
///
/// # Errors
/// [`Failure::Conflict`] `has_registrations`.
pub async fn unpublish(app: &App, principal: &Principal, event: &str) -> Result<(), Failure> {
    let programme = find_programme::own_event(app, principal.organization, event).await?;
    principal.must_in(programme.event.id, Permission::WriteEvents)?;
    let (id, now) = (programme.event.id, app.clock.now());
    let line = audit_line(principal, "event_unpublished", "event", id.0, now);
    app.write(move |conn| {
        // Under the lock nobody applies: the desk waits for it.
        programmes::lock_event(conn, id)?;
        let current = programmes::load(conn, &EventRef::Id(id))?.ok_or(Failure::NotFound)?;
        let sessions: Vec<SessionId> = current.sessions.iter().map(|s| s.id).collect();
        if registrations::any(conn, &sessions)? {
            return Err(Failure::Conflict("has_registrations"));
        }
        let event = Event { status: EventStatus::Draft, updated_at: now, ..current.event };
        programmes::update_event(conn, &event)?;
        programmes::touch(conn, id, Time(now))?;
        Ok(note(conn, line)?)
    })
    .await?;
    app.snapshot.forget(id);
    Ok(())
}

/// Calls the event off (開催中止), and tells everybody who has applied. Its page, lists and exports stay.
pub async fn cancel(
    app: &App,
    principal: &Principal,
    event: &str,
    draft: &CancelDraft,
) -> Result<(), Failure> {
    end(app, principal, event, EventStatus::Cancelled, draft.notice()?).await
}

async fn end(
    app: &App,
    principal: &Principal,
    event: &str,
    status: EventStatus,
    notice: Notice,
) -> Result<(), Failure> {
    let programme = find_programme::own_event(app, principal.organization, event).await?;
    principal.must_in(programme.event.id, Permission::WriteEvents)?;
    let action = if status == EventStatus::Closed { "event_closed" } else { "event_cancelled" };
    write(app, principal, programme.event.id, (action, notice), move |current| {
        match (current.event.status, status) {
            (before, after) if before == after => Ok(None),
            (EventStatus::Draft, _) => Err(Failure::Conflict("not_published")),
            (EventStatus::Cancelled, _) => Err(Failure::Conflict("cancelled")),
            (EventStatus::Published | EventStatus::Closed, _) => {
                Ok(Some(Event { status, ..current.event.clone() }))
            }
        }
    })
    .await
}

/// Deletes an event that nobody has applied to.
pub async fn delete(app: &App, principal: &Principal, event: &str) -> Result<(), Failure> {
    let programme = find_programme::own_event(app, principal.organization, event).await?;
    principal.must_in(programme.event.id, Permission::WriteEvents)?;
    let id = programme.event.id;
    let line = audit_line(principal, "event_deleted", "event", id.0, app.clock.now());
    app.write(move |conn| {
        programmes::lock_event(conn, id)?;
        // Under the lock: a session may have been added, and applied to, since the programme was read.
        let sessions = programmes::sessions_of(conn, id)?;
        if registrations::any(conn, &sessions)? {
            return Err(Failure::Conflict("has_registrations"));
        }
        if let Some(rehearsal) = rehearsals::of_event(conn, Id(id.0))? {
            programmes::lock_event(conn, rehearsal)?;
            rehearsals::erase(conn, rehearsal)?;
        }
        application_drafts::delete_of_event(conn, Id(id.0))?;
        mail_texts::delete_of(conn, Id(id.0))?;
        programmes::delete_event(conn, id)?;
        Ok(note(conn, line)?)
    })
    .await?;
    app.snapshot.forget(id);
    Ok(())
}

/// Alters an event after every batch of the desk that is under way: what it decides afterwards, it
/// decides by the new state. `alter` sees the event as it stands in the database, under lock, so that
/// nobody's change is undone by another; it gives nothing where nothing is to be changed.
async fn write(
    app: &App,
    principal: &Principal,
    id: EventId,
    (action, notice): (&'static str, Notice),
    alter: impl FnOnce(&Programme) -> Result<Option<Event>, Failure> + Send + 'static,
) -> Result<(), Failure> {
    let now = app.clock.now();
    let line = audit_line(principal, action, "event", id.0, now);
    let by = principal.actor.to_string();
    app.write(move |conn| {
        programmes::lock_event(conn, id)?;
        let current = programmes::load(conn, &EventRef::Id(id))?.ok_or(Failure::NotFound)?;
        let Some(event) = alter(&current)? else { return Ok(()) };
        if programmes::slug_is_taken(conn, event.slug.as_str(), id)? {
            return Err(Failure::invalid("/slug", "already_used"));
        }
        programmes::update_event(conn, &Event { updated_at: now, ..event })?;
        programmes::touch(conn, id, Time(now))?;
        choice_counts::follow(conn, id)?;
        let sessions: Vec<SessionId> = current.sessions.iter().map(|s| s.id).collect();
        notices::follow(conn, &current, &sessions, &notice, &by, now)?;
        Ok(note(conn, line)?)
    })
    .await?;
    app.snapshot.forget(id);
    app.mailings_wait.ring();
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_merge_patch_does_what_rfc_7396_says() {
        let mut target = json!({"a": "b", "c": {"d": "e", "f": "g"}, "list": [1, 2]});
        merge(&mut target, &json!({"a": "z", "c": {"f": null}, "list": [3]}));
        assert_eq!(target, json!({"a": "z", "c": {"d": "e"}, "list": [3]}));
    }
}
