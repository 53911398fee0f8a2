//! Looking at events and sessions.

use actix_web::{HttpRequest, web};

use super::Answer;
use super::answers::session_shape;
use super::programme_shapes::{EventPageShape, EventShape, SessionShape};
use super::sight::{self, Sight};
use crate::app::App;
use crate::http::conditional::{self, Audience};
use crate::http::extract::{Caller, PathPart, Query};
use crate::usecases::list_events::{self, EventPage};
use crate::usecases::{Failure, Principal};

/// List events, newest first
///
/// Published ones for anybody. With a token, or `mine=true`, all of the organization's, drafts too.
#[utoipa::path(
    get, path = "/events", tag = "Events", security((), ("token" = [])),
    params(
        ("mine" = Option<bool>, Query, description = "All events of the token's organization; the default with a token"),
        ("cursor" = Option<String>, Query, description = "`next_cursor` of the page before"),
    ),
    responses((status = 200, description = "One page", body = EventPageShape), (status = 304, description = "As the caller has it")),
)]
pub async fn list(
    app: web::Data<App>,
    caller: Caller,
    mut query: Query,
    request: HttpRequest,
) -> Answer {
    let (mine, cursor) = (query.truth("mine"), query.text("cursor"));
    query.finish()?;
    let (page, sight) = page_for(&app, caller.0.as_ref(), mine, cursor.as_deref()).await?;
    let now = app.clock.now();
    let shape_of = |programme| EventShape::of(programme, sight, now, &app.links);
    let items: Vec<EventShape> = page.programmes.iter().map(shape_of).collect();
    let tag = conditional::tag_of(&(&items, &page.next))?;
    let zones = page.programmes.iter().map(|programme| programme.event.time_zone);
    let items = items.into_iter().zip(zones).map(|(item, zone)| item.counted(now, zone)).collect();
    let shape = EventPageShape { items, next_cursor: page.next };
    Ok(conditional::answer(&request, &tag, audience(sight), &shape))
}

async fn page_for(
    app: &App,
    caller: Option<&Principal>,
    mine: Option<bool>,
    cursor: Option<&str>,
) -> Result<(EventPage, Sight), Failure> {
    match (caller, mine) {
        (None, Some(true)) => Err(Failure::Unauthorized),
        (Some(principal), None | Some(true)) => {
            Ok((list_events::own(app, principal, cursor).await?, Sight::Staff))
        }
        (_, _) => Ok((list_events::public(app, cursor).await?, Sight::Public)),
    }
}

/// Show an event with its sessions
///
/// By id or slug. A draft is shown to its own staff only. Has a weak `ETag`; the seats are part of it.
#[utoipa::path(
    get, path = "/events/{event}", tag = "Events", security((), ("token" = [])),
    params(("event" = String, Path, description = "Id or slug")),
    responses((status = 200, description = "The event", body = EventShape), (status = 304, description = "As the caller has it")),
)]
pub async fn show(
    app: web::Data<App>,
    caller: Caller,
    event: PathPart,
    request: HttpRequest,
) -> Answer {
    let (programme, sight) = sight::event(&app, caller.0.as_ref(), &event.0).await?;
    let now = app.clock.now();
    let shape = EventShape::of(&programme, sight, now, &app.links);
    let tag = conditional::tag_of(&shape)?;
    let shape = shape.counted(now, programme.event.time_zone);
    Ok(conditional::answer(&request, &tag, audience(sight), &shape))
}

/// Show a session with its free seats
///
/// `status` says what somebody who applies now is told. Has a weak `ETag`; the seats are part of it.
#[utoipa::path(
    get, path = "/sessions/{session}", tag = "Events", security((), ("token" = [])),
    params(("session" = String, Path, description = "Id")),
    responses((status = 200, description = "The session", body = SessionShape), (status = 304, description = "As the caller has it")),
)]
pub async fn show_session(
    app: web::Data<App>,
    caller: Caller,
    session: PathPart,
    request: HttpRequest,
) -> Answer {
    let (programme, id, sight) = sight::session(&app, caller.0.as_ref(), &session.0).await?;
    let shape = session_shape(&app, &programme, id, sight)?;
    let counted_at = shape.counted_at;
    let uncounted = SessionShape { counted_at: None, ..shape };
    // Times are hashed as instants; they are shown in the zone.
    let tag = conditional::tag_of_parts(&(programme.event.time_zone.name(), &uncounted));
    Ok(conditional::answer(
        &request,
        &tag,
        audience(sight),
        &SessionShape { counted_at, ..uncounted },
    ))
}

fn audience(sight: Sight) -> Audience {
    if sight == Sight::Public { Audience::Everybody } else { Audience::Caller }
}
