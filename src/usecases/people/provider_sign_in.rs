//! Signing in with the organization's identity provider.

use chrono::Duration;

use crate::app::App;
use crate::clock;
use crate::domain::values::email::EmailAddress;
use crate::identity::oidc::{Client, Journey, OidcFault, Person, Provider};
use crate::links;
use crate::store::accounts::{self, AccountRow};
use crate::store::sign_in_attempts::{self, AttemptRow};
use crate::store::types::{JsonText, Time};
use crate::store::{Conn, audit, console_sessions, factors, members};
use crate::usecases::Failure;
use crate::usecases::authenticate::SignedIn;

use super::account::{must_be_recent, own_line};
use super::begin_session::{self, Arrival, Entered, Proof, fresh};

const KIND: &str = "provider";
/// How long somebody may be away at the provider.
const LIFETIME: Duration = Duration::minutes(15);
/// Where the provider sends the browser back to.
pub const RETURN_PATH: &str = "/console/sign-in/provider";

/// The way to the provider.
pub struct Departure {
    /// Remembered by the browser.
    pub secret: String,
    /// Where it goes.
    pub url: String,
}

/// Sends somebody to the provider.
///
/// # Errors
/// [`Failure::NotFound`] where there is none; [`Failure::Conflict`] `provider_away` where it does not answer.
pub async fn begin(app: &App) -> Result<Departure, Failure> {
    let (provider, client) = configured(app)?;
    let chance = [clock::random_bytes(), clock::random_bytes(), clock::random_bytes()];
    let journey = Journey::new(chance);
    let asked = journey.clone();
    let url = at_leisure(move || provider.begins_at(&asked, &client)).await?;
    let secret = links::secret(clock::random_bytes());
    let (now, _) = fresh(app);
    let attempt = AttemptRow {
        token_hash: links::hash(&secret).to_vec(),
        kind: KIND.to_owned(),
        account_id: None,
        data: JsonText(serde_json::to_string(&journey).unwrap_or_default()),
        failures: 0,
        created_at: Time(now),
        expires_at: Time(now + LIFETIME),
        used_at: None,
    };
    app.write(move |conn| Ok::<_, Failure>(sign_in_attempts::insert(conn, &attempt)?)).await?;
    Ok(Departure { secret, url })
}

/// Signs in who comes back: the account of this identity, or the first time that of the verified mail address.
///
/// # Errors
/// [`Failure::Unauthorized`] for whoever is not believed or is no member; `provider_away`.
pub async fn finish(
    app: &App,
    secret: &str,
    (code, state): (&str, &str),
    browser: &str,
) -> Result<Entered, Failure> {
    let (provider, client) = configured(app)?;
    let (hash, now) = (links::hash(secret), app.clock.now());
    let attempt = app
        .write(move |conn| {
            let attempt = sign_in_attempts::current(conn, &hash, KIND, Time(now))?;
            let attempt = attempt.ok_or(Failure::Unauthorized)?;
            // Once, whatever comes of it.
            sign_in_attempts::use_up(conn, &hash, Time(now))?;
            Ok::<_, Failure>(attempt)
        })
        .await?;
    let journey: Journey =
        serde_json::from_str(&attempt.data.0).map_err(|_| Failure::Unauthorized)?;
    if !bool::from(subtle::ConstantTimeEq::ct_eq(journey.state.as_bytes(), state.as_bytes())) {
        return Err(Failure::Unauthorized);
    }
    let (code, issuer) = (code.to_owned(), issuer(app));
    let person =
        at_leisure(move || provider.person(&code, &journey, &client, now.timestamp())).await?;
    let browser = browser.to_owned();
    app.write(move |conn| {
        let account = known(conn, &issuer, &person, Time(now))?.ok_or(Failure::Unauthorized)?;
        let proof = Proof::Provider;
        let arrival = Arrival { account: &account, wished: None, proof, browser: &browser, now };
        begin_session::enter(conn, &arrival)
    })
    .await
}

/// The account, linked to the identity the first time. An account is known by one identity of a provider: another with the same
/// address is somebody to whom it was given anew.
fn known(
    conn: &mut Conn,
    issuer: &str,
    person: &Person,
    now: Time,
) -> Result<Option<AccountRow>, Failure> {
    if let Some(account) = factors::by_identity(conn, issuer, &person.subject)? {
        return Ok(accounts::by_id(conn, account)?);
    }
    let key = person.email.as_deref().and_then(|email| EmailAddress::parse(email).ok());
    let Some(key) = key.map(|email| email.key()) else { return Ok(None) };
    let Some(account) = accounts::by_email(conn, &key)? else { return Ok(None) };
    let known = factors::identities_of(conn, account.id)?;
    if known.iter().any(|identity| identity.issuer == issuer) {
        tracing::warn!(account = %account.id.0, "another identity of the same provider was refused");
        return Ok(None);
    }
    factors::remember_identity(conn, issuer, &person.subject, account.id, now)?;
    for (membership, _) in members::organizations_of(conn, account.id, now)? {
        let line = begin_session::member_line(&membership, "identity_linked", now.0);
        audit::insert(conn, &[line])?;
    }
    Ok(Some(account))
}

/// Signs one in no more by what the provider says, until they come from there again.
///
/// # Errors
/// [`Failure::NotFound`] where it did not; [`Failure::Forbidden`] where the last proof is too old.
pub async fn forget(app: &App, signed_in: &SignedIn, issuer: &str) -> Result<(), Failure> {
    must_be_recent(app, signed_in)?;
    let (account, session) = (signed_in.session.account_id, signed_in.session.id);
    let (issuer, now) = (issuer.to_owned(), Time(app.clock.now()));
    let line = own_line(app, signed_in, "identity_removed");
    app.write(move |conn| {
        if !factors::forget_identity(conn, account, &issuer)? {
            return Err(Failure::NotFound);
        }
        console_sessions::revoke_others(conn, account, Some(session), now)?;
        Ok(audit::insert(conn, &[line])?)
    })
    .await
}

fn issuer(app: &App) -> String {
    app.settings.provider.as_ref().map(|provider| provider.issuer.clone()).unwrap_or_default()
}

fn configured(app: &App) -> Result<(Provider, Client), Failure> {
    let provider = app.provider.clone().ok_or(Failure::NotFound)?;
    let settings = app.settings.provider.as_ref().ok_or(Failure::NotFound)?;
    let client = Client {
        id: settings.client_id.clone(),
        secret: settings.client_secret.expose().to_owned(),
        returns_to: app.public_url.link(RETURN_PATH),
    };
    Ok((provider, client))
}

async fn at_leisure<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, OidcFault> + Send + 'static,
) -> Result<T, Failure> {
    let done = tokio::task::spawn_blocking(work).await;
    match done {
        Ok(Ok(value)) => Ok(value),
        Ok(Err(fault)) => {
            tracing::warn!(%fault, "signing in with the provider came to nothing");
            Err(match fault {
                OidcFault::Away(_) | OidcFault::Unusable(_) => Failure::Conflict("provider_away"),
                OidcFault::NotBelieved(_) => Failure::Unauthorized,
            })
        }
        Err(_) => Err(Failure::Conflict("provider_away")),
    }
}
