//! New settings of sessions or their groups.

use chrono::{DateTime, Utc};
use serde_json::json;

use super::board::SeatSession;
use super::command::Reconfigure;
use super::decide::{Deciding, NeedsMoreWaiting, Outcome};
use super::outcome::{AuditLine, AuditSubject, Done, Refusal};
use crate::domain::ids::GroupId;

impl Deciding {
    pub(super) fn reconfigure(
        &mut self,
        new: &Reconfigure,
        at: DateTime<Utc>,
    ) -> Result<Outcome, NeedsMoreWaiting> {
        let Some(session) = self.board.sessions.get_mut(&new.session) else {
            return Ok(Err(Refusal::NotFound));
        };
        if let Err(refusal) = check_settings(session, new) {
            return Ok(Err(refusal));
        }
        let before = session.reconfigure(new.settings.clone());
        if let Some(definition) = &new.definition {
            session.group = definition.group;
            session.starts_at = definition.starts_at();
        }
        self.audit.push(AuditLine {
            action: "session_changed",
            subject: AuditSubject::Session(new.session),
            details: json!({
                "capacity": new.settings.capacity, "capacity_before": before.capacity,
                "people_capacity": new.settings.people_capacity, "people_capacity_before": before.people_capacity,
                "status": new.settings.status, "status_before": before.status,
            }),
        });
        let promoted = self.promote(new.session, at)?;
        Ok(Ok(Done::Reconfigured { promoted }))
    }

    pub(super) fn reconfigure_group(
        &mut self,
        id: GroupId,
        capacity: Option<u32>,
        sessions_per_applicant: Option<u32>,
        at: DateTime<Utc>,
    ) -> Result<Outcome, NeedsMoreWaiting> {
        let Some(group) = self.board.groups.get_mut(&id) else { return Ok(Err(Refusal::NotFound)) };
        if capacity.is_some_and(|capacity| capacity.saturating_add(group.exceeded) < group.taken) {
            return Ok(Err(Refusal::CapacityBelowConfirmed {
                confirmed: group.taken,
                people: group.taken,
            }));
        }
        group.reconfigure(capacity, sessions_per_applicant);
        self.audit.push(AuditLine {
            action: "session_group_changed",
            subject: AuditSubject::Group(id),
            details: json!({ "capacity": capacity, "sessions_per_applicant": sessions_per_applicant }),
        });
        // Any one of its sessions: what is free is given to all of them together.
        let member = self.board.sessions.values().find(|s| s.group == Some(id)).map(|s| s.id);
        let promoted = match member {
            Some(session) => self.promote(session, at)?,
            None => 0,
        };
        Ok(Ok(Done::Reconfigured { promoted }))
    }
}

/// Nobody is dropped by a lower capacity, and no seat leaves the group under whose cap it was given.
/// What was exceeded on purpose before does not count.
fn check_settings(session: &SeatSession, new: &Reconfigure) -> Result<(), Refusal> {
    let (counts, settings) = (session.counts, &new.settings);
    let people_capacity = settings.people_capacity.unwrap_or(u32::MAX);
    if settings.capacity.saturating_add(counts.exceeded) < counts.taken
        || people_capacity.saturating_add(counts.people_exceeded) < counts.people
    {
        return Err(Refusal::CapacityBelowConfirmed {
            confirmed: counts.taken,
            people: counts.people,
        });
    }
    let in_use = counts.taken > 0 || counts.waiting > 0;
    let regrouped =
        new.definition.as_ref().is_some_and(|definition| definition.group != session.group);
    if in_use && regrouped { Err(Refusal::GroupFixed) } else { Ok(()) }
}
