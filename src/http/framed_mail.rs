//! The HTML part of a caught mail, as a page in a frame that may do nothing but be looked at.

use actix_web::HttpResponse;
use actix_web::http::header::{
    CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE, X_FRAME_OPTIONS,
};

/// No script, no form, nothing from elsewhere. Its links may open pages of their own.
const POLICY: &str = "sandbox allow-popups allow-popups-to-escape-sandbox; default-src 'none'; \
                      style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'; \
                      frame-ancestors 'self'";

/// The part as an answer.
pub fn answer(html: &str) -> HttpResponse {
    HttpResponse::Ok()
        .insert_header((CONTENT_TYPE, "text/html; charset=utf-8"))
        .insert_header((CONTENT_SECURITY_POLICY, POLICY))
        .insert_header((X_FRAME_OPTIONS, "SAMEORIGIN"))
        .insert_header((CACHE_CONTROL, "no-store"))
        // Within the frame of our page no other page would be shown: its links open their own.
        .body(html.replacen("<head>", "<head><base target=\"_blank\">", 1))
}
