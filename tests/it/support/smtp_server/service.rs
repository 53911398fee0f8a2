//! What the mail server for tests says to each line.

use std::io::{self, Read, Write};
use std::net::TcpStream;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use rustls::{ServerConfig, ServerConnection, StreamOwned};

use crate::support::smtp_fault::{At, Fault};
use crate::support::smtp_server::{Received, Tried};
use crate::support::smtp_talk::{Conversation, Duplex, Over};

use super::{Log, Setup, lock};

#[derive(Clone)]
pub(super) struct Service {
    pub(super) setup: Setup,
    pub(super) tls: Arc<ServerConfig>,
    /// Of an authority that nobody trusts.
    pub(super) stranger: Arc<ServerConfig>,
    pub(super) log: Arc<Mutex<Log>>,
}

impl Service {
    pub(super) fn serve(&self, stream: TcpStream, number: usize) -> Result<(), Over> {
        stream.set_nodelay(true)?;
        stream.set_read_timeout(Some(Duration::from_secs(30)))?;
        let plain = Recorded { stream: stream.try_clone()?, log: Arc::clone(&self.log) };
        let stream: Box<dyn Duplex> = if self.setup.implicit_tls {
            Box::new(self.encrypted(stream)?)
        } else {
            Box::new(plain)
        };
        let mut talk = Conversation::new(stream, self.setup.implicit_tls);
        self.answer(&mut talk, At::Greeting, "220 mail.test ESMTP")?;
        loop {
            let line = talk.line()?;
            let verb = line.split([' ', ':']).next().unwrap_or_default().to_ascii_uppercase();
            let shown = if verb == "AUTH" { "AUTH".to_owned() } else { line.clone() };
            lock(&self.log).commands.push(shown);
            match verb.as_str() {
                "EHLO" => {
                    let extensions = self.extensions(talk.encrypted);
                    match self.fault(At::Ehlo) {
                        Some(Fault::NoStartTls) => {
                            talk.say(&extensions.replace("250-STARTTLS\r\n", ""))?;
                        }
                        fault => say(&mut talk, fault, &extensions)?,
                    }
                }
                "STARTTLS" if self.setup.starttls && !talk.encrypted => {
                    talk = self.start_tls(talk)?;
                }
                "AUTH" => self.sign_in(&mut talk, &line)?,
                "MAIL" if self.setup.login.is_some() && talk.user.is_none() => {
                    talk.say("530 5.7.0 Authentication required")?;
                }
                "MAIL" => {
                    self.brew();
                    let fault = self.fault(At::MailFrom);
                    let is_taken = !matches!(fault, Some(Fault::Reply(..) | Fault::Garbage(_)));
                    talk.from = is_taken.then(|| path_of(&line));
                    talk.to.clear();
                    say(&mut talk, fault, "250 2.1.0 ok")?;
                }
                "RCPT" if talk.from.is_some() => {
                    let fault = self.of_recipient(&line).or_else(|| self.fault(At::RcptTo));
                    if !matches!(fault, Some(Fault::Reply(..) | Fault::Garbage(_))) {
                        talk.to.push(path_of(&line));
                    }
                    say(&mut talk, fault, "250 2.1.5 ok")?;
                }
                "DATA" if !talk.to.is_empty() || self.setup.lenient => {
                    self.take_message(&mut talk, number)?;
                }
                "RSET" => {
                    talk.from = None;
                    talk.to.clear();
                    self.answer(&mut talk, At::Reset, "250 2.0.0 ok")?;
                }
                "NOOP" => talk.say("250 2.0.0 ok")?,
                "QUIT" => return talk.say("221 2.0.0 bye"),
                _ => talk.say("503 5.5.1 not now")?,
            }
        }
    }

    fn extensions(&self, encrypted: bool) -> String {
        let mut lines =
            vec!["mail.test".to_owned(), "8BITMIME".to_owned(), "SIZE 10000000".to_owned()];
        if self.setup.pipelining {
            lines.push("PIPELINING".to_owned());
        }
        if self.setup.starttls && !encrypted {
            lines.push("STARTTLS".to_owned());
        }
        if self.setup.login.is_some() {
            let offered =
                if self.setup.mechanisms.is_empty() { "PLAIN" } else { &self.setup.mechanisms };
            lines.push(format!("AUTH {offered}"));
        }
        let last = lines.len() - 1;
        let line = |(at, text): (usize, &String)| {
            format!("250{}{text}", if at == last { ' ' } else { '-' })
        };
        lines.iter().enumerate().map(line).collect::<Vec<_>>().join("\r\n")
    }

    fn start_tls(&self, mut talk: Conversation) -> Result<Conversation, Over> {
        let mut tls = &self.tls;
        match self.fault(At::StartTls) {
            Some(Fault::BadCertificate) => {
                tls = &self.stranger;
                talk.say("220 2.0.0 ready")?;
            }
            Some(Fault::Inject(text)) => talk.say(&format!("220 2.0.0 ready\r\n{text}"))?,
            Some(Fault::Slow(_, wait)) => {
                std::thread::sleep(wait);
                talk.say("220 2.0.0 ready")?;
            }
            Some(fault @ (Fault::Reply(..) | Fault::Garbage(_))) => {
                talk.misbehave(fault, "")?;
                return Ok(talk);
            }
            Some(fault) => talk.misbehave(fault, "")?,
            None => talk.say("220 2.0.0 ready")?,
        }
        let stream = talk.stream.into_inner();
        let connection = ServerConnection::new(Arc::clone(tls)).map_err(|_| Over)?;
        let stream: Box<dyn Duplex> = Box::new(StreamOwned::new(connection, stream));
        Ok(Conversation::new(stream, true))
    }

