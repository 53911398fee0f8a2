//! The room of attendees: lists of a session and of an event, what is done with many, one by one.
//!
//! | address | file |
//! |---|---|
//! | `/console/sessions/{session}/attendees`, `/console/events/{event}/attendees` | `list.rs` |
//! | what is searched for in them | `searched.rs` |
//! | `…/attendees/columns` | `columns.rs` |
//! | `…/attendees/bulk`, `/console/bulk/{bulk}`, `…/start` | `bulk.rs`, `handing_on.rs` |
//! | `/console/registrations/{registration}` | `record.rs` |
//! | `…/do` | `press.rs` |
//! | `…/change` | `change.rs` |
//! | `…/merge` | `merge.rs` |
//! | `/console/sessions/{session}/enter`, `/console/events/{event}/enter`, `/console/drafts/{id}/complete` | `enter.rs` |

mod bulk;
mod change;
mod columns;
mod enter;
mod handing_on;
mod history;
mod list;
mod merge;
mod press;
mod record;
pub mod searched;
mod table_text;

use super::route_table::Needs::{May, Member};
use super::route_table::{RouteTable, at};
use crate::domain::ids::{EventId, SessionId};
use crate::usecases::Permission::{ReadRegistrations, WriteRegistrations};

pub fn routes(table: &mut RouteTable) {
    table.add(
        at("/sessions/{session}/attendees")
            .get(May(ReadRegistrations), list::of_session)
            .post(May(ReadRegistrations), searched::in_session),
    );
    table.add(
        at("/events/{event}/attendees")
            .get(May(ReadRegistrations), list::of_event)
            .post(May(ReadRegistrations), searched::in_event),
    );
    table.add(at("/sessions/{session}/attendees/columns").post(Member, columns::of_session));
    table.add(at("/events/{event}/attendees/columns").post(Member, columns::of_event));
    table.add(
        at("/sessions/{session}/attendees/bulk").post(May(ReadRegistrations), bulk::of_session),
    );
    table.add(at("/events/{event}/attendees/bulk").post(May(ReadRegistrations), bulk::of_event));
    table.add(at("/bulk/{bulk}").get(May(ReadRegistrations), bulk::show));
    table.add(at("/bulk/{bulk}/start").post(May(WriteRegistrations), bulk::start));
    table.add(at("/registrations/{registration}").get(May(ReadRegistrations), record::show));
    table.add(at("/registrations/{registration}/do").post(May(WriteRegistrations), press::press));
    table.add(
        at("/registrations/{registration}/change")
            .get(May(WriteRegistrations), change::open)
            .post(May(WriteRegistrations), change::save),
    );
    table.add(
        at("/registrations/{registration}/merge")
            .get(May(WriteRegistrations), merge::show)
            .post(May(WriteRegistrations), merge::press),
    );
    table.add(at("/events/{event}/enter").get(May(WriteRegistrations), enter::choose));
    table.add(
        at("/sessions/{session}/enter")
            .get(May(WriteRegistrations), enter::open)
            .post(May(WriteRegistrations), enter::save),
    );
    table.add(
        at("/drafts/{draft}/complete")
            .get(May(WriteRegistrations), enter::open_draft)
            .post(May(WriteRegistrations), enter::save_draft),
    );
}

/// Where the table of a session is.
pub fn path_of(session: SessionId) -> String {
    format!("/console/sessions/{session}/attendees")
}

/// Where the table of an event is.
pub fn path_of_event(event: EventId) -> String {
    format!("/console/events/{event}/attendees")
}

/// Where one registration is.
pub fn path_of_registration(id: impl std::fmt::Display) -> String {
    format!("/console/registrations/{id}")
}
