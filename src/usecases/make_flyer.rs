//! A flyer of a published event, made anew for each who asks, a few at a time.

use std::sync::Arc;

use tokio::sync::Semaphore;

use crate::app::App;
use crate::domain::event::Programme;
use crate::domain::values::language::Language;
use crate::outward::flyer::flyer;
use crate::outward::{Site, Told};
use crate::store::brands;
use crate::store::types::Id;

use super::Failure;

/// Flyers that are made at once: each keeps a processor busy for some milliseconds, and nobody is in a hurry.
static FLYERS: Semaphore = Semaphore::const_new(2);

/// The flyer as a PDF file.
///
/// # Errors
/// When it cannot be made.
pub async fn of(
    app: &App,
    programme: Arc<Programme>,
    language: Language,
    site: Site,
) -> Result<Vec<u8>, Failure> {
    let organization = Id(programme.event.organization.0);
    let has_logo = programme.brand.logo.is_some();
    let bytes =
        if has_logo { app.read(move |conn| brands::logo(conn, organization)).await? } else { None };
    let turn = FLYERS.acquire().await.map_err(|_| Failure::Conflict("no_flyer"))?;
    let made = tokio::task::spawn_blocking(move || {
        let told = Told { programme: &programme, language, site: &site };
        flyer(told, programme.brand.logo.as_ref().zip(bytes.as_deref()))
    });
    let made = made.await;
    drop(turn);
    made.ok().and_then(Result::ok).ok_or(Failure::Conflict("no_flyer"))
}
