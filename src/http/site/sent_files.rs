//! A form with files as a browser sends it: fields in their order, and the files that were chosen.

use std::future::Future;
use std::pin::Pin;
use std::time::Duration;

use actix_multipart::{Field, Multipart, MultipartError};
use actix_web::dev::Payload;
use actix_web::error::PayloadError;
use actix_web::http::header::{CONTENT_LENGTH, CONTENT_TYPE, HeaderMap};
use actix_web::{FromRequest, HttpRequest};
use futures_util::StreamExt as _;

use super::fault::PageFault;
use super::sent_form::{BODY_MAX, SentForm};
use crate::domain::question::file::FILE_QUESTIONS_MAX;
use crate::http::error::HttpError;
use crate::http::extract::strict_json::JsonFault;
use crate::http::spool::Spool;

/// Bytes of a form with files at most. More than the files may have together, so that who has chosen one that
/// is too large hears it at its field, with everything kept that was typed.
const BODY_WITH_FILES_MAX: u64 = 50_000_000;
/// How long such a form may take to come in: 10 MB over a slow line.
const PATIENCE: Duration = Duration::from_mins(5);
/// Fields that a form has at most: a part costs more than a pair.
const PARTS_MAX: usize = 1_000;

/// A file that was chosen in a form.
pub struct ChosenFile {
    /// The control's name.
    pub field: String,
    /// As its sender's machine calls it.
    pub name: String,
    pub content: Spool,
}

/// A form that was sent, with its files. One that asks for none comes as any other.
pub struct SentFiles {
    pub form: SentForm,
    pub files: Vec<ChosenFile>,
}

impl FromRequest for SentFiles {
    type Error = PageFault;
    type Future = Pin<Box<dyn Future<Output = Result<Self, PageFault>>>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        if !is_multipart(request.headers()) {
            let form = SentForm::from_request(request, payload);
            return Box::pin(async move { Ok(Self { form: form.await?, files: Vec::new() }) });
        }
        let declared = request.headers().get(CONTENT_LENGTH);
        let length = declared.and_then(|length| length.to_str().ok()?.parse::<u64>().ok());
        if length.is_some_and(|length| length > BODY_WITH_FILES_MAX) {
            return Box::pin(async { Err(HttpError::BodyTooLarge.into()) });
        }
        let parts = Multipart::new(request.headers(), payload.take());
        Box::pin(async move {
            let collected = tokio::time::timeout(PATIENCE, collect(parts));
            Ok(collected.await.map_err(|_| HttpError::BodyTooSlow)??)
        })
    }
}

fn is_multipart(headers: &HeaderMap) -> bool {
    let sent = headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok());
    sent.is_some_and(|sent| sent.to_ascii_lowercase().starts_with("multipart/form-data"))
}

/// Bytes that have come so far.
#[derive(Default)]
struct Counted {
    texts: usize,
    files: u64,
}

async fn collect(mut parts: Multipart) -> Result<SentFiles, HttpError> {
    let (mut pairs, mut files) = (Vec::new(), Vec::new());
    let (mut counted, mut count) = (Counted::default(), 0);
    while let Some(part) = parts.next().await {
        let part = part.map_err(|error| fault_of(&error))?;
        count += 1;
        if count > PARTS_MAX {
            return Err(HttpError::BodyTooLarge);
        }
        let name = part.name().unwrap_or_default().to_owned();
        let file_name = part.content_disposition().and_then(|said| said.get_filename());
        match file_name.map(str::to_owned) {
            Some(file_name) => {
                let content = file(part, &mut counted).await?;
                // A control in which nothing was chosen sends a file without a name.
                let is_chosen = !file_name.is_empty() || content.bytes() > 0;
                if is_chosen && files.len() < FILE_QUESTIONS_MAX {
                    files.push(ChosenFile { field: name, name: file_name, content });
                }
            }
            None => pairs.push((name, text(part, &mut counted).await?)),
        }
    }
    Ok(SentFiles { form: SentForm::from_pairs(pairs), files })
}

async fn text(mut part: Field, counted: &mut Counted) -> Result<String, HttpError> {
    let mut bytes = Vec::new();
    while let Some(chunk) = part.next().await {
        let chunk = chunk.map_err(|error| fault_of(&error))?;
        counted.texts += chunk.len();
        if counted.texts > BODY_MAX {
            return Err(HttpError::BodyTooLarge);
        }
        bytes.extend_from_slice(&chunk);
    }
    String::from_utf8(bytes).map_err(|_| HttpError::Json(JsonFault::NotUtf8))
}

