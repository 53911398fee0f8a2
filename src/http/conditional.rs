//! Answers that a caller may already have: entity tags, and 304 where nothing has changed.

use std::hash::{DefaultHasher, Hash, Hasher as _};

use std::time::SystemTime;

use actix_web::http::header::{
    CACHE_CONTROL, CONTENT_TYPE, ETAG, HeaderMap, HeaderValue, HttpDate, IF_MODIFIED_SINCE,
    IF_NONE_MATCH, LAST_MODIFIED, VARY,
};
use actix_web::{HttpRequest, HttpResponse};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::{DateTime, Utc};
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

/// A file that anybody may have.
#[derive(Clone, Copy, Debug)]
pub struct File {
    /// For Content-Type.
    pub media_type: &'static str,
    /// For Cache-Control.
    pub keeping: &'static str,
    /// When it was last changed, in whole seconds, where that is known.
    pub changed_at: Option<DateTime<Utc>>,
}

/// `bytes`, or 304 where the caller has them: by the tag, or, from those who know none, by the time.
pub fn file(request: &HttpRequest, file: &File, bytes: Vec<u8>) -> HttpResponse {
    let tag = format!("W/\"{}\"", URL_SAFE_NO_PAD.encode(&Sha256::digest(&bytes)[..12]));
    let headers = request.headers();
    // If-None-Match before If-Modified-Since (RFC 9110, 13.2.2).
    let has_it = if headers.contains_key(IF_NONE_MATCH) {
        caller_has(headers, &tag)
    } else {
        file.changed_at.is_some_and(|changed| since(headers).is_some_and(|since| changed <= since))
    };
    let mut response = if has_it { HttpResponse::NotModified() } else { HttpResponse::Ok() };
    response.insert_header((ETAG, tag));
    response.insert_header((CACHE_CONTROL, file.keeping));
    if let Some(changed) = file.changed_at {
        response.insert_header((LAST_MODIFIED, HttpDate::from(SystemTime::from(changed))));
    }
    if has_it {
        return response.finish();
    }
    response.insert_header((CONTENT_TYPE, file.media_type)).body(bytes)
}

fn since(headers: &HeaderMap) -> Option<DateTime<Utc>> {
    let text = headers.get(IF_MODIFIED_SINCE)?.to_str().ok()?;
    text.parse::<HttpDate>().ok().map(|date| SystemTime::from(date).into())
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
    fn a_file_that_the_caller_has_by_tag_or_by_time_is_not_sent_again() {
        let changed_at = "2026-09-25T10:00:00Z".parse().ok();
        let made = File { media_type: "text/plain", keeping: "public, max-age=300", changed_at };
        let ask = |name, value: &str| {
            let request = TestRequest::default().insert_header((name, value)).to_http_request();
            file(&request, &made, b"text".to_vec())
        };
        let first = file(&TestRequest::default().to_http_request(), &made, b"text".to_vec());
        let header = |name| first.headers().get(name).unwrap().to_str().unwrap().to_owned();
        assert_eq!(header(LAST_MODIFIED), "Fri, 25 Sep 2026 10:00:00 GMT");
        assert_eq!(ask(IF_NONE_MATCH, &header(ETAG)).status(), 304);
        assert_eq!(ask(IF_NONE_MATCH, "W/\"other\"").status(), 200);
        assert_eq!(ask(IF_MODIFIED_SINCE, "Fri, 25 Sep 2026 10:00:00 GMT").status(), 304);
        assert_eq!(ask(IF_MODIFIED_SINCE, "Fri, 25 Sep 2026 09:59:59 GMT").status(), 200);
        assert_eq!(ask(IF_MODIFIED_SINCE, "yesterday").status(), 200);
    }

    #[test]
    fn another_body_has_another_tag() {
        assert_ne!(tag_of(&1).unwrap(), tag_of(&2).unwrap());
        assert_eq!(tag_of_version(3), "\"3\"");
    }
}
