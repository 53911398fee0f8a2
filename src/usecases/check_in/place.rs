//! The meeting whose door it is.

use std::sync::Arc;

use crate::app::App;
use crate::domain::check_in::Door;
use crate::domain::event::{Meeting, Programme, Session};
use crate::domain::ids::{MeetingId, OrganizationId, SessionId};
use crate::store::check_ins::{self, Attendance};
use crate::store::{Conn, StoreError};
use crate::usecases::{Failure, Permission, Principal, find_programme};

/// A meeting with what it belongs to.
#[derive(Clone)]
pub struct Place {
    pub programme: Arc<Programme>,
    pub session: SessionId,
    pub meeting: Meeting,
    pub door: Door,
}

/// How many are there, meeting by meeting.
pub type Counted = Vec<(MeetingId, Attendance)>;

impl Place {
    /// The meeting of a programme.
    pub fn of(programme: Arc<Programme>, id: MeetingId) -> Option<Self> {
        let mut sessions = programme.sessions.iter();
        let (session, meeting) = sessions.find_map(|session| {
            let meeting = session.meetings.iter().find(|meeting| meeting.id == id)?;
            Some((session.id, meeting.clone()))
        })?;
        let door = Door::of(&programme, session, &meeting)?;
        Some(Self { programme, session, meeting, door })
    }

    pub fn organization(&self) -> OrganizationId {
        self.programme.event.organization
    }

    /// The session that the meeting is one of.
    pub fn session(&self) -> Option<&Session> {
        self.programme.session(self.session)
    }
}

/// A meeting of an event of one's own, for somebody who receives people there.
///
/// # Errors
/// [`Failure::NotFound`] for one that is not theirs, [`Failure::Forbidden`] for those who do not check people in.
pub async fn of_event(
    app: &App,
    principal: &Principal,
    event: &str,
    meeting: &str,
) -> Result<Place, Failure> {
    let programme = event_to_receive(app, principal, event).await?;
    let id: MeetingId = meeting.parse().map_err(|_| Failure::NotFound)?;
    Place::of(programme, id).ok_or(Failure::NotFound)
}

/// An event at whose doors somebody may receive people.
///
/// # Errors
/// As [`of_event`].
pub async fn event_to_receive(
    app: &App,
    principal: &Principal,
    event: &str,
) -> Result<Arc<Programme>, Failure> {
    let programme = find_programme::own_event(app, principal.organization, event).await?;
    principal.must_in(programme.event.id, Permission::CheckIn)?;
    Ok(programme)
}

/// How many are there of each meeting of an event.
///
/// # Errors
/// Those of the database.
pub async fn counted(app: &App, programme: &Programme) -> Result<Counted, StoreError> {
    let sessions: Vec<SessionId> = programme.sessions.iter().map(|session| session.id).collect();
    app.read(move |conn: &mut Conn| {
        let mut all = Vec::new();
        for session in sessions {
            all.extend(check_ins::counts(conn, session)?);
        }
        Ok(all)
    })
    .await
}

/// How many are there of one meeting.
///
/// # Errors
/// Those of the database.
pub async fn counted_at(app: &App, place: &Place) -> Result<Attendance, StoreError> {
    let (session, meeting) = (place.session, place.meeting.id);
    let counted = app.read(move |conn: &mut Conn| check_ins::counts(conn, session)).await?;
    let of_this = counted.into_iter().find(|(id, _)| *id == meeting);
    Ok(of_this.map(|(_, attendance)| attendance).unwrap_or_default())
}
