//! Who gets a seat where not whoever comes first: selections and draws.
//!
//! | address | file |
//! |---|---|
//! | `/console/events/{event}/choosing` | `overview.rs` |
//! | `/console/sessions/{session}/selection`, `/release` | `selection.rs` |
//! | `/console/sessions/{session}/draw`, `draw.csv` | `draw.rs` |

mod draw;
mod overview;
mod selection;

use super::route_table::Needs::May;
use super::route_table::{RouteTable, at};
use crate::domain::event::Session;
use crate::usecases::Permission::{ReadRegistrations, WriteRegistrations};

pub fn routes(table: &mut RouteTable) {
    table.add(at("/events/{event}/choosing").get(May(ReadRegistrations), overview::show));
    table.add(
        at("/sessions/{session}/selection")
            .get(May(ReadRegistrations), selection::show)
            .post(May(WriteRegistrations), selection::mark),
    );
    table.add(
        at("/sessions/{session}/selection/release")
            .get(May(WriteRegistrations), selection::preview)
            .post(May(WriteRegistrations), selection::release),
    );
    table.add(
        at("/sessions/{session}/draw")
            .get(May(ReadRegistrations), draw::show)
            .post(May(WriteRegistrations), draw::hold),
    );
    table.add(at("/sessions/{session}/draw.csv").get(May(ReadRegistrations), draw::record));
}

/// Units of its capacity that are free.
fn free(session: &Session) -> u32 {
    session.settings.capacity.saturating_sub(session.counts.taken)
}
