//! Visitors check themselves in, by the poster at the entrance. No GET changes anything.

use actix_web::cookie::time::Duration as CookieDuration;
use actix_web::cookie::{Cookie, SameSite};
use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse, web};

use super::address::Name;
use super::fault::{PageFault, too_many};
use super::programme_views::Shown;
use super::sent_form::SentForm;
use super::visit::{Keeping, Visit};
use crate::app::App;
use crate::domain::check_in::Outcome;
use crate::domain::civil;
use crate::http::abuse::limits::{self, Purpose};
use crate::http::pages::frame::LanguageSwitch;
use crate::http::pages::self_check_in::{OwnLine, SelfCheckInView, SelfResult, Stage};
use crate::store::programmes::count;
use crate::usecases::Failure;
use crate::usecases::check_in::oneself::{self, Answer, Hours, Typed};
use crate::usecases::check_in::{Place, Told};
use crate::usecases::registration::Placed;

/// The registrations whose own pages were opened on this telephone lately, by the secrets of their links.
const OWN: &str = "uketsuke_own";
/// How many of them are remembered: a family's.
const OWN_MAX: usize = 4;
/// How long they are remembered at most.
const OWN_LIFETIME: CookieDuration = CookieDuration::hours(24);

/// `GET /c/{token}`.
pub async fn open(
    app: web::Data<App>,
    visit: Visit,
    token: Name,
    request: HttpRequest,
) -> Result<HttpResponse, PageFault> {
    let place = oneself::place(&app, &token.0).await?;
    let stage = match Hours::of(&place, app.clock.now()) {
        Hours::Open => asking(&app, &place, &request, Typed::default(), false).await?,
        Hours::NotYet { from } => {
            let (language, zone) = (visit.domain_language(), place.programme.event.time_zone);
            Stage::NotYet { from: civil::date_time(language, from, zone) }
        }
        Hours::Over => Stage::Over,
    };
    page(&app, &visit, (&place, &token.0), StatusCode::OK, stage)
}

/// `POST /c/{token}`: by number and proof, or with `own` by the page that was open on this telephone.
pub async fn enter(
    app: web::Data<App>,
    visit: Visit,
    token: Name,
    request: HttpRequest,
    sent: SentForm,
) -> Result<HttpResponse, PageFault> {
    let place = oneself::place(&app, &token.0).await?;
    let visit = visit.in_language(sent.value("language"));
    let text = |name: &str| sent.value(name).unwrap_or_default().trim().to_owned();
    let persons = text("persons").parse().ok();
    let typed = Typed { number: text("number"), proof: text("proof"), persons };
    let here = (&place, token.0.as_str());
    if sent.value("language").is_some() {
        let stage = asking(&app, &place, &request, typed, false).await?;
        return page(&app, &visit, here, StatusCode::OK, stage);
    }
    let told = match sent.value("own") {
        Some(own) => {
            let own = own.to_owned();
            // Only what this telephone has itself: an address in a form of somebody else's opens nothing.
            if !own_tokens(&request).contains(&own) {
                return Err(Failure::NotFound.into());
            }
            oneself::by_own_page(&app, &place, &own, persons).await.map(Answer::of)
        }
        None => oneself::by_number(&app, &place, &typed).await,
    };
    match told {
        Ok(Answer::Told(told)) => {
            let stage = Stage::Told(result(&visit, &place, &told));
            page(&app, &visit, here, StatusCode::OK, stage)
        }
        Ok(Answer::NotProven) => {
            if let Err(many) = limits::take(&request, Purpose::Guesses) {
                return Ok(too_many(&request, many.seconds));
            }
            let stage = asking(&app, &place, &request, typed, true).await?;
            page(&app, &visit, here, StatusCode::UNPROCESSABLE_ENTITY, stage)
        }
        // Too early or over by now: the page says when.
        Err(Failure::Conflict(_)) => Ok(visit.see_other(&format!("/c/{}", token.0))),
        Err(other) => Err(other.into()),
    }
}

