//! Choosing what is exported, and how.

use actix_web::HttpResponse;

use super::asked::Asked;
use super::narrowed;
use super::scope::Scope;
use crate::domain::state::State;
use crate::http::console::open_visit::Page;
use crate::http::console::paths::parameters;
use crate::http::console::visit::Visit;
use crate::http::pages::console::attendees::state_key;
use crate::http::pages::console::exports::dialog::{ColumnChoice, ExportView, SetLine, Tick};
use crate::http::pages::console::exports::words::{FORMATS, ROWS, done_key};
use crate::http::pages::console::frame::Section;
use crate::usecases::{Permission, export_sets};

pub async fn show(visit: Visit) -> HttpResponse {
    let outcome = page(&visit, 200, None).await;
    visit.answer(outcome)
}

/// The dialog as the address asks for it, with what was wrong.
pub async fn page(visit: &Visit, status: u16, wrong: Option<&'static str>) -> Page {
    let scope = Scope::of(visit).await?;
    let sets = export_sets::list(&visit.app, visit.principal()).await?;
    let fields = parameters(visit);
    let asked = Asked::of(visit, &scope, &fields, &sets);
    let frame = visit.frame(Section::Events);
    let texts = frame.texts();
    let language = visit.value_language();
    let path = scope.path();
    let may_keep = visit.principal().may(Permission::WriteEvents);
    let tick =
        |value: &str, label: String, chosen: bool| Tick { value: value.to_owned(), label, chosen };
    let session_label = |id: &crate::domain::ids::SessionId| {
        let session = scope.programme.session(*id);
        let name = session.map(|session| session.name.get(language)).unwrap_or_default();
        let when = session.and_then(crate::domain::event::Session::starts_at);
        let when = when.map(|at| visit.short_time(at, scope.programme.event.time_zone));
        format!("{name} {}", when.unwrap_or_default())
    };
    let rows_query = asked.rows_query(true);
    let view = ExportView {
        done: done_key(fields.text("done")),
        narrowed: narrowed::words(texts, language, &scope.programme, &asked.narrowed),
        narrowed_by: asked.narrowing(),
        wide_path: format!("{path}?{}", asked.rows_query(false)),
        back: format!("{path}?{rows_query}"),
        event_path: scope.event_path(),
        event_title: scope.programme.event.title.get(language).to_owned(),
        file_path: format!("{path}/file"),
        save_path: may_keep.then(|| format!("{path}/save")),
        schedules_path: format!("{}/export/schedules", scope.event_path()),
        sets: sets
            .iter()
            .map(|set| SetLine {
                path: format!("{path}?{rows_query}&set={}", set.id.0),
                name: set.name.clone(),
                is_default: set.is_default,
                remove: may_keep.then(|| format!("/console/exports/sets/{}/remove", set.id.0)),
            })
            .collect(),
        formats: FORMATS
            .map(|(value, word)| tick(value, texts.t(word), value == asked.format))
            .to_vec(),
        rows: ROWS
            .map(|(value, word)| tick(value, texts.t(word), value == asked.rows_are.as_str()))
            .to_vec(),
        states: State::ALL
            .map(|state| {
                let chosen = asked.states.iter().any(|it| it == state.as_str());
                tick(state.as_str(), texts.t(state_key(state.as_str())), chosen)
            })
            .to_vec(),
        sessions: scope
            .sessions()
            .iter()
            .map(|id| {
                let value = id.to_string();
                tick(&value, session_label(id), asked.sessions.contains(&value))
            })
            .collect(),
        columns: asked
            .columns
            .iter()
            .map(|(column, chosen)| ColumnChoice {
                key: column.key.to_string(),
                label: column.label(language).to_owned(),
                chosen: *chosen,
            })
            .collect(),
        missing: asked.missing,
        wrong,
        path,
        frame,
    };
    visit.page(status, &view)
}
