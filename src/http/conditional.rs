//! Answers that a caller may already have: entity tags, and 304 where nothing has changed.

use std::hash::{DefaultHasher, Hash, Hasher as _};

use actix_web::http::header::{CACHE_CONTROL, ETAG, HeaderMap, HeaderValue, IF_NONE_MATCH, VARY};
use actix_web::{HttpRequest, HttpResponse};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::Serialize;
use sha2::{Digest as _, Sha256};

use super::error::HttpError;

/// Who may keep an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Audience {
    /// Anybody, for the second that the numbers of seats may be old.
    Everybody,
    /// The caller alone, who asks each time whether it is still so.
    Caller,
}

/// The weak tag of a body that is compared, not shown (RFC 9110, 8.8.3).
pub fn tag_of(body: &impl Serialize) -> Result<String, HttpError> {
    let bytes = serde_json::to_vec(body)
        .map_err(|_| HttpError::Internal("an answer could not be written"))?;
    Ok(format!("W/\"{}\"", URL_SAFE_NO_PAD.encode(&Sha256::digest(bytes)[..12])))
}

/// The weak tag of what a body is made of: for bodies that are asked for so often that to write them just
/// to compare them is half the work. The same on every node that runs the same program.
pub fn tag_of_parts(parts: &impl Hash) -> String {
    let mut hasher = DefaultHasher::new();
    parts.hash(&mut hasher);
    format!("W/\"{:016x}\"", hasher.finish())
}

/// The strong tag of a version.
pub fn tag_of_version(version: i64) -> String {
    format!("\"{version}\"")
}

/// `body`, or 304 where the caller has it under this tag.
pub fn answer(
    request: &HttpRequest,
    tag: &str,
    audience: Audience,
    body: &impl Serialize,
) -> HttpResponse {
    let mut response = if caller_has(request.headers(), tag) {
        HttpResponse::NotModified().finish()
    } else {
        HttpResponse::Ok().json(body)
    };
    let headers = response.headers_mut();
    if let Ok(tag) = HeaderValue::from_str(tag) {
        headers.insert(ETAG, tag);
    }
    let keeping = match audience {
        Audience::Everybody => "public, max-age=1",
        Audience::Caller => "private, no-cache",
    };
    headers.insert(CACHE_CONTROL, HeaderValue::from_static(keeping));
    headers.append(VARY, HeaderValue::from_static("authorization"));
    response
}

/// Weak comparison, as If-None-Match wants it (RFC 9110, 13.1.2).
fn caller_has(headers: &HeaderMap, tag: &str) -> bool {
    let opaque = |tag: &str| tag.trim().trim_start_matches("W/").to_owned();
    let wanted = opaque(tag);
    headers
        .get_all(IF_NONE_MATCH)
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .any(|known| known.trim() == "*" || opaque(known) == wanted)
}

#[cfg(test)]
mod tests {
    use actix_web::test::TestRequest;

    use super::*;

    #[test]
    fn what_the_caller_has_is_not_sent_again() {
        let body = serde_json::json!({"seats_left": 3});
        let tag = tag_of(&body).unwrap();
        for known in [
            tag.clone(),
            tag.trim_start_matches("W/").to_owned(),
            format!("\"x\", {tag}"),
            "*".to_owned(),
        ] {
            let request =
                TestRequest::default().insert_header((IF_NONE_MATCH, known)).to_http_request();
            assert_eq!(answer(&request, &tag, Audience::Everybody, &body).status(), 304);
        }
        for known in ["\"x\"", "", "x"] {
            let request =
                TestRequest::default().insert_header((IF_NONE_MATCH, known)).to_http_request();
            let response = answer(&request, &tag, Audience::Everybody, &body);
            assert_eq!(
                (
                    response.status().as_u16(),
                    response.headers().get(ETAG).unwrap().to_str().unwrap()
                ),
                (200, tag.as_str())
            );
        }
    }

    #[test]
    fn another_body_has_another_tag() {
        assert_ne!(tag_of(&1).unwrap(), tag_of(&2).unwrap());
        assert_eq!(tag_of_version(3), "\"3\"");
    }
}
