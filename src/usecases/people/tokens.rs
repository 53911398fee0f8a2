//! API tokens of the organization: listed, made, revoked.

use chrono::{DateTime, Utc};
use serde_json::json;
use uuid::Uuid;

use crate::app::App;
use crate::clock;
use crate::domain::fault::Faults;
use crate::domain::values::line::Line;
use crate::links;
use crate::store::audit;
use crate::store::organizations::{self, TokenRow};
use crate::store::types::{Id, JsonText, Time};
use crate::usecases::create_event::audit_line;
use crate::usecases::{Failure, Permission, Principal};

/// All tokens, also those that have ended.
///
/// # Errors
/// [`Failure::Forbidden`].
pub async fn list(app: &App, principal: &Principal) -> Result<Vec<TokenRow>, Failure> {
    principal.must(Permission::ManageOrganization)?;
    let organization = Id(principal.organization.0);
    app.read(move |conn| Ok(organizations::tokens(conn, organization)?)).await
}

/// Makes a token; it is given once, and kept hashed.
///
/// # Errors
/// What is wrong, at `/name` and `/scopes`.
pub async fn make(
    app: &App,
    principal: &Principal,
    name: &str,
    scopes: &[String],
    until: Option<DateTime<Utc>>,
) -> Result<String, Failure> {
    principal.must(Permission::ManageOrganization)?;
    let mut faults = Faults::default();
    let name = Line::parse(name, 100).map_err(|f| faults.add("/name", f.code())).ok();
    let is_unknown = |scope: &String| {
        Permission::of_scope(scope).is_none_or(|permission| !principal.may(permission))
    };
    if scopes.is_empty() {
        faults.add("/scopes", "required");
    } else if scopes.iter().any(is_unknown) {
        faults.add("/scopes", "unknown_choice");
    }
    let now = app.clock.now();
    if until.is_some_and(|until| until <= now) {
        faults.add("/until", "in_the_past");
    }
    let name = faults.into_result(name).map_err(Failure::Invalid)?;
    let token = format!("ukt_{}", links::secret(clock::random_bytes()));
    let row = TokenRow {
        id: Id(clock::uuid_v7(now)),
        organization_id: Id(principal.organization.0),
        token_hash: links::hash(&token).to_vec(),
        name: name.as_str().to_owned(),
        scopes: scopes.join(" "),
        created_at: Time(now),
        expires_at: until.map(Time),
        revoked_at: None,
    };
    let mut line = audit_line(principal, "token_made", "token", row.id.0, now);
    line.details = JsonText(json!({ "scopes": scopes, "until": until }).to_string());
    app.write(move |conn| {
        organizations::insert_token(conn, &row)?;
        Ok::<_, Failure>(audit::insert(conn, &[line])?)
    })
    .await?;
    Ok(token)
}

/// Ends a token.
///
/// # Errors
/// [`Failure::NotFound`], also for one that has ended.
pub async fn revoke(app: &App, principal: &Principal, id: &str) -> Result<(), Failure> {
    principal.must(Permission::ManageOrganization)?;
    let id = Id(Uuid::parse_str(id).map_err(|_| Failure::NotFound)?);
    let (organization, now) = (Id(principal.organization.0), app.clock.now());
    let line = audit_line(principal, "token_revoked", "token", id.0, now);
    app.write(move |conn| {
        if !organizations::revoke_token(conn, organization, id, Time(now))? {
            return Err(Failure::NotFound);
        }
        Ok(audit::insert(conn, &[line])?)
    })
    .await
}
