//! Listing events: the published ones for anybody, all of an organization's for its staff.

use std::sync::Arc;

use crate::app::App;
use crate::domain::brand::Brand;
use crate::domain::event::Programme;
use crate::domain::ids::EventId;
use crate::store::StoreError;
use crate::store::programmes::{self, Selection};

use super::{Failure, Permission, Principal};

/// Events on the first page, and at most on any.
pub const PAGE: i64 = 50;

/// One page of programmes, newest first, with the cursor of the next.
pub struct EventPage {
    pub programmes: Vec<Programme>,
    pub next: Option<String>,
}

fn cursor_of(text: Option<&str>) -> Result<Option<EventId>, Failure> {
    text.map(|text| text.parse().map_err(|_| Failure::invalid("/cursor", "invalid_cursor")))
        .transpose()
}

fn page(mut programmes: Vec<Programme>, limit: i64) -> EventPage {
    let more = i64::try_from(programmes.len()).unwrap_or(i64::MAX) > limit;
    programmes.truncate(usize::try_from(limit).unwrap_or(usize::MAX));
    let next = more.then(|| programmes.last().map(|last| last.event.id.to_string())).flatten();
    EventPage { programmes, next }
}

/// Published events, for anybody.
pub async fn public(app: &App, cursor: Option<&str>) -> Result<EventPage, Failure> {
    let before = cursor_of(cursor)?;
    if before.is_none() {
        return Ok(page(Arc::unwrap_or_clone(first_page(app).await?), PAGE));
    }
    let programmes =
        app.read(move |conn| programmes::list(conn, Selection::Public, before, PAGE + 1)).await?;
    Ok(page(programmes, PAGE))
}

/// The newest events; while the database is away, as they were when it was last there.
async fn first_page(app: &App) -> Result<Arc<Vec<Programme>>, StoreError> {
    if let Some(list) = app.snapshot.peek_list() {
        return Ok(list);
    }
    match app.look(|snapshot| snapshot.public_list(PAGE + 1)).await {
        Err(StoreError::Unavailable(reason)) => {
            app.snapshot.list_while_away().ok_or(StoreError::Unavailable(reason))
        }
        list => list,
    }
}

/// An organization with a page of its published events, for anybody.
pub struct OrganizationPage {
    pub name: String,
    pub brand: Brand,
    pub events: EventPage,
}

/// Published events of one organization, by its slug.
///
/// # Errors
/// [`Failure::NotFound`], and a cursor that was never ours.
pub async fn public_of(
    app: &App,
    slug: &str,
    cursor: Option<&str>,
) -> Result<OrganizationPage, Failure> {
    let before = cursor_of(cursor)?;
    let asked = slug.to_owned();
    let listed = app.look(move |snapshot| snapshot.listed(&asked, PAGE + 1)).await?;
    let listed = listed.ok_or(Failure::NotFound)?;
    let organization = listed.organization;
    let programmes = if before.is_none() {
        listed.programmes.clone()
    } else {
        app.read(move |conn| {
            programmes::list(conn, Selection::PublicOf(organization), before, PAGE + 1)
        })
        .await?
    };
    let events = page(programmes, PAGE);
    Ok(OrganizationPage { name: listed.name.clone(), brand: listed.brand.clone(), events })
}

/// All events of the principal's organization that they may see, drafts too.
pub async fn own(
    app: &App,
    principal: &Principal,
    cursor: Option<&str>,
) -> Result<EventPage, Failure> {
    principal.must_somewhere(Permission::ReadEvents)?;
    let before = cursor_of(cursor)?;
    let organization = principal.organization;
    let selection = match principal.confined_to(Permission::ReadEvents) {
        None => Selection::OfOrganization(organization),
        Some(events) => Selection::Among(organization, events),
    };
    let programmes =
        app.read(move |conn| programmes::list(conn, selection, before, PAGE + 1)).await?;
    Ok(page(programmes, PAGE))
}
