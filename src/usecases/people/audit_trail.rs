//! Reading the audit trail: who did what, filtered by person, subject and day.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use uuid::Uuid;

use crate::app::App;
use crate::domain::values::localized::Localized;
use crate::store::audit::{self, AuditRow, Filter};
use crate::store::audit_seals::{self, HeadRow};
use crate::store::programmes::from_json;
use crate::store::types::{Id, Time};
use crate::store::{Conn, StoreError, audit_subjects, members, organizations};
use crate::usecases::{Failure, Permission, Principal};

/// Lines on a page.
const PAGE: i64 = 100;

/// What is looked for.
#[derive(Clone, Debug, Default)]
pub struct Asked {
    /// As it stands in the lines.
    pub actor: Option<String>,
    pub subject: Option<Uuid>,
    pub subject_kind: Option<String>,
    pub from: Option<DateTime<Utc>>,
    pub until: Option<DateTime<Utc>>,
    pub cursor: Option<String>,
}

/// One page of lines, newest first.
pub struct AuditPage {
    pub lines: Vec<AuditRow>,
    /// The cursor of the next page.
    pub next: Option<String>,
    /// Names of members and tokens, by what stands in `actor`, also of those who were removed.
    pub names: HashMap<String, String>,
    /// Titles of events, and names of sessions, that lines are about.
    pub titles: HashMap<Id, Localized>,
    /// Reception numbers of registrations that lines are about.
    pub numbers: HashMap<Id, String>,
    pub head: Option<HeadRow>,
}

/// The lines that are asked for.
///
/// # Errors
/// [`Failure::Forbidden`]; `invalid_cursor`.
pub async fn page(app: &App, principal: &Principal, asked: Asked) -> Result<AuditPage, Failure> {
    principal.must(Permission::ReadAudit)?;
    let before = asked.cursor.as_deref().map(|text| {
        Uuid::parse_str(text).map(Id).map_err(|_| Failure::invalid("/cursor", "invalid_cursor"))
    });
    let before = before.transpose()?;
    let filter = Filter {
        actor: asked.actor,
        subject: asked.subject.map(Id),
        subject_kind: asked.subject_kind,
        from: asked.from.map(Time),
        until: asked.until.map(Time),
    };
    let organization = Id(principal.organization.0);
    let now = Time(app.clock.now());
    app.read(move |conn| {
        let mut lines = audit::page(conn, organization, &filter, before, PAGE + 1)?;
        let more = i64::try_from(lines.len()).unwrap_or(i64::MAX) > PAGE;
        lines.truncate(usize::try_from(PAGE).unwrap_or(usize::MAX));
        let next = more.then(|| lines.last().map(|last| last.id.0.to_string())).flatten();
        let head = audit_seals::head(conn, organization)?;
        let about: Vec<Id> = lines.iter().map(|line| line.subject_id).collect();
        let titles = audit_subjects::titles(conn, organization, &about)?;
        let titles = titles.into_iter().map(|(id, title)| Ok((id, from_json(&title)?)));
        Ok(AuditPage {
            next,
            names: names(conn, organization, now)?,
            titles: titles.collect::<Result<_, StoreError>>()?,
            numbers: audit_subjects::reception_numbers(conn, organization, &about)?,
            lines,
            head,
        })
    })
    .await
}

fn names(conn: &mut Conn, organization: Id, now: Time) -> Result<HashMap<String, String>, Failure> {
    let mut names = HashMap::new();
    for found in members::all_ever(conn, organization, now)? {
        names.insert(format!("member:{}", found.member.id.0), found.account.name);
    }
    for token in organizations::tokens(conn, organization)? {
        names.insert(format!("token:{}", token.id.0), token.name);
    }
    Ok(names)
}
