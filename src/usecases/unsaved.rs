//! What a member has typed and not saved yet, kept so that nothing is lost and a preview can show it.

use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::app::App;
use crate::domain::ids::MemberId;
use crate::domain::seats::Actor;
use crate::store::types::{Id, JsonText, Time};
use crate::store::unsaved_drafts::{self, UnsavedRow};
use crate::store::{Conn, StoreError};

use super::{Failure, Principal};

/// Bytes of a draft at most: a form comes in whole, and none is longer than this.
const BYTES_MAX: usize = 2_000_000;

fn member(principal: &Principal) -> Result<MemberId, Failure> {
    match principal.actor {
        Actor::Member(id) => Ok(id),
        _ => Err(Failure::Forbidden),
    }
}

/// What the member has typed of this subject; nothing where that is nothing, or cannot be read any more.
pub(super) async fn of<T: DeserializeOwned>(
    app: &App,
    principal: &Principal,
    subject: String,
) -> Result<Option<T>, Failure> {
    let organization = Id(principal.organization.0);
    let member = Id(member(principal)?.0);
    let row: Option<UnsavedRow> = app
        .read(move |conn| {
            unsaved_drafts::of(conn, organization, member, &subject)
        })
        .await?;
    Ok(row.and_then(|row| serde_json::from_str(&row.content.0).ok()))
}

/// Keeps it, in the place of what was there.
pub(super) async fn keep<T: Serialize>(
    app: &App,
    principal: &Principal,
    subject: String,
    content: &T,
) -> Result<(), Failure> {
    let written = serde_json::to_string(content)
        .map_err(|_| StoreError::Unreadable("a draft that JSON cannot hold"))?;
    if written.len() > BYTES_MAX {
        return Err(Failure::invalid("/questions", "too_long"));
    }
    let row = UnsavedRow {
        organization_id: Id(principal.organization.0),
        member_id: Id(member(principal)?.0),
        subject,
        content: JsonText(written),
        updated_at: Time(app.clock.now()),
    };
    Ok(app.write(move |conn| unsaved_drafts::keep(conn, &row)).await?)
}

/// Forgets it, because it was saved or is not wanted.
pub(super) async fn forget(
    app: &App,
    principal: &Principal,
    subject: String,
) -> Result<(), Failure> {
    let organization = Id(principal.organization.0);
    let member = Id(member(principal)?.0);
    let forget =
        move |conn: &mut Conn| unsaved_drafts::forget(conn, organization, member, &subject);
    Ok(app.write(forget).await?)
}
