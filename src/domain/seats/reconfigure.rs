//! New settings of sessions or their groups.

use chrono::{DateTime, Utc};
use serde_json::json;

use super::board::SeatSession;
use super::command::{GroupSettings, Reconfigure, SettingsChange};
use super::decide::{Deciding, NeedsMoreWaiting, Outcome};
use super::outcome::{AuditLine, AuditSubject, Done, Refusal};
use super::promote::Passing;
use crate::domain::event::{SeatSettings, Session, SessionStatus};
use crate::domain::ids::EventId;

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
        let promoted = self.promote(new.session, at, Passing::Nobody)?;
        Ok(Ok(Done::Reconfigured { promoted }))
    }

    /// What was made from the event as it was before is refused from now on.
    fn outdate(&mut self, event: EventId) {
        for session in self.board.sessions.values_mut().filter(|session| session.event == event) {
            session.event_version += 1;
        }
    }

    pub(super) fn reconfigure_groups(
        &mut self,
        new: &[GroupSettings],
        at: DateTime<Utc>,
    ) -> Result<Outcome, NeedsMoreWaiting> {
        for settings in new {
            if let Err(refusal) = self.check_group(settings) {
                return Ok(Err(refusal));
            }
        }
        let mut promoted = 0;
        for settings in new {
            promoted += self.reconfigure_group(settings, at)?;
        }
        Ok(Ok(Done::Reconfigured { promoted }))
    }

    fn check_group(&self, new: &GroupSettings) -> Result<(), Refusal> {
        let group = self.board.groups.get(&new.group).ok_or(Refusal::NotFound)?;
        let is_below = |cap: u32| cap.saturating_add(group.exceeded) < group.taken;
        if new.capacity.is_some_and(is_below) {
            let (confirmed, people) = (group.taken, group.taken);
            return Err(Refusal::CapacityBelowConfirmed { confirmed, people });
        }
        Ok(())
    }

    /// How many were promoted by it.
    fn reconfigure_group(
        &mut self,
        new: &GroupSettings,
        at: DateTime<Utc>,
    ) -> Result<u32, NeedsMoreWaiting> {
        let GroupSettings { group: id, capacity, sessions_per_applicant } = *new;
        let Some(group) = self.board.groups.get_mut(&id) else { return Ok(0) };
        group.reconfigure(capacity, sessions_per_applicant);
        self.audit.push(AuditLine {
            action: "session_group_changed",
            subject: AuditSubject::Group(id),
            details: json!({ "capacity": capacity, "sessions_per_applicant": sessions_per_applicant }),
        });
        // Any one of its sessions: what is free is given to all of them together.
        let member = self.board.sessions.values().find(|s| s.group == Some(id)).map(|s| s.id);
        member.map_or(Ok(0), |session| self.promote(session, at, Passing::Nobody))
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
