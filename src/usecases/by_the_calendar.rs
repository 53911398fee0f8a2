//! What is done because its time has come, not because somebody asks: purges, lists for staff, forgetting.

use std::time::Duration;

use tokio::sync::watch;

use super::{forgetting, retention, scheduled_exports};
use crate::app::App;

/// How often it is looked for lists whose time has come.
const ROUND: Duration = Duration::from_secs(15);

/// Works until told to stop.
pub async fn run(app: App, stop: watch::Receiver<bool>) {
    let lists = lists(app.clone(), stop.clone());
    let forgetting = forgetting::run(app.clone(), stop.clone());
    futures_util::future::join3(lists, forgetting, retention::watch::run(app, stop)).await;
}

async fn lists(app: App, mut stop: watch::Receiver<bool>) {
    let mut was_well = true;
    while !*stop.borrow() {
        let outcome = scheduled_exports::once(&app).await;
        if let Err(error) = &outcome
            && was_well
        {
            tracing::warn!(%error, "lists whose time has come could not be announced");
        }
        was_well = outcome.is_ok();
        tokio::select! {
            () = tokio::time::sleep(ROUND) => {}
            _ = stop.changed() => {}
        }
    }
}
