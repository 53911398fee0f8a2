//! Composing an announcement: a mailing that staff write themselves, as a draft.

use uuid::Uuid;

use crate::app::App;
use crate::domain::announcement::{AnnouncementDraft, Composed};
use crate::domain::audience::Audience;
use crate::domain::event::Programme;
use crate::domain::mailing::MailingState;
use crate::domain::values::localized::Localized;
use crate::letters::mailings::NewMailing;
use crate::mail::{News, faults_of_words};
use crate::store::mailings;
use crate::store::programmes::to_json;
use crate::store::types::Id;

use super::create_event::{audit_line, note};
use super::direct_mailing::{self, Mailing};
use super::{Failure, Permission, Principal, find_programme};

/// Makes a draft. Nobody is written to before it is started. `chosen` is the choice of those whom it is for, where they
/// were chosen one by one.
///
/// # Errors
/// The fields that break rules.
pub async fn create(
    app: &App,
    principal: &Principal,
    event: &str,
    draft: &AnnouncementDraft,
    chosen: Option<Uuid>,
) -> Result<Mailing, Failure> {
    let programme = find_programme::own_event(app, principal.organization, event).await?;
    let (news, audience) = composed(principal, &programme, draft)?;
    let audience = Audience { chosen, ..audience };
    let now = app.clock.now();
    let new = NewMailing {
        organization: principal.organization,
        event: programme.event.id,
        session: None,
        news: &news,
        audience: &audience,
        cause: None,
        by: principal.actor.to_string(),
        state: MailingState::Draft,
        due_at: now,
    };
    let row = new.row(now)?;
    let line = audit_line(principal, "mailing_composed", "mailing", row.id.0, now);
    let (organization, id) = (Id(principal.organization.0), row.id);
    app.write(move |conn| {
        mailings::insert(conn, &row)?;
        note(conn, line)?;
        let row = mailings::by_id(conn, organization, id)?.ok_or(Failure::NotFound)?;
        Mailing::of(conn, row)
    })
    .await
}

/// What the draft says and to whom, for somebody who may say it.
///
/// # Errors
/// The fields that break rules; [`Failure::Texts`] for placeholders that are none.
pub fn composed(
    principal: &Principal,
    programme: &Programme,
    draft: &AnnouncementDraft,
) -> Result<(News, Audience), Failure> {
    principal.must_in(programme.event.id, Permission::WriteOutbox)?;
    let (composed, audience) = draft.parse(programme).map_err(Failure::Invalid)?;
    let may_read = principal.may_in(programme.event.id, Permission::ReadRestrictedAnswers);
    if !may_read && audience.tells_restricted(&programme.event.questions) {
        return Err(Failure::invalid("/filter/answers", "unknown_choice"));
    }
    let words = |pointer: &'static str, text: &Localized| {
        text.each().map(|words| faults_of_words(pointer, &words)).concat()
    };
    let mut faults = words("/subject", &draft.subject);
    faults.extend(words("/body", &draft.body));
    if faults.is_empty() { Ok((news(composed), audience)) } else { Err(Failure::Texts(faults)) }
}

/// Writes a draft anew.
///
/// # Errors
/// As [`create`]; `wrong_state` for one that is no draft any more.
pub async fn rewrite(
    app: &App,
    principal: &Principal,
    id: &str,
    draft: &AnnouncementDraft,
) -> Result<Mailing, Failure> {
    let before = direct_mailing::seen_by(app, principal, Permission::WriteOutbox, id).await?;
    let event = before.row.event_id.0.to_string();
    let programme = find_programme::own_event(app, principal.organization, &event).await?;
    let (news, audience) = composed(principal, &programme, draft)?;
    let audience = Audience { chosen: before.audience.chosen, ..audience };
    let now = app.clock.now();
    let line = audit_line(principal, "mailing_composed", "mailing", before.row.id.0, now);
    let (organization, id) = (before.row.organization_id, before.row.id);
    app.write(move |conn| {
        let mut row = mailings::locked(conn, organization, id)?.ok_or(Failure::NotFound)?;
        if row.state != MailingState::Draft.as_str() {
            return Err(Failure::Conflict("wrong_state"));
        }
        news.kind().as_str().clone_into(&mut row.kind);
        row.content = to_json(&news)?;
        row.audience = to_json(&audience)?;
        mailings::save(conn, &row)?;
        note(conn, line)?;
        Mailing::of(conn, row)
    })
    .await
}

fn news(composed: Composed) -> News {
    match composed {
        Composed::Announcement { subject, body } => News::Announcement { subject, body },
        Composed::ThankYou { message } => News::ThankYou { message },
        Composed::Survey { message, url } => News::Survey { message, url },
    }
}
