//! From a rendered mail to the bytes that go over the wire.
//!
//! Shape: `multipart/mixed ( multipart/alternative ( text/plain, text/html ), text/calendar )`, the
//! calendar as an attachment with its METHOD in the Content-Type. Not as a third alternative, because
//! a program shows the last alternative it understands: Exchange and Outlook then take the whole mail
//! for a calendar item and show the calendar's description instead of the mail (webmail of Exchange
//! 2013 shows nothing at all for PUBLISH), and the phone's mail shows the invitation alone. Outlook
//! looks for invitations only in the first part of a multipart/mixed, so the file that comes last is
//! a file to open; Gmail, Thunderbird and Apple Mail offer to add it either way.
//!
//! The same input gives the same bytes: the Date is the row's, boundaries come from the Message-ID.

use std::fmt;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::SystemTime;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::{DateTime, Utc};
use lettre::address::Envelope;
use lettre::message::header::{
    ContentDisposition, ContentTransferEncoding, ContentType, HeaderName, HeaderValue,
};
use lettre::message::{Body, MessageBuilder, MultiPart, SinglePart};
use sha2::{Digest as _, Sha256};

use super::calendar::CalendarPart;
use super::inert;
use super::mailbox::{Correspondent, envelope_address, mailbox};
use super::render::{LONGEST_SUBJECT, Rendered};

/// Longest line of a message, in octets, without its line break (RFC 5322, 2.1.1).
const LONGEST_LINE: usize = 998;
/// Longest Message-ID, in octets: it must stand on one line.
const LONGEST_ID: usize = 250;
/// What makes one POST enough (RFC 8058, 3.1); also the body of that POST.
const ONE_CLICK: &str = "List-Unsubscribe=One-Click";
/// Headers that every message has exactly once.
const HEADERS_ONCE: [&str; 8] = [
    "Date",
    "From",
    "To",
    "Message-ID",
    "Subject",
    "MIME-Version",
    "Auto-Submitted",
    "Content-Type",
];

/// What stands above the texts.
#[derive(Clone, PartialEq, Eq)]
pub struct MessageHead {
    /// The sender.
    pub from: Correspondent,
    /// The office that answers.
    pub reply_to: Option<Correspondent>,
    /// The one recipient.
    pub to: Correspondent,
    /// `unique@our.domain`, with or without angle brackets; the same on every retry.
    pub message_id: String,
    /// When the mail was owed; the row's time.
    pub date: DateTime<Utc>,
    /// The envelope's sender, to which the mail comes back when it cannot be delivered; `None`: the sender.
    pub returns_to: Option<String>,
    /// Where one POST stops further mail of this sort (RFC 8058); an https URL.
    pub unsubscribe_url: Option<String>,
}

/// A finished message with its envelope: one sender, one recipient, ASCII bytes with CRLF.
#[derive(Clone, PartialEq, Eq)]
pub struct Message {
    envelope_from: String,
    envelope_to: String,
    bytes: Vec<u8>,
}

impl Message {
    /// The envelope's sender, as it stands between the angle brackets of MAIL FROM.
    pub fn envelope_from(&self) -> &str {
        &self.envelope_from
    }

    /// The envelope's recipient, as it stands between the angle brackets of RCPT TO.
    pub fn envelope_to(&self) -> &str {
        &self.envelope_to
    }

    /// Headers and body.
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// The same envelope around other bytes.
    pub(super) fn with_bytes(&self, bytes: Vec<u8>) -> Self {
        Self { bytes, ..self.clone() }
    }
}

impl fmt::Debug for Message {
    /// Without personal data.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Message({} bytes)", self.bytes.len())
    }
}

