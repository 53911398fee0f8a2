//! The headers that keep browsers from doing what no page of ours asks for.

use actix_web::Error;
use actix_web::body::MessageBody;
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::header::{
    CONTENT_SECURITY_POLICY, HeaderValue, REFERRER_POLICY, STRICT_TRANSPORT_SECURITY,
    X_CONTENT_TYPE_OPTIONS, X_FRAME_OPTIONS,
};
use actix_web::middleware::{DefaultHeaders, Next};

use crate::config::PublicUrl;

/// All but whose pages may frame a page, which is its last word.
macro_rules! page_policy {
    () => {
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; \
         connect-src 'self'; manifest-src 'self'; form-action 'self'; base-uri 'none'; frame-src 'self'; \
         frame-ancestors "
    };
}

/// Everything comes from here, nothing is inline, and nobody frames it. A page that needs more says so
/// itself.
const POLICY: &str = concat!(page_policy!(), "'none'");

/// One year: what browsers ask for before they remember it for good.
const TLS_ONLY: &str = "max-age=31536000";

/// Set on every answer that does not set them itself.
pub fn headers(public_url: &PublicUrl) -> DefaultHeaders {
    let headers = DefaultHeaders::new()
        .add((CONTENT_SECURITY_POLICY, POLICY))
        .add((X_CONTENT_TYPE_OPTIONS, "nosniff"))
        // Secret links must not travel in Referer.
        .add((REFERRER_POLICY, "no-referrer"))
        .add((X_FRAME_OPTIONS, "DENY"))
        .add(("permissions-policy", "camera=(), microphone=(), geolocation=()"))
        .add(("cross-origin-opener-policy", "same-origin"));
    if public_url.is_https() { headers.add((STRICT_TRANSPORT_SECURITY, TLS_ONLY)) } else { headers }
}

/// Marks a page that pages of these origins may frame. Origins are checked where they are set
/// ([`crate::domain::brand`]): nothing in them ends a word of the header.
pub struct EmbeddedBy(pub Vec<String>);

/// Lets those frame a page of whom it says so, and nobody else. Around [`headers`].
///
/// # Errors
/// Those of the service behind it.
pub async fn let_embed<B: MessageBody>(
    request: ServiceRequest,
    next: Next<B>,
) -> Result<ServiceResponse<B>, Error> {
    let mut response = next.call(request).await?;
    let by = response.response_mut().extensions_mut().remove::<EmbeddedBy>();
    let Some(EmbeddedBy(origins)) = by else { return Ok(response) };
    let policy = format!("{}{}", page_policy!(), origins.join(" "));
    if let Ok(policy) = HeaderValue::from_str(&policy) {
        let headers = response.headers_mut();
        headers.insert(CONTENT_SECURITY_POLICY, policy);
        // It knows no origins; browsers that know frame-ancestors heed that alone (CSP 3, 6.4.2).
        headers.remove(X_FRAME_OPTIONS);
    }
    Ok(response)
}

#[cfg(test)]
mod tests {
    use actix_web::middleware::from_fn;
    use actix_web::test::{TestRequest, call_service, init_service};
    use actix_web::{App, HttpResponse, web};

    use super::*;

    #[actix_rt::test]
    async fn a_page_is_framed_only_by_those_it_names() {
        let url = PublicUrl::parse("https://uketsuke.example.jp").unwrap();
        let app = App::new()
            .wrap(headers(&url))
            .wrap(from_fn(let_embed))
            .route("/closed", web::get().to(HttpResponse::Ok))
            .route(
                "/open",
                web::get().to(|| async {
                    let origins = ["https://a.example.jp", "https://b.example.jp"];
                    let mut response = HttpResponse::Ok().finish();
                    let by = EmbeddedBy(origins.map(str::to_owned).to_vec());
                    response.extensions_mut().insert(by);
                    response
                }),
            );
        let app = init_service(app).await;
        let mut told = Vec::new();
        for path in ["/closed", "/open"] {
            let response = call_service(&app, TestRequest::with_uri(path).to_request()).await;
            let headers = response.headers().clone();
            let policy = headers.get(CONTENT_SECURITY_POLICY).unwrap().to_str().unwrap().to_owned();
            assert!(policy.starts_with("default-src 'none'; script-src 'self';"), "{policy}");
            let ancestors = policy.split("frame-ancestors ").nth(1).unwrap().to_owned();
            told.push((ancestors, headers.contains_key(X_FRAME_OPTIONS)));
        }
        assert_eq!(told[0], ("'none'".to_owned(), true));
        assert_eq!(told[1], ("https://a.example.jp https://b.example.jp".to_owned(), false));
    }
}
