//! Passkeys: made, used to sign in, taken away.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::{DateTime, Duration, Utc};
use serde_json::json;

use crate::app::App;
use crate::clock;
use crate::domain::values::line::Line;
use crate::identity::webauthn::{self, Answer, Expected, Passkey};
use crate::links;
use crate::store::factors::{self, PasskeyRow};
use crate::store::sign_in_attempts::{self, AttemptRow};
use crate::store::types::{Id, JsonText, Time};
use crate::store::{Conn, StoreError, accounts, audit, console_sessions};
use crate::usecases::Failure;
use crate::usecases::authenticate::SignedIn;

use super::account::{must_be_recent, own_line};
use super::begin_session::{self, Arrival, Entered, Proof, fresh};

const KIND: &str = "passkey";
/// How long a challenge may wait.
const LIFETIME: Duration = Duration::minutes(10);
/// Passkeys of an account at most.
const MOST: usize = 20;
const NAME_MAX: usize = 60;

/// What the browser is asked for.
pub struct Challenge {
    /// Remembered by the browser, sent back with the answer.
    pub secret: String,
    /// To be signed; it is made of the secret, so that nothing else need be kept.
    pub challenge: String,
    /// The host that passkeys are for.
    pub host: String,
}

/// What the browser answers, each in base64url.
pub struct Answered<'a> {
    pub credential_id: &'a str,
    pub client_data: &'a str,
    /// Of a passkey that was made: its attestation; else what the authenticator says.
    pub data: &'a str,
    pub signature: &'a str,
}

/// Begins making a passkey, or signing in with one: nothing is kept of it until it is answered.
pub fn begin(app: &App) -> Challenge {
    let secret = app.links.stamped(app.clock.now(), clock::random_bytes());
    of_secret(app, &secret)
}

/// What is asked for by a secret that the browser has already.
pub fn of_secret(app: &App, secret: &str) -> Challenge {
    Challenge {
        challenge: URL_SAFE_NO_PAD.encode(challenge_of(secret)),
        secret: secret.to_owned(),
        host: app.public_url.host().to_owned(),
    }
}

/// Whether a challenge was begun here, and may still be answered.
pub fn is_current(app: &App, secret: &str) -> bool {
    app.links.is_stamped(secret, app.clock.now(), LIFETIME)
}

/// The hash of the secret's hash: the page may show it.
fn challenge_of(secret: &str) -> [u8; 32] {
    links::hash(&format!("passkey {}", URL_SAFE_NO_PAD.encode(links::hash(secret))))
}

fn decoded(text: &str) -> Result<Vec<u8>, Failure> {
    URL_SAFE_NO_PAD.decode(text.trim_end_matches('=')).map_err(|_| refused())
}

fn refused() -> Failure {
    Failure::invalid("/passkey", "passkey_refused")
}

/// Uses a challenge up: each is answered once.
fn use_up(conn: &mut Conn, secret: &str, now: DateTime<Utc>) -> Result<(), Failure> {
    let answered = AttemptRow {
        token_hash: links::hash(secret).to_vec(),
        kind: KIND.to_owned(),
        account_id: None,
        data: JsonText("{}".to_owned()),
        failures: 0,
        created_at: Time(now),
        expires_at: Time(now + LIFETIME),
        used_at: Some(Time(now)),
    };
    sign_in_attempts::insert(conn, &answered).map_err(|error| match error {
        StoreError::Constraint(_) => refused(),
        error => error.into(),
    })
}

/// Keeps the passkey that was made.
///
/// # Errors
/// [`Failure::Invalid`] at `/passkey` for an answer that is not believed, at `/name` for its name.
pub async fn finish_making(
    app: &App,
    signed_in: &SignedIn,
    secret: &str,
    answered: &Answered<'_>,
    name: &str,
) -> Result<(), Failure> {
    must_be_recent(app, signed_in)?;
    let name =
        Line::parse(name, NAME_MAX).map_err(|fault| Failure::invalid("/name", fault.code()))?;
    if !is_current(app, secret) {
        return Err(refused());
    }
    let challenge = challenge_of(secret);
    let expected = expected(app, &challenge);
    let (client_data, attestation) = (decoded(answered.client_data)?, decoded(answered.data)?);
    let made = webauthn::made(&client_data, &attestation, &expected).map_err(|_| refused())?;
    let (account, session) = (signed_in.session.account_id, signed_in.session.id);
    let secret = secret.to_owned();
    let (now, id) = fresh(app);
    let row = PasskeyRow {
        id,
        account_id: account,
        credential_id: made.credential_id,
        public_key: made.public_key,
        sign_count: i64::from(made.sign_count),
        name: name.as_str().to_owned(),
        created_at: Time(now),
        used_at: None,
    };
    let line = own_line(app, signed_in, "passkey_added");
    app.write(move |conn| {
        use_up(conn, &secret, now)?;
        if factors::passkeys_of(conn, account)?.len() >= MOST {
            return Err(refused());
        }
        if factors::passkey(conn, &row.credential_id)?.is_some() {
            return Err(Failure::invalid("/passkey", "already_used"));
        }
        factors::insert_passkey(conn, &row)?;
        console_sessions::proved(conn, session, 2, Time(now))?;
        console_sessions::revoke_others(conn, account, Some(session), Time(now))?;
        Ok(audit::insert(conn, &[line])?)
    })
    .await
}

