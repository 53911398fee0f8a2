//! Two registrations of one person made one, value by value as staff choose.

use crate::app::App;
use crate::domain::application::ApplicationDraft;
use crate::domain::seats::Request;
use crate::usecases::registration::Placed;
use crate::usecases::{Failure, Principal, Registration};

use super::by_hand::{change_of, own, submit};

/// The values that can be taken from either.
pub const FIELDS: [&str; 7] = ["name", "kana", "email", "phone", "company", "attendees", "answers"];

/// Both, the one that is kept first.
///
/// # Errors
/// [`Failure::NotFound`] unless both are of one event, and two.
pub async fn pair(
    app: &App,
    principal: &Principal,
    kept: &str,
    dropped: &str,
) -> Result<(Placed, Placed), Failure> {
    let (kept, dropped) = (own(app, principal, kept).await?, own(app, principal, dropped).await?);
    let (one, other) = (&kept.registration, &dropped.registration);
    if one.id == other.id || one.event != other.event {
        return Err(Failure::NotFound);
    }
    Ok((kept, dropped))
}

/// The kept one's draft with the values that are taken from the other. Files stay those of the kept one.
pub fn draft(kept: &Registration, dropped: &Registration, taken: &[&str]) -> ApplicationDraft {
    let (mut draft, other) = (kept.draft(), dropped.draft());
    for field in taken {
        match *field {
            "name" => draft.applicant.name.clone_from(&other.applicant.name),
            "kana" => draft.applicant.kana.clone_from(&other.applicant.kana),
            "email" => draft.applicant.email.clone_from(&other.applicant.email),
            "phone" => draft.applicant.phone.clone_from(&other.applicant.phone),
            "company" => draft.company.clone_from(&other.company),
            "attendees" => {
                draft.attendees.clone_from(&other.attendees);
                draft.seats = other.seats;
            }
            "answers" => {
                let is_file = |answer: &serde_json::Value| {
                    crate::domain::question::file::stored_file(answer).is_some()
                };
                let own = draft.answers.clone();
                draft.answers = other.answers.clone();
                draft.answers.retain(|_, answer| !is_file(answer));
                draft.answers.extend(own.into_iter().filter(|(_, answer)| is_file(answer)));
            }
            _ => {}
        }
    }
    draft
}

/// Keeps the one with the chosen values and withdraws the other, in one step.
///
/// # Errors
/// Those of a change; the desk's refusals: then nothing has happened.
pub async fn merge(
    app: &App,
    principal: &Principal,
    kept: &str,
    dropped: &str,
    taken: &[&str],
) -> Result<(), Failure> {
    let (kept, dropped) = pair(app, principal, kept, dropped).await?;
    let draft = draft(&kept.registration, &dropped.registration, taken);
    let version = Some(kept.registration.version);
    let change = change_of(app, &kept, &draft, version).await?;
    let request = Request::Merge { kept: Box::new(change), dropped: dropped.registration.id };
    submit(app, principal, &kept, request).await
}
