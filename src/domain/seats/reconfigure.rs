//! New settings of sessions or their groups.

use chrono::{DateTime, Utc};
use serde_json::json;

use super::board::SeatSession;
use super::command::{Reconfigure, SettingsChange};
use super::decide::{Deciding, NeedsMoreWaiting, Outcome};
use super::outcome::{AuditLine, AuditSubject, Done, Refusal};
use crate::domain::event::{SeatSettings, Session, SessionStatus};
use crate::domain::ids::{EventId, GroupId};

impl Deciding {
    pub(super) fn reconfigure(
        &mut self,
        new: &Reconfigure,
        at: DateTime<Utc>,
    ) -> Result<Outcome, NeedsMoreWaiting> {
        let Some(session) = self.board.sessions.get_mut(&new.session) else {
            return Ok(Err(Refusal::NotFound));
        };
        let settings = match new_settings(session, &new.change)
            .and_then(|settings| check_settings(session, settings, new.definition()))
        {
            Ok(settings) => settings,
            Err(refusal) => return Ok(Err(refusal)),
        };
        let before = session.reconfigure(settings.clone());
        if let Some(definition) = new.definition() {
            session.group = definition.group;
            session.starts_at = definition.starts_at();
        }
        let event = session.event;
        self.outdate(event);
        self.audit.push(AuditLine {
            action: "session_changed",
            subject: AuditSubject::Session(new.session),
            details: json!({
                "capacity": settings.capacity, "capacity_before": before.capacity,
                "people_capacity": settings.people_capacity, "people_capacity_before": before.people_capacity,
                "status": settings.status, "status_before": before.status,
            }),
        });
        let promoted = self.promote(new.session, at)?;
        Ok(Ok(Done::Reconfigured { promoted }))
    }

    /// What was made from the event as it was before is refused from now on.
    fn outdate(&mut self, event: EventId) {
        for session in self.board.sessions.values_mut().filter(|session| session.event == event) {
            session.event_version += 1;
        }
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

/// The settings that a change leads to from those that stand now.
fn new_settings(session: &SeatSession, change: &SettingsChange) -> Result<SeatSettings, Refusal> {
    let current = &session.settings;
    match change {
        SettingsChange::Status(status)
            if current.status == SessionStatus::Cancelled && *status != current.status =>
        {
            Err(Refusal::Cancelled)
        }
        SettingsChange::Status(status) => Ok(SeatSettings { status: *status, ..current.clone() }),
        SettingsChange::Whole(new) => {
            let expected = new.expected_event_version;
            if expected.is_some_and(|expected| expected != session.event_version) {
                return Err(Refusal::ChangedMeanwhile);
            }
            Ok(new.settings.clone())
        }
    }
}

/// Nobody is dropped by a lower capacity, and no seat leaves the group under whose cap it was given.
/// What was exceeded on purpose before does not count.
fn check_settings(
    session: &SeatSession,
    settings: SeatSettings,
    definition: Option<&Session>,
) -> Result<SeatSettings, Refusal> {
    let counts = session.counts;
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
    let regrouped = definition.is_some_and(|definition| definition.group != session.group);
    if in_use && regrouped { Err(Refusal::GroupFixed) } else { Ok(settings) }
}
