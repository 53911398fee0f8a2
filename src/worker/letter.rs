//! From an outbox row to the message that goes over the wire.

use std::collections::HashMap;

use crate::app::App;
use crate::domain::ids::RegistrationId;
use crate::domain::values::language::Language;
use crate::mail::{
    CalendarStamp, ComposeFault, Correspondent, Links, MailContext, Message, MessageHead,
    RenderFault, Rendered, compose, render,
};
use crate::store::organizations::{self, OrganizationRow};
use crate::store::outbox::OutboxRow;
use crate::store::types::Id;
use crate::store::{Conn, StoreError};

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

/// The offices in whose name a batch is sent.
pub fn offices(
    conn: &mut Conn,
    rows: &[OutboxRow],
) -> Result<HashMap<Id, OrganizationRow>, StoreError> {
    let mut offices = HashMap::new();
    for row in rows {
        if offices.contains_key(&row.organization_id) {
            continue;
        }
        if let Some(office) = organizations::by_id(conn, row.organization_id)? {
            offices.insert(row.organization_id, office);
        }
    }
    Ok(offices)
}

/// Renders and composes one mail. The same row gives the same bytes, always.
///
/// # Errors
/// [`LetterFault`]; permanent.
pub fn compose_row(
    app: &App,
    row: &OutboxRow,
    office: Option<&OrganizationRow>,
) -> Result<(Rendered, Message), LetterFault> {
    let context: MailContext =
        serde_json::from_str(&row.context.0).map_err(|_| LetterFault::Context)?;
    let language = Language::parse(&row.language).unwrap_or(Language::Ja);
    let registration: RegistrationId = context.registration().registration_id;
    let links = Links { manage_url: app.links.manage_url(registration) };
    let from = app.settings.mail_from.clone();
    let stamp = CalendarStamp {
        uid_domain: app.public_url.host().to_owned(),
        stamped_at: row.created_at.0,
        organizer: from.clone(),
    };
    let rendered = render(&context, language, &links, &stamp)?;
    let reply_to = office.and_then(|office| office.reply_to.clone());
    let office_name = office.map(|office| office.name.clone());
    let head = MessageHead {
        from: Correspondent { name: office_name.clone(), address: from },
        reply_to: reply_to.map(|address| Correspondent { name: office_name, address }),
        to: Correspondent { name: None, address: row.recipient.clone() },
        message_id: row.message_id.clone(),
        date: row.created_at.0,
    };
    let message = compose(&rendered, &head)?;
    Ok((rendered, message))
}
