//! The worker: takes owed mails from the queue, hands them to the server, owes those of mailings, keeps house,
//! makes search indexes.

pub mod deliver;
pub mod housekeeping;
pub mod indexing;
pub mod lease;
pub mod letter;
pub mod line;
pub mod lock;
pub mod mailing;
pub mod pace;
pub mod pause;
pub mod replies;
pub mod settling;
pub mod stubborn;
pub mod taking;
pub mod trial;

use tokio::sync::watch;

use crate::app::App;

use self::deliver::Takes;

/// Works until `stop` says so, then finishes the mails in hand and gives the others back.
pub async fn run(app: App, stop: watch::Receiver<bool>) {
    if let Err(error) = housekeeping::take_over_own(&app).await {
        tracing::error!(%error, "mails of this machine's last worker could not be taken over");
    }
    let (pause, settler) = (pause::ServerPause::default(), settling::Settler::start(&app));
    let connections = app.settings.smtp_connections;
    let carriers = (1..=connections).map(|number| {
        // The last one, unless it is the only one, is kept for mail that somebody waits for.
        let is_kept = number == connections && connections > 1;
        let takes = if is_kept { Takes::Urgent } else { Takes::Everything };
        deliver::run(app.clone(), pause.clone(), settler.clone(), takes, stop.clone())
    });
    let house = housekeeping::run(app.clone(), stop.clone());
    let indexing = indexing::run(app.clone(), stop.clone());
    let mailings = mailing::run(app.clone(), stop.clone());
    let carriers = futures_util::future::join_all(carriers);
    futures_util::future::join4(carriers, house, indexing, mailings).await;
    tracing::info!("the worker has stopped");
}
