//! What a mail that came in is: a report about one of ours, an automatic reply, or something else.
//!
//! Pure, and never fails: whatever cannot be understood is [`Class::Other`].

use std::panic::{AssertUnwindSafe, catch_unwind};

use mail_parser::{Address, Message, MessageParser, MimeHeaders as _};
use sha2::{Digest as _, Sha256};

use super::report::{self, Report};

/// How much of a text is searched for the code of a failure, in bytes.
const LONGEST_SEARCH: usize = 16 * 1024;
/// Headers in which mailboxes and servers name the address that a mail was sent to.
const ADDRESSED: [&str; 6] =
    ["to", "delivered-to", "x-original-to", "envelope-to", "x-envelope-to", "cc"];
/// Headers that only automatic mail has (RFC 3834, and what programs wrote before and beside it).
const AUTOMATIC: [&str; 3] = ["x-autoreply", "x-autorespond", "list-id"];
/// Values of Precedence that people's mail does not have.
const PRECEDENCE: [&str; 4] = ["bulk", "junk", "list", "auto_reply"];
/// Who writes reports without their form.
const REPORTERS: [&str; 2] = ["mailer-daemon", "postmaster"];

/// What a mail is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Class {
    /// About a mail that was sent.
    Report(Report),
    /// Written by a program: nobody waits for an answer.
    AutoReply,
    /// Everything else: perhaps an application.
    Other,
}

/// A mail, as far as it is understood.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Incoming {
    /// What it is.
    pub class: Class,
    /// By which it is known when it is read again: made of its Message-ID and of the address it was sent to,
    /// or of all of it.
    pub key: [u8; 32],
    /// What stood between + and @ where it was sent to our address for returned mail.
    pub marks: Vec<String>,
}

/// Reads a mail. `bounce_address`: the address with which marks are made.
pub fn read(bytes: &[u8], bounce_address: Option<&str>) -> Incoming {
    let read = || {
        let message = MessageParser::default().parse(bytes)?;
        Some(understood(&message, bytes, bounce_address))
    };
    // A library that panics over a hostile mail must not stop those after it.
    catch_unwind(AssertUnwindSafe(read)).ok().flatten().unwrap_or_else(|| Incoming {
        class: Class::Other,
        key: Sha256::digest(bytes).into(),
        marks: Vec::new(),
    })
}

fn understood(message: &Message<'_>, bytes: &[u8], bounce_address: Option<&str>) -> Incoming {
    let marks = bounce_address.map(|address| marks(message, address)).unwrap_or_default();
    Incoming { class: class(message), key: key(message, bytes, &marks), marks }
}

fn key(message: &Message<'_>, bytes: &[u8], marks: &[String]) -> [u8; 32] {
    match message.message_id().filter(|id| !id.is_empty()) {
        Some(id) => Sha256::digest(format!("{id}\n{}", marks.join("\n"))).into(),
        None => Sha256::digest(bytes).into(),
    }
}

fn class(message: &Message<'_>) -> Class {
    let report_type = message.content_type().and_then(|content_type| {
        let is_report = content_type.ctype() == "multipart"
            && content_type.subtype().is_some_and(|it| it.eq_ignore_ascii_case("report"));
        is_report.then(|| content_type.attribute("report-type").unwrap_or_default())
    });
    if let Some(report_type) = report_type
        && !report_type.eq_ignore_ascii_case("delivery-status")
        && !report_type.is_empty()
    {
        // That it was read, or that somebody calls it spam.
        return Class::AutoReply;
    }
    if let Some(report) = delivery_status(message) {
        return Class::Report(report);
    }
    match failure_without_form(message) {
        Some(status) => Class::Report(Report::Failed { status }),
        None if report_type.is_some() || is_automatic(message) => Class::AutoReply,
        None => Class::Other,
    }
}

/// The report in the form that there is for it.
fn delivery_status(message: &Message<'_>) -> Option<Report> {
    let is_status = |part: &&mail_parser::MessagePart<'_>| {
        part.content_type().is_some_and(|content_type| {
            content_type.ctype() == "message"
                && content_type.subtype().is_some_and(|subtype| {
                    subtype.eq_ignore_ascii_case("delivery-status")
                        || subtype.eq_ignore_ascii_case("global-delivery-status")
                })
        })
    };
    let part = message.parts.iter().find(is_status)?;
    report::read(&String::from_utf8_lossy(part.contents()))
}

/// The status of a failure of which a mail server tells in words of its own. An automatic reply to a mail
/// may come from nobody, too; it comes from no server, though.
fn failure_without_form(message: &Message<'_>) -> Option<String> {
    let from = message.from().and_then(Address::first).and_then(|from| from.address())?;
    let name = from.split('@').next().unwrap_or_default();
    if !REPORTERS.iter().any(|reporter| name.eq_ignore_ascii_case(reporter)) {
        return None;
    }
    let text = message.body_text(0)?;
    let end = text.floor_char_boundary(LONGEST_SEARCH);
    report::failure_in_words(&text[..end])
}

fn is_automatic(message: &Message<'_>) -> bool {
    let value = |name: &'static str| {
        let raw = message.headers_raw().find(|(found, _)| found.eq_ignore_ascii_case(name));
        raw.map(|(_, value)| value.trim().to_ascii_lowercase())
    };
    let submitted = value("auto-submitted")
        .is_some_and(|value| value.split([';', ' ', '(']).next().is_some_and(|word| word != "no"));
    let precedence = value("precedence").is_some_and(|value| PRECEDENCE.contains(&value.as_str()));
    let from_nobody = value("return-path").is_some_and(|value| value == "<>");
    submitted || precedence || from_nobody || AUTOMATIC.iter().any(|name| value(name).is_some())
}

/// The marks in the addresses that a mail was sent to. They are signed, so that it does not matter who
/// wrote them where.
fn marks(message: &Message<'_>, bounce_address: &str) -> Vec<String> {
    let Some((name, domain)) = bounce_address.rsplit_once('@') else { return Vec::new() };
    let (before, after) =
        (format!("{}+", name.to_ascii_lowercase()), format!("@{}", domain.to_ascii_lowercase()));
    let mut marks: Vec<String> = Vec::new();
    for (_, value) in message
        .headers_raw()
        .filter(|(found, _)| ADDRESSED.iter().any(|name| found.eq_ignore_ascii_case(name)))
    {
        let value = value.to_ascii_lowercase();
        for rest in value.split(&before).skip(1) {
            if let Some((mark, _)) = rest.split_once(&after)
                && mark.bytes().all(|b| b.is_ascii_alphanumeric())
                && !marks.iter().any(|known| known == mark)
            {
                marks.push(mark.to_owned());
            }
        }
    }
    marks
}

#[cfg(test)]
#[path = "reading_tests.rs"]
mod tests;
