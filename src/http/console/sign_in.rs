//! Signing in by one-time link, and out.

use actix_web::HttpResponse;
use actix_web::cookie::Cookie;

use super::fault::ConsoleFault;
use super::form::{self, Pressed};
use super::open_visit::{OpenVisit, Page};
use super::session_cookie;
use super::visit::Visit;
use crate::http::pages::console::sign_in::{SignInConfirmView, SignInView};
use crate::http::pages::frame::LanguageSwitch;
use crate::usecases::{Failure, sign_in};

/// The page that explains how one signs in.
pub const PATH: &str = "/console/sign-in";
/// The same, just after signing out.
const SIGNED_OUT: &str = "/console/sign-in?signed-out=yes";
const HOME: &str = "/console";

/// How one gets a link.
pub async fn explain(visit: OpenVisit) -> HttpResponse {
    let signed_out = visit.request().query_string().contains("signed-out=yes");
    let view = SignInView { frame: visit.open_frame(links_here()), link_failed: false, signed_out };
    visit.answer_openly(visit.page(200, &view))
}

/// Languages of the page that explains: under whatever address it was shown.
fn links_here() -> LanguageSwitch {
    LanguageSwitch::Links { path: PATH.to_owned() }
}

/// The page that the link opens. It does not use the link up: mail scanners open links too.
pub async fn confirm(visit: OpenVisit) -> HttpResponse {
    let outcome = confirmation(&visit).await;
    visit.answer_openly(outcome)
}

async fn confirmation(visit: &OpenVisit) -> Page {
    let Ok(token) = visit.part("token") else { return link_failed(visit) };
    if sign_in::link_is_good(&visit.app, token).await? {
        button(visit, token, 200)
    } else {
        link_failed(visit)
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
fn link_failed(visit: &OpenVisit) -> Page {
    visit.page(
        410,
        &SignInView { frame: visit.open_frame(links_here()), link_failed: true, signed_out: false },
    )
}

/// Signs in, and uses the link up.
pub async fn use_link(visit: OpenVisit, pressed: Pressed) -> HttpResponse {
    let outcome = signed_in(&visit, &pressed).await;
    visit.answer_openly(outcome)
}

async fn signed_in(visit: &OpenVisit, pressed: &Pressed) -> Page {
    let Ok(token) = visit.part("token") else { return link_failed(visit) };
    let is_ours = form::token_of(pressed)
        .is_some_and(|csrf| visit.app.links.console_form_is_ours(token, csrf));
    if !is_ours || form::is_from_elsewhere(visit.request()) {
        // Nobody is signed in to somebody else's organization without knowing it.
        return if sign_in::link_is_good(&visit.app, token).await? {
            button(visit, token, 403)
        } else {
            link_failed(visit)
        };
    }
    match sign_in::use_link(&visit.app, token).await {
        Ok(secret) => with_cookie(
            visit,
            HOME,
            &session_cookie::made_of(secret, visit.app.public_url.is_https()),
        ),
        Err(Failure::Unauthorized) => link_failed(visit),
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

fn with_cookie(visit: &OpenVisit, path: &str, cookie: &Cookie<'_>) -> Page {
    let mut response = visit.see_other(path);
    response
        .add_cookie(cookie)
        .map_err(|_| ConsoleFault::Internal("the cookie could not be written"))?;
    Ok(response)
}
