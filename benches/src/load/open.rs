//! Open loop: requests are sent when they are due, however long the answers to earlier ones take.
//!
//! Latency counts from the moment a request was due. One that finds all connections busy waits, and its
//! waiting counts.

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::rc::Rc;
use std::time::Duration;

use anyhow::{Context as _, Result};
use tokio::task::LocalSet;
use tokio::time::{Instant, sleep_until, timeout_at};

use super::{Latencies, Line, Measured, Request, Traffic};
use crate::processes::Watched;

/// From opening the connections to the first request.
const LEAD: Duration = Duration::from_millis(500);
/// How long answers are waited for after the last request was due.
const PATIENCE: Duration = Duration::from_mins(1);

/// One kind of request with connections of its own.
pub struct Stream {
    pub name: &'static str,
    pub connections: usize,
    pub traffic: Rc<dyn Traffic>,
    pub count: u32,
    /// Requests are due evenly over this time.
    pub over: Duration,
}

/// One request with its answer; times count from the beginning.
#[derive(Clone, Copy, Debug)]
pub struct Exchange {
    /// Of the request, as its traffic counts.
    pub number: u64,
    pub due: Duration,
    pub sent: Duration,
    pub answered: Duration,
    /// Which node was asked, from 0.
    pub node: usize,
    /// 0: the connection was lost.
    pub status: u16,
    /// What the service says of a registration it has accepted.
    pub accepted: Option<Accepted>,
}

/// The place that a registration got.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Accepted {
    pub is_confirmed: bool,
    pub sequence: u64,
    /// On the waiting list, from 1.
    pub position: Option<u64>,
}

/// What came of a stream.
pub struct Heard {
    pub name: &'static str,
    pub exchanges: Vec<Exchange>,
    pub over: Duration,
}

/// What came of all streams, with the processor time used until the last answer.
pub struct Outcome {
    /// What the times of the exchanges count from.
    pub began: std::time::Instant,
    pub streams: Vec<Heard>,
    pub used: BTreeMap<&'static str, Duration>,
}

/// Puts all streams on at once, on this thread. Connections are shared out among the nodes' addresses.
pub fn run(addresses: &[SocketAddr], streams: Vec<Stream>, watched: &Watched) -> Result<Outcome> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    runtime.block_on(LocalSet::new().run_until(drive(addresses, streams, watched)))
}

async fn drive(
    addresses: &[SocketAddr],
    streams: Vec<Stream>,
    watched: &Watched,
) -> Result<Outcome> {
    let mut opened = Vec::new();
    for stream in streams {
        let mut lines = Vec::with_capacity(stream.connections);
        for (node, address) in addresses.iter().enumerate().cycle().take(stream.connections) {
            let line = primed(*address).await.context("the server refuses connections")?;
            lines.push((node, line));
        }
        opened.push((stream, lines));
    }
    let begin = Instant::now() + LEAD;
    let longest = opened.iter().map(|(stream, _)| stream.over).max().unwrap_or_default();
    let mut running = Vec::new();
    for (stream, lines) in opened {
        let shared = Rc::new(Shared {
            addresses: addresses.to_vec(),
            begin,
            spacing: stream.over / stream.count.max(1),
            count: stream.count,
            traffic: Rc::clone(&stream.traffic),
            next: Cell::new(0),
            exchanges: RefCell::new(Vec::with_capacity(stream.count as usize)),
        });
        let clients: Vec<_> = lines
            .into_iter()
            .map(|(node, line)| tokio::task::spawn_local(client(Rc::clone(&shared), node, line)))
            .collect();
        running.push((stream, shared, clients));
    }
    sleep_until(begin).await;
    let before = watched.times();
    let give_up = begin + longest + PATIENCE;
    let mut streams = Vec::new();
    for (stream, shared, clients) in running {
        for client in clients {
            // Who is not answered in time is missing among the exchanges.
            if let Ok(ended) = timeout_at(give_up, client).await {
                ended?;
            }
        }
        streams.push(Heard {
            name: stream.name,
            exchanges: shared.exchanges.take(),
            over: stream.over,
        });
    }
    let used = watched.used_since(&before);
    Ok(Outcome { began: begin.into_std(), streams, used })
}

/// A connection that has been used once: a server hangs up soon on one that never asked anything.
async fn primed(address: SocketAddr) -> std::io::Result<Line> {
    let mut line = Line::open(address).await?;
    line.exchange(b"GET /healthz HTTP/1.1\r\nhost: localhost\r\n\r\n").await?;
    Ok(line)
}

