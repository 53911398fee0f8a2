//! One open conversation that takes one mail after another.

use super::delivery::{Delivery, Lost, NotSent, Step};
use super::timeouts::Timeouts;
use super::wire::{RawReply, Wire};
use crate::mail::Message;

/// What may be sent next.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    /// The server waits for a mail.
    Ready,
    /// A mail was begun and refused: RSET comes first.
    Begun,
    /// It is not known what the server waits for, or it is gone.
    Broken,
}

/// An open connection to a mail server, past greeting, TLS and login.
///
/// Mails go one after another; after a refusal it goes on. Dropping it without [`Connection::close`]
/// is harmless, only less polite. A `deliver` whose future is dropped half-way leaves it broken.
pub struct Connection {
    wire: Wire,
    timeouts: Timeouts,
    encrypted: bool,
    state: State,
}

impl Connection {
    pub(super) fn new(wire: Wire, timeouts: Timeouts, encrypted: bool) -> Self {
        Self { wire, timeouts, encrypted, state: State::Ready }
    }

    /// Whether the conversation is inside TLS.
    pub fn is_encrypted(&self) -> bool {
        self.encrypted
    }

    /// Whether another mail may be tried on this connection.
    pub fn is_reusable(&self) -> bool {
        self.state != State::Broken
    }

    /// Asks the server whether it is still there (RSET). To be called before the next mail on a
    /// connection that has been idle: servers hang up after some minutes, and that must not count
    /// against the mail. False means: open another.
    pub async fn is_alive(&mut self) -> bool {
        self.is_reusable() && self.reset().await.is_ok()
    }

    /// Hands over one mail to its one recipient, and says how that ended.
    pub async fn deliver(&mut self, message: &Message) -> Delivery {
        match self.converse(message).await {
            Ok(accepted) => accepted,
            Err(ended) => ended,
        }
    }

    /// Says goodbye. Waits for the answer only briefly.
    pub async fn close(mut self) {
        if self.is_reusable() {
            // Whatever the answer is, the conversation is over.
            let _ = self.wire.command("QUIT", self.timeouts.quit).await;
        }
        self.wire.shut_down(self.timeouts.quit).await;
    }

    async fn converse(&mut self, message: &Message) -> Result<Delivery, Delivery> {
        match self.state {
            State::Broken => return Err(Delivery::NotSent { reason: NotSent::Closed }),
            State::Begun => self.reset().await?,
            State::Ready => {}
        }
        self.step(&format!("MAIL FROM:<{}>", message.envelope_from()), Step::MailFrom).await?;
        self.step(&format!("RCPT TO:<{}>", message.envelope_to()), Step::RcptTo).await?;
        self.step("DATA", Step::Data).await?;
        self.content(message.bytes()).await?;
        self.final_dot().await
    }

    async fn reset(&mut self) -> Result<(), Delivery> {
        self.step("RSET", Step::Reset).await?;
        self.state = State::Ready;
        Ok(())
    }

    /// One command before the message itself.
    async fn step(&mut self, line: &str, step: Step) -> Result<(), Delivery> {
        // Broken until the reply is read, in case this future is dropped meanwhile.
        self.state = State::Broken;
        let (wanted, limit) = match step {
            Step::Data => (300..400, self.timeouts.data),
            _ => (200..300, self.timeouts.command),
        };
        let reply = self.wire.command(line, limit).await;
        let reply =
            reply.map_err(|fault| Delivery::NotSent { reason: fault.before_the_dot(step) })?;
        if wanted.contains(&reply.code) {
            self.state = State::Begun;
            return Ok(());
        }
        Err(self.refused(&reply, step))
    }

    /// The message, up to but without the final dot.
    async fn content(&mut self, bytes: &[u8]) -> Result<(), Delivery> {
        self.state = State::Broken;
        let lost = |reason| Delivery::NotSent { reason };
        self.wire
            .write(&dot_stuffed(bytes), self.timeouts.block)
            .await
            .map_err(|fault| lost(fault.before_the_dot(Step::Data)))?;
        // A server that has given up in the middle (too large, shutting down) has said so, or has
        // hung up, by now. Without the dot it cannot have the mail: one case less that is unknown.
        if self.wire.has_news().await {
            let reply = self.wire.reply(self.timeouts.data).await;
            let reply = reply.map_err(|fault| lost(fault.before_the_dot(Step::Data)))?;
            let ended = self.refused(&reply, Step::Data);
            self.state = State::Broken;
            return Err(ended);
        }
        Ok(())
    }

    /// The dot. From its first byte on, every failure is one whose outcome is unknown.
    async fn final_dot(&mut self) -> Result<Delivery, Delivery> {
        let unknown = |reason| Delivery::Unknown { reason };
        self.wire
            .write(b".\r\n", self.timeouts.block)
            .await
            .map_err(|fault| unknown(fault.after_the_dot()))?;
        let reply = self.wire.reply(self.timeouts.final_dot).await;
        let reply = reply.map_err(|fault| unknown(fault.after_the_dot()))?;
        match reply.code {
            200..300 => {
                self.state = State::Ready;
                Ok(Delivery::Accepted { reply: reply.kept() })
            }
            // An answer to something else: what became of the mail cannot be told from it.
            300..400 => Err(unknown(Lost::Garbage)),
            _ => Err(self.refused(&reply, Step::FinalDot)),
        }
    }

    fn refused(&mut self, reply: &RawReply, step: Step) -> Delivery {
        if !reply.is_refusal() {
            self.state = State::Broken;
            return Delivery::NotSent { reason: NotSent::Garbage(step) };
        }
        // 421 announces that the server closes the connection (RFC 5321 section 3.8).
        self.state = match (reply.code, step) {
            (421, _) | (_, Step::Reset) => State::Broken,
            _ => State::Begun,
        };
        Delivery::Refused { step, reply: reply.kept() }
    }
}

/// The message with a second dot before each line that begins with one (RFC 5321 section 4.5.2), and
/// a line break at its end.
fn dot_stuffed(bytes: &[u8]) -> Vec<u8> {
    let mut stuffed = Vec::with_capacity(bytes.len() + 16);
    for line in bytes.split_inclusive(|&byte| byte == b'\n') {
        if line.first() == Some(&b'.') {
            stuffed.push(b'.');
        }
        stuffed.extend_from_slice(line);
    }
    if !stuffed.ends_with(b"\r\n") {
        stuffed.extend_from_slice(b"\r\n");
    }
    stuffed
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_that_begin_with_a_dot_get_another() {
        assert_eq!(dot_stuffed(b".a\r\nb.\r\n..\r\n"), b"..a\r\nb.\r\n...\r\n");
    }

    #[test]
    fn a_message_ends_with_exactly_one_line_break_of_ours() {
        assert_eq!(dot_stuffed(b"a"), b"a\r\n");
        assert_eq!(dot_stuffed(b"a\r\n"), b"a\r\n");
        assert_eq!(dot_stuffed(b""), b"\r\n");
    }
}
