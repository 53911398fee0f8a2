//! Applications that came by mail as the API shows them.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::domain::application::ApplicationDraft;
use crate::store::StoreError;
use crate::store::application_drafts::ApplicationDraftRow;
use crate::store::programmes::from_json;
use crate::usecases::application_drafts::DraftPage;

/// An application as a mail told it, beside the mail.
#[derive(Serialize, ToSchema)]
#[schema(as = ApplicationDraftByMail)]
pub struct DraftShape {
    pub id: Uuid,
    pub event: Uuid,
    /// The session wished for, where the mail fits exactly one.
    pub session: Option<Uuid>,
    #[schema(example = "open")]
    pub state: String,
    /// What was understood.
    pub application: ApplicationDraft,
    /// Mail address.
    pub sender: String,
    pub subject: String,
    /// The mail's text.
    pub original: String,
    /// Files that came with it. They are not kept.
    pub attachments: i32,
    pub received_at: DateTime<Utc>,
    /// Once there is one.
    pub registration: Option<Uuid>,
    pub updated_at: DateTime<Utc>,
}

impl DraftShape {
    /// # Errors
    /// If what was understood cannot be read.
    pub fn of(row: &ApplicationDraftRow) -> Result<Self, StoreError> {
        Ok(Self {
            id: row.id.0,
            event: row.event_id.0,
            session: row.session_id.map(|id| id.0),
            // What somebody has in hand at this moment is open to everybody else.
            state: row.state.replace("confirming", "open"),
            application: from_json(&row.draft)?,
            sender: row.sender.clone(),
            subject: row.subject.clone(),
            original: row.original.clone(),
            attachments: row.attachments,
            received_at: row.received_at.0,
            registration: row.registration_id.map(|id| id.0),
            updated_at: row.updated_at.0,
        })
    }
}

/// One page of drafts, oldest first.
#[derive(Serialize, ToSchema)]
#[schema(as = ApplicationDraftPage)]
pub struct DraftPageShape {
    pub items: Vec<DraftShape>,
    /// Give it as `cursor` to get the next page; `null` on the last.
    pub next_cursor: Option<String>,
}

impl DraftPageShape {
    /// # Errors
    /// As for [`DraftShape::of`].
    pub fn of(page: &DraftPage) -> Result<Self, StoreError> {
        let items = page.drafts.iter().map(DraftShape::of).collect::<Result<_, _>>()?;
        Ok(Self { items, next_cursor: page.next.clone() })
    }
}

/// What staff say when they confirm a draft.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = ApplicationDraftConfirmation)]
pub struct ConfirmShape {
    /// Needed where the mail fits no session, or several.
    #[serde(default)]
    pub session: Option<String>,
    /// In place of what was understood.
    #[serde(default)]
    pub application: Option<ApplicationDraft>,
}
