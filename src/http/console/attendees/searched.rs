//! What is searched for in lists of attendees: typed into a form that is posted, and sealed in every address.

use actix_web::HttpResponse;

use super::list::path_of_scope;
use crate::clock;
use crate::http::console::open_visit::Page;
use crate::http::console::paths::with_query;
use crate::http::console::posted::Posted;
use crate::http::console::visit::Visit;
use crate::http::extract::Query;
use crate::usecases::Failure;
use crate::usecases::attendees::listing::{self, Scope};
use crate::usecases::attendees::query::AttendeeQuery;

/// The parameter that holds the sealed words.
pub const SEALED: &str = "s";
/// Characters that are sealed at most: more than any search takes, so that it says so.
const SEALED_MAX: usize = 300;

/// The words that an address asks for: sealed ones, or typed ones of an address that somebody has written by hand.
pub fn words(visit: &Visit, parameters: &mut Query) -> Option<String> {
    let organization = visit.principal().organization;
    let typed = parameters.text("q");
    let open = |token: &str| match token {
        "" => Some(String::new()),
        token => visit.app.links.open_searched_token(organization, token),
    };
    parameters.choice(SEALED, open).filter(|words| !words.is_empty()).or(typed)
}

/// The words of a sealed parameter; what is none of ours is looked for as it stands, which finds nobody.
pub fn opened(visit: &Visit, token: &str) -> String {
    let opened = visit.app.links.open_searched_token(visit.principal().organization, token);
    opened.unwrap_or_else(|| token.to_owned())
}

/// The words, sealed; empty where nothing is searched for.
pub fn sealed(visit: &Visit, words: &str) -> String {
    if words.is_empty() {
        return String::new();
    }
    let words: String = words.chars().take(SEALED_MAX).collect();
    let organization = visit.principal().organization;
    visit.app.links.searched_token(organization, &words, clock::random_bytes()).unwrap_or_default()
}

/// The address of a list that is narrowed so.
pub fn address(visit: &Visit, path: &str, query: &AttendeeQuery, more: &[(&str, &str)]) -> String {
    let sealed = sealed(visit, &query.q);
    let without = AttendeeQuery { q: String::new(), ..query.clone() };
    let own = without.pairs();
    let own = own.iter().map(|(name, value)| (*name, value.as_str()));
    let pairs: Vec<(&str, &str)> =
        own.chain([(SEALED, sealed.as_str())]).chain(more.iter().copied()).collect();
    with_query(path, &pairs)
}

pub async fn in_session(visit: Visit, posted: Posted) -> HttpResponse {
    let scope = match visit.part("session") {
        Ok(session) => listing::of_session(&visit.app, visit.principal(), session).await,
        Err(failure) => Err(failure),
    };
    let outcome = found(&visit, scope, posted);
    visit.answer(outcome)
}

pub async fn in_event(visit: Visit, posted: Posted) -> HttpResponse {
    let scope = match visit.part("event") {
        Ok(event) => listing::of_event(&visit.app, visit.principal(), event).await,
        Err(failure) => Err(failure),
    };
    let outcome = found(&visit, scope, posted);
    visit.answer(outcome)
}

fn found(visit: &Visit, scope: Result<Scope, Failure>, posted: Posted) -> Page {
    let fields = visit.admitted(posted)?;
    let scope = scope?;
    let query = AttendeeQuery::read(|name| fields.given(name).map(str::to_owned));
    Ok(visit.see_other(&address(visit, &path_of_scope(&scope), &query, &[])))
}
