//! What a change of a session or an event would do before it is done: seats, people, the mail they would get.

use serde_json::Value;

use crate::app::App;
use crate::desk::foresee::foresee;
use crate::domain::event::{Event, EventStatus, Programme, Session, SessionStatus};
use crate::domain::ids::SessionId;
use crate::domain::seats::{
    Command, Done, GroupSettings, Notice, Reconfigure, Refusal, Request, SettingsChange,
};
use crate::domain::state::State;
use crate::letters::{changes, session_facts};
use crate::mail::{Change, News};
use crate::store::programmes::{self, EventRef};
use crate::store::registrations::{self, Addressed};
use crate::store::types::Id;
use crate::store::{Conn, StoreError};

use super::change_event::{groups_of, redefine, redefined};
use super::change_session::{changed, has_registrations, stored, whole_change};
use super::notice::{CancelDraft, take_notice};
use super::preview_mailing::{First, PreviewMail, rendered, to_person};
use super::{Failure, Permission, Principal, find_programme};

/// What a change would do.
#[derive(Default)]
pub struct Foreseen {
    /// Why it would be refused.
    pub refusal: Option<Refusal>,
    /// How many of the waiting list would get a seat, or the offer of one.
    pub promoted: u32,
    /// Whether anybody would be told at all, if staff want it.
    pub is_news: bool,
    /// Who has applied and holds or awaits a seat: how many of them would be written to.
    pub addressed: Addressed,
    /// What has changed, in the mail's order.
    pub changes: Vec<Change>,
    /// The mail as the first of them would get it.
    pub mail: Option<PreviewMail>,
    /// The event's version that this was foreseen of.
    pub version: i64,
}

impl Foreseen {
    /// Whether it touches anybody: otherwise there is nothing to look at first.
    pub fn touches_people(&self) -> bool {
        self.refusal.is_some() || self.promoted > 0 || (self.is_news && self.addressed.all() > 0)
    }

    /// What was shown, in one text: another one means that it is to be shown again.
    pub fn seen(&self) -> String {
        let Addressed { with_address, without } = self.addressed;
        let refused = u8::from(self.refusal.is_some());
        format!("{refused}.{}.{with_address}.{without}.{}", self.promoted, self.version)
    }
}

/// Foresees a patch of a session, as `change_session::change` would carry it out.
///
/// # Errors
/// What the patch breaks.
pub async fn session_change(
    app: &App,
    principal: &Principal,
    session: &str,
    patch: &Value,
) -> Result<Foreseen, Failure> {
    let (found, id) = find_programme::own_session(app, principal.organization, session).await?;
    principal.must_in(found.event.id, Permission::WriteEvents)?;
    let before = stored(app, found.event.id).await?;
    let current = before.session(id).ok_or(Failure::NotFound)?.clone();
    let (patch, _) = take_notice(patch)?;
    let (definition, new) = changed(app, &before, &current, &patch)?;
    if new.group != current.group && has_registrations(app, id).await? {
        return Ok(Foreseen { refusal: Some(Refusal::GroupFixed), ..Foreseen::default() });
    }
    let request = whole_change(&before, definition.settings, new.clone(), Notice::None);
    let mut after = before.clone();
    if let Some(place) = after.sessions.iter_mut().find(|session| session.id == id) {
        *place = new;
    }
    let request = Request::Reconfigure(Box::new(request));
    changes_of(app, principal, before, after, vec![id], Some(request)).await
}

/// Foresees a patch of an event, as `change_event::change` would carry it out.
///
/// # Errors
/// What the patch breaks.
pub async fn event_change(
    app: &App,
    principal: &Principal,
    event: &str,
    patch: &Value,
) -> Result<Foreseen, Failure> {
    let found = find_programme::own_event(app, principal.organization, event).await?;
    principal.must_in(found.event.id, Permission::WriteEvents)?;
    let before = stored(app, found.event.id).await?;
    let (patch, _) = take_notice(patch)?;
    let definition = redefine(&before, &patch)?;
    let groups: Vec<GroupSettings> = groups_of(&before, &definition.groups)
        .map(|(group, new)| GroupSettings {
            group: group.id,
            capacity: new.capacity,
            sessions_per_applicant: new.sessions_per_applicant,
        })
        .collect();
    let after = Programme { event: redefined(&before.event, definition), ..before.clone() };
    let all = before.sessions.iter().map(|session| session.id).collect();
    let request = (!groups.is_empty()).then_some(Request::ReconfigureGroups(groups));
    changes_of(app, principal, before, after, all, request).await
}

