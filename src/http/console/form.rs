//! The forms of the console: buttons, each with the token that proves where it was pressed.

use actix_web::{Error, HttpRequest, web};
use serde::Deserialize;

/// What a button sends.
#[derive(Deserialize)]
pub struct Button {
    csrf: String,
}

/// A button as it came in: anything that is no form of ours has no token.
pub type Pressed = Result<web::Form<Button>, Error>;

/// The token that came with the button.
pub fn token_of(pressed: &Pressed) -> Option<&str> {
    pressed.as_ref().ok().map(|form| form.csrf.as_str())
}

/// Whether the browser says that another site has sent this. Old browsers say nothing, and no browser
/// says so over plain HTTP; `Origin` is `null` everywhere, since no page of ours tells where it was.
pub fn is_from_elsewhere(request: &HttpRequest) -> bool {
    let said = says_of_fetch(request, "sec-fetch-site");
    said.is_some_and(|site| site != "same-origin" && site != "none")
}

/// What the browser says of a request of its own (W3C, Fetch Metadata Request Headers).
pub fn says_of_fetch<'a>(request: &'a HttpRequest, header: &str) -> Option<&'a str> {
    request.headers().get(header).and_then(|value| value.to_str().ok())
}
