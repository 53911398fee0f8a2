//! Adding a session group (合同枠) to an event that is there already.

use crate::app::App;
use crate::clock;
use crate::domain::draft::{EventDraft, GroupDraft, draft_of_event};
use crate::domain::event::Group;
use crate::domain::fault::FieldFault;
use crate::domain::ids::GroupId;
use crate::store::programmes::{self, EventRef};
use crate::store::types::Time;

use super::create_event::{audit_line, note};
use super::{Failure, Permission, Principal, find_programme};

/// Adds a group that no session belongs to yet; its key is counted on where it is taken.
///
/// # Errors
/// What is wrong with it, each with its pointer.
pub async fn add(
    app: &App,
    principal: &Principal,
    event: &str,
    draft: &GroupDraft,
) -> Result<(), Failure> {
    let programme = find_programme::own_event(app, principal.organization, event).await?;
    principal.must_in(programme.event.id, Permission::WriteEvents)?;
    let (id, now, draft) = (programme.event.id, app.clock.now(), draft.clone());
    let line = audit_line(principal, "session_group_created", "event", id.0, now);
    app.write(move |conn| {
        programmes::lock_event(conn, id)?;
        let current = programmes::load(conn, &EventRef::Id(id))?.ok_or(Failure::NotFound)?;
        let is_taken = |key: &str| current.groups.iter().any(|group| group.key == key);
        let mut key = draft.key.clone();
        let mut number = current.groups.len();
        while is_taken(&key) {
            number += 1;
            key = format!("group-{number}");
        }
        let whole = EventDraft {
            session_groups: vec![GroupDraft { key, ..draft }],
            ..draft_of_event(&current.event)
        };
        let parsed = whole.parse().map_err(below)?;
        for group in parsed.groups {
            let group = Group {
                id: GroupId(clock::uuid_v7(now)),
                key: group.key,
                name: group.name,
                capacity: group.capacity,
                sessions_per_applicant: group.sessions_per_applicant,
                taken: 0,
                exceeded: 0,
            };
            programmes::insert_group(conn, &current.event, &group)?;
        }
        programmes::touch(conn, id, Time(now))?;
        Ok::<_, Failure>(note(conn, line)?)
    })
    .await?;
    app.snapshot.forget(id);
    Ok(())
}

/// The faults at the pointers of the group alone.
fn below(faults: Vec<FieldFault>) -> Failure {
    let bare = faults.into_iter().map(|fault| {
        let pointer = fault.pointer.trim_start_matches("/session_groups/0").to_owned();
        FieldFault { pointer, ..fault }
    });
    Failure::Invalid(bare.collect())
}
