//! Previewing a mailing: how many it would go to, and the mail as one of them would get it.

use std::sync::Arc;

use chrono::{DateTime, Utc};

use crate::app::App;
use crate::domain::audience::Audience;
use crate::domain::event::Programme;
use crate::domain::ids::{EventId, RegistrationId, SessionId};
use crate::domain::state::State;
use crate::domain::values::language::Language;
use crate::letters::{recording, registration_mail, session_facts};
use crate::mail::{
    CalendarStamp, EditedText, Links, MailContext, MailKind, News, RegistrationMail, Rendered,
    render, render_edited,
};
use crate::store::mail_texts::{self, MailTextRow};
use crate::store::mailings::MailingRow;
use crate::store::programmes::{self, from_json};
use crate::store::registrations::RegistrationRow;
use crate::store::types::Id;
use crate::store::{Conn, StoreError, registrations, waiting_places};

use super::direct_mailing::{Mailing, seen_by};
use super::{Failure, Permission, Principal};

/// What a mailing would do if it were started now.
pub struct Preview {
    pub recipients: i64,
    pub without_address: i64,
    pub unsubscribed: i64,
    /// The mail of the first recipient; none where there is none.
    pub mail: Option<PreviewMail>,
}

/// A real person's mail.
pub struct PreviewMail {
    pub registration: RegistrationId,
    pub language: Language,
    pub rendered: Rendered,
}

/// Looks at everybody whom it is for, and writes nothing.
///
/// # Errors
/// [`Failure::NotFound`].
pub async fn preview(app: &App, principal: &Principal, id: &str) -> Result<Preview, Failure> {
    let mailing = seen_by(app, principal, Permission::WriteOutbox, id).await?;
    principal.must_in(EventId(mailing.row.event_id.0), Permission::ReadRegistrations)?;
    let (links, row) = (app.links.clone(), mailing.row);
    let (foreseen, mail) = app.read(move |conn| look(conn, &links, &row)).await?;
    let now = app.clock.now();
    Ok(Preview {
        recipients: foreseen.recipients,
        without_address: foreseen.without_address,
        unsubscribed: foreseen.unsubscribed,
        mail: mail.map(|first| rendered(app, &first, now)).transpose()?,
    })
}

/// The mail of the first, in the organization's own words where it has some.
pub(super) type First = (MailContext, Language, Option<MailTextRow>);
type Foreseen = (recording::Foreseen, Option<First>);

fn look(
    conn: &mut Conn,
    keys: &crate::links::Links,
    row: &MailingRow,
) -> Result<Foreseen, StoreError> {
    let organization = row.organization_id;
    let audience: Audience = from_json(&row.audience)?;
    let news: News = from_json(&row.content)?;
    let programme = programmes::load_steadily(conn, EventId(row.event_id.0))?;
    let foreseen = recording::foresee(conn, keys, organization, &audience, news.kind())?;
    let mail = match (&foreseen.first, &programme) {
        (Some(first), Some(programme)) => {
            let scope = (row.organization_id, row.event_id);
            Some(to_person(conn, scope, news, first, programme)?)
        }
        _ => None,
    };
    Ok((foreseen, mail))
}

/// What one recipient would be told, in the texts of the event or its organization.
pub(super) fn to_person(
    conn: &mut Conn,
    (organization, event): (Id, Id),
    news: News,
    person: &RegistrationRow,
    programme: &Programme,
) -> Result<First, StoreError> {
    let language = Language::parse(&person.language).unwrap_or_default().of_mail();
    let mail = mail_of(conn, person, programme)?;
    let which = (news.kind().as_str(), language.as_str());
    let own = mail_texts::used(conn, organization, event, which)?;
    Ok((MailContext::Registration(news, mail), language, own))
}

/// The mail as this registration of the event would get it, whether it is one of the recipients or not.
///
/// # Errors
/// [`Failure::NotFound`] also for a registration of another event.
pub async fn as_person(
    app: &App,
    principal: &Principal,
    id: &str,
    registration: &str,
) -> Result<PreviewMail, Failure> {
    let mailing = seen_by(app, principal, Permission::ReadOutbox, id).await?;
    let event = EventId(mailing.row.event_id.0);
    principal.must_in(event, Permission::ReadRegistrations)?;
    let wanted: RegistrationId = registration.parse().map_err(|_| Failure::NotFound)?;
    let Mailing { row, news, .. } = mailing;
    let found = app
        .read(move |conn| {
            let person = registrations::by_id(conn, wanted)?;
            let Some(person) = person.filter(|person| person.event_id == row.event_id) else {
                return Ok::<_, StoreError>(None);
            };
            let Some(programme) = programmes::load_steadily(conn, event)? else { return Ok(None) };
            to_person(conn, (row.organization_id, row.event_id), news, &person, &programme)
                .map(Some)
        })
        .await?;
    rendered(app, &found.ok_or(Failure::NotFound)?, app.clock.now())
}

