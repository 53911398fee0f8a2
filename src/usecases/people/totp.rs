//! An authenticator app as the second factor: set up, confirmed, taken away; and its recovery codes.

use chrono::{DateTime, Utc};

use crate::app::App;
use crate::clock;
use crate::identity::{recovery, totp};
use crate::store::factors::{self, TotpRow};
use crate::store::types::Time;
use crate::store::{audit, console_sessions};
use crate::usecases::Failure;
use crate::usecases::authenticate::SignedIn;

use super::account::{RECENT, must_be_recent, own_line};

/// How long a secret waits for its first code: as long as the proof of whoever began it counts.
const WAITS: chrono::Duration = RECENT;

/// What is shown to be taken into the app.
pub struct Offered {
    /// For those who cannot scan.
    pub secret: String,
    /// What the code to be scanned says.
    pub uri: String,
}

/// Begins with a secret, unless one that was begun just now waits for its first code: a secret that was seen long ago, perhaps by
/// others, is not taken up again.
///
/// # Errors
/// [`Failure::Forbidden`] where the last proof is too old, [`Failure::Conflict`] where there is an app.
pub async fn begin(app: &App, signed_in: &SignedIn) -> Result<(), Failure> {
    must_be_recent(app, signed_in)?;
    let account = signed_in.session.account_id;
    let secret: [u8; totp::SECRET_OCTETS] = clock::random_bytes();
    let sealed = app.links.seal(account.0, &secret, clock::random_bytes());
    let sealed = sealed.ok_or(Failure::Conflict("factor_not_sealed"))?;
    let now = Time(app.clock.now());
    let row = TotpRow {
        account_id: account,
        secret: sealed,
        confirmed_at: None,
        last_step: 0,
        created_at: now,
    };
    app.write(move |conn| match factors::totp(conn, account)? {
        Some(known) if known.confirmed_at.is_some() => Err(Failure::Conflict("factor_exists")),
        Some(known) if is_fresh(&known, now.0) => Ok(()),
        _ => Ok(factors::begin_totp(conn, &row)?),
    })
    .await
}

/// Whether a secret that was begun may still be confirmed.
fn is_fresh(row: &TotpRow, now: DateTime<Utc>) -> bool {
    now - row.created_at.0 < WAITS
}

/// What was begun and waits for its first code.
pub async fn offered(app: &App, signed_in: &SignedIn) -> Result<Option<Offered>, Failure> {
    let account = signed_in.session.account_id;
    let row = app.read(move |conn| Ok::<_, Failure>(factors::totp(conn, account)?)).await?;
    let now = app.clock.now();
    let waiting = row.filter(|row| row.confirmed_at.is_none() && is_fresh(row, now));
    let secret = waiting.and_then(|row| app.links.unseal(account.0, &row.secret));
    Ok(secret.map(|secret| Offered {
        uri: totp::uri(&secret, app.public_url.host(), &signed_in.email),
        secret: totp::base32(&secret),
    }))
}

/// Confirms with the app's first code; recovery codes, to be shown once.
///
/// # Errors
/// [`Failure::Invalid`] at `/code`; [`Failure::Forbidden`] where the last proof is too old.
pub async fn confirm(app: &App, signed_in: &SignedIn, typed: &str) -> Result<Vec<String>, Failure> {
    must_be_recent(app, signed_in)?;
    let (session, now) = (&signed_in.session, app.clock.now());
    let (account, session) = (session.account_id, session.id);
    let (links, typed) = (app.links.clone(), typed.to_owned());
    let codes = fresh_codes();
    let hashes: Vec<[u8; 32]> = codes.iter().map(|code| recovery::kept(code)).collect();
    let line = own_line(app, signed_in, "second_factor_added");
    app.write(move |conn| {
        let wrong = || Failure::invalid("/code", "wrong_code");
        let row = factors::totp(conn, account)?.filter(|row| row.confirmed_at.is_none());
        let row = row.ok_or(Failure::Conflict("factor_exists"))?;
        if !is_fresh(&row, now) {
            return Err(wrong());
        }
        let secret = links.unseal(account.0, &row.secret).ok_or(Failure::NotFound)?;
        let step = totp::matching_step(&secret, &typed, now.timestamp(), row.last_step);
        if !factors::take_step(conn, account, step.ok_or_else(wrong)?, Time(now))? {
            return Err(wrong());
        }
        factors::set_recovery_codes(conn, account, &hashes)?;
        // Whoever has just proved the second factor need not sign in again to have two.
        console_sessions::proved(conn, session, 2, Time(now))?;
        console_sessions::revoke_others(conn, account, Some(session), Time(now))?;
        Ok::<_, Failure>(audit::insert(conn, &[line])?)
    })
    .await?;
    Ok(codes)
}

/// New recovery codes in place of the old.
///
/// # Errors
/// [`Failure::Forbidden`] where the last proof is too old; [`Failure::Conflict`] where there is no app.
pub async fn new_codes(app: &App, signed_in: &SignedIn) -> Result<Vec<String>, Failure> {
    must_be_recent(app, signed_in)?;
    let account = signed_in.session.account_id;
    let codes = fresh_codes();
    let hashes: Vec<[u8; 32]> = codes.iter().map(|code| recovery::kept(code)).collect();
    let line = own_line(app, signed_in, "recovery_codes_made");
    app.write(move |conn| {
        let has_app = factors::totp(conn, account)?.is_some_and(|row| row.confirmed_at.is_some());
        if !has_app {
            return Err(Failure::Conflict("no_factor"));
        }
        factors::set_recovery_codes(conn, account, &hashes)?;
        Ok(audit::insert(conn, &[line])?)
    })
    .await?;
    Ok(codes)
}

/// Takes the app away, with its recovery codes.
///
/// # Errors
/// [`Failure::Forbidden`] where the last proof is too old.
pub async fn remove(app: &App, signed_in: &SignedIn) -> Result<(), Failure> {
    must_be_recent(app, signed_in)?;
    let (account, session) = (signed_in.session.account_id, signed_in.session.id);
    let (now, proved_at) = (app.clock.now(), signed_in.session.proved_at);
    let line = own_line(app, signed_in, "second_factor_removed");
    app.write(move |conn| {
        factors::remove_totp(conn, account)?;
        if !factors::has_second(conn, account)? {
            console_sessions::proved(conn, session, 1, proved_at)?;
        }
        console_sessions::revoke_others(conn, account, Some(session), Time(now))?;
        Ok(audit::insert(conn, &[line])?)
    })
    .await
}

fn fresh_codes() -> Vec<String> {
    (0..recovery::COUNT).map(|_| recovery::code(clock::random_bytes())).collect()
}
