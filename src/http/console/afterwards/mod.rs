//! What comes after an event: retention, absences, statistics, completion.

mod absences;
mod completion;
mod faults;
mod overview;
mod person;
mod purges;
mod retention;
mod rule;
mod statistics;
mod table_file;

pub use faults::entry;

use super::route_table::Needs::May;
use super::route_table::{RouteTable, at};
use crate::usecases::Permission::{ReadEvents, ReadRegistrations, WriteRegistrations};

/// The addresses of this room.
pub fn routes(table: &mut RouteTable) {
    table.add(
        at("/events/{event}/afterwards")
            .get(May(ReadRegistrations), overview::show)
            .post(May(ReadRegistrations), overview::press),
    );
    table.add(
        at("/events/{event}/afterwards/absences")
            .get(May(ReadRegistrations), absences::show)
            .post(May(WriteRegistrations), absences::press),
    );
    table.add(
        at("/events/{event}/afterwards/statistics").get(May(ReadRegistrations), statistics::show),
    );
    table.add(
        at("/events/{event}/afterwards/statistics.{ending}")
            .get(May(ReadRegistrations), statistics::file),
    );
    table.add(
        at("/events/{event}/afterwards/completion")
            .get(May(ReadRegistrations), completion::show)
            .post(May(WriteRegistrations), completion::press),
    );
    table.add(
        at("/events/{event}/afterwards/completion.{ending}")
            .get(May(ReadRegistrations), completion::file),
    );
    table.add(
        at("/events/{event}/afterwards/completion/certificate")
            .get(May(ReadRegistrations), completion::certificate),
    );
    table.add(
        at("/events/{event}/retention")
            .get(May(ReadRegistrations), retention::show)
            .post(May(ReadRegistrations), retention::press),
    );
    table.add(
        at("/settings/retention")
            .get(May(ReadEvents), rule::show)
            .post(May(ReadEvents), rule::press),
    );
    table.add(at("/purges").get(May(ReadRegistrations), purges::list));
    table.add(at("/purges/{purge}").get(May(ReadRegistrations), purges::show));
    table.add(
        at("/registrations/{registration}/purge")
            .get(May(WriteRegistrations), person::show)
            .post(May(WriteRegistrations), person::press),
    );
}
