//! The list as a file; where `Shift_JIS` lacks characters of it, first a page that says which and where.

use actix_web::HttpResponse;
use actix_web::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};

use super::asked::Asked;
use super::dialog;
use super::scope::Scope;
use crate::export::{self, ColumnKey, Encoding, Format, UnfitReport};
use crate::http::console::fault::ConsoleFault;
use crate::http::console::open_visit::Page;
use crate::http::console::paths::parameters;
use crate::http::console::visit::Visit;
use crate::http::file_stream;
use crate::http::pages::console::exports::unfit::{UnfitLine, UnfitView};
use crate::http::pages::console::exports::words;
use crate::http::pages::console::frame::Section;
use crate::usecases::export_attendees::{self, Export};
use crate::usecases::{Failure, export_sets};

pub async fn download(visit: Visit) -> HttpResponse {
    let outcome = file(&visit).await;
    visit.answer(outcome)
}

async fn file(visit: &Visit) -> Page {
    let scope = Scope::of(visit).await?;
    let sets = export_sets::list(&visit.app, visit.principal()).await?;
    let fields = parameters(visit);
    let asked = Asked::of(visit, &scope, &fields, &sets);
    if asked.keys().is_empty() || asked.states.is_empty() || asked.sessions.is_empty() {
        return dialog::page(visit, 422, Some(words::NOTHING_CHOSEN)).await;
    }
    let (wanted, sessions) = asked.wanted(visit.value_language());
    let event = scope.programme.event.id.to_string();
    let (app, principal) = (&visit.app, visit.principal());
    let prepared =
        export_attendees::prepare_event(app, principal, &event, Some(&sessions), &wanted).await;
    let export = match prepared {
        Ok(export) => export,
        Err(Failure::Invalid(_)) => return dialog::page(visit, 422, Some(words::WRONG)).await,
        Err(failure) => return Err(failure.into()),
    };
    let is_old = export.format == Format::Csv(Encoding::ShiftJis);
    if !is_old || fields.has("anyway") {
        return send(export).await;
    }
    let (export, unfit) = looked_through(export).await?;
    if unfit.is_empty() { send(export).await } else { warn(visit, &scope, &asked, &export, &unfit) }
}

/// Blocks on a thread of its own.
async fn looked_through(export: Export) -> Result<(Export, UnfitReport), ConsoleFault> {
    let looked = tokio::task::spawn_blocking(move || {
        let unfit = export.unfit();
        unfit.map(|unfit| (export, unfit))
    });
    let found =
        looked.await.map_err(|_| ConsoleFault::Internal("the list was not looked through"))?;
    Ok(found?)
}

/// The list as it is sent, written while it is read.
pub async fn send(export: Export) -> Page {
    let mut response = HttpResponse::Ok();
    response.insert_header((CONTENT_TYPE, export.format.content_type()));
    response.insert_header((CONTENT_DISPOSITION, export::content_disposition(&export.file_name)));
    let body = file_stream::start(move |sink| export.write(sink).map(drop)).await?;
    Ok(response.streaming(body))
}

fn warn(visit: &Visit, scope: &Scope, asked: &Asked, export: &Export, unfit: &UnfitReport) -> Page {
    let label = |key: &ColumnKey| {
        let column = export.spec.columns.iter().find(|column| column.key == *key);
        column.map(|column| column.label(visit.value_language()).to_owned()).unwrap_or_default()
    };
    let code = |character: char| format!("U+{:04X}", u32::from(character));
    let path = format!("{}/file", scope.path());
    let to = |format: &str| format!("{path}?{}", asked.query(Some(format)));
    let view = UnfitView {
        frame: visit.frame(Section::Events),
        back: format!("{}?{}", scope.path(), asked.query(None)),
        total: unfit.total,
        characters: unfit
            .characters
            .iter()
            .map(|(character, count)| (character.to_string(), code(*character), *count))
            .collect(),
        places: unfit
            .places
            .iter()
            .map(|place| UnfitLine {
                character: place.character.to_string(),
                code: code(place.character),
                row: place.row,
                column: label(&place.column),
            })
            .collect(),
        anyway: format!("{path}?{}&anyway=1", asked.query(None)),
        utf8: to("csv"),
        xlsx: to("xlsx"),
    };
    visit.page(200, &view)
}
