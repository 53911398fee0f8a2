//! Proof of work for programs, where an event asks for it.

use actix_web::http::header::HeaderName;
use actix_web::{HttpRequest, HttpResponse, web};
use serde::Serialize;
use sha2::{Digest as _, Sha256};
use utoipa::ToSchema;

use super::Answer;
use crate::app::App;
use crate::clock;
use crate::domain::proof_of_work::{BITS, PUZZLES, is_proof};
use crate::domain::seats::Idempotency;
use crate::http::error::HttpError;
use crate::http::extract::PathPart;
use crate::usecases::find_programme;

const PROOF_OF_WORK: HeaderName = HeaderName::from_static("proof-of-work");

/// What is to be worked out before applying.
#[derive(Serialize, ToSchema)]
pub struct ChallengeShape {
    /// Whether the event asks for a proof at all.
    pub required: bool,
    /// Stands in every text that is hashed. Good for one application within a day.
    pub challenge: String,
    /// Puzzles to be solved, counted from 0.
    #[schema(example = 16)]
    pub puzzles: u32,
    /// Zero bits with which the SHA-256 of `uketsuke/CHALLENGE/PUZZLE/NUMBER` must begin.
    #[schema(example = 13)]
    pub leading_zero_bits: u32,
}

/// Get a challenge for a proof of work
///
/// Where an event's `application_rules.proof_of_work` is on, who applies without a token works for it: for each
/// puzzle the number is sought with which SHA-256 of the text `uketsuke/CHALLENGE/PUZZLE/NUMBER` begins with so many
/// zero bits. Sent with the application as `Proof-Of-Work: CHALLENGE N0.N1.N2…`; without it the application is
/// `pending` until the mail address is confirmed.
#[utoipa::path(
    get, path = "/events/{event}/proof-of-work", tag = "Registrations", security(()),
    params(("event" = String, Path, description = "Id or slug")),
    responses((status = 200, description = "The challenge", body = ChallengeShape)),
)]
pub async fn challenge(app: web::Data<App>, event: PathPart) -> Answer {
    let event = &find_programme::public_event(&app, &event.0).await?.event;
    Ok(HttpResponse::Ok().json(ChallengeShape {
        required: event.application_rules.proof_of_work,
        challenge: app.links.form_token(event.id, app.clock.now(), clock::random_bytes()),
        puzzles: PUZZLES,
        leading_zero_bits: BITS,
    }))
}

/// What the proof that came with an application is worth.
pub enum Spent {
    /// The event asks for none.
    NotAsked,
    /// It is good; it is used up under this key.
    Good(Idempotency),
    /// There is none, or none that is good.
    Missing,
}

/// Looks at the proof of an application whose body has this hash.
pub async fn spent(
    app: &App,
    session: &str,
    request: &HttpRequest,
    body_hash: [u8; 32],
) -> Result<Spent, HttpError> {
    let (programme, _) = find_programme::public_session(app, session).await?;
    let event = &programme.event;
    if !event.application_rules.proof_of_work || !app.settings.robots.on {
        return Ok(Spent::NotAsked);
    }
    let given = request.headers().get(PROOF_OF_WORK).and_then(|header| header.to_str().ok());
    let proved = given.and_then(|given| given.split_once(' ')).and_then(|(challenge, proof)| {
        let opened = app.links.open_form(event.id, challenge, app.clock.now())?;
        is_proof(challenge, proof.trim()).then_some(opened)
    });
    let Some(opened) = proved else { return Ok(Spent::Missing) };
    let key_hash = Sha256::digest(opened.nonce).into();
    Ok(Spent::Good(Idempotency { key_hash, body_hash, keeps_refusals: true }))
}
