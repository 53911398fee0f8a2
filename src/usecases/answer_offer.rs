//! Accepting or declining an offered seat (席の案内).

use crate::app::App;
use crate::domain::seats::{Actor, Command, Request};

use super::registration::{self, Placed};
use super::{Failure, Permission, Principal};

/// The two answers to an offer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OfferAnswer {
    Accept,
    Decline,
}

pub async fn by_token(app: &App, token: &str, answer: OfferAnswer) -> Result<Placed, Failure> {
    let placed = registration::by_token(app, token).await?;
    submit(app, &placed, Actor::Applicant, answer).await?;
    registration::by_token(app, token).await
}

pub async fn by_staff(
    app: &App,
    principal: &Principal,
    id: &str,
    answer: OfferAnswer,
) -> Result<Placed, Failure> {
    principal.must(Permission::WriteRegistrations)?;
    let placed = registration::of_organization(app, principal.organization, id).await?;
    submit(app, &placed, principal.actor.clone(), answer).await?;
    registration::of_organization(app, principal.organization, id).await
}

async fn submit(
    app: &App,
    placed: &Placed,
    actor: Actor,
    answer: OfferAnswer,
) -> Result<(), Failure> {
    let registration = &placed.registration;
    let request = match answer {
        OfferAnswer::Accept => Request::Accept(registration.id),
        OfferAnswer::Decline => Request::Decline(registration.id),
    };
    app.desk
        .submit(Command { event: registration.event, at: app.clock.now(), actor, request })
        .await??;
    Ok(())
}
