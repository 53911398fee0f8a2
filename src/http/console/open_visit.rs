//! A request of somebody who need not be signed in: what they ask for, how they are answered.

use std::future::{Ready, ready};

use actix_web::dev::Payload;
use actix_web::http::StatusCode;
use actix_web::http::header::RETRY_AFTER;
use actix_web::{FromRequest, HttpMessage as _, HttpRequest, HttpResponse, web};
use askama::Template;

use super::fault::ConsoleFault;
use crate::app::App;
use crate::domain::values::language::Language as ValueLanguage;
use crate::http::error::HttpError;
use crate::http::pages::console::error::ConsoleError;
use crate::http::pages::contact::Contact;
use crate::http::pages::error::{ErrorView, PageError};
use crate::http::pages::frame::{Frame, LanguageSwitch};
use crate::http::pages::texts::{Language, Texts};
use crate::http::request_id::RequestId;
use crate::http::site::visit::{self, Keeping};
use crate::usecases::Failure;

/// Characters of a part of an address; tokens have 43, slugs at most 60.
const PART_MAX: usize = 100;
/// Seconds after which a page may be asked for again.
const RETRY_AFTER_SECONDS: u16 = 2;

/// What a handler comes to.
pub type Page = Result<HttpResponse, ConsoleFault>;

/// A request to the console.
pub struct OpenVisit {
    pub app: web::Data<App>,
    /// What every page of this server answers by: its language above all.
    page: visit::Visit,
    request: HttpRequest,
}

impl FromRequest for OpenVisit {
    type Error = HttpError;
    type Future = Ready<Result<Self, HttpError>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let app = request.app_data::<web::Data<App>>().cloned();
        let app = app.ok_or(HttpError::Internal("the application is not there"));
        let page = visit::Visit::of(request);
        ready(app.map(|app| Self { app, page, request: request.clone() }))
    }
}

impl OpenVisit {
    pub fn request(&self) -> &HttpRequest {
        &self.request
    }

    /// A part of the address by its name. No id, slug or token has other than visible ASCII characters:
    /// with them it does not exist, and no database is asked.
    ///
    /// # Errors
    /// [`Failure::NotFound`].
    pub fn part(&self, name: &str) -> Result<&str, Failure> {
        let part = self.request.match_info().get(name).ok_or(Failure::NotFound)?;
        let is_possible = part.len() <= PART_MAX && part.bytes().all(|b| b.is_ascii_graphic());
        if is_possible { Ok(part) } else { Err(Failure::NotFound) }
    }

    /// The way to the other languages, on a page that a GET shows.
    pub fn language_links(&self) -> LanguageSwitch {
        LanguageSwitch::Links { path: self.request.path().to_owned() }
    }

    /// The language of the page.
    pub fn language(&self) -> Language {
        self.page.texts().language
    }

    /// The words of the page.
    pub fn texts(&self) -> Texts {
        self.page.texts()
    }

    /// The language of dates, titles and lists.
    pub fn value_language(&self) -> ValueLanguage {
        self.page.domain_language()
    }

    /// The frame of a page for nobody in particular.
    pub fn open_frame(&self, switch: LanguageSwitch) -> Frame {
        Frame::new(self.language(), "", switch)
    }

    /// A page as an answer.
    pub fn page(&self, status: u16, view: &impl Template) -> Page {
        let status = StatusCode::from_u16(status)
            .map_err(|_| ConsoleFault::Internal("there is no such status"))?;
        Ok(self.page.page(status, Keeping::Private, view).map_err(|fault| fault.0)?)
    }

    /// Sends the browser on, by GET.
    pub fn see_other(&self, path: &str) -> HttpResponse {
        self.page.see_other(path)
    }

    /// To find the request in the log.
    pub fn request_id(&self) -> String {
        self.request.extensions().get::<RequestId>().map(ToString::to_string).unwrap_or_default()
    }

    /// The answer to somebody who need not be signed in, whatever came of the request.
    pub fn answer_openly(&self, outcome: Page) -> HttpResponse {
        outcome.unwrap_or_else(|fault| self.open_fault(&fault))
    }

    fn open_fault(&self, fault: &ConsoleFault) -> HttpResponse {
        let request_id = self.request_id();
        let error = match fault.told(&request_id) {
            ConsoleError::Unavailable => {
                PageError::Busy { retry_after: RETRY_AFTER_SECONDS.into() }
            }
            ConsoleError::Internal { .. } => PageError::Internal { request_id },
            ConsoleError::Forbidden => PageError::Forbidden,
            _ => PageError::NotFound,
        };
        let frame = self.open_frame(LanguageSwitch::None);
        let status = error.status();
        self.fault_page(fault, status, &ErrorView { frame, contact: Contact::default(), error })
    }

    /// The page of a fault, which is written down where an operator must know of it.
    pub fn fault_page(
        &self,
        fault: &ConsoleFault,
        status: u16,
        view: &impl Template,
    ) -> HttpResponse {
        fault.log();
        let page = self.page(status, view);
        let mut response = page.unwrap_or_else(|_| HttpResponse::InternalServerError().finish());
        if response.status() == StatusCode::SERVICE_UNAVAILABLE {
            response.headers_mut().insert(RETRY_AFTER, RETRY_AFTER_SECONDS.into());
        }
        response
    }
}
