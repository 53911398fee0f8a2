//! One open conversation that takes one mail after another.

use std::time::Duration;

use super::delivery::{Delivery, NotSent, Step};
use super::timeouts::Timeouts;
use super::wire::{BLOCK, RawReply, Wire, WireFault};
use crate::mail::Message;

/// The commands before a message, in their order.
const ENVELOPE: [Step; 3] = [Step::MailFrom, Step::RcptTo, Step::Data];

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
    pipelining: bool,
    state: State,
}

impl Connection {
    pub(super) fn new(wire: Wire, timeouts: Timeouts, encrypted: bool, pipelining: bool) -> Self {
        Self { wire, timeouts, encrypted, pipelining, state: State::Ready }
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
        self.envelope(message).await?;
        self.content(message.bytes()).await
    }

    async fn reset(&mut self) -> Result<(), Delivery> {
        self.command("RSET\r\n", Step::Reset).await?;
        self.answer(Step::Reset).await?;
        self.state = State::Ready;
        Ok(())
    }

    /// Sender, recipient and DATA: together where the server takes them together (RFC 2920), else each
    /// after the reply to the one before. The replies are the same ones in the same order, and the first
    /// that refuses decides.
    async fn envelope(&mut self, message: &Message) -> Result<(), Delivery> {
        let commands = [
            format!("MAIL FROM:<{}>\r\n", message.envelope_from()),
            format!("RCPT TO:<{}>\r\n", message.envelope_to()),
            "DATA\r\n".to_owned(),
        ];
        if self.pipelining {
            self.command(&commands.concat(), Step::MailFrom).await?;
        }
        for (index, step) in ENVELOPE.into_iter().enumerate() {
            if !self.pipelining {
                self.command(&commands[index], step).await?;
            }
            if let Err(ended) = self.answer(step).await {
                if self.pipelining && self.state == State::Begun {
                    self.hear_out(step).await;
                }
                return Err(ended);
            }
        }
        Ok(())
    }

    async fn command(&mut self, lines: &str, step: Step) -> Result<(), Delivery> {
        // Broken until the reply is read, in case this future is dropped meanwhile.
        self.state = State::Broken;
        let written = self.wire.write(lines.as_bytes(), self.limit(step)).await;
        written.map_err(|fault| Delivery::NotSent { reason: fault.before_the_dot(step) })
    }

    /// The reply to one command before the message itself.
    async fn answer(&mut self, step: Step) -> Result<(), Delivery> {
        self.state = State::Broken;
        let reply = self.wire.reply(self.limit(step)).await;
        let reply =
            reply.map_err(|fault| Delivery::NotSent { reason: fault.before_the_dot(step) })?;
        let wanted = if step == Step::Data { 300..400 } else { 200..300 };
        if wanted.contains(&reply.code) {
            self.state = State::Begun;
            return Ok(());
        }
        Err(self.refused(&reply, step))
    }

    /// Reads what the server says to the commands that went along with the one it refused. It decides
    /// nothing any more, except whether the connection can be used again.
    async fn hear_out(&mut self, refused: Step) {
        self.state = State::Broken;
        let mut nobody_gets_it = refused == Step::RcptTo;
        for step in ENVELOPE.into_iter().skip_while(|step| *step != refused).skip(1) {
            let Ok(reply) = self.wire.reply(self.limit(step)).await else { return };
            let waits_for_message = step == Step::Data && !reply.is_refusal();
            if reply.code == 421 || (waits_for_message && !nobody_gets_it) {
                return;
            }
            // RFC 2920, section 3.1: such a server is given an empty message, which has no recipient.
            if waits_for_message && !self.empty_message().await {
                return;
            }
            nobody_gets_it |= step == Step::RcptTo && reply.is_refusal();
        }
        self.state = State::Begun;
    }

    /// Ends a message before it began; whether the conversation can go on.
    async fn empty_message(&mut self) -> bool {
        let written = self.wire.write(b".\r\n", self.timeouts.block).await;
        written.is_ok()
            && self.wire.reply(self.timeouts.command).await.is_ok_and(|reply| reply.code != 421)
    }

    fn limit(&self, step: Step) -> Duration {
        if step == Step::Data { self.timeouts.data } else { self.timeouts.command }
    }

    /// The message. From the moment the last byte of its final dot is handed over, every failure is one
    /// whose outcome is unknown; before, the server cannot have the mail.
    async fn content(&mut self, bytes: &[u8]) -> Result<Delivery, Delivery> {
        self.state = State::Broken;
        let not_sent =
            |fault: WireFault| Delivery::NotSent { reason: fault.before_the_dot(Step::Data) };
        let unknown = |fault: WireFault| Delivery::Unknown { reason: fault.after_the_dot() };
        let stuffed = dot_stuffed(bytes);
        let (first, last) = stuffed.split_at((stuffed.len() - 1) / BLOCK * BLOCK);
        self.wire.write(first, self.timeouts.block).await.map_err(not_sent)?;
        // A server that has given up in the middle (too large, shutting down) has said so, or has
        // hung up, by now. Without the dot it cannot have the mail: one case less that is unknown.
        if self.wire.has_news().await {
            let reply = self.wire.reply(self.timeouts.data).await.map_err(not_sent)?;
            let ended = self.refused(&reply, Step::Data);
            self.state = State::Broken;
            return Err(ended);
        }
        self.wire.hand_over(last, self.timeouts.block).await.map_err(not_sent)?;
        self.wire.flush(self.timeouts.block).await.map_err(unknown)?;
        let reply = self.wire.reply(self.timeouts.final_dot).await.map_err(unknown)?;
        match reply.code {
            200..300 => {
                self.state = State::Ready;
                Ok(Delivery::Accepted { reply: reply.kept() })
            }
            // An answer to something else: what became of the mail cannot be told from it.
            300..400 => Err(unknown(WireFault::Garbage)),
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
/// the line with the final dot.
fn dot_stuffed(bytes: &[u8]) -> Vec<u8> {
    let mut stuffed = Vec::with_capacity(bytes.len() + 32);
    for line in bytes.split_inclusive(|&byte| byte == b'\n') {
        if line.first() == Some(&b'.') {
            stuffed.push(b'.');
        }
        stuffed.extend_from_slice(line);
    }
    if !stuffed.ends_with(b"\r\n") {
        stuffed.extend_from_slice(b"\r\n");
    }
    stuffed.extend_from_slice(b".\r\n");
    stuffed
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_that_begin_with_a_dot_get_another() {
        assert_eq!(dot_stuffed(b".a\r\nb.\r\n..\r\n"), b"..a\r\nb.\r\n...\r\n.\r\n");
    }

    #[test]
    fn a_message_ends_with_exactly_one_line_break_of_ours() {
        assert_eq!(dot_stuffed(b"a"), b"a\r\n.\r\n");
        assert_eq!(dot_stuffed(b"a\r\n"), b"a\r\n.\r\n");
        assert_eq!(dot_stuffed(b""), b"\r\n.\r\n");
    }
}
