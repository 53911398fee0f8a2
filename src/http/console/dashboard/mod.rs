//! How an event or a session stands.
//!
//! | address | file |
//! |---|---|
//! | `/console/events/{event}` | `../event.rs` |
//! | `/console/sessions/{session}` | `session.rs` |

mod session;
pub mod standing;

use super::route_table::Needs::May;
use super::route_table::{RouteTable, at};
use crate::usecases::Permission::ReadEvents;

/// The routes of the room.
pub fn routes(table: &mut RouteTable) {
    table.add(at("/sessions/{session}").get(May(ReadEvents), session::show));
}
