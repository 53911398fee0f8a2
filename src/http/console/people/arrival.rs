//! Somebody who is about to sign in: the secret in their browser, what their form proves, the way in.

use actix_web::cookie::time::Duration;
use actix_web::cookie::{Cookie, SameSite};
use actix_web::{HttpRequest, HttpResponse};

use super::browser;
use crate::http::console::fault::ConsoleFault;
use crate::http::console::form;
use crate::http::console::open_visit::{OpenVisit, Page};
use crate::http::console::posted::{Fields, Posted};
use crate::http::console::session_cookie;
use crate::usecases::people::Entered;

const NAME: &str = "uketsuke_sign_in";
/// No secret of ours is nearly as long.
const LENGTH_MAX: usize = 200;
/// As long as anything that is begun while signing in.
const LIFETIME: Duration = Duration::minutes(15);
const HOME: &str = "/console";
/// Where the second step is.
pub const SECOND_STEP: &str = "/console/sign-in/second";

/// The secret that the browser sent.
pub fn secret_of(request: &HttpRequest) -> Option<String> {
    let value = request.cookie(NAME)?.value().to_owned();
    (!value.is_empty() && value.len() <= LENGTH_MAX).then_some(value)
}

/// Lets the browser remember a secret. `Lax`: who comes back from a provider comes from elsewhere.
pub fn remember(
    visit: &OpenVisit,
    response: &mut HttpResponse,
    secret: &str,
) -> Result<(), ConsoleFault> {
    let cookie = cookie(secret.to_owned(), visit.app.public_url.is_https());
    response
        .add_cookie(&cookie)
        .map_err(|_| ConsoleFault::Internal("the cookie could not be written"))
}

fn cookie(secret: String, is_https: bool) -> Cookie<'static> {
    Cookie::build(NAME, secret)
        .path("/console/sign-in")
        .max_age(LIFETIME)
        .same_site(SameSite::Lax)
        .secure(is_https)
        .http_only(true)
        .finish()
}

/// The fields of a form that was sent from a page with this browser's secret.
pub fn admitted(visit: &OpenVisit, posted: Posted) -> Option<Fields> {
    let fields = posted.into_fields()?;
    let secret = secret_of(visit.request())?;
    let is_ours = visit.app.links.console_form_is_ours(&secret, fields.text("csrf"));
    (is_ours && !form::is_from_elsewhere(visit.request())).then_some(fields)
}

/// The browser as people know it.
pub fn browser_of(request: &HttpRequest) -> String {
    let said = request.headers().get("user-agent").and_then(|value| value.to_str().ok());
    browser::family(said.unwrap_or_default())
}

/// In, or on to the second step.
pub fn enter(visit: &OpenVisit, entered: Entered) -> Page {
    let is_https = visit.app.public_url.is_https();
    match entered {
        Entered::In(secret) => {
            let mut response = visit.see_other(HOME);
            add(&mut response, &session_cookie::made_of(secret, is_https))?;
            if secret_of(visit.request()).is_some() {
                let mut over = cookie(String::new(), is_https);
                over.make_removal();
                add(&mut response, &over)?;
            }
            Ok(response)
        }
        Entered::SecondStep(secret) => {
            let mut response = visit.see_other(SECOND_STEP);
            remember(visit, &mut response, &secret)?;
            Ok(response)
        }
    }
}

fn add(response: &mut HttpResponse, cookie: &Cookie<'_>) -> Result<(), ConsoleFault> {
    response
        .add_cookie(cookie)
        .map_err(|_| ConsoleFault::Internal("the cookie could not be written"))
}

/// Sends the browser on with a cookie.
pub fn with_cookie(visit: &OpenVisit, path: &str, cookie: &Cookie<'_>) -> Page {
    let mut response = visit.see_other(path);
    add(&mut response, cookie)?;
    Ok(response)
}
