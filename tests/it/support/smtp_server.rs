//! A mail server for tests that can fail in every way a mail server can.
//!
//! It listens on a port of its own on 127.0.0.1, speaks enough SMTP for one client at a time per
//! thread, and keeps every message it accepted with its envelope. What it does wrong is a list of
//! [`Fault`]s, each used once, at the first occasion, or for ever: see [`SmtpServer::fail_once`] and
//! [`SmtpServer::fail_always`]. TLS uses a certificate authority made when the server starts; its
//! certificate is in [`SmtpServer::ca_file`].

use std::io::{self, Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use rustls::{ServerConfig, ServerConnection, StreamOwned};

use super::smtp_certificate::tls_config;
use super::smtp_fault::{At, Fault, Storm};
use super::smtp_talk::{Conversation, Duplex, Over};

/// How a server is set up.
#[derive(Debug, Clone, Default)]
#[expect(clippy::struct_excessive_bools, reason = "each is a way to be a mail server")]
pub struct Setup {
    /// TLS from the first byte.
    pub implicit_tls: bool,
    /// Offer STARTTLS.
    pub starttls: bool,
    /// Let the certificate name another host.
    pub wrong_name: bool,
    /// Ask for this user and password before any mail.
    pub login: Option<(String, String)>,
    /// Offer PIPELINING.
    pub pipelining: bool,
    /// Answer 354 to DATA even where no recipient was taken, as RFC 2920 permits.
    pub lenient: bool,
    /// Mechanisms offered, such as `PLAIN LOGIN`; empty offers PLAIN.
    pub mechanisms: String,
}

/// A message the server accepted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Received {
    /// Between the angle brackets of MAIL FROM.
    pub from: String,
    /// Between those of each RCPT TO.
    pub to: Vec<String>,
    /// Headers and body, dots unstuffed.
    pub bytes: Vec<u8>,
    /// Whether it came through TLS.
    pub encrypted: bool,
    /// Who had signed in.
    pub user: Option<String>,
    /// Number of the connection it came on, from 1.
    pub connection: usize,
    /// When it was accepted.
    pub at: Instant,
}

/// A message that came in whole, whatever became of it.
#[derive(Debug, Clone)]
pub struct Tried {
    pub to: Vec<String>,
    pub bytes: Vec<u8>,
    /// The server has it.
    pub kept: bool,
    /// It said so, at once and in full.
    pub confirmed: bool,
}

#[derive(Default)]
struct Log {
    received: Vec<Received>,
    storm: Option<Storm>,
    mails_in_storm: usize,
    tried: Vec<Tried>,
    /// Beginnings of recipients that are refused, and of those that are never answered.
    refused: Option<&'static str>,
    ignored: Option<&'static str>,
    commands: Vec<String>,
    clear_text: Vec<u8>,
    connections: usize,
    once: Vec<Fault>,
    always: Vec<Fault>,
}

/// A running server; it stops when it is dropped.
pub struct SmtpServer {
    address: SocketAddr,
    log: Arc<Mutex<Log>>,
    stopping: Arc<AtomicBool>,
    folder: tempfile::TempDir,
}

impl SmtpServer {
    /// Starts a server in the clear without login.
    pub fn start() -> Self {
        Self::start_with(Setup::default())
    }

    /// Starts a server.
    pub fn start_with(setup: Setup) -> Self {
        Self::start_at(setup, SocketAddr::from(([127, 0, 0, 1], 0)))
    }

    /// Starts a server where none was.
    pub fn start_at(setup: Setup, address: SocketAddr) -> Self {
        let folder = tempfile::tempdir().expect("a folder for the certificate");
        let tls = tls_config(&folder.path().join("ca.pem"), setup.wrong_name);
        let stranger = tls_config(&folder.path().join("stranger.pem"), false);
        let listener = TcpListener::bind(address).expect("a port for the mail server");
        let address = listener.local_addr().expect("the port of the mail server");
        let log = Arc::new(Mutex::new(Log::default()));
        let stopping = Arc::new(AtomicBool::new(false));
        let service = Service { setup, tls, stranger, log: Arc::clone(&log) };
        let until = Arc::clone(&stopping);
        std::thread::spawn(move || accept(&listener, &service, &until));
        Self { address, log, stopping, folder }
    }

