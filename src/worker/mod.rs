//! The worker: takes owed mails from the queue, hands them to the server, keeps house.

pub mod deliver;
pub mod housekeeping;
pub mod lease;
pub mod letter;
pub mod line;
pub mod lock;
pub mod pause;
pub mod replies;
pub mod trial;

use tokio::sync::watch;

use crate::app::App;

/// Connections to the mail server at once: one slow mail does not hold up the rest.
const CONNECTIONS: usize = 2;

/// Works until `stop` says so, then finishes the mails in hand and gives the others back.
pub async fn run(app: App, stop: watch::Receiver<bool>) {
    if let Err(error) = housekeeping::take_over_own(&app).await {
        tracing::error!(%error, "mails of this machine's last worker could not be taken over");
    }
    let pause = pause::ServerPause::default();
    let carriers = (0..CONNECTIONS).map(|_| deliver::run(app.clone(), pause.clone(), stop.clone()));
    let house = housekeeping::run(app.clone(), stop.clone());
    futures_util::future::join(futures_util::future::join_all(carriers), house).await;
    tracing::info!("the worker has stopped");
}