async fn changes_of(
    app: &App,
    principal: &Principal,
    before: Programme,
    after: Programme,
    sessions: Vec<SessionId>,
    request: Option<Request>,
) -> Result<Foreseen, Failure> {
    let now = app.clock.now();
    let (event, actor) = (before.event.id, principal.actor.clone());
    let command = request.map(|request| Command { event, at: now, actor, request });
    let (mut foreseen, first) = app
        .read(move |conn| {
            let mut foreseen =
                Foreseen { version: before.event.version, ..decided(conn, command.as_ref())? };
            let mut told = Vec::new();
            for id in sessions {
                let (Some(old), Some(new)) = (before.session(id), after.session(id)) else {
                    continue;
                };
                let changes =
                    changes::between(&session_facts(&before, old), &session_facts(&after, new));
                let is_ahead = new.ends_at().is_some_and(|ends| ends > now);
                if !changes.is_empty() && is_ahead && !is_called_off(&after, id) {
                    foreseen.changes = changes;
                    told.push(id);
                }
            }
            let news = News::SessionChanged { changes: foreseen.changes.clone() };
            let first = tell(conn, &mut foreseen, &after, &told, news)?;
            Ok::<_, StoreError>((foreseen, first))
        })
        .await?;
    foreseen.mail = first.map(|first| rendered(app, &first, now)).transpose()?;
    Ok(foreseen)
}

/// Foresees that a session is called off.
///
/// # Errors
/// What is wrong with the reason.
pub async fn session_cancelled(
    app: &App,
    principal: &Principal,
    session: &str,
    draft: &CancelDraft,
) -> Result<Foreseen, Failure> {
    let (programme, id) = find_programme::own_session(app, principal.organization, session).await?;
    principal.must_in(programme.event.id, Permission::WriteEvents)?;
    let change = SettingsChange::Status(SessionStatus::Cancelled);
    let request = Reconfigure { session: id, change, notice: Notice::None };
    let request = Request::Reconfigure(Box::new(request));
    cancelled(app, principal, &programme, vec![id], draft, Some(request)).await
}

/// Foresees that an event is called off.
///
/// # Errors
/// What is wrong with the reason.
pub async fn event_cancelled(
    app: &App,
    principal: &Principal,
    event: &str,
    draft: &CancelDraft,
) -> Result<Foreseen, Failure> {
    let programme = find_programme::own_event(app, principal.organization, event).await?;
    principal.must_in(programme.event.id, Permission::WriteEvents)?;
    let all = programme.sessions.iter().map(|session| session.id).collect();
    cancelled(app, principal, &programme, all, draft, None).await
}

async fn cancelled(
    app: &App,
    principal: &Principal,
    programme: &Programme,
    sessions: Vec<SessionId>,
    draft: &CancelDraft,
    request: Option<Request>,
) -> Result<Foreseen, Failure> {
    draft.notice()?;
    let (now, reason) = (app.clock.now(), draft.reason.clone());
    let (event, actor) = (programme.event.id, principal.actor.clone());
    let command = request.map(|request| Command { event, at: now, actor, request });
    let (mut foreseen, first) = app
        .read(move |conn| {
            let gone = StoreError::Unreadable("an event that is gone");
            let before = programmes::load(conn, &EventRef::Id(event))?.ok_or(gone)?;
            let mut foreseen =
                Foreseen { version: before.event.version, ..decided(conn, command.as_ref())? };
            let told: Vec<SessionId> = sessions
                .into_iter()
                .filter(|id| !is_called_off(&before, *id))
                .filter(|id| {
                    let ends = before.session(*id).and_then(Session::ends_at);
                    ends.is_some_and(|ends| ends > now)
                })
                .collect();
            let first =
                tell(conn, &mut foreseen, &before, &told, News::SessionCancelled { reason })?;
            Ok::<_, StoreError>((foreseen, first))
        })
        .await?;
    foreseen.mail = first.map(|first| rendered(app, &first, now)).transpose()?;
    Ok(foreseen)
}

fn decided(conn: &mut Conn, command: Option<&Command>) -> Result<Foreseen, StoreError> {
    let Some(command) = command else { return Ok(Foreseen::default()) };
    Ok(match foresee(conn, command)? {
        Ok(Done::Reconfigured { promoted }) => Foreseen { promoted, ..Foreseen::default() },
        Ok(_) => Foreseen::default(),
        Err(refusal) => Foreseen { refusal: Some(refusal), ..Foreseen::default() },
    })
}

/// Counts who would be told, with what the first of them would read.
fn tell(
    conn: &mut Conn,
    foreseen: &mut Foreseen,
    programme: &Programme,
    sessions: &[SessionId],
    news: News,
) -> Result<Option<First>, StoreError> {
    foreseen.is_news = !sessions.is_empty();
    foreseen.addressed = registrations::addressed(conn, sessions, &State::ACTIVE)?;
    let first = registrations::first_with_address(conn, sessions, &State::ACTIVE)?;
    let scope = (Id(programme.event.organization.0), Id(programme.event.id.0));
    let mail = first.map(|first| to_person(conn, scope, news, &first, programme));
    mail.transpose()
}

fn is_called_off(programme: &Programme, session: SessionId) -> bool {
    let Event { status, .. } = programme.event;
    let settings = programme.session(session).map(|session| session.settings.status);
    status == EventStatus::Cancelled || settings == Some(SessionStatus::Cancelled)
}
