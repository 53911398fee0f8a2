//! The page on which a link that was lost is asked for once more.

use askama::Template;

use super::{
    apply::ErrorLine,
    contact::Contact,
    faults::{self, Fault, Manner},
    field::{Control, Field, LineKind},
    field_name::FieldName,
    frame::Frame,
};

/// `/e/{slug}/lost-link`: asks for the address, then says the same to everybody.
#[derive(Debug, Template)]
#[template(path = "lost_link.html")]
pub struct LostLinkView {
    /// Around the page.
    pub frame: Frame,
    /// The event's part of the URL.
    pub slug: String,
    /// The event's title.
    pub event_title: String,
    /// The field for the address; nothing once it was sent.
    pub field: Option<Field>,
    /// What is wrong.
    pub errors: Vec<ErrorLine>,
    /// The value of the hidden field `form`.
    pub token: String,
    /// Whom to ask.
    pub contact: Contact,
}

/// The event whose link was lost.
#[derive(Debug, Clone)]
pub struct LostLinkEvent {
    /// Its part of the URL.
    pub slug: String,
    /// Its title.
    pub title: String,
    /// Whom to ask.
    pub contact: Contact,
}

impl LostLinkView {
    /// The form with what was `typed`.
    pub fn asking(
        frame: Frame,
        event: LostLinkEvent,
        token: String,
        typed: &str,
        fault: Option<&Fault>,
    ) -> Self {
        let texts = frame.texts();
        let label = texts.t("field-email");
        let error = fault.map(|fault| faults::sentence(texts, fault, &label, Manner::Enter));
        let line = |sentence: &String| ErrorLine {
            field: Some(FieldName::Email),
            sentence: sentence.clone(),
        };
        let errors = error.iter().map(line).collect();
        let field = Field {
            texts,
            name: FieldName::Email,
            label,
            hint: texts.t("lost-email-hint"),
            required: true,
            error,
            control: Control::Line { value: typed.to_owned(), kind: LineKind::Email },
            condition: None,
            focused: false,
        };
        let LostLinkEvent { slug, title: event_title, contact } = event;
        Self { frame, slug, event_title, field: Some(field), errors, token, contact }
    }

    /// What everybody is told, registered or not.
    pub fn sent(frame: Frame, event: LostLinkEvent) -> Self {
        let LostLinkEvent { slug, title: event_title, contact } = event;
        let (errors, token) = (Vec::new(), String::new());
        Self { frame, slug, event_title, field: None, errors, token, contact }
    }
}

#[cfg(any(test, feature = "test-hooks"))]
impl LostLinkView {
    /// Empty, with what is no address, sent.
    pub fn samples(language: super::texts::Language) -> Vec<(&'static str, Self)> {
        use super::{frame::LanguageSwitch, samples};
        let frame = |switch| Frame::new(language, "萩市", switch);
        let by_link = || LanguageSwitch::Links { path: "/e/telework-2026/lost-link".into() };
        let event = || LostLinkEvent {
            slug: "telework-2026".into(),
            title: "テレワーク説明会".into(),
            contact: samples::contact(),
        };
        let fault = Fault::new(FieldName::Email, "invalid_email");
        let asking = |typed, fault| {
            Self::asking(frame(LanguageSwitch::Form), event(), "token".into(), typed, fault)
        };
        vec![
            ("empty", asking("", None)),
            ("error", asking("taro＠例", Some(&fault))),
            ("sent", Self::sent(frame(by_link()), event())),
        ]
    }
}
