//! Whether the service can do its work now.

use std::time::Duration;

use crate::app::App;
use crate::store::{StoreError, installation, migrate};

/// How long the database may take to say that it is there.
const PATIENCE: Duration = Duration::from_secs(3);
/// A worker that works was seen within this time.
pub const WORKER_SEEN_WITHIN: chrono::Duration = chrono::Duration::seconds(60);

/// What was found.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Readiness {
    pub database_answers: bool,
    pub migrations_are_current: bool,
    pub worker_works: bool,
}

impl Readiness {
    pub fn is_ready(self) -> bool {
        self.database_answers && self.migrations_are_current && self.worker_works
    }
}

/// Asks the database. One that does not answer in time does not answer.
pub async fn check(app: &App) -> Readiness {
    let now = app.clock.now();
    let asked = app.read(move |conn| {
        let migrations_are_current = migrate::is_current(conn)?;
        let seen = installation::get(conn, installation::WORKER_SEEN)?;
        let worker_works = seen.is_some_and(|(_, at)| now - at.0 < WORKER_SEEN_WITHIN);
        Ok::<_, StoreError>(Readiness {
            database_answers: true,
            migrations_are_current,
            worker_works,
        })
    });
    match tokio::time::timeout(PATIENCE, asked).await {
        Ok(Ok(readiness)) => readiness,
        Ok(Err(_)) | Err(_) => Readiness::default(),
    }
}
