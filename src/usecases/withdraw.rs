//! Withdrawing a registration (取消): by its applicant, or by staff for them.

use crate::app::App;
use crate::domain::seats::{Actor, Command, Request};

use super::registration::{self, Placed};
use super::{Failure, Permission, Principal};

/// Withdraws by the manage link.
///
/// # Errors
/// [`crate::domain::seats::Refusal::WrongState`] for one that was withdrawn before.
pub async fn by_token(app: &App, token: &str) -> Result<Placed, Failure> {
    let placed = registration::by_token(app, token).await?;
    withdraw(app, &placed, Actor::Applicant).await?;
    registration::by_token(app, token).await
}

/// Withdraws for somebody who has called or written.
pub async fn by_staff(app: &App, principal: &Principal, id: &str) -> Result<Placed, Failure> {
    let placed = registration::of_organization(app, principal.organization, id).await?;
    principal.must_in(placed.registration.event, Permission::WriteRegistrations)?;
    withdraw(app, &placed, principal.actor.clone()).await?;
    registration::seen_by(app, principal, id).await
}

async fn withdraw(app: &App, placed: &Placed, actor: Actor) -> Result<(), Failure> {
    let registration = &placed.registration;
    let request = Request::Withdraw(registration.id);
    app.desk
        .submit(Command { event: registration.event, at: app.clock.now(), actor, request })
        .await??;
    Ok(())
}
