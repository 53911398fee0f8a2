//! Many checked in at once, as when a list on paper is entered afterwards.

use super::bulk;
use crate::app::App;
use crate::domain::check_in::{Means, Outcome};
use crate::domain::event::Programme;
use crate::domain::ids::{MeetingId, OrganizationId, RegistrationId, SessionId};
use crate::domain::seats::Actor;
use crate::store::bulk_actions::BulkRow;
use crate::store::registrations::RegistrationRow;
use crate::usecases::check_in::arrival::{self, Arrival};
use crate::usecases::check_in::place::Place;
use crate::usecases::{Failure, find_programme};

/// Checks one of them in. The stable name of why not, where it was not done.
///
/// # Errors
/// Those of the database.
pub async fn check_in(
    app: &App,
    actor: &Actor,
    row: &BulkRow,
    one: &RegistrationRow,
) -> Result<Option<&'static str>, Failure> {
    let organization = OrganizationId(row.organization_id.0);
    let event = row.event_id.0.to_string();
    let programme = find_programme::own_event(app, organization, &event).await?;
    let named = row.target_meeting_id.map(|id| MeetingId(id.0));
    let meeting = match named {
        Some(named) => bulk::meeting_of(&programme, named).map(|(_, meeting)| meeting.id),
        None => only_meeting(&programme, SessionId(one.session_id.0)),
    };
    let Some(place) = meeting.and_then(|id| Place::of(programme, id)) else {
        return Ok(Some("which_meeting"));
    };
    let arrival = Arrival {
        id: None,
        registration: RegistrationId(one.id.0),
        persons: None,
        means: Means::Name,
        device: None,
        at: None,
        // The page before has named the meeting.
        on_any_day: true,
    };
    Ok(why_not(arrival::arrive(app, actor, &place, arrival).await?.outcome))
}

fn only_meeting(programme: &Programme, session: SessionId) -> Option<MeetingId> {
    match programme.session(session)?.meetings.as_slice() {
        [only] => Some(only.id),
        _ => None,
    }
}

fn why_not(outcome: Outcome) -> Option<&'static str> {
    match outcome {
        Outcome::Welcome | Outcome::AlreadyHere(_) => None,
        Outcome::WrongSession(_) => Some("wrong_session"),
        Outcome::Cancelled => Some("cancelled"),
        Outcome::OtherEvent(_) | Outcome::Unknown => Some("not_found"),
        Outcome::Withdrawn | Outcome::Waiting | Outcome::NotAccepted | Outcome::WrongDay => {
            Some("wrong_state")
        }
    }
}
