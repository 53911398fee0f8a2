//! A list from its columns to what became of it.

use std::collections::HashMap;

use actix_web::HttpResponse;
use actix_web::http::header::{HeaderName, HeaderValue};

use super::path_of;
use super::upload::state_key;
use crate::domain::ids::SessionId;
use crate::export::columns::QuestionColumn;
use crate::http::console::attendees::{self, path_of_registration};
use crate::http::console::jobs;
use crate::http::console::open_visit::Page;
use crate::http::console::posted::Posted;
use crate::http::console::visit::Visit;
use crate::http::pages::console::event_nav::EventPart;
use crate::http::pages::console::frame::Section;
use crate::http::pages::console::imports::progress::{
    ColumnLine, FindingLine, ImportState, ProgressView, code_key, field_key, meaning_key,
};
use crate::http::pages::console::job::JobState;
use crate::http::pages::field::Choice;
use crate::http::pages::texts::Texts;
use crate::import::headers::Meaning;
use crate::usecases::Failure;
use crate::usecases::imports::{self, Import, finding};

/// Asks the browser to look again while it goes on.
const REFRESH: HeaderName = HeaderName::from_static("refresh");

pub async fn show(visit: Visit) -> HttpResponse {
    let outcome = shown(&visit).await;
    visit.answer(outcome)
}

async fn shown(visit: &Visit) -> Page {
    let import = imports::see(&visit.app, visit.principal(), visit.part("import")?).await?;
    page(visit, 200, &import, None)
}

fn page(visit: &Visit, status: u16, import: &Import, refused: Option<&'static str>) -> Page {
    let view = view(visit, import, refused);
    let goes_on = view.state.goes_on();
    let mut page = visit.page(status, &view)?;
    if goes_on {
        page.headers_mut().insert(REFRESH, HeaderValue::from_static("2"));
    }
    Ok(page)
}

fn view(visit: &Visit, import: &Import, refused: Option<&'static str>) -> ProgressView {
    let texts = Texts::new(visit.language());
    let language = visit.value_language();
    let programme = &import.programme;
    let questions: Vec<QuestionColumn> = programme
        .event
        .questions
        .iter()
        .map(|question| QuestionColumn {
            key: question.key.clone(),
            label_ja: question.label.get(language).to_owned(),
            ..QuestionColumn::default()
        })
        .collect();
    let session = import.row.session_id.and_then(|id| programme.session(SessionId(id.0)));
    let outcome: HashMap<&str, i64> =
        import.outcome.iter().map(|(word, count)| (word.as_str(), *count)).collect();
    let count = |word: &str| outcome.get(word).copied().unwrap_or(0);
    let path = path_of(import.row.id.0);
    let job = import.job.as_ref();
    let over = import.report.over.iter().filter_map(|(id, over)| {
        let name = programme.session(*id)?.name.get(language).to_owned();
        Some((name, *over))
    });
    ProgressView {
        frame: visit.frame(Section::Events),
        nav: visit.event_nav(programme, EventPart::Attendees),
        about: session.map(|one| one.name.get(language).to_owned()).unwrap_or_default(),
        state: ImportState::parse(&import.row.state, job.map(|job| JobState::parse(&job.state))),
        state_word: state_key(&import.row.state),
        format: import.row.format.clone(),
        total: import.row.total,
        columns: columns(texts, import, &questions),
        tells_by_mail: import.row.tells_by_mail,
        done: job.map_or(0, |job| job.done),
        new: import.report.new,
        changes: import.report.changes,
        unchanged: import.report.unchanged,
        duplicates: import.report.duplicates,
        faulty: import.report.faulty,
        over: over.collect(),
        made: count(finding::MADE),
        changed: count(finding::CHANGED),
        refused_rows: count(finding::REFUSED) + count(finding::FAULTY),
        undone: count(finding::UNDONE),
        kept: count(finding::KEPT),
        findings: import
            .findings
            .iter()
            .map(|row| FindingLine {
                line: row.line,
                what: finding_key(&row.finding),
                field: row.field.as_deref().map(|field| field_label(texts, field, &questions)),
                why: row.code.as_deref().map(code_key),
                path: row.registration_id.map(|id| path_of_registration(id.0)),
            })
            .collect(),
        refused,
        check_path: format!("{path}/check"),
        run_path: format!("{path}/run"),
        undo_path: format!("{path}/undo"),
        job_path: job.map(|job| jobs::path_of(job.id.0)).unwrap_or_default(),
        back: session.map_or_else(
            || attendees::path_of_event(programme.event.id),
            |session| attendees::path_of(session.id),
        ),
    }
}

