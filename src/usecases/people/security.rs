//! Whether the organization lets in only those with a second factor.

use serde_json::json;

use crate::app::App;
use crate::store::types::{Id, JsonText, Time};
use crate::store::{audit, factors};
use crate::usecases::authenticate::SignedIn;
use crate::usecases::create_event::audit_line;
use crate::usecases::{Failure, Permission, Principal};

/// Whether it does.
///
/// # Errors
/// [`Failure::Forbidden`].
pub async fn is_required(app: &App, principal: &Principal) -> Result<bool, Failure> {
    principal.must(Permission::ManageOrganization)?;
    let organization = Id(principal.organization.0);
    app.read(move |conn| Ok(factors::is_required(conn, organization)?)).await
}

/// Begins or ends it. Whoever begins must have one: nobody locks themself out.
///
/// # Errors
/// [`Failure::Conflict`] `own_factor_first`.
pub async fn require(app: &App, signed_in: &SignedIn, required: bool) -> Result<(), Failure> {
    let principal = &signed_in.principal;
    principal.must(Permission::ManageOrganization)?;
    if required && signed_in.session.factors < 2 {
        return Err(Failure::Conflict("own_factor_first"));
    }
    let (organization, now) = (principal.organization.0, app.clock.now());
    let mut line =
        audit_line(principal, "second_factor_rule_changed", "organization", organization, now);
    line.details = JsonText(json!({ "required": required }).to_string());
    app.write(move |conn| {
        factors::require(conn, Id(organization), required, Time(now))?;
        Ok(audit::insert(conn, &[line])?)
    })
    .await
}
