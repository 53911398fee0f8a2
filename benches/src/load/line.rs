//! One HTTP/1.1 connection, kept alive: sends a request, reads the answer's status, skips what it does not need.

use std::io;
use std::net::SocketAddr;

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

/// An open connection.
pub struct Line {
    stream: TcpStream,
    received: Vec<u8>,
    filled: usize,
}

/// An answer. Its body stays in the connection's buffer until the next request.
#[derive(Clone, Copy, Debug)]
pub struct Answer {
    pub status: u16,
    body: (usize, usize),
}

/// What the head of an answer says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Head {
    status: u16,
    length: usize,
    body: BodyForm,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum BodyForm {
    Sized(usize),
    Chunked,
}

impl Line {
    pub async fn open(address: SocketAddr) -> io::Result<Self> {
        let stream = TcpStream::connect(address).await?;
        stream.set_nodelay(true)?;
        Ok(Self { stream, received: vec![0; 16 * 1024], filled: 0 })
    }

    /// Sends one request and waits for the whole answer.
    pub async fn exchange(&mut self, request: &[u8]) -> io::Result<Answer> {
        self.filled = 0;
        self.stream.write_all(request).await?;
        let head = loop {
            self.receive().await?;
            if let Some(head) = Head::parse(&self.received[..self.filled])? {
                break head;
            }
        };
        let end = match head.body {
            BodyForm::Sized(size) => {
                let end = head.length + size;
                while self.filled < end {
                    self.receive().await?;
                }
                end
            }
            BodyForm::Chunked => self.receive_chunks(head.length).await?,
        };
        if self.filled != end {
            return Err(wrong("more was answered than was asked"));
        }
        Ok(Answer { status: head.status, body: (head.length, end) })
    }

    /// The body of the last answer, as it came.
    pub fn body(&self, answer: &Answer) -> &[u8] {
        &self.received[answer.body.0..answer.body.1]
    }

    async fn receive(&mut self) -> io::Result<()> {
        if self.filled == self.received.len() {
            self.received.resize(self.filled * 2, 0);
        }
        let read = self.stream.read(&mut self.received[self.filled..]).await?;
        if read == 0 {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        self.filled += read;
        Ok(())
    }

    /// Receives all chunks of a body that begins at `at`, and says where it ends.
    async fn receive_chunks(&mut self, mut at: usize) -> io::Result<usize> {
        loop {
            let Some(line) = find(&self.received[at..self.filled], b"\r\n") else {
                self.receive().await?;
                continue;
            };
            let size = std::str::from_utf8(&self.received[at..at + line]).unwrap_or_default();
            let size = usize::from_str_radix(size.trim(), 16).map_err(|_| wrong("a bad chunk"))?;
            at += line + 2 + size + 2;
            while self.filled < at {
                self.receive().await?;
            }
            if size == 0 {
                return Ok(at);
            }
        }
    }
}

impl Head {
    /// The head, once all of it is there.
    fn parse(bytes: &[u8]) -> io::Result<Option<Self>> {
        let Some(end) = find(bytes, b"\r\n\r\n") else { return Ok(None) };
        let digits = bytes.get(9..12).and_then(|digits| std::str::from_utf8(digits).ok());
        let status = digits.and_then(|digits| digits.parse().ok());
        let status = status.ok_or_else(|| wrong("not an answer of HTTP/1.1"))?;
        let mut body = BodyForm::Sized(0);
        for line in bytes[..end].split(|byte| *byte == b'\n').skip(1) {
            if let Some(length) = value_of(line, b"content-length:") {
                let length = length.parse().map_err(|_| wrong("a bad content-length"))?;
                body = BodyForm::Sized(length);
            } else if value_of(line, b"transfer-encoding:").is_some() {
                body = BodyForm::Chunked;
            }
        }
        if status == 304 || status == 204 {
            body = BodyForm::Sized(0);
        }
        Ok(Some(Self { status, length: end + 4, body }))
    }
}

/// The value of a header line with this name.
fn value_of<'a>(line: &'a [u8], name: &[u8]) -> Option<&'a str> {
    let start = line.get(..name.len())?;
    let value = line.get(name.len()..)?;
    start.eq_ignore_ascii_case(name).then(|| std::str::from_utf8(value).unwrap_or_default().trim())
}

fn find(bytes: &[u8], pattern: &[u8]) -> Option<usize> {
    bytes.windows(pattern.len()).position(|window| window == pattern)
}

fn wrong(what: &'static str) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, what)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_head_is_read_once_it_is_complete() {
        let text = b"HTTP/1.1 201 Created\r\nContent-Length: 12\r\nx: y\r\n\r\n";
        assert_eq!(Head::parse(&text[..text.len() - 1]).unwrap(), None);
        let head = Head { status: 201, length: text.len(), body: BodyForm::Sized(12) };
        assert_eq!(Head::parse(text).unwrap(), Some(head));
    }

    #[test]
    fn an_unchanged_answer_has_no_body_whatever_its_length_says() {
        let text = b"HTTP/1.1 304 Not Modified\r\ncontent-length: 12\r\n\r\n";
        assert_eq!(Head::parse(text).unwrap().unwrap().body, BodyForm::Sized(0));
    }

    #[test]
    fn a_chunked_body_is_recognised() {
        let text = b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n";
        assert_eq!(Head::parse(text).unwrap().unwrap().body, BodyForm::Chunked);
    }
}
