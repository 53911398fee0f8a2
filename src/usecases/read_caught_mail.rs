//! Reading mail that was caught in the database because no mail server is configured.

use chrono::{DateTime, Utc};
use mail_parser::{Address, Message, MessageParser, MessagePart, MimeHeaders as _, PartType};

use crate::app::App;
use crate::domain::ids::{OrganizationId, OutboxId};
use crate::store::outbox::{self, CaughtMailRow};
use crate::store::types::Id;

use super::Failure;

/// Mails on the one page: who tries the service out looks at the newest.
const PAGE: i64 = 100;

/// A caught mail in the list.
pub struct CaughtMail {
    pub id: OutboxId,
    pub subject: String,
    pub recipient: String,
    pub caught_at: DateTime<Utc>,
}

/// A caught mail, taken apart.
pub struct OpenedMail {
    pub subject: String,
    pub caught_at: DateTime<Utc>,
    /// The headers that a person reads, decoded, in the order in which mail programs show them.
    pub headers: Vec<(&'static str, String)>,
    pub text: String,
    pub html: Option<String>,
    pub attachments: Vec<Attachment>,
}

/// A file that a mail carries.
pub struct Attachment {
    pub name: String,
    /// Such as `text/calendar`.
    pub media_type: String,
    pub bytes: Vec<u8>,
}

/// Who reads the mailbox of an organization.
#[derive(Clone)]
pub struct Reader {
    pub organization: OrganizationId,
    /// Their own address: mails that open an account are read by its owner alone.
    pub email: String,
}

/// Caught mails, newest first: of one organization, or of all where nobody needs to sign in.
pub async fn list(app: &App, reader: Option<Reader>) -> Result<Vec<CaughtMail>, Failure> {
    let organization = reader.as_ref().map(|reader| Id(reader.organization.0));
    let email = reader.map(|reader| reader.email);
    let rows: Vec<CaughtMailRow> = app
        .read(move |conn| {
            Ok::<_, Failure>(outbox::caught_for(conn, organization, email.as_deref(), PAGE)?)
        })
        .await?;
    let mail = |row: CaughtMailRow| CaughtMail {
        id: OutboxId(row.outbox_id.0),
        subject: row.subject,
        recipient: row.recipient,
        caught_at: row.caught_at.0,
    };
    Ok(rows.into_iter().map(mail).collect())
}

/// One caught mail, taken apart.
///
/// # Errors
/// [`Failure::NotFound`], also for a mail of another organization.
pub async fn one(app: &App, reader: Option<Reader>, id: &str) -> Result<OpenedMail, Failure> {
    let id: OutboxId = id.parse().map_err(|_| Failure::NotFound)?;
    let organization = reader.as_ref().map(|reader| Id(reader.organization.0));
    let email = reader.map(|reader| reader.email);
    let row = app
        .read(move |conn| {
            Ok::<_, Failure>(outbox::caught_one(conn, organization, email.as_deref(), Id(id.0))?)
        })
        .await?
        .ok_or(Failure::NotFound)?;
    Ok(opened(&row.subject, &row.message, row.caught_at.0))
}

/// What cannot be taken apart is shown as it is.
fn opened(subject: &str, raw: &[u8], caught_at: DateTime<Utc>) -> OpenedMail {
    let mut mail = OpenedMail {
        subject: subject.to_owned(),
        caught_at,
        headers: Vec::new(),
        text: String::new(),
        html: None,
        attachments: Vec::new(),
    };
    match MessageParser::default().parse(raw) {
        Some(message) => fill_in(&mut mail, &message),
        None => mail.text = String::from_utf8_lossy(raw).into_owned(),
    }
    mail
}

fn fill_in(mail: &mut OpenedMail, message: &Message<'_>) {
    mail.headers = headers(message);
    mail.text = message.body_text(0).unwrap_or_default().into_owned();
    // Asked for HTML, the parser would also make some from a text: only a part that is HTML counts.
    mail.html = message.html_bodies().find_map(|part| match &part.body {
        PartType::Html(html) => Some(html.clone().into_owned()),
        _ => None,
    });
    mail.attachments = message.attachments().map(attachment).collect();
}

fn headers(message: &Message<'_>) -> Vec<(&'static str, String)> {
    let addresses =
        [("From", message.from()), ("To", message.to()), ("Reply-To", message.reply_to())];
    let mut headers: Vec<(&'static str, String)> = addresses
        .into_iter()
        .filter_map(|(name, address)| Some((name, written(address?))))
        .collect();
    headers.extend(message.subject().map(|subject| ("Subject", subject.to_owned())));
    headers.extend(message.date().map(|date| ("Date", date.to_rfc3339())));
    headers.extend(message.message_id().map(|id| ("Message-ID", format!("<{id}>"))));
    headers
}

fn written(address: &Address<'_>) -> String {
    let one = |who: &mail_parser::Addr<'_>| match (who.name(), who.address().unwrap_or_default()) {
        (Some(name), address) => format!("{name} <{address}>"),
        (None, address) => address.to_owned(),
    };
    address.iter().map(one).collect::<Vec<_>>().join(", ")
}

fn attachment(part: &MessagePart<'_>) -> Attachment {
    let media_type = part.content_type().map_or_else(
        || "application/octet-stream".to_owned(),
        |kind| format!("{}/{}", kind.ctype(), kind.subtype().unwrap_or("octet-stream")),
    );
    Attachment {
        name: part.attachment_name().unwrap_or("attachment").to_owned(),
        media_type,
        bytes: part.contents().to_vec(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(raw: &str) -> OpenedMail {
        opened("件名", raw.replace('\n', "\r\n").as_bytes(), DateTime::UNIX_EPOCH)
    }

    #[test]
    fn a_mail_with_every_part_is_taken_apart() {
        let mail = read(
            "From: =?utf-8?B?6JCp5biC?= <uketsuke@example.jp>\nTo: taro@example.jp\nMessage-ID: <a@example.jp>\n\
             MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=m\n\n--m\n\
             Content-Type: multipart/alternative; boundary=a\n\n--a\nContent-Type: text/plain; charset=utf-8\n\n\
             受付番号\n--a\nContent-Type: text/html; charset=utf-8\n\n<p>受付番号</p>\n--a--\n--m\n\
             Content-Type: text/calendar; name=event.ics\nContent-Disposition: attachment; filename=event.ics\n\n\
             BEGIN:VCALENDAR\n--m--\n",
        );
        assert_eq!(mail.headers[0], ("From", "萩市 <uketsuke@example.jp>".to_owned()));
        assert_eq!(mail.headers.last(), Some(&("Message-ID", "<a@example.jp>".to_owned())));
        assert_eq!(mail.text.trim(), "受付番号");
        assert_eq!(mail.html.as_deref().map(str::trim), Some("<p>受付番号</p>"));
        let attachment = &mail.attachments[0];
        assert_eq!(
            (attachment.name.as_str(), attachment.media_type.as_str()),
            ("event.ics", "text/calendar")
        );
        assert!(attachment.bytes.starts_with(b"BEGIN:VCALENDAR"));
    }

    #[test]
    fn a_mail_of_text_alone_has_no_html() {
        let mail = read("From: a@example.jp\nContent-Type: text/plain; charset=utf-8\n\n本文\n");
        assert_eq!((mail.text.trim(), mail.html, mail.attachments.len()), ("本文", None, 0));
    }
}
