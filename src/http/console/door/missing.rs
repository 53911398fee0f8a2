//! Who is expected and not there yet.

use actix_web::HttpResponse;

use super::super::open_visit::Page;
use super::super::paths::with_query;
use super::super::visit::Visit;
use super::results;
use crate::http::extract::Query;
use crate::http::pages::console::door::missing::MissingView;
use crate::http::pages::console::frame::Section;
use crate::usecases::check_in::{list, place};
use crate::usecases::{Failure, Permission};

/// People on a page.
const PAGE: i64 = 100;

/// `GET …/missing`.
pub async fn show(visit: Visit, query: Query) -> HttpResponse {
    let outcome = absent(&visit, query).await;
    visit.answer(outcome)
}

async fn absent(visit: &Visit, mut query: Query) -> Page {
    query.text("lang");
    let after = query.text("cursor").and_then(|text| text.parse().ok()).unwrap_or(0);
    let any_day = query.text("any-day").is_some();
    query.finish()?;
    let place = super::here(visit).await?;
    let counted = place::counted_at(&visit.app, &place).await.map_err(Failure::from)?;
    let (found, next) = list::missing(&visit.app, &place, after, PAGE).await?;
    let session = place.session().ok_or(Failure::NotFound)?;
    let path = super::path_of(&place);
    let view = MissingView {
        frame: visit.frame(Section::Events),
        nav: super::nav(visit, &place),
        session: results::name_of(visit, &place.programme, session),
        when: results::when(visit, &place.programme, &place.meeting),
        count: results::counted(counted),
        opens_records: visit
            .principal()
            .may_in(place.programme.event.id, Permission::ReadRegistrations),
        people: found.iter().map(results::person).collect(),
        next_path: next.map(|cursor| {
            with_query(&format!("{path}/missing"), &[("cursor", &cursor.to_string())])
        }),
        any_day,
        path,
    };
    visit.page(200, &view)
}
