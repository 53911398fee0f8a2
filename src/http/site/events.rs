//! The published events: all of them, and each on its own page.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use chrono::{DateTime, Utc};

use super::address::Name;
use super::fault::PageFault;
use super::outside_views;
use super::programme_views::Shown;
use super::visit::{Keeping, Visit};
use crate::app::App;
use crate::domain::event::Programme;
use crate::http::pages::brand::BrandView;
use crate::http::pages::event::EventView;
use crate::http::pages::event_list::EventListView;
use crate::http::pages::frame::{Frame, LanguageSwitch};
use crate::usecases::list_events::EventPage;
use crate::usecases::{Failure, find_programme, list_events};

/// `/`: every published event, the next one first.
pub async fn list(app: web::Data<App>, visit: Visit) -> Result<HttpResponse, PageFault> {
    let page = match list_events::public(&app, visit.parameter("cursor")).await {
        // A cursor that was never ours: the first page.
        Err(Failure::Invalid(_)) => list_events::public(&app, None).await?,
        other => other?,
    };
    let title = visit.texts().t("events-title");
    let outside = outside_views::of_list(&app, title, None, visit.domain_language());
    let frame = visit.frame("", LanguageSwitch::Links { path: "/".to_owned() });
    list_page(&app, &visit, "/", frame.with_outside(outside), page)
}

/// `/o/{organization}`: those of one organization, in its colour.
pub async fn list_of(
    app: web::Data<App>,
    visit: Visit,
    organization: Name,
) -> Result<HttpResponse, PageFault> {
    let slug = &organization.0;
    let found = match list_events::public_of(&app, slug, visit.parameter("cursor")).await {
        Err(Failure::Invalid(_)) => list_events::public_of(&app, slug, None).await?,
        other => other?,
    };
    let path = format!("/o/{slug}");
    let title = visit.texts().t1("events-of", "name", &found.name);
    let outside = outside_views::of_list(&app, title, Some(slug), visit.domain_language());
    let frame = visit.frame(&found.name, LanguageSwitch::Links { path: path.clone() });
    let brand = BrandView::of(&found.brand);
    let frame = frame.with_outside(outside).with_brand(brand);
    list_page(&app, &visit, &path, frame, found.events)
}

fn list_page(
    app: &App,
    visit: &Visit,
    path: &str,
    frame: Frame,
    page: EventPage,
) -> Result<HttpResponse, PageFault> {
    let now = app.clock.now();
    let mut programmes = page.programmes;
    programmes.sort_by_key(|programme| order(programme, now));
    let shown = |programme| Shown { programme, language: visit.domain_language(), now };
    let view = EventListView {
        frame,
        events: programmes.iter().map(|programme| shown(programme).entry()).collect(),
        next_path: page.next.map(|cursor| format!("{path}?cursor={cursor}")),
    };
    visit.page(StatusCode::OK, Keeping::Public, &view)
}

/// `/e/{event}`, by slug or id.
pub async fn show(
    app: web::Data<App>,
    visit: Visit,
    event: Name,
) -> Result<HttpResponse, PageFault> {
    let programme = find_programme::public_event(&app, &event.0).await?;
    let visit = visit.embeddable_by(&programme.brand);
    let language = visit.domain_language();
    let shown = Shown { programme: &programme, language, now: app.clock.now() };
    let path = path_of(&programme);
    let outside = outside_views::of_event(&app, shown);
    let frame = visit.frame_of(&programme, LanguageSwitch::Links { path });
    let view = EventView {
        frame: frame.with_outside(outside),
        event: shown.event(),
        image: outside_views::image(&programme, language),
        sessions: shown.sessions(),
    };
    visit.page(StatusCode::OK, Keeping::Public, &view)
}

/// The path of an event's page.
pub fn path_of(programme: &Programme) -> String {
    format!("/e/{}", programme.event.slug.as_str())
}

/// Those to come by their next session, then those that are over, the latest first.
fn order(programme: &Programme, now: DateTime<Utc>) -> (bool, i64) {
    let meetings = programme.sessions.iter().flat_map(|session| &session.meetings);
    let next = meetings
        .clone()
        .filter(|meeting| meeting.ends_at > now)
        .map(|meeting| meeting.starts_at)
        .min();
    let last = meetings.map(|meeting| meeting.ends_at).max();
    match next {
        Some(start) => (false, start.timestamp()),
        None => (true, last.map_or(i64::MAX, |end| -end.timestamp())),
    }
}

#[cfg(test)]
mod tests {
    use super::super::samples;
    use super::*;
    use crate::domain::event::CapacityUnit;

    #[test]
    fn the_next_event_comes_first_and_the_past_last() {
        let starting = |start: &str| {
            let mut programme = samples::programme(CapacityUnit::Person);
            programme.sessions.truncate(1);
            let meeting = &mut programme.sessions[0].meetings[0];
            meeting.starts_at = start.parse().unwrap();
            meeting.ends_at = meeting.starts_at + chrono::Duration::hours(1);
            programme
        };
        let days = ["2026-09-01", "2026-12-01", "2026-10-02", "2026-09-20"];
        let mut programmes = days.map(|day| starting(&format!("{day}T10:00:00+09:00")));
        programmes.sort_by_key(|programme| order(programme, samples::now()));
        let sorted =
            programmes.map(|p| p.sessions[0].meetings[0].starts_at.format("%F").to_string());
        assert_eq!(sorted, ["2026-10-02", "2026-12-01", "2026-09-20", "2026-09-01"]);
    }
}
