//! An event's image: giving it one, taking it away, and showing it.

use crate::app::App;
use crate::domain::brand::{ALTERNATIVE_MAX, EventImage};
use crate::domain::event::Programme;
use crate::domain::fault::Faults;
use crate::domain::values::localized::Localized;
use crate::domain::values::text::TextFault;
use crate::pictures::{self, Pictures};
use crate::store::event_images::{self, Size};
use crate::store::types::{Id, Time};
use crate::store::{brands, organizations};

use super::create_event::{audit_line, note};
use super::make_picture::made;
use super::{Failure, Permission, Principal, find_programme};

/// Gives an event an image, or says in other words what its image shows where `file` is absent.
///
/// # Errors
/// `/alternative`, without a text that says what is to be seen; `/image`, if it is no picture that can be
/// taken, or absent where there is none yet.
pub async fn put(
    app: &App,
    principal: &Principal,
    event: &str,
    alternative: Localized,
    file: Option<Vec<u8>>,
) -> Result<EventImage, Failure> {
    let programme = find_programme::own_event(app, principal.organization, event).await?;
    principal.must_in(programme.event.id, Permission::WriteEvents)?;
    let mut faults = Faults::default();
    let text = alternative.check_line(ALTERNATIVE_MAX);
    if faults.take("/alternative", text.map_err(TextFault::code)).is_none() {
        return Err(Failure::Invalid(faults.into_vec()));
    }
    let Some(file) = file else {
        return say_otherwise(app, principal, &programme, alternative).await;
    };
    let made = made(move || pictures::event_image(&file, alternative)).await?;
    let (event, owner) = (programme.event.id, Id(principal.organization.0));
    let now = app.clock.now();
    let line = audit_line(principal, "image_changed", "event", event.0, now);
    let Pictures { image, page, preview } = made;
    let kept = image.clone();
    app.write(move |conn| {
        event_images::set(conn, (Id(event.0), owner), &kept, (&page, &preview), Time(now))?;
        note(conn, line)
    })
    .await?;
    app.snapshot.forget(event);
    Ok(image)
}

async fn say_otherwise(
    app: &App,
    principal: &Principal,
    programme: &Programme,
    alternative: Localized,
) -> Result<EventImage, Failure> {
    let required = || Failure::invalid("/image", "required");
    let known = programme.image.clone().ok_or_else(required)?;
    let (image, event) = (EventImage { alternative, ..known }, programme.event.id);
    let now = app.clock.now();
    let line = audit_line(principal, "image_changed", "event", event.0, now);
    let kept = image.clone();
    app.write(move |conn| {
        if !event_images::set_alternative(conn, Id(event.0), &kept, Time(now))? {
            return Err(required());
        }
        Ok(note(conn, line)?)
    })
    .await?;
    app.snapshot.forget(event);
    Ok(image)
}

/// Takes an event's image away.
///
/// # Errors
/// [`Failure::NotFound`] where there is none.
pub async fn remove(app: &App, principal: &Principal, event: &str) -> Result<(), Failure> {
    let event = find_programme::own_event(app, principal.organization, event).await?.event.id;
    principal.must_in(event, Permission::WriteEvents)?;
    let now = app.clock.now();
    let line = audit_line(principal, "image_removed", "event", event.0, now);
    app.write(move |conn| {
        if !event_images::delete(conn, Id(event.0))? {
            return Err(Failure::NotFound);
        }
        Ok(note(conn, line)?)
    })
    .await?;
    app.snapshot.forget(event);
    Ok(())
}

/// The bytes of a published event's image under the hash that its address names.
///
/// # Errors
/// [`Failure::NotFound`], also under the hash of an image that it has no longer.
pub async fn bytes(app: &App, event: &str, hash: &str, size: Size) -> Result<Vec<u8>, Failure> {
    let programme = find_programme::public_event(app, event).await?;
    if programme.image.as_ref().is_none_or(|image| image.hash != hash) {
        return Err(Failure::NotFound);
    }
    let event = Id(programme.event.id.0);
    let found = app.read(move |conn| event_images::bytes(conn, event, size)).await?;
    found.ok_or(Failure::NotFound)
}

/// The bytes of an organization's logo with its media type, under the name that its address has.
///
/// # Errors
/// [`Failure::NotFound`], also under the name of a logo that it has no longer.
pub async fn logo(
    app: &App,
    organization: &str,
    name: &str,
) -> Result<(&'static str, Vec<u8>), Failure> {
    let (slug, name) = (organization.to_owned(), name.to_owned());
    app.read(move |conn| {
        let row = organizations::by_slug(conn, &slug)?.ok_or(Failure::NotFound)?;
        let logo = brands::of(conn, row.id)?.logo.ok_or(Failure::NotFound)?;
        if format!("{}.{}", logo.hash, logo.kind.extension()) != name {
            return Err(Failure::NotFound);
        }
        let bytes = brands::logo(conn, row.id)?.ok_or(Failure::NotFound)?;
        Ok((logo.kind.media_type(), bytes))
    })
    .await
}
