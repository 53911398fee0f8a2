//! The language of a console page, and that it stays the same on the next one.

use actix_web::cookie::time::Duration;
use actix_web::cookie::{Cookie, SameSite};
use actix_web::http::header::ACCEPT_LANGUAGE;
use actix_web::{HttpRequest, HttpResponse};
use url::form_urlencoded;

use crate::domain::values::language::Language as DomainLanguage;
use crate::http::pages::texts::Language;

/// The cookie that public pages and the console share.
const COOKIE: &str = "lang";
const KEPT_FOR: Duration = Duration::days(365);

/// The language of one request.
#[derive(Clone, Copy, Debug)]
pub struct ChosenLanguage {
    pub language: Language,
    /// Whether the address asks for it: then it is kept.
    is_asked: bool,
}

impl ChosenLanguage {
    /// `?lang=`, the cookie, Accept-Language, Japanese.
    pub fn of(request: &HttpRequest) -> Self {
        let mut parameters = form_urlencoded::parse(request.query_string().as_bytes());
        let parameter = parameters.find(|(name, _)| name == "lang").map(|(_, value)| value.into_owned());
        let cookie = request.cookie(COOKIE);
        let accepted = request.headers().get(ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok());
        let language = Language::choose(parameter.as_deref(), cookie.as_ref().map(Cookie::value), accepted);
        let is_asked = parameter.is_some_and(|code| Language::from_code(&code).is_some());
        Self { language, is_asked }
    }

    /// The language of dates and lists.
    pub fn of_values(self) -> DomainLanguage {
        DomainLanguage::parse(&self.language.code()).unwrap_or_default()
    }

    /// Lets the browser remember a language that was asked for.
    pub fn keep(self, response: &mut HttpResponse, is_https: bool) {
        if !self.is_asked {
            return;
        }
        let cookie = Cookie::build(COOKIE, self.language.code())
            .path("/")
            .max_age(KEPT_FOR)
            .same_site(SameSite::Lax)
            .secure(is_https)
            .http_only(true)
            .finish();
        if response.add_cookie(&cookie).is_err() {
            tracing::error!("the language cookie could not be written");
        }
    }
}
