//! Public answers compressed once for all who ask for them.
//!
//! In a rush thousands are shown the same page within a second; to compress it anew for each costs three
//! times what it costs to make it (docs/performance.md).

use std::cell::RefCell;
use std::collections::HashMap;
use std::io::Write as _;

use actix_web::Error;
use actix_web::body::{BoxBody, MessageBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::header::{
    ACCEPT_ENCODING, CACHE_CONTROL, CONTENT_ENCODING, CONTENT_LANGUAGE, CONTENT_TYPE, HeaderMap,
    HeaderValue, VARY,
};
use actix_web::http::{Method, StatusCode};
use actix_web::middleware::Next;
use actix_web::web::Bytes;
use flate2::Compression;
use flate2::write::GzEncoder;

/// Answers that each thread keeps; beyond this it begins anew.
const KEPT: usize = 64;
/// Marks a page that anybody is shown, though caches between are not to keep it.
pub struct ShownToAll;

/// Smaller answers go in one packet as they are.
const WORTH_IT: usize = 1_024;
/// Larger ones are not pages.
const LARGEST: usize = 256 * 1024;

struct Squeezed {
    plain: Bytes,
    gzip: Bytes,
}

thread_local! {
    /// By address and language. What is kept is only ever sent in place of the very same bytes.
    static ANSWERS: RefCell<HashMap<String, Squeezed>> = RefCell::default();
}

/// Compresses public answers, or takes them from those that were compressed before. Others are left to
/// the next middleware.
///
/// # Errors
/// Those of the service behind it.
pub async fn once<B: MessageBody + 'static>(
    request: ServiceRequest,
    next: Next<B>,
) -> Result<ServiceResponse<BoxBody>, Error> {
    let takes_gzip = request.method() == Method::GET && takes_gzip(request.headers());
    let address = request.uri().to_string();
    let response = next.call(request).await?.map_into_boxed_body();
    if !takes_gzip || !is_public(&response) {
        return Ok(response);
    }
    let language = response.headers().get(CONTENT_LANGUAGE).map(HeaderValue::as_bytes);
    let address = format!("{address} {}", String::from_utf8_lossy(language.unwrap_or_default()));
    let (request, response) = response.into_parts();
    let (mut response, body) = response.into_parts();
    let body = match body.try_into_bytes() {
        Ok(plain) if (WORTH_IT..=LARGEST).contains(&plain.len()) => squeeze(address, plain),
        Ok(plain) => Err(plain),
        Err(streamed) => return Ok(ServiceResponse::new(request, response.set_body(streamed))),
    };
    let body = body.inspect(|_| {
        let headers = response.headers_mut();
        headers.insert(CONTENT_ENCODING, HeaderValue::from_static("gzip"));
        headers.append(VARY, HeaderValue::from_static("accept-encoding"));
    });
    let body = BoxBody::new(body.unwrap_or_else(|plain| plain));
    Ok(ServiceResponse::new(request, response.set_body(body)))
}

/// The compressed bytes; the plain ones if they could not be compressed.
fn squeeze(address: String, plain: Bytes) -> Result<Bytes, Bytes> {
    ANSWERS.with_borrow_mut(|answers| {
        if let Some(known) = answers.get(&address).filter(|known| known.plain == plain) {
            return Ok(known.gzip.clone());
        }
        let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
        let written = encoder.write_all(&plain).and_then(|()| encoder.finish());
        let Ok(gzip) = written.map(Bytes::from) else { return Err(plain) };
        if answers.len() >= KEPT {
            answers.clear();
        }
        answers.insert(address, Squeezed { plain, gzip: gzip.clone() });
        Ok(gzip)
    })
}

/// Pages that anybody is shown, and data that anybody may keep: nothing of a person is held in memory.
fn is_public(response: &ServiceResponse<BoxBody>) -> bool {
    let headers = response.headers();
    let says = |name, words: &[&str]| {
        let value = headers.get(name).and_then(|value: &HeaderValue| value.to_str().ok());
        value.is_some_and(|value| words.iter().any(|word| value.starts_with(word)))
    };
    response.status() == StatusCode::OK
        && !headers.contains_key(CONTENT_ENCODING)
        && (says(CACHE_CONTROL, &["public"])
            || response.response().extensions().contains::<ShownToAll>())
        && says(CONTENT_TYPE, &["text/html", "application/json"])
}

/// Whether gzip is named, and not only to be refused (RFC 9110, 12.5.3).
fn takes_gzip(headers: &HeaderMap) -> bool {
    let named = headers.get_all(ACCEPT_ENCODING).filter_map(|value| value.to_str().ok());
    named.flat_map(|value| value.split(',')).any(|coding| {
        let (name, weight) = coding.split_once(';').unwrap_or((coding, ""));
        let refused = weight.trim().strip_prefix("q=").is_some_and(|q| q.parse() == Ok(0.0_f32));
        name.trim().eq_ignore_ascii_case("gzip") && !refused
    })
}

#[cfg(test)]
mod tests {
    use std::io::Read as _;

    use actix_web::body::to_bytes;
    use actix_web::middleware::from_fn;
    use actix_web::test::{TestRequest, call_service, init_service};
    use actix_web::{App, HttpResponse, web};

    use super::*;

    async fn answered(keeping: &'static str, accepted: &str, text: String) -> (bool, Bytes) {
        let handler = move || {
            let text = text.clone();
            async move {
                HttpResponse::Ok()
                    .insert_header((CACHE_CONTROL, keeping))
                    .content_type("text/html; charset=utf-8")
                    .body(text)
            }
        };
        let app = App::new().wrap(from_fn(once)).route("/", web::get().to(handler));
        let app = init_service(app).await;
        let request = TestRequest::get().insert_header((ACCEPT_ENCODING, accepted)).to_request();
        let response = call_service(&app, request).await;
        let squeezed = response.headers().contains_key(CONTENT_ENCODING);
        (squeezed, to_bytes(response.into_body()).await.unwrap())
    }

    fn plain(gzip: &Bytes) -> String {
        let mut text = String::new();
        flate2::read::GzDecoder::new(gzip.as_ref()).read_to_string(&mut text).unwrap();
        text
    }

    #[actix_rt::test]
    async fn a_public_page_comes_compressed_and_always_as_it_is_now() {
        for text in ["一".repeat(900), "一".repeat(900), "二".repeat(900)] {
            let (squeezed, body) = answered("public, max-age=1", "br, gzip", text.clone()).await;
            assert!(squeezed && body.len() < text.len());
            assert_eq!(plain(&body), text);
        }
    }

    #[actix_rt::test]
    async fn what_is_private_small_or_not_wanted_compressed_is_left_alone() {
        let page = "一".repeat(900);
        for (keeping, accepted, text) in [
            ("no-store", "gzip", page.clone()),
            ("private, no-cache", "gzip", page.clone()),
            ("public, max-age=1", "gzip;q=0, identity", page.clone()),
            ("public, max-age=1", "gzip", "small".to_owned()),
        ] {
            let (squeezed, body) = answered(keeping, accepted, text.clone()).await;
            assert!(!squeezed, "{keeping} {accepted}");
            assert_eq!(body, text);
        }
    }
}
