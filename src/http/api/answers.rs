//! Answers that several handlers give: an event, a session, as they stand now.

use actix_web::HttpResponse;
use actix_web::http::header::LOCATION;

use super::mailing_shapes::{NoticeShape, UnreachableShape};
use super::programme_shapes::{
    ChangedEventShape, ChangedSessionShape, EventShape, SessionShape, in_zone,
};
use super::sight::Sight;
use super::{Answer, BASE};
use crate::app::App;
use crate::domain::event::Programme;
use crate::domain::ids::SessionId;
use crate::usecases::{Failure, Permission, Principal, find_programme, notice, unreachable};

/// A session as it stands now, with the time of counting.
pub fn session_shape(
    app: &App,
    programme: &Programme,
    session: SessionId,
    sight: Sight,
) -> Result<SessionShape, Failure> {
    let now = app.clock.now();
    let session = programme.session(session).ok_or(Failure::NotFound)?;
    let shape = SessionShape::of(programme, session, sight, now);
    Ok(SessionShape { counted_at: Some(in_zone(now, programme.event.time_zone)), ..shape })
}

/// An event of the caller's organization, after something was done to it.
pub async fn own_event(app: &App, principal: &Principal, event: &str) -> Answer {
    let programme = find_programme::own_event(app, principal.organization, event).await?;
    Ok(HttpResponse::Ok().json(event_shape(app, &programme)))
}

/// A new event, with its address.
pub async fn new_event(app: &App, principal: &Principal, event: &str) -> Answer {
    let programme = find_programme::own_event(app, principal.organization, event).await?;
    let location = app.links.link(&format!("{BASE}/events/{event}"));
    Ok(HttpResponse::Created()
        .insert_header((LOCATION, location))
        .json(event_shape(app, &programme)))
}

fn event_shape(app: &App, programme: &Programme) -> EventShape {
    let now = app.clock.now();
    EventShape::of(programme, Sight::Staff, now, &app.links).counted(now, programme.event.time_zone)
}

/// A session of the caller's organization, after something was done to it.
pub async fn own_session(app: &App, principal: &Principal, session: SessionId) -> Answer {
    let (programme, id) =
        find_programme::own_session(app, principal.organization, &session.to_string()).await?;
    Ok(HttpResponse::Ok().json(session_shape(app, &programme, id, Sight::Staff)?))
}

/// An event after a change, with the notices of it; after a cancellation, with those who have to be called.
pub async fn changed_event(
    app: &App,
    principal: &Principal,
    event: &str,
    is_cancelled: bool,
) -> Answer {
    let programme = find_programme::own_event(app, principal.organization, event).await?;
    let sessions = unreachable::sessions_of(&programme);
    let (notices, unreachable) = told(app, principal, &programme, &sessions, is_cancelled).await?;
    let event = event_shape(app, &programme);
    Ok(HttpResponse::Ok().json(ChangedEventShape { event, notices, unreachable }))
}

/// A session after a change, likewise.
pub async fn changed_session(
    app: &App,
    principal: &Principal,
    session: SessionId,
    is_cancelled: bool,
) -> Answer {
    let (programme, id) =
        find_programme::own_session(app, principal.organization, &session.to_string()).await?;
    let (notices, unreachable) = told(app, principal, &programme, &[id], is_cancelled).await?;
    let session = session_shape(app, &programme, id, Sight::Staff)?;
    Ok(HttpResponse::Ok().json(ChangedSessionShape { session, notices, unreachable }))
}

type Told = (Vec<NoticeShape>, Option<Vec<UnreachableShape>>);

/// What the people of these sessions are told, and who of them has to be called.
async fn told(
    app: &App,
    principal: &Principal,
    programme: &Programme,
    sessions: &[SessionId],
    is_cancelled: bool,
) -> Result<Told, Failure> {
    let zone = programme.event.time_zone;
    let announced = notice::announced(app, programme, sessions).await?;
    let notices = announced.iter().map(|notice| NoticeShape::of(notice, zone)).collect();
    let unreachable = if is_cancelled && principal.may(Permission::ReadRegistrations) {
        let found = unreachable::among(app, sessions.to_vec()).await?;
        Some(found.iter().map(UnreachableShape::of).collect())
    } else {
        None
    };
    Ok((notices, unreachable))
}

/// A new session, with its address.
pub async fn new_session(app: &App, principal: &Principal, session: SessionId) -> Answer {
    let (programme, id) =
        find_programme::own_session(app, principal.organization, &session.to_string()).await?;
    let location = app.links.link(&format!("{BASE}/sessions/{session}"));
    let shape = session_shape(app, &programme, id, Sight::Staff)?;
    Ok(HttpResponse::Created().insert_header((LOCATION, location)).json(shape))
}
