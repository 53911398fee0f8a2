//! Hostile mails, for tests: every text in them has broken some mail program once.

use std::sync::Arc;

use super::context::{MailContext, MailKind, MeetingMail, RegistrationMail};
use super::news::{Change, ChangedField};
use super::office::Letterhead;
use super::samples::{Words, both, meeting, ordinary, with};

impl MailContext {
    /// Mails whose every text holds something that has broken some mail program once.
    pub fn hostile_samples(kind: MailKind) -> Vec<Self> {
        let texts = hostile_texts();
        texts.iter().map(|text| with(kind, hostile(kind, text), &Words::hostile(text))).collect()
    }
}

impl Words {
    fn hostile(text: &str) -> Self {
        let texts = || both(text, text);
        let fields = [ChangedField::Contact, ChangedField::JoinLink, ChangedField::Answers];
        let changes = fields.map(|field| Change { field, before: texts(), after: texts() });
        Self {
            name: text.to_owned(),
            attendee: text.to_owned(),
            changes: changes.clone().into(),
            own_changes: changes.into(),
            text: texts(),
            reason: texts(),
            subject: texts(),
            session: texts(),
            title: texts(),
            url: text.to_owned(),
            letterhead: Letterhead {
                organization_name: text.to_owned(),
                contact: texts(),
                time_zone: "Asia/Tokyo".to_owned(),
            },
        }
    }
}

fn hostile(kind: MailKind, text: &str) -> RegistrationMail {
    let texts = || both(text, text);
    let mut mail = ordinary(kind);
    mail.reception_number = text.into();
    mail.applicant_name = text.into();
    mail.seats = u32::MAX;
    mail.attendees = vec![text.to_owned(); 3];
    mail.company = Some(text.to_owned());
    mail.joined_company_seat = true;
    mail.position = mail.position.map(|_| u32::MAX);
    let session = Arc::make_mut(&mut mail.session);
    session.event_title = texts();
    session.session_name = texts();
    session.contact = texts();
    session.organization_name = text.into();
    session.calendar_sequence = u32::MAX - 1;
    let hostile_meeting = |days| MeetingMail {
        venue: Some(texts()),
        address: Some(texts()),
        online_url: Some(text.to_owned()),
        ..meeting(days)
    };
    session.meetings = vec![hostile_meeting(0), hostile_meeting(1)];
    mail
}

fn hostile_texts() -> Vec<String> {
    let mut texts: Vec<String> = [
        "",
        " ",
        "x\r\nBcc: evil@example.com\r\n\r\n<p>second body</p>",
        "x\nSubject: other\rReply-To: evil@example.com",
        "{{ 7 * 7 }}{% for i in range(99999999) %}{{ i }}{% endfor %}{# #}{% raw %}",
        "\"><script>alert(1)</script><img src=x onerror=alert(2)>' onmouseover='x",
        "javascript:alert(1)",
        "https://example.com/\"><b>\r\n\r\nx",
        "\"a\" <one@example.com>, two@example.com; group: three@example.com",
        "=?utf-8?B?RnJvbTogZXZpbEBleGFtcGxlLmNvbQ==?= =?iso-2022-jp?B?GyRC?=",
        ".\r\n.\r\nMAIL FROM:<evil@example.com>\r\n",
        "a;b,c:d\\n\nEND:VEVENT\r\nATTENDEE:mailto:evil@example.com\r\nATTACH:http://example.com",
        "\0\u{1}\u{1b}[31m\u{7f}\u{85}\u{2028}\u{2029}",
        "\u{202E}moc.live\u{202C}\u{FEFF}\u{200B}\u{2066}",
        "--=_boundary\r\nContent-Type: text/html\r\n\r\n<h1>",
        "葛\u{E0100}城 𠮷野 髙﨑 ﾔﾏﾀﾞ 👩\u{200D}💻 é e\u{301} ①㈱",
        "\\\\\\\"\\",
    ]
    .map(str::to_owned)
    .into();
    texts.push("x".repeat(5_000));
    texts.push("受付".repeat(2_500));
    texts.push("e\u{301}\u{301}\u{301}".repeat(500));
    texts.push(" ,".repeat(1_000));
    texts
}
