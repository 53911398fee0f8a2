//! The page of one door: what is typed or scanned, what is said of it, how many are there.

use actix_web::HttpResponse;

use super::super::open_visit::Page;
use super::super::paths::with_query;
use super::super::posted::{Fields, Posted};
use super::super::visit::Visit;
use super::results::{self, Moment};
use crate::domain::check_in::{Means, Outcome};
use crate::domain::ids::RegistrationId;
use crate::http::assets;
use crate::http::extract::Query;
use crate::http::pages::console::door::result::{DoorCandidate, DoorResult, Sign};
use crate::http::pages::console::door::scanner::{ScannerView, WorkingFiles};
use crate::http::pages::console::frame::Section;
use crate::usecases::Failure;
use crate::usecases::check_in::arrival::{self, Arrival, Undone};
use crate::usecases::check_in::finding::{self, Candidate, Found};
use crate::usecases::check_in::{Place, place};

/// `GET …/check-in/{meeting}`: with `registration`, what is to be said of it.
pub async fn show(visit: Visit, query: Query) -> HttpResponse {
    let outcome = door(&visit, query).await;
    visit.answer(outcome)
}

async fn door(visit: &Visit, mut query: Query) -> Page {
    query.text("lang");
    let (registration, said) = (query.text("registration"), query.text("said"));
    let any_day = query.text("any-day").is_some();
    query.finish()?;
    let place = super::here(visit).await?;
    let said = said.as_deref().unwrap_or_default();
    let result = match registration {
        Some(id) => Some(look(visit, &place, &id, said, any_day).await?),
        None => Sign::parse(said).map(DoorResult::plain),
    };
    page(visit, &place, any_day, Shown { result, ..Shown::default() }).await
}

async fn look(
    visit: &Visit,
    place: &Place,
    id: &str,
    said: &str,
    any_day: bool,
) -> Result<DoorResult, Failure> {
    let id: RegistrationId = id.parse().map_err(|_| Failure::NotFound)?;
    let told = arrival::look(&visit.app, place, id, any_day).await?;
    let moment = if said == Sign::Welcome.key() { Moment::Now } else { Moment::Later };
    let result = results::of(visit, place, &told, moment);
    // Looked at without having come in: nothing is said but who it is.
    let sign = Sign::parse(said).filter(|sign| *sign == Sign::Undone);
    Ok(match (sign, told.outcome) {
        (Some(sign), _) => DoorResult { sign, ..result },
        (None, Outcome::Welcome) => DoorResult { sign: Sign::Expected, ..result },
        _ => result,
    })
}

/// What stands on the page beside what is always there.
#[derive(Default)]
struct Shown {
    result: Option<DoorResult>,
    candidates: Vec<DoorCandidate>,
    typed: String,
}

async fn page(visit: &Visit, place: &Place, any_day: bool, shown: Shown) -> Page {
    let counted = place::counted_at(&visit.app, place).await.map_err(Failure::from)?;
    let session = place.session().ok_or(Failure::NotFound)?;
    let language = visit.value_language();
    let venue = place.meeting.venue.as_ref().map(|venue| venue.get(language).to_owned());
    let path = super::path_of(place);
    let is_today = place.door.is_today(visit.app.clock.now());
    let view = ScannerView {
        frame: visit.frame(Section::Events),
        nav: super::nav(visit, place),
        session: results::name_of(visit, &place.programme, session),
        when: results::when(visit, &place.programme, &place.meeting),
        venue: venue.unwrap_or_default(),
        is_today,
        is_cancelled: place.door.is_cancelled,
        any_day,
        count: results::counted(counted),
        result: shown.result,
        candidates: shown.candidates,
        typed: shown.typed,
        scope: format!("/console/events/{}/check-in/", place.programme.event.id),
        path,
        files: WorkingFiles {
            script: &assets::door_script().path,
            reader: &assets::code_reader().path,
        },
    };
    let mut response = visit.page(200, &view)?;
    super::installed::let_use_camera(&mut response);
    Ok(response)
}

/// `POST …/check-in/{meeting}`.
pub async fn press(visit: Visit, posted: Posted) -> HttpResponse {
    let outcome = pressed(&visit, posted).await;
    visit.answer(outcome)
}

