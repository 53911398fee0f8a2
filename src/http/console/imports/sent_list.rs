//! A list on its way in: a file, or what was pasted, with the token of its form.

use std::future::Future;
use std::pin::Pin;
use std::time::Duration;

use actix_multipart::{Field, Multipart};
use actix_web::dev::Payload;
use actix_web::{Error, FromRequest, HttpRequest};
use futures_util::StreamExt as _;
use tokio::sync::{Semaphore, SemaphorePermit};

use crate::import::limits::FILE_BYTES;

/// Lists that are in memory at once, in the whole process.
static ROOM: Semaphore = Semaphore::const_new(2);
/// How long a list may take to come in.
const PATIENCE: Duration = Duration::from_mins(5);
/// Fields of the form.
const PARTS_MAX: usize = 10;

/// What a form with a list sends.
#[derive(Default)]
pub struct SentList {
    pub csrf: String,
    pub file_name: String,
    pub file: Vec<u8>,
    pub pasted: String,
    /// More than a list may have: nothing of it is kept.
    pub is_too_large: bool,
    /// Held until what was sent has been read: then the next one may come into memory.
    pub room: Option<SemaphorePermit<'static>>,
}

/// The form as it came in; nothing where it was none.
pub struct Received(pub Option<SentList>);

impl FromRequest for Received {
    type Error = Error;
    type Future = Pin<Box<dyn Future<Output = Result<Self, Error>>>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let parts = Multipart::new(request.headers(), payload.take());
        Box::pin(async move {
            let Ok(room) = ROOM.acquire().await else { return Ok(Self(None)) };
            let collected = tokio::time::timeout(PATIENCE, collect(parts)).await;
            let sent = collected.ok().flatten();
            Ok(Self(sent.map(|sent| SentList { room: Some(room), ..sent })))
        })
    }
}

async fn collect(mut parts: Multipart) -> Option<SentList> {
    let mut sent = SentList::default();
    let mut count = 0;
    while let Some(part) = parts.next().await {
        let part = part.ok()?;
        count += 1;
        if count > PARTS_MAX {
            return None;
        }
        let name = part.name().unwrap_or_default().to_owned();
        let file_name = part.content_disposition().and_then(|said| said.get_filename());
        let file_name = file_name.unwrap_or_default().to_owned();
        let bytes = content(part, &mut sent.is_too_large).await?;
        match name.as_str() {
            "csrf" => sent.csrf = String::from_utf8(bytes).ok()?,
            "pasted" => sent.pasted = String::from_utf8(bytes).ok()?,
            "file" => (sent.file_name, sent.file) = (file_name, bytes),
            _ => {}
        }
    }
    Some(sent)
}

/// The bytes of a part. Of one that is too large none are kept, though all are taken in, so that the answer arrives.
async fn content(mut part: Field, is_too_large: &mut bool) -> Option<Vec<u8>> {
    let (mut bytes, mut total) = (Vec::new(), 0_usize);
    while let Some(chunk) = part.next().await {
        let chunk = chunk.ok()?;
        total = total.saturating_add(chunk.len());
        if total > FILE_BYTES * 5 {
            return None;
        }
        if total > FILE_BYTES {
            *is_too_large = true;
            bytes = Vec::new();
        } else {
            bytes.extend_from_slice(&chunk);
        }
    }
    Some(bytes)
}
