//! One conversation of a mail server of the tests: its lines, and what it has come to.

use std::io::{self, BufRead as _, BufReader, Read, Write};

use super::smtp_fault::Fault;

/// TCP, or TLS over it.
pub trait Duplex: Read + Write + Send {}
impl<T: Read + Write + Send> Duplex for T {}

/// What one conversation has come to.
pub struct Conversation {
    pub stream: BufReader<Box<dyn Duplex>>,
    pub encrypted: bool,
    pub user: Option<String>,
    pub from: Option<String>,
    pub to: Vec<String>,
}

/// The conversation is over; not an error.
pub struct Over;

impl From<io::Error> for Over {
    fn from(_: io::Error) -> Self {
        Self
    }
}

impl Conversation {
    /// The beginning of one.
    pub fn new(stream: Box<dyn Duplex>, encrypted: bool) -> Self {
        Self { stream: BufReader::new(stream), encrypted, user: None, from: None, to: Vec::new() }
    }

    /// One line with its line end.
    pub fn raw_line(&mut self) -> Result<Vec<u8>, Over> {
        let mut line = Vec::new();
        self.stream.read_until(b'\n', &mut line)?;
        if line.ends_with(b"\n") { Ok(line) } else { Err(Over) }
    }

    /// One line of a command.
    pub fn line(&mut self) -> Result<String, Over> {
        Ok(String::from_utf8_lossy(&self.raw_line()?).trim_end().to_owned())
    }

    /// Does what goes wrong here; `usual` is what would be said if it only came late.
    pub fn misbehave(&mut self, fault: Fault, usual: &str) -> Result<(), Over> {
        match fault {
            Fault::Reply(_, line) => self.say(line),
            Fault::Drop(_) | Fault::Inject(_) | Fault::NoStartTls | Fault::BadCertificate => {
                Err(Over)
            }
            Fault::Drip(_, wait) => {
                for byte in format!("{usual}\r\n").bytes() {
                    self.stream.get_mut().write_all(&[byte])?;
                    self.stream.get_mut().flush()?;
                    std::thread::sleep(wait);
                }
                Ok(())
            }
            Fault::ReplyAndDrop(_, line) => {
                self.say(line)?;
                Err(Over)
            }
            Fault::Garbage(_) => self.say("\u{1}\u{2} what is this"),
            Fault::Slow(_, wait) => {
                std::thread::sleep(wait);
                if usual.is_empty() { Ok(()) } else { self.say(usual) }
            }
        }
    }

    /// One answer.
    pub fn say(&mut self, line: &str) -> Result<(), Over> {
        let stream = self.stream.get_mut();
        stream.write_all(format!("{line}\r\n").as_bytes())?;
        stream.flush()?;
        Ok(())
    }
}
