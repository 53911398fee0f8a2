//! Clients that are slow, silent or many: others are answered as usual, memory stays bounded, and who does not
//! come to the point is sent away.

use std::io::{Read as _, Write as _};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::process::Command;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};

use crate::support::app::Place;
use crate::support::bodies;
use crate::support::figures::{figure, full_run};
use crate::support::organizer::Organizer;
use crate::support::process::{Program, free_address, serving};
use crate::support::wire::{Wire, application, request};

/// Longer than the head of a request may take.
const HEADS_ARE_GONE: Duration = Duration::from_secs(14);
/// Longer than a body, or an answer that nobody reads, may take.
const ALL_ARE_GONE: Duration = Duration::from_secs(45);
/// The largest file that anybody may ask for.
const LARGE: &str = "/docs/swagger-ui-bundle.js";

fn idle_connections() -> usize {
    if full_run() { 10_000 } else { 1_000 }
}

/// Attackers of each other kind.
fn attackers() -> usize {
    if full_run() { 300 } else { 50 }
}

struct Service {
    program: Program,
    session: String,
    #[expect(dead_code, reason = "held until the test ends")]
    place: Place,
}

/// The service, started where only a few files may be open, unless it asks for more.
fn service() -> Service {
    let place = Place::sqlite();
    let address = free_address();
    let serve = serving(&place.url, address);
    let mut command = Command::new("sh");
    command.args(["-c", "ulimit -Sn 256 && exec \"$0\" serve"]).arg(serve.get_program());
    for (name, value) in serve.get_envs() {
        match value {
            Some(value) => command.env(name, value),
            None => command.env_remove(name),
        };
    }
    let program = Program::start(command, address);
    let session = Organizer::new(&place.url, address).session(20);
    Service { program, session, place }
}

impl Service {
    fn address(&self) -> SocketAddr {
        self.program.address
    }

    /// Resident memory in MB.
    fn memory(&self) -> u64 {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.program.pid()));
        let status = status.expect("the program runs");
        let line = status.lines().find(|line| line.starts_with("VmRSS:")).expect("its memory");
        let kilobytes = line.split_whitespace().nth(1).and_then(|text| text.parse::<u64>().ok());
        kilobytes.expect("a number") / 1024
    }

    /// Decent people who apply and look, one after another, until told to stop; how long each waited, sorted.
    fn decent(&self, numbers: usize, done: &AtomicBool) -> Vec<Duration> {
        let mut wire = Wire::connect(self.address()).expect("connected");
        let mut waits = Vec::new();
        for number in 0.. {
            if done.load(Ordering::Relaxed) {
                break;
            }
            let asked = if number % 2 == 0 {
                application(&self.session, &bodies::applicant(numbers + number))
            } else {
                request("GET", &format!("/api/v1/sessions/{}", self.session), &[], b"")
            };
            let began = Instant::now();
            let answer = wire.ask(&asked).expect("an answer");
            assert!(matches!(answer.status, 200 | 201), "{}", answer.text());
            waits.push(began.elapsed());
            std::thread::sleep(Duration::from_millis(5));
        }
        waits.sort();
        waits
    }
}

fn p99(sorted: &[Duration]) -> Duration {
    sorted[sorted.len() * 99 / 100]
}

fn connected(address: SocketAddr) -> TcpStream {
    let stream = TcpStream::connect(address).expect("connected");
    stream.set_nonblocking(true).expect("set");
    stream
}

/// A connection that has had an answer.
fn answered(address: SocketAddr) -> TcpStream {
    let mut stream = TcpStream::connect(address).expect("connected");
    stream.write_all(&request("GET", "/healthz", &[], b"")).expect("sent");
    assert!(stream.read(&mut [0; 4096]).expect("an answer") > 0);
    stream.set_nonblocking(true).expect("set");
    stream
}

/// Whether the server has closed it; whatever came in before is thrown away.
fn is_closed(stream: &mut TcpStream) -> bool {
    let mut bytes = [0; 16 * 1024];
    loop {
        match stream.read(&mut bytes) {
            Ok(0) => return true,
            Ok(_) => {}
            Err(error) => return error.kind() != std::io::ErrorKind::WouldBlock,
        }
    }
}

/// All kinds of attackers.
struct Attack {
    /// Have asked once and are silent.
    idle: Vec<TcpStream>,
    /// Have never said anything.
    silent: Vec<TcpStream>,
    /// Send a head byte by byte.
    heads: Vec<TcpStream>,
    /// Have asked once, and send their second head byte by byte.
    second_heads: Vec<TcpStream>,
    /// Send a body byte by byte.
    bodies: Vec<TcpStream>,
    /// Ask for large files and read nothing.
    deaf: Vec<TcpStream>,
}

