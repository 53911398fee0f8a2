//! The worker: takes owed mails from the queue, hands them to the server, owes those of mailings, keeps house, makes
//! search indexes, reads what comes in.

pub mod deliver;
pub mod housekeeping;
pub mod incoming;
pub mod indexing;
pub mod lease;
pub mod letter;
pub mod line;
pub mod lock;
pub mod mailing;
pub mod outcome;
pub mod pace;
pub mod pause;
pub mod replies;
pub mod seats;
pub mod second_try;
pub mod settling;
pub mod stubborn;
pub mod taking;
pub mod trial;

use tokio::sync::watch;

use crate::app::App;

use self::deliver::{Shared, Takes};
use self::seats::Seats;

/// Works until `stop` says so, then finishes the mails in hand and gives the others back.
pub async fn run(app: App, stop: watch::Receiver<bool>) {
    if let Err(error) = housekeeping::take_over_own(&app).await {
        tracing::error!(%error, "mails of this machine's last worker could not be taken over");
    }
    let (pause, settler) = (pause::ServerPause::default(), settling::Settler::start(&app));
    // The last connection, unless it is the only one, is kept for mail that somebody waits for.
    let kinds = match app.settings.smtp_connections {
        0 | 1 => vec![(Takes::Everything, 1)],
        several => vec![(Takes::Everything, several - 1), (Takes::Urgent, 1)],
    };
    let (second_try, mut carriers) = (second_try::SecondTry::default(), Vec::new());
    for (takes, count) in kinds {
        let seats = Seats::new(count);
        for _ in 0..count + seats::SPARE {
            let shared = Shared {
                app: app.clone(),
                pause: pause.clone(),
                settler: settler.clone(),
                second_try: second_try.clone(),
            };
            let carrier = deliver::run(shared, takes, seats.seat(), stop.clone());
            carriers.push(carrier);
        }
    }
    let house = housekeeping::run(app.clone(), pause.clone(), stop.clone());
    let indexing = indexing::run(app.clone(), stop.clone());
    let incoming = incoming::run(app.clone(), stop.clone());
    let mailings = mailing::run(app.clone(), stop.clone());
    let carriers = futures_util::future::join_all(carriers);
    futures_util::future::join5(carriers, house, indexing, incoming, mailings).await;
    tracing::info!("the worker has stopped");
}
