//! A JSON body: its type, its size, and then what it says.

use std::future::{Ready, ready};
use std::time::Duration;

use actix_web::dev::Payload;
use actix_web::error::PayloadError;
use actix_web::http::Method;
use actix_web::http::header::{CONTENT_ENCODING, CONTENT_LENGTH, CONTENT_TYPE, HeaderMap};
use actix_web::{FromRequest, HttpRequest, web};
use futures_util::StreamExt as _;
use serde::de::DeserializeOwned;
use serde_json::Value;

use super::strict_json;
use crate::domain::json;
use crate::http::error::HttpError;
use crate::usecases::Failure;

/// Bytes of a body at most: an event with hundreds of sessions fits in.
pub const BODY_MAX: usize = 256 * 1024;
/// The same of a body with a picture in it: a file of 8 MiB in base64.
pub const PICTURE_BODY_MAX: usize = 11 * 1024 * 1024;
/// How long a body may take to come in, on the slowest line that anybody has.
const PATIENCE: Duration = Duration::from_secs(30);

/// A body that has not been read yet. Read it after asking whether the caller may send it at all.
pub struct JsonBody<const MAX: usize = BODY_MAX> {
    payload: Payload,
    fault: Option<HttpError>,
}

impl<const MAX: usize> FromRequest for JsonBody<MAX> {
    type Error = HttpError;
    type Future = Ready<Result<Self, HttpError>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let fault = check_headers(request.method(), request.headers(), MAX).err();
        ready(Ok(Self { payload: payload.take(), fault }))
    }
}

impl<const MAX: usize> JsonBody<MAX> {
    /// Takes the body in.
    ///
    /// # Errors
    /// Another type, too large, cut off, too slow, or not JSON.
    pub async fn receive(self) -> Result<Received, HttpError> {
        if let Some(fault) = self.fault {
            return Err(fault);
        }
        let collected = tokio::time::timeout(PATIENCE, collect(self.payload, MAX));
        let bytes = collected.await.map_err(|_| HttpError::BodyTooSlow)??;
        let value = strict_json::parse(&bytes).map_err(HttpError::Json)?;
        Ok(Received { bytes, value })
    }

    /// Takes the body in and reads it as a draft.
    ///
    /// # Errors
    /// As [`Self::receive`], and the field that does not fit.
    pub async fn read<T: DeserializeOwned>(self) -> Result<T, HttpError> {
        self.receive().await?.read()
    }

    /// The same where a body may be absent: then it says nothing.
    ///
    /// # Errors
    /// As [`Self::read`].
    pub async fn read_if_any<T: DeserializeOwned + Default>(self) -> Result<T, HttpError> {
        let collected = tokio::time::timeout(PATIENCE, collect(self.payload, MAX));
        let bytes = collected.await.map_err(|_| HttpError::BodyTooSlow)??;
        match self.fault {
            _ if bytes.is_empty() => Ok(T::default()),
            Some(fault) => Err(fault),
            None => {
                let value = strict_json::parse(&bytes).map_err(HttpError::Json)?;
                Received { bytes, value }.read()
            }
        }
    }
}

/// A body that is JSON.
pub struct Received {
    pub bytes: Vec<u8>,
    pub value: Value,
}

impl Received {
    /// Reads the body as a draft.
    ///
    /// # Errors
    /// The field that does not fit.
    pub fn read<T: DeserializeOwned>(self) -> Result<T, HttpError> {
        json::read(self.value).map_err(|fault| Failure::Invalid(vec![fault]).into())
    }
}

async fn collect(payload: Payload, max: usize) -> Result<Vec<u8>, HttpError> {
    let mut payload = payload;
    let mut bytes = Vec::new();
    while let Some(chunk) = payload.next().await {
        let chunk: web::Bytes = chunk.map_err(payload_fault)?;
        if bytes.len() + chunk.len() > max {
            return Err(HttpError::BodyTooLarge);
        }
        bytes.extend_from_slice(&chunk);
    }
    Ok(bytes)
}

#[expect(clippy::needless_pass_by_value, reason = "map_err hands it over by value")]
fn payload_fault(fault: PayloadError) -> HttpError {
    match fault {
        PayloadError::Overflow => HttpError::BodyTooLarge,
        _ => HttpError::BodyCutOff,
    }
}

fn check_headers(method: &Method, headers: &HeaderMap, max: usize) -> Result<(), HttpError> {
    let declared =
        headers.get(CONTENT_LENGTH).and_then(|length| length.to_str().ok()?.parse::<u64>().ok());
    if declared.is_some_and(|length| length > max as u64) {
        return Err(HttpError::BodyTooLarge);
    }
    let is_compressed = headers.get(CONTENT_ENCODING).is_some_and(|coding| coding != "identity");
    let types: Vec<_> = headers.get_all(CONTENT_TYPE).collect();
    match types.as_slice() {
        [one] if !is_compressed && one.to_str().is_ok_and(|text| is_json(method, text)) => Ok(()),
        _ => Err(HttpError::UnsupportedMediaType),
    }
}

