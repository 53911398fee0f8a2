//! Tests of the finished message, read back by another library.

use mail_parser::{MessageParser, MimeHeaders as _, PartType};

use super::*;
use crate::domain::values::language::Language;
use crate::mail::{CalendarStamp, Links, MailContext, MailKind, render};

fn stamp() -> CalendarStamp {
    CalendarStamp {
        uid_domain: "uketsuke.example.jp".to_owned(),
        stamped_at: "2026-10-01T00:00:00Z".parse().expect("time"),
        organizer: "office@example.jp".to_owned(),
    }
}

fn head() -> MessageHead {
    let who = |name: &str, address: &str| Correspondent {
        name: Some(name.to_owned()),
        address: address.to_owned(),
    };
    MessageHead {
        from: who("例示市 産業振興課", "uketsuke@example.jp"),
        reply_to: Some(who("例示市 産業振興課", "office@example.jp")),
        to: who("山田 太郎", "taro@example.jp"),
        message_id: "019a0000.1@uketsuke.example.jp".to_owned(),
        date: "2026-10-01T00:00:00Z".parse().expect("time"),
        returns_to: None,
        unsubscribe_url: None,
    }
}

fn composed(context: &MailContext, language: Language) -> (Rendered, Message) {
    let links = Links::sample(context.kind());
    let rendered = render(context, language, &links, &stamp()).expect("rendered");
    let message = compose(&rendered, &head()).expect("composed");
    (rendered, message)
}

fn every_context() -> Vec<MailContext> {
    MailKind::ALL
        .into_iter()
        .flat_map(|kind| {
            let mut contexts = MailContext::hostile_samples(kind);
            contexts.extend(MailContext::samples(kind).into_iter().map(|(_, context)| context));
            contexts
        })
        .collect()
}

fn header_block(message: &Message) -> &str {
    let text = std::str::from_utf8(message.bytes()).expect("ASCII");
    text.split_once("\r\n\r\n").expect("headers").0
}

#[test]
fn every_mail_in_every_language_is_read_back_as_it_was_rendered() {
    for context in every_context() {
        for language in [Language::Ja, Language::En] {
            let (rendered, message) = composed(&context, language);
            let read = MessageParser::default().parse(message.bytes()).expect("parsed");
            assert_eq!(read.subject(), Some(rendered.subject.as_str()));
            let unix = |text: &str| text.replace("\r\n", "\n");
            assert_eq!(unix(&read.body_text(0).expect("text")), rendered.text);
            assert_eq!(unix(&read.body_html(0).expect("HTML")), rendered.html);
            assert_eq!((read.text_body_count(), read.html_body_count()), (1, 1));
            let calendars: Vec<_> = read.attachments().collect();
            assert_eq!(calendars.len(), rendered.calendars.len());
            for (part, calendar) in calendars.iter().zip(&rendered.calendars) {
                let content_type = part.content_type().expect("content type");
                assert_eq!(content_type.ctype(), "text");
                assert_eq!(content_type.subtype(), Some("calendar"));
                assert_eq!(
                    content_type.attribute("method"),
                    Some(calendar.method.to_string().as_str())
                );
                assert!(matches!(part.body, PartType::Text(_)));
                assert_eq!(part.contents(), calendar.ics.as_bytes());
            }
        }
    }
}

#[test]
fn no_value_adds_a_header_or_a_recipient() {
    for context in every_context() {
        let (_, message) = composed(&context, Language::Ja);
        assert_eq!(message.envelope_to(), "taro@example.jp");
        assert_eq!(message.envelope_from(), "uketsuke@example.jp");
        let headers = header_block(&message);
        let mut names: Vec<_> = headers
            .split("\r\n")
            .filter(|line| !line.starts_with([' ', '\t']))
            .map(|line| line.split_once(':').expect("header").0)
            .collect();
        names.sort_unstable();
        assert_eq!(
            names,
            [
                "Auto-Submitted",
                "Content-Type",
                "Date",
                "From",
                "MIME-Version",
                "Message-ID",
                "Reply-To",
                "Subject",
                "To"
            ]
        );
        let read = MessageParser::default().parse(message.bytes()).expect("parsed");
        let to = read.to().expect("To").as_list().expect("list");
        assert_eq!(to.len(), 1);
        assert_eq!(to[0].address.as_deref(), Some("taro@example.jp"));
    }
}

