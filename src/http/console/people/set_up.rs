//! The first run: three questions, and one is in.

use actix_web::HttpResponse;

use super::arrival;
use crate::domain::fault::FieldFault;
use crate::http::console::form;
use crate::http::console::open_visit::{OpenVisit, Page};
use crate::http::console::posted::Posted;
use crate::http::pages::console::people::field::{FormErrors, error_lines, line_field};
use crate::http::pages::console::people::set_up::SetUpView;
use crate::http::pages::field::LineKind;
use crate::usecases::Failure;
use crate::usecases::people::first_run::{self, SetUp};

/// Words of the form begin so.
const FORM: &str = "people-set-up";

pub async fn show(visit: OpenVisit) -> HttpResponse {
    let outcome = shown(&visit).await;
    visit.answer_openly(outcome)
}

async fn shown(visit: &OpenVisit) -> Page {
    let token = visit.part("token")?;
    if !first_run::is_open(&visit.app, token).await? {
        return Err(Failure::NotFound.into());
    }
    page(visit, token, 200, &SetUp::default(), &[])
}

fn page(visit: &OpenVisit, token: &str, status: u16, typed: &SetUp, faults: &[FieldFault]) -> Page {
    let frame = visit.open_frame(visit.language_links());
    let errors = FormErrors::of(faults);
    let texts = frame.texts();
    let line =
        |name, kind, value: &str| line_field(texts, FORM, name, kind, value, &errors).hinted(FORM);
    let fields = vec![
        line("organization", LineKind::Text, &typed.organization),
        line("name", LineKind::Name, &typed.name),
        line("email", LineKind::Username, &typed.email),
    ];
    let view = SetUpView {
        errors: error_lines(&fields),
        fields,
        action: format!("/console/set-up/{token}"),
        csrf: visit.app.links.console_form_token(token),
        frame,
    };
    visit.page(status, &view)
}

pub async fn press(visit: OpenVisit, posted: Posted) -> HttpResponse {
    let outcome = pressed(&visit, posted).await;
    visit.answer_openly(outcome)
}

async fn pressed(visit: &OpenVisit, posted: Posted) -> Page {
    let token = visit.part("token")?;
    let fields = posted.into_fields().unwrap_or_default();
    let is_ours = visit.app.links.console_form_is_ours(token, fields.text("csrf"));
    if !is_ours || form::is_from_elsewhere(visit.request()) {
        return shown(visit).await;
    }
    let typed = SetUp {
        organization: fields.text("organization").to_owned(),
        name: fields.text("name").to_owned(),
        email: fields.text("email").to_owned(),
    };
    let browser = arrival::browser_of(visit.request());
    match first_run::set_up(&visit.app, token, &typed, &browser).await {
        Ok(entered) => arrival::enter(visit, entered),
        Err(Failure::Invalid(faults)) => page(visit, token, 422, &typed, &faults),
        Err(failure) => Err(failure.into()),
    }
}
