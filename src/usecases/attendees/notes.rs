//! Writing a note about a registration, for colleagues.

use crate::app::App;
use crate::clock;
use crate::domain::values::free_text::FreeText;
use crate::store::registration_notes::{self, NoteRow};
use crate::store::types::{Id, Time};
use crate::usecases::create_event::{audit_line, note};
use crate::usecases::{Failure, Permission, Principal, registration};

/// Characters of a note.
const MOST: usize = 2_000;

/// Writes it down with who and when. What it says is not in the audit trail.
///
/// # Errors
/// [`Failure::Invalid`] for a text that is none.
pub async fn write(app: &App, principal: &Principal, id: &str, text: &str) -> Result<(), Failure> {
    let placed = registration::of_organization(app, principal.organization, id).await?;
    let event = placed.programme.event.id;
    principal.must_in(event, Permission::WriteRegistrations)?;
    let text = FreeText::parse(text, MOST)
        .map_err(|fault| Failure::invalid("/note", fault.code()))?
        .as_str()
        .to_owned();
    let now = app.clock.now();
    let registration = placed.registration.id;
    let row = NoteRow {
        organization_id: Id(principal.organization.0),
        id: Id(clock::uuid_v7(now)),
        event_id: Id(event.0),
        registration_id: Id(registration.0),
        written_by: principal.actor.to_string(),
        text,
        written_at: Time(now),
    };
    let line = audit_line(principal, "note_written", "registration", registration.0, now);
    app.write(move |conn| {
        registration_notes::insert(conn, &row)?;
        Ok(note(conn, line)?)
    })
    .await
}
