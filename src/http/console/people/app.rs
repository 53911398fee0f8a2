//! The authenticator app: set up, confirmed, taken away.

use actix_web::HttpResponse;

use super::account::must_prove;
use crate::http::console::open_visit::Page;
use crate::http::console::posted::Posted;
use crate::http::console::visit::Visit;
use crate::http::pages::console::frame::Section;
use crate::http::pages::console::people::app::{AppView, CodesView, Scanned};
use crate::http::pages::console::people::field::{FormErrors, error_lines, line_field};
use crate::http::pages::field::LineKind;
use crate::http::pages::qr::QrPicture;
use crate::usecases::Failure;
use crate::usecases::people::{account, totp};

/// Where a second factor is set up.
pub const PATH: &str = "/console/account/app";

pub async fn show(visit: Visit) -> HttpResponse {
    let outcome = match must_prove(&visit) {
        Some(first) => Ok(first),
        None => page(&visit, 200, &FormErrors::default()).await,
    };
    visit.answer(outcome)
}

async fn page(visit: &Visit, status: u16, errors: &FormErrors) -> Page {
    let account = account::show(&visit.app, visit.signed_in()).await?;
    let offered = totp::offered(&visit.app, visit.signed_in()).await?;
    let frame = visit.frame(Section::Account);
    let field = line_field(frame.texts(), "people-app", "code", LineKind::Code, "", errors)
        .hinted("people-app");
    let fields = vec![field];
    let view = AppView {
        has_app: account.has_app,
        recovery_codes_left: account.recovery_codes_left,
        offered: offered.map(|offered| Scanned {
            picture: QrPicture::of(&offered.uri),
            secret: grouped(&offered.secret),
        }),
        is_required: visit.signed_in().needs_factor,
        errors: error_lines(&fields),
        fields,
        frame,
    };
    visit.page(status, &view)
}

/// In groups of four, as one copies it.
fn grouped(secret: &str) -> String {
    let letters: Vec<char> = secret.chars().collect();
    letters.chunks(4).map(|four| four.iter().collect::<String>()).collect::<Vec<_>>().join(" ")
}

pub async fn press(visit: Visit, posted: Posted) -> HttpResponse {
    let outcome = pressed(&visit, posted).await;
    visit.answer(outcome)
}

async fn pressed(visit: &Visit, posted: Posted) -> Page {
    let fields = visit.admitted(posted)?;
    if let Some(first) = must_prove(visit) {
        return Ok(first);
    }
    let (app, signed_in) = (&visit.app, visit.signed_in());
    match fields.text("action") {
        "begin" => {
            totp::begin(app, signed_in).await?;
            Ok(visit.see_other(PATH))
        }
        "confirm" => match totp::confirm(app, signed_in, fields.text("code")).await {
            Ok(codes) => shown_once(visit, codes),
            Err(Failure::Invalid(faults)) => page(visit, 422, &FormErrors::of(&faults)).await,
            Err(failure) => Err(failure.into()),
        },
        "codes" => shown_once(visit, totp::new_codes(app, signed_in).await?),
        "remove" => {
            totp::remove(app, signed_in).await?;
            Ok(visit.see_other("/console/account?done=app-removed"))
        }
        _ => Err(Failure::invalid("/action", "unknown_choice").into()),
    }
}

/// Recovery codes are shown in the answer itself: nothing keeps them.
fn shown_once(visit: &Visit, codes: Vec<String>) -> Page {
    visit.page(200, &CodesView { frame: visit.frame_of_answer(Section::Account), codes })
}