#[test]
fn hostile_display_names_stay_one_name() {
    for context in MailContext::hostile_samples(MailKind::RegistrationReceived) {
        let name = context.registration().expect("a registration").applicant_name.clone();
        let rendered = render(
            &MailContext::sample(MailKind::RegistrationReceived),
            Language::Ja,
            &Links::sample(MailKind::RegistrationReceived),
            &stamp(),
        );
        let mut head = head();
        head.to.name = Some(name.clone());
        head.from.name = Some(name.clone());
        let message = compose(&rendered.expect("rendered"), &head).expect("composed");
        let read = MessageParser::default().parse(message.bytes()).expect("parsed");
        for (list, address) in
            [(read.to(), "taro@example.jp"), (read.from(), "uketsuke@example.jp")]
        {
            let list = list.expect("header").as_list().expect("list");
            assert_eq!(list.len(), 1, "{name:?}\n{}", header_block(&message));
            assert_eq!(list[0].address.as_deref(), Some(address), "{name:?}");
        }
    }
}

#[test]
fn encoded_words_and_lines_are_short_and_never_split_a_character() {
    use base64::Engine as _;
    for context in every_context() {
        let (_, message) = composed(&context, Language::Ja);
        for line in header_block(&message).split("\r\n") {
            assert!(line.len() <= 78, "{line}");
            for word in line.split_ascii_whitespace().filter(|word| word.starts_with("=?")) {
                let encoded =
                    word.trim_end_matches([',', ';']).strip_prefix("=?utf-8?b?").expect(word);
                let encoded = encoded.strip_suffix("?=").expect(word);
                let bytes = base64::engine::general_purpose::STANDARD.decode(encoded).expect(word);
                assert!(std::str::from_utf8(&bytes).is_ok(), "{word}");
            }
        }
        for line in std::str::from_utf8(message.bytes()).expect("ASCII").split("\r\n") {
            assert!(line.len() <= 78, "{line}");
        }
    }
}

#[test]
fn every_retry_has_the_same_bytes_and_another_mail_has_others() {
    for context in every_context() {
        assert_eq!(composed(&context, Language::Ja).1, composed(&context, Language::Ja).1);
    }
    let rendered = composed(&MailContext::sample(MailKind::Promoted), Language::Ja).0;
    let mut other = head();
    other.message_id = "<019a0000.2@uketsuke.example.jp>".to_owned();
    let boundary = |message: &Message| {
        header_block(message).split_once("boundary=").expect("boundary").1[..42].to_owned()
    };
    let first = compose(&rendered, &head()).expect("first");
    let second = compose(&rendered, &other).expect("second");
    assert_ne!(boundary(&first), boundary(&second));
}

#[test]
fn the_head_is_written_as_given() {
    let (_, message) =
        composed(&MailContext::sample(MailKind::RegistrationConfirmed), Language::Ja);
    let headers = header_block(&message);
    for line in [
        "Date: Thu, 01 Oct 2026 00:00:00 +0000",
        "Message-ID: <019a0000.1@uketsuke.example.jp>",
        "MIME-Version: 1.0",
        "Auto-Submitted: auto-generated",
    ] {
        assert!(headers.split("\r\n").any(|found| found == line), "{line} is not in\n{headers}");
    }
    let read = MessageParser::default().parse(message.bytes()).expect("parsed");
    let from = read.from().expect("From").first().expect("one").clone();
    assert_eq!(from.name.as_deref(), Some("例示市 産業振興課"));
}

