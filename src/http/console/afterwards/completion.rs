//! Who has completed a course: the list, as a file, and certificates for paper.

use std::borrow::Cow;

use actix_web::HttpResponse;
use serde_json::Value;

use super::table_file;
use crate::domain::civil;
use crate::export::Cell;
use crate::export::columns::ColumnKind;
use crate::export::table::Table;
use crate::http::console::attendees::path_of_registration;
use crate::http::console::open_visit::Page;
use crate::http::console::paths::with_query;
use crate::http::console::posted::Posted;
use crate::http::console::visit::Visit;
use crate::http::extract::Query;
use crate::http::pages::console::afterwards::completion::{
    CompletedLine, CompletionCertificateView, CompletionView, HEADINGS, SessionChoice,
};
use crate::http::pages::console::event_nav::EventPart;
use crate::http::pages::console::frame::Section;
use crate::usecases::completion::{self, Completed, CompletionList, number_words};
use crate::usecases::note_export::note_export;
use crate::usecases::{Failure, Permission};

/// What stands below the headings of the file.
const KINDS: [ColumnKind; 8] = [
    ColumnKind::Identifier,
    ColumnKind::Text,
    ColumnKind::Text,
    ColumnKind::Text,
    ColumnKind::Number,
    ColumnKind::Number,
    ColumnKind::Identifier,
    ColumnKind::Time,
];

/// The list that the address asks for.
async fn asked(visit: &Visit, mut query: Query) -> Result<(CompletionList, Option<i64>), Failure> {
    query.text("lang");
    let (session, at_least) = (query.text("session"), query.number("at_least"));
    let number = query.number("number");
    query.finish()?;
    let at_least = at_least.and_then(|number| u32::try_from(number).ok());
    let (event, session) = (visit.part("event")?, session.as_deref());
    let found = completion::list(&visit.app, visit.principal(), event, session, at_least).await?;
    Ok((found, number))
}

fn path_of(found: &CompletionList) -> String {
    format!("/console/events/{}/afterwards/completion", found.programme.event.id)
}

pub async fn show(visit: Visit, query: Query) -> HttpResponse {
    let outcome = list(&visit, query).await;
    visit.answer(outcome)
}

async fn list(visit: &Visit, query: Query) -> Page {
    let (found, _) = asked(visit, query).await?;
    let (path, language) = (path_of(&found), visit.value_language());
    let choice = |session: &crate::domain::event::Session| SessionChoice {
        path: with_query(&path, &[("session", &session.id.to_string())]),
        label: session.name.get(language).to_owned(),
        current: session.id == found.session,
    };
    let event = found.programme.event.id;
    let view = CompletionView {
        frame: visit.frame(Section::Events),
        nav: visit.event_nav(&found.programme, EventPart::Afterwards),
        session: found.session.to_string(),
        sessions: found.programme.sessions.iter().map(choice).collect(),
        meetings: found.meetings,
        at_least: found.at_least,
        completed: found.completed.iter().map(|one| line(&found, &path, one)).collect(),
        may_issue: visit.principal().may_in(event, Permission::WriteRegistrations),
        path,
    };
    visit.page(200, &view)
}

fn line(found: &CompletionList, path: &str, one: &Completed) -> CompletedLine {
    let number = one.certificate.map(|(number, _)| number);
    let certificate = |number: i32| {
        let of = [
            ("session", found.session.to_string()),
            ("at_least", found.at_least.to_string()),
            ("number", number.to_string()),
        ];
        let of: Vec<(&str, &str)> =
            of.iter().map(|(name, value)| (*name, value.as_str())).collect();
        with_query(&format!("{path}/certificate"), &of)
    };
    CompletedLine {
        registration_path: path_of_registration(one.registration),
        reception_number: one.reception_number.clone(),
        name: one.name.clone(),
        kana: one.kana.clone(),
        company: one.company.clone(),
        attended: one.attended,
        is_unsure: one.is_unsure,
        number: number.map(|it| number_words(&found.programme, it)).unwrap_or_default(),
        path: number.map(certificate).unwrap_or_default(),
    }
}

