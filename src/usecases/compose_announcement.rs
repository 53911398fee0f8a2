//! Composing an announcement: a mailing that staff write themselves, as a draft.

use crate::app::App;
use crate::domain::announcement::{AnnouncementDraft, Composed};
use crate::domain::mailing::MailingState;
use crate::letters::mailings::NewMailing;
use crate::mail::News;
use crate::store::mailings;
use crate::store::types::Id;

use super::create_event::{audit_line, note};
use super::direct_mailing::Mailing;
use super::{Failure, Permission, Principal, find_programme};

/// Makes a draft. Nobody is written to before it is started.
///
/// # Errors
/// The fields that break rules.
pub async fn create(
    app: &App,
    principal: &Principal,
    event: &str,
    draft: &AnnouncementDraft,
) -> Result<Mailing, Failure> {
    principal.must(Permission::WriteOutbox)?;
    let programme = find_programme::own_event(app, principal.organization, event).await?;
    let (composed, audience) = draft.parse(&programme).map_err(Failure::Invalid)?;
    let now = app.clock.now();
    let new = NewMailing {
        organization: principal.organization,
        event: programme.event.id,
        session: None,
        news: &news(composed),
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

fn news(composed: Composed) -> News {
    match composed {
        Composed::Announcement { subject, body } => News::Announcement { subject, body },
        Composed::ThankYou { message } => News::ThankYou { message },
        Composed::Survey { message, url } => News::Survey { message, url },
    }
}
