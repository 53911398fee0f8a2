//! Signing in to the console by a one-time link.

use chrono::Duration;

use crate::app::App;
use crate::clock;
use crate::links;
use crate::store::organizations::{self, ConsoleSessionRow};
use crate::store::types::Time;

use super::Failure;

/// How long somebody stays signed in: one working day.
pub const SESSION_LIFETIME: Duration = Duration::hours(12);

/// Whether the link is still good. Looking does not use it up: mail scanners open links too.
pub async fn link_is_good(app: &App, token: &str) -> Result<bool, Failure> {
    let hash = links::hash(token);
    let now = Time(app.clock.now());
    app.read(move |conn| Ok(organizations::sign_in_link_is_good(conn, &hash, now)?)).await
}

/// Uses the link up; the secret of the new console session.
///
/// # Errors
/// [`Failure::Unauthorized`] for a link that was used, is over, or never was.
pub async fn use_link(app: &App, token: &str) -> Result<String, Failure> {
    let hash = links::hash(token);
    let now = app.clock.now();
    let secret = links::secret(clock::random_bytes());
    let session_hash = links::hash(&secret);
    let signed_in = app
        .write(move |conn| {
            let Some(member) = organizations::use_sign_in_link(conn, &hash, Time(now))? else {
                return Ok(false);
            };
            let session = ConsoleSessionRow {
                token_hash: session_hash.to_vec(),
                organization_id: member.organization_id,
                member_id: member.id,
                created_at: Time(now),
                expires_at: Time(now + SESSION_LIFETIME),
            };
            organizations::insert_console_session(conn, &session)?;
            Ok::<_, Failure>(true)
        })
        .await?;
    if signed_in { Ok(secret) } else { Err(Failure::Unauthorized) }
}

/// Ends the session with this secret.
pub async fn sign_out(app: &App, secret: &str) -> Result<(), Failure> {
    let hash = links::hash(secret);
    let now = Time(app.clock.now());
    app.write(move |conn| Ok(organizations::revoke_console_session(conn, &hash, now)?)).await
}
