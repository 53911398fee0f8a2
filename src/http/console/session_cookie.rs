//! The cookie of a member who is signed in to the console.

use actix_web::HttpRequest;
use actix_web::cookie::time::Duration;
use actix_web::cookie::{Cookie, SameSite};

use crate::usecases::sign_in::SESSION_LIFETIME;

const NAME: &str = "uketsuke_console";
/// No secret of ours is nearly as long.
const LENGTH_MAX: usize = 200;

/// The secret that the browser sent.
pub fn secret_of(request: &HttpRequest) -> Option<String> {
    let value = request.cookie(NAME)?.value().to_owned();
    (!value.is_empty() && value.len() <= LENGTH_MAX).then_some(value)
}

/// The cookie for a new session. `Lax`: with `Strict`, who comes back by a link in a mail would find
/// themselves signed out.
pub fn made_of(secret: String, is_https: bool) -> Cookie<'static> {
    Cookie::build(NAME, secret)
        .path("/console")
        .max_age(Duration::seconds(SESSION_LIFETIME.num_seconds()))
        .same_site(SameSite::Lax)
        .secure(is_https)
        .http_only(true)
        .finish()
}

/// Takes the cookie away.
pub fn removal(is_https: bool) -> Cookie<'static> {
    let mut cookie = made_of(String::new(), is_https);
    cookie.make_removal();
    cookie
}
