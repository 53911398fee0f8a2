//! One visit to a page: in which language, asked with which parameters, and how it is answered.

use std::future::{Ready, ready};

use actix_web::cookie::time::Duration;
use actix_web::cookie::{Cookie, SameSite};
use actix_web::dev::Payload;
use actix_web::http::StatusCode;
use actix_web::http::header::{
    ACCEPT_LANGUAGE, CACHE_CONTROL, CONTENT_LANGUAGE, HeaderName, HeaderValue, LOCATION, VARY,
};
use actix_web::{FromRequest, HttpRequest, HttpResponse, HttpResponseBuilder, web};
use askama::Template;
use url::form_urlencoded;

use super::fault::PageFault;
use crate::app::App;
use crate::domain::brand::Brand;
use crate::domain::event::Programme;
use crate::domain::values::language;
use crate::http::error::HttpError;
use crate::http::pages::brand::BrandView;
use crate::http::pages::frame::{Frame, LanguageSwitch};
use crate::http::pages::texts::{Language, Texts};
use crate::http::security::EmbeddedBy;
use crate::http::squeezed::ShownToAll;

/// The cookie with the language that was chosen.
const COOKIE: &str = "lang";
const COOKIE_LIFETIME: Duration = Duration::days(365);
const ROBOTS: HeaderName = HeaderName::from_static("x-robots-tag");

/// Whether a page may be kept by whoever passes it on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Keeping {
    /// What anybody may see; asked for anew each time, as seats come and go.
    Public,
    /// A form in which nothing is typed yet: the browser may keep it, so that who comes back to it finds
    /// there what was typed.
    EmptyForm,
    /// A form on its way, with what was typed: the browser alone may keep it, for who goes back by its button.
    FilledForm,
    /// What only the holder of a link may see: kept by no cache, found by no search.
    Private,
}

/// A visit.
#[expect(clippy::struct_excessive_bools, reason = "each says another thing of the visit")]
#[derive(Clone, Debug)]
pub struct Visit {
    language: Language,
    /// The language was chosen with this request, and is to be remembered.
    chosen: bool,
    /// The page came over TLS, as far as people can see.
    secure: bool,
    shows_mailbox: bool,
    /// The page stands within a page of another site (`?embed=1`).
    embedded: bool,
    /// Origins whose pages may do that with this one.
    embedded_by: Vec<String>,
    parameters: Vec<(String, String)>,
}

impl FromRequest for Visit {
    type Error = PageFault;
    type Future = Ready<Result<Self, PageFault>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(Ok(Self::of(request)))
    }
}

impl Visit {
    /// The visit that a request is.
    pub fn of(request: &HttpRequest) -> Self {
        let parameters: Vec<(String, String)> =
            form_urlencoded::parse(request.query_string().as_bytes()).into_owned().collect();
        let wanted =
            parameters.iter().find(|(name, _)| name == "lang").map(|(_, value)| value.as_str());
        let cookie = request.cookie(COOKIE);
        let accepted =
            request.headers().get(ACCEPT_LANGUAGE).and_then(|header| header.to_str().ok());
        let app = request.app_data::<web::Data<App>>();
        Self {
            language: Language::choose(wanted, cookie.as_ref().map(Cookie::value), accepted),
            chosen: wanted.and_then(Language::from_code).is_some(),
            secure: app.is_some_and(|app| app.public_url.is_https()),
            shows_mailbox: app.is_some_and(|app| app.is_demo),
            embedded: parameters.iter().any(|(name, value)| name == "embed" && value == "1"),
            embedded_by: Vec::new(),
            parameters,
        }
    }

    /// The language of the page.
    pub fn language(&self) -> Language {
        self.language
    }

    /// The texts of the page.
    pub fn texts(&self) -> Texts {
        Texts::new(self.language)
    }

    /// The language in the domain's terms: Japanese, where only pages know it.
    pub fn domain_language(&self) -> language::Language {
        language::Language::parse(&self.language.code()).unwrap_or_default()
    }

    /// The same visit in another language, if there is one of this code.
    #[must_use]
    pub fn in_language(mut self, code: Option<&str>) -> Self {
        if let Some(language) = code.and_then(Language::from_code) {
            self.language = language;
            self.chosen = true;
        }
        self
    }

    /// The first parameter of this name after the question mark.
    pub fn parameter(&self, name: &str) -> Option<&str> {
        self.parameters.iter().find(|(given, _)| given == name).map(|(_, value)| value.as_str())
    }

    /// The same visit, of a page that the sites of this brand's organization may embed.
    #[must_use]
    pub fn embeddable_by(mut self, brand: &Brand) -> Self {
        if self.embedded {
            self.embedded_by.clone_from(&brand.embed_origins);
        }
        self
    }

