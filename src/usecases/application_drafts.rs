//! Applications that came by mail, in staff's hands and their senders'.

use std::sync::Arc;

use sha2::{Digest as _, Sha256};

use crate::app::App;
use crate::domain::application::ApplicationDraft;
use crate::domain::event::Programme;
use crate::domain::ids::{DraftId, EventId, OrganizationId, RegistrationId, SessionId};
use crate::domain::seats::Idempotency;
use crate::store::StoreError;
use crate::store::application_drafts::{self, ApplicationDraftRow};
use crate::store::programmes::{EventRef, from_json};
use crate::store::types::{Id, Time};

use super::apply::{self, Applied};
use super::create_event::{audit_line, note};
use super::{Failure, Permission, Principal, find_programme};

/// Drafts on a page.
const PAGE: i64 = 50;
/// States a draft can be in.
pub const STATES: [&str; 4] = ["open", "confirmed", "completed", "dismissed"];

/// One page of drafts, oldest first.
pub struct DraftPage {
    pub drafts: Vec<ApplicationDraftRow>,
    pub next: Option<String>,
}

/// What is asked of the list of drafts.
#[derive(Default)]
pub struct DraftQuery {
    /// `open` where absent.
    pub state: Option<String>,
    pub event: Option<String>,
    pub cursor: Option<String>,
}

/// # Errors
/// [`Failure::Invalid`] for a state or cursor that is none.
pub async fn list(
    app: &App,
    principal: &Principal,
    query: DraftQuery,
) -> Result<DraftPage, Failure> {
    principal.must_somewhere(Permission::ReadRegistrations)?;
    let state = query.state.unwrap_or_else(|| "open".to_owned());
    if !STATES.contains(&state.as_str()) {
        return Err(Failure::invalid("/state", "unknown_choice"));
    }
    let event = query.event.map(|text| text.parse::<EventId>()).transpose();
    let event = event.map_err(|_| Failure::NotFound)?;
    let events = match (event, principal.confined_to(Permission::ReadRegistrations)) {
        (Some(event), confined) => Some(
            confined
                .map_or(vec![event], |seen| seen.into_iter().filter(|one| *one == event).collect()),
        ),
        (None, confined) => confined,
    };
    let events: Option<Vec<Id>> =
        events.map(|events| events.into_iter().map(|id| Id(id.0)).collect());
    let after = query.cursor.map(|text| text.parse::<DraftId>()).transpose();
    let after =
        after.map_err(|_| Failure::invalid("/cursor", "invalid_cursor"))?.map(|id| Id(id.0));
    let organization = Id(principal.organization.0);
    let mut drafts = app
        .read(move |conn| {
            application_drafts::list(conn, organization, &state, events.as_deref(), after, PAGE + 1)
        })
        .await?;
    let more = i64::try_from(drafts.len()).unwrap_or(i64::MAX) > PAGE;
    drafts.truncate(usize::try_from(PAGE).unwrap_or(usize::MAX));
    let next = more.then(|| drafts.last().map(|last| last.id.0.to_string())).flatten();
    Ok(DraftPage { drafts, next })
}

/// # Errors
/// [`Failure::NotFound`], also for another organization's.
pub async fn show(
    app: &App,
    principal: &Principal,
    id: &str,
) -> Result<ApplicationDraftRow, Failure> {
    let id: DraftId = id.parse().map_err(|_| Failure::NotFound)?;
    let row = app.read(move |conn| application_drafts::by_id(conn, Id(id.0))).await?;
    let row = row.filter(|row| row.organization_id.0 == principal.organization.0);
    let row = row.ok_or(Failure::NotFound)?;
    principal.must_in(EventId(row.event_id.0), Permission::ReadRegistrations)?;
    Ok(row)
}

/// Makes a registration of a draft, as it is or as staff have completed it.
///
/// # Errors
/// [`Failure::Conflict`] if it is not open; those of an application.
pub async fn confirm(
    app: &App,
    principal: &Principal,
    id: &str,
    session: Option<String>,
    completed: Option<ApplicationDraft>,
) -> Result<Applied, Failure> {
    let row = show(app, principal, id).await?;
    principal.must_in(EventId(row.event_id.0), Permission::WriteRegistrations)?;
    let stored: ApplicationDraft = from_json(&row.draft)?;
    let mut draft = completed.unwrap_or_else(|| stored.clone());
    // How and when it came is the mail's.
    draft.source = stored.source;
    draft.received_at = draft.received_at.or(stored.received_at);
    let session = match session {
        Some(session) => session,
        None => session_of(app, principal.organization, &row).await?.to_string(),
    };
    let once = idempotency(DraftId(row.id.0), &draft);
    if !begin(app, DraftId(row.id.0)).await? {
        return Err(Failure::Conflict("wrong_state"));
    }
    let applied = apply::by_staff(app, principal, &session, &draft, Some(once)).await;
    let applied = or_give_back(app, DraftId(row.id.0), applied).await?;
    let (registration, now) = (applied.registered.registration, app.clock.now());
    let line = audit_line(principal, "draft_confirmed", "application_draft", row.id.0, now);
    app.write(move |conn| {
        let registration = Some(Id(registration.0));
        application_drafts::close(conn, row.id, "confirmed", registration, Time(now))?;
        note(conn, line)
    })
    .await?;
    Ok(applied)
}

