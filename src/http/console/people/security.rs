//! Whether the organization wants a second factor of everybody.

use actix_web::HttpResponse;

use crate::http::console::open_visit::Page;
use crate::http::console::posted::Posted;
use crate::http::console::visit::Visit;
use crate::http::pages::console::frame::Section;
use crate::http::pages::console::people::security::SecurityView;
use crate::usecases::Failure;
use crate::usecases::people::security;

pub const PATH: &str = "/console/security";

pub async fn show(visit: Visit) -> HttpResponse {
    let outcome = page(&visit, 200, false).await;
    visit.answer(outcome)
}

async fn page(visit: &Visit, status: u16, own_first: bool) -> Page {
    let is_required = security::is_required(&visit.app, visit.principal()).await?;
    let view = SecurityView { frame: visit.frame(Section::Settings), is_required, own_first };
    visit.page(status, &view)
}

pub async fn press(visit: Visit, posted: Posted) -> HttpResponse {
    let outcome = pressed(&visit, posted).await;
    visit.answer(outcome)
}

async fn pressed(visit: &Visit, posted: Posted) -> Page {
    let fields = visit.admitted(posted)?;
    let required = fields.text("required") == "yes";
    match security::require(&visit.app, visit.signed_in(), required).await {
        Ok(()) => Ok(visit.see_other(PATH)),
        Err(Failure::Conflict("own_factor_first")) => page(visit, 409, true).await,
        Err(failure) => Err(failure.into()),
    }
}
