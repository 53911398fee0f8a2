//! Somebody who comes without a registration (当日参加): registered by the desk, then checked in.

use sha2::{Digest as _, Sha256};

use super::arrival::{self, Arrival, Told};
use super::place::Place;
use crate::app::App;
use crate::domain::application::{ApplicantDraft, ApplicationDraft, CompanyDraft, Source};
use crate::domain::check_in::Means;
use crate::domain::seats::Idempotency;
use crate::usecases::{Failure, Permission, Principal, apply};

/// What is asked at the door.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct WalkIn {
    pub name: String,
    pub kana: String,
    pub phone: String,
    pub company: String,
    pub seats: Option<i64>,
    /// Why the capacity is exceeded, where it is full.
    pub exceed_reason: String,
    /// Of the form: pressed twice, it registers once.
    pub form: String,
}

/// Registers somebody at the door and lets them in. The organizer's questions are not asked there.
///
/// # Errors
/// Those of an application; `session_full` where there is no seat and no reason was given.
pub async fn walk_in(
    app: &App,
    principal: &Principal,
    place: &Place,
    wanted: &WalkIn,
    on_any_day: bool,
) -> Result<Told, Failure> {
    principal.must_in(place.programme.event.id, Permission::CheckIn)?;
    let draft = draft_of(wanted);
    let idempotency = (!wanted.form.is_empty()).then(|| Idempotency {
        key_hash: Sha256::digest(wanted.form.as_bytes()).into(),
        body_hash: apply::body_hash(&draft),
        keeps_refusals: false,
    });
    let applied =
        apply::at_the_door(app, principal, &place.programme, place.session, &draft, idempotency)
            .await?;
    let arrival = Arrival {
        id: None,
        registration: applied.registered.registration,
        persons: None,
        means: Means::WalkIn,
        device: None,
        at: None,
        on_any_day,
    };
    arrival::arrive(app, &principal.actor, place, arrival).await
}

fn draft_of(wanted: &WalkIn) -> ApplicationDraft {
    let given = |text: &str| Some(text.trim().to_owned()).filter(|text| !text.is_empty());
    ApplicationDraft {
        applicant: ApplicantDraft {
            name: wanted.name.clone(),
            kana: given(&wanted.kana),
            email: None,
            phone: given(&wanted.phone),
        },
        company: given(&wanted.company).map(|name| CompanyDraft { name, corporate_number: None }),
        seats: wanted.seats,
        consent: true,
        source: Some(Source::Counter.as_str().to_owned()),
        exceed_reason: given(&wanted.exceed_reason),
        ..ApplicationDraft::default()
    }
}