/// What a mailing would do, counted as quickly as can be.
pub struct Look {
    pub recipients: i64,
    pub without_address: i64,
    /// The mail of somebody: of whom was asked for, else of the first recipient.
    pub mail: Option<PreviewMail>,
}

/// Looks at a mailing without going through everybody, where its filter lets the database count them. Who wants no
/// announcements is among the recipients here.
///
/// # Errors
/// [`Failure::NotFound`] also for a person of another event.
pub async fn look_at(
    app: &App,
    principal: &Principal,
    id: &str,
    person: Option<&str>,
) -> Result<Look, Failure> {
    let mailing = seen_by(app, principal, Permission::ReadOutbox, id).await?;
    let event = EventId(mailing.row.event_id.0);
    let may_see_people = principal.may_in(event, Permission::ReadRegistrations);
    let Mailing { row, news, audience, .. } = mailing;
    let kind = news.kind();
    let (recipients, without_address) = count(app, row.organization_id, &audience, kind).await?;
    let mail = match person.filter(|_| may_see_people) {
        Some(person) => Some(as_person(app, principal, id, person).await?),
        None if may_see_people => {
            let first = app
                .read(move |conn| {
                    let Some(first) = recording::first(conn, &audience)? else { return Ok(None) };
                    let programme = programmes::load_steadily(conn, event)?;
                    let Some(programme) = programme else { return Ok(None) };
                    to_person(conn, (row.organization_id, row.event_id), news, &first, &programme)
                        .map(Some)
                })
                .await?;
            first.map(|first| rendered(app, &first, app.clock.now())).transpose()?
        }
        None => None,
    };
    Ok(Look { recipients, without_address, mail })
}

/// How many an audience has, with a mail address and without.
///
/// # Errors
/// Those of the database.
pub async fn count(
    app: &App,
    organization: Id,
    audience: &Audience,
    kind: MailKind,
) -> Result<(i64, i64), Failure> {
    let (links, audience) = (app.links.clone(), audience.clone());
    let counted = app.read(move |conn| {
        let is_simple = audience.words.is_empty()
            && audience.answers.is_empty()
            && audience.attended.is_none()
            && audience.chosen.is_none()
            && audience.email.is_none()
            && audience.applied_until.is_none();
        if !is_simple {
            let found = recording::foresee(conn, &links, organization, &audience, kind)?;
            return Ok::<_, StoreError>((
                found.recipients + found.unsubscribed,
                found.without_address,
            ));
        }
        let sessions: Vec<Id> = audience.sessions.iter().map(|id| Id(id.0)).collect();
        let states: Vec<String> =
            audience.states.iter().map(|state| state.as_str().to_owned()).collect();
        let narrowed = (audience.language.map(Language::as_str), audience.company.as_deref());
        let (all, reachable) = registrations::count_reachable(conn, &sessions, &states, narrowed)?;
        Ok((reachable, all - reachable))
    });
    Ok(counted.await?)
}

fn mail_of(
    conn: &mut Conn,
    row: &RegistrationRow,
    programme: &Programme,
) -> Result<RegistrationMail, StoreError> {
    let id = SessionId(row.session_id.0);
    let session = programme.session(id).ok_or(StoreError::Unreadable("a session that is gone"))?;
    let waits = row.state == State::Waitlisted.as_str();
    let position = if waits { Some(waiting_places::one(conn, id, row.sequence)?) } else { None };
    let session = Arc::new(session_facts(programme, session));
    Ok(RegistrationMail { position, session, ..registration_mail(row)? })
}

/// The link in it is dead: whoever previews may not act for the applicant.
pub(super) fn rendered(
    app: &App,
    (context, language, own): &First,
    now: DateTime<Utc>,
) -> Result<PreviewMail, Failure> {
    let manage_url = app.links.link("/r/…");
    let links = Links { manage_url, action_url: None, unsubscribe_url: None };
    let stamp = CalendarStamp {
        uid_domain: app.public_url.host().to_owned(),
        stamped_at: now,
        organizer: app.settings.mail_from.clone(),
    };
    let own = own.as_ref().and_then(|own| {
        // One that cannot be used gives way to ours, as when it is sent.
        EditedText::parse(context.kind(), &own.subject, &own.body).ok()
    });
    let rendered = match own {
        Some(own) => render_edited(&own, context, *language, &links, &stamp),
        None => render(context, *language, &links, &stamp),
    };
    let rendered = rendered.map_err(|_| Failure::Conflict("mail_cannot_be_rendered"))?;
    let registration = context.registration().map(|mail| mail.registration_id);
    let registration = registration.ok_or(StoreError::Unreadable("a mail to nobody"))?;
    Ok(PreviewMail { registration, language: *language, rendered })
}