impl Attack {
    fn start(service: &Service) -> Self {
        let address = service.address();
        let many = |count: usize, first: &[u8]| -> Vec<TcpStream> {
            (0..count)
                .map(|_| {
                    let mut stream = connected(address);
                    stream.write_all(first).expect("room for a request");
                    stream
                })
                .collect()
        };
        let large = request("GET", LARGE, &[], b"").repeat(8);
        let mut body = application(&service.session, &bodies::applicant(8_000_000));
        body.truncate(body.len() - 60);
        Self {
            idle: (0..idle_connections()).map(|_| answered(address)).collect(),
            silent: many(attackers(), b""),
            heads: many(attackers(), b"GET / HTTP/1.1\r\n"),
            second_heads: (0..attackers()).map(|_| answered(address)).collect(),
            bodies: many(attackers(), &body),
            deaf: many(attackers().min(50), &large),
        }
    }

    /// One more byte each; who has been sent away does not matter here.
    fn drip(&mut self) {
        for stream in self.heads.iter_mut().chain(&mut self.second_heads) {
            let _ = stream.write(b"G");
        }
        for stream in &mut self.bodies {
            let _ = stream.write(b" ");
        }
    }
}

fn closed(streams: &mut [TcpStream]) -> usize {
    streams.iter_mut().map(is_closed).filter(|closed| *closed).count()
}

/// Waits while the attackers drip.
fn dripping(attack: &mut Attack, since: Instant, until: Duration) {
    while since.elapsed() < until {
        attack.drip();
        std::thread::sleep(Duration::from_millis(500));
    }
}

/// Whether the server has closed them, without reading what it has sent.
fn is_given_up(stream: &TcpStream) -> bool {
    // A connection that was reset refuses to be written to; one that still stands has room for a byte.
    let mut stream = stream;
    stream.write(b"G").is_err()
}

#[test]
fn slow_silent_and_many_clients_do_not_stop_others_and_are_sent_away() {
    let service = service();
    let calm_done = AtomicBool::new(false);
    let calm = std::thread::scope(|scope| {
        let calm = scope.spawn(|| service.decent(0, &calm_done));
        std::thread::sleep(Duration::from_secs(2));
        calm_done.store(true, Ordering::Relaxed);
        calm.join().expect("no panic")
    });
    let memory_before = service.memory();
    let done = AtomicBool::new(false);
    let mut attack = Attack::start(&service);
    let since = Instant::now();
    let (waits, memory) = std::thread::scope(|scope| {
        let waits = scope.spawn(|| service.decent(1_000_000, &done));
        dripping(&mut attack, since, Duration::from_secs(5));
        let memory = service.memory();
        dripping(&mut attack, since, HEADS_ARE_GONE);
        done.store(true, Ordering::Relaxed);
        (waits.join().expect("no panic"), memory)
    });
    let others = attackers();
    figure(
        "slow clients",
        format!(
            "{} idle connections, {others} each of silent, slow heads, slow second heads, slow bodies, deaf: p99 of others {:.1?} (before {:.1?}), memory {memory} MB (before {memory_before} MB)",
            idle_connections(),
            p99(&waits),
            p99(&calm),
        ),
    );
    // A starved machine takes longer to notice that the time is up.
    dripping(&mut attack, since, HEADS_ARE_GONE + p99(&waits) * 3);
    let slow = [&mut attack.silent, &mut attack.heads, &mut attack.second_heads];
    let gone: Vec<usize> = slow.map(|streams| closed(streams)).to_vec();
    assert_eq!(gone, [others; 3], "slow heads are sent away");
    assert_eq!(closed(&mut attack.idle), 0, "idle connections may stay for a while");
    assert!(
        p99(&waits) < p99(&calm) * 10 + Duration::from_millis(500),
        "{:?} (before {:?})",
        p99(&waits),
        p99(&calm)
    );
    assert!(memory < 450, "{memory} MB");
    if full_run() {
        dripping(&mut attack, since, ALL_ARE_GONE);
        assert_eq!(closed(&mut attack.bodies), others, "slow bodies are sent away");
        let deaf = attack.deaf.iter().filter(|stream| is_given_up(stream)).count();
        assert_eq!(deaf, attack.deaf.len(), "who does not read is sent away");
        std::thread::sleep(Duration::from_secs(85).saturating_sub(since.elapsed()));
        assert_eq!(closed(&mut attack.idle), idle_connections(), "idle ones are closed in the end");
        figure("slow clients", format!("all sent away; memory afterwards {} MB", service.memory()));
    }
}

