//! Whether the service can do its work now.

use std::time::Duration;

use crate::app::App;
use crate::store::{StoreError, migrate};

use super::mail_health::{self, MailHealth};

/// How long the database may take to say that it is there.
const PATIENCE: Duration = Duration::from_secs(3);

/// What was found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Readiness {
    pub database_answers: bool,
    pub migrations_are_current: bool,
    pub worker_works: bool,
    /// Whether mail goes out. A node is ready without it: applications are taken, and their mails wait.
    pub mail: MailHealth,
}

impl Readiness {
    pub fn is_ready(&self) -> bool {
        self.database_answers && self.migrations_are_current && self.worker_works
    }
}

/// Asks the database. One that does not answer in time does not answer.
pub async fn check(app: &App) -> Readiness {
    let now = app.clock.now();
    let asked = app.read(move |conn| {
        let migrations_are_current = migrate::is_current(conn)?;
        let mail = mail_health::look(conn, now)?;
        Ok::<_, StoreError>(Readiness {
            database_answers: true,
            migrations_are_current,
            worker_works: mail.worker_is_seen,
            mail,
        })
    });
    match tokio::time::timeout(PATIENCE, asked).await {
        Ok(Ok(readiness)) => readiness,
        Ok(Err(_)) | Err(_) => Readiness::default(),
    }
}
