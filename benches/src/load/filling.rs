//! Filling: so many registrations as fast as they are taken, with nothing measured.

use std::cell::Cell;
use std::net::SocketAddr;
use std::rc::Rc;
use std::time::Duration;

use anyhow::{Context as _, Result, bail};
use tokio::task::LocalSet;

use super::{Line, Request, Traffic};

/// Connections that fill together: the more, the larger the service's batches.
const CONNECTIONS: u64 = 1_000;
/// After an answer that the service is busy.
const BACK_OFF: Duration = Duration::from_millis(50);

/// Applies until so many have been accepted.
pub fn fill(address: SocketAddr, traffic: &Rc<impl Traffic + 'static>, count: u64) -> Result<()> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    runtime.block_on(LocalSet::new().run_until(async {
        let left = Rc::new(Cell::new(count));
        let clients: Vec<_> = (0..CONNECTIONS.min(count))
            .map(|_| {
                tokio::task::spawn_local(client(address, Rc::clone(traffic), Rc::clone(&left)))
            })
            .collect();
        for client in clients {
            client.await??;
        }
        Ok(())
    }))
}

async fn client(address: SocketAddr, traffic: Rc<impl Traffic>, left: Rc<Cell<u64>>) -> Result<()> {
    let mut line = Line::open(address).await?;
    let mut request = Request::default();
    while left.get() > 0 {
        left.set(left.get() - 1);
        traffic.write_next(&mut request);
        loop {
            match line.exchange(request.bytes()).await.context("filling")?.status {
                201 => break,
                503 => tokio::time::sleep(BACK_OFF).await,
                status => bail!("filling: the service answers {status}"),
            }
        }
    }
    Ok(())
}
