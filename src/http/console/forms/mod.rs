//! Forms and mails of an event in the console.
//!
//! | address | file |
//! |---|---|
//! | `/console/events/{event}/form`, `/draft`, `/preview` | `builder.rs`, `form_preview.rs` |

mod builder;
mod form_preview;
mod typed_form;

use super::route_table::Needs::May;
use super::route_table::{RouteTable, at};
use crate::usecases::Permission::WriteEvents;

/// The routes of the room.
pub fn routes(table: &mut RouteTable) {
    table.add(
        at("/events/{event}/form")
            .get(May(WriteEvents), builder::show)
            .post(May(WriteEvents), builder::press),
    );
    table.add(at("/events/{event}/form/draft").post(May(WriteEvents), builder::keep));
    table.add(at("/events/{event}/form/preview").get(May(WriteEvents), form_preview::show));
}
