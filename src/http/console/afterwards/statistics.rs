//! An event in numbers, as a page and as a file.

use std::borrow::Cow;

use actix_web::HttpResponse;

use super::table_file;
use crate::domain::civil;
use crate::export::Cell;
use crate::export::columns::ColumnKind;
use crate::export::table::Table;
use crate::http::console::open_visit::Page;
use crate::http::console::visit::Visit;
use crate::http::pages::console::afterwards::statistics::{
    ChoiceNumbers, HEADINGS, SessionNumbers, StatisticsView,
};
use crate::http::pages::console::attendees::source_key;
use crate::http::pages::console::event_nav::EventPart;
use crate::http::pages::console::frame::Section;
use crate::http::pages::texts::Texts;
use crate::usecases::statistics::{self, Statistics};

pub async fn show(visit: Visit) -> HttpResponse {
    let outcome = page(&visit).await;
    visit.answer(outcome)
}

async fn page(visit: &Visit) -> Page {
    let found = statistics::of_event(&visit.app, visit.principal(), visit.part("event")?).await?;
    let (language, zone) = (visit.value_language(), found.programme.event.time_zone);
    let view = StatisticsView {
        frame: visit.frame(Section::Events),
        nav: visit.event_nav(&found.programme, EventPart::Afterwards),
        path: format!("/console/events/{}/afterwards/statistics", found.programme.event.id),
        made: visit.short_time(found.figures.made_at, zone),
        purged: found.purged_at.map(|at| civil::date(language, at, zone)).unwrap_or_default(),
        sessions: sessions(visit, &found),
        channels: found
            .figures
            .channels
            .iter()
            .map(|(source, count)| (source_key(source), *count))
            .collect(),
        days: found.figures.days.iter().map(|(day, count)| (day.to_string(), *count)).collect(),
        choices: choices(visit, &found),
    };
    visit.page(200, &view)
}

fn sessions(visit: &Visit, found: &Statistics) -> Vec<SessionNumbers> {
    let (language, zone) = (visit.value_language(), found.programme.event.time_zone);
    let numbers = |figures: &statistics::SessionFigures| SessionNumbers {
        name: figures.name.get(language).to_owned(),
        when: figures.starts_at.map(|at| visit.short_time(at, zone)).unwrap_or_default(),
        capacity: figures.capacity,
        applied: figures.applied,
        confirmed: figures.confirmed,
        people: figures.people,
        waitlisted: figures.waitlisted,
        withdrawn: figures.withdrawn,
        came: figures.came,
        absent: figures.absent,
    };
    found.figures.sessions.iter().map(numbers).collect()
}

fn choices(visit: &Visit, found: &Statistics) -> Vec<ChoiceNumbers> {
    let language = visit.value_language();
    let numbers = |(number, figures): (usize, &statistics::ChoiceFigures)| ChoiceNumbers {
        id: format!("choice-{number}"),
        label: figures.label.get(language).to_owned(),
        answered: figures.answered,
        choices: figures
            .choices
            .iter()
            .map(|(label, count)| (label.get(language).to_owned(), *count))
            .collect(),
    };
    (1..).zip(&found.figures.choices).map(numbers).collect()
}

pub async fn file(visit: Visit) -> HttpResponse {
    let outcome = table(&visit).await;
    visit.answer(outcome)
}

/// One table of all numbers, one number a row: what it is about, of what, how many.
async fn table(visit: &Visit) -> Page {
    let found = statistics::of_event(&visit.app, visit.principal(), visit.part("event")?).await?;
    let texts = visit.frame(Section::Events).texts();
    let mut rows = session_rows(visit, &found, texts);
    for (source, count) in &found.figures.channels {
        rows.push(row(
            &texts.t("afterwards-by-channel"),
            &texts.t(source_key(source)),
            "",
            Some(*count),
        ));
    }
    for (day, count) in &found.figures.days {
        rows.push(row(&texts.t("afterwards-by-day"), &day.to_string(), "", Some(*count)));
    }
    for question in choices(visit, &found) {
        for (label, count) in question.choices {
            let count = count.and_then(|count| i64::try_from(count).ok());
            let mut cells = row(&texts.t("afterwards-by-choice"), &question.label, &label, count);
            if count.is_none() {
                cells[3] = text(&texts.t("afterwards-hidden"));
            }
            rows.push(cells);
        }
    }
    let event = &found.programme.event;
    let [of_table, of, what, number] = HEADINGS.map(|key| texts.t(key));
    let table = Table {
        name: format!(
            "{} {}",
            event.title.get(visit.value_language()),
            texts.t("afterwards-statistics")
        ),
        columns: vec![
            (of_table, ColumnKind::Text),
            (of, ColumnKind::Text),
            (what, ColumnKind::Text),
            (number, ColumnKind::Number),
        ],
        rows,
        zone: event.time_zone,
        created_at: visit.app.clock.now(),
    };
    table_file::answer(&table, visit.part("ending")?)
}

fn session_rows(visit: &Visit, found: &Statistics, texts: Texts) -> Vec<Vec<Cell<'static>>> {
    let title = found.programme.event.title.get(visit.value_language()).to_owned();
    let mut rows = Vec::new();
    for session in sessions(visit, found) {
        let name = if session.name.is_empty() { &title } else { &session.name };
        let of = format!("{name} {}", session.when);
        let numbers = [
            ("column-capacity", Some(i64::from(session.capacity))),
            ("afterwards-applied", Some(session.applied)),
            ("state-confirmed", Some(session.confirmed)),
            ("column-people", Some(i64::from(session.people))),
            ("state-waitlisted", Some(session.waitlisted)),
            ("state-withdrawn", Some(session.withdrawn)),
            ("afterwards-came", session.came),
            ("afterwards-absent", session.absent),
        ];
        for (word, number) in numbers {
            rows.push(row(&texts.t("afterwards-by-session"), &of, &texts.t(word), number));
        }
    }
    rows
}

fn text(text: &str) -> Cell<'static> {
    Cell::Text(Cow::Owned(text.to_owned()))
}

fn row(table: &str, of: &str, what: &str, number: Option<i64>) -> Vec<Cell<'static>> {
    let what = if what.is_empty() { Cell::Empty } else { text(what) };
    vec![text(table), text(of), what, number.map_or(Cell::Empty, Cell::Number)]
}
