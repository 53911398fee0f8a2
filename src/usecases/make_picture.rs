//! Making a picture anew on a thread that may take its time, one at a time.

use tokio::sync::Semaphore;

use crate::pictures::PictureFault;

use super::Failure;

/// Decoding takes memory by the hundred megabytes: never two at once.
static ONE_AT_A_TIME: Semaphore = Semaphore::const_new(1);

/// What `work` makes of a picture.
///
/// # Errors
/// `/image`, if it is no picture that can be taken.
pub async fn made<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, PictureFault> + Send + 'static,
) -> Result<T, Failure> {
    let turn = ONE_AT_A_TIME.acquire().await.map_err(|_| Failure::Conflict("busy"))?;
    let done = tokio::task::spawn_blocking(work).await;
    drop(turn);
    // A decoder that gives up in the middle has met something that is no picture.
    let done = done.unwrap_or(Err(PictureFault::NotAPicture));
    done.map_err(|fault| Failure::invalid("/image", fault.code()))
}