fn finding_key(word: &str) -> &'static str {
    match word {
        finding::CHANGES => "imports-finding-changes",
        finding::DUPLICATE => "imports-finding-duplicate",
        finding::REFUSED => "imports-finding-refused",
        finding::KEPT => "imports-finding-kept",
        _ => "imports-finding-faulty",
    }
}

fn field_label(texts: Texts, field: &str, questions: &[QuestionColumn]) -> String {
    let key = field.trim_start_matches("answers/");
    match questions.iter().find(|question| question.key == key) {
        Some(question) => question.label_ja.clone(),
        None => texts.t(field_key(field)),
    }
}

fn columns(texts: Texts, import: &Import, questions: &[QuestionColumn]) -> Vec<ColumnLine> {
    let each = import.headers.iter().zip(&import.mapping).enumerate();
    each.map(|(at, (header, meaning))| {
        let fixed = Meaning::fixed().map(|one| (one.name(), texts.t(meaning_key(&one.name()))));
        let asked = questions
            .iter()
            .map(|question| (format!("answer:{}", question.key), question.label_ja.clone()));
        let choices = fixed.chain(asked).map(|(value, label)| Choice {
            chosen: value == meaning.name(),
            value,
            label,
            hint: String::new(),
        });
        let cells = import.sample.iter().filter_map(|(_, cells)| cells.get(at));
        let example: Vec<&str> =
            cells.map(String::as_str).filter(|cell| !cell.trim().is_empty()).collect();
        ColumnLine {
            header: header.clone(),
            example: example
                .first()
                .map(|cell| cell.chars().take(40).collect())
                .unwrap_or_default(),
            choices: choices.collect(),
        }
    })
    .collect()
}

pub async fn check(visit: Visit, posted: Posted) -> HttpResponse {
    let outcome = checked(&visit, posted).await;
    visit.answer(outcome)
}

async fn checked(visit: &Visit, posted: Posted) -> Page {
    let fields = visit.admitted(posted)?;
    let id = visit.part("import")?;
    let import = imports::see(&visit.app, visit.principal(), id).await?;
    let mapping: Vec<Meaning> = (0..import.headers.len())
        .map(|at| Meaning::parse(fields.text(&format!("column-{at}"))))
        .collect();
    let tells = fields.has("tells");
    match imports::map(&visit.app, visit.principal(), id, mapping.clone(), tells).await {
        Ok(()) => Ok(visit.see_other(&format!("/console/imports/{id}"))),
        Err(Failure::Invalid(faults)) => {
            let why = match faults.first().map(|fault| fault.code) {
                Some("duplicate") => "imports-why-twice",
                Some("session") => "imports-why-session",
                _ => "imports-why-name",
            };
            page(visit, 422, &Import { mapping, ..import }, Some(why))
        }
        Err(failure) => Err(failure.into()),
    }
}

pub async fn run(visit: Visit, posted: Posted) -> HttpResponse {
    let outcome = pressed(&visit, posted, true).await;
    visit.answer(outcome)
}

pub async fn undo(visit: Visit, posted: Posted) -> HttpResponse {
    let outcome = pressed(&visit, posted, false).await;
    visit.answer(outcome)
}

async fn pressed(visit: &Visit, posted: Posted, is_run: bool) -> Page {
    visit.admitted(posted)?;
    let id = visit.part("import")?;
    let (app, principal) = (&visit.app, visit.principal());
    let started = if is_run {
        imports::start(app, principal, id).await
    } else {
        imports::take_back(app, principal, id).await
    };
    match started {
        // Pressed twice, it is started once.
        Ok(()) | Err(Failure::Conflict(_)) => {
            Ok(visit.see_other(&format!("/console/imports/{id}")))
        }
        Err(failure) => Err(failure.into()),
    }
}
