//! An event to look at, for an organization that has none yet: the core case's first, shifted ahead.

use super::case::{CORE_CASE, Case};
use super::load::event_draft;
use crate::app::App;
use crate::domain::ids::EventId;
use crate::usecases::{Failure, Principal, create_event};

/// Makes the sample as a draft, which can be changed and deleted like any other; its id.
///
/// # Errors
/// [`Failure::Forbidden`], and those of the database.
pub async fn make(app: &App, principal: &Principal) -> Result<EventId, Failure> {
    let now = app.clock.now();
    let unusable = |_| Failure::Conflict("no_sample");
    let case = Case::parse(CORE_CASE).and_then(|case| case.shifted(now)).map_err(unusable)?;
    let event = case.events.first().ok_or(Failure::Conflict("no_sample"))?;
    let draft = event_draft(&case, event, None, now);
    create_event::create(app, principal, &draft).await
}
