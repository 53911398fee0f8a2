//! Own texts of mails, an organization's or one event's: looking at them, writing, taking back, trying out.

use chrono::{DateTime, Utc};

use crate::app::App;
use crate::domain::event::Programme;
use crate::domain::ids::{EventId, OrganizationId};
use crate::domain::seats::Refusal;
use crate::domain::values::language::Language;
use crate::mail::{
    CalendarStamp, EditedText, Links, MailContext, MailKind, Rendered, render, render_edited,
    starter,
};
use crate::store::mail_texts::{self, MailTextRow};
use crate::store::types::{Id, Time};
use crate::store::{Conn, StoreError};

use super::create_event::{audit_line, note};
use super::{Failure, Permission, Principal, calendar_file, registration};

/// A kind of mail in one language.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Which {
    pub kind: MailKind,
    pub language: Language,
}

/// For whose mails a text is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Scope {
    organization: OrganizationId,
    /// All of the organization where absent.
    event: Option<EventId>,
}

impl Scope {
    /// All mails of an organization.
    pub fn organization(principal: &Principal) -> Self {
        Self { organization: principal.organization, event: None }
    }

    /// The mails of one event.
    pub fn event(programme: &Programme) -> Self {
        let event = &programme.event;
        Self { organization: event.organization, event: Some(event.id) }
    }

    fn must(self, principal: &Principal, permission: Permission) -> Result<(), Failure> {
        if principal.organization != self.organization {
            return Err(Failure::NotFound);
        }
        match self.event {
            Some(event) => principal.must_in(event, permission),
            None => principal.must(permission),
        }
    }

    /// The event's, where it is one's.
    pub fn event_id(self) -> Option<EventId> {
        self.event
    }

    /// The id of the organization or the event.
    pub fn id(self) -> uuid::Uuid {
        let (_, Id(id)) = self.ids();
        id
    }

    /// The organization's id and that of the scope.
    fn ids(self) -> (Id, Id) {
        let organization = Id(self.organization.0);
        (organization, self.event.map_or(organization, |event| Id(event.0)))
    }

    /// What its texts are named after in the audit trail.
    fn subject(self) -> (&'static str, uuid::Uuid) {
        match self.event {
            Some(event) => ("event", event.0),
            None => ("organization", self.organization.0),
        }
    }

    /// The text that is used where the scope has none of its own.
    fn inherited(self, conn: &mut Conn, which: Which) -> Result<Option<MailTextRow>, StoreError> {
        let (organization, _) = self.ids();
        let (kind, language) = (which.kind.as_str(), which.language.as_str());
        match self.event {
            Some(_) => mail_texts::one(conn, (organization, organization), kind, language),
            None => Ok(None),
        }
    }
}

/// Where a text comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Origin {
    /// It was written for this scope.
    Own,
    /// An event uses its organization's.
    Organization,
    BuiltIn,
}

/// The text of a kind of mail as it is used.
pub struct MailText {
    pub which: Which,
    pub subject: String,
    pub body: String,
    /// Where it was written for this scope.
    pub edited: Option<Edited>,
    pub origin: Origin,
}

/// When a text was written.
#[derive(Clone, Copy)]
pub struct Edited {
    pub version: i64,
    pub updated_at: DateTime<Utc>,
}

/// What a preview is made of.
#[derive(Default)]
pub struct PreviewOrder {
    /// Instead of the text that is kept.
    pub subject: Option<String>,
    /// Instead of the text that is kept.
    pub body: Option<String>,
    /// A real person's mail.
    pub registration: Option<String>,
    /// The sample of this name.
    pub sample: Option<String>,
}

impl Which {
    /// What is asked for, by those who may.
    ///
    /// # Errors
    /// [`Failure::NotFound`] for names of no kind or language.
    fn asked(
        (principal, scope): (&Principal, Scope),
        permission: Permission,
        (kind, language): (&str, &str),
    ) -> Result<Self, Failure> {
        scope.must(principal, permission)?;
        let kind = MailKind::parse(kind).ok_or(Failure::NotFound)?;
        let language = Language::MAIL.into_iter().find(|mail| mail.as_str() == language);
        let language = language.ok_or(Failure::NotFound)?;
        Ok(Self { kind, language })
    }

