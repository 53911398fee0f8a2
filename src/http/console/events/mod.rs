//! Making, changing, copying, publishing, rehearsing and ending events: the routes of this room.
//!
//! | address | file |
//! |---|---|
//! | `/console/events/new`, `/console/events/sample` | `new.rs` |
//! | `/console/events/{event}/edit` | `hub.rs` |
//! | `/console/events/{event}/edit/sessions` | `more_sessions.rs` |
//! | `/console/events/{event}/edit/basics` | `basics.rs` |
//! | `/console/events/{event}/edit/rules` | `rules.rs` |
//! | `/console/events/{event}/edit/groups` | `groups.rs` |
//! | `/console/events/{event}/edit/image`, `…/image/remove` | `image.rs` |
//! | `/console/events/{event}/publish`, `/close`, `/unpublish`, `/delete` | `publish.rs`, `ending.rs` |
//! | `/console/events/{event}/cancel`, `/console/sessions/{session}/cancel` | `cancel.rs` |
//! | `/console/events/{event}/copy` | `copy.rs` |
//! | `/console/events/{event}/rehearsal`, `…/rehearsal/end` | `rehearsal.rs` |
//! | `/console/sessions/{session}/edit` | `session.rs` |
//! | `/console/sessions/{session}/close`, `/reopen`, `/delete` | `ending.rs` |
//! | `/console/settings/brand`, `…/brand/logo`, `…/brand/logo/remove` | `brand.rs` |

mod basics;
mod brand;
mod cancel;
mod confirming;
mod copy;
mod ending;
mod groups;
mod hub;
mod image;
mod in_files;
mod moments;
mod more_sessions;
mod new;
mod publish;
mod rehearsal;
mod rows;
mod rules;
mod session;
mod sheet;
mod timetable;

pub use session::changes_of_session;

use super::route_table::Needs::May;
use super::route_table::{RouteTable, at};
use crate::usecases::Permission::WriteEvents;

pub fn routes(table: &mut RouteTable) {
    making(table);
    changing(table);
    ending(table);
    table.add(
        at("/settings/brand")
            .get(May(WriteEvents), brand::show)
            .post(May(WriteEvents), brand::press),
    );
    table.add(at("/settings/brand/logo").post(May(WriteEvents), brand::put_logo));
    table.add(at("/settings/brand/logo/remove").post(May(WriteEvents), brand::remove_logo));
}

fn making(table: &mut RouteTable) {
    // Before the address with an event in it.
    table
        .add(at("/events/new").get(May(WriteEvents), new::show).post(May(WriteEvents), new::press));
    table.add(at("/events/sample").post(May(WriteEvents), new::sample));
    table.add(
        at("/events/{event}/copy")
            .get(May(WriteEvents), copy::show)
            .post(May(WriteEvents), copy::press),
    );
    table.add(
        at("/events/{event}/rehearsal")
            .get(May(WriteEvents), rehearsal::show)
            .post(May(WriteEvents), rehearsal::start),
    );
    table.add(at("/events/{event}/rehearsal/end").post(May(WriteEvents), rehearsal::end));
}

fn changing(table: &mut RouteTable) {
    table.add(at("/events/{event}/edit").get(May(WriteEvents), hub::show));
    table.add(
        at("/events/{event}/edit/sessions")
            .get(May(WriteEvents), more_sessions::show)
            .post(May(WriteEvents), more_sessions::press),
    );
    table.add(
        at("/events/{event}/edit/basics")
            .get(May(WriteEvents), basics::show)
            .post(May(WriteEvents), basics::press),
    );
    table.add(
        at("/events/{event}/edit/rules")
            .get(May(WriteEvents), rules::show)
            .post(May(WriteEvents), rules::press),
    );
    table.add(
        at("/events/{event}/edit/groups")
            .get(May(WriteEvents), groups::show)
            .post(May(WriteEvents), groups::press),
    );
    table.add(
        at("/events/{event}/edit/image")
            .get(May(WriteEvents), image::show)
            .post(May(WriteEvents), image::put),
    );
    table.add(at("/events/{event}/edit/image/remove").post(May(WriteEvents), image::remove));
    table.add(
        at("/sessions/{session}/edit")
            .get(May(WriteEvents), session::show)
            .post(May(WriteEvents), session::press),
    );
}

fn ending(table: &mut RouteTable) {
    table.add(
        at("/events/{event}/publish")
            .get(May(WriteEvents), publish::show)
            .post(May(WriteEvents), publish::press),
    );
    table.add(
        at("/events/{event}/close")
            .get(May(WriteEvents), ending::show_close)
            .post(May(WriteEvents), ending::close),
    );
    table.add(
        at("/events/{event}/unpublish")
            .get(May(WriteEvents), ending::show_unpublish)
            .post(May(WriteEvents), ending::unpublish),
    );
    table.add(
        at("/events/{event}/delete")
            .get(May(WriteEvents), ending::show_delete)
            .post(May(WriteEvents), ending::delete),
    );
    table.add(
        at("/events/{event}/cancel")
            .get(May(WriteEvents), cancel::show_event)
            .post(May(WriteEvents), cancel::event),
    );
    table.add(
        at("/sessions/{session}/cancel")
            .get(May(WriteEvents), cancel::show_session)
            .post(May(WriteEvents), cancel::session),
    );
    table.add(
        at("/sessions/{session}/close")
            .get(May(WriteEvents), ending::show_close_session)
            .post(May(WriteEvents), ending::close_session),
    );
    table.add(
        at("/sessions/{session}/reopen")
            .get(May(WriteEvents), ending::show_reopen_session)
            .post(May(WriteEvents), ending::reopen_session),
    );
    table.add(
        at("/sessions/{session}/delete")
            .get(May(WriteEvents), ending::show_delete_session)
            .post(May(WriteEvents), ending::delete_session),
    );
}
