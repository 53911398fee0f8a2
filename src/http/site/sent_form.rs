//! A form as a browser sends it: its type, its size, and then its fields in their order.

use std::future::Future;
use std::pin::Pin;
use std::time::Duration;

use actix_web::dev::Payload;
use actix_web::error::PayloadError;
use actix_web::http::header::{CONTENT_ENCODING, CONTENT_LENGTH, CONTENT_TYPE, HeaderMap};
use actix_web::{FromRequest, HttpRequest, web};
use futures_util::StreamExt as _;
use percent_encoding::percent_decode;

use super::fault::PageFault;
use crate::http::error::HttpError;
use crate::http::extract::strict_json::JsonFault;

/// Bytes of a form at most: long answers to many questions, percent-encoded, fit in.
pub const BODY_MAX: usize = 64 * 1024;
/// How long a form may take to come in, on the slowest line that anybody has.
const PATIENCE: Duration = Duration::from_secs(30);

/// A form that was sent: names and values, in their order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SentForm(Vec<(String, String)>);

impl FromRequest for SentForm {
    type Error = PageFault;
    type Future = Pin<Box<dyn Future<Output = Result<Self, PageFault>>>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let checked = check_headers(request.headers());
        let payload = payload.take();
        Box::pin(async move {
            checked?;
            let collected = tokio::time::timeout(PATIENCE, collect(payload));
            let bytes = collected.await.map_err(|_| HttpError::BodyTooSlow)??;
            Ok(Self::parse(&bytes)?)
        })
    }
}

impl SentForm {
    /// Reads `application/x-www-form-urlencoded` (the URL standard, 5.1), but for texts that are no UTF-8:
    /// those are refused, as a name that is half lost must not get into a list.
    fn parse(bytes: &[u8]) -> Result<Self, HttpError> {
        let pairs = bytes.split(|byte| *byte == b'&').filter(|pair| !pair.is_empty());
        pairs.map(pair).collect::<Result<_, _>>().map(Self)
    }

    /// A form whose fields have been told apart already.
    pub fn from_pairs(pairs: Vec<(String, String)>) -> Self {
        Self(pairs)
    }

    /// The first value of this name.
    pub fn value(&self, name: &str) -> Option<&str> {
        self.pairs().find(|(given, _)| *given == name).map(|(_, value)| value)
    }

    /// Every name with its value.
    pub fn pairs(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().map(|(name, value)| (name.as_str(), value.as_str()))
    }

    #[cfg(test)]
    pub fn of(pairs: &[(&str, &str)]) -> Self {
        Self(pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect())
    }
}

fn pair(bytes: &[u8]) -> Result<(String, String), HttpError> {
    let mut parts = bytes.splitn(2, |byte| *byte == b'=');
    let name = text(parts.next().unwrap_or_default())?;
    let value = text(parts.next().unwrap_or_default())?;
    Ok((name, value))
}

fn text(encoded: &[u8]) -> Result<String, HttpError> {
    let spaced: Vec<u8> =
        encoded.iter().map(|byte| if *byte == b'+' { b' ' } else { *byte }).collect();
    let decoded = percent_decode(&spaced).decode_utf8();
    decoded.map(std::borrow::Cow::into_owned).map_err(|_| HttpError::Json(JsonFault::NotUtf8))
}

async fn collect(mut payload: Payload) -> Result<Vec<u8>, HttpError> {
    let mut bytes = Vec::new();
    while let Some(chunk) = payload.next().await {
        let chunk: web::Bytes = chunk.map_err(|fault| match fault {
            PayloadError::Overflow => HttpError::BodyTooLarge,
            _ => HttpError::BodyCutOff,
        })?;
        if bytes.len() + chunk.len() > BODY_MAX {
            return Err(HttpError::BodyTooLarge);
        }
        bytes.extend_from_slice(&chunk);
    }
    Ok(bytes)
}

