//! A file on its way in: on disk while it comes, in memory only to be stored.

use std::fs::File;
use std::future::{Ready, ready};
use std::io::{self, Read as _, Seek as _, SeekFrom, Write as _};
use std::time::Duration;

use actix_web::dev::Payload;
use actix_web::error::PayloadError;
use actix_web::http::header::CONTENT_LENGTH;
use actix_web::{FromRequest, HttpRequest, web};
use futures_util::StreamExt as _;
use tokio::sync::{Semaphore, SemaphorePermit};

use super::error::HttpError;
use crate::domain::question::file::FILE_BYTES_MAX;

/// Files that are in memory at once, in the whole process.
static ROOM: Semaphore = Semaphore::const_new(8);

/// Waits until there is room in memory for a file. Hold what this gives until the file is stored.
pub async fn room() -> Option<SemaphorePermit<'static>> {
    ROOM.acquire().await.ok()
}

/// A file that is coming in, chunk by chunk. Of one that is too large only the size is kept.
pub struct Spool {
    file: File,
    bytes: u64,
}

impl Spool {
    pub fn new() -> Result<Self, HttpError> {
        Ok(Self { file: tempfile::tempfile().map_err(|_| no_space())?, bytes: 0 })
    }

    /// How large it is so far.
    pub fn bytes(&self) -> u64 {
        self.bytes
    }

    pub fn add(&mut self, chunk: &[u8]) -> Result<(), HttpError> {
        self.bytes += u64::try_from(chunk.len()).unwrap_or(u64::MAX);
        if self.is_too_large() {
            return Ok(());
        }
        self.file.write_all(chunk).map_err(|_| no_space())
    }

    fn is_too_large(&self) -> bool {
        self.bytes > u64::from(FILE_BYTES_MAX)
    }

    /// The whole content; nothing of one that is too large.
    pub async fn content(mut self) -> Result<Vec<u8>, HttpError> {
        if self.is_too_large() {
            return Ok(Vec::new());
        }
        let read = web::block(move || -> io::Result<Vec<u8>> {
            let mut content = Vec::with_capacity(usize::try_from(self.bytes).unwrap_or(0));
            self.file.seek(SeekFrom::Start(0))?;
            self.file.read_to_end(&mut content)?;
            Ok(content)
        });
        let content = read.await.map_err(|_| no_space())?;
        content.map_err(|_| no_space())
    }
}

fn no_space() -> HttpError {
    HttpError::Internal("a file that comes in could not be kept on disk")
}

/// Bytes of a body at most: more than a file may have, so that who sends one that is too large hears why.
const BODY_MAX: u64 = 50_000_000;
/// How long a file may take to come in: 10 MB over a slow line.
const PATIENCE: Duration = Duration::from_mins(5);

/// A body that is a file, which has not been read yet. Read it after asking whether it may be sent at all.
pub struct FileBody {
    payload: Payload,
    declared: Option<u64>,
}

impl FromRequest for FileBody {
    type Error = HttpError;
    type Future = Ready<Result<Self, HttpError>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let length = request.headers().get(CONTENT_LENGTH);
        let declared = length.and_then(|length| length.to_str().ok()?.parse().ok());
        ready(Ok(Self { payload: payload.take(), declared }))
    }
}

impl FileBody {
    /// Takes the file in.
    ///
    /// # Errors
    /// Far too large, cut off or too slow.
    pub async fn receive(self) -> Result<Spool, HttpError> {
        if self.declared.is_some_and(|length| length > BODY_MAX) {
            return Err(HttpError::BodyTooLarge);
        }
        let mut payload = self.payload;
        let collected = tokio::time::timeout(PATIENCE, async move {
            let mut spool = Spool::new()?;
            while let Some(chunk) = payload.next().await {
                let chunk = chunk.map_err(|fault| match fault {
                    PayloadError::Overflow => HttpError::BodyTooLarge,
                    _ => HttpError::BodyCutOff,
                })?;
                spool.add(&chunk)?;
                if spool.bytes() > BODY_MAX {
                    return Err(HttpError::BodyTooLarge);
                }
            }
            Ok(spool)
        });
        collected.await.map_err(|_| HttpError::BodyTooSlow)?
    }
}