    fn is_of(self, row: &MailTextRow) -> bool {
        row.kind == self.kind.as_str() && row.language == self.language.as_str()
    }
}

impl MailText {
    fn of(which: Which, own: Option<MailTextRow>, inherited: Option<MailTextRow>) -> Self {
        let origin = match (&own, &inherited) {
            (Some(_), _) => Origin::Own,
            (None, Some(_)) => Origin::Organization,
            (None, None) => Origin::BuiltIn,
        };
        let edited =
            own.as_ref().map(|row| Edited { version: row.version, updated_at: row.updated_at.0 });
        let (subject, body) = match own.or(inherited) {
            Some(row) => (row.subject, row.body),
            None => starter(which.kind, which.language),
        };
        Self { which, subject, body, edited, origin }
    }
}

/// Every kind in every language.
pub async fn list(
    app: &App,
    principal: &Principal,
    scope: Scope,
) -> Result<Vec<MailText>, Failure> {
    scope.must(principal, Permission::ReadEvents)?;
    let (organization, id) = scope.ids();
    let (own, inherited) = app
        .read(move |conn| {
            let own = mail_texts::list(conn, organization, id)?;
            let is_event = id != organization;
            let inherited =
                if is_event { mail_texts::list(conn, organization, organization)? } else { vec![] };
            Ok::<_, Failure>((own, inherited))
        })
        .await?;
    let kinds = MailKind::ALL.into_iter();
    let all = kinds.flat_map(|kind| Language::MAIL.map(|language| Which { kind, language }));
    let found =
        |rows: &[MailTextRow], which: Which| rows.iter().find(|row| which.is_of(row)).cloned();
    Ok(all.map(|which| MailText::of(which, found(&own, which), found(&inherited, which))).collect())
}

/// One text as it is used; `name`: its kind and language.
pub async fn show(
    app: &App,
    principal: &Principal,
    scope: Scope,
    name: (&str, &str),
) -> Result<MailText, Failure> {
    let which = Which::asked((principal, scope), Permission::ReadEvents, name)?;
    kept(app, scope, which).await
}

async fn kept(app: &App, scope: Scope, which: Which) -> Result<MailText, Failure> {
    let (kind, language) = (which.kind.as_str(), which.language.as_str());
    app.read(move |conn| {
        let own = mail_texts::one(conn, scope.ids(), kind, language)?;
        Ok::<_, Failure>(MailText::of(which, own, scope.inherited(conn, which)?))
    })
    .await
}

/// Writes a text. `seen`: the version that the writer has read, where that matters.
///
/// # Errors
/// [`Failure::Texts`] for a text that breaks rules.
pub async fn write(
    app: &App,
    (principal, scope): (&Principal, Scope),
    name: (&str, &str),
    (subject, body): (&str, &str),
    seen: Option<i64>,
) -> Result<MailText, Failure> {
    let which = Which::asked((principal, scope), Permission::WriteEvents, name)?;
    let text = EditedText::parse(which.kind, subject, body).map_err(Failure::Texts)?;
    let now = app.clock.now();
    let (organization, id) = scope.ids();
    let (about, subject) = scope.subject();
    let line = audit_line(principal, "mail_text_written", about, subject, now);
    let (kind, language) = (which.kind.as_str(), which.language.as_str());
    let row = app
        .write(move |conn| {
            let before = mail_texts::one(conn, scope.ids(), kind, language)?;
            let version = before.map_or(0, |row| row.version);
            if seen.is_some_and(|seen| seen != version) {
                return Err(Failure::Conflict("version_mismatch"));
            }
            let row = MailTextRow {
                organization_id: organization,
                scope: id,
                kind: kind.to_owned(),
                language: language.to_owned(),
                subject: text.subject_source,
                body: text.body_source,
                version: version + 1,
                updated_at: Time(now),
            };
            let is_first = version == 0;
            let is_written = if is_first {
                mail_texts::insert(conn, &row)?
            } else {
                mail_texts::replace(conn, &row)?
            };
            if !is_written {
                return Err(Failure::Refused(Refusal::ChangedMeanwhile));
            }
            note(conn, line)?;
            Ok(row)
        })
        .await?;
    Ok(MailText::of(which, Some(row), None))
}

