//! Which columns of the table a member sees, and whether single letters are shortcuts.

use actix_web::HttpResponse;

use super::list::path_of_scope;
use crate::domain::event::CapacityUnit;
use crate::http::console::open_visit::Page;
use crate::http::console::posted::Posted;
use crate::http::console::visit::Visit;
use crate::http::pages::console::attendees::list::ColumnChoice;
use crate::usecases::attendees::listing::{self, Scope};
use crate::usecases::attendees::views::{self, View};
use crate::usecases::{Failure, Permission};

/// Columns of every list with their words, in their order.
const COLUMNS: [(&str, &str); 12] = [
    ("name", "column-name"),
    ("kana", "column-kana"),
    ("company", "column-company"),
    ("email", "column-email"),
    ("phone", "column-phone"),
    ("people", "column-people"),
    ("session", "attendees-column-session"),
    ("state", "column-state"),
    ("source", "column-source"),
    ("received", "column-received"),
    ("registered", "column-registered"),
    ("answers", "column-answers"),
];

/// All columns of a list, chosen or not.
pub fn shown_columns(visit: &Visit, scope: &Scope, wishes: &View) -> Vec<ColumnChoice> {
    let event = &scope.programme.event;
    let chosen = wishes.columns.as_deref();
    let usually = |key: &str| match key {
        "company" => event.capacity_unit == CapacityUnit::Company,
        "session" => scope.session.is_none() && scope.programme.sessions.len() > 1,
        _ => true,
    };
    let fixed = COLUMNS.map(|(key, word)| ColumnChoice {
        key: key.to_owned(),
        word,
        label: String::new(),
        // The name leads to the registration.
        shown: key == "name"
            || chosen.map_or_else(|| usually(key), |keys| keys.iter().any(|it| it == key)),
    });
    let may = visit.principal().may_in(event.id, Permission::ReadRestrictedAnswers);
    let asked = event.questions.iter().filter(|question| may || !question.is_restricted());
    let questions = asked.map(|question| {
        let key = format!("answer:{}", question.key);
        ColumnChoice {
            word: "column-answers",
            label: question.label.get(visit.value_language()).to_owned(),
            shown: chosen.is_some_and(|keys| keys.contains(&key)),
            key,
        }
    });
    fixed.into_iter().chain(questions).collect()
}

pub async fn of_session(visit: Visit, posted: Posted) -> HttpResponse {
    let scope = match visit.part("session") {
        Ok(session) => listing::of_session(&visit.app, visit.principal(), session).await,
        Err(failure) => Err(failure),
    };
    let outcome = remember(&visit, scope, posted).await;
    visit.answer(outcome)
}

pub async fn of_event(visit: Visit, posted: Posted) -> HttpResponse {
    let scope = match visit.part("event") {
        Ok(event) => listing::of_event(&visit.app, visit.principal(), event).await,
        Err(failure) => Err(failure),
    };
    let outcome = remember(&visit, scope, posted).await;
    visit.answer(outcome)
}

async fn remember(visit: &Visit, scope: Result<Scope, Failure>, posted: Posted) -> Page {
    let fields = visit.admitted(posted)?;
    let scope = scope?;
    let known = shown_columns(visit, &scope, &View::default());
    let is_known = |key: &&str| known.iter().any(|column| column.key == **key);
    let chosen: Vec<String> = fields.texts("column").filter(is_known).map(str::to_owned).collect();
    views::set_columns(&visit.app, visit.principal(), &scope.programme, &chosen).await?;
    views::set_shortcuts(&visit.app, visit.principal(), fields.has("shortcuts")).await?;
    Ok(visit.see_other(&path_of_scope(&scope)))
}