    /// Its port on 127.0.0.1.
    pub fn port(&self) -> u16 {
        self.address.port()
    }

    /// The certificate of the authority that signed the server's, as a PEM file.
    pub fn ca_file(&self) -> PathBuf {
        self.folder.path().join("ca.pem")
    }

    /// A URL for `UKETSUKE_SMTP_URL`: `scheme://[login@]127.0.0.1:port?query`.
    pub fn url(&self, scheme: &str, login: &str, query: &str) -> String {
        let at = if login.is_empty() { "" } else { "@" };
        format!("{scheme}://{login}{at}127.0.0.1:{}?{query}", self.port())
    }

    /// A URL with TLS as by `mode`, trusting the server's authority.
    pub fn tls_url(&self, mode: &str) -> String {
        self.url("smtp", "", &format!("tls={mode}&ca={}", self.ca_file().display()))
    }

    /// Does this wrong once, at the next occasion.
    pub fn fail_once(&self, fault: Fault) {
        lock(&self.log).once.push(fault);
    }

    /// Does this wrong at every occasion.
    pub fn fail_always(&self, fault: Fault) {
        lock(&self.log).always.push(fault);
    }

    /// Refuses recipients that begin so, and never answers those that begin otherwise.
    pub fn refuse_and_ignore(&self, refused: &'static str, ignored: &'static str) {
        let mut log = lock(&self.log);
        (log.refused, log.ignored) = (Some(refused), Some(ignored));
    }

    /// From now on, does wrong one thing after the other; every message that comes in whole is written down.
    pub fn begin_storm(&self, storm: Storm) {
        lock(&self.log).storm = Some(storm);
    }

    /// What came in whole since the storm began.
    pub fn tried(&self) -> Vec<Tried> {
        lock(&self.log).tried.clone()
    }

    /// Does everything right again.
    pub fn recover(&self) {
        let mut log = lock(&self.log);
        log.once.clear();
        log.always.clear();
        log.storm = None;
    }

    /// What was accepted so far.
    pub fn received(&self) -> Vec<Received> {
        lock(&self.log).received.clone()
    }

    /// The commands of all conversations, in order; those of a login without their secrets.
    pub fn commands(&self) -> Vec<String> {
        lock(&self.log).commands.clone()
    }

    /// Every byte that came in before TLS.
    pub fn clear_text(&self) -> Vec<u8> {
        lock(&self.log).clear_text.clone()
    }

    /// How many connections there have been.
    pub fn connections(&self) -> usize {
        lock(&self.log).connections
    }

    /// How many messages were accepted so far.
    pub fn count(&self) -> usize {
        lock(&self.log).received.len()
    }

    /// Waits until `count` messages have been accepted, at most ten seconds.
    pub fn wait_for(&self, count: usize) -> Vec<Received> {
        let end = Instant::now() + Duration::from_secs(10);
        loop {
            if self.count() >= count || Instant::now() > end {
                return self.received();
            }
            std::thread::sleep(Duration::from_millis(5));
        }
    }
}

impl Drop for SmtpServer {
    fn drop(&mut self) {
        self.stopping.store(true, Ordering::SeqCst);
        // Wakes the thread that waits for a connection.
        let _ = TcpStream::connect(self.address);
    }
}

fn lock(log: &Mutex<Log>) -> MutexGuard<'_, Log> {
    log.lock().unwrap_or_else(PoisonError::into_inner)
}

fn accept(listener: &TcpListener, service: &Service, stopping: &AtomicBool) {
    for stream in listener.incoming() {
        if stopping.load(Ordering::SeqCst) {
            return;
        }
        let (Ok(stream), service) = (stream, service.clone()) else { continue };
        let number = {
            let mut log = lock(&service.log);
            log.connections += 1;
            log.connections
        };
        std::thread::spawn(move || {
            // A conversation that ends badly is what this server is for.
            let _ = service.serve(stream, number);
        });
    }
}

#[derive(Clone)]
struct Service {
    setup: Setup,
    tls: Arc<ServerConfig>,
    /// Of an authority that nobody trusts.
    stranger: Arc<ServerConfig>,
    log: Arc<Mutex<Log>>,
}

impl Service {
    fn serve(&self, stream: TcpStream, number: usize) -> Result<(), Over> {
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
