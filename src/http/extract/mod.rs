//! What is taken out of a request: each extractor answers what does not fit with a problem.

mod caller;
mod headers;
mod json_body;
mod path_part;
mod query;
pub mod strict_json;

pub use caller::{Caller, Organizer};
pub use headers::{idempotency_key, seen_version};
pub use json_body::{JsonBody, PICTURE_BODY_MAX, Received};
pub use path_part::{PathPart, TwoPathParts};
pub use query::Query;
