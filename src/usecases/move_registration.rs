//! Moving a registration to another session of its event, in one step.

use crate::app::App;
use crate::domain::application::{Application, Sender};
use crate::domain::ids::SessionId;
use crate::domain::seats::{Actor, Command, Request};

use super::Failure;
use super::apply::person_key;
use super::registration::{self, Placed};

/// Moves by the manage link. The old seat is kept unless there is a place in the new session.
pub async fn by_token(app: &App, token: &str, to: &str) -> Result<Placed, Failure> {
    let placed = registration::by_token(app, token).await?;
    let to: SessionId = to.parse().map_err(|_| Failure::invalid("/session", "unknown_choice"))?;
    if placed.programme.session(to).is_none() {
        return Err(Failure::invalid("/session", "unknown_choice"));
    }
    let registration = &placed.registration;
    let now = app.clock.now();
    let (draft, standing) = (registration.draft(), registration.standing());
    let event = &placed.programme.event;
    let stored = Application::parse_knowing(&draft, event, Sender::Staff, now, &standing).ok();
    let person = stored.as_ref().and_then(person_key);
    let request = Request::Move { registration: registration.id, to, person };
    app.desk
        .submit(Command { event: registration.event, at: now, actor: Actor::Applicant, request })
        .await??;
    registration::by_token(app, token).await
}
