//! The mails that were caught because no mail server is configured.

use askama::Template;

use super::frame::ConsoleFrame;

/// A caught mail in the list.
#[derive(Debug, Clone)]
pub struct CaughtMail {
    /// Path of the page that shows it.
    pub path: String,
    /// Its subject.
    pub subject: String,
    /// To whom it would have gone.
    pub recipient: String,
    /// When it was caught, written out.
    pub caught_at: String,
}

/// `/console/mailbox`: the caught mails, newest first.
#[derive(Debug, Template)]
#[template(path = "console/mailbox.html")]
pub struct MailboxView {
    /// Around the page.
    pub frame: ConsoleFrame,
    /// The mails.
    pub mails: Vec<CaughtMail>,
    /// Path of the next page, where there is one.
    pub next_path: Option<String>,
}

/// A file that a caught mail carries.
#[derive(Debug, Clone)]
pub struct Attachment {
    /// Its name.
    pub name: String,
    /// Its size, written out.
    pub size: String,
    /// Path to it.
    pub path: String,
}

/// `/console/mailbox/{id}`: one caught mail.
#[derive(Debug, Template)]
#[template(path = "console/mailbox_message.html")]
pub struct MailboxMessageView {
    /// Around the page.
    pub frame: ConsoleFrame,
    /// Its subject.
    pub subject: String,
    /// Its headers, decoded, in order.
    pub headers: Vec<(String, String)>,
    /// Its text part.
    pub text: String,
    /// Path of its HTML part, shown in a sandboxed frame; `None` where it has none.
    pub html_path: Option<String>,
    /// Its attachments.
    pub attachments: Vec<Attachment>,
}

#[cfg(any(test, feature = "test-hooks"))]
impl MailboxView {
    /// With mail and without.
    pub fn samples(language: crate::http::pages::texts::Language) -> Vec<(&'static str, Self)> {
        use super::samples;
        let frame = || samples::frame(language, "/console/mailbox", super::frame::Section::Mailbox);
        let mail = |subject: &str| CaughtMail {
            path: "/console/mailbox/sample".into(),
            subject: subject.into(),
            recipient: "taro@example.jp".into(),
            caught_at: "10月3日 午後1時5分".into(),
        };
        let mails = vec![
            mail("【受付番号 K7M4Q2XH】テレワーク説明会 10月15日(木) お申し込みを受け付けました"),
            mail("【受付番号 P3R8W5NB】キャンセル待ちを受け付けました"),
        ];
        vec![
            (
                "mails",
                Self {
                    frame: frame(),
                    mails,
                    next_path: Some("/console/mailbox?cursor=abc".into()),
                },
            ),
            ("nothing", Self { frame: frame(), mails: Vec::new(), next_path: None }),
        ]
    }
}

#[cfg(any(test, feature = "test-hooks"))]
impl MailboxMessageView {
    /// With HTML and calendar, and plain.
    pub fn samples(language: crate::http::pages::texts::Language) -> Vec<(&'static str, Self)> {
        use super::samples;
        let calendar = Attachment {
            name: "event.ics".into(),
            size: "1.2 KB".into(),
            path: "/console/mailbox/sample/attachments/0".into(),
        };
        let view = |html_path: Option<&str>, attachments| Self {
            frame: samples::frame(
                language,
                "/console/mailbox/sample",
                super::frame::Section::Mailbox,
            ),
            subject: "【受付番号 K7M4Q2XH】テレワーク説明会".into(),
            headers: vec![
                ("From".into(), "萩市 <uketsuke@example.jp>".into()),
                ("To".into(), "taro@example.jp".into()),
                (
                    "Message-ID".into(),
                    "<0199a1b2-c3d4-7e5f-8a9b-0c1d2e3f4a5b.1@uketsuke.example.jp>".into(),
                ),
            ],
            text: "山田 太郎 様\n\nお申し込みを受け付けました。\n\n受付番号: K7M4Q2XH\n".into(),
            html_path: html_path.map(str::to_owned),
            attachments,
        };
        vec![
            ("html", view(Some("/console/mailbox/sample/html"), vec![calendar])),
            ("text", view(None, Vec::new())),
        ]
    }
}