/// Why a message could not be made. It fails alone and will fail again: no retry helps.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ComposeFault {
    /// Not an address.
    #[error("the {0} address is not a mail address")]
    Address(&'static str),
    /// The part before the @ is not ASCII; few servers would take it.
    #[error("the {0} address has characters before the @ that mail servers do not accept")]
    NonAsciiLocalPart(&'static str),
    /// The Message-ID is none.
    #[error("the Message-ID is not of the form unique@domain")]
    MessageId,
    /// The address for unsubscribing is none.
    #[error("the address for unsubscribing is not a URL")]
    Unsubscribe,
    /// The date is one that mail cannot write.
    #[error("the date is outside of 1970 to 9999")]
    Date,
    /// The library refused the parts.
    #[error("the message could not be put together")]
    Library,
    /// The result is not a safe message; the text says in which way.
    #[error("the finished message is unsafe: {0}")]
    Unsafe(&'static str),
    /// The library panicked over this mail.
    #[error("composing this mail made a library panic")]
    Panicked,
}

/// Composes one message. The same input gives the same bytes, always.
pub fn compose(rendered: &Rendered, head: &MessageHead) -> Result<Message, ComposeFault> {
    let message = catch_unwind(AssertUnwindSafe(|| compose_unguarded(rendered, head)))
        .unwrap_or(Err(ComposeFault::Panicked))?;
    inspect(&message.bytes)?;
    Ok(message)
}

fn compose_unguarded(rendered: &Rendered, head: &MessageHead) -> Result<Message, ComposeFault> {
    let from = mailbox(&head.from, "sender's")?;
    let to = mailbox(&head.to, "recipient's")?;
    let id = message_id(&head.message_id)?;
    let returns_to = match &head.returns_to {
        Some(address) => envelope_address(address, "return")?,
        None => from.email.clone(),
    };
    let (envelope_from, envelope_to) = (returns_to.to_string(), to.email.to_string());
    let envelope = Envelope::new(Some(returns_to), vec![to.email.clone()])
        .map_err(|_| ComposeFault::Library)?;
    let mut builder = MessageBuilder::new()
        .date(system_time(head.date)?)
        .from(from)
        .to(to)
        .message_id(Some(id.clone()))
        .subject(inert::header_text(&rendered.subject, LONGEST_SUBJECT))
        .raw_header(raw_header("Auto-Submitted", "auto-generated".to_owned()))
        // An explicit envelope: the library would read the headers again, and refuse odd addresses.
        .envelope(envelope);
    if let Some(reply_to) = &head.reply_to {
        builder = builder.reply_to(mailbox(reply_to, "reply")?);
    }
    if let Some(url) = &head.unsubscribe_url {
        builder = builder
            .raw_header(raw_header("List-Unsubscribe", format!("<{}>", one_url(url)?)))
            .raw_header(raw_header("List-Unsubscribe-Post", ONE_CLICK.to_owned()));
    }
    let message = builder.multipart(content(rendered, &id)?).map_err(|_| ComposeFault::Library)?;
    Ok(Message { envelope_from, envelope_to, bytes: message.formatted() })
}

fn raw_header(name: &'static str, value: String) -> HeaderValue {
    HeaderValue::new(HeaderName::new_from_ascii_str(name), value)
}

/// A URL that cannot leave its angle brackets, nor be taken for several (RFC 2369, 2).
fn one_url(url: &str) -> Result<&str, ComposeFault> {
    let is_web = url.starts_with("https://") || url.starts_with("http://");
    let is_plain = |b: u8| b.is_ascii_graphic() && !matches!(b, b'<' | b'>' | b',' | b'"');
    if is_web && url.len() <= LONGEST_ID && url.bytes().all(is_plain) {
        Ok(url)
    } else {
        Err(ComposeFault::Unsubscribe)
    }
}

fn content(rendered: &Rendered, id: &str) -> Result<MultiPart, ComposeFault> {
    let texts = MultiPart::alternative()
        .boundary(boundary(id, "alternative"))
        .singlepart(text_part(ContentType::TEXT_PLAIN, &rendered.text)?)
        .singlepart(text_part(ContentType::TEXT_HTML, &rendered.html)?);
    if rendered.calendars.is_empty() {
        return Ok(texts);
    }
    let mut parts = MultiPart::mixed().boundary(boundary(id, "mixed")).multipart(texts);
    for (index, calendar) in rendered.calendars.iter().enumerate() {
        parts = parts.singlepart(calendar_part(calendar, index)?);
    }
    Ok(parts)
}

fn text_part(content_type: ContentType, text: &str) -> Result<SinglePart, ComposeFault> {
    let non_ascii = text.bytes().filter(|byte| !byte.is_ascii()).count();
    // Quoted-printable writes three characters for each such byte, base64 four for any three.
    let encoding = if non_ascii * 6 > text.len() {
        ContentTransferEncoding::Base64
    } else {
        ContentTransferEncoding::QuotedPrintable
    };
    let body =
        Body::new_with_encoding(text.to_owned(), encoding).map_err(|_| ComposeFault::Library)?;
    Ok(SinglePart::builder().header(content_type).body(body))
}

fn calendar_part(calendar: &CalendarPart, index: usize) -> Result<SinglePart, ComposeFault> {
    let name = match index {
        0 => "calendar.ics".to_owned(),
        index => format!("calendar-{}.ics", index + 1),
    };
    let content_type =
        format!("text/calendar; charset=utf-8; method={}; name=\"{name}\"", calendar.method);
    let content_type = ContentType::parse(&content_type).map_err(|_| ComposeFault::Library)?;
    // Bytes, not text: the file's own line ends and folding arrive as they are.
    let bytes = calendar.ics.clone().into_bytes();
    let body = Body::new_with_encoding(bytes, ContentTransferEncoding::Base64)
        .map_err(|_| ComposeFault::Library)?;
    Ok(SinglePart::builder()
        .header(content_type)
        .header(ContentDisposition::attachment(&name))
        .body(body))
}

/// A boundary nobody can guess who does not know the Message-ID, and always the same for it: 40 letters,
/// no padding.
fn boundary(id: &str, role: &str) -> String {
    let digest = Sha256::digest(format!("uketsuke boundary\n{role}\n{id}"));
    URL_SAFE_NO_PAD.encode(digest).chars().take(40).collect()
}

fn system_time(date: DateTime<Utc>) -> Result<SystemTime, ComposeFault> {
    // The library writes dates of HTTP, which know no others, and panics over them.
    let range = 0..253_402_300_800;
    if range.contains(&date.timestamp()) {
        Ok(SystemTime::from(date))
    } else {
        Err(ComposeFault::Date)
    }
}

fn message_id(text: &str) -> Result<String, ComposeFault> {
    let inner = text.strip_prefix('<').and_then(|rest| rest.strip_suffix('>')).unwrap_or(text);
    let is_part = |part: &str| {
        !part.is_empty()
            && part
                .bytes()
                .all(|b| b.is_ascii_alphanumeric() || b"!#$%&'*+-/=?^_`{|}~.".contains(&b))
    };
    match inner.split_once('@') {
        Some((left, right)) if is_part(left) && is_part(right) && inner.len() <= LONGEST_ID => {
            Ok(format!("<{inner}>"))
        }
        _ => Err(ComposeFault::MessageId),
    }
}

/// What must hold of every message, whatever went into it and whatever the library did with it.
fn inspect(bytes: &[u8]) -> Result<(), ComposeFault> {
    let text = std::str::from_utf8(bytes).ok().filter(|text| text.is_ascii());
    let text = text.ok_or(ComposeFault::Unsafe("not ASCII"))?;
    for line in text.split("\r\n") {
        // A lone CR or LF is where two servers see two different messages (SMTP smuggling).
        if line.contains(['\r', '\n', '\0']) {
            return Err(ComposeFault::Unsafe("bare CR, LF or NUL"));
        }
        if line.len() > LONGEST_LINE {
            return Err(ComposeFault::Unsafe("line too long"));
        }
    }
    let (headers, _) = text.split_once("\r\n\r\n").ok_or(ComposeFault::Unsafe("no body"))?;
    for name in HEADERS_ONCE {
        let is_this = |line: &&str| {
            line.split_once(':').is_some_and(|(found, _)| found.eq_ignore_ascii_case(name))
        };
        if headers.split("\r\n").filter(is_this).count() != 1 {
            return Err(ComposeFault::Unsafe("a header is missing or double"));
        }
    }
    Ok(())
}

#[cfg(test)]
#[path = "message_tests.rs"]
mod tests;
