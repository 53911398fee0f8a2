//! The barest client: a loop over one socket that says what must be said and waits for each answer.

use std::io::{BufRead as _, BufReader, Write as _};
use std::net::{SocketAddr, TcpStream};
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, bail};

/// How the commands before a message are sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Style {
    /// Each waits for its answer.
    OneByOne,
    /// Together (RFC 2920).
    Pipelined,
}

/// The commands before a message, and the beginnings of their answers.
const COMMANDS: [(&str, &str); 3] = [
    ("MAIL FROM:<uketsuke@example.jp>\r\n", "250"),
    ("RCPT TO:<applicant@example.jp>\r\n", "250"),
    ("DATA\r\n", "354"),
];

/// Sends the same message for so long; mails a second.
pub fn send_for(
    address: SocketAddr,
    message: &[u8],
    style: Style,
    length: Duration,
) -> Result<f64> {
    let mut wire = Wire::open(address)?;
    let whole = [message, b"\r\n.\r\n".as_slice()].concat();
    let (began, mut count) = (Instant::now(), 0_u32);
    while began.elapsed() < length {
        match style {
            Style::OneByOne => {
                for (command, answer) in COMMANDS {
                    wire.say(command.as_bytes())?;
                    wire.hear(answer)?;
                }
            }
            Style::Pipelined => {
                wire.say(COMMANDS.map(|(command, _)| command).concat().as_bytes())?;
                for (_, answer) in COMMANDS {
                    wire.hear(answer)?;
                }
            }
        }
        wire.say(&whole)?;
        wire.hear("250")?;
        count += 1;
    }
    Ok(f64::from(count) / began.elapsed().as_secs_f64())
}

/// A conversation.
struct Wire {
    stream: TcpStream,
    reader: BufReader<TcpStream>,
    line: String,
}

impl Wire {
    fn open(address: SocketAddr) -> Result<Self> {
        let stream = TcpStream::connect(address)?;
        stream.set_nodelay(true)?;
        let reader = BufReader::new(stream.try_clone()?);
        let mut wire = Self { stream, reader, line: String::new() };
        wire.hear("220")?;
        wire.say(b"EHLO localhost\r\n")?;
        wire.hear("250")?;
        Ok(wire)
    }

    fn say(&mut self, bytes: &[u8]) -> Result<()> {
        Ok(self.stream.write_all(bytes)?)
    }

    /// Reads a whole reply, of several lines perhaps.
    fn hear(&mut self, wanted: &str) -> Result<()> {
        loop {
            self.line.clear();
            self.reader.read_line(&mut self.line).context("the server has hung up")?;
            if !self.line.starts_with(wanted) {
                bail!("the server says {}", self.line.trim());
            }
            if self.line.get(3..4) != Some("-") {
                return Ok(());
            }
        }
    }
}
