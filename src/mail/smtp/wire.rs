//! Lines to a server and replies from it, with limits on time and size.

use std::future::{Future, poll_fn};
use std::io;
use std::pin::Pin;
use std::task::Poll;
use std::time::Duration;

use tokio::io::{
    AsyncBufRead, AsyncBufReadExt, AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt, BufReader,
};
use tokio::time::timeout;

use super::delivery::{Lost, NotSent, Step};
use super::reply::Reply;

/// Longest reply line that is read, in bytes (RFC 5321 allows 512; servers exceed it).
const LONGEST_LINE: u64 = 4096;
/// Most lines one reply may have.
const MOST_LINES: usize = 128;
/// Size of the pieces in which a message is written; each has its own time limit.
pub(super) const BLOCK: usize = 64 * 1024;

/// Something that bytes go through both ways: a TCP connection, or TLS over one.
pub(super) trait Duplex: AsyncRead + AsyncWrite + Unpin + Send {}
impl<T: AsyncRead + AsyncWrite + Unpin + Send> Duplex for T {}

/// What can go wrong on the wire.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum WireFault {
    /// The other side ended the connection, or the network did.
    Dropped,
    /// The time limit passed.
    TimedOut,
    /// Not an SMTP reply.
    Garbage,
}

impl WireFault {
    pub(super) fn before_the_dot(self, step: Step) -> NotSent {
        match self {
            Self::Dropped => NotSent::Dropped(step),
            Self::TimedOut => NotSent::TimedOut(step),
            Self::Garbage => NotSent::Garbage(step),
        }
    }

    pub(super) fn after_the_dot(self) -> Lost {
        match self {
            Self::Dropped => Lost::Dropped,
            Self::TimedOut => Lost::TimedOut,
            Self::Garbage => Lost::Garbage,
        }
    }
}

/// A reply as it was read. Its lines may hold addresses: they go no further than [`RawReply::kept`].
pub(super) struct RawReply {
    pub(super) code: u16,
    pub(super) lines: Vec<String>,
}

impl RawReply {
    pub(super) fn kept(&self) -> Reply {
        Reply::new(self.code, &self.lines.join(" "))
    }

    pub(super) fn is_refusal(&self) -> bool {
        self.code >= 400
    }
}

/// What a wire runs over. Boxed, so that TLS can be laid over whatever was there.
pub(super) type Stream = Box<dyn Duplex>;

/// One connection, read line by line.
pub(super) struct Wire {
    stream: BufReader<Stream>,
}

impl Wire {
    pub(super) fn new(stream: Stream) -> Self {
        Self { stream: BufReader::new(stream) }
    }

    /// The stream itself, or nothing if bytes that were not asked for wait in the buffer.
    pub(super) fn into_stream(self) -> Option<Stream> {
        self.stream.buffer().is_empty().then(|| self.stream.into_inner())
    }

    /// Sends one command line and reads its reply.
    pub(super) async fn command(
        &mut self,
        line: &str,
        limit: Duration,
    ) -> Result<RawReply, WireFault> {
        self.write(format!("{line}\r\n").as_bytes(), limit).await?;
        self.reply(limit).await
    }

    /// Writes bytes and flushes them; the limit holds for each block.
    pub(super) async fn write(&mut self, bytes: &[u8], limit: Duration) -> Result<(), WireFault> {
        for block in bytes.chunks(BLOCK) {
            within(limit, self.stream.get_mut().write_all(block)).await?;
        }
        self.flush(limit).await
    }

    /// Writes bytes without flushing them. A failure means that the last of them was not handed over.
    pub(super) async fn hand_over(
        &mut self,
        bytes: &[u8],
        limit: Duration,
    ) -> Result<(), WireFault> {
        within(limit, self.stream.get_mut().write_all(bytes)).await
    }

    pub(super) async fn flush(&mut self, limit: Duration) -> Result<(), WireFault> {
        within(limit, self.stream.get_mut().flush()).await
    }

