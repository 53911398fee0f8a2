//! From an outbox row to the message that goes over the wire.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use crate::app::App;
use crate::domain::mail_settings::MailSettings;
use crate::domain::values::language::Language;
use crate::mail::{
    CalendarStamp, ComposeFault, Correspondent, Links, MailContext, MailKind, Message, MessageHead,
    RenderFault, Rendered, SessionFacts, compose, render,
};
use crate::store::organizations::{self, OrganizationRow};
use crate::store::outbox::OutboxRow;
use crate::store::types::Id;
use crate::store::{Conn, StoreError, mail_facts};

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
        Ok(stationery)
    }

    /// What the office of this mail has decided.
    pub fn settings(&self, row: &OutboxRow) -> MailSettings {
        self.settings.get(&row.organization_id).cloned().unwrap_or_default()
    }

    fn context(&self, row: &OutboxRow) -> Result<MailContext, LetterFault> {
        let kind = MailKind::parse(&row.kind).ok_or(LetterFault::Context)?;
        let facts = facts_key(row).and_then(|key| self.facts.get(&key));
        MailContext::read(kind, &row.context.0, facts).map_err(|_| LetterFault::Context)
    }
}

fn facts_key(row: &OutboxRow) -> Option<(Id, i64)> {
    row.session_id.zip(row.facts_version)
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
    let context = stationery.context(row)?;
    let office = stationery.offices.get(&row.organization_id);
    let language = Language::parse(&row.language).unwrap_or(Language::Ja);
    let registration = context.registration().map(|mail| mail.registration_id);
    let manage_url = registration.map(|id| app.links.manage_url(id)).unwrap_or_default();
    let links = Links { manage_url };
    let from = app.settings.mail_from.clone();
    let stamp = CalendarStamp {
        uid_domain: app.public_url.host().to_owned(),
        stamped_at: row.created_at.0,
        organizer: from.clone(),
    };
    let mut rendered = render(&context, language, &links, &stamp)?;
    let mut recipient = row.recipient.clone();
    if let Some(staff) = stationery.settings(row).rehearsal_to {
        rendered.subject.insert_str(0, REHEARSAL);
        recipient = staff;
    }
    let reply_to = office.and_then(|office| office.reply_to.clone());
    let office_name = office.map(|office| office.name.clone());
    let head = MessageHead {
        from: Correspondent { name: office_name.clone(), address: from },
        reply_to: reply_to.map(|address| Correspondent { name: office_name, address }),
        to: Correspondent { name: None, address: recipient },
        message_id: row.message_id.clone(),
        date: row.created_at.0,
    };
    let message = compose(&rendered, &head)?;
    Ok((rendered, message))
}
