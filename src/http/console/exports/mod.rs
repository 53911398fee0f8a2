//! Exports: choosing, fetching, keeping columns under a name, lists by the calendar.

mod asked;
mod dialog;
pub mod file;
mod narrowed;
mod run;
mod save;
mod schedules;
mod scope;

use super::route_table::Needs::May;
use super::route_table::{RouteTable, at};
use crate::usecases::Permission::{ReadRegistrations, WriteEvents};

/// The addresses of this room.
pub fn routes(table: &mut RouteTable) {
    for (choosing, fetching, saving) in [
        ("/events/{event}/export", "/events/{event}/export/file", "/events/{event}/export/save"),
        (
            "/sessions/{session}/export",
            "/sessions/{session}/export/file",
            "/sessions/{session}/export/save",
        ),
    ] {
        table.add(at(choosing).get(May(ReadRegistrations), dialog::show));
        table.add(at(fetching).get(May(ReadRegistrations), file::download));
        table.add(at(saving).get(May(WriteEvents), save::show).post(May(WriteEvents), save::press));
    }
    table.add(
        at("/events/{event}/export/schedules")
            .get(May(ReadRegistrations), schedules::show)
            .post(May(ReadRegistrations), schedules::press),
    );
    table.add(at("/exports/sets/{set}/remove").post(May(WriteEvents), save::remove));
    table.add(at("/exports/{run}").get(May(ReadRegistrations), run::show));
}
