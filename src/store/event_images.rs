//! The images of events, in the two sizes in which they are shown.

use std::collections::HashMap;

use diesel::prelude::*;

use super::backend::{Conn, each};
use super::error::StoreError;
use super::programme_rows::{count, from_json, stored, to_json};
use super::schema::event_images;
use super::types::{Id, JsonText, Time};
use crate::domain::brand::EventImage;

/// All but the bytes.
#[derive(Queryable, Selectable)]
#[diesel(table_name = event_images)]
struct ImageRow {
    event_id: Id,
    alternative: JsonText,
    hash: String,
    width: i32,
    height: i32,
}

#[derive(Insertable)]
#[diesel(table_name = event_images)]
struct NewImageRow<'a> {
    event_id: Id,
    organization_id: Id,
    alternative: JsonText,
    hash: &'a str,
    width: i32,
    height: i32,
    page: &'a [u8],
    preview: &'a [u8],
    updated_at: Time,
}

/// One of the sizes of an image.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Size {
    /// On the event's page.
    Page,
    /// Where others show a link to it.
    Preview,
}

/// The images of those of these events that have one.
pub fn of_many(conn: &mut Conn, events: &[Id]) -> Result<HashMap<Id, EventImage>, StoreError> {
    if events.is_empty() {
        return Ok(HashMap::new());
    }
    let rows: Vec<ImageRow> = event_images::table
        .filter(event_images::event_id.eq_any(events))
        .select(ImageRow::as_select())
        .load(conn)?;
    let images = rows.into_iter().map(|row| {
        let image = EventImage {
            hash: row.hash,
            width: count(row.width),
            height: count(row.height),
            alternative: from_json(&row.alternative)?,
        };
        Ok((row.event_id, image))
    });
    images.collect()
}

/// Writes an event's image in the place of any other.
pub fn set(
    conn: &mut Conn,
    (event, organization): (Id, Id),
    image: &EventImage,
    (page, preview): (&[u8], &[u8]),
    now: Time,
) -> Result<(), StoreError> {
    delete(conn, event)?;
    let row = NewImageRow {
        event_id: event,
        organization_id: organization,
        alternative: to_json(&image.alternative)?,
        hash: &image.hash,
        width: stored(image.width),
        height: stored(image.height),
        page,
        preview,
        updated_at: now,
    };
    each!(conn, c => diesel::insert_into(event_images::table).values(&row).execute(c))?;
    Ok(())
}

/// Gives one event the image of another, where that has one.
pub fn copy(
    conn: &mut Conn,
    organization: Id,
    from: Id,
    to: Id,
    now: Time,
) -> Result<(), StoreError> {
    let Some(image) = of_many(conn, &[from])?.remove(&from) else { return Ok(()) };
    let (page, preview) = (bytes(conn, from, Size::Page)?, bytes(conn, from, Size::Preview)?);
    let pictures = (page.unwrap_or_default(), preview.unwrap_or_default());
    set(conn, (to, organization), &image, (&pictures.0, &pictures.1), now)
}

/// Says in other words what an event's image shows. Whether there is one.
pub fn set_alternative(
    conn: &mut Conn,
    event: Id,
    image: &EventImage,
    now: Time,
) -> Result<bool, StoreError> {
    let changed = diesel::update(event_images::table.filter(event_images::event_id.eq(event)))
        .set((
            event_images::alternative.eq(to_json(&image.alternative)?),
            event_images::updated_at.eq(now),
        ))
        .execute(conn)?;
    Ok(changed > 0)
}

/// Takes an event's image away. Whether there was one.
pub fn delete(conn: &mut Conn, event: Id) -> Result<bool, StoreError> {
    let gone = diesel::delete(event_images::table.filter(event_images::event_id.eq(event)))
        .execute(conn)?;
    Ok(gone > 0)
}

/// The bytes of an image.
pub fn bytes(conn: &mut Conn, event: Id, size: Size) -> Result<Option<Vec<u8>>, StoreError> {
    let image = event_images::table.filter(event_images::event_id.eq(event));
    let found: Option<Vec<u8>> = match size {
        Size::Page => image.select(event_images::page).first(conn).optional()?,
        Size::Preview => image.select(event_images::preview).first(conn).optional()?,
    };
    Ok(found)
}
