//! The kinds of mail with when each is sent, for an event or for the whole organization.

use askama::Template;

use super::mail_words::MailGroup;
use crate::http::pages::console::event_nav::EventNav;
use crate::http::pages::console::frame::ConsoleFrame;

/// A text of a kind in one language.
#[derive(Debug, Clone)]
pub struct MailTextLink {
    /// The language's name in itself.
    pub language: &'static str,
    /// HTML's `lang` of it.
    pub lang: &'static str,
    /// Where it is written.
    pub path: String,
    /// Key of where the text comes from.
    pub origin: &'static str,
    /// Whether it was written for just this.
    pub is_own: bool,
}

/// A kind of mail.
#[derive(Debug, Clone)]
pub struct MailKindLine {
    /// Its name in addresses.
    pub id: &'static str,
    /// Key of its name.
    pub word: &'static str,
    /// Key of when it is sent.
    pub when: &'static str,
    /// Its texts.
    pub texts: Vec<MailTextLink>,
}

/// `/console/events/{event}/mails` and `/console/settings/mails`.
#[derive(Debug, Template)]
#[template(path = "console/forms/mail_list.html")]
pub struct MailListView {
    /// Around the page.
    pub frame: ConsoleFrame,
    /// The tabs of the event; none for the organization's texts.
    pub nav: Option<EventNav>,
    /// The kinds, by what they are about.
    pub groups: Vec<(MailGroup, Vec<MailKindLine>)>,
}

#[cfg(any(test, feature = "test-hooks"))]
impl MailListView {
    /// An event's and an organization's.
    pub fn samples(language: crate::http::pages::texts::Language) -> Vec<(&'static str, Self)> {
        use super::mail_words::when_key;
        use crate::http::pages::console::event_nav::EventPart;
        use crate::http::pages::console::frame::Section;
        use crate::http::pages::console::outbox::mail_kind_key;
        use crate::http::pages::console::samples;
        use crate::mail::MailKind;
        let line = |kind: MailKind| MailKindLine {
            id: kind.as_str(),
            word: mail_kind_key(kind.as_str()),
            when: when_key(kind),
            texts: vec![MailTextLink {
                language: "日本語",
                lang: "ja",
                path: format!("/console/settings/mails/{kind}/ja"),
                origin: match kind {
                    MailKind::Reminder => "mails-origin-own",
                    MailKind::Changed => "mails-origin-organization",
                    _ => "mails-origin-built-in",
                },
                is_own: kind == MailKind::Reminder,
            }],
        };
        let group = |group: MailGroup| {
            let kinds = MailKind::ALL.into_iter().filter(|kind| MailGroup::of(*kind) == group);
            (group, kinds.map(line).collect::<Vec<_>>())
        };
        let view = |nav| Self {
            frame: samples::frame(language, "/console/settings/mails", Section::Settings),
            nav,
            groups: MailGroup::ALL.into_iter().map(group).collect(),
        };
        vec![
            ("event", view(Some(EventNav::sample(EventPart::Mails)))),
            ("organization", view(None)),
        ]
    }
}
