//! A mail server for tests that can fail in every way a mail server can.
//!
//! It listens on a port of its own on 127.0.0.1, speaks enough SMTP for one client at a time per
//! thread, and keeps every message it accepted with its envelope. What it does wrong is a list of
//! [`Fault`]s, each used once, at the first occasion, or for ever: see [`SmtpServer::fail_once`] and
//! [`SmtpServer::fail_always`]. TLS uses a certificate authority made when the server starts; its
//! certificate is in [`SmtpServer::ca_file`].

mod service;

use std::net::{SocketAddr, TcpListener, TcpStream};
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use super::smtp_certificate::tls_config;
use super::smtp_fault::{Fault, Storm};

use service::Service;

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
