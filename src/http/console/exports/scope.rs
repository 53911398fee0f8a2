//! Of what is exported: an event, or one of its sessions.

use std::sync::Arc;

use crate::domain::event::Programme;
use crate::domain::ids::SessionId;
use crate::http::console::visit::Visit;
use crate::usecases::{Failure, Permission, find_programme};

/// What the address names.
pub struct Scope {
    pub programme: Arc<Programme>,
    /// The session, where it names one.
    pub session: Option<SessionId>,
}

impl Scope {
    /// Of this request, for a member who may read who applied.
    ///
    /// # Errors
    /// [`Failure::NotFound`], [`Failure::Forbidden`].
    pub async fn of(visit: &Visit) -> Result<Self, Failure> {
        let (app, organization) = (&visit.app, visit.principal().organization);
        let scope = if let Ok(session) = visit.part("session") {
            let (programme, session) =
                find_programme::own_session(app, organization, session).await?;
            Self { programme, session: Some(session) }
        } else {
            let programme =
                find_programme::own_event(app, organization, visit.part("event")?).await?;
            Self { programme, session: None }
        };
        visit.principal().must_in(scope.programme.event.id, Permission::ReadRegistrations)?;
        Ok(scope)
    }

    pub fn event_path(&self) -> String {
        format!("/console/events/{}", self.programme.event.id)
    }

    /// Where one chooses.
    pub fn path(&self) -> String {
        match self.session {
            Some(session) => format!("/console/sessions/{session}/export"),
            None => format!("{}/export", self.event_path()),
        }
    }

    /// The sessions that may be chosen from.
    pub fn sessions(&self) -> Vec<SessionId> {
        match self.session {
            Some(session) => vec![session],
            None => self.programme.sessions.iter().map(|session| session.id).collect(),
        }
    }
}
