//! What is left in a session of the choices of which there are only so many.

use std::collections::BTreeMap;

use crate::app::App;
use crate::domain::event::Programme;
use crate::domain::ids::SessionId;
use crate::store::{StoreError, choice_counts};

/// Persons who may still have each, by question and choice; empty where nothing is limited.
///
/// # Errors
/// If the database does not answer.
pub async fn of(
    app: &App,
    programme: &Programme,
    session: Option<SessionId>,
) -> Result<BTreeMap<(String, String), u32>, StoreError> {
    match session.filter(|_| programme.event.limits_choices()) {
        Some(session) => app.read(move |conn| choice_counts::left(conn, session)).await,
        None => Ok(BTreeMap::new()),
    }
}
