//! How an organization shows itself: looking at it, changing it.

use serde_json::{Value, json};

use crate::app::App;
use crate::domain::brand::{Brand, BrandDraft};
use crate::domain::values::text;
use crate::pictures;
use crate::store::audit::AuditRow;
use crate::store::types::{Id, JsonText, Time};
use crate::store::{Conn, StoreError, brands, organizations};

use super::change_event::{draft_from, merge};
use super::create_event::{audit_line, note};
use super::make_picture::made;
use super::{Failure, Permission, Principal};

/// Characters of an organization's name.
const NAME_MAX: usize = 100;

/// An organization as it shows itself.
pub struct Appearance {
    pub name: String,
    pub brand: Brand,
}

/// The appearance as it is.
pub async fn show(app: &App, principal: &Principal) -> Result<Appearance, Failure> {
    principal.must(Permission::ReadEvents)?;
    let organization = Id(principal.organization.0);
    app.read(move |conn| Ok::<_, Failure>(appearance(conn, organization)?)).await
}

fn appearance(conn: &mut Conn, organization: Id) -> Result<Appearance, StoreError> {
    let row = organizations::by_id(conn, organization)?
        .ok_or(StoreError::Unreadable("a token without organization"))?;
    let brand = Brand { slug: row.slug, ..brands::of(conn, organization)? };
    Ok(Appearance { name: row.name, brand })
}

/// Lays a merge patch over colour and origins; the appearance as it is then.
///
/// # Errors
/// What the patch breaks.
pub async fn change(
    app: &App,
    principal: &Principal,
    patch: &Value,
) -> Result<Appearance, Failure> {
    principal.must(Permission::WriteEvents)?;
    let organization = Id(principal.organization.0);
    let (now, patch) = (app.clock.now(), patch.clone());
    let line = audit_line(principal, "brand_changed", "organization", organization.0, now);
    let changed = app
        .write(move |conn| {
            let brand = brands::of(conn, organization)?;
            let known = BrandDraft {
                colour: brand.colour.map(|colour| colour.to_string()),
                embed_origins: brand.embed_origins,
            };
            let mut whole = serde_json::to_value(known).unwrap_or_default();
            merge(&mut whole, &patch);
            let draft: BrandDraft = draft_from(whole)?;
            let (colour, origins) = draft.parse().map_err(Failure::Invalid)?;
            brands::set(conn, organization, colour, &origins, Time(now))?;
            let said = json!({ "colour": draft.colour, "embed_origins": origins });
            note(conn, AuditRow { details: JsonText(said.to_string()), ..line })?;
            Ok::<_, Failure>(appearance(conn, organization)?)
        })
        .await?;
    app.snapshot.forget_organization(principal.organization);
    Ok(changed)
}

/// Gives the organization another name: in the header of its pages, and as the sender of its mails.
///
/// # Errors
/// What is wrong with the name.
pub async fn rename(app: &App, principal: &Principal, name: &str) -> Result<(), Failure> {
    principal.must(Permission::ManageOrganization)?;
    let name = text::single_line(name, NAME_MAX)
        .map_err(|fault| Failure::invalid("/name", fault.code()))?;
    if name.trim().is_empty() {
        return Err(Failure::invalid("/name", "empty"));
    }
    let organization = Id(principal.organization.0);
    let now = app.clock.now();
    let line = audit_line(principal, "organization_renamed", "organization", organization.0, now);
    app.write(move |conn| {
        organizations::rename(conn, organization, &name)?;
        note(conn, line)
    })
    .await?;
    app.snapshot.forget_organization(principal.organization);
    Ok(())
}

/// Takes a logo in the place of any other; the appearance as it is then.
///
/// # Errors
/// `/image`, if it is no picture that can be taken.
pub async fn put_logo(
    app: &App,
    principal: &Principal,
    file: Vec<u8>,
) -> Result<Appearance, Failure> {
    principal.must(Permission::WriteEvents)?;
    let logo = made(move || pictures::logo(&file)).await?;
    write_logo(app, principal, "logo_changed", Some(logo)).await
}

/// Takes the logo away; the appearance as it is then.
pub async fn remove_logo(app: &App, principal: &Principal) -> Result<Appearance, Failure> {
    principal.must(Permission::WriteEvents)?;
    write_logo(app, principal, "logo_removed", None).await
}

async fn write_logo(
    app: &App,
    principal: &Principal,
    action: &str,
    logo: Option<(crate::domain::brand::Logo, Vec<u8>)>,
) -> Result<Appearance, Failure> {
    let organization = Id(principal.organization.0);
    let now = app.clock.now();
    let line = audit_line(principal, action, "organization", organization.0, now);
    let changed = app
        .write(move |conn| {
            brands::set_logo(conn, organization, logo, Time(now))?;
            note(conn, line)?;
            Ok::<_, Failure>(appearance(conn, organization)?)
        })
        .await?;
    app.snapshot.forget_organization(principal.organization);
    Ok(changed)
}
