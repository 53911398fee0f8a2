//! Rehearsing an event: a copy of it that anybody may try who knows its address, until it is removed.

use crate::app::App;
use crate::domain::draft::{EventDraft, draft_of_event, draft_of_session};
use crate::domain::event::{Event, EventStatus, Group, Programme};
use crate::domain::ids::EventId;
use crate::domain::seats::Actor;
use crate::store::rehearsals::RehearsalRow;
use crate::store::types::{Id, Time};
use crate::store::{event_images, mail_texts, organizations, programmes, rehearsals};

use super::create_event::{NewEvent, audit_line, build, insert, note};
use super::{Failure, Permission, Principal, find_programme};

/// The rehearsal of an event that is under way.
pub async fn of(app: &App, event: EventId) -> Result<Option<EventId>, Failure> {
    Ok(app.read(move |conn| rehearsals::of_event(conn, Id(event.0))).await?)
}

/// Begins one; its mail goes to the member who begins it. Where one is under way already, that is it.
///
/// # Errors
/// [`Failure::Conflict`] `no_sessions` where there is nothing to apply for, `is_rehearsal` for a rehearsal itself;
/// [`Failure::Forbidden`] for a program: mail goes to a person.
pub async fn start(app: &App, principal: &Principal, event: &str) -> Result<EventId, Failure> {
    let programme = find_programme::own_event(app, principal.organization, event).await?;
    // In the whole organization: rights for the one event are none for its rehearsal.
    principal.must(Permission::WriteEvents)?;
    let Actor::Member(member) = principal.actor else { return Err(Failure::Forbidden) };
    if programme.rehearsal.is_some() {
        return Err(Failure::Conflict("is_rehearsal"));
    }
    if programme.sessions.is_empty() {
        return Err(Failure::Conflict("no_sessions"));
    }
    let now = app.clock.now();
    let definition = twin(&programme).parse().map_err(Failure::Invalid)?;
    let built = build(&definition, principal.organization, now)?;
    let published =
        Event { status: EventStatus::Published, published_at: Some(now), ..built.event.clone() };
    let new = NewEvent { event: published, ..built };
    let (of, id, organization) = (programme.event.id, new.event.id, Id(principal.organization.0));
    let line = audit_line(principal, "rehearsal_started", "event", of.0, now);
    app.write(move |conn| {
        programmes::lock_event(conn, of)?;
        if let Some(known) = rehearsals::of_event(conn, Id(of.0))? {
            return Ok(known);
        }
        let member = organizations::member(conn, organization, Id(member.0))?;
        let mail_to = member.ok_or(Failure::Forbidden)?.email;
        insert(conn, &new, now)?;
        event_images::copy(conn, organization, Id(of.0), Id(id.0), Time(now))?;
        mail_texts::copy(conn, organization, Id(of.0), Id(id.0), Time(now))?;
        let row = RehearsalRow {
            event_id: Id(id.0),
            organization_id: organization,
            of_event_id: Id(of.0),
            mail_to,
            started_at: Time(now),
        };
        rehearsals::insert(conn, &row)?;
        note(conn, line)?;
        Ok::<_, Failure>(id)
    })
    .await
}

/// The event as one can try it: open now, whenever it will be open itself.
fn twin(programme: &Programme) -> EventDraft {
    let sessions = programme.sessions.iter().map(|session| {
        let draft = draft_of_session(session, &programme.groups);
        crate::domain::draft::SessionDraft { opens_at: None, ..draft }
    });
    EventDraft {
        slug: None,
        sessions: sessions.collect(),
        session_groups: programme.groups.iter().map(Group::draft).collect(),
        ..draft_of_event(&programme.event)
    }
}

/// Ends a rehearsal, with everything that came of it; the event that was rehearsed.
///
/// # Errors
/// [`Failure::NotFound`] for what is no rehearsal.
pub async fn end(app: &App, principal: &Principal, event: &str) -> Result<EventId, Failure> {
    let programme = find_programme::own_event(app, principal.organization, event).await?;
    let rehearsal = programme.rehearsal.clone().ok_or(Failure::NotFound)?;
    let (id, of) = (programme.event.id, rehearsal.of);
    principal.must(Permission::WriteEvents)?;
    let line = audit_line(principal, "rehearsal_ended", "event", of.0, app.clock.now());
    app.write(move |conn| {
        programmes::lock_event(conn, id)?;
        rehearsals::erase(conn, id)?;
        note(conn, line)
    })
    .await?;
    app.snapshot.forget(id);
    Ok(of)
}
