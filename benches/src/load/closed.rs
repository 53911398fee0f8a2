//! Closed loop: each connection sends its next request when it has the answer to the last.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::rc::Rc;
use std::time::Duration;

use anyhow::{Context as _, Result};
use tokio::task::LocalSet;
use tokio::time::{Instant, sleep_until};

use super::{Latencies, Line, Measured, Request, Traffic};
use crate::processes::Watched;

/// Load that runs before anything is counted.
const WARM_UP: Duration = Duration::from_millis(500);

/// How the load is put on.
#[derive(Clone, Debug)]
pub struct Closed {
    /// Of all nodes: connections are shared out among them.
    pub addresses: Vec<SocketAddr>,
    pub connections: usize,
    pub measured_for: Duration,
}

/// What is counted while the load runs.
struct Counted {
    latencies: Latencies,
    answers: BTreeMap<u16, u64>,
}

/// When counting begins and ends.
#[derive(Clone, Copy)]
struct Window {
    begin: Instant,
    end: Instant,
}

impl Closed {
    /// Runs it, on this thread.
    pub fn run(&self, traffic: Rc<dyn Traffic>, watched: &Watched) -> Result<Measured> {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
        runtime.block_on(LocalSet::new().run_until(self.drive(traffic, watched)))
    }

    async fn drive(&self, traffic: Rc<dyn Traffic>, watched: &Watched) -> Result<Measured> {
        let mut lines = Vec::with_capacity(self.connections);
        for address in self.addresses.iter().cycle().take(self.connections) {
            let line = Line::open(*address).await.context("the server refuses connections")?;
            lines.push((*address, line));
        }
        let counted = Counted { latencies: Latencies::new()?, answers: BTreeMap::new() };
        let counted = Rc::new(RefCell::new(counted));
        let begin = Instant::now() + WARM_UP;
        let window = Window { begin, end: begin + self.measured_for };
        let clients: Vec<_> = lines
            .into_iter()
            .map(|(address, line)| {
                let (traffic, counted) = (Rc::clone(&traffic), Rc::clone(&counted));
                tokio::task::spawn_local(client(address, line, traffic, counted, window))
            })
            .collect();
        let used = use_within(watched, window).await;
        for client in clients {
            client.await??;
        }
        let counted = counted.borrow();
        let answers = counted.answers.clone();
        Ok(Measured::new(&counted.latencies, answers, self.measured_for, &used))
    }
}

/// One connection's whole life.
async fn client(
    address: SocketAddr,
    mut line: Line,
    traffic: Rc<dyn Traffic>,
    counted: Rc<RefCell<Counted>>,
    window: Window,
) -> Result<()> {
    let mut request = Request::default();
    loop {
        traffic.write_next(&mut request);
        let sent = Instant::now();
        let answer = line.exchange(request.bytes()).await;
        let now = Instant::now();
        if now >= window.begin && now < window.end {
            let mut counted = counted.borrow_mut();
            let status = answer.as_ref().map_or(0, |answer| answer.status);
            *counted.answers.entry(status).or_insert(0) += 1;
            counted.latencies.record(now - sent);
        }
        if now >= window.end {
            return Ok(());
        }
        if answer.is_err() {
            line = Line::open(address).await.context("the server refuses connections")?;
        }
    }
}

/// Processor time that each process uses within the window.
async fn use_within(watched: &Watched, window: Window) -> BTreeMap<&'static str, Duration> {
    sleep_until(window.begin).await;
    let before = watched.times();
    sleep_until(window.end).await;
    watched.used_since(&before)
}
