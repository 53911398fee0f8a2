//! The organization's own texts of mails: looking at them, writing, taking back, trying out.

use chrono::{DateTime, Utc};

use crate::app::App;
use crate::domain::ids::OrganizationId;
use crate::domain::seats::Refusal;
use crate::domain::values::language::Language;
use crate::mail::{
    CalendarStamp, EditedText, Links, MailContext, MailKind, Rendered, render, render_edited,
    starter,
};
use crate::store::mail_texts::{self, MailTextRow};
use crate::store::types::{Id, Time};

use super::create_event::{audit_line, note};
use super::{Failure, Permission, Principal, calendar_file, registration};

/// A kind of mail in one language.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Which {
    pub kind: MailKind,
    pub language: Language,
}

/// The text of a kind of mail as it is used.
pub struct MailText {
    pub which: Which,
    pub subject: String,
    pub body: String,
    /// Where the organization has written it.
    pub edited: Option<Edited>,
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
        principal: &Principal,
        permission: Permission,
        (kind, language): (&str, &str),
    ) -> Result<Self, Failure> {
        principal.must(permission)?;
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
    fn of(which: Which, row: Option<MailTextRow>) -> Self {
        let Some(row) = row else {
            let (subject, body) = starter(which.kind, which.language);
            return Self { which, subject, body, edited: None };
        };
        let edited = Some(Edited { version: row.version, updated_at: row.updated_at.0 });
        Self { which, subject: row.subject, body: row.body, edited }
    }
}

/// Every kind in every language.
pub async fn list(app: &App, principal: &Principal) -> Result<Vec<MailText>, Failure> {
    principal.must(Permission::ReadEvents)?;
    let organization = Id(principal.organization.0);
    let rows: Vec<MailTextRow> =
        app.read(move |conn| Ok::<_, Failure>(mail_texts::list(conn, organization)?)).await?;
    let kinds = MailKind::ALL.into_iter();
    let all = kinds.flat_map(|kind| Language::MAIL.map(|language| Which { kind, language }));
    let text =
        |which: Which| MailText::of(which, rows.iter().find(|row| which.is_of(row)).cloned());
    Ok(all.map(text).collect())
}

/// One text as it is used; `name`: its kind and language.
pub async fn show(
    app: &App,
    principal: &Principal,
    name: (&str, &str),
) -> Result<MailText, Failure> {
    let which = Which::asked(principal, Permission::ReadEvents, name)?;
    Ok(MailText::of(which, kept(app, principal.organization, which).await?))
}

async fn kept(
    app: &App,
    organization: OrganizationId,
    which: Which,
) -> Result<Option<MailTextRow>, Failure> {
    let (kind, language) = (which.kind.as_str(), which.language.as_str());
    app.read(move |conn| Ok(mail_texts::one(conn, Id(organization.0), kind, language)?)).await
}

/// Writes a text. `seen`: the version that the writer has read, where that matters.
///
/// # Errors
/// [`Failure::Texts`] for a text that breaks rules.
pub async fn write(
    app: &App,
    principal: &Principal,
    name: (&str, &str),
    subject: &str,
    body: &str,
    seen: Option<i64>,
) -> Result<MailText, Failure> {
    let which = Which::asked(principal, Permission::WriteEvents, name)?;
    let text = EditedText::parse(which.kind, subject, body).map_err(Failure::Texts)?;
    let now = app.clock.now();
    let organization = Id(principal.organization.0);
    let line = audit_line(principal, "mail_text_written", "organization", organization.0, now);
    let (kind, language) = (which.kind.as_str(), which.language.as_str());
    let row = app
        .write(move |conn| {
            let before = mail_texts::one(conn, organization, kind, language)?;
            let version = before.map_or(0, |row| row.version);
            if seen.is_some_and(|seen| seen != version) {
                return Err(Failure::Conflict("version_mismatch"));
            }
            let row = MailTextRow {
                organization_id: organization,
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
    Ok(MailText::of(which, Some(row)))
}

/// Takes a text back: the one built in is used again.
///
/// # Errors
/// [`Failure::NotFound`] where nothing was written.
pub async fn take_back(
    app: &App,
    principal: &Principal,
    name: (&str, &str),
) -> Result<(), Failure> {
    let which = Which::asked(principal, Permission::WriteEvents, name)?;
    let organization = Id(principal.organization.0);
    let now = app.clock.now();
    let line = audit_line(principal, "mail_text_taken_back", "organization", organization.0, now);
    app.write(move |conn| {
        let (kind, language) = (which.kind.as_str(), which.language.as_str());
        if !mail_texts::delete(conn, organization, kind, language)? {
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
    principal: &Principal,
    name: (&str, &str),
    order: PreviewOrder,
) -> Result<Rendered, Failure> {
    let which = Which::asked(principal, Permission::WriteEvents, name)?;
    let context = context(app, principal, which, &order).await?;
    let kept = MailText::of(which, kept(app, principal.organization, which).await?);
    let is_own = kept.edited.is_some() || order.subject.is_some() || order.body.is_some();
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
    principal: &Principal,
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
    principal.must(Permission::ReadRegistrations)?;
    let placed = registration::of_organization(app, principal.organization, id).await?;
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