fn check_headers(headers: &HeaderMap) -> Result<(), HttpError> {
    let declared =
        headers.get(CONTENT_LENGTH).and_then(|length| length.to_str().ok()?.parse::<u64>().ok());
    if declared.is_some_and(|length| length > BODY_MAX as u64) {
        return Err(HttpError::BodyTooLarge);
    }
    let is_compressed = headers.get(CONTENT_ENCODING).is_some_and(|coding| coding != "identity");
    let types: Vec<_> = headers.get_all(CONTENT_TYPE).collect();
    match types.as_slice() {
        [one] if !is_compressed && one.to_str().is_ok_and(is_form) => Ok(()),
        // A form of which nothing is filled in may come without a type.
        [] if declared == Some(0) => Ok(()),
        _ => Err(HttpError::UnsupportedMediaType),
    }
}

fn is_form(content_type: &str) -> bool {
    let lower = content_type.to_ascii_lowercase();
    let mut parts = lower.split(';').map(str::trim);
    let is_urlencoded = parts.next() == Some("application/x-www-form-urlencoded");
    let mut charsets = parts.filter_map(|part| part.strip_prefix("charset="));
    is_urlencoded && charsets.all(|charset| matches!(charset.trim_matches('"'), "utf-8" | "utf8"))
}

#[cfg(test)]
mod tests {
    use actix_web::test::{TestRequest, call_service, init_service, read_body};
    use actix_web::{App, HttpResponse};

    use super::*;

    const TYPE: &str = "application/x-www-form-urlencoded";

    async fn answer(content_type: &str, body: Vec<u8>) -> (u16, String) {
        let show = |form: SentForm| async move { HttpResponse::Ok().body(format!("{:?}", form.0)) };
        let app = init_service(App::new().route("/", web::post().to(show))).await;
        let request = TestRequest::post().uri("/").insert_header((CONTENT_TYPE, content_type));
        let response = call_service(&app, request.set_payload(body).to_request()).await;
        let status = response.status().as_u16();
        (status, String::from_utf8_lossy(&read_body(response).await).into_owned())
    }

    #[test]
    fn fields_keep_their_order_and_may_repeat() {
        let form =
            SentForm::parse("b=2&a=%E5%B1%B1+%E7%94%B0&&b=1&c&=x&d=a%3Db%26".as_bytes()).unwrap();
        let expected =
            [("b", "2"), ("a", "山 田"), ("b", "1"), ("c", ""), ("", "x"), ("d", "a=b&")];
        assert_eq!(form, SentForm::of(&expected));
        assert_eq!(form.value("b"), Some("2"));
        assert_eq!(form.value("e"), None);
    }

    #[test]
    fn half_an_escape_is_text() {
        assert_eq!(
            SentForm::parse(b"a=100%&b=%zz").unwrap(),
            SentForm::of(&[("a", "100%"), ("b", "%zz")])
        );
    }

    #[actix_rt::test]
    async fn a_form_is_taken_in() {
        for content_type in [TYPE, "application/x-www-form-urlencoded; charset=UTF-8"] {
            assert_eq!(
                answer(content_type, b"a=1".to_vec()).await,
                (200, r#"[("a", "1")]"#.to_owned())
            );
        }
    }

    #[actix_rt::test]
    async fn what_is_no_form_is_refused() {
        for content_type in
            ["application/json", "multipart/form-data; boundary=x", "", "text/plain"]
        {
            assert_eq!(answer(content_type, b"a=1".to_vec()).await.0, 415, "{content_type}");
        }
        assert_eq!(
            answer("application/x-www-form-urlencoded; charset=shift_jis", b"a=1".to_vec()).await.0,
            415
        );
        assert_eq!(answer(TYPE, b"a=%E5%B1".to_vec()).await.0, 400);
        assert_eq!(answer(TYPE, b"a=\xFF".to_vec()).await.0, 400);
        assert_eq!(answer(TYPE, vec![b'a'; BODY_MAX + 1]).await.0, 413);
        assert_eq!(answer(TYPE, vec![b'a'; BODY_MAX]).await.0, 200);
    }
}
