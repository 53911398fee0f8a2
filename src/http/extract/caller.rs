//! Who is calling: anybody, or a program with an organization's token.

use std::future::Future;
use std::pin::Pin;

use actix_web::dev::Payload;
use actix_web::http::header::AUTHORIZATION;
use actix_web::{FromRequest, HttpRequest, web};

use crate::app::App;
use crate::http::error::HttpError;
use crate::usecases::{Failure, Principal, authenticate};

/// No token of ours is nearly as long.
const TOKEN_MAX: usize = 200;

/// Anybody. A token that is given must be good: a wrong one is not silently nobody.
pub struct Caller(pub Option<Principal>);

/// Somebody with a token.
pub struct Organizer(pub Principal);

impl FromRequest for Caller {
    type Error = HttpError;
    type Future = Pin<Box<dyn Future<Output = Result<Self, HttpError>>>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let token = bearer(request);
        let app = request.app_data::<web::Data<App>>().cloned();
        Box::pin(async move {
            let Some(token) = token? else { return Ok(Self(None)) };
            let app = app.ok_or(HttpError::Internal("the application is not there"))?;
            Ok(Self(Some(authenticate::by_api_token(&app, &token).await?)))
        })
    }
}

impl FromRequest for Organizer {
    type Error = HttpError;
    type Future = Pin<Box<dyn Future<Output = Result<Self, HttpError>>>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let caller = Caller::from_request(request, payload);
        Box::pin(async move { Ok(Self(caller.await?.0.ok_or(Failure::Unauthorized)?)) })
    }
}

/// The token of `Authorization: Bearer …` (RFC 6750).
///
/// # Errors
/// [`Failure::Unauthorized`] for any other kind of authorization, and for more than one.
fn bearer(request: &HttpRequest) -> Result<Option<String>, Failure> {
    let mut given = request.headers().get_all(AUTHORIZATION);
    let Some(first) = given.next() else { return Ok(None) };
    let text = first.to_str().map_err(|_| Failure::Unauthorized)?;
    let (scheme, token) = text.split_once(' ').ok_or(Failure::Unauthorized)?;
    let token = token.trim();
    let is_one_token = given.next().is_none() && !token.is_empty() && token.len() <= TOKEN_MAX;
    if is_one_token && scheme.eq_ignore_ascii_case("bearer") {
        Ok(Some(token.to_owned()))
    } else {
        Err(Failure::Unauthorized)
    }
}

#[cfg(test)]
mod tests {
    use actix_web::test::TestRequest;

    use super::*;

    fn token(header: &str) -> Result<Option<String>, Failure> {
        bearer(&TestRequest::default().insert_header((AUTHORIZATION, header)).to_http_request())
    }

    #[test]
    fn a_bearer_token_is_taken_in_any_case_of_its_scheme() {
        for header in ["Bearer ukt_x", "bearer ukt_x", "BEARER  ukt_x "] {
            assert_eq!(token(header).unwrap().as_deref(), Some("ukt_x"));
        }
        assert!(bearer(&TestRequest::default().to_http_request()).unwrap().is_none());
    }

    #[test]
    fn anything_else_is_not_signed_in() {
        for header in [
            "",
            "Bearer",
            "Bearer ",
            "Basic dTpw",
            "ukt_x",
            "Bearer 鍵",
            &format!("Bearer {}", "x".repeat(300)),
        ] {
            assert!(matches!(token(header), Err(Failure::Unauthorized)), "{header}");
        }
    }
}