async fn asking(
    app: &App,
    place: &Place,
    request: &HttpRequest,
    typed: Typed,
    is_wrong: bool,
) -> Result<Stage, PageFault> {
    let tokens = own_tokens(request);
    let mut own = Vec::new();
    for token in tokens {
        for told in oneself::known(app, place, &[&token]).await? {
            if let Some(registration) = told.registration {
                let number = registration.reception_number;
                own.push(OwnLine { number, seats: registration.seats, token: token.clone() });
            }
        }
    }
    let persons = typed.persons.map(|persons| persons.to_string()).unwrap_or_default();

    Ok(Stage::Asking { own, number: typed.number, proof: typed.proof, persons, is_wrong })
}

fn result(visit: &Visit, place: &Place, told: &Told) -> SelfResult {
    let (language, zone) = (visit.domain_language(), place.programme.event.time_zone);
    let here = told.check_in.as_ref().filter(|row| row.undone_at.is_none());
    let belongs = match told.outcome {
        Outcome::WrongSession(session) => place.programme.session(session).map(|session| {
            let when = session
                .meetings
                .first()
                .map(|meeting| civil::range(language, meeting.starts_at, meeting.ends_at, zone));
            format!("{} {}", session.name.get(language), when.unwrap_or_default())
        }),
        _ => None,
    };
    let registration = told.registration.as_ref();
    SelfResult {
        is_in: told.outcome.is_in(),
        is_again: matches!(told.outcome, Outcome::AlreadyHere(_)),
        number: registration.map(|it| it.reception_number.clone()).unwrap_or_default(),
        persons: here.map_or(0, |row| count(row.persons)),
        at: here.map(|row| civil::time(language, row.at.0, zone)).unwrap_or_default(),
        belongs: belongs.unwrap_or_default(),
    }
}

fn page(
    app: &App,
    visit: &Visit,
    (place, token): (&Place, &str),
    status: StatusCode,
    stage: Stage,
) -> Result<HttpResponse, PageFault> {
    let programme = &place.programme;
    let shown = Shown { programme, language: visit.domain_language(), now: app.clock.now() };
    let path = format!("/c/{token}");
    let switch = match stage {
        Stage::Told(_) => LanguageSwitch::None,
        Stage::Asking { .. } => LanguageSwitch::Form,
        _ => LanguageSwitch::Links { path: path.clone() },
    };
    let session = place.session().map(|session| session.name.get(shown.language).to_owned());
    let (from, to) = (place.meeting.starts_at, place.meeting.ends_at);
    let view = SelfCheckInView {
        frame: visit.frame_of(programme, switch),
        event_title: shown.title(),
        session: session.unwrap_or_default(),
        when: civil::range(shown.language, from, to, programme.event.time_zone),
        path,
        stage,
        contact: shown.contact(),
    };
    visit.page(status, Keeping::Private, &view)
}

/// The secrets that this telephone has of its own pages.
fn own_tokens(request: &HttpRequest) -> Vec<String> {
    let cookie = request.cookie(OWN);
    let value = cookie.as_ref().map(Cookie::value).unwrap_or_default();
    value.split('.').filter(|token| token.len() == 43).take(OWN_MAX).map(str::to_owned).collect()
}

/// Remembers on this telephone that a registration's own page was open there, when its session is near: at the
/// entrance one button is enough then. The cookie goes to the poster's page and nowhere else.
pub fn remember(
    app: &App,
    placed: &Placed,
    token: &str,
    request: &HttpRequest,
    response: &mut HttpResponse,
) {
    let is_near =
        placed.session().is_some_and(|session| oneself::is_near(session, app.clock.now()));
    if !is_near {
        return;
    }
    let others = own_tokens(request).into_iter().filter(|known| known != token);
    let tokens: Vec<String> =
        std::iter::once(token.to_owned()).chain(others).take(OWN_MAX).collect();
    let cookie = Cookie::build(OWN, tokens.join("."))
        .path("/c/")
        .max_age(OWN_LIFETIME)
        .same_site(SameSite::Lax)
        .http_only(true)
        .secure(app.public_url.is_https())
        .finish();
    // It is a cookie of ours, which can be written.
    let _ = response.add_cookie(&cookie);
}
