//! Keeping columns under a name, and taking such a name away.

use actix_web::HttpResponse;
use url::form_urlencoded;

use super::asked::Asked;
use super::scope::Scope;
use crate::domain::fault::FieldFault;
use crate::export::RowsAre;
use crate::http::console::afterwards;
use crate::http::console::open_visit::Page;
use crate::http::console::paths::parameters;
use crate::http::console::posted::{Fields, Posted};
use crate::http::console::visit::Visit;
use crate::http::pages::console::afterwards::entry::EntryKind;
use crate::http::pages::console::exports::save::SaveSetView;
use crate::http::pages::console::frame::Section;
use crate::usecases::{Failure, export_attendees, export_sets};

pub async fn show(visit: Visit) -> HttpResponse {
    let outcome = ask(&visit).await;
    visit.answer(outcome)
}

async fn ask(visit: &Visit) -> Page {
    let scope = Scope::of(visit).await?;
    let asked = Asked::of(visit, &scope, &parameters(visit), &[]);
    let (keys, rows) = (asked.keys(), asked.rows_are.as_str());
    page(visit, 200, &scope, (&keys, rows, ""), &[])
}

/// The dialog as it was when one went to keep its columns: the address still says it.
fn dialog_path(visit: &Visit, scope: &Scope, done: &str) -> String {
    let fields = parameters(visit);
    let mut query = if fields.pairs().is_empty() {
        String::new()
    } else {
        Asked::of(visit, scope, &fields, &[]).query(None)
    };
    if !done.is_empty() {
        query = form_urlencoded::Serializer::new(query).append_pair("done", done).finish();
    }
    if query.is_empty() { scope.path() } else { format!("{}?{query}", scope.path()) }
}

pub async fn press(visit: Visit, posted: Posted) -> HttpResponse {
    let outcome = pressed(&visit, posted).await;
    visit.answer(outcome)
}

async fn pressed(visit: &Visit, posted: Posted) -> Page {
    let fields: Fields = visit.admitted(posted)?;
    let scope = Scope::of(visit).await?;
    let (keys, rows) = (fields.text("keys"), fields.text("rows"));
    let rows_are = RowsAre::parse(rows).unwrap_or_default();
    let (name, is_default) = (fields.text("name"), fields.has("is_default"));
    let (app, principal) = (&visit.app, visit.principal());
    match export_sets::save(app, principal, name, keys, rows_are, is_default).await {
        Ok(()) => Ok(visit.see_other(&dialog_path(visit, &scope, "saved"))),
        Err(Failure::Invalid(faults)) => page(visit, 422, &scope, (keys, rows, name), &faults),
        Err(failure) => Err(failure.into()),
    }
}

fn page(
    visit: &Visit,
    status: u16,
    scope: &Scope,
    (keys, rows, name): (&str, &str, &str),
    faults: &[FieldFault],
) -> Page {
    let questions = export_attendees::question_columns(&scope.programme.event, visit.principal());
    let all = crate::export::all_columns(&questions);
    let language = visit.value_language();
    let label = |key: &str| {
        let column = all.iter().find(|column| column.key.to_string() == key);
        column.map(|column| column.label(language).to_owned())
    };
    let frame = visit.frame(Section::Events);
    let words = ("exports-set-name", "exports-set-name-hint");
    let name =
        afterwards::entry(frame.texts(), "name", words, EntryKind::Line, true, name, (faults, ""));
    let view = SaveSetView {
        back: dialog_path(visit, scope, ""),
        path: match visit.request().query_string() {
            "" => format!("{}/save", scope.path()),
            query => format!("{}/save?{query}", scope.path()),
        },
        columns: keys.split(',').filter_map(label).collect(),
        keys: keys.to_owned(),
        rows: rows.to_owned(),
        name,
        frame,
    };
    visit.page(status, &view)
}

pub async fn remove(visit: Visit, posted: Posted) -> HttpResponse {
    let outcome = removed(&visit, posted).await;
    visit.answer(outcome)
}

async fn removed(visit: &Visit, posted: Posted) -> Page {
    let fields = visit.admitted(posted)?;
    export_sets::remove(&visit.app, visit.principal(), visit.part("set")?).await?;
    // Back to where the button was; a path of ours, or home.
    let back = fields.text("back");
    let is_ours = back.starts_with("/console/") && back.bytes().all(|b| b.is_ascii_graphic());
    let joint = if back.contains('?') { '&' } else { '?' };
    let back = format!("{back}{joint}done=set-removed");
    Ok(visit.see_other(if is_ours { &back } else { "/console" }))
}