/// What the connections of a stream share.
struct Shared {
    addresses: Vec<SocketAddr>,
    begin: Instant,
    spacing: Duration,
    count: u32,
    traffic: Rc<dyn Traffic>,
    next: Cell<u32>,
    exchanges: RefCell<Vec<Exchange>>,
}

impl Shared {
    /// When the next request is due, while there is one.
    fn take(&self) -> Option<Instant> {
        let number = self.next.get();
        (number < self.count).then(|| {
            self.next.set(number + 1);
            self.begin + self.spacing * number
        })
    }
}

async fn client(shared: Rc<Shared>, node: usize, line: Line) {
    let mut line = Some(line);
    let mut request = Request::default();
    while let Some(due) = shared.take() {
        sleep_until(due).await;
        let number = shared.traffic.write_next(&mut request);
        let sent = Instant::now();
        let heard = exchange(shared.addresses[node], &mut line, request.bytes()).await;
        let (status, accepted) = heard.unwrap_or((0, None));
        let since = |time: Instant| time.saturating_duration_since(shared.begin);
        let answered = since(Instant::now());
        let exchange = Exchange {
            number,
            due: since(due),
            sent: since(sent),
            answered,
            node,
            status,
            accepted,
        };
        shared.exchanges.borrow_mut().push(exchange);
    }
}

/// Sends on the connection, or on a new one where the last was lost.
async fn exchange(
    address: SocketAddr,
    line: &mut Option<Line>,
    request: &[u8],
) -> std::io::Result<(u16, Option<Accepted>)> {
    let mut open = match line.take() {
        Some(open) => open,
        None => Line::open(address).await?,
    };
    let answer = open.exchange(request).await?;
    let accepted = if answer.status == 201 { Accepted::read(open.body(&answer)) } else { None };
    *line = Some(open);
    Ok((answer.status, accepted))
}

impl Accepted {
    /// Reads what is needed of an answer's JSON, which is flat there.
    fn read(body: &[u8]) -> Option<Self> {
        let body = std::str::from_utf8(body).ok()?;
        let after = |name: &str| body.split_once(name).map(|(_, rest)| rest);
        let number = |name: &str| {
            let rest = after(name)?;
            let end = rest.find(|c: char| !c.is_ascii_digit()).unwrap_or(rest.len());
            rest[..end].parse().ok()
        };
        Some(Self {
            is_confirmed: after("\"state\":\"confirmed\"").is_some(),
            sequence: number("\"sequence\":")?,
            position: number("\"position\":"),
        })
    }
}

impl Outcome {
    /// All streams as one, with what the processes used for them.
    pub fn measured(&self) -> Result<Measured> {
        measured(&self.streams, &self.used)
    }
}

fn measured<'a>(
    streams: impl IntoIterator<Item = &'a Heard>,
    used: &BTreeMap<&'static str, Duration>,
) -> Result<Measured> {
    let (mut latencies, mut answers) = (Latencies::new()?, BTreeMap::new());
    let mut within = Duration::ZERO;
    for stream in streams {
        within = within.max(stream.last_answer()).max(stream.over);
        for exchange in &stream.exchanges {
            latencies.record(exchange.answered.saturating_sub(exchange.due));
            *answers.entry(exchange.status).or_insert(0) += 1;
        }
    }
    Ok(Measured::new(&latencies, answers, within, used))
}

impl Heard {
    /// Latencies from when each was due, and the rate up to the last answer.
    pub fn measured(&self) -> Result<Measured> {
        measured([self], &BTreeMap::new())
    }

    /// When the last answer came.
    pub fn last_answer(&self) -> Duration {
        self.exchanges.iter().map(|exchange| exchange.answered).max().unwrap_or_default()
    }

    /// How many were answered at all.
    pub fn answered(&self) -> usize {
        self.exchanges.iter().filter(|exchange| exchange.status != 0).count()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_is_read_from_the_answer() {
        let waiting = br#"{"state":"waitlisted","position":7,"sequence":27,"manage_url":"x"}"#;
        let expected = Accepted { is_confirmed: false, sequence: 27, position: Some(7) };
        assert_eq!(Accepted::read(waiting), Some(expected));
        let confirmed = br#"{"state":"confirmed","position":null,"sequence":3}"#;
        let expected = Accepted { is_confirmed: true, sequence: 3, position: None };
        assert_eq!(Accepted::read(confirmed), Some(expected));
    }
}