/// Puts a draft aside that is no application.
///
/// # Errors
/// [`Failure::Conflict`] if it is not open.
pub async fn dismiss(
    app: &App,
    principal: &Principal,
    id: &str,
) -> Result<ApplicationDraftRow, Failure> {
    let row = show(app, principal, id).await?;
    principal.must_in(EventId(row.event_id.0), Permission::WriteRegistrations)?;
    let now = app.clock.now();
    let line = audit_line(principal, "draft_dismissed", "application_draft", row.id.0, now);
    let id = row.id;
    app.write(move |conn| {
        if !application_drafts::close(conn, id, "dismissed", None, Time(now))? {
            return Err(Failure::Conflict("wrong_state"));
        }
        note(conn, line)?;
        application_drafts::by_id(conn, id)?.ok_or(Failure::NotFound)
    })
    .await
}

/// A draft that its sender opens by the link of the answer, with its event.
pub struct OpenedDraft {
    pub id: DraftId,
    pub session: Option<SessionId>,
    pub draft: ApplicationDraft,
    pub programme: Arc<Programme>,
    /// Nothing has become of it yet.
    pub is_open: bool,
}

/// # Errors
/// [`Failure::NotFound`] for a token that is not ours.
pub async fn open(app: &App, token: &str) -> Result<OpenedDraft, Failure> {
    let id = app.links.open_draft_token(token).ok_or(Failure::NotFound)?;
    let row = app.read(move |conn| application_drafts::by_id(conn, Id(id.0))).await?;
    let row = row.ok_or(Failure::NotFound)?;
    let event = EventRef::Id(EventId(row.event_id.0));
    let programme = find_programme::by_ref(app, event).await?.ok_or(Failure::NotFound)?;
    if !programme.event.status.is_public() {
        return Err(Failure::NotFound);
    }
    Ok(OpenedDraft {
        id,
        session: row.session_id.map(|session| SessionId(session.0)),
        draft: from_json(&row.draft)?,
        programme,
        is_open: matches!(row.state.as_str(), "open" | "confirming"),
    })
}

/// Takes a draft in hand. `false`: something has become of it, or somebody else has it in hand.
///
/// # Errors
/// Those of the database.
pub async fn begin(app: &App, id: DraftId) -> Result<bool, StoreError> {
    let now = Time(app.clock.now());
    app.write(move |conn| application_drafts::begin(conn, Id(id.0), now)).await
}

/// What came of making a registration of a draft. After a clear no it is open again; where nobody knows,
/// it is so in a minute, and its number makes sure that it registers once.
///
/// # Errors
/// As it came.
pub async fn or_give_back<T>(
    app: &App,
    id: DraftId,
    outcome: Result<T, Failure>,
) -> Result<T, Failure> {
    if matches!(outcome, Err(Failure::Invalid(_) | Failure::Refused(_) | Failure::NotFound)) {
        let now = Time(app.clock.now());
        app.write(move |conn| application_drafts::give_back(conn, Id(id.0), now)).await?;
    }
    outcome
}

/// The draft that a form was opened from; nothing for other forms, whose number is random.
pub fn of_form(nonce: [u8; 16]) -> Option<DraftId> {
    let id = uuid::Uuid::from_bytes(nonce);
    (id.get_version_num() == 7).then_some(DraftId(id))
}

/// Notes that a form which was opened from a draft has registered its sender.
pub async fn completed(app: &App, id: DraftId, registration: RegistrationId) {
    let now = Time(app.clock.now());
    let closed = app
        .write(move |conn| {
            application_drafts::close(conn, Id(id.0), "completed", Some(Id(registration.0)), now)
        })
        .await;
    if let Err(error) = closed {
        // The registration stands; staff see a draft whose person is registered already.
        tracing::error!(%error, draft = %id, "a draft could not be closed");
    }
}

async fn session_of(
    app: &App,
    organization: OrganizationId,
    row: &ApplicationDraftRow,
) -> Result<SessionId, Failure> {
    if let Some(session) = row.session_id {
        return Ok(SessionId(session.0));
    }
    let event = EventRef::Id(EventId(row.event_id.0));
    let programme = find_programme::by_ref(app, event).await?.ok_or(Failure::NotFound)?;
    match programme.sessions.as_slice() {
        [only] if only.organization == organization => Ok(only.id),
        _ => Err(Failure::invalid("/session", "required")),
    }
}

/// One draft, one registration in a session: its form and its confirmation have the same key.
fn idempotency(id: DraftId, draft: &ApplicationDraft) -> Idempotency {
    Idempotency {
        key_hash: Sha256::digest(id.0.as_bytes()).into(),
        body_hash: apply::body_hash(draft),
        keeps_refusals: false,
    }
}
