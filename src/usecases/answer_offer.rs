//! Accepting or declining an offered seat (席の案内).

use crate::app::App;
use crate::domain::seats::{Actor, Command, Refusal, Request};
use crate::domain::state::State;

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
    // An address is confirmed by who can read its mail, not by who has filled in the form.
    if placed.registration.state == State::Pending {
        return Err(Failure::Refused(Refusal::NoOffer));
    }
    submit(app, &placed, Actor::Applicant, answer).await?;
    registration::by_token(app, token).await
}

/// Confirms the mail address by what only its mail says.
///
/// # Errors
/// [`Failure::NotFound`] for another proof; the desk's refusals.
pub async fn by_proof(app: &App, token: &str, proof: &str) -> Result<Placed, Failure> {
    let placed = registration::by_token(app, token).await?;
    if !placed.registration.is_proven_by(&app.links, proof) {
        return Err(Failure::NotFound);
    }
    submit(app, &placed, Actor::Applicant, OfferAnswer::Accept).await?;
    registration::by_token(app, token).await
}

pub async fn by_staff(
    app: &App,
    principal: &Principal,
    id: &str,
    answer: OfferAnswer,
) -> Result<Placed, Failure> {
    let placed = registration::of_organization(app, principal.organization, id).await?;
    principal.must_in(placed.registration.event, Permission::WriteRegistrations)?;
    submit(app, &placed, principal.actor.clone(), answer).await?;
    registration::seen_by(app, principal, id).await
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