/// Connects, counts itself, and asks once; how long it took until answered.
async fn newcomer(address: SocketAddr, let_in: &AtomicUsize) -> std::io::Result<Duration> {
    let began = Instant::now();
    let mut stream = tokio::net::TcpStream::connect(address).await?;
    let_in.fetch_add(1, Ordering::Relaxed);
    stream.write_all(&request("GET", "/healthz", &[("Connection", "close")], b"")).await?;
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).await?;
    if answer.starts_with(b"HTTP/1.1 200") {
        Ok(began.elapsed())
    } else {
        Err(std::io::ErrorKind::InvalidData.into())
    }
}

/// Waits until all are let in; how many were, and how long it took.
async fn all_let_in(all: usize, let_in: &AtomicUsize) -> (usize, Duration) {
    let began = Instant::now();
    while let_in.load(Ordering::Relaxed) < all && began.elapsed() < Duration::from_secs(5) {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    (let_in.load(Ordering::Relaxed), began.elapsed())
}

/// The system takes newcomers in while the process has no time for them: none has to knock again.
#[test]
fn three_thousand_newcomers_at_once_wait_in_line_even_if_the_service_stands_still() {
    const NEWCOMERS: usize = 3_000;
    static LET_IN: AtomicUsize = AtomicUsize::new(0);
    let service = service();
    let address = service.address();
    let signal = |name: &str| {
        let kill = Command::new("kill")
            .args([format!("-{name}"), service.program.pid().to_string()])
            .status();
        assert!(kill.expect("a signal").success());
    };
    let runtime =
        tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    signal("STOP");
    let (let_in, took, slowest) = runtime.block_on(async {
        let all: Vec<_> =
            (0..NEWCOMERS).map(|_| tokio::spawn(newcomer(address, &LET_IN))).collect();
        let (let_in, took) = all_let_in(NEWCOMERS, &LET_IN).await;
        signal("CONT");
        let mut slowest = Duration::ZERO;
        for one in all {
            slowest = slowest.max(one.await.expect("no panic").expect("an answer"));
        }
        (let_in, took, slowest)
    });
    figure(
        "slow clients",
        format!(
            "{NEWCOMERS} newcomers while the service stood still: {let_in} let in within {took:.1?}, the last answered after {slowest:.1?}"
        ),
    );
    assert_eq!(let_in, NEWCOMERS, "some were turned away at first");
}

/// The control: a listener as the standard library makes it turns most of them away at first.
#[test]
fn an_ordinary_listener_turns_newcomers_away() {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let address = listener.local_addr().expect("an address");
    let runtime =
        tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    let connected = runtime.block_on(async {
        let patience = Duration::from_millis(700);
        let all: Vec<_> = (0..1_000)
            .map(|_| {
                tokio::spawn(tokio::time::timeout(
                    patience,
                    tokio::net::TcpStream::connect(address),
                ))
            })
            .collect();
        let mut connected = Vec::new();
        for one in all {
            connected.extend(one.await.expect("no panic").ok());
        }
        connected.len()
    });
    assert!(connected < 500, "{connected} of 1,000 were let in: the test proves nothing");
}

/// The control: actix by itself lets a second head drip for ever.
#[actix_rt::test]
async fn without_patience_of_its_own_a_connection_drips_on() {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let address = listener.local_addr().expect("an address");
    let server = actix_web::HttpServer::new(|| {
        actix_web::App::new()
            .route("/healthz", actix_web::web::get().to(actix_web::HttpResponse::Ok))
    });
    let server = server
        .workers(1)
        .disable_signals()
        .client_request_timeout(Duration::from_secs(1))
        .listen(listener)
        .expect("listening")
        .run();
    let handle = server.handle();
    actix_rt::spawn(server);
    let mut stream = tokio::net::TcpStream::connect(address).await.expect("connected");
    stream.write_all(&request("GET", "/healthz", &[], b"")).await.expect("sent");
    let mut bytes = [0; 4096];
    assert!(stream.read(&mut bytes).await.expect("an answer") > 0);
    for _ in 0..8 {
        stream.write_all(b"G").await.expect("still there");
        tokio::time::sleep(Duration::from_millis(500)).await;
    }
    let silence = tokio::time::timeout(Duration::from_millis(100), stream.read(&mut bytes)).await;
    assert!(silence.is_err(), "actix sends it away: the service's own patience is not needed");
    handle.stop(false).await;
}
