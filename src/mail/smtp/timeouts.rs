//! How long each step of the conversation may take.

use std::time::Duration;

/// Time limits per step, from RFC 5321 section 4.5.3.2; connecting and leaving are ours.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Timeouts {
    /// TCP connection to one address.
    pub connect: Duration,
    /// TLS handshake.
    pub handshake: Duration,
    /// First reply of the server.
    pub greeting: Duration,
    /// EHLO, STARTTLS, AUTH, RSET, MAIL FROM, RCPT TO.
    pub command: Duration,
    /// The 354 after DATA.
    pub data: Duration,
    /// Each block of the message that the server takes.
    pub block: Duration,
    /// The reply to the final dot. Long on purpose: who hangs up early sends the mail twice.
    pub final_dot: Duration,
    /// QUIT; a mail never waits for it.
    pub quit: Duration,
}

impl Default for Timeouts {
    fn default() -> Self {
        Self {
            connect: Duration::from_secs(30),
            handshake: Duration::from_mins(1),
            greeting: Duration::from_mins(5),
            command: Duration::from_mins(5),
            data: Duration::from_mins(2),
            block: Duration::from_mins(3),
            final_dot: Duration::from_mins(10),
            quit: Duration::from_secs(5),
        }
    }
}

impl Timeouts {
    /// The same limit for every step: for tests, and for `mail test`, where a person waits.
    pub fn all(limit: Duration) -> Self {
        Self {
            connect: limit,
            handshake: limit,
            greeting: limit,
            command: limit,
            data: limit,
            block: limit,
            final_dot: limit,
            quit: limit,
        }
    }
}