async fn file(mut part: Field, counted: &mut Counted) -> Result<Spool, HttpError> {
    let mut spool = Spool::new()?;
    while let Some(chunk) = part.next().await {
        let chunk = chunk.map_err(|error| fault_of(&error))?;
        counted.files += u64::try_from(chunk.len()).unwrap_or(u64::MAX);
        if counted.files > BODY_WITH_FILES_MAX {
            return Err(HttpError::BodyTooLarge);
        }
        spool.add(&chunk)?;
    }
    Ok(spool)
}

fn fault_of(error: &MultipartError) -> HttpError {
    match error {
        MultipartError::Payload(PayloadError::Overflow) => HttpError::BodyTooLarge,
        MultipartError::Payload(_) | MultipartError::Incomplete => HttpError::BodyCutOff,
        _ => HttpError::UnsupportedMediaType,
    }
}

#[cfg(test)]
mod tests {
    use actix_web::test::{TestRequest, call_service, init_service, read_body};
    use actix_web::{App, HttpResponse, web};

    use super::*;

    async fn show(sent: SentFiles) -> HttpResponse {
        let mut said: Vec<String> =
            sent.form.pairs().map(|(name, value)| format!("{name}={value}")).collect();
        for file in sent.files {
            let bytes = file.content.bytes();
            let content = file.content.content().await.unwrap();
            said.push(format!("{}:{}:{bytes}:{}", file.field, file.name, content.len()));
        }
        HttpResponse::Ok().body(said.join("|"))
    }

    async fn answer(content_type: &str, body: Vec<u8>) -> (u16, String) {
        let app = init_service(App::new().route("/", web::post().to(show))).await;
        let request = TestRequest::post().uri("/").insert_header((CONTENT_TYPE, content_type));
        let response = call_service(&app, request.set_payload(body).to_request()).await;
        let status = response.status().as_u16();
        (status, String::from_utf8_lossy(&read_body(response).await).into_owned())
    }

    fn part(head: &str, body: &[u8]) -> Vec<u8> {
        let head = format!("--b\r\nContent-Disposition: form-data; {head}\r\n\r\n");
        [head.as_bytes(), body, b"\r\n"].concat()
    }

    async fn multipart(parts: &[Vec<u8>]) -> (u16, String) {
        let body = [parts.concat(), b"--b--\r\n".to_vec()].concat();
        answer("multipart/form-data; boundary=b", body).await
    }

    #[actix_rt::test]
    async fn fields_and_files_are_told_apart() {
        let parts = [
            part("name=\"name\"", "山田 太郎".as_bytes()),
            part("name=\"file-cv\"; filename=\"履歴書.pdf\"", b"%PDF"),
            part("name=\"file-b\"; filename=\"\"", b""),
            part("name=\"a\"", b"1"),
        ];
        let expected = "name=山田 太郎|a=1|file-cv:履歴書.pdf:4:4".to_owned();
        assert_eq!(multipart(&parts).await, (200, expected));
    }

    #[actix_rt::test]
    async fn a_form_without_files_comes_as_before() {
        let form = "application/x-www-form-urlencoded";
        assert_eq!(answer(form, b"a=1&b=2".to_vec()).await, (200, "a=1|b=2".to_owned()));
        assert_eq!(answer("text/plain", b"a=1".to_vec()).await.0, 415);
    }

    #[actix_rt::test]
    async fn a_file_that_is_too_large_is_measured_and_not_kept() {
        let large = part("name=\"file-cv\"; filename=\"a.pdf\"", &vec![0; 10_000_001]);
        let answer = multipart(&[large, part("name=\"a\"", b"1")]).await;
        assert_eq!(answer, (200, "a=1|file-cv:a.pdf:10000001:0".to_owned()));
    }

    #[actix_rt::test]
    async fn what_is_broken_or_far_too_large_is_refused() {
        let form = "multipart/form-data; boundary=b";
        let cut = part("name=\"a\"", b"1");
        assert_eq!(answer(form, cut[..cut.len() - 1].to_vec()).await.0, 400);
        assert_eq!(answer("multipart/form-data", cut.clone()).await.0, 415);
        assert_eq!(multipart(&[part("name=\"a\"", b"\xFF")]).await.0, 400);
        assert_eq!(multipart(&[part("name=\"a\"", &vec![b'a'; BODY_MAX + 1])]).await.0, 413);
        let many: Vec<Vec<u8>> = (0..=PARTS_MAX).map(|_| part("name=\"a\"", b"")).collect();
        assert_eq!(multipart(&many).await.0, 413);
    }
}
