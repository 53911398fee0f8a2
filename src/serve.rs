//! Running the service until it is told to stop, and stopping it without losing what it began.

use std::net::{SocketAddr, TcpListener};
use std::sync::atomic::Ordering;
use std::time::Duration;

use tokio::sync::watch;

use crate::app::App;
use crate::http::server::{self, ServerHandle};
use crate::usecases::people::{audit_seal, first_run};
use crate::usecases::{by_the_calendar, end_overdue, jobs};
use crate::worker::{self, lock::WorkerLock};

/// How long a balancer may still send requests after readiness has said no.
const NOTICE: Duration = Duration::from_millis(300);

/// How often figures are drained where nobody asks for them.
const FIGURES_UPKEEP: Duration = Duration::from_secs(5);

/// What runs in this process.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Duties {
    Web,
    WebWithWorker,
    Worker,
}

/// Runs until `stop` says so, then in this order: readiness says no, requests end, the desk answers
/// all it has taken, the worker gives its leases back.
pub async fn run(
    app: App,
    listener: Option<TcpListener>,
    duties: Duties,
    stop: watch::Receiver<bool>,
) -> std::io::Result<()> {
    let (stop_worker, worker_stops) = watch::channel(false);
    let (stop_deadlines, deadlines_stop) = watch::channel(false);
    let works = duties != Duties::Web;
    // Before anything is answered: a process that cannot have its worker does not start.
    let lock = works.then(|| WorkerLock::take(&app.settings.database)).transpose();
    let _lock = lock.map_err(std::io::Error::other)?;
    let figures =
        app.settings.metrics_addr.map(|address| bind_figures(&app, address)).transpose()?;
    let upkeep = actix_rt::spawn(keep_figures_small(app.clone()));
    let worker = works.then(|| actix_rt::spawn(worker::run(app.clone(), worker_stops)));
    let long_work = actix_rt::spawn(jobs::run(app.clone(), deadlines_stop.clone()));
    let calendar = actix_rt::spawn(by_the_calendar::run(app.clone(), deadlines_stop.clone()));
    let sealing = actix_rt::spawn(audit_seal::run(app.clone(), deadlines_stop.clone()));
    let deadlines = actix_rt::spawn(end_overdue::run(app.clone(), deadlines_stop));
    tell_set_up_link(&app).await;
    if let Some(listener) = listener {
        answer_until_stopped(&app, listener, stop).await?;
    } else {
        until_stopped(stop).await;
        app.stopping.store(true, Ordering::SeqCst);
    }
    if stop_deadlines.send(true).is_err() || deadlines.await.is_err() {
        tracing::error!("what ends offers had panicked");
    }
    if calendar.await.is_err() {
        tracing::error!("what keeps the rules of retention had panicked");
    }
    if sealing.await.is_err() {
        tracing::error!("what seals the audit trail had panicked");
    }
    if long_work.await.is_err() {
        tracing::error!("what does long work had panicked");
    }
    close_desk(&app).await;
    if stop_worker.send(true).is_err() {
        tracing::debug!("no worker runs in this process");
    }
    if let Some(worker) = worker
        && worker.await.is_err()
    {
        tracing::error!("the worker had panicked");
    }
    upkeep.abort();
    if let Some(figures) = figures {
        figures.stop(true).await;
    }
    tracing::info!("stopped");
    Ok(())
}

/// Whoever starts the service the first time finds in the log where it goes on.
async fn tell_set_up_link(app: &App) {
    match first_run::link(app).await {
        Ok(Some(link)) => {
            tracing::info!(%link, "nobody uses this service yet: open this link to set it up");
        }
        Ok(None) => {}
        Err(error) => {
            tracing::warn!(%error, "it could not be found out whether anybody uses this service");
        }
    }
}

async fn answer_until_stopped(
    app: &App,
    listener: TcpListener,
    stop: watch::Receiver<bool>,
) -> std::io::Result<()> {
    let server = server::bind(app, listener)?;
    let handle = server.handle();
    let stopping = app.clone();
    let stopper = actix_rt::spawn(async move {
        until_stopped(stop).await;
        stopping.stopping.store(true, Ordering::SeqCst);
        tracing::info!("stopping");
        tokio::time::sleep(NOTICE).await;
        handle.stop(true).await;
    });
    let ended = server.await;
    stopper.abort();
    ended
}

/// Histograms gather samples until somebody drains them.
async fn keep_figures_small(app: App) {
    while let Some(figures) = &app.figures {
        figures.upkeep();
        actix_rt::time::sleep(FIGURES_UPKEEP).await;
    }
}

/// Starts the listener of /metrics, if it has one of its own.
fn bind_figures(app: &App, address: SocketAddr) -> std::io::Result<ServerHandle> {
    let figures = server::bind_figures(app, TcpListener::bind(address)?)?;
    let handle = figures.handle();
    actix_rt::spawn(figures);
    Ok(handle)
}

async fn until_stopped(mut stop: watch::Receiver<bool>) {
    while !*stop.borrow() {
        if stop.changed().await.is_err() {
            return;
        }
    }
}

async fn close_desk(app: &App) {
    let desk = app.desk.clone();
    if tokio::task::spawn_blocking(move || desk.close()).await.is_err() {
        tracing::error!("the desk could not be closed");
    }
}

/// A receiver that says stop at SIGTERM or SIGINT.
pub fn stop_at_signal() -> std::io::Result<watch::Receiver<bool>> {
    use tokio::signal::unix::{SignalKind, signal};
    let (sender, receiver) = watch::channel(false);
    let mut terminate = signal(SignalKind::terminate())?;
    let mut interrupt = signal(SignalKind::interrupt())?;
    tokio::spawn(async move {
        tokio::select! {
            _ = terminate.recv() => {}
            _ = interrupt.recv() => {}
        }
        if sender.send(true).is_err() {
            tracing::debug!("nobody waits for a signal any more");
        }
        // Keeps the channel open until everybody has heard.
        std::future::pending::<()>().await;
    });
    Ok(receiver)
}
