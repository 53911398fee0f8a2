//! The request headers that mean something to a handler.

use actix_web::HttpRequest;
use actix_web::http::header::{HeaderName, IF_MATCH};

use crate::http::error::HttpError;

const IDEMPOTENCY_KEY: HeaderName = HeaderName::from_static("idempotency-key");
/// Characters of an Idempotency-Key.
const KEY_MAX: usize = 255;
/// Stands for a tag that was never ours: versions count from 1.
const NO_VERSION: i64 = -1;

/// The caller's key for "this request, once": 1 to 255 visible ASCII characters.
///
/// # Errors
/// [`HttpError::Header`] for a key that is none, and for two of them.
pub fn idempotency_key(request: &HttpRequest) -> Result<Option<String>, HttpError> {
    let mut given = request.headers().get_all(IDEMPOTENCY_KEY);
    let Some(first) = given.next() else { return Ok(None) };
    let key = first.as_bytes();
    let is_key = given.next().is_none()
        && (1..=KEY_MAX).contains(&key.len())
        && key.iter().all(u8::is_ascii_graphic);
    let key = is_key.then(|| String::from_utf8_lossy(key).into_owned());
    key.map(Some).ok_or(HttpError::Header {
        name: "Idempotency-Key",
        rule: "must be one text of 1 to 255 visible ASCII characters",
    })
}

/// The version that the caller has seen, from `If-Match`. `None`: any will do.
///
/// Proxies that compress an answer mark its tag as weak, so that the mark is not looked at.
///
/// # Errors
/// [`HttpError::Header`] for more than one tag, or one that is none.
pub fn seen_version(request: &HttpRequest) -> Result<Option<i64>, HttpError> {
    let mut given = request.headers().get_all(IF_MATCH);
    let Some(first) = given.next() else { return Ok(None) };
    let text = first.to_str().unwrap_or_default().trim();
    if text == "*" {
        return Ok(None);
    }
    let tag = text.strip_prefix("W/").unwrap_or(text);
    let opaque = tag
        .strip_prefix('"')
        .and_then(|tag| tag.strip_suffix('"'))
        .filter(|tag| !tag.contains('"'));
    let version =
        opaque.map(|tag| tag.parse().unwrap_or(NO_VERSION)).filter(|_| given.next().is_none());
    version
        .map(Some)
        .ok_or(HttpError::Header { name: "If-Match", rule: "must be the ETag of the last answer" })
}

#[cfg(test)]
mod tests {
    use actix_web::test::TestRequest;

    use super::*;

    fn with(name: &str, value: &str) -> HttpRequest {
        TestRequest::default().insert_header((name, value)).to_http_request()
    }

    #[test]
    fn a_key_is_visible_ascii_of_limited_length() {
        let longest = "k".repeat(KEY_MAX);
        for key in ["a", "018f-{}!\"", &longest] {
            assert_eq!(
                idempotency_key(&with("Idempotency-Key", key)).unwrap().as_deref(),
                Some(key)
            );
        }
        let too_long = "k".repeat(KEY_MAX + 1);
        for key in ["", "a b", "鍵", "a\tb", &too_long] {
            assert!(idempotency_key(&with("Idempotency-Key", key)).is_err(), "{key}");
        }
        assert_eq!(idempotency_key(&TestRequest::default().to_http_request()).unwrap(), None);
    }

    #[test]
    fn a_version_is_read_from_a_strong_or_weak_tag() {
        assert_eq!(seen_version(&with("If-Match", "\"3\"")).unwrap(), Some(3));
        assert_eq!(seen_version(&with("If-Match", "W/\"3\"")).unwrap(), Some(3));
        assert_eq!(seen_version(&with("If-Match", "*")).unwrap(), None);
        assert_eq!(seen_version(&with("If-Match", "\"x\"")).unwrap(), Some(NO_VERSION));
        for wrong in ["3", "\"1\", \"2\"", "", "\""] {
            assert!(seen_version(&with("If-Match", wrong)).is_err(), "{wrong}");
        }
    }
}
