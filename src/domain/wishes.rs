//! Ranked wishes (第1・第2希望): the sessions that one application names, in order of preference.

use super::application::ApplicationDraft;
use super::event::Programme;
use super::fault::{Faults, FieldFault};
use super::ids::SessionId;

/// The sessions that are wished for after `first`.
///
/// # Errors
/// Every one that is unknown, named twice, or beyond what the event takes.
pub fn wishes(
    draft: &ApplicationDraft,
    programme: &Programme,
    first: SessionId,
) -> Result<Vec<SessionId>, Vec<FieldFault>> {
    let mut faults = Faults::default();
    let most = programme.event.application_rules.wishes.saturating_sub(1);
    if u32::try_from(draft.wishes.len()).is_ok_and(|further| further > most) {
        faults.add_limit("/wishes", "too_many", i64::from(most));
    }
    let mut wished = Vec::new();
    for (i, text) in draft.wishes.iter().enumerate() {
        let named = text.parse::<SessionId>().ok().filter(|id| programme.session(*id).is_some());
        match named {
            None => faults.add(format!("/wishes/{i}"), "unknown_choice"),
            Some(id) if id == first || wished.contains(&id) => {
                faults.add(format!("/wishes/{i}"), "duplicate");
            }
            Some(id) => wished.push(id),
        }
    }
    faults.into_result(Some(wished))
}
