//! The attendee list as a file, through the cookie of the console.

use actix_web::HttpResponse;
use actix_web::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};

use super::attendees::searched;
use super::open_visit::Page;
use super::visit::Visit;
use crate::export;
use crate::http::extract::Query;
use crate::http::file_stream;
use crate::usecases::Failure;
use crate::usecases::attendees::query::AttendeeQuery;
use crate::usecases::export_attendees::{self, Wanted};

/// Formats that lists come in.
const ENDINGS: [&str; 3] = ["csv", "xlsx", "json"];

pub async fn download(visit: Visit, query: Query) -> HttpResponse {
    let outcome = file(&visit, query).await;
    visit.answer(outcome)
}

async fn file(visit: &Visit, mut query: Query) -> Page {
    let ending = visit.part("ending")?;
    if !ENDINGS.contains(&ending) {
        return Err(Failure::NotFound.into());
    }
    query.text("lang");
    let wanted = Wanted {
        ending: ending.to_owned(),
        encoding: query.text("encoding"),
        columns: query.text("columns"),
        query: AttendeeQuery {
            state: query.text("state").unwrap_or_default(),
            q: searched::words(visit, &mut query).unwrap_or_default(),
            ..AttendeeQuery::default()
        },
        rows: query.text("rows"),
        language: visit.value_language(),
    };
    query.finish()?;
    let session = visit.part("session")?;
    let export = export_attendees::prepare(&visit.app, visit.principal(), session, &wanted).await?;
    let mut response = HttpResponse::Ok();
    response.insert_header((CONTENT_TYPE, export.format.content_type()));
    response.insert_header((CONTENT_DISPOSITION, export::content_disposition(&export.file_name)));
    let body = file_stream::start(move |sink| export.write(sink).map(drop)).await?;
    Ok(response.streaming(body))
}
