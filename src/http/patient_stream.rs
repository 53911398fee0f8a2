//! A client's connection, closed when its client stops halfway.
//!
//! actix limits how long the head of a connection's first request may take, and how long a connection may be
//! idle. Beyond that a client could stay for ever: by sending the head of a second request byte by byte, or by
//! not reading its answer. (Bodies have their own limit where they are read.)

use std::cell::Cell;
use std::future::Future as _;
use std::io;
use std::pin::Pin;
use std::rc::Rc;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use actix_web::Error;
use actix_web::body::MessageBody;
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::middleware::Next;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::time::{Sleep, sleep};

/// How long the head of a request may take.
pub const HEAD_PATIENCE: Duration = Duration::from_secs(10);
/// How long an answer may wait for a client that takes nothing of it. The system opens its window in steps of
/// tens of kilobytes, so that reading a byte at a time counts as taking nothing.
pub const ANSWER_PATIENCE: Duration = Duration::from_secs(30);

/// How many requests of one connection are being answered.
#[derive(Debug, Default)]
pub struct UnderWay(Cell<usize>);

/// Counts one request until it is dropped.
struct Counted(Rc<UnderWay>);

impl Counted {
    fn new(under_way: &Rc<UnderWay>) -> Self {
        under_way.0.set(under_way.0.get() + 1);
        Self(Rc::clone(under_way))
    }
}

impl Drop for Counted {
    fn drop(&mut self) {
        self.0.0.set(self.0.0.get().saturating_sub(1));
    }
}

/// Tells the connection of a request that its head is complete.
///
/// # Errors
/// Those of the service behind it.
pub async fn tell<B: MessageBody + 'static>(
    request: ServiceRequest,
    next: Next<B>,
) -> Result<ServiceResponse<B>, Error> {
    let under_way = request.request().conn_data::<Rc<UnderWay>>().map(Counted::new);
    let response = next.call(request).await;
    drop(under_way);
    response
}

/// A stream with patience of its own.
#[derive(Debug)]
pub struct PatientStream<S> {
    stream: S,
    under_way: Rc<UnderWay>,
    /// Runs from the first byte of a head until a request is under way.
    head: Option<Pin<Box<Sleep>>>,
    /// Runs while the client takes nothing of what is written.
    answer: Option<Pin<Box<Sleep>>>,
}

impl<S> PatientStream<S> {
    pub fn new(stream: S) -> Self {
        Self { stream, under_way: Rc::default(), head: None, answer: None }
    }

    /// The count of requests under way on this connection.
    pub fn under_way(&self) -> Rc<UnderWay> {
        Rc::clone(&self.under_way)
    }
}

/// An error once the time is up; else the caller is woken when it will be.
fn check(timer: &mut Option<Pin<Box<Sleep>>>, context: &mut Context<'_>) -> io::Result<()> {
    match timer.as_mut().map(|timer| timer.as_mut().poll(context)) {
        Some(Poll::Ready(())) => Err(io::ErrorKind::TimedOut.into()),
        Some(Poll::Pending) | None => Ok(()),
    }
}

impl<S: AsyncRead + Unpin> AsyncRead for PatientStream<S> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let before = buffer.filled().len();
        let read = Pin::new(&mut self.stream).poll_read(context, buffer);
        if self.under_way.0.get() > 0 {
            self.head = None;
        } else if buffer.filled().len() > before && self.head.is_none() {
            self.head = Some(Box::pin(sleep(HEAD_PATIENCE)));
        }
        if read.is_pending() {
            check(&mut self.head, context)?;
        }
        read
    }
}

impl<S: AsyncWrite + Unpin> AsyncWrite for PatientStream<S> {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        // Whoever is answered has sent a whole head.
        self.head = None;
        match Pin::new(&mut self.stream).poll_write(context, bytes) {
            Poll::Ready(written) => {
                self.answer = None;
                Poll::Ready(written)
            }
            Poll::Pending => {
                let timer = self.answer.take().unwrap_or_else(|| Box::pin(sleep(ANSWER_PATIENCE)));
                self.answer = Some(timer);
                check(&mut self.answer, context)?;
                Poll::Pending
            }
        }
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        ready!(Pin::new(&mut self.stream).poll_shutdown(context))?;
        Poll::Ready(Ok(()))
    }
}

#[cfg(test)]
mod tests {
    use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _, duplex};

    use super::*;

    #[actix_rt::test]
    async fn a_head_that_never_ends_ends_the_connection() {
        tokio::time::pause();
        let (mut client, server) = duplex(1024);
        let mut server = PatientStream::new(server);
        client.write_all(b"GET").await.unwrap();
        let mut bytes = [0; 16];
        assert_eq!(server.read(&mut bytes).await.unwrap(), 3);
        let waits = server.read(&mut bytes).await;
        assert_eq!(waits.unwrap_err().kind(), io::ErrorKind::TimedOut);
    }

    #[actix_rt::test]
    async fn an_idle_connection_and_one_that_is_being_answered_are_left_alone() {
        tokio::time::pause();
        let (mut client, server) = duplex(1024);
        let mut server = PatientStream::new(server);
        let mut bytes = [0; 16];
        let long = ANSWER_PATIENCE * 10;
        assert!(tokio::time::timeout(long, server.read(&mut bytes)).await.is_err(), "idle");
        client.write_all(b"GET").await.unwrap();
        let under_way = Counted::new(&server.under_way());
        assert_eq!(server.read(&mut bytes).await.unwrap(), 3);
        assert!(tokio::time::timeout(long, server.read(&mut bytes)).await.is_err(), "under way");
        drop(under_way);
        client.write_all(b"P").await.unwrap();
        assert_eq!(server.read(&mut bytes).await.unwrap(), 1);
        assert!(server.read(&mut bytes).await.is_err(), "a second head");
    }

    #[actix_rt::test]
    async fn an_answer_that_nobody_takes_ends_the_connection() {
        tokio::time::pause();
        let (_client, server) = duplex(16);
        let mut server = PatientStream::new(server);
        let written = server.write_all(&[0; 64]).await;
        assert_eq!(written.unwrap_err().kind(), io::ErrorKind::TimedOut);
    }
}
