//! Signing in to the console by password or link, and out.

use actix_web::HttpResponse;

use super::form::{self, Pressed};
use super::open_visit::{OpenVisit, Page};
use super::people::arrival::{self, with_cookie};
use super::posted::{Fields, Posted};
use super::session_cookie;
use super::visit::Visit;
use crate::http::pages::console::people::passkey::PasskeyQuestion;
use crate::http::pages::console::sign_in::{SignInConfirmView, SignInView, Told};
use crate::http::pages::frame::LanguageSwitch;
use crate::usecases::people::{first_run, mail_link, passkeys, password_sign_in};
use crate::usecases::{Failure, sign_in};

/// The page on which one signs in.
pub const PATH: &str = "/console/sign-in";
/// The same, just after signing out.
const SIGNED_OUT: &str = "/console/sign-in?signed-out=yes";
/// The same, when a link is on its way, if there is anybody to whom it can go.
const LINK_SENT: &str = "/console/sign-in?sent=yes";

/// How one signs in.
pub async fn explain(visit: OpenVisit) -> HttpResponse {
    let query = visit.request().query_string();
    let told = if query.contains("signed-out=yes") {
        Told::SignedOut
    } else if query.contains("sent=yes") {
        Told::LinkSent
    } else {
        Told::Nothing
    };
    let outcome = page(&visit, 200, told, "").await;
    visit.answer_openly(outcome)
}

/// Languages of the page that explains: under whatever address it was shown.
fn links_here() -> LanguageSwitch {
    LanguageSwitch::Links { path: PATH.to_owned() }
}

/// The page, with a secret of its own in the browser: the form's, and a passkey's challenge.
pub async fn page(visit: &OpenVisit, status: u16, told: Told, email: &str) -> Page {
    let kept = arrival::secret_of(visit.request());
    let kept = kept.filter(|secret| passkeys::is_current(&visit.app, secret));
    let challenge = match &kept {
        Some(secret) => passkeys::of_secret(&visit.app, secret),
        None => passkeys::begin(&visit.app),
    };
    let is_new = first_run::link(&visit.app).await?.is_some();
    let view = SignInView {
        frame: visit.open_frame(links_here()),
        told,
        is_new,
        csrf: visit.app.links.console_form_token(&challenge.secret),
        email: email.to_owned(),
        has_provider: visit.app.provider.is_some(),
        passkey: PasskeyQuestion::of_sign_in(&challenge.challenge, &challenge.host),
    };
    let mut response = visit.page(status, &view)?;
    if kept.is_none() {
        arrival::remember(visit, &mut response, &challenge.secret)?;
    }
    Ok(response)
}

/// Signs in by password, or sends a link.
pub async fn press(visit: OpenVisit, posted: Posted) -> HttpResponse {
    let outcome = pressed(&visit, posted).await;
    visit.answer_openly(outcome)
}

async fn pressed(visit: &OpenVisit, posted: Posted) -> Page {
    let Some(fields) = arrival::admitted(visit, posted) else {
        return page(visit, 403, Told::PressAgain, "").await;
    };
    if fields.text("action") == "link" {
        link(visit, &fields).await
    } else {
        password(visit, &fields).await
    }
}

/// The answer is the same for whoever is known and whoever is not.
async fn link(visit: &OpenVisit, fields: &Fields) -> Page {
    let language = visit.value_language().of_mail();
    mail_link::ask(&visit.app, fields.text("email"), language.as_str()).await?;
    Ok(visit.see_other(LINK_SENT))
}

async fn password(visit: &OpenVisit, fields: &Fields) -> Page {
    let (email, typed) = (fields.text("email"), fields.raw("password").unwrap_or_default());
    if email.is_empty() || typed.is_empty() {
        return page(visit, 422, Told::Incomplete, email).await;
    }
    let browser = arrival::browser_of(visit.request());
    match password_sign_in::sign_in(&visit.app, email, typed, &browser).await {
        Ok(entered) => arrival::enter(visit, entered),
        Err(Failure::Unauthorized) => page(visit, 422, Told::WrongPassword, email).await,
        Err(failure) => Err(failure.into()),
    }
}

/// The page that the link opens. It does not use the link up: mail scanners open links too.
pub async fn confirm(visit: OpenVisit) -> HttpResponse {
    let outcome = confirmation(&visit).await;
    visit.answer_openly(outcome)
}

async fn confirmation(visit: &OpenVisit) -> Page {
    let Ok(token) = visit.part("token") else { return link_failed(visit).await };
    if sign_in::link_is_good(&visit.app, token).await? {
        button(visit, token, 200)
    } else {
        link_failed(visit).await
    }
}

/// The button; with a status other than 200 it must be pressed again.
fn button(visit: &OpenVisit, token: &str, status: u16) -> Page {
    let view = SignInConfirmView {
        frame: visit.open_frame(visit.language_links()),
        action: format!("{PATH}/{token}"),
        csrf: visit.app.links.console_form_token(token),
        press_again: status != 200,
    };
    visit.page(status, &view)
}

/// Used up, too old, or never was: which, is not said.
async fn link_failed(visit: &OpenVisit) -> Page {
    page(visit, 410, Told::LinkFailed, "").await
}

/// Signs in, and uses the link up.
pub async fn use_link(visit: OpenVisit, pressed: Pressed) -> HttpResponse {
    let outcome = signed_in(&visit, &pressed).await;
    visit.answer_openly(outcome)
}

async fn signed_in(visit: &OpenVisit, pressed: &Pressed) -> Page {
    let Ok(token) = visit.part("token") else { return link_failed(visit).await };
    let is_ours = form::token_of(pressed)
        .is_some_and(|csrf| visit.app.links.console_form_is_ours(token, csrf));
    if !is_ours || form::is_from_elsewhere(visit.request()) {
        // Nobody is signed in to somebody else's organization without knowing it.
        return if sign_in::link_is_good(&visit.app, token).await? {
            button(visit, token, 403)
        } else {
            link_failed(visit).await
        };
    }
    let browser = arrival::browser_of(visit.request());
    match sign_in::use_link(&visit.app, token, &browser).await {
        Ok(entered) => arrival::enter(visit, entered),
        Err(Failure::Unauthorized) => link_failed(visit).await,
        Err(failure) => Err(failure.into()),
    }
}

/// Ends the session, here and for whoever else may have its cookie.
pub async fn sign_out(visit: Visit, pressed: Pressed) -> HttpResponse {
    let outcome = signed_out(&visit, &pressed).await;
    visit.answer(outcome)
}

async fn signed_out(visit: &Visit, pressed: &Pressed) -> Page {
    visit.must_be_ours(pressed)?;
    sign_in::sign_out(&visit.app, visit.secret()).await?;
    with_cookie(visit, SIGNED_OUT, &session_cookie::removal(visit.app.public_url.is_https()))
}
