//! Requests, written straight into the buffer they are sent from.

use std::cell::Cell;
use std::io::Write as _;

use crate::people::Person;

/// One request. Its buffers are used again for the next.
#[derive(Default)]
pub struct Request {
    bytes: Vec<u8>,
    body: Vec<u8>,
}

impl Request {
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// Writes a request without a body.
    pub fn write_get(&mut self, head: &str) {
        self.bytes.clear();
        self.bytes.extend_from_slice(head.as_bytes());
        self.bytes.extend_from_slice(b"\r\n");
    }

    /// Writes a request whose head lacks only its length.
    fn write_with_body(&mut self, head: &str, write_body: impl FnOnce(&mut Vec<u8>)) {
        self.body.clear();
        write_body(&mut self.body);
        self.bytes.clear();
        self.bytes.extend_from_slice(head.as_bytes());
        let written = write!(self.bytes, "content-length: {}\r\n\r\n", self.body.len());
        debug_assert!(written.is_ok(), "a vector takes everything");
        self.bytes.extend_from_slice(&self.body);
    }
}

/// Where requests come from.
pub trait Traffic {
    /// Writes the next request and returns its number.
    fn write_next(&self, request: &mut Request) -> u64;
}

/// Applications of ever new persons, to one session or to several in turn.
pub struct Applications {
    heads: Vec<String>,
    next: Cell<u64>,
    keyed: bool,
    companies: bool,
}

impl Applications {
    /// Applications by the REST API to these sessions.
    pub fn to_sessions(sessions: &[String]) -> Self {
        let path = |session: &String| head(&format!("/api/v1/sessions/{session}/registrations"));
        Self::with_heads(sessions.iter().map(path).collect())
    }

    /// The same bodies to one address.
    pub fn to_path(path: &str) -> Self {
        Self::with_heads(vec![head(path)])
    }

    fn with_heads(heads: Vec<String>) -> Self {
        Self { heads, next: Cell::new(0), keyed: false, companies: false }
    }

    /// From the person with this number on.
    pub fn starting_at(self, number: u64) -> Self {
        self.next.set(number);
        self
    }

    /// Some of them name the company they are from.
    pub fn with_companies(self) -> Self {
        Self { companies: true, ..self }
    }

    /// Each with an Idempotency-Key of its own.
    pub fn with_keys(self) -> Self {
        Self { keyed: true, ..self }
    }
}

fn head(path: &str) -> String {
    format!(
        "POST {path} HTTP/1.1\r\nhost: localhost\r\nuser-agent: uketsuke-bench\r\n\
         accept: application/json\r\ncontent-type: application/json\r\n"
    )
}

/// The same GET over and over, or several in turn.
pub struct Reads {
    heads: Vec<String>,
    next: Cell<u64>,
}

impl Reads {
    /// Of these paths, each with further header lines.
    pub fn of(paths: &[&str], headers: &[(&str, &str)]) -> Self {
        let head = |path: &&str| {
            let mut head = format!(
                "GET {path} HTTP/1.1\r\nhost: localhost\r\nuser-agent: uketsuke-bench\r\n\
                 accept: */*\r\naccept-language: ja\r\n"
            );
            for (name, value) in headers {
                head.extend([*name, ": ", *value, "\r\n"]);
            }
            head
        };
        Self { heads: paths.iter().map(head).collect(), next: Cell::new(0) }
    }
}

impl Traffic for Reads {
    fn write_next(&self, request: &mut Request) -> u64 {
        let number = self.next.get();
        self.next.set(number + 1);
        request.write_get(&self.heads[in_turn(number, self.heads.len())]);
        number
    }
}

impl Traffic for Applications {
    fn write_next(&self, request: &mut Request) -> u64 {
        let number = self.next.get();
        self.next.set(number + 1);
        let head = &self.heads[in_turn(number, self.heads.len())];
        let person = Person { number };
        let write_body = |body: &mut Vec<u8>| person.write_application(body, self.companies);
        if self.keyed {
            let head = format!("{head}idempotency-key: application-{number:016}\r\n");
            request.write_with_body(&head, write_body);
        } else {
            request.write_with_body(head, write_body);
        }
        number
    }
}

fn in_turn(number: u64, of: usize) -> usize {
    usize::try_from(number).unwrap_or(0) % of
}
