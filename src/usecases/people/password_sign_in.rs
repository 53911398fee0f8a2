//! Signing in by mail address and password.

use std::sync::Arc;

use crate::app::App;
use crate::domain::values::email::EmailAddress;
use crate::identity::password;
use crate::usecases::Failure;

use super::begin_session::{self, Arrival, Entered, Proof};
use super::pauses::{self, Tried};

/// Signs in.
///
/// # Errors
/// [`Failure::Unauthorized`], whatever is wrong: an unknown address, one without a password, a wrong password, or too many
/// wrong ones before. It takes the same time, and says the same.
pub async fn sign_in(
    app: &App,
    email: &str,
    typed: &str,
    browser: &str,
) -> Result<Entered, Failure> {
    let key = EmailAddress::parse(email).map(|email| email.key()).unwrap_or_default();
    let now = app.clock.now();
    let account = app.read(move |conn| begin_session::account_of(conn, &key)).await?;
    let kept = account.as_ref().and_then(|account| account.password_hash.clone());
    let is_right = is_right(app, typed, kept).await?;
    let Some(account) = account else {
        // What a wrong password of an account costs, too.
        app.write(|_| Ok::<_, Failure>(())).await?;
        return Err(Failure::Unauthorized);
    };
    let browser = browser.to_owned();
    let entered = app
        .write(move |conn| {
            // Asked here, not before the password was worked out: others may have failed meanwhile.
            if pauses::is_paused(conn, account.id, Tried::Password, now)? {
                return Ok(None);
            }
            if !is_right {
                pauses::count_wrong(conn, account.id, Tried::Password, now)?;
                return Ok(None);
            }
            let proof = Proof::Password;
            let arrival =
                Arrival { account: &account, wished: None, proof, browser: &browser, now };
            begin_session::enter(conn, &arrival).map(Some)
        })
        .await?;
    entered.ok_or(Failure::Unauthorized)
}

/// Whether this is the password of which that is kept. Not many are worked out at once.
pub async fn is_right(app: &App, typed: &str, kept: Option<String>) -> Result<bool, Failure> {
    let typed = typed.to_owned();
    worked_out(app, move || password::is_right(&typed, kept.as_deref())).await
}

/// Does work that takes memory and time, on a thread of its own, when it is its turn.
pub async fn worked_out<T: Send + 'static>(
    app: &App,
    work: impl FnOnce() -> T + Send + 'static,
) -> Result<T, Failure> {
    let busy = || Failure::Desk(crate::desk::DeskError::Busy);
    let turn = Arc::clone(&app.password_work).acquire_owned().await.map_err(|_| busy())?;
    let done = tokio::task::spawn_blocking(move || {
        let done = work();
        drop(turn);
        done
    });
    done.await.map_err(|_| busy())
}