/// Where answers must come from.
fn expected<'a>(app: &'a App, challenge: &'a [u8]) -> Expected<'a> {
    Expected {
        origin: app.public_url.as_str().trim_end_matches('/'),
        host: app.public_url.host(),
        challenge,
    }
}

/// Signs in.
///
/// # Errors
/// [`Failure::Unauthorized`].
pub async fn sign_in(
    app: &App,
    secret: &str,
    answered: &Answered<'_>,
    browser: &str,
) -> Result<Entered, Failure> {
    let said = said(answered).map_err(|_| Failure::Unauthorized)?;
    if !is_current(app, secret) {
        return Err(Failure::Unauthorized);
    }
    let (secret, challenge) = (secret.to_owned(), challenge_of(secret));
    let (now, _) = fresh(app);
    let (browser, app_again) = (browser.to_owned(), app.clone());
    app.write(move |conn| {
        use_up(conn, &secret, now).map_err(|_| Failure::Unauthorized)?;
        let row = factors::passkey(conn, &said.credential_id)?.ok_or(Failure::Unauthorized)?;
        let count = believed(&row, &said, &expected(&app_again, &challenge))?;
        if !factors::passkey_used(conn, &row, i64::from(count), Time(now))? {
            return Err(Failure::Unauthorized);
        }
        let account = accounts::by_id(conn, row.account_id)?.ok_or(Failure::Unauthorized)?;
        let proof = Proof::Passkey;
        let arrival = Arrival { account: &account, wished: None, proof, browser: &browser, now };
        begin_session::enter(conn, &arrival)
    })
    .await
}

struct Said {
    credential_id: Vec<u8>,
    client_data: Vec<u8>,
    data: Vec<u8>,
    signature: Vec<u8>,
}

fn said(answered: &Answered<'_>) -> Result<Said, Failure> {
    Ok(Said {
        credential_id: decoded(answered.credential_id)?,
        client_data: decoded(answered.client_data)?,
        data: decoded(answered.data)?,
        signature: decoded(answered.signature)?,
    })
}

fn believed(row: &PasskeyRow, said: &Said, expected: &Expected<'_>) -> Result<u32, Failure> {
    let passkey = Passkey {
        credential_id: row.credential_id.clone(),
        public_key: row.public_key.clone(),
        sign_count: u32::try_from(row.sign_count).unwrap_or(u32::MAX),
    };
    let answer = Answer {
        client_data: &said.client_data,
        authenticator_data: &said.data,
        signature: &said.signature,
    };
    webauthn::signed(&passkey, &answer, expected).map_err(|fault| {
        tracing::warn!(passkey = %row.id.0, %fault, "a passkey was not believed");
        Failure::Unauthorized
    })
}

/// Takes a passkey away.
///
/// # Errors
/// [`Failure::NotFound`], also for somebody else's; [`Failure::Forbidden`] where the last proof is too old.
pub async fn remove(app: &App, signed_in: &SignedIn, id: &str) -> Result<(), Failure> {
    must_be_recent(app, signed_in)?;
    let id = Id(uuid::Uuid::parse_str(id).map_err(|_| Failure::NotFound)?);
    let (session, proved_at) = (signed_in.session.id, signed_in.session.proved_at);
    let (account, now) = (signed_in.session.account_id, app.clock.now());
    let mut line = own_line(app, signed_in, "passkey_removed");
    line.details = JsonText(json!({ "passkey": id.0 }).to_string());
    app.write(move |conn| {
        if !factors::remove_passkey(conn, account, id)? {
            return Err(Failure::NotFound);
        }
        if !factors::has_second(conn, account)? {
            console_sessions::proved(conn, session, 1, proved_at)?;
        }
        // Whoever has lost it may be signed in by it elsewhere.
        console_sessions::revoke_others(conn, account, Some(session), Time(now))?;
        Ok(audit::insert(conn, &[line])?)
    })
    .await
}
