//! From the bytes of a mail to what an application is read from.

use std::panic::{AssertUnwindSafe, catch_unwind};

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::{DateTime, Utc};
use mail_parser::{Address, Message, MessageParser};
use sha2::{Digest as _, Sha256};

use super::take::IncomingMail;

/// Headers in which servers name the address that a mail was sent to.
const ADDRESSED: [&str; 6] =
    ["to", "cc", "delivered-to", "x-original-to", "envelope-to", "x-envelope-to"];
/// Longest text that is looked at, in bytes.
const LONGEST_TEXT: usize = 256 * 1024;

impl IncomingMail {
    /// Takes a mail apart; nothing for what is no mail, or what a library panics over. `arrived_at` is the
    /// mailbox's own word for when it came.
    pub fn parse(bytes: &[u8], arrived_at: DateTime<Utc>) -> Option<Self> {
        let parse = || {
            let message = MessageParser::default().parse(bytes)?;
            Some(understood(&message, bytes, arrived_at))
        };
        catch_unwind(AssertUnwindSafe(parse)).ok().flatten()
    }
}

fn understood(message: &Message<'_>, bytes: &[u8], arrived_at: DateTime<Utc>) -> IncomingMail {
    let from = message.from().and_then(Address::first);
    // Replies go where the sender wants them.
    let reply_to = message.reply_to().and_then(Address::first).and_then(|to| to.address());
    let sender = reply_to.or_else(|| from.and_then(|from| from.address())).unwrap_or_default();
    let name = from.and_then(|from| from.name()).map(one_line).filter(|name| !name.is_empty());
    let text = message.body_text(0).unwrap_or_default();
    let end = text.floor_char_boundary(LONGEST_TEXT);
    IncomingMail {
        message_id: message
            .message_id()
            .filter(|id| !id.is_empty())
            .map_or_else(|| URL_SAFE_NO_PAD.encode(Sha256::digest(bytes)), str::to_owned),
        sender: sender.to_owned(),
        sender_name: name,
        recipients: recipients(message),
        subject: one_line(message.subject().unwrap_or_default()),
        text: text[..end].to_owned(),
        attachments: message.attachment_count(),
        received_at: written_at(message, arrived_at),
    }
}

/// When the mail was written, as it says; when it arrived, if it says nothing, or a later time.
fn written_at(message: &Message<'_>, arrived_at: DateTime<Utc>) -> DateTime<Utc> {
    let date = message.date().filter(|date| date.is_valid());
    let date = date.and_then(|date| DateTime::from_timestamp(date.to_timestamp(), 0));
    date.filter(|date| *date <= arrived_at).unwrap_or(arrived_at)
}

fn one_line(text: &str) -> String {
    let spaced = text.chars().map(|c| if c.is_control() { ' ' } else { c });
    spaced.collect::<String>().trim().to_owned()
}

/// Every address that the mail was sent to, as far as its headers tell.
fn recipients(message: &Message<'_>) -> Vec<String> {
    let named = message
        .headers_raw()
        .filter(|(name, _)| ADDRESSED.iter().any(|known| name.eq_ignore_ascii_case(known)));
    let is_between =
        |c: char| c.is_whitespace() || matches!(c, '<' | '>' | ',' | ';' | '"' | '(' | ')');
    named
        .flat_map(|(_, value)| value.split(is_between))
        .filter(|word| word.contains('@'))
        .map(str::to_owned)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(mail: &str) -> IncomingMail {
        let at = DateTime::UNIX_EPOCH;
        IncomingMail::parse(mail.replace('\n', "\r\n").as_bytes(), at).expect("a mail")
    }

    #[test]
    fn an_ordinary_mail_in_an_old_encoding_is_read() {
        // 山田太郎, 申込, 氏名:山田太郎 in ISO-2022-JP, as mail programs in Japan wrote for decades.
        let mail = parsed(
            "From: =?ISO-2022-JP?B?GyRCOzNFREJATzobKEI=?= <taro@example.com>\nTo: <moushikomi+telework@example.jp>\n\
             Subject: =?ISO-2022-JP?B?GyRCP199OX4bKEI=?=\nMessage-ID: <1@example.com>\nMIME-Version: 1.0\n\
             Content-Type: text/plain; charset=ISO-2022-JP\nContent-Transfer-Encoding: 7bit\n\n\u{1b}$B;aL>\u{1b}(B: \u{1b}$B;3EDB@O:\u{1b}(B\n",
        );
        assert_eq!(mail.sender_name.as_deref(), Some("山田太郎"));
        assert_eq!(
            (mail.sender.as_str(), mail.message_id.as_str()),
            ("taro@example.com", "1@example.com")
        );
        assert_eq!(mail.recipients, ["moushikomi+telework@example.jp"]);
        assert!(mail.text.contains("氏名: 山田太郎"), "{}", mail.text);
        assert_eq!((mail.attachments, mail.received_at), (0, DateTime::UNIX_EPOCH));
    }

    #[test]
    fn an_application_counts_from_when_it_was_written_but_never_from_the_future() {
        let arrived: DateTime<Utc> = "2026-10-02T00:00:00Z".parse().expect("a time");
        let at = |date: &str| {
            let mail = format!("From: a@example.com\r\nDate: {date}\r\n\r\nx\r\n");
            IncomingMail::parse(mail.as_bytes(), arrived).expect("a mail").received_at
        };
        let written: DateTime<Utc> = "2026-10-01T00:00:00Z".parse().expect("a time");
        assert_eq!(at("Thu, 1 Oct 2026 09:00:00 +0900"), written);
        assert_eq!(at("Thu, 1 Oct 2037 09:00:00 +0900"), arrived);
        assert_eq!(at("nonsense"), arrived);
    }

    #[test]
    fn a_mail_of_html_alone_is_read_and_files_are_counted() {
        let mail = parsed(
            "From: taro@example.com\nReply-To: office@example.com\nTo: x@example.jp\nMIME-Version: 1.0\n\
             Content-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: text/html; charset=utf-8\n\n<p>氏名: 山田<br>電話: 000-1234-5678</p><script>alert(1)</script>\n\
             --b\nContent-Type: application/pdf; name=a.pdf\nContent-Disposition: attachment; filename=a.pdf\n\nx\n--b--\n",
        );
        assert_eq!((mail.sender.as_str(), mail.attachments), ("office@example.com", 1));
        assert!(mail.text.contains("氏名: 山田") && !mail.text.contains("<p>"), "{}", mail.text);
        // Without a Message-ID it is known by its bytes.
        assert_eq!(mail.message_id.len(), 43);
    }
}
