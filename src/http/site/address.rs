//! Slugs, ids and secret tokens in the address of a page.

use std::future::{Ready, ready};

use actix_web::dev::Payload;
use actix_web::{FromRequest, HttpRequest};

use super::fault::PageFault;
use crate::http::extract::{PathPart, TwoPathParts};

/// The one part of the address that is a name.
pub struct Name(pub String);

/// The two parts of the address that are names, in their order.
pub struct TwoNames(pub String, pub String);

impl FromRequest for Name {
    type Error = PageFault;
    type Future = Ready<Result<Self, PageFault>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let part = PathPart::from_request(request, payload).into_inner();
        ready(part.map(|part| Self(part.0)).map_err(PageFault))
    }
}

impl FromRequest for TwoNames {
    type Error = PageFault;
    type Future = Ready<Result<Self, PageFault>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let parts = TwoPathParts::from_request(request, payload).into_inner();
        ready(parts.map(|parts| Self(parts.0, parts.1)).map_err(PageFault))
    }
}
