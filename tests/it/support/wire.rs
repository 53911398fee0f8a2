//! A client that writes and reads bytes itself: cheap, and as slow or as rude as a test wants it.

use std::io::{self, BufRead as _, BufReader, Read as _, Write as _};
use std::net::{SocketAddr, TcpStream};
use std::time::Duration;

use serde_json::Value;

use super::answer::Answer;

/// How long an answer may take before the test counts it as none.
const PATIENCE: Duration = Duration::from_mins(2);

/// One connection that is kept open.
pub struct Wire {
    stream: BufReader<TcpStream>,
}

impl Wire {
    pub fn connect(address: SocketAddr) -> io::Result<Self> {
        let stream = TcpStream::connect(address)?;
        stream.set_nodelay(true)?;
        stream.set_read_timeout(Some(PATIENCE))?;
        stream.set_write_timeout(Some(PATIENCE))?;
        Ok(Self { stream: BufReader::with_capacity(4096, stream) })
    }

    /// The connection itself.
    pub fn stream(&self) -> &TcpStream {
        self.stream.get_ref()
    }

    pub fn write(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.stream.get_mut().write_all(bytes)
    }

    /// A request with its answer.
    pub fn ask(&mut self, request: &[u8]) -> io::Result<Answer> {
        self.write(request)?;
        self.answer()
    }

    /// Reads one answer whose length is announced.
    pub fn answer(&mut self) -> io::Result<Answer> {
        let status_line = self.line()?;
        let status = status_line.split(' ').nth(1).and_then(|text| text.parse().ok());
        let mut answer = Answer {
            status: status.ok_or(io::ErrorKind::InvalidData)?,
            headers: Vec::new(),
            body: Vec::new(),
        };
        loop {
            let line = self.line()?;
            if line.is_empty() {
                break;
            }
            let (name, value) = line.split_once(':').ok_or(io::ErrorKind::InvalidData)?;
            answer.headers.push((name.trim().to_owned(), value.trim().to_owned()));
        }
        let length = answer.header("content-length").and_then(|text| text.parse().ok());
        answer.body = vec![0; length.unwrap_or(0)];
        self.stream.read_exact(&mut answer.body)?;
        Ok(answer)
    }

    fn line(&mut self) -> io::Result<String> {
        let mut line = String::new();
        if self.stream.read_line(&mut line)? == 0 {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        Ok(line.trim_end().to_owned())
    }
}

/// The bytes of a request.
pub fn request(method: &str, path: &str, headers: &[(&str, &str)], body: &[u8]) -> Vec<u8> {
    let mut bytes = format!("{method} {path} HTTP/1.1\r\nHost: x\r\n").into_bytes();
    for (name, value) in headers {
        bytes.extend_from_slice(format!("{name}: {value}\r\n").as_bytes());
    }
    bytes.extend_from_slice(format!("Content-Length: {}\r\n\r\n", body.len()).as_bytes());
    bytes.extend_from_slice(body);
    bytes
}

/// The bytes of a request with a JSON body.
pub fn json(method: &str, path: &str, headers: &[(&str, &str)], body: &Value) -> Vec<u8> {
    let headers = [&[("Content-Type", "application/json")], headers].concat();
    let body = if body.is_null() { String::new() } else { body.to_string() };
    request(method, path, &headers, body.as_bytes())
}

/// The bytes of an application.
pub fn application(session: &str, body: &Value) -> Vec<u8> {
    json("POST", &format!("/api/v1/sessions/{session}/registrations"), &[], body)
}

/// A keyed application.
pub fn keyed_application(session: &str, key: &str, body: &Value) -> Vec<u8> {
    let path = format!("/api/v1/sessions/{session}/registrations");
    json("POST", &path, &[("Idempotency-Key", key)], body)
}

/// The token at the end of a registration's `manage_url`.
pub fn token(registration: &Value) -> Option<String> {
    let url = registration["manage_url"].as_str()?;
    Some(url.rsplit('/').next()?.to_owned())
}

/// A client that connects again when its connection is gone, and goes round the nodes for that.
pub struct Roaming {
    addresses: Vec<SocketAddr>,
    at: usize,
    wire: Option<Wire>,
}

impl Roaming {
    pub fn new(addresses: &[SocketAddr], first: usize) -> Self {
        Self { addresses: addresses.to_vec(), at: first % addresses.len(), wire: None }
    }

    /// One attempt; the connection is thrown away if it fails, and the next attempt asks another node.
    pub fn ask(&mut self, request: &[u8]) -> io::Result<Answer> {
        let mut wire = match self.wire.take() {
            Some(wire) => wire,
            None => Wire::connect(self.addresses[self.at]).inspect_err(|_| self.turn())?,
        };
        let answer = wire.ask(request);
        match &answer {
            Ok(answer) if answer.header("connection") != Some("close") => self.wire = Some(wire),
            Ok(_) => {}
            Err(_) => self.turn(),
        }
        answer
    }

    /// Turns to the next node.
    pub fn turn(&mut self) {
        self.wire = None;
        self.at = (self.at + 1) % self.addresses.len();
    }
}
