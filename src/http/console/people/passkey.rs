//! Passkeys: made in the account, used to sign in.

use actix_web::HttpResponse;

use super::account::must_prove;
use super::arrival;
use crate::http::console::open_visit::{OpenVisit, Page};
use crate::http::console::posted::{Fields, Posted};
use crate::http::console::sign_in;
use crate::http::console::visit::Visit;
use crate::http::pages::console::frame::Section;
use crate::http::pages::console::people::field::{FormErrors, error_lines, line_field};
use crate::http::pages::console::people::passkey::{PasskeyQuestion, PasskeyView};
use crate::http::pages::console::sign_in::Told;
use crate::http::pages::field::LineKind;
use crate::usecases::Failure;
use crate::usecases::people::passkeys::{self, Answered};

fn answered(fields: &Fields) -> Answered<'_> {
    Answered {
        credential_id: fields.text("credential"),
        client_data: fields.text("client_data"),
        data: fields.text("data"),
        signature: fields.text("signature"),
    }
}

/// Signs in by what the browser's script has sent.
pub async fn sign_in(visit: OpenVisit, posted: Posted) -> HttpResponse {
    let outcome = signed_in(&visit, posted).await;
    visit.answer_openly(outcome)
}

async fn signed_in(visit: &OpenVisit, posted: Posted) -> Page {
    let (Some(fields), Some(secret)) =
        (arrival::admitted(visit, posted), arrival::secret_of(visit.request()))
    else {
        return sign_in::page(visit, 403, Told::PressAgain, "").await;
    };
    let browser = arrival::browser_of(visit.request());
    match passkeys::sign_in(&visit.app, &secret, &answered(&fields), &browser).await {
        Ok(entered) => arrival::enter(visit, entered),
        Err(Failure::Unauthorized) => sign_in::page(visit, 422, Told::PasskeyFailed, "").await,
        Err(failure) => Err(failure.into()),
    }
}

pub async fn show(visit: Visit) -> HttpResponse {
    let outcome = match must_prove(&visit) {
        Some(first) => Ok(first),
        None => page(&visit, 200, "", &FormErrors::default(), false),
    };
    visit.answer(outcome)
}

fn page(visit: &Visit, status: u16, name: &str, errors: &FormErrors, refused: bool) -> Page {
    let challenge = passkeys::begin(&visit.app);
    let frame = visit.frame(Section::Account);
    let field = line_field(frame.texts(), "people-passkey", "name", LineKind::Text, name, errors)
        .hinted("people-passkey");
    let fields = vec![field];
    let account = visit.signed_in().session.account_id.0;
    let view = PasskeyView {
        question: PasskeyQuestion::of_making(
            &challenge.challenge,
            &challenge.host,
            &account.simple().to_string(),
            &visit.signed_in().email,
        ),
        secret: challenge.secret,
        errors: error_lines(&fields),
        fields,
        refused,
        frame,
    };
    visit.page(status, &view)
}

pub async fn make(visit: Visit, posted: Posted) -> HttpResponse {
    let outcome = made(&visit, posted).await;
    visit.answer(outcome)
}

async fn made(visit: &Visit, posted: Posted) -> Page {
    let fields = visit.admitted(posted)?;
    if let Some(first) = must_prove(visit) {
        return Ok(first);
    }
    let (secret, name) = (fields.text("secret"), fields.text("name"));
    let signed_in = visit.signed_in();
    match passkeys::finish_making(&visit.app, signed_in, secret, &answered(&fields), name).await {
        Ok(()) => Ok(visit.see_other("/console/account?done=passkey")),
        Err(Failure::Invalid(faults)) => {
            let refused = faults.iter().any(|fault| fault.pointer == "/passkey");
            page(visit, 422, name, &FormErrors::of(&faults), refused)
        }
        Err(failure) => Err(failure.into()),
    }
}

pub async fn remove(visit: Visit, posted: Posted) -> HttpResponse {
    let outcome = removed(&visit, posted).await;
    visit.answer(outcome)
}

async fn removed(visit: &Visit, posted: Posted) -> Page {
    visit.admitted(posted)?;
    if let Some(first) = must_prove(visit) {
        return Ok(first);
    }
    passkeys::remove(&visit.app, visit.signed_in(), visit.part("passkey")?).await?;
    Ok(visit.see_other("/console/account?done=passkey-removed"))
}
