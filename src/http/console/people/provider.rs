//! Signing in with the identity provider: the way there, the way back.

use actix_web::HttpResponse;
use url::form_urlencoded;

use super::arrival;
use crate::http::console::open_visit::{OpenVisit, Page};
use crate::http::console::posted::Posted;
use crate::http::console::sign_in;
use crate::http::pages::console::people::provider::ProviderView;
use crate::http::pages::console::sign_in::Told;
use crate::http::pages::frame::LanguageSwitch;
use crate::usecases::Failure;
use crate::usecases::people::provider_sign_in;

pub async fn leave(visit: OpenVisit, posted: Posted) -> HttpResponse {
    let outcome = left(&visit, posted).await;
    visit.answer_openly(outcome)
}

async fn left(visit: &OpenVisit, posted: Posted) -> Page {
    if arrival::admitted(visit, posted).is_none() {
        return sign_in::page(visit, 403, Told::PressAgain, "").await;
    }
    match provider_sign_in::begin(&visit.app).await {
        Ok(departure) => {
            // By a page: no form may lead to another site, not even by what it is answered (form-action).
            let view = ProviderView {
                frame: visit.open_frame(LanguageSwitch::None),
                csrf: String::new(),
                code: String::new(),
                state: String::new(),
                leads_to: Some(departure.url),
            };
            let mut response = visit.page(200, &view)?;
            arrival::remember(visit, &mut response, &departure.secret)?;
            Ok(response)
        }
        Err(Failure::Conflict(_)) => sign_in::page(visit, 503, Told::ProviderAway, "").await,
        Err(failure) => Err(failure.into()),
    }
}

/// What the provider sends the browser back with.
fn came_with(visit: &OpenVisit) -> Option<(String, String)> {
    let query = form_urlencoded::parse(visit.request().query_string().as_bytes());
    let (mut code, mut state) = (None, None);
    for (name, value) in query {
        match name.as_ref() {
            "code" => code = Some(value.into_owned()),
            "state" => state = Some(value.into_owned()),
            _ => {}
        }
    }
    code.zip(state)
}

/// A button: what comes back by GET changes nothing yet.
pub async fn show(visit: OpenVisit) -> HttpResponse {
    let outcome = page(&visit).await;
    visit.answer_openly(outcome)
}

async fn page(visit: &OpenVisit) -> Page {
    let (Some((code, state)), Some(secret)) =
        (came_with(visit), arrival::secret_of(visit.request()))
    else {
        return sign_in::page(visit, 422, Told::ProviderRefused, "").await;
    };
    let view = ProviderView {
        frame: visit.open_frame(visit.language_links()),
        csrf: visit.app.links.console_form_token(&secret),
        code,
        state,
        leads_to: None,
    };
    visit.page(200, &view)
}

pub async fn press(visit: OpenVisit, posted: Posted) -> HttpResponse {
    let outcome = pressed(&visit, posted).await;
    visit.answer_openly(outcome)
}

async fn pressed(visit: &OpenVisit, posted: Posted) -> Page {
    let (Some(fields), Some(secret)) =
        (arrival::admitted(visit, posted), arrival::secret_of(visit.request()))
    else {
        return sign_in::page(visit, 403, Told::PressAgain, "").await;
    };
    let browser = arrival::browser_of(visit.request());
    let came = (fields.text("code"), fields.text("state"));
    match provider_sign_in::finish(&visit.app, &secret, came, &browser).await {
        Ok(entered) => arrival::enter(visit, entered),
        Err(Failure::Unauthorized) => sign_in::page(visit, 422, Told::ProviderRefused, "").await,
        Err(Failure::Conflict(_)) => sign_in::page(visit, 503, Told::ProviderAway, "").await,
        Err(failure) => Err(failure.into()),
    }
}
