//! Listing events: the published ones for anybody, all of an organization's for its staff.

use std::sync::Arc;

use crate::app::App;
use crate::domain::brand::Brand;
use crate::domain::event::{EventStatus, Programme};
use crate::domain::ids::EventId;
use crate::domain::values::search_key::search_key;
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

/// Which of an organization's events are asked for.
#[derive(Clone, Debug, Default)]
pub struct OwnQuery {
    pub cursor: Option<String>,
    /// Words that the title must have, in any spelling.
    pub words: String,
    pub status: Option<EventStatus>,
}

/// Pages of the database that are gone through for one page of what is looked for.
const PAGES_SEARCHED: usize = 20;

/// Events of the principal's organization that they may see, narrowed by title and state.
pub async fn search(
    app: &App,
    principal: &Principal,
    query: &OwnQuery,
) -> Result<EventPage, Failure> {
    let (organization, mut before) = (principal.organization, cursor_of(query.cursor.as_deref())?);
    let folded = search_key(&query.words);
    let words: Vec<&str> = folded.split_whitespace().collect();
    let is_wanted = |programme: &Programme| {
        let event = &programme.event;
        let titles = search_key(&event.title.each().join(" "));
        principal.may_in(event.id, Permission::ReadEvents)
            && query.status.is_none_or(|status| status == event.status)
            && words.iter().all(|word| titles.contains(word))
    };
    let mut found = Vec::new();
    let limit = usize::try_from(PAGE).unwrap_or(usize::MAX);
    for _ in 0..PAGES_SEARCHED {
        let read = app
            .read(move |conn| {
                programmes::list(conn, Selection::OfOrganization(organization), before, PAGE)
            })
            .await?;
        let is_last = read.len() < limit;
        before = read.last().map(|last| last.event.id).or(before);
        found.extend(read.into_iter().filter(is_wanted));
        if is_last || found.len() > limit {
            break;
        }
    }
    Ok(page(found, PAGE))
}
