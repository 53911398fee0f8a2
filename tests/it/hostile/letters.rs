//! Text that would break out of a mail or a calendar file: it stays where it was put.

use mail_parser::{Message, MessageParser, MimeHeaders as _};
use serde_json::json;
use uketsuke::store::outbox;

use crate::support::app::TestApp;
use crate::support::bodies;
use crate::support::on_both_databases;

/// Applies to a session of an event with these texts, and gives the mail that follows, as bytes.
fn mail_after(
    app: &TestApp,
    event: &serde_json::Value,
    session: &serde_json::Value,
    name: &str,
) -> Vec<u8> {
    let session = bodies::session_with("下関", 5, session);
    let event = app.publish(&bodies::with(bodies::event(&[session]), event));
    let session = event["sessions"][0]["id"].as_str().expect("a session");
    let mut applicant = bodies::applicant(1);
    applicant["applicant"]["name"] = json!(name);
    app.apply(session, &applicant).expect(201);
    assert_eq!(app.drain_mail(), 1);
    let caught = app.app().database.read(|conn| outbox::caught(conn, None, 1)).expect("read");
    caught[0].message.clone()
}

fn parsed(bytes: &[u8]) -> Message<'_> {
    MessageParser::default().parse(bytes).expect("a mail")
}

/// The lines of the calendar file, put together again where they were folded.
fn calendar_lines(mail: &Message<'_>) -> Vec<String> {
    let file = mail.attachment(0).expect("a calendar file");
    assert_eq!(file.content_type().and_then(|kind| kind.subtype()), Some("calendar"));
    let text = String::from_utf8(file.contents().to_vec()).expect("UTF-8");
    text.replace("\r\n ", "").split("\r\n").map(str::to_owned).collect()
}

on_both_databases! {
    fn a_title_with_line_breaks_around_it_comes_into_no_header(app) {
        let bytes = mail_after(app, &json!({ "title": "\r\n説明会\u{2028}\r\n" }), &json!({ "name": "\n下関\n" }), "山田");
        let mail = parsed(&bytes);
        let subject = mail.subject().expect("a subject");
        assert!(subject.contains("説明会") && !subject.contains(['\r', '\n', '\u{2028}']), "{subject:?}");
        let summary: Vec<_> = calendar_lines(&mail).into_iter().filter(|line| line.starts_with("SUMMARY")).collect();
        assert_eq!(summary.len(), 1);
        assert!(!summary[0].contains("\\n"), "{summary:?}");
    }

    fn what_people_typed_makes_no_header_and_no_tag(app) {
        let event = json!({
            "title": "Subject: x; \"説明会\" <b>&amp;",
            "description": "一行目\nBcc: evil@example.jp\n\n.\nEND:VEVENT\n<script>alert(1)</script>",
            "contact": "係\r\nReply-To: evil@example.jp\r\n000-1234-5678",
        });
        let session = json!({ "name": "下関;,\\:BEGIN:VALARM" });
        let bytes = mail_after(app, &event, &session, "=?UTF-8?B?5bGx?= <b>{{ name }}</b> %s");
        let mail = parsed(&bytes);
        assert!(mail.bcc().is_none() && mail.cc().is_none());
        assert_eq!(mail.to().and_then(|to| to.first()).and_then(|to| to.address()), Some("taro1@example.jp"));
        assert!(mail.reply_to().and_then(|to| to.first()).and_then(|to| to.address()).is_none_or(|to| to == "staff@hagi.example.jp"));
        let text = mail.body_text(0).expect("a text");
        assert!(text.contains("=?UTF-8?B?5bGx?= <b>{{ name }}</b> %s"), "{text}");
        let html = mail.body_html(0).expect("html");
        assert!(!html.contains("<script>") && !html.contains("<b>{{"), "{html}");
        let lines = calendar_lines(&mail);
        let count = |wanted: &str| lines.iter().filter(|line| line.starts_with(wanted)).count();
        assert_eq!((count("END:VEVENT"), count("BEGIN:VALARM"), count("Bcc"), count("ATTENDEE:evil")), (1, 0, 0, 0), "{lines:?}");
    }

    fn a_name_that_could_be_read_the_other_way_round_is_not_in_the_address_line(app) {
        let bytes = mail_after(app, &json!({}), &json!({}), "\"evil@example.com\" <x@example.com>, 山田");
        let mail = parsed(&bytes);
        let to = mail.to().expect("To");
        assert_eq!(to.as_list().map_or(1, <[_]>::len), 1);
        assert_eq!(to.first().and_then(|to| to.address()), Some("taro1@example.jp"));
    }
}
