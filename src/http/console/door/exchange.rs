//! What the door's page exchanges with the server, as JSON.

use actix_web::HttpResponse;
use chrono::{DateTime, Utc};
use serde_json::{Value, json};

use super::super::open_visit::Page;
use super::super::posted::Posted;
use super::super::visit::Visit;
use super::results;
use crate::http::extract::Query;
use crate::store::check_ins::{Attendance, CheckInRow};
use crate::usecases::Failure;
use crate::usecases::check_in::list::{self, List, News};
use crate::usecases::check_in::sync::{self, Entry};
use crate::usecases::check_in::{Place, sync::Answer};

/// `GET …/list`: what a telephone has of the meeting, and nothing that it does not need.
pub async fn list(visit: Visit) -> HttpResponse {
    let outcome = whole(&visit).await;
    visit.answer(outcome)
}

async fn whole(visit: &Visit) -> Page {
    let place = super::here(visit).await?;
    let List { rows, elsewhere, check_ins, attendance, as_of, is_cut } =
        list::whole(&visit.app, &place).await?;
    let rows = rows.into_iter().map(|row| {
        let listed = row.listed;
        json!([
            listed.id.0,
            listed.reception_number,
            listed.applicant_name,
            listed.applicant_kana,
            listed.company_name,
            listed.seats,
            listed.state,
            row.code_hash,
            row.search_key,
        ])
    });
    let rows: Vec<Value> = rows.collect();
    let sessions = place.programme.sessions.iter().map(|session| {
        let words = results::session_words(visit, &place.programme, session.id);
        (session.id.to_string(), json!(words))
    });
    let sessions: serde_json::Map<String, Value> = sessions.collect();
    let csrf = visit.app.links.console_form_token(visit.secret());
    Ok(HttpResponse::Ok().json(json!({
        "rows": rows, "elsewhere": elsewhere, "sessions": sessions,
        "check_ins": check_ins.iter().map(shape).collect::<Vec<_>>(),
        "count": count(attendance), "as_of": as_of, "is_cut": is_cut, "csrf": csrf,
        "cancelled": place.door.is_cancelled,
        "days": [place.door.days.0, place.door.days.1],
        "ends_at": place.meeting.ends_at, "offset_minutes": offset(&place),
    })))
}

/// Minutes by which clocks at the meeting's place are ahead of UTC when it begins.
fn offset(place: &Place) -> i64 {
    use chrono::Offset as _;
    let local = place.meeting.starts_at.with_timezone(&place.door.zone);
    i64::from(local.offset().fix().local_minus_utc()) / 60
}

fn shape(row: &CheckInRow) -> Value {
    json!({
        "id": row.id.0, "registration": row.registration_id.0, "persons": row.persons, "at": row.at.0,
        "undone": row.undone_at.is_some(),
    })
}

fn count(attendance: Attendance) -> Value {
    json!({
        "here": attendance.here, "expected": attendance.expected,
        "here_persons": attendance.here_persons, "expected_persons": attendance.expected_persons,
    })
}

/// `GET …/news?since=…`: what all devices have said since.
pub async fn news(visit: Visit, query: Query) -> HttpResponse {
    let outcome = latest(&visit, query).await;
    visit.answer(outcome)
}

async fn latest(visit: &Visit, mut query: Query) -> Page {
    let since = query.text("since").unwrap_or_default();
    query.finish()?;
    let since: DateTime<Utc> =
        since.parse().map_err(|_| Failure::invalid("/since", "not_a_time"))?;
    let place = super::here(visit).await?;
    let News { check_ins, here, here_persons, as_of } =
        list::news(&visit.app, &place, since).await?;
    Ok(HttpResponse::Ok().json(json!({
        "check_ins": check_ins.iter().map(shape).collect::<Vec<_>>(),
        "count": { "here": here, "here_persons": here_persons }, "as_of": as_of,
    })))
}

/// `POST …/sync`: the field `entries` has what was done, in its order.
pub async fn sync(visit: Visit, posted: Posted) -> HttpResponse {
    let outcome = taken(&visit, posted).await;
    visit.answer(outcome)
}

async fn taken(visit: &Visit, posted: Posted) -> Page {
    let fields = visit.admitted(posted)?;
    let place = super::here(visit).await?;
    let entries: Vec<Entry> = serde_json::from_str(fields.text("entries"))
        .map_err(|_| Failure::invalid("/entries", "wrong_type"))?;
    let answers: Vec<Answer> =
        sync::take(&visit.app, &visit.principal().actor, &place, entries).await?;
    Ok(HttpResponse::Ok().json(json!({ "answers": answers })))
}
