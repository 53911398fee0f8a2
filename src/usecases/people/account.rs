//! A member's own account: name, password, proving once more who one is.

use chrono::Duration;

use crate::app::App;
use crate::clock;
use crate::domain::values::line::Line;
use crate::identity::password;
use crate::store::accounts::{self, AccountRow};
use crate::store::types::Time;
use crate::store::{audit, console_sessions, factors, sign_in_failures};
use crate::usecases::Failure;
use crate::usecases::authenticate::SignedIn;
use crate::usecases::create_event::audit_line;

use super::password_sign_in::{is_right, worked_out};
use super::pauses::{self, Tried};
use super::second_step;

/// How long after a proof of who it is one may change how one signs in.
pub const RECENT: Duration = Duration::minutes(15);

/// Characters of a person's name.
const NAME_MAX: usize = 100;

/// What the account's page shows.
pub struct Account {
    pub row: AccountRow,
    /// Whether an authenticator app is set up.
    pub has_app: bool,
    pub recovery_codes_left: i64,
    pub passkeys: Vec<factors::PasskeyRow>,
    pub identities: Vec<factors::IdentityRow>,
    pub sessions: Vec<console_sessions::ConsoleSessionRow>,
}

/// # Errors
/// [`Failure::Forbidden`] unless it was proved lately who it is.
pub fn must_be_recent(app: &App, signed_in: &SignedIn) -> Result<(), Failure> {
    if is_recent(app, signed_in) { Ok(()) } else { Err(Failure::Forbidden) }
}

/// Whether it was proved lately who it is.
pub fn is_recent(app: &App, signed_in: &SignedIn) -> bool {
    app.clock.now() - signed_in.session.proved_at.0 < RECENT
}

/// The account of who is signed in.
pub async fn show(app: &App, signed_in: &SignedIn) -> Result<Account, Failure> {
    let account = signed_in.session.account_id;
    let now = Time(app.clock.now());
    app.read(move |conn| {
        Ok(Account {
            row: accounts::by_id(conn, account)?.ok_or(Failure::NotFound)?,
            has_app: factors::totp(conn, account)?.is_some_and(|totp| totp.confirmed_at.is_some()),
            recovery_codes_left: factors::recovery_codes_left(conn, account)?,
            passkeys: factors::passkeys_of(conn, account)?,
            identities: factors::identities_of(conn, account)?,
            sessions: console_sessions::of_account(conn, account, now)?,
        })
    })
    .await
}

/// Changes the name by which one is known.
///
/// # Errors
/// What is wrong with it, at `/name`.
pub async fn rename(app: &App, signed_in: &SignedIn, name: &str) -> Result<(), Failure> {
    let name =
        Line::parse(name, NAME_MAX).map_err(|fault| Failure::invalid("/name", fault.code()))?;
    let (account, line) =
        (signed_in.session.account_id, own_line(app, signed_in, "account_renamed"));
    app.write(move |conn| {
        accounts::rename(conn, account, name.as_str())?;
        Ok(audit::insert(conn, &[line])?)
    })
    .await
}

/// Sets a password; all other sessions end.
///
/// # Errors
/// What is wrong with it, at `/password`; [`Failure::Forbidden`] where the last proof is too old.
pub async fn set_password(app: &App, signed_in: &SignedIn, typed: &str) -> Result<(), Failure> {
    must_be_recent(app, signed_in)?;
    let (account, now) = (signed_in.session.account_id, Time(app.clock.now()));
    let email = app
        .read(move |conn| {
            Ok::<_, Failure>(accounts::by_id(conn, account)?.ok_or(Failure::NotFound)?.email)
        })
        .await?;
    password::check(typed, &email).map_err(|fault| Failure::invalid("/password", fault.code()))?;
    let (typed, salt) = (typed.to_owned(), clock::random_bytes());
    let kept = worked_out(app, move || password::hash(&typed, salt)).await?;
    let kept = kept.ok_or_else(|| Failure::invalid("/password", "password_too_long"))?;
    write_password(app, signed_in, Some(kept), "password_set", now).await
}

/// Takes the password away: from then on one signs in by a link or a passkey. All other sessions end.
///
/// # Errors
/// [`Failure::Forbidden`] where the last proof is too old.
pub async fn remove_password(app: &App, signed_in: &SignedIn) -> Result<(), Failure> {
    must_be_recent(app, signed_in)?;
    write_password(app, signed_in, None, "password_removed", Time(app.clock.now())).await
}

async fn write_password(
    app: &App,
    signed_in: &SignedIn,
    kept: Option<String>,
    action: &'static str,
    now: Time,
) -> Result<(), Failure> {
    let (account, session) = (signed_in.session.account_id, signed_in.session.id);
    let line = own_line(app, signed_in, action);
    app.write(move |conn| {
        accounts::set_password(conn, account, kept.as_deref(), now)?;
        sign_in_failures::forgive(conn, account)?;
        console_sessions::end_links(conn, account, now)?;
        console_sessions::revoke_others(conn, account, Some(session), now)?;
        Ok(audit::insert(conn, &[line])?)
    })
    .await
}

/// Proves once more who it is: by the password, or by a code.
///
/// # Errors
/// [`Failure::Invalid`] at `/proof` for a wrong one, or after too many (`paused`), when none is looked at.
pub async fn prove(app: &App, signed_in: &SignedIn, typed: &str) -> Result<(), Failure> {
    let (account, session) = (signed_in.session.account_id, signed_in.session.id);
    let now = app.clock.now();
    let row =
        app.read(move |conn| accounts::by_id(conn, account)?.ok_or(Failure::NotFound)).await?;
    let by_password =
        row.password_hash.is_some() && is_right(app, typed, row.password_hash).await?;
    let (links, typed) = (app.links.clone(), typed.to_owned());
    let factors_now = signed_in.session.factors;
    let fault = app
        .write(move |conn| {
            if pauses::is_paused(conn, account, Tried::Proof, now)? {
                return Ok(Some("paused"));
            }
            if !by_password && !second_step::code_is_right(conn, &links, account, &typed, now)? {
                pauses::count_wrong(conn, account, Tried::Proof, now)?;
                // Not an error: what was counted stays.
                return Ok(Some("wrong_proof"));
            }
            sign_in_failures::forgive(conn, account)?;
            console_sessions::proved(conn, session, factors_now, Time(now))?;
            Ok::<_, Failure>(None)
        })
        .await?;
    fault.map_or(Ok(()), |fault| Err(Failure::invalid("/proof", fault)))
}

/// A line of the audit trail about who is signed in.
pub fn own_line(app: &App, signed_in: &SignedIn, action: &str) -> audit::AuditRow {
    audit_line(
        &signed_in.principal,
        action,
        "member",
        signed_in.session.member_id.0,
        app.clock.now(),
    )
}
