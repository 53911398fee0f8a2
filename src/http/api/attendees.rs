//! Exporting a session's attendee list, for staff.

use actix_web::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use actix_web::{HttpResponse, web};

use super::Answer;
use crate::app::App;
use crate::domain::values::language::Language;
use crate::export;
use crate::http::extract::{Organizer, Query, TwoPathParts};
use crate::http::file_stream;
use crate::usecases::Failure;
use crate::usecases::attendees::query::AttendeeQuery;
use crate::usecases::export_attendees::{self, Wanted};
use crate::usecases::print_sheet;

/// Formats that lists come in, beside `pdf`.
const FORMATS: [&str; 3] = ["csv", "xlsx", "json"];

/// Export a session's attendees
///
/// One row for each seat. `csv` is for Excel in Japan; `json` has the columns' keys as its fields. Text
/// that looks like a formula stays text. A list that cannot be finished breaks off without a proper end. `pdf` is
/// for paper: a roster, a reception sheet in the order of readings, or badges.
#[utoipa::path(
    get, path = "/sessions/{session}/attendees.{format}", tag = "Registrations (staff)",
    security(("token" = ["registrations:read"])),
    params(
        ("session" = String, Path, description = "Id"),
        ("format" = String, Path, description = "`csv`, `xlsx`, `json` or `pdf`"),
        ("encoding" = Option<String>, Query, description = "Of csv: `utf-8-bom` (the default) or `shift_jis`"),
        ("columns" = Option<String>, Query, description = "Keys with commas between, such as `reception_number,attendee_name,answer:needs`"),
        ("state" = Option<String>, Query, description = "One state, or several with commas between; `confirmed` where absent"),
        ("sheet" = Option<String>, Query, description = "Of pdf: `roster` (the default), `reception` or `badges`"),
        ("size" = Option<String>, Query, description = "Of badges: `a4-10` (91 × 55 mm, the default), `a4-8`, `a4-6` or `a4-4`"),
        ("lines" = Option<String>, Query, description = "Of badges: `1` for lines to cut along"),
        ("rows" = Option<String>, Query, description = "What a row is: `attendees` (the default, one for each seat) or `registrations`"),
        ("q" = Option<String>, Query, description = "As in the list of registrations: only those that are found by it"),
        ("lang" = Option<String>, Query, description = "Language of labels: `ja` or `en`"),
    ),
    responses((status = 200, description = "The list", content(
        (Vec<Object> = "application/json"),
        (String = "text/csv"),
        (String = "application/pdf"),
        (String = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    ))),
)]
pub async fn export(
    app: web::Data<App>,
    organizer: Organizer,
    path: TwoPathParts,
    mut query: Query,
) -> Answer {
    let TwoPathParts(session, ending) = path;
    if ending == "pdf" {
        return printed(&app, &organizer, &session, query).await;
    }
    if !FORMATS.contains(&ending.as_str()) {
        return Err(Failure::NotFound.into());
    }
    let wanted = Wanted {
        ending,
        encoding: query.text("encoding"),
        columns: query.text("columns"),
        query: AttendeeQuery {
            state: query.text("state").unwrap_or_default(),
            q: query.text("q").unwrap_or_default(),
            ..AttendeeQuery::default()
        },
        rows: query.text("rows"),
        language: query.choice("lang", Language::parse).unwrap_or(Language::Ja),
    };
    query.finish()?;
    let export = export_attendees::prepare(&app, &organizer.0, &session, &wanted).await?;
    let mut response = HttpResponse::Ok();
    response.insert_header((CONTENT_TYPE, export.format.content_type()));
    response.insert_header((CONTENT_DISPOSITION, export::content_disposition(&export.file_name)));
    let body = file_stream::start(move |sink| export.write(sink).map(drop)).await?;
    Ok(response.streaming(body))
}

async fn printed(app: &App, organizer: &Organizer, session: &str, mut query: Query) -> Answer {
    let wanted = print_sheet::Wanted {
        sheet: query.text("sheet"),
        size: query.text("size"),
        lines: query.text("lines").is_some_and(|lines| lines == "1"),
        state: query.text("state"),
        q: query.text("q"),
        language: query.choice("lang", Language::parse).unwrap_or(Language::Ja),
    };
    query.finish()?;
    let file = print_sheet::print(app, &organizer.0, session, &wanted).await?;
    Ok(pdf(file))
}

/// A printed sheet as an answer.
pub fn pdf(file: print_sheet::Printed) -> HttpResponse {
    HttpResponse::Ok()
        .insert_header((CONTENT_TYPE, "application/pdf"))
        .insert_header((CONTENT_DISPOSITION, export::content_disposition(&file.file_name)))
        .body(file.bytes)
}