/// Takes a text back: the one built in is used again.
///
/// # Errors
/// [`Failure::NotFound`] where nothing was written.
pub async fn take_back(
    app: &App,
    principal: &Principal,
    scope: Scope,
    name: (&str, &str),
) -> Result<(), Failure> {
    let which = Which::asked((principal, scope), Permission::WriteEvents, name)?;
    let now = app.clock.now();
    let (about, subject) = scope.subject();
    let line = audit_line(principal, "mail_text_taken_back", about, subject, now);
    app.write(move |conn| {
        let (kind, language) = (which.kind.as_str(), which.language.as_str());
        if !mail_texts::delete(conn, scope.ids(), kind, language)? {
            return Err(Failure::NotFound);
        }
        Ok(note(conn, line)?)
    })
    .await
}

/// A mail as it would be sent, to be looked at. Its links lead nowhere.
///
/// # Errors
/// [`Failure::Texts`] for a text that breaks rules; [`Failure::NotFound`] for a registration of others.
pub async fn preview(
    app: &App,
    (principal, scope): (&Principal, Scope),
    name: (&str, &str),
    order: PreviewOrder,
) -> Result<Rendered, Failure> {
    let which = Which::asked((principal, scope), Permission::WriteEvents, name)?;
    let context = context(app, (principal, scope), which, &order).await?;
    let kept = kept(app, scope, which).await?;
    let is_own = kept.origin != Origin::BuiltIn || order.subject.is_some() || order.body.is_some();
    let stamp = CalendarStamp {
        uid_domain: app.public_url.host().to_owned(),
        stamped_at: app.clock.now(),
        organizer: app.settings.mail_from.clone(),
    };
    let links = Links::sample(which.kind);
    let rendered = if is_own {
        let subject = order.subject.unwrap_or(kept.subject);
        let body = order.body.unwrap_or(kept.body);
        let text = EditedText::parse(which.kind, &subject, &body).map_err(Failure::Texts)?;
        render_edited(&text, &context, which.language, &links, &stamp)
    } else {
        render(&context, which.language, &links, &stamp)
    };
    rendered.map_err(|fault| {
        tracing::error!(%fault, kind = %which.kind, "a preview cannot be rendered");
        Failure::Conflict("no_preview")
    })
}

/// The mail that a preview shows.
async fn context(
    app: &App,
    (principal, scope): (&Principal, Scope),
    which: Which,
    order: &PreviewOrder,
) -> Result<MailContext, Failure> {
    let mut samples = MailContext::samples(which.kind).into_iter();
    let sample = match &order.sample {
        Some(wanted) => samples.find(|(name, _)| name == wanted),
        None => samples.next(),
    };
    let (_, sample) = sample.ok_or(Failure::invalid("/sample", "unknown_choice"))?;
    let Some(id) = &order.registration else { return Ok(sample) };
    let placed = registration::of_organization(app, principal.organization, id).await?;
    let event = placed.programme.event.id;
    if scope.event.is_some_and(|wanted| wanted != event) {
        return Err(Failure::NotFound);
    }
    principal.must_in(event, Permission::ReadRegistrations)?;
    match sample {
        MailContext::Registration(news, _) => {
            let mail = calendar_file::registration_mail(&placed).ok_or(Failure::NotFound)?;
            Ok(MailContext::Registration(news, mail))
        }
        MailContext::Office(_) => {
            Err(Failure::invalid("/registration_id", "not_about_registrations"))
        }
    }
}
