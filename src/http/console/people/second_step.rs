//! The second step of signing in: a code.

use actix_web::HttpResponse;

use super::arrival;
use crate::http::console::open_visit::{OpenVisit, Page};
use crate::http::console::posted::Posted;
use crate::http::console::sign_in;
use crate::http::pages::console::people::second_step::SecondStepView;
use crate::http::pages::console::sign_in::Told;
use crate::usecases::Failure;
use crate::usecases::people::second_step;

pub async fn show(visit: OpenVisit) -> HttpResponse {
    let outcome = page(&visit, 200, None).await;
    visit.answer_openly(outcome)
}

/// The form; where nothing is under way, the page on which one begins.
async fn page(visit: &OpenVisit, status: u16, fault: Option<&'static str>) -> Page {
    let Some(secret) = arrival::secret_of(visit.request()) else {
        return Ok(visit.see_other(sign_in::PATH));
    };
    let offered = match second_step::offered(&visit.app, &secret).await {
        Ok(offered) => offered,
        Err(Failure::Unauthorized) => return Ok(visit.see_other(sign_in::PATH)),
        Err(failure) => return Err(failure.into()),
    };
    let view = SecondStepView {
        frame: visit.open_frame(visit.language_links()),
        csrf: visit.app.links.console_form_token(&secret),
        has_app: offered.has_app,
        has_passkey: offered.has_passkey,
        fault,
    };
    visit.page(status, &view)
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
    match second_step::finish(&visit.app, &secret, fields.text("code"), &browser).await {
        Ok(entered) => arrival::enter(visit, entered),
        Err(Failure::Invalid(_)) => page(visit, 422, Some("people-fault-code")).await,
        Err(Failure::Conflict("paused")) => page(visit, 422, Some("people-fault-paused")).await,
        Err(Failure::Unauthorized) => sign_in::page(visit, 403, Told::FromTheBeginning, "").await,
        Err(failure) => Err(failure.into()),
    }
}
