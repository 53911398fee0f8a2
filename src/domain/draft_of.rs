//! What stands as the draft that would make it: what a partial change is laid over.

use super::draft::{EventDraft, GroupDraft, MeetingDraft, SessionDraft};
use super::event::{Event, Group, Meeting, Session};
use super::reminder::{Reminder, ReminderDraft};

/// A session as the draft that would make it.
pub fn draft_of_session(session: &Session, groups: &[Group]) -> SessionDraft {
    let settings = &session.settings;
    SessionDraft {
        name: session.name.clone(),
        capacity: i64::from(settings.capacity),
        people_capacity: settings.people_capacity.map(i64::from),
        waiting_list: settings.waiting_list,
        waiting_list_head_blocks: settings.head_blocks,
        opens_at: settings.opens_at.map(|time| time.to_rfc3339()),
        closes_at: Some(settings.closes_at.to_rfc3339()),
        grace_seconds: i64::from(settings.grace_seconds),
        group: session
            .group
            .and_then(|id| groups.iter().find(|g| g.id == id))
            .map(|group| group.key.clone()),
        meetings: session.meetings.iter().map(draft_of_meeting).collect(),
    }
}

fn draft_of_meeting(meeting: &Meeting) -> MeetingDraft {
    MeetingDraft {
        starts_at: meeting.starts_at.to_rfc3339(),
        ends_at: meeting.ends_at.to_rfc3339(),
        venue: meeting.venue.clone(),
        address: meeting.address.clone(),
        online_url: meeting.online_url.clone(),
    }
}

fn draft_of_reminder(reminder: Reminder) -> ReminderDraft {
    ReminderDraft { before_minutes: i64::from(reminder.before_minutes) }
}

impl Group {
    /// The group as the draft that would make it.
    pub fn draft(&self) -> GroupDraft {
        GroupDraft {
            key: self.key.clone(),
            name: self.name.clone(),
            capacity: self.capacity.map(i64::from),
            sessions_per_applicant: self.sessions_per_applicant.map(i64::from),
        }
    }
}

/// An event as the draft that would make it, without its sessions and groups.
pub fn draft_of_event(event: &Event) -> EventDraft {
    EventDraft {
        title: event.title.clone(),
        slug: Some(event.slug.as_str().to_owned()),
        audience: event.audience.clone(),
        description: event.description.clone(),
        contact: event.contact.clone(),
        capacity_unit: event.capacity_unit,
        allocation: event.allocation,
        people_per_application: i64::from(event.people_per_application),
        people_per_company: event.people_per_company.map(i64::from),
        questions: event.questions.iter().cloned().map(Into::into).collect(),
        time_zone: event.time_zone.name().to_owned(),
        reminders: event.reminders.iter().copied().map(draft_of_reminder).collect(),
        application_rules: event.application_rules.into(),
        session_groups: Vec::new(),
        sessions: Vec::new(),
    }
}
