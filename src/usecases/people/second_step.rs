//! The second step of signing in: a code of the authenticator app, or a recovery code.

use serde::Deserialize;
use uuid::Uuid;

use crate::app::App;
use crate::identity::{recovery, totp};
use crate::links;
use crate::store::accounts::{self, AccountRow};
use crate::store::sign_in_attempts::{self, AttemptRow};
use crate::store::types::{Id, Time};
use crate::store::{Conn, factors};
use crate::usecases::Failure;

use super::begin_session::{self, Arrival, Entered, Proof, SECOND_STEP};
use super::pauses::{self, Tried};

/// Wrong codes after which one begins anew.
const MOST_FAILURES: i32 = 5;

/// What the attempt remembers.
#[derive(Deserialize)]
struct Remembered {
    organization: Option<Uuid>,
}

/// What the page of the second step says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Offered {
    /// Whether there is an authenticator app.
    pub has_app: bool,
    /// Whether there is a passkey.
    pub has_passkey: bool,
}

/// Whether the attempt is still under way, and by what it may end.
///
/// # Errors
/// [`Failure::Unauthorized`].
pub async fn offered(app: &App, secret: &str) -> Result<Offered, Failure> {
    let hash = links::hash(secret);
    let now = app.clock.now();
    app.read(move |conn| {
        let attempt = sign_in_attempts::current(conn, &hash, SECOND_STEP, Time(now))?;
        let account =
            attempt.and_then(|attempt| attempt.account_id).ok_or(Failure::Unauthorized)?;
        let totp = factors::totp(conn, account)?;
        Ok(Offered {
            has_app: totp.is_some_and(|totp| totp.confirmed_at.is_some()),
            has_passkey: !factors::passkeys_of(conn, account)?.is_empty(),
        })
    })
    .await
}

/// Ends the second step by a code.
///
/// # Errors
/// [`Failure::Invalid`] at `/code` for a wrong code; [`Failure::Conflict`] `paused` after too many, when none is looked at;
/// [`Failure::Unauthorized`] where one has to begin anew.
pub async fn finish(
    app: &App,
    secret: &str,
    typed: &str,
    browser: &str,
) -> Result<Entered, Failure> {
    let hash = links::hash(secret);
    let now = app.clock.now();
    let (typed, browser, links) = (typed.to_owned(), browser.to_owned(), app.links.clone());
    app.write(move |conn| {
        let attempt = sign_in_attempts::current(conn, &hash, SECOND_STEP, Time(now))?;
        let (attempt, account) = with_account(conn, attempt)?;
        if pauses::is_paused(conn, account.id, Tried::Code, now)? {
            return Ok(Err(Failure::Conflict("paused")));
        }
        if !code_is_right(conn, &links, account.id, &typed, now)? {
            pauses::count_wrong(conn, account.id, Tried::Code, now)?;
            if sign_in_attempts::failed(conn, &hash)? >= MOST_FAILURES {
                sign_in_attempts::use_up(conn, &hash, Time(now))?;
            }
            // Not an error: what was counted stays.
            return Ok(Err(Failure::invalid("/code", "wrong_code")));
        }
        if !sign_in_attempts::use_up(conn, &hash, Time(now))? {
            return Err(Failure::Unauthorized);
        }
        let wished = wished(&attempt);
        let arrival =
            Arrival { account: &account, wished, proof: Proof::Code, browser: &browser, now };
        begin_session::enter(conn, &arrival).map(Ok)
    })
    .await?
}

fn with_account(
    conn: &mut Conn,
    attempt: Option<AttemptRow>,
) -> Result<(AttemptRow, AccountRow), Failure> {
    let attempt = attempt.ok_or(Failure::Unauthorized)?;
    let account = attempt.account_id.ok_or(Failure::Unauthorized)?;
    let account = accounts::by_id(conn, account)?.ok_or(Failure::Unauthorized)?;
    Ok((attempt, account))
}

fn wished(attempt: &AttemptRow) -> Option<Id> {
    let remembered: Option<Remembered> = serde_json::from_str(&attempt.data.0).ok();
    remembered.and_then(|remembered| remembered.organization).map(Id)
}

/// Whether this is the app's code of now, or a recovery code; it is used up by that.
pub fn code_is_right(
    conn: &mut Conn,
    links: &links::Links,
    account: Id,
    typed: &str,
    now: chrono::DateTime<chrono::Utc>,
) -> Result<bool, Failure> {
    if let Some(row) = factors::totp(conn, account)?
        && row.confirmed_at.is_some()
        && let Some(secret) = links.unseal(account.0, &row.secret)
        && let Some(step) = totp::matching_step(&secret, typed, now.timestamp(), row.last_step)
    {
        return Ok(factors::take_step(conn, account, step, Time(now))?);
    }
    Ok(factors::use_recovery_code(conn, account, &recovery::kept(typed), Time(now))?)
}
