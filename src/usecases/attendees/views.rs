//! How a member wants to see lists.

use crate::app::App;
use crate::domain::event::Programme;
use crate::domain::seats::Actor;
use crate::store::attendee_views;
use crate::store::types::Id;
use crate::usecases::{Failure, Permission, Principal};

/// A member's wishes.
#[derive(Clone, Debug, Default)]
pub struct View {
    /// Keys of columns in their order; the usual ones where nothing was chosen.
    pub columns: Option<Vec<String>>,
    /// Whether single letters are shortcuts (WCAG 2.1.4: they can be switched off).
    pub shortcuts: bool,
}

fn member(principal: &Principal) -> Option<Id> {
    match principal.actor {
        Actor::Member(id) => Some(Id(id.0)),
        _ => None,
    }
}

pub async fn of(app: &App, principal: &Principal, programme: &Programme) -> Result<View, Failure> {
    let Some(member) = member(principal) else { return Ok(View::default()) };
    let event = Id(programme.event.id.0);
    let (columns, shortcuts) = app
        .read(move |conn| {
            let columns = attendee_views::columns(conn, member, event)?;
            Ok::<_, Failure>((columns, attendee_views::has_shortcuts(conn, member)?))
        })
        .await?;
    let columns = columns.map(|text| text.split(',').map(str::to_owned).collect());
    Ok(View { columns, shortcuts })
}

/// Remembers columns for a member and an event.
pub async fn set_columns(
    app: &App,
    principal: &Principal,
    programme: &Programme,
    columns: &[String],
) -> Result<(), Failure> {
    principal.must_in(programme.event.id, Permission::ReadRegistrations)?;
    let Some(member) = member(principal) else { return Ok(()) };
    let (organization, event) = (Id(principal.organization.0), Id(programme.event.id.0));
    let text = columns.join(",");
    app.write(move |conn| {
        Ok::<_, Failure>(attendee_views::set_columns(conn, organization, member, event, &text)?)
    })
    .await
}

/// Switches single letters as shortcuts on or off.
pub async fn set_shortcuts(app: &App, principal: &Principal, wanted: bool) -> Result<(), Failure> {
    let Some(member) = member(principal) else { return Ok(()) };
    let organization = Id(principal.organization.0);
    app.write(move |conn| {
        Ok::<_, Failure>(attendee_views::set_shortcuts(conn, organization, member, wanted)?)
    })
    .await
}