pub async fn press(visit: Visit, posted: Posted) -> HttpResponse {
    let outcome = issued(&visit, posted).await;
    visit.answer(outcome)
}

async fn issued(visit: &Visit, posted: Posted) -> Page {
    let fields = visit.admitted(posted)?;
    let event = visit.part("event")?;
    let at_least = fields.text("at_least").parse().ok();
    let session = fields.given("session");
    completion::issue(&visit.app, visit.principal(), event, session, at_least).await?;
    let path = format!("/console/events/{event}/afterwards/completion");
    let of = [("session", fields.text("session")), ("at_least", fields.text("at_least"))];
    Ok(visit.see_other(&with_query(&path, &of)))
}

pub async fn file(visit: Visit, query: Query) -> HttpResponse {
    let outcome = table(&visit, query).await;
    visit.answer(outcome)
}

async fn table(visit: &Visit, query: Query) -> Page {
    let (found, _) = asked(visit, query).await?;
    let texts = visit.frame(Section::Events).texts();
    let text = |text: &str| match text {
        "" => Cell::Empty,
        text => Cell::Text(Cow::Owned(text.to_owned())),
    };
    let row = |one: &Completed| {
        let number = one.certificate.map(|(number, _)| number_words(&found.programme, number));
        let issued = one.certificate.map_or(Cell::Empty, |(_, at)| Cell::Time(at));
        vec![
            text(&one.reception_number),
            text(&one.name),
            text(&one.kana),
            text(&one.company),
            Cell::Number(i64::from(one.attended)),
            Cell::Number(i64::from(found.meetings)),
            text(&number.unwrap_or_default()),
            issued,
        ]
    };
    let event = &found.programme.event;
    let title = event.title.get(visit.value_language());
    let table = Table {
        name: format!("{title} {}", texts.t("afterwards-completion")),
        columns: HEADINGS.iter().map(|key| texts.t(key)).zip(KINDS).collect(),
        rows: found.completed.iter().map(row).collect(),
        zone: event.time_zone,
        created_at: visit.app.clock.now(),
    };
    let rows = table.rows.len();
    let what = ("completion", rows);
    note_export(&visit.app, visit.principal(), event.id, what, Value::Null).await?;
    table_file::answer(&table, visit.part("ending")?)
}

pub async fn certificate(visit: Visit, query: Query) -> HttpResponse {
    let outcome = printed(&visit, query).await;
    visit.answer(outcome)
}

async fn printed(visit: &Visit, query: Query) -> Page {
    let (found, number) = asked(visit, query).await?;
    let wanted = number.and_then(|number| i32::try_from(number).ok()).ok_or(Failure::NotFound)?;
    let is_it = |one: &&Completed| one.certificate.is_some_and(|(number, _)| number == wanted);
    let one = found.completed.iter().find(is_it).ok_or(Failure::NotFound)?;
    let event = &found.programme.event;
    let session = found.programme.session(found.session).ok_or(Failure::NotFound)?;
    let (language, zone) = (visit.value_language(), event.time_zone);
    let ended = session.meetings.iter().map(|meeting| meeting.ends_at).max();
    let issued = one.certificate.map(|(_, at)| at);
    let date = |at| civil::date(language, at, zone);
    let view = CompletionCertificateView {
        frame: visit.frame(Section::Events),
        event: event.title.get(language).to_owned(),
        session: session.name.get(language).to_owned(),
        back: path_of(&found),
        name: one.name.clone(),
        number: number_words(&found.programme, wanted),
        attended: one.attended,
        meetings: found.meetings,
        ended: ended.map(date).unwrap_or_default(),
        issued: issued.map(date).unwrap_or_default(),
    };
    visit.page(200, &view)
}
