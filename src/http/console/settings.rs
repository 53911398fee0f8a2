//! The settings of an organization: the way to each of their pages.

use actix_web::HttpResponse;

use super::open_visit::Page;
use super::people;
use super::route_table::Needs::{self, Member};
use super::route_table::{RouteTable, at};
use super::visit::Visit;
use crate::http::pages::console::afterwards;
use crate::http::pages::console::forms::{MAIL_SETTINGS, MAIL_TEXTS};
use crate::http::pages::console::frame::Section;
use crate::http::pages::console::settings::{SettingsLine, SettingsView};
use crate::usecases::Permission;

/// The pages, each with what one needs for it. Rooms add theirs.
const PAGES: [&[(SettingsLine, Needs)]; 2] = [
    &[
        (SettingsLine::BRAND, Needs::May(Permission::WriteEvents)),
        (MAIL_SETTINGS, Needs::May(Permission::ReadOutbox)),
        (MAIL_TEXTS, Needs::May(Permission::WriteEvents)),
        (afterwards::rule::LINE, Needs::May(Permission::ReadEvents)),
        (afterwards::purges::LINE, Needs::May(Permission::ReadRegistrations)),
    ],
    &people::SETTINGS,
];

pub fn routes(table: &mut RouteTable) {
    table.add(at("/settings").get(Member, show));
}

async fn show(visit: Visit) -> HttpResponse {
    let outcome = pages(&visit);
    visit.answer(outcome)
}

fn pages(visit: &Visit) -> Page {
    // What is for the whole organization is not for those who have a right for single events alone.
    let may_open = |needs: Needs| match needs {
        Needs::May(permission) => visit.principal().may(permission),
        Needs::Anybody | Member => true,
    };
    let lines = PAGES
        .iter()
        .copied()
        .flatten()
        .filter(|(_, needs)| may_open(*needs))
        .map(|(line, _)| *line);
    let view = SettingsView { frame: visit.frame(Section::Settings), lines: lines.collect() };
    visit.page(200, &view)
}