#[test]
fn a_carrier_address_is_quoted_in_header_and_envelope() {
    let rendered = composed(&MailContext::sample(MailKind::RegistrationReceived), Language::Ja).0;
    let mut head = head();
    head.to.address = "taro..x.@example.ne.jp".to_owned();
    let message = compose(&rendered, &head).expect("composed");
    assert_eq!(message.envelope_to(), "\"taro..x.\"@example.ne.jp");
    assert!(header_block(&message).contains("<\"taro..x.\"@example.ne.jp>"));
}

#[test]
fn a_bad_head_is_refused_by_name() {
    let rendered = composed(&MailContext::sample(MailKind::RegistrationReceived), Language::Ja).0;
    let refused = |change: fn(&mut MessageHead)| {
        let mut head = head();
        change(&mut head);
        compose(&rendered, &head).expect_err("refused")
    };
    assert_eq!(
        refused(|head| head.to.address = "a\r\nb@example.jp".to_owned()),
        ComposeFault::Address("recipient's")
    );
    assert_eq!(
        refused(|head| head.from.address = "nobody".to_owned()),
        ComposeFault::Address("sender's")
    );
    for id in ["", "x", "<x>", "a b@c", "a@b\r\nBcc: x", "a@b@c"] {
        let mut head = head();
        head.message_id = id.to_owned();
        assert_eq!(compose(&rendered, &head), Err(ComposeFault::MessageId), "{id}");
    }
    assert_eq!(refused(|head| head.date = DateTime::<Utc>::MAX_UTC), ComposeFault::Date);
    assert_eq!(refused(|head| head.date = DateTime::<Utc>::MIN_UTC), ComposeFault::Date);
}

#[test]
fn an_unsafe_message_does_not_leave() {
    assert_eq!(inspect("From: x\r\n\r\né".as_bytes()), Err(ComposeFault::Unsafe("not ASCII")));
    assert_eq!(inspect(b"From: x\r\n\r\na\n.\nb"), Err(ComposeFault::Unsafe("bare CR, LF or NUL")));
    assert_eq!(inspect(&[b'x'; 2000]), Err(ComposeFault::Unsafe("line too long")));
    assert_eq!(
        inspect(b"From: x\r\nFrom: y\r\n\r\n"),
        Err(ComposeFault::Unsafe("a header is missing or double"))
    );
}

#[test]
fn mail_that_may_be_stopped_says_where_and_that_one_click_is_enough() {
    let rendered = composed(&MailContext::sample(MailKind::Promoted), Language::Ja).0;
    let mut head = head();
    let url = format!("https://moushikomi.example.jp/u/{}", "A".repeat(64));
    head.unsubscribe_url = Some(url.clone());
    let message = compose(&rendered, &head).expect("composed");
    let read = MessageParser::default().parse(message.bytes()).expect("parsed");
    let value = |name: &'static str| read.header_raw(name).map(str::trim);
    assert_eq!(value("List-Unsubscribe"), Some(format!("<{url}>").as_str()));
    assert_eq!(value("List-Unsubscribe-Post"), Some("List-Unsubscribe=One-Click"));
    for wrong in [
        "",
        "mailto:x@example.jp",
        "https://x/>, <https://y/",
        "https://x/\r\nBcc: y",
        "https://x/ y",
    ] {
        head.unsubscribe_url = Some(wrong.to_owned());
        assert_eq!(compose(&rendered, &head), Err(ComposeFault::Unsubscribe), "{wrong}");
    }
}

#[test]
fn a_mail_may_come_back_to_another_address_than_that_of_its_sender() {
    let rendered = composed(&MailContext::sample(MailKind::Promoted), Language::Ja).0;
    let mut head = head();
    head.returns_to = Some("bounce+mark@例え.jp".to_owned());
    let message = compose(&rendered, &head).expect("composed");
    assert_eq!(message.envelope_from(), "bounce+mark@xn--r8jz45g.jp");
    assert!(!String::from_utf8_lossy(message.bytes()).contains("mark"));
    head.returns_to = Some("nobody".to_owned());
    assert_eq!(compose(&rendered, &head), Err(ComposeFault::Address("return")));
}
