//! Telling an organization's owners that personal data will go.

use chrono::{DateTime, Utc};

use crate::app::App;
use crate::domain::ids::{EventId, OrganizationId};
use crate::domain::retention::{self, RetentionStanding};
use crate::letters::{Addressee, Cause, Postmark, outbox_row};
use crate::mail::{Letterhead, MailContext, OfficeMail};
use crate::store::audit::{self, AuditRow};
use crate::store::retention::{Candidate, EventRetentionRow};
use crate::store::types::{Id, JsonText, Time};
use crate::store::{Conn, StoreError, outbox, programmes, registration_counts, retention as kept};
use crate::usecases::Failure;

/// Tells the owners of one event, if it is time and nobody else does; whether they were told.
///
/// # Errors
/// Those of the database.
pub async fn of_event(app: &App, candidate: Candidate) -> Result<bool, Failure> {
    let now = app.clock.now();
    let postmark = Postmark { domain: app.public_url.host().to_owned() };
    let told = app.write(move |conn| tell(conn, &candidate, now, &postmark)).await?;
    if told {
        app.mail_waits.ring();
    }
    Ok(told)
}

fn tell(
    conn: &mut Conn,
    candidate: &Candidate,
    now: DateTime<Utc>,
    postmark: &Postmark,
) -> Result<bool, StoreError> {
    let organization = OrganizationId(candidate.organization.0);
    let rule = kept::rule(conn, organization)?;
    let known = kept::of_event(conn, candidate.organization, candidate.event)?;
    let fresh = || EventRetentionRow::new(candidate.organization, candidate.event, Time(now));
    let mut row = known.unwrap_or_else(fresh);
    let standing = retention::standing(candidate.ended.0, &rule, &row.retention(), now);
    let RetentionStanding::ToWarn { purge_at } = standing else { return Ok(false) };
    let before = row.warned_at;
    (row.warned_at, row.warned_of) = (Some(Time(now)), Some(Time(purge_at)));
    row.updated_at = Time(now);
    if !kept::note_warning(conn, &row, before)? {
        return Ok(false);
    }
    owe(conn, candidate, purge_at, now, postmark)?;
    audit::insert(conn, &[line(candidate, purge_at, now)])?;
    Ok(true)
}

fn owe(
    conn: &mut Conn,
    candidate: &Candidate,
    purged_at: DateTime<Utc>,
    now: DateTime<Utc>,
    postmark: &Postmark,
) -> Result<(), StoreError> {
    let programme = programmes::load_steadily(conn, EventId(candidate.event.0))?;
    let Some(programme) = programme else { return Ok(()) };
    let sessions: Vec<_> = programme.sessions.iter().map(|session| session.id).collect();
    let counts = registration_counts::by_session(conn, &sessions)?;
    let registrations: i64 = counts.iter().map(|(_, _, count)| count).sum();
    let event = &programme.event;
    let context = MailContext::Office(OfficeMail::RetentionWarning {
        letterhead: Letterhead {
            organization_name: programme.organization_name.clone(),
            contact: event.contact.clone(),
            time_zone: event.time_zone.name().to_owned(),
        },
        event_title: event.title.clone(),
        registrations: u32::try_from(registrations).unwrap_or(u32::MAX),
        purged_at,
    });
    for (member, email) in kept::owners(conn, candidate.organization, Time(now))? {
        let to = Addressee {
            organization: candidate.organization,
            event: Some(candidate.event),
            session: None,
            registration: None,
            recipient: email,
            language: "ja".to_owned(),
        };
        let cause = Cause {
            subject: candidate.event.0.to_string(),
            instance: format!("{}:{}", purged_at.timestamp(), member.0),
            facts_version: None,
        };
        outbox::insert(conn, &[outbox_row(to, &context, &cause, now, postmark)?])?;
    }
    Ok(())
}

fn line(candidate: &Candidate, purge_at: DateTime<Utc>, now: DateTime<Utc>) -> AuditRow {
    AuditRow {
        id: Id(crate::clock::uuid_v7(now)),
        organization_id: candidate.organization,
        at: Time(now),
        actor: crate::domain::seats::Actor::Service.to_string(),
        action: "purge_announced".to_owned(),
        subject_kind: "event".to_owned(),
        subject_id: candidate.event,
        details: JsonText(serde_json::json!({ "until": purge_at }).to_string()),
    }
}