    /// Reads one reply of one or more lines; the limit holds for the whole of it.
    pub(super) async fn reply(&mut self, limit: Duration) -> Result<RawReply, WireFault> {
        timeout(limit, self.read_reply()).await.unwrap_or(Err(WireFault::TimedOut))
    }

    /// Whether something can be read at this moment: a reply nobody asked for, or the end.
    pub(super) async fn has_news(&mut self) -> bool {
        // Not with a timeout of zero: the timer's ticks are milliseconds, and every mail would wait for one.
        poll_fn(|context| Poll::Ready(Pin::new(&mut self.stream).poll_fill_buf(context).is_ready()))
            .await
    }

    /// Ends the connection in the orderly way (closing TLS before TCP).
    pub(super) async fn shut_down(&mut self, limit: Duration) {
        // Nothing depends on it any more: the conversation is over.
        let _ = within(limit, self.stream.get_mut().shutdown()).await;
    }

    async fn read_reply(&mut self) -> Result<RawReply, WireFault> {
        let mut reply = RawReply { code: 0, lines: Vec::new() };
        while reply.lines.len() < MOST_LINES {
            let line = self.read_line().await?;
            let (code, more, text) = parsed_line(&line).ok_or(WireFault::Garbage)?;
            if !reply.lines.is_empty() && code != reply.code {
                return Err(WireFault::Garbage);
            }
            reply.code = code;
            reply.lines.push(text);
            if !more {
                return Ok(reply);
            }
        }
        Err(WireFault::Garbage)
    }

    async fn read_line(&mut self) -> Result<Vec<u8>, WireFault> {
        let mut line = Vec::new();
        let mut limited = (&mut self.stream).take(LONGEST_LINE);
        limited.read_until(b'\n', &mut line).await.map_err(|_| WireFault::Dropped)?;
        match line.last() {
            Some(b'\n') => Ok(line),
            _ if line.len() as u64 == LONGEST_LINE => Err(WireFault::Garbage),
            _ => Err(WireFault::Dropped),
        }
    }
}

async fn within<T>(
    limit: Duration,
    work: impl Future<Output = io::Result<T>>,
) -> Result<T, WireFault> {
    match timeout(limit, work).await {
        Ok(Ok(done)) => Ok(done),
        Ok(Err(_)) => Err(WireFault::Dropped),
        Err(_) => Err(WireFault::TimedOut),
    }
}

/// Takes a reply line apart: code, whether more lines follow, text.
fn parsed_line(line: &[u8]) -> Option<(u16, bool, String)> {
    let line = line.strip_suffix(b"\n")?;
    let line = line.strip_suffix(b"\r").unwrap_or(line);
    let (code, rest) = line.split_at_checked(3)?;
    let code =
        std::str::from_utf8(code).ok().filter(|code| code.bytes().all(|b| b.is_ascii_digit()))?;
    let code: u16 = code.parse().ok().filter(|code| (200..600).contains(code))?;
    let (more, text) = match rest.split_first() {
        None => (false, rest),
        Some((b' ', text)) => (false, text),
        Some((b'-', text)) => (true, text),
        Some(_) => return None,
    };
    Some((code, more, String::from_utf8_lossy(text).into_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reply_lines_are_taken_apart() {
        assert_eq!(parsed_line(b"250-SIZE 100\r\n"), Some((250, true, "SIZE 100".to_owned())));
        assert_eq!(parsed_line(b"250 ok\n"), Some((250, false, "ok".to_owned())));
        assert_eq!(parsed_line(b"354\r\n"), Some((354, false, String::new())));
        for garbage in [
            &b"HTTP/1.1 400\r\n"[..],
            b"25\r\n",
            b"250ok\r\n",
            b"150 x\r\n",
            b"+50 x\r\n",
            b"999 x\r\n",
            b"\r\n",
        ] {
            assert_eq!(parsed_line(garbage), None, "{garbage:?}");
        }
    }
}
