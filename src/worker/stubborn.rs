//! Writes that do not give up at once.

use std::time::Duration;

use crate::app::App;
use crate::store::{Conn, StoreError};

/// Waits before a write is tried once more: a database that fails for a moment must not make a mail that
/// was sent due again.
pub const AGAIN_AFTER: [Duration; 3] =
    [Duration::from_millis(100), Duration::from_millis(500), Duration::from_secs(2)];

/// Writes, and tries again for some seconds if the database fails.
pub async fn write<T: Send + 'static>(
    app: &App,
    work: impl Fn(&mut Conn) -> Result<T, StoreError> + Clone + Send + 'static,
) -> Result<T, StoreError> {
    for wait in AGAIN_AFTER {
        match app.write(work.clone()).await {
            Ok(value) => return Ok(value),
            Err(error) => tracing::warn!(%error, "the mail queue could not be written; again"),
        }
        tokio::time::sleep(wait).await;
    }
    app.write(work).await
}
