//! The room of lists that are taken in.
//!
//! | address | file |
//! |---|---|
//! | `/console/sessions/{session}/import`, `/console/events/{event}/import` | `upload.rs` |
//! | `/console/imports/{import}`, `…/check`, `…/run`, `…/undo` | `progress.rs` |

mod progress;
mod sent_list;
mod upload;

use super::route_table::Needs::May;
use super::route_table::{RouteTable, at};
use crate::usecases::Permission::WriteRegistrations;

pub fn routes(table: &mut RouteTable) {
    let write = May(WriteRegistrations);
    table.add(
        at("/sessions/{session}/import")
            .get(write, upload::of_session)
            .post(write, upload::send_of_session),
    );
    table.add(
        at("/events/{event}/import")
            .get(write, upload::of_event)
            .post(write, upload::send_of_event),
    );
    table.add(at("/imports/{import}").get(write, progress::show));
    table.add(at("/imports/{import}/check").post(write, progress::check));
    table.add(at("/imports/{import}/run").post(write, progress::run));
    table.add(at("/imports/{import}/undo").post(write, progress::undo));
}

/// Where an import is.
pub fn path_of(id: uuid::Uuid) -> String {
    format!("/console/imports/{id}")
}
