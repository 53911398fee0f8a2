//! The tabs of an event, on every page that is about it.

use super::visit::Visit;
use crate::domain::event::{Allocation, Programme};
use crate::http::pages::console::event_nav::{EventNav, EventPart};
use crate::usecases::Permission;

impl Visit {
    /// The tabs of this event that the member may open, with the one that is shown.
    pub fn event_nav(&self, programme: &Programme, current: EventPart) -> EventNav {
        let event = &programme.event;
        let chooses = event.allocation != Allocation::FirstCome;
        let may = |part: EventPart| {
            let is_there = part != EventPart::Choosing || chooses;
            is_there && self.principal().may_in(event.id, needed(part))
        };
        EventNav {
            path: format!("/console/events/{}", event.id),
            title: event.title.get(self.value_language()).to_owned(),
            parts: EventPart::ALL.into_iter().filter(|part| may(*part)).collect(),
            current,
            is_rehearsal: programme.rehearsal.is_some(),
        }
    }
}

fn needed(part: EventPart) -> Permission {
    match part {
        EventPart::Overview => Permission::ReadEvents,
        EventPart::Edit | EventPart::Form | EventPart::Mails => Permission::WriteEvents,
        EventPart::Choosing | EventPart::Attendees | EventPart::Afterwards => {
            Permission::ReadRegistrations
        }
        EventPart::CheckIn => Permission::CheckIn,
        EventPart::People => Permission::ManageMembers,
    }
}
