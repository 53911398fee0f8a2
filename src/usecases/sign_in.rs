//! Signing in to the console by a one-time link, and out.

use crate::app::App;
use crate::links;
use crate::store::types::{Id, Time};
use crate::store::{accounts, audit, console_sessions, members};

use super::Failure;
use super::people::begin_session::{self, Arrival};
use super::people::{Entered, Proof};

pub use super::people::begin_session::SESSION_LIFETIME;

/// Whether the link is still good. Looking does not use it up: mail scanners open links too.
pub async fn link_is_good(app: &App, token: &str) -> Result<bool, Failure> {
    let hash = links::hash(token);
    let now = Time(app.clock.now());
    app.read(move |conn| Ok(console_sessions::link_is_good(conn, &hash, now)?)).await
}

/// Uses the link up.
///
/// # Errors
/// [`Failure::Unauthorized`] for a link that was used, is over, or never was.
pub async fn use_link(app: &App, token: &str, browser: &str) -> Result<Entered, Failure> {
    let hash = links::hash(token);
    let now = app.clock.now();
    let browser = browser.to_owned();
    app.write(move |conn| {
        let used = console_sessions::use_link(conn, &hash, Time(now))?;
        let (account, wished) = used.ok_or(Failure::Unauthorized)?;
        let account = accounts::by_id(conn, account)?.ok_or(Failure::Unauthorized)?;
        let proof = Proof::Link;
        let arrival = Arrival { account: &account, wished, proof, browser: &browser, now };
        begin_session::enter(conn, &arrival)
    })
    .await
}

/// Ends the session with this secret.
pub async fn sign_out(app: &App, secret: &str) -> Result<(), Failure> {
    let hash = links::hash(secret);
    let now = app.clock.now();
    app.write(move |conn| {
        let Some(session) = console_sessions::by_hash(conn, &hash, Time(now))? else {
            return Ok(());
        };
        console_sessions::revoke(conn, &hash, Time(now))?;
        let organization: Id = session.organization_id;
        if let Some(member) = members::by_id(conn, organization, session.member_id, Time(now))? {
            audit::insert(conn, &[begin_session::member_line(&member, "signed_out", now)])?;
        }
        Ok(())
    })
    .await
}
