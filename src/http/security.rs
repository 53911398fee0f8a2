//! The headers that keep browsers from doing what no page of ours asks for.

use actix_web::http::header::{
    CONTENT_SECURITY_POLICY, REFERRER_POLICY, STRICT_TRANSPORT_SECURITY, X_CONTENT_TYPE_OPTIONS,
    X_FRAME_OPTIONS,
};
use actix_web::middleware::DefaultHeaders;

use crate::config::PublicUrl;

/// Everything comes from here, nothing is inline, and nobody frames it. A page that needs more says so
/// itself.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; \
                      font-src 'self'; connect-src 'self'; manifest-src 'self'; form-action 'self'; \
                      base-uri 'none'; frame-src 'self'; frame-ancestors 'none'";

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