    /// What stands around a page of this organizer.
    pub fn frame(&self, organizer: &str, switch: LanguageSwitch) -> Frame {
        Frame::new(self.language, organizer, switch)
            .with_mailbox(self.shows_mailbox && !self.embedded)
            .with_embedded(self.embedded)
    }

    /// What stands around a page of the programme's organizer, in the organizer's colour.
    pub fn frame_of(&self, programme: &Programme, switch: LanguageSwitch) -> Frame {
        let brand = BrandView::of(&programme.brand);
        self.frame(&programme.organization_name, switch)
            .with_brand(brand)
            .with_rehearsal(programme.rehearsal.is_some())
    }

    /// The address of a further page of the same application, which stays within the frame that this one is in.
    pub fn within(&self, path: &str) -> String {
        self.frame("", LanguageSwitch::None).within(path)
    }

    /// A page.
    ///
    /// # Errors
    /// When the page cannot be written, which is our own fault.
    pub fn page(
        &self,
        status: StatusCode,
        keeping: Keeping,
        view: &impl Template,
    ) -> Result<HttpResponse, PageFault> {
        let html = view.render().map_err(|_| HttpError::Internal("a page could not be written"))?;
        let mut response = self.answer(status, keeping);
        Ok(response.content_type("text/html; charset=utf-8").body(html))
    }

    /// On to another page, by GET.
    pub fn see_other(&self, path: &str) -> HttpResponse {
        self.answer(StatusCode::SEE_OTHER, Keeping::Private)
            .insert_header((LOCATION, self.within(path)))
            .finish()
    }

    fn answer(&self, status: StatusCode, keeping: Keeping) -> HttpResponseBuilder {
        let mut response = HttpResponse::build(status);
        response.insert_header((VARY, HeaderValue::from_static("accept-language, cookie")));
        if let Ok(language) = HeaderValue::from_str(&self.language.html()) {
            response.insert_header((CONTENT_LANGUAGE, language));
        }
        match keeping {
            Keeping::Public => {
                response.extensions_mut().insert(ShownToAll);
                response.insert_header((CACHE_CONTROL, "private, no-cache"))
            }
            Keeping::EmptyForm | Keeping::FilledForm => {
                response.insert_header((ROBOTS, "noindex"));
                response.insert_header((CACHE_CONTROL, "private, no-cache"))
            }
            Keeping::Private => {
                response.insert_header((ROBOTS, "noindex"));
                response.insert_header((CACHE_CONTROL, "no-store"))
            }
        };
        if !self.embedded_by.is_empty() {
            response.extensions_mut().insert(EmbeddedBy(self.embedded_by.clone()));
        }
        // A page of another site gets no cookie of ours: there the language stands in the address.
        if self.chosen && !self.embedded {
            response.cookie(self.remembering());
        }
        response
    }

    fn remembering(&self) -> Cookie<'static> {
        Cookie::build(COOKIE, self.language.code())
            .path("/")
            .max_age(COOKIE_LIFETIME)
            .same_site(SameSite::Lax)
            .http_only(true)
            .secure(self.secure)
            .finish()
    }
}

#[cfg(test)]
mod tests {
    use actix_web::test::TestRequest;

    use super::*;

    fn visit(uri: &str, cookie: Option<&str>, accepts: &str) -> Visit {
        let mut request = TestRequest::with_uri(uri).insert_header((ACCEPT_LANGUAGE, accepts));
        if let Some(code) = cookie {
            request = request.cookie(Cookie::new(COOKIE, code.to_owned()));
        }
        Visit::of(&request.to_http_request())
    }

    #[test]
    fn a_language_that_was_chosen_is_remembered() {
        let chosen = visit("/?lang=en", None, "ja");
        assert_eq!((chosen.language().code().as_str(), chosen.chosen), ("en", true));
        let cookie = chosen.remembering().to_string();
        assert!(cookie.starts_with("lang=en;") && cookie.contains("SameSite=Lax"), "{cookie}");
        assert!(!visit("/", Some("en"), "ja").chosen);
    }

    #[test]
    fn a_language_that_does_not_exist_changes_nothing() {
        for uri in ["/?lang=tlh", "/?lang=", "/?lang=%FF", "/?lang=xx&lang=en"] {
            let visit = visit(uri, Some("tlh"), "en");
            assert_eq!((visit.language().code().as_str(), visit.chosen), ("en", false), "{uri}");
        }
        let same = visit("/", None, "ja").in_language(Some("tlh")).in_language(None);
        assert_eq!((same.language().code().as_str(), same.chosen), ("ja", false));
    }

    #[test]
    fn what_is_private_is_kept_by_nobody() {
        let response = visit("/", None, "ja").see_other("/r/x");
        assert_eq!(response.headers().get(CACHE_CONTROL).unwrap(), "no-store");
        assert_eq!(response.headers().get(ROBOTS).unwrap(), "noindex");
        assert_eq!(response.headers().get(VARY).unwrap(), "accept-language, cookie");
    }
}