async fn pressed(visit: &Visit, posted: Posted) -> Page {
    let fields = visit.admitted(posted)?;
    let place = super::here(visit).await?;
    let any_day = fields.has("any-day");
    match fields.text("action") {
        "check-in" => {
            let id = registration(&fields)?;
            let (means, persons) = (Means::Name, fields.text("persons").parse().ok());
            come_in(visit, &place, (id, means, persons), any_day).await
        }
        "undo" => undo(visit, &place, registration(&fields)?, any_day).await,
        "persons" => {
            let id = registration(&fields)?;
            let wanted = fields.text("persons").parse().unwrap_or(1);
            let actor = &visit.principal().actor;
            match arrival::set_persons(&visit.app, actor, &place, id, wanted).await {
                Ok(()) => Ok(back(visit, &place, any_day, Some(id), "")),
                Err(Failure::Conflict(_)) => {
                    Ok(back(visit, &place, any_day, None, Sign::NotHere.key()))
                }
                Err(other) => Err(other.into()),
            }
        }
        _ => find(visit, &place, fields.text("typed"), any_day).await,
    }
}

fn registration(fields: &Fields) -> Result<RegistrationId, Failure> {
    fields.text("registration").parse().map_err(|_| Failure::NotFound)
}

async fn find(visit: &Visit, place: &Place, typed: &str, any_day: bool) -> Page {
    let sign = match finding::find(&visit.app, place, typed).await? {
        Found::One(id, means) => return come_in(visit, place, (id, means, None), any_day).await,
        Found::Some(found) if !found.is_empty() => {
            let candidates = found.iter().map(|it| candidate(visit, place, it)).collect();
            let shown = Shown { candidates, typed: typed.to_owned(), result: None };
            return page(visit, place, any_day, shown).await;
        }
        Found::Some(_) | Found::Nobody => Sign::Unknown,
        Found::Mistyped => Sign::Mistyped,
        Found::Nothing => Sign::Nothing,
    };
    Ok(back(visit, place, any_day, None, sign.key()))
}

async fn come_in(
    visit: &Visit,
    place: &Place,
    (id, means, persons): (RegistrationId, Means, Option<u32>),
    any_day: bool,
) -> Page {
    let arrival = Arrival {
        id: None,
        registration: id,
        persons,
        means,
        device: None,
        at: None,
        on_any_day: any_day,
    };
    let told = arrival::arrive(&visit.app, &visit.principal().actor, place, arrival).await?;
    let found = told.registration.as_ref().map(|registration| registration.id);
    let key = results::sign_of(told.outcome).key();
    Ok(back(visit, place, any_day, found, key))
}

async fn undo(visit: &Visit, place: &Place, id: RegistrationId, any_day: bool) -> Page {
    let undone = arrival::undo(&visit.app, &visit.principal().actor, place, id, None).await?;
    let sign = if undone == Undone::WasNotHere { Sign::NotHere } else { Sign::Undone };
    let shown = (sign == Sign::Undone).then_some(id);
    Ok(back(visit, place, any_day, shown, sign.key()))
}

/// Back to the page, by GET.
fn back(
    visit: &Visit,
    place: &Place,
    any_day: bool,
    registration: Option<RegistrationId>,
    said: &str,
) -> HttpResponse {
    let id = registration.map(|id| id.to_string()).unwrap_or_default();
    let day = if any_day { "1" } else { "" };
    let parameters = [("registration", id.as_str()), ("said", said), ("any-day", day)];
    visit.see_other(&with_query(&super::path_of(place), &parameters))
}

fn candidate(visit: &Visit, place: &Place, found: &Candidate) -> DoorCandidate {
    let registration = &found.registration;
    let comer = crate::domain::check_in::Comer {
        event: registration.event,
        session: registration.session,
        state: registration.state,
        here: found.here,
    };
    let outcome = place.door.outcome(Some(comer), visit.app.clock.now(), true);
    let is_elsewhere = registration.session != place.session;
    let elsewhere =
        is_elsewhere.then(|| results::session_words(visit, &place.programme, registration.session));
    DoorCandidate {
        person: results::person(registration),
        sign: results::sign_of(outcome),
        elsewhere: elsewhere.unwrap_or_default(),
    }
}
