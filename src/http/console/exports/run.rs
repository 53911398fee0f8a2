//! What the link in a mail leads to.

use actix_web::HttpResponse;
use url::form_urlencoded;

use super::schedules::what;
use crate::http::console::open_visit::Page;
use crate::http::console::visit::Visit;
use crate::http::pages::console::exports::run::ExportRunView;
use crate::http::pages::console::frame::Section;
use crate::usecases::scheduled_exports::{self, KeptWanted};

pub async fn show(visit: Visit) -> HttpResponse {
    let outcome = page(&visit).await;
    visit.answer(outcome)
}

async fn page(visit: &Visit) -> Page {
    let run = scheduled_exports::open(&visit.app, visit.principal(), visit.part("run")?).await?;
    let event = &run.programme.event;
    let frame = visit.frame(Section::Events);
    let language = visit.value_language();
    let event_path = format!("/console/events/{}", event.id);
    let view = ExportRunView {
        file: (!run.is_over)
            .then(|| format!("{event_path}/export/file?{}", parameters(&run.wanted))),
        event_path,
        event_title: event.title.get(language).to_owned(),
        due: visit.short_time(run.due_at, event.time_zone),
        until: visit.short_time(run.expires_at, event.time_zone),
        registrations: run.registrations,
        what: what(frame.texts(), language, &run.programme, &run.wanted),
        frame,
    };
    visit.page(200, &view)
}

/// What was planned, as the address of the file.
fn parameters(wanted: &KeptWanted) -> String {
    let mut query = form_urlencoded::Serializer::new(String::new());
    let format = match wanted.encoding.as_deref() {
        Some(encoding) => format!("{}-{encoding}", wanted.ending),
        None => wanted.ending.clone(),
    };
    query.append_pair("format", &format);
    query.append_pair("rows", wanted.rows.as_deref().unwrap_or("attendees"));
    let several = |text: &Option<String>| -> Vec<String> {
        let parts = text.as_deref().unwrap_or_default().split(',');
        parts.filter(|part| !part.is_empty()).map(str::to_owned).collect()
    };
    for state in several(&wanted.state) {
        query.append_pair("state", &state);
    }
    for session in several(&wanted.sessions) {
        query.append_pair("session", &session);
    }
    query.extend_pairs(wanted.narrowed.pairs());
    for column in several(&wanted.columns) {
        query.append_pair("order", &column);
        query.append_pair("column", &column);
    }
    query.finish()
}
