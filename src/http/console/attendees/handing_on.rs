//! Chosen rows handed on: as a table to copy, as a file, as those to whom somebody writes.

use super::columns::shown_columns;
use super::list::plain_row;
use super::table_text;
use crate::domain::state::State;
use crate::http::console::exports::file;
use crate::http::console::open_visit::Page;
use crate::http::console::paths::with_query;
use crate::http::console::visit::Visit;
use crate::http::pages::console::attendees::copied::CopiedView;
use crate::http::pages::console::event_nav::EventPart;
use crate::http::pages::console::frame::Section;
use crate::http::pages::texts::Texts;
use crate::usecases::attendees::bulk::Chosen;
use crate::usecases::attendees::handing_on;
use crate::usecases::attendees::listing::Scope;
use crate::usecases::attendees::query::AttendeeQuery;
use crate::usecases::attendees::views;
use crate::usecases::export_attendees::Wanted;

/// What can be had of chosen rows at once, without a page that asks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    Copy,
    Xlsx,
    Csv,
    Mail,
}

impl Way {
    pub fn parse(text: &str) -> Option<Self> {
        Some(match text {
            "copy" => Self::Copy,
            "export-xlsx" => Self::Xlsx,
            "export-csv" => Self::Csv,
            "mail" => Self::Mail,
            _ => return None,
        })
    }

    /// # Errors
    /// [`crate::usecases::Failure::Invalid`]: nobody was chosen.
    pub async fn hand_on(self, visit: &Visit, scope: &Scope, chosen: &Chosen, back: &str) -> Page {
        match self {
            Self::Copy => copied(visit, scope, chosen, back).await,
            Self::Xlsx => exported(visit, scope, chosen, "xlsx").await,
            Self::Csv => exported(visit, scope, chosen, "csv").await,
            Self::Mail => written_to(visit, scope, chosen).await,
        }
    }
}

async fn copied(visit: &Visit, scope: &Scope, chosen: &Chosen, back: &str) -> Page {
    let found = handing_on::copied(&visit.app, visit.principal(), scope, chosen).await?;
    let wishes = views::of(&visit.app, visit.principal(), &scope.programme).await?;
    let columns = shown_columns(visit, scope, &wishes);
    let rows: Vec<_> =
        found.iter().map(|found| plain_row(visit, &scope.programme, found)).collect();
    let view = CopiedView {
        frame: visit.frame(Section::Events),
        nav: visit.event_nav(&scope.programme, EventPart::Attendees),
        number: rows.len(),
        is_cut: rows.len() >= handing_on::COPIED_MAX,
        table: table_text::of(Texts::new(visit.language()), &columns, &rows),
        back: back.to_owned(),
    };
    visit.page(200, &view)
}

async fn exported(visit: &Visit, scope: &Scope, chosen: &Chosen, ending: &str) -> Page {
    let wanted = Wanted {
        ending: ending.to_owned(),
        query: AttendeeQuery {
            state: State::ALL.map(State::as_str).join(","),
            ..AttendeeQuery::default()
        },
        language: visit.value_language(),
        ..Wanted::default()
    };
    let (app, principal) = (&visit.app, visit.principal());
    file::send(handing_on::exported(app, principal, scope, chosen, &wanted).await?).await
}

/// The page where it is written; there their number stands.
async fn written_to(visit: &Visit, scope: &Scope, chosen: &Chosen) -> Page {
    let id = handing_on::to_be_written_to(&visit.app, visit.principal(), scope, chosen).await?;
    let path = format!("/console/events/{}/mailings/new", scope.programme.event.id);
    Ok(visit.see_other(&with_query(&path, &[("chosen", &id.to_string())])))
}
