//! A file that is written on a thread that may wait, and sent as it grows: memory stays the same however
//! long it becomes.

use std::io::{self, Write};

use actix_web::web::Bytes;
use futures_util::{Stream, StreamExt as _, stream};
use tokio::sync::mpsc;

use super::error::HttpError;
use crate::usecases::Failure;

/// Bytes handed over at a time.
const CHUNK: usize = 64 * 1024;
/// Chunks that wait for a slow receiver; then the writer waits too.
const CHUNKS_WAITING: usize = 4;

/// What comes from the writing thread. `None` is the proper end: without it, the file is not complete.
type Piece = Result<Option<Bytes>, Failure>;

/// Hands what is written to the answer, in chunks.
struct Sink {
    buffer: Vec<u8>,
    pieces: mpsc::Sender<Piece>,
}

impl Write for Sink {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.buffer.extend_from_slice(bytes);
        if self.buffer.len() >= CHUNK {
            self.flush()?;
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        if self.buffer.is_empty() {
            return Ok(());
        }
        let chunk = Bytes::from(std::mem::take(&mut self.buffer));
        // Nobody receives any more: whoever asked has gone.
        self.pieces.blocking_send(Ok(Some(chunk))).map_err(|_| io::ErrorKind::BrokenPipe.into())
    }
}

/// Starts writing and waits for the first chunk, so that what fails at once is still answered as a
/// failure. What fails later breaks the connection instead of ending it properly.
///
/// # Errors
/// What `write` failed with before it had written a chunk.
pub async fn start(
    write: impl FnOnce(&mut (dyn Write + Send)) -> Result<(), Failure> + Send + 'static,
) -> Result<impl Stream<Item = io::Result<Bytes>>, HttpError> {
    let (pieces, mut receiver) = mpsc::channel(CHUNKS_WAITING);
    tokio::task::spawn_blocking(move || {
        let mut sink = Sink { buffer: Vec::new(), pieces };
        let written = write(&mut sink);
        let end = match written {
            Ok(()) if sink.flush().is_ok() => Ok(None),
            Ok(()) => return,
            Err(failure) => Err(failure),
        };
        // As above: there may be nobody left to tell.
        drop(sink.pieces.blocking_send(end));
    });
    let first = receiver.recv().await.ok_or(HttpError::Internal("a file was given up"))??;
    let rest = stream::unfold(Some(receiver), |receiver| async {
        let mut receiver = receiver?;
        match receiver.recv().await {
            Some(Ok(Some(chunk))) => Some((Ok(chunk), Some(receiver))),
            Some(Ok(None)) => None,
            Some(Err(failure)) => Some((Err(broken(&failure)), None)),
            None => Some((Err(broken(&HttpError::Internal("a file was given up"))), None)),
        }
    });
    let has_more = first.is_some();
    let rest = if has_more { rest.left_stream() } else { stream::empty().right_stream() };
    Ok(stream::iter(first.map(Ok)).chain(rest))
}

fn broken(failure: &impl std::fmt::Display) -> io::Error {
    tracing::error!(error = %failure, "a file could not be finished");
    io::ErrorKind::ConnectionAborted.into()
}

#[cfg(test)]
mod tests {
    use super::*;

    async fn collected(
        write: impl FnOnce(&mut (dyn Write + Send)) -> Result<(), Failure> + Send + 'static,
    ) -> Result<Vec<io::Result<Bytes>>, HttpError> {
        Ok(start(write).await?.collect().await)
    }

    #[actix_rt::test]
    async fn a_long_file_comes_in_chunks_and_whole() {
        let pieces = collected(|sink| {
            for _ in 0..100_000 {
                sink.write_all(b"0123456789").unwrap();
            }
            Ok(())
        });
        let pieces: Vec<Bytes> = pieces.await.unwrap().into_iter().map(Result::unwrap).collect();
        assert!(pieces.len() > 10 && pieces.iter().all(|piece| piece.len() < 2 * CHUNK));
        assert_eq!(pieces.iter().map(Bytes::len).sum::<usize>(), 1_000_000);
    }

    #[actix_rt::test]
    async fn what_fails_at_once_is_a_failure() {
        let failed = collected(|sink| {
            sink.write_all(b"header").unwrap();
            Err(Failure::NotFound)
        });
        assert!(matches!(failed.await, Err(HttpError::Failure(Failure::NotFound))));
        let given_up = collected(|_| panic!("gone"));
        assert!(matches!(given_up.await, Err(HttpError::Internal(_))));
    }

    #[actix_rt::test]
    async fn what_fails_later_breaks_off() {
        let long = vec![0; 3 * CHUNK];
        let again = long.clone();
        let failed = collected(move |sink| {
            sink.write_all(&long).unwrap();
            Err(Failure::NotFound)
        });
        assert!(failed.await.unwrap().last().unwrap().is_err());
        let panicked = collected(move |sink| {
            sink.write_all(&again).unwrap();
            panic!("gone")
        });
        assert!(panicked.await.unwrap().last().unwrap().is_err());
    }

    #[actix_rt::test]
    async fn a_writer_stops_when_nobody_receives() {
        let (done, waits) = std::sync::mpsc::channel();
        let stream = start(move |sink| {
            while sink.write_all(&[0; 1024]).is_ok() {}
            done.send(()).unwrap();
            Ok(())
        });
        drop(stream.await.unwrap());
        waits.recv_timeout(std::time::Duration::from_secs(10)).unwrap();
    }

    #[actix_rt::test]
    async fn an_empty_file_is_a_file() {
        assert!(collected(|_| Ok(())).await.unwrap().is_empty());
    }
}
