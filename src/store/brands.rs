//! How organizations show themselves. Without a row, as the service does.

use std::collections::HashMap;

use diesel::prelude::*;

use super::backend::{Conn, each};
use super::error::StoreError;
use super::programme_rows::{count, from_json, stored, to_json};
use super::schema::organization_brands;
use super::types::{Id, JsonText, Time};
use crate::domain::brand::{Brand, Logo, PictureType};
use crate::domain::values::colour::Colour;

/// All but the bytes of the logo.
#[derive(Queryable, Selectable)]
#[diesel(table_name = organization_brands)]
struct BrandRow {
    organization_id: Id,
    colour: Option<String>,
    embed_origins: JsonText,
    logo_type: Option<String>,
    logo_hash: Option<String>,
    logo_width: Option<i32>,
    logo_height: Option<i32>,
}

#[derive(Insertable, AsChangeset)]
#[diesel(table_name = organization_brands, treat_none_as_null = true, treat_none_as_default_value = false)]
struct SettingsRow {
    organization_id: Id,
    colour: Option<String>,
    embed_origins: JsonText,
    updated_at: Time,
}

#[derive(Insertable, AsChangeset)]
#[diesel(table_name = organization_brands, treat_none_as_null = true, treat_none_as_default_value = false)]
struct LogoRow {
    logo: Option<Vec<u8>>,
    logo_type: Option<String>,
    logo_hash: Option<String>,
    logo_width: Option<i32>,
    logo_height: Option<i32>,
    updated_at: Time,
}

impl BrandRow {
    fn logo(&self) -> Option<Logo> {
        Some(Logo {
            kind: PictureType::parse(self.logo_type.as_deref()?)?,
            hash: self.logo_hash.clone()?,
            width: count(self.logo_width?),
            height: count(self.logo_height?),
        })
    }

    /// The brand, without the organization's part of addresses.
    fn brand(&self) -> Result<Brand, StoreError> {
        let colour = self.colour.as_deref().map(Colour::parse).transpose();
        Ok(Brand {
            slug: String::new(),
            colour: colour.map_err(|_| StoreError::Unreadable("a colour"))?,
            logo: self.logo(),
            embed_origins: from_json(&self.embed_origins)?,
        })
    }
}

/// The brands of those of these organizations that have one, without their part of addresses.
pub fn of_many(conn: &mut Conn, organizations: &[Id]) -> Result<HashMap<Id, Brand>, StoreError> {
    if organizations.is_empty() {
        return Ok(HashMap::new());
    }
    let rows: Vec<BrandRow> = organization_brands::table
        .filter(organization_brands::organization_id.eq_any(organizations))
        .select(BrandRow::as_select())
        .load(conn)?;
    rows.iter().map(|row| Ok((row.organization_id, row.brand()?))).collect()
}

/// The brand of an organization, without its part of addresses.
pub fn of(conn: &mut Conn, organization: Id) -> Result<Brand, StoreError> {
    Ok(of_many(conn, &[organization])?.remove(&organization).unwrap_or_default())
}

/// Writes colour and origins; the logo stays.
pub fn set(
    conn: &mut Conn,
    organization: Id,
    colour: Option<Colour>,
    embed_origins: &[String],
    now: Time,
) -> Result<(), StoreError> {
    let row = SettingsRow {
        organization_id: organization,
        colour: colour.map(|colour| colour.to_string()),
        embed_origins: to_json(&embed_origins)?,
        updated_at: now,
    };
    each!(conn, c => diesel::insert_into(organization_brands::table)
        .values(&row)
        .on_conflict(organization_brands::organization_id)
        .do_update()
        .set(&row)
        .execute(c))?;
    Ok(())
}

/// Writes the logo, or takes it away; colour and origins stay.
pub fn set_logo(
    conn: &mut Conn,
    organization: Id,
    logo: Option<(Logo, Vec<u8>)>,
    now: Time,
) -> Result<(), StoreError> {
    let brand = of(conn, organization)?;
    set(conn, organization, brand.colour, &brand.embed_origins, now)?;
    let (logo, bytes) = logo.map_or((None, None), |(logo, bytes)| (Some(logo), Some(bytes)));
    let row = LogoRow {
        logo: bytes,
        logo_type: logo.as_ref().map(|logo| logo.kind.extension().to_owned()),
        logo_hash: logo.as_ref().map(|logo| logo.hash.clone()),
        logo_width: logo.as_ref().map(|logo| stored(logo.width)),
        logo_height: logo.as_ref().map(|logo| stored(logo.height)),
        updated_at: now,
    };
    diesel::update(organization_brands::table.find(organization)).set(&row).execute(conn)?;
    Ok(())
}

/// The bytes of the logo.
pub fn logo(conn: &mut Conn, organization: Id) -> Result<Option<Vec<u8>>, StoreError> {
    let logo: Option<Option<Vec<u8>>> = organization_brands::table
        .find(organization)
        .select(organization_brands::logo)
        .first(conn)
        .optional()?;
    Ok(logo.flatten())
}
