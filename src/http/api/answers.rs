//! Answers that several handlers give: an event, a session, as they stand now.

use actix_web::HttpResponse;
use actix_web::http::header::LOCATION;

use super::programme_shapes::{EventShape, SessionShape, in_zone};
use super::sight::Sight;
use super::{Answer, BASE};
use crate::app::App;
use crate::domain::event::Programme;
use crate::domain::ids::SessionId;
use crate::usecases::{Failure, Principal, find_programme};

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

/// A new session, with its address.
pub async fn new_session(app: &App, principal: &Principal, session: SessionId) -> Answer {
    let (programme, id) =
        find_programme::own_session(app, principal.organization, &session.to_string()).await?;
    let location = app.links.link(&format!("{BASE}/sessions/{session}"));
    let shape = session_shape(app, &programme, id, Sight::Staff)?;
    Ok(HttpResponse::Created().insert_header((LOCATION, location)).json(shape))
}
