//! Reading a file that came with a registration, for staff.

use serde_json::json;

use crate::app::App;
use crate::domain::question::file::stored_file;
use crate::domain::question::former::unrestricted;
use crate::store::types::Id;
use crate::store::uploads;

use super::note_export::note_export;
use super::{Failure, Permission, Principal, registration};

/// A file that came with a registration.
pub struct ReadFile {
    /// Made harmless when it came.
    pub name: String,
    /// By its content, from a fixed list.
    pub media_type: String,
    pub content: Vec<u8>,
}

/// The file that was answered under this key; that it was read is noted. One that the caller may not see is as if it did not exist.
///
/// # Errors
/// [`Failure::NotFound`], [`Failure::Forbidden`].
pub async fn of_registration(
    app: &App,
    principal: &Principal,
    registration: &str,
    key: &str,
) -> Result<ReadFile, Failure> {
    let placed = registration::of_organization(app, principal.organization, registration).await?;
    let event = &placed.programme.event;
    principal.must_in(event.id, Permission::ReadRegistrations)?;
    let answers = &placed.registration.answers;
    let answer = answers.get(key).ok_or(Failure::NotFound)?;
    let seen_by_all = unrestricted(answers, &event.questions, &event.former_questions);
    if !seen_by_all.contains_key(key) {
        principal.must_in(event.id, Permission::ReadRestrictedAnswers)?;
    }
    let file = stored_file(answer).ok_or(Failure::NotFound)?;
    let owner = Id(placed.registration.id.0);
    let found =
        app.read(move |conn| uploads::of_registration(conn, owner, Id(file.upload))).await?;
    let row = found.ok_or(Failure::NotFound)?;
    let of = json!({ "registration": owner.0 });
    note_export(app, principal, event.id, ("file", 1), of).await?;
    Ok(ReadFile { name: row.name, media_type: row.file_type, content: row.content })
}