    fn encrypted(
        &self,
        stream: TcpStream,
    ) -> Result<StreamOwned<ServerConnection, TcpStream>, Over> {
        let connection = ServerConnection::new(Arc::clone(&self.tls)).map_err(|_| Over)?;
        Ok(StreamOwned::new(connection, stream))
    }

    fn sign_in(&self, talk: &mut Conversation, line: &str) -> Result<(), Over> {
        let words: Vec<_> = line.split(' ').collect();
        let given = match words.as_slice() {
            [_, "PLAIN", secret] => {
                let secret = decoded(secret);
                let mut parts = secret.split('\0').skip(1).map(str::to_owned);
                (parts.next().unwrap_or_default(), parts.next().unwrap_or_default())
            }
            [_, "LOGIN"] => {
                talk.say("334 VXNlcm5hbWU6")?;
                let user = decoded(&talk.line()?);
                talk.say("334 UGFzc3dvcmQ6")?;
                (user, decoded(&talk.line()?))
            }
            _ => return talk.say("504 5.5.4 unknown mechanism"),
        };
        if self.setup.login.as_ref() != Some(&given) {
            return self.answer(talk, At::Auth, "535 5.7.8 wrong user or password");
        }
        talk.user = Some(given.0);
        self.answer(talk, At::Auth, "235 2.7.0 welcome")
    }

    fn take_message(&self, talk: &mut Conversation, connection: usize) -> Result<(), Over> {
        match self.fault(At::Data) {
            // Anything but a 354 means that no message follows.
            Some(fault) if !matches!(fault, Fault::Slow(..)) => return talk.misbehave(fault, ""),
            Some(fault) => talk.misbehave(fault, "354 go ahead")?,
            None => talk.say("354 go ahead")?,
        }
        let mut bytes = Vec::new();
        if let Some(fault) = self.fault(At::Body) {
            talk.raw_line()?;
            talk.misbehave(fault, "")?;
        }
        loop {
            let line = talk.raw_line()?;
            if line == b".\r\n" {
                break;
            }
            bytes.extend_from_slice(line.strip_prefix(b".").unwrap_or(&line));
        }
        if talk.to.is_empty() {
            return talk.say("554 5.5.1 no valid recipients");
        }
        let at_dot = self.fault(At::FinalDot);
        let goes_on = matches!(at_dot, None | Some(Fault::Slow(..)));
        let fault = if goes_on { self.fault(At::Kept) } else { None };
        self.write_down(talk, &bytes, goes_on, at_dot.is_none() && fault.is_none());
        if let Some(fault) = at_dot {
            talk.misbehave(fault, "")?;
            if !goes_on {
                return Ok(());
            }
        }
        lock(&self.log).received.push(Received {
            from: talk.from.take().unwrap_or_default(),
            to: std::mem::take(&mut talk.to),
            bytes,
            encrypted: talk.encrypted,
            user: talk.user.clone(),
            connection,
            at: Instant::now(),
        });
        say(talk, fault, "250 2.0.0 queued")
    }

    fn write_down(&self, talk: &Conversation, bytes: &[u8], kept: bool, confirmed: bool) {
        let mut log = lock(&self.log);
        if log.storm.is_some() {
            log.tried.push(Tried { to: talk.to.clone(), bytes: bytes.to_vec(), kept, confirmed });
        }
    }

    fn of_recipient(&self, line: &str) -> Option<Fault> {
        let (log, to) = (lock(&self.log), path_of(line));
        let begins = |with: Option<&str>| with.is_some_and(|with| to.starts_with(with));
        if begins(log.refused) {
            return Some(Fault::Reply(At::RcptTo, "550 5.1.1 no such user"));
        }
        begins(log.ignored).then_some(Fault::Slow(At::RcptTo, Duration::from_mins(1)))
    }

    /// What the storm brings with this mail.
    fn brew(&self) {
        let mut log = lock(&self.log);
        let Some(storm) = log.storm.clone() else { return };
        if log.mails_in_storm.is_multiple_of(storm.every) {
            let next = log.mails_in_storm / storm.every % storm.faults.len();
            log.once.push(storm.faults[next]);
        }
        log.mails_in_storm += 1;
    }

    /// The usual answer, unless something is to go wrong here.
    fn answer(&self, talk: &mut Conversation, at: At, usual: &str) -> Result<(), Over> {
        let fault = self.fault(at);
        say(talk, fault, usual)
    }

    fn fault(&self, at: At) -> Option<Fault> {
        let mut log = lock(&self.log);
        if let Some(index) = log.once.iter().position(|fault| fault.at() == at) {
            return Some(log.once.remove(index));
        }
        log.always.iter().find(|fault| fault.at() == at).copied()
    }
}

fn say(talk: &mut Conversation, fault: Option<Fault>, usual: &str) -> Result<(), Over> {
    match fault {
        Some(fault) => talk.misbehave(fault, usual),
        None => talk.say(usual),
    }
}

/// Between the first `<` and the last `>`.
fn path_of(line: &str) -> String {
    let after = line.split_once('<').map_or("", |(_, after)| after);
    after.rsplit_once('>').map_or("", |(path, _)| path).to_owned()
}

fn decoded(text: &str) -> String {
    String::from_utf8(STANDARD.decode(text).unwrap_or_default()).unwrap_or_default()
}

/// A TCP stream whose incoming bytes are written down: what went over the network in the clear, or,
/// once TLS has begun, its records.
struct Recorded {
    stream: TcpStream,
    log: Arc<Mutex<Log>>,
}

impl Read for Recorded {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.stream.read(buffer)?;
        lock(&self.log).clear_text.extend_from_slice(&buffer[..count]);
        Ok(count)
    }
}

impl Write for Recorded {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.stream.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.stream.flush()
    }
}
