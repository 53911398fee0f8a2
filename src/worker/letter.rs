//! From an outbox row to the message that goes over the wire.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use crate::app::App;
use crate::domain::event::Rehearsal;
use crate::domain::ids::OrganizationId;
use crate::domain::mail_settings::MailSettings;
use crate::domain::values::email::EmailAddress;
use crate::domain::values::language::Language;
use crate::links::Unsubscribe;
use crate::mail::{
    CalendarStamp, ComposeFault, Correspondent, EditedText, Links, MailContext, MailKind, Message,
    MessageHead, News, OfficeMail, RenderFault, Rendered, SessionFacts, TEST_MAIL, TestMail,
    compose, render, render_edited,
};
use crate::store::organizations::{self, OrganizationRow};
use crate::store::outbox::OutboxRow;
use crate::store::types::Id;
use crate::store::{Conn, StoreError, mail_facts, mail_texts, rehearsals};

/// Stands before the subject of a mail that goes to staff in its recipient's place.
const REHEARSAL: &str = "【リハーサル】";

/// Why a row cannot become a message. It will not next time either.
#[derive(Debug, thiserror::Error)]
pub enum LetterFault {
    #[error("the stored content cannot be read")]
    Context,
    #[error(transparent)]
    Render(#[from] RenderFault),
    #[error(transparent)]
    Compose(#[from] ComposeFault),
}

/// What the mails of a batch have in common.
#[derive(Default)]
pub struct Stationery {
    /// The offices in whose name they are sent.
    offices: HashMap<Id, OrganizationRow>,
    /// What they say of sessions, by session and version of its event.
    facts: HashMap<(Id, i64), Arc<SessionFacts>>,
    /// What the offices have decided about their mail, where it is not the usual.
    settings: HashMap<Id, MailSettings>,
    /// Who gets the mail of events that are rehearsals.
    rehearsals: HashMap<Id, Rehearsal>,
    /// What the offices have written in place of the texts built in, for all their mails or for those of an event.
    texts: HashMap<(Id, MailKind, Language), EditedText>,
}

impl Stationery {
    /// That of these mails.
    ///
    /// # Errors
    /// Those of the database.
    pub fn of(
        conn: &mut Conn,
        rows: &[OutboxRow],
        settings: HashMap<Id, MailSettings>,
    ) -> Result<Self, StoreError> {
        let mut stationery = Self { settings, ..Self::default() };
        for row in rows {
            if stationery.offices.contains_key(&row.organization_id) {
                continue;
            }
            if let Some(office) = organizations::by_id(conn, row.organization_id)? {
                stationery.offices.insert(row.organization_id, office);
            }
        }
        let wanted: HashSet<(Id, i64)> = rows.iter().filter_map(facts_key).collect();
        let kept = mail_facts::of(conn, &wanted.into_iter().collect::<Vec<_>>())?;
        for (key, text) in kept {
            // Facts that cannot be read are missed by their mails, each of which says so.
            if let Ok(facts) = serde_json::from_str(&text.0) {
                stationery.facts.insert(key, Arc::new(facts));
            }
        }
        let events: Vec<Id> = rows.iter().filter_map(|row| row.event_id).collect();
        stationery.rehearsals = rehearsals::of_many(conn, &events)?;
        stationery.take_texts(conn, rows)?;
        Ok(stationery)
    }

    /// What the office of this mail has decided, for its event where that is a rehearsal.
    pub fn settings(&self, row: &OutboxRow) -> MailSettings {
        let settings = self.settings.get(&row.organization_id).cloned().unwrap_or_default();
        let rehearsal = row.event_id.and_then(|event| self.rehearsals.get(&event));
        match rehearsal {
            Some(rehearsal) if settings.rehearsal_to.is_none() => {
                MailSettings { rehearsal_to: Some(rehearsal.mail_to.clone()), ..settings }
            }
            _ => settings,
        }
    }

    /// Takes the offices' own texts for the kinds of these mails.
    fn take_texts(&mut self, conn: &mut Conn, rows: &[OutboxRow]) -> Result<(), StoreError> {
        let events = rows.iter().filter_map(|row| row.event_id);
        let scopes: HashSet<Id> = self.offices.keys().copied().chain(events).collect();
        let scopes: Vec<Id> = scopes.into_iter().collect();
        let kinds: HashSet<&str> = rows.iter().map(|row| row.kind.as_str()).collect();
        for row in mail_texts::of(conn, &scopes, &kinds.into_iter().collect::<Vec<_>>())? {
            let which = MailKind::parse(&row.kind)
                .zip(Language::parse(&row.language).map(Language::of_mail));
            let Some((kind, language)) = which else { continue };
            match EditedText::parse(kind, &row.subject, &row.body) {
                Ok(text) => {
                    self.texts.insert((row.scope, kind, language), text);
                }
                // A text that another version of this program has taken.
                Err(faults) => built_in_instead(row.organization_id, kind, language, &faults[..1]),
            }
        }
        Ok(())
    }

    /// Renders with the event's own text, or the office's, where there is one that can be used.
    fn render(
        &self,
        row: &OutboxRow,
        context: &MailContext,
        language: Language,
        links: &Links,
        stamp: &CalendarStamp,
    ) -> Result<Rendered, RenderFault> {
        let kind = context.kind();
        let of_scope = |scope: Id| self.texts.get(&(scope, kind, language));
        let office = row.organization_id;
        let text = row.event_id.and_then(of_scope).or_else(|| of_scope(office));
        if let Some(text) = text {
            match render_edited(text, context, language, links, stamp) {
                Ok(rendered) => return Ok(rendered),
                Err(fault) => built_in_instead(office, kind, language, &fault),
            }
        }
        render(context, language, links, stamp)
    }

    fn context(&self, row: &OutboxRow) -> Result<MailContext, LetterFault> {
        let kind = MailKind::parse(&row.kind).ok_or(LetterFault::Context)?;
        let facts = facts_key(row).and_then(|key| self.facts.get(&key));
        MailContext::read(kind, &row.context.0, facts).map_err(|_| LetterFault::Context)
    }
}

/// A mail in the usual words is better than none; who runs the service hears of it.
fn built_in_instead(
    organization: Id,
    kind: MailKind,
    language: Language,
    fault: &(impl std::fmt::Debug + ?Sized),
) {
    tracing::warn!(organization = %organization.0, %kind, %language, ?fault, "an edited text cannot be used");
}

fn facts_key(row: &OutboxRow) -> Option<(Id, i64)> {
    row.session_id.zip(row.facts_version)
}

/// Where mail of this kind to this recipient is stopped, if it may be.
fn unsubscribe_url(app: &App, row: &OutboxRow, kind: MailKind) -> Option<String> {
    let address = EmailAddress::parse(&row.recipient).ok().filter(|_| kind.may_be_stopped())?;
    let organization = OrganizationId(row.organization_id.0);
    let address = app.links.address_key(organization, &address);
    Some(app.links.unsubscribe_url(&Unsubscribe { organization, address }))
}

/// Renders and composes one mail. The same row gives the same bytes, always; in a rehearsal, other ones.
///
/// # Errors
/// [`LetterFault`]; permanent.
pub fn compose_row(
    app: &App,
    row: &OutboxRow,
    stationery: &Stationery,
) -> Result<(Rendered, Message), LetterFault> {
    let (mut rendered, unsubscribe_url) = if row.kind == TEST_MAIL {
        let test: TestMail =
            serde_json::from_str(&row.context.0).map_err(|_| LetterFault::Context)?;
        (test.rendered(), None)
    } else {
        render_row(app, row, stationery)?
    };
    let from = app.settings.mail_from.clone();
    let settings = stationery.settings(row);
    let mut recipient = row.recipient.clone();
    if let Some(staff) = settings.rehearsal_to
        && !context.kind().opens_account()
    {
        rendered.subject.insert_str(0, REHEARSAL);
        recipient = staff;
    }
    let office = stationery.offices.get(&row.organization_id);
    let reply_to = office.and_then(|office| office.reply_to.clone());
    let office_name = settings.sender_name.or_else(|| office.map(|office| office.name.clone()));
    let head = MessageHead {
        from: Correspondent { name: office_name.clone(), address: from },
        reply_to: reply_to.map(|address| Correspondent { name: office_name, address }),
        to: Correspondent { name: None, address: recipient },
        message_id: row.message_id.clone(),
        date: row.created_at.0,
        returns_to: app.returns_to(row.id.0),
        unsubscribe_url,
    };
    let message = app.signed(compose(&rendered, &head)?, row.created_at.0)?;
    Ok((rendered, message))
}

/// The words of a mail, and where it is stopped.
fn render_row(
    app: &App,
    row: &OutboxRow,
    stationery: &Stationery,
) -> Result<(Rendered, Option<String>), LetterFault> {
    let context = stationery.context(row)?;
    let language = Language::parse(&row.language).unwrap_or(Language::Ja).of_mail();
    let is_rehearsal = stationery.settings(row).rehearsal_to.is_some();
    let links = links(app, row, &context, is_rehearsal);
    let stamp = CalendarStamp {
        uid_domain: app.public_url.host().to_owned(),
        stamped_at: row.created_at.0,
        organizer: app.settings.mail_from.clone(),
    };
    let rendered = stationery.render(row, &context, language, &links, &stamp)?;
    Ok((rendered, links.unsubscribe_url))
}

/// The secret links of a mail.
fn links(app: &App, row: &OutboxRow, context: &MailContext, is_rehearsal: bool) -> Links {
    let registration = match context {
        // The applicant's page is not for those whom the applicant has named.
        MailContext::Registration(news, mail) if news.attendee().is_none() => {
            Some(mail.registration_id)
        }
        _ => None,
    };
    let manage_url = registration.map(|id| app.links.manage_url(id));
    let action_url = match context {
        MailContext::Office(OfficeMail::ApplicationByMail { draft, .. }) => {
            Some(app.links.draft_url(*draft))
        }
        MailContext::Office(OfficeMail::ExportReady { path, .. }) if !path.is_empty() => {
            Some(app.links.link(path))
        }
        MailContext::Office(OfficeMail::RetentionWarning { .. }) => {
            row.event_id.map(|id| app.links.link(&format!("/console/events/{}/retention", id.0)))
        }
        MailContext::Office(OfficeMail::StaffInvited { link, .. }) => {
            link.map(|link| app.links.sign_in_url(link))
        }
        MailContext::Office(OfficeMail::SignInLink { link, .. }) => {
            Some(app.links.sign_in_url(*link))
        }
        MailContext::Registration(News::ConfirmAddress { .. }, mail) => {
            Some(app.links.address_proof_url(mail.registration_id, &row.recipient))
        }
        _ => None,
    };
    Links {
        manage_url: manage_url.unwrap_or_default(),
        action_url,
        // Staff who get a mail in a rehearsal must not stop its recipient's mail.
        unsubscribe_url: unsubscribe_url(app, row, context.kind()).filter(|_| !is_rehearsal),
    }
}