/// `application/json` and what is built on it (RFC 6839), in UTF-8. A merge patch is for PATCH alone.
fn is_json(method: &Method, content_type: &str) -> bool {
    let lower = content_type.to_ascii_lowercase();
    let mut parts = lower.split(';').map(str::trim);
    let essence = parts.next().unwrap_or_default();
    let fits = match essence.strip_prefix("application/") {
        Some("json") => true,
        Some("merge-patch+json") => *method == Method::PATCH,
        Some(subtype) => subtype.len() > "+json".len() && subtype.ends_with("+json"),
        None => false,
    };
    let mut charsets = parts.filter_map(|part| part.strip_prefix("charset="));
    fits && charsets.all(|charset| matches!(charset.trim_matches('"'), "utf-8" | "utf8"))
}

#[cfg(test)]
mod tests {
    use actix_web::http::StatusCode;
    use actix_web::test::{TestRequest, call_service, init_service};
    use actix_web::{App, HttpResponse, ResponseError as _};

    use super::*;
    use crate::domain::application::ApplicationDraft;

    const GOOD: &str = r#"{"applicant":{"name":"山田"},"consent":true}"#;

    async fn take(body: JsonBody) -> Result<HttpResponse, HttpError> {
        let draft: ApplicationDraft = body.read().await?;
        Ok(HttpResponse::Ok().body(draft.applicant.name))
    }

    async fn status_of(
        method: Method,
        content_type: Option<&str>,
        body: impl Into<Vec<u8>>,
    ) -> StatusCode {
        let app = init_service(App::new().route("/", web::to(take))).await;
        let request = TestRequest::with_uri("/").method(method).set_payload(body.into());
        let request = match content_type {
            Some(text) => request.insert_header((CONTENT_TYPE, text)),
            None => request,
        };
        call_service(&app, request.to_request()).await.status()
    }

    async fn posted(body: impl Into<Vec<u8>>) -> u16 {
        status_of(Method::POST, Some("application/json"), body).await.as_u16()
    }

    #[actix_rt::test]
    async fn json_of_every_name_is_taken_in_utf_8_only() {
        for good in
            ["application/json", "Application/JSON; charset=UTF-8", "application/vnd.example+json"]
        {
            assert_eq!(status_of(Method::POST, Some(good), GOOD).await, 200, "{good}");
        }
        let others = [
            "text/plain",
            "application/x-www-form-urlencoded",
            "application/+json",
            "json",
            "",
            "application/json; charset=shift_jis",
            "text/json",
            "application/merge-patch+json",
            "multipart/form-data",
        ];
        for other in others {
            assert_eq!(status_of(Method::POST, Some(other), GOOD).await, 415, "{other}");
        }
        assert_eq!(status_of(Method::POST, None, GOOD).await, 415);
        assert_eq!(status_of(Method::PATCH, Some("application/merge-patch+json"), GOOD).await, 200);
    }

    #[actix_rt::test]
    async fn a_compressed_body_is_not_read() {
        let app = init_service(App::new().route("/", web::to(take))).await;
        let request = TestRequest::post().insert_header((CONTENT_TYPE, "application/json"));
        let request = request.insert_header((CONTENT_ENCODING, "gzip")).set_payload(GOOD);
        assert_eq!(call_service(&app, request.to_request()).await.status(), 415);
    }

    #[actix_rt::test]
    async fn a_body_over_the_limit_is_too_large() {
        let spaces = " ".repeat(BODY_MAX - GOOD.len());
        assert_eq!(posted(format!("{GOOD}{spaces}")).await, 200);
        assert_eq!(posted(format!("{GOOD}{spaces} ")).await, 413);
        assert_eq!(posted(vec![0xff; BODY_MAX + 1]).await, 413);
    }

    #[actix_rt::test]
    async fn what_is_no_json_is_a_bad_request() {
        let twice = r#"{"applicant":{"name":"a","name":"b"}}"#.as_bytes();
        let deep = format!(r#"{{"answers":{}{}}}"#, "[".repeat(40), "]".repeat(40));
        let bodies: [&[u8]; 8] = [
            b"",
            b"  ",
            b"{",
            b"{\"applicant\":",
            b"\xff\xfe",
            b"{\"applicant\":{\"name\":\"\xe5\"}}",
            twice,
            deep.as_bytes(),
        ];
        for body in bodies {
            assert_eq!(posted(body).await, 400, "{}", String::from_utf8_lossy(body));
        }
    }

    #[actix_rt::test]
    async fn json_of_another_shape_is_unprocessable() {
        let bodies = [
            "[]",
            "null",
            "3",
            "\"text\"",
            "{}",
            r#"{"applicant":{"name":3}}"#,
            r#"{"applicant":{}}"#,
            r#"{"applicant":[]}"#,
            r#"{"applicant":{"name":"a"},"seat":1}"#,
            r#"{"applicant":{"name":"a"},"seats":1.5}"#,
            r#"{"applicant":{"name":"a"},"seats":1e3}"#,
            r#"{"applicant":{"name":"a"},"seats":1e400}"#,
            r#"{"applicant":{"name":"a"},"seats":99999999999999999999}"#,
            r#"{"applicant":{"name":"a"},"seats":"1"}"#,
            r#"{"applicant":{"name":"a"},"consent":"yes"}"#,
        ];
        for body in bodies {
            assert_eq!(posted(body).await, 422, "{body}");
        }
    }

    #[test]
    fn a_body_that_breaks_off_is_the_senders_fault() {
        assert_eq!(payload_fault(PayloadError::Incomplete(None)).status_code(), 400);
        assert_eq!(payload_fault(PayloadError::Overflow).status_code(), 413);
    }
}
