//! What was typed when one was no longer signed in: it stays on a page, and is sent once one is.
//!
//! A session ends after hours, and a form may have been open for as long. The browser sends it on to [`PATH`] by itself (307,
//! RFC 9110, 15.4.8), and from there it goes back to its own address after signing in. Only forms of which the browser says that a
//! page of this origin has sent them are kept (`Sec-Fetch-Site`), so that no other site can put words there; and none about how one
//! signs in, because a password belongs on no page.

use actix_web::http::header::{CONTENT_TYPE, LOCATION};
use actix_web::http::{Method, StatusCode};
use actix_web::{HttpRequest, HttpResponse};
use url::form_urlencoded;

use super::form::says_of_fetch;
use super::open_visit::{OpenVisit, Page};
use super::paths::with_query;
use super::people;
use super::posted::{Fields, Posted};
use super::route_table::Needs::Anybody;
use super::route_table::{RouteTable, at};
use super::sign_in;
use crate::http::pages::console::kept_form::KeptFormView;
use crate::http::pages::frame::LanguageSwitch;

/// Where a form waits for its sender.
const PATH: &str = "/console/kept";
/// More fields than any form of ours has: each costs many times its bytes on the page.
const FIELDS_MAX: usize = 2_000;
/// Fields of every form: nothing that was typed.
const OF_FORMS: [&str; 2] = ["csrf", "action"];

pub fn routes(table: &mut RouteTable) {
    table.add(at("/kept").post(Anybody, keep));
}

/// The way of a form whose sender is not signed in, if it can be kept.
pub fn way(request: &HttpRequest) -> Option<HttpResponse> {
    let sent_as = request.headers().get(CONTENT_TYPE)?.to_str().ok()?;
    let is_form = sent_as.starts_with("application/x-www-form-urlencoded");
    if request.method() != Method::POST || !is_form || !can_be_kept(request) {
        return None;
    }
    let target = request.uri().path_and_query()?.as_str();
    let way = with_query(PATH, &[("to", target)]);
    Some(
        HttpResponse::build(StatusCode::TEMPORARY_REDIRECT).insert_header((LOCATION, way)).finish(),
    )
}

/// Whether a page of ours has sent it, to be shown in the place of that page.
pub fn can_be_kept(request: &HttpRequest) -> bool {
    let says = |header: &str, expected| says_of_fetch(request, header) == Some(expected);
    says("sec-fetch-site", "same-origin")
        && says("sec-fetch-mode", "navigate")
        && !people::is_of_account(request.path())
}

/// Whether anything was typed or chosen.
pub fn has_words(fields: &Fields) -> bool {
    fields
        .pairs()
        .iter()
        .any(|(name, value)| !OF_FORMS.contains(&name.as_str()) && !value.trim().is_empty())
}

/// What was typed or chosen, as it is sent again.
pub fn typed(fields: &Fields) -> Vec<(String, String)> {
    fields.pairs().iter().filter(|(name, _)| name != "csrf").cloned().collect()
}

async fn keep(visit: OpenVisit, posted: Posted) -> HttpResponse {
    let outcome = kept(&visit, posted);
    visit.answer_openly(outcome)
}

fn kept(visit: &OpenVisit, posted: Posted) -> Page {
    let fields = posted.into_fields().unwrap_or_default();
    let target = target(visit.request()).filter(|_| can_be_kept(visit.request()));
    match target.filter(|_| has_words(&fields) && fields.pairs().len() <= FIELDS_MAX) {
        Some(action) => visit.page(
            403,
            &KeptFormView {
                frame: visit.open_frame(LanguageSwitch::None),
                action,
                sign_in: sign_in::PATH,
                fields: typed(&fields),
            },
        ),
        None => Ok(visit.see_other(sign_in::PATH)),
    }
}

/// The console's address that the form was sent to.
fn target(request: &HttpRequest) -> Option<String> {
    let mut pairs = form_urlencoded::parse(request.query_string().as_bytes());
    let (_, target) = pairs.find(|(name, _)| name == "to")?;
    let is_ours = target.starts_with("/console/") && !people::is_of_account(&target);
    is_ours.then(|| target.into_owned())
}
