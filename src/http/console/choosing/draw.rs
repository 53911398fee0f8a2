//! The draw of a session, and its record.

use actix_web::HttpResponse;
use actix_web::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};

use super::free;
use crate::domain::civil;
use crate::domain::seats::draw::lot;
use crate::export::{self, DrawLine};
use crate::http::console::fault::ConsoleFault;
use crate::http::console::open_visit::Page;
use crate::http::console::posted::Posted;
use crate::http::console::visit::Visit;
use crate::http::pages::console::attendees::state_key;
use crate::http::pages::console::choosing::draw::{DrawRecord, DrawView, PlaceRow};
use crate::http::pages::console::event_nav::EventPart;
use crate::http::pages::console::frame::Section;
use crate::store::draws::DrawnRow;
use crate::usecases::hold_draw::{self, DrawStanding};
use crate::usecases::{Failure, Permission};

pub async fn show(visit: Visit) -> HttpResponse {
    let outcome = match standing(&visit).await {
        Ok(standing) => page(&visit, &standing, 200, None, None),
        Err(failure) => Err(failure.into()),
    };
    visit.answer(outcome)
}

async fn standing(visit: &Visit) -> Result<DrawStanding, Failure> {
    hold_draw::standing(&visit.app, visit.principal(), visit.part("session")?).await
}

fn page(
    visit: &Visit,
    standing: &DrawStanding,
    status: u16,
    refused: Option<&'static str>,
    asked: Option<&str>,
) -> Page {
    let session = standing.programme.session(standing.session).ok_or(Failure::NotFound)?;
    let (language, zone) = (visit.value_language(), standing.programme.event.time_zone);
    let path = format!("/console/sessions/{}/draw", standing.session);
    let view = DrawView {
        frame: visit.frame(Section::Events),
        nav: visit.event_nav(&standing.programme, EventPart::Choosing),
        session_name: session.name.get(language).to_owned(),
        refused,
        asked: asked.map(str::to_owned),
        entered: standing.entered,
        free: free(session),
        not_before: standing.not_before.map(|at| civil::date_time(language, at, zone)),
        record_path: (!standing.drawn.is_empty()).then(|| format!("{path}.csv")),
        records: standing
            .drawn
            .chunk_by(|one, other| one.drawn_at == other.drawn_at)
            .map(|rows| record_of(visit, standing, rows))
            .collect(),
        path,
    };
    visit.page(status, &view)
}

fn record_of(visit: &Visit, standing: &DrawStanding, rows: &[DrawnRow]) -> DrawRecord {
    let zone = standing.programme.event.time_zone;
    let first = rows.first();
    DrawRecord {
        word: first.map(|row| row.word.clone()).unwrap_or_default(),
        when: first.map(|row| visit.short_time(row.drawn_at.0, zone)).unwrap_or_default(),
        places: rows
            .iter()
            .map(|row| PlaceRow {
                place: row.place,
                reception_number: row.reception_number.clone(),
                lot: lot(&row.word, &row.reception_number),
                state: state_key(&row.state),
            })
            .collect(),
    }
}

pub async fn hold(visit: Visit, posted: Posted) -> HttpResponse {
    let outcome = held(&visit, posted).await;
    visit.answer(outcome)
}

async fn held(visit: &Visit, posted: Posted) -> Page {
    let fields = visit.admitted(posted)?;
    let session = visit.part("session")?;
    // It cannot be taken back, and everybody is told: it is asked once more, with their number.
    if !fields.has("confirmed") {
        let standing = standing(visit).await?;
        let event = standing.programme.event.id;
        visit.principal().must_in(event, Permission::WriteRegistrations)?;
        return page(visit, &standing, 200, None, Some(fields.text("word")));
    }
    match hold_draw::hold(&visit.app, visit.principal(), session, fields.given("word")).await {
        Ok(_) => Ok(visit.see_other(&format!("/console/sessions/{session}/draw"))),
        Err(Failure::Refused(_) | Failure::Invalid(_)) => {
            page(visit, &standing(visit).await?, 409, Some("choosing-refused"), None)
        }
        Err(failure) => Err(failure.into()),
    }
}

pub async fn record(visit: Visit) -> HttpResponse {
    let outcome = match standing(&visit).await {
        Ok(standing) => file(&standing),
        Err(failure) => Err(failure.into()),
    };
    visit.answer(outcome)
}

/// For everybody: no names.
fn file(standing: &DrawStanding) -> Page {
    let lots: Vec<String> =
        standing.drawn.iter().map(|row| lot(&row.word, &row.reception_number)).collect();
    let lines: Vec<DrawLine<'_>> = standing
        .drawn
        .iter()
        .zip(&lots)
        .map(|(row, lot)| DrawLine {
            place: row.place,
            reception_number: &row.reception_number,
            lot,
            state: &row.state,
            word: &row.word,
            drawn_at: row.drawn_at.0,
        })
        .collect();
    let text = export::draw_record(&lines)
        .map_err(|_| ConsoleFault::Internal("the record could not be written"))?;
    let mut response = HttpResponse::Ok();
    response.insert_header((CONTENT_TYPE, "text/csv; charset=utf-8"));
    response.insert_header((CONTENT_DISPOSITION, export::content_disposition("draw.csv")));
    Ok(response.body(text))
}
