//! Counting an event's registrations by session and state, for staff.

use std::collections::BTreeMap;

use crate::app::App;
use crate::domain::event::Programme;
use crate::domain::ids::SessionId;
use crate::domain::state::State;
use crate::store::{StoreError, registration_counts};

use super::{Failure, Permission, Principal};

/// How many registrations are in which state. What is not there is none.
#[derive(Clone, Debug, Default)]
pub struct Counts(BTreeMap<(SessionId, State), i64>);

impl Counts {
    /// Registrations of a session in a state.
    pub fn of(&self, session: SessionId, state: State) -> i64 {
        self.0.get(&(session, state)).copied().unwrap_or(0)
    }
}

/// Counts the registrations of all sessions of an event.
pub async fn by_session(
    app: &App,
    principal: &Principal,
    programme: &Programme,
) -> Result<Counts, Failure> {
    if programme.event.organization != principal.organization {
        return Err(Failure::NotFound);
    }
    // Numbers without names: those at the door need them, too.
    principal.must_in(programme.event.id, Permission::ReadEvents)?;
    let sessions: Vec<SessionId> = programme.sessions.iter().map(|session| session.id).collect();
    let rows = app.read_aged(move |conn| registration_counts::by_session(conn, &sessions)).await?;
    let mut counts = BTreeMap::new();
    for (session, state, count) in rows {
        let state = state.parse().map_err(|_| StoreError::Unreadable("state"))?;
        counts.insert((SessionId(session.0), state), count);
    }
    Ok(Counts(counts))
}
