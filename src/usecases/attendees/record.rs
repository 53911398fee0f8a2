//! Everything that is known of one registration.

use std::collections::HashMap;

use serde_json::Value;

use super::duplicates::{self, Likeness};
use crate::app::App;
use crate::domain::ids::RegistrationId;
use crate::store::audit::{self, AuditRow};
use crate::store::outbox::OutboxRow;
use crate::store::outbox_list::{self, Filter};
use crate::store::programmes::from_json;
use crate::store::registration_notes::{self, NoteRow};
use crate::store::types::Id;
use crate::usecases::registration::{self, Placed};
use crate::usecases::{Failure, Permission, Principal, Registration};

/// Mails that are shown.
const MAILS: i64 = 50;

/// What is known.
pub struct Record {
    pub placed: Placed,
    pub notes: Vec<NoteRow>,
    pub history: Vec<AuditRow>,
    /// Newest first; none where the member may not see mails.
    pub mails: Vec<OutboxRow>,
    pub alike: Vec<(Likeness, Registration)>,
    /// Names of members by what the trail calls them.
    pub names: HashMap<String, String>,
    /// The registration into which this one was merged.
    pub merged_into: Option<RegistrationId>,
}

/// # Errors
/// [`Failure::NotFound`].
pub async fn see(app: &App, principal: &Principal, id: &str) -> Result<Record, Failure> {
    let placed = registration::seen_by(app, principal, id).await?;
    let event = placed.programme.event.id;
    principal.must_in(event, Permission::ReadRegistrations)?;
    let may_see_mails = principal.may_in(event, Permission::ReadOutbox);
    let organization = Id(principal.organization.0);
    let registration = Id(placed.registration.id.0);
    let (notes, history, mails, names) = app
        .read(move |conn| {
            let notes = registration_notes::of(conn, organization, registration)?;
            let history = audit::of_subject(conn, organization, registration)?;
            let filter = Filter { registration: Some(registration), ..Filter::default() };
            let mails = if may_see_mails {
                outbox_list::page(conn, organization, &filter, None, MAILS)?
            } else {
                Vec::new()
            };
            let told = history.iter().map(|line| &line.actor);
            let told = told.chain(notes.iter().map(|note| &note.written_by));
            let members: Vec<Id> = told.filter_map(|actor| member(actor)).collect();
            let names = registration_notes::names_of_members(conn, organization, &members)?;
            Ok::<_, Failure>((notes, history, mails, names))
        })
        .await?;
    let alike = duplicates::of(app, &placed).await?;
    let merged_into = history.iter().find_map(merged_into);
    let names = names.into_iter().map(|(id, name)| (format!("member:{}", id.0), name)).collect();
    Ok(Record { placed, notes, history, mails, alike, names, merged_into })
}

fn member(actor: &str) -> Option<Id> {
    uuid::Uuid::parse_str(actor.strip_prefix("member:")?).ok().map(Id)
}

fn merged_into(line: &AuditRow) -> Option<RegistrationId> {
    if line.action != "merged_into" {
        return None;
    }
    let details: Value = from_json(&line.details).ok()?;
    details["kept"].as_str()?.parse().ok()
}
