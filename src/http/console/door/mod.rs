//! At the door of a meeting: checking people in, and what is printed for it.
//!
//! | address | file |
//! |---|---|
//! | `/console/events/{event}/check-in` | `choose.rs` |
//! | `…/check-in/{meeting}` | `scanner.rs` |
//! | `…/check-in/{meeting}/walk-in` | `walk_in.rs` |
//! | `…/check-in/{meeting}/missing` | `missing.rs` |
//! | `…/check-in/{meeting}/list`, `/news`, `/sync` | `exchange.rs` |
//! | `…/check-in/worker.js`, `…/check-in/{meeting}/app.webmanifest` | `installed.rs` |
//! | `…/check-in/{meeting}/poster.pdf`, `/console/sessions/{session}/print`, `…/print/{sheet}` | `print.rs` |

mod choose;
mod exchange;
mod installed;
mod missing;
mod print;
mod results;
mod scanner;
mod walk_in;

use super::route_table::Needs::May;
use super::route_table::{RouteTable, at};
use super::visit::Visit;
use crate::http::pages::console::event_nav::{EventNav, EventPart};
use crate::usecases::Failure;
use crate::usecases::Permission::{CheckIn, ReadRegistrations};
use crate::usecases::check_in::{Place, place};

/// The routes of the room.
pub fn routes(table: &mut RouteTable) {
    let need = May(CheckIn);
    table.add(at("/events/{event}/check-in").get(need, choose::show));
    table.add(at("/events/{event}/check-in/worker.js").get(need, installed::worker));
    table.add(
        at("/events/{event}/check-in/{meeting}")
            .get(need, scanner::show)
            .post(need, scanner::press),
    );
    table.add(
        at("/events/{event}/check-in/{meeting}/walk-in")
            .get(need, walk_in::show)
            .post(need, walk_in::press),
    );
    table.add(at("/events/{event}/check-in/{meeting}/missing").get(need, missing::show));
    table.add(at("/events/{event}/check-in/{meeting}/list").get(need, exchange::list));
    table.add(at("/events/{event}/check-in/{meeting}/news").get(need, exchange::news));
    table.add(at("/events/{event}/check-in/{meeting}/sync").post(need, exchange::sync));
    table.add(
        at("/events/{event}/check-in/{meeting}/app.webmanifest").get(need, installed::manifest),
    );
    table.add(at("/events/{event}/check-in/{meeting}/poster.pdf").get(need, print::poster));
    let reads = May(ReadRegistrations);
    table.add(at("/sessions/{session}/print").get(reads, print::show));
    table.add(at("/sessions/{session}/print/{sheet}").get(reads, print::sheet));
}

/// The meeting of the address, for somebody who may receive people there.
async fn here(visit: &Visit) -> Result<Place, Failure> {
    let (event, meeting) = (visit.part("event")?, visit.part("meeting")?);
    place::of_event(&visit.app, visit.principal(), event, meeting).await
}

/// Where a meeting's page is.
fn path_of(place: &Place) -> String {
    format!("/console/events/{}/check-in/{}", place.programme.event.id, place.meeting.id)
}

fn nav(visit: &Visit, place: &Place) -> EventNav {
    visit.event_nav(&place.programme, EventPart::CheckIn)
}
