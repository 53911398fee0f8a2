//! Published events in forms that programs read: RSS, JSON Feed, iCalendar.

use actix_web::{HttpRequest, HttpResponse, web};
use chrono::{DateTime, Utc};

use super::address::{Name, TwoNames};
use super::fault::PageFault;
use super::outside_views::site;
use super::visit::Visit;
use crate::app::App;
use crate::domain::event::Programme;
use crate::domain::values::language;
use crate::http::conditional::{self, File};
use crate::http::error::HttpError;
use crate::http::pages::texts::{Language, Texts};
use crate::outward::rss::Channel;
use crate::outward::told::changed_at;
use crate::outward::{calendar, json_feed, rss};
use crate::usecases::list_events;

/// Readers ask again after five minutes at the earliest.
const KEEPING: &str = "public, max-age=300";

/// `/feeds/events.{format}`: the newest published events of all organizations.
pub async fn all(
    app: web::Data<App>,
    visit: Visit,
    format: Name,
    request: HttpRequest,
) -> Result<HttpResponse, PageFault> {
    let page = list_events::public(&app, None).await?;
    let texts = Texts::new(language_of(&visit));
    let listed = Listed {
        title: texts.t("events-heading"),
        page: "/".to_owned(),
        programmes: &page.programmes,
    };
    answer(&app, &visit, &format.0, &listed, &request)
}

/// `/o/{organization}/events.{format}`: those of one organization.
pub async fn of_organization(
    app: web::Data<App>,
    visit: Visit,
    names: TwoNames,
    request: HttpRequest,
) -> Result<HttpResponse, PageFault> {
    let TwoNames(slug, format) = names;
    let found = list_events::public_of(&app, &slug, None).await?;
    let texts = Texts::new(language_of(&visit));
    let listed = Listed {
        title: texts.t1("events-of", "name", &found.name),
        page: format!("/o/{slug}"),
        programmes: &found.events.programmes,
    };
    answer(&app, &visit, &format, &listed, &request)
}

struct Listed<'a> {
    title: String,
    /// Path of the page with the same list.
    page: String,
    programmes: &'a [Programme],
}

/// The language of the address, else Japanese: a feed must not depend on who fetches it.
fn language_of(visit: &Visit) -> Language {
    let wanted = visit.parameter("lang").and_then(Language::from_code);
    wanted.unwrap_or_else(Language::japanese)
}

fn answer(
    app: &App,
    visit: &Visit,
    format: &str,
    listed: &Listed<'_>,
    request: &HttpRequest,
) -> Result<HttpResponse, PageFault> {
    let chosen = language_of(visit);
    let language = language::Language::parse(&chosen.code()).unwrap_or_default();
    let site = site(app);
    let path = format!("{}?lang={}", request.path(), chosen.code());
    let channel =
        Channel { title: &listed.title, page: &listed.page, path: &path, language, site: &site };
    let (media_type, body) = written(format, &channel, listed.programmes)?;
    let file = File { media_type, keeping: KEEPING, changed_at: whole_seconds(listed.programmes) };
    Ok(conditional::file(request, &file, body.into_bytes()))
}

fn written(
    format: &str,
    channel: &Channel<'_>,
    programmes: &[Programme],
) -> Result<(&'static str, String), HttpError> {
    match format {
        "rss" => Ok(("application/rss+xml; charset=utf-8", rss::feed(channel, programmes))),
        "json" => {
            Ok(("application/feed+json; charset=utf-8", json_feed::feed(channel, programmes)))
        }
        "ics" => calendar::feed(channel, programmes)
            .map(|calendar| ("text/calendar; charset=utf-8", calendar))
            .map_err(|_| HttpError::Internal("a calendar could not be written")),
        _ => Err(HttpError::NoSuchRoute),
    }
}

fn whole_seconds(programmes: &[Programme]) -> Option<DateTime<Utc>> {
    changed_at(programmes).and_then(|at| DateTime::from_timestamp(at.timestamp(), 0))
}
