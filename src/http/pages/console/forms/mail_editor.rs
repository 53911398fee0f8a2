//! The editor of a mail's text: words with placeholders, and the mail that they make.

use askama::Template;

use super::builder::FormFault;
use super::input::Input;
use crate::http::pages::console::event_nav::EventNav;
use crate::http::pages::console::frame::ConsoleFrame;

/// A placeholder.
#[derive(Debug, Clone)]
pub struct PlaceholderButton {
    /// As it is written.
    pub written: String,
    /// What the script puts in.
    pub insert: String,
    /// Ids of the fields that it may stand in, the usual one first.
    pub fields: &'static str,
    /// What it stands for.
    pub meaning: &'static str,
    /// Whether the text must have it.
    pub is_required: bool,
}

impl PlaceholderButton {
    /// One that stands for whole paragraphs is put on a line of its own.
    pub fn new(
        name: &str,
        is_block: bool,
        fields: &'static str,
        meaning: &'static str,
        is_required: bool,
    ) -> Self {
        let written = format!("{{{{ {name} }}}}");
        let insert = if is_block { format!("\n{written}\n") } else { written.clone() };
        Self { written, insert, fields, meaning, is_required }
    }
}

/// Somebody whose mail can be shown.
#[derive(Debug, Clone)]
pub struct PersonChoice {
    /// The registration's id.
    pub id: String,
    /// Who it is.
    pub words: String,
    /// Whether it is the one that is shown.
    pub chosen: bool,
}

/// The mail that the words make.
#[derive(Debug, Clone)]
pub struct MailPreview {
    /// Its subject.
    pub subject: String,
    /// Its text.
    pub text: String,
    /// Where its HTML is, for the frame.
    pub html_path: String,
}

/// What the last press has done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum MailDone {
    /// The text is used from now on.
    Saved,
    /// The standard text is used again.
    TakenBack,
    /// A test is on its way to this address.
    Tested(String),
}

/// `/console/events/{event}/mails/{kind}/{language}` and the same under `/console/settings`.
#[derive(Debug, Template)]
#[template(path = "console/forms/mail_editor.html")]
pub struct MailEditorView {
    /// Around the page.
    pub frame: ConsoleFrame,
    /// The tabs of the event; none for the organization's texts.
    pub nav: Option<EventNav>,
    /// The page's own path.
    pub path: String,
    /// Path of the list.
    pub list_path: String,
    /// Key of the kind's name.
    pub word: &'static str,
    /// Key of when it is sent.
    pub when: &'static str,
    /// The language's name in itself, and HTML's `lang` of it.
    pub language: (&'static str, &'static str),
    /// Key of where the text comes from.
    pub origin: &'static str,
    /// Whether it was written for just this, and can be taken back.
    pub is_own: bool,
    /// Whether what is shown differs from what is used.
    pub is_unsaved: bool,
    /// Whether somebody else has changed it meanwhile.
    pub is_outdated: bool,
    /// The version that the writing began with.
    pub version: i64,
    /// What the last press has done.
    pub done: Option<MailDone>,
    /// The subject.
    pub subject: Input,
    /// The words.
    pub body: Input,
    /// What may stand in them.
    pub placeholders: Vec<PlaceholderButton>,
    /// The field for searching somebody; `None` where nobody can be chosen.
    pub search: Option<Input>,
    /// Who was found, and who is shown.
    pub people: Vec<PersonChoice>,
    /// Whether nobody was found.
    pub nobody_found: bool,
    /// The mail; `None` while the words are wrong.
    pub preview: Option<MailPreview>,
    /// What is wrong.
    pub errors: Vec<FormFault>,
}

impl MailEditorView {
    /// Key of where a text comes from.
    pub fn origin_key(is_own: bool, is_organization: bool) -> &'static str {
        match (is_own, is_organization) {
            (true, _) => "mails-origin-own",
            (false, true) => "mails-origin-organization",
            (false, false) => "mails-origin-built-in",
        }
    }

    fn tested_to(&self) -> Option<&str> {
        if let Some(MailDone::Tested(address)) = &self.done { Some(address) } else { None }
    }

    fn was_saved(&self) -> bool {
        self.done == Some(MailDone::Saved)
    }

    fn was_taken_back(&self) -> bool {
        self.done == Some(MailDone::TakenBack)
    }
}

#[cfg(any(test, feature = "test-hooks"))]
impl MailEditorView {
    /// As it opens, with faults, with people found, for an organization.
    pub fn samples(language: crate::http::pages::texts::Language) -> Vec<(&'static str, Self)> {
        use crate::http::pages::console::event_nav::EventPart;
        use crate::http::pages::console::frame::Section;
        use crate::http::pages::console::samples;
        let view = |errors: Vec<FormFault>| {
            let path = "/console/events/sample/mails/registration_confirmed/ja";
            let frame = samples::frame(language, path, Section::Events);
            let texts = frame.texts();
            let error = |name: &str| {
                let fault = errors.iter().find(|fault| fault.field.as_deref() == Some(name));
                fault.map(|fault| fault.sentence.clone())
            };
            let subject = "【{{ label }}】{{ heading }} {{ reception_number }}";
            let body =
                "{{ greeting }}\n\n{{ news }}\n当日は筆記用具をお持ちください。\n\n{{ details }}";
            let html_path = format!("{path}/preview");
            let shown = MailPreview {
                subject: "【参加確定】テレワーク説明会 K7M4Q2XH".into(),
                text: "山田 太郎 様\n\n参加が確定しました。\n当日は筆記用具をお持ちください。"
                    .into(),
                html_path,
            };
            Self {
                nav: Some(EventNav::sample(EventPart::Mails)),
                path: path.into(),
                list_path: "/console/events/sample/mails".into(),
                word: "kind-registration-confirmed",
                when: "mails-when-registration-confirmed",
                language: ("日本語", "ja"),
                origin: "mails-origin-own",
                is_own: true,
                is_unsaved: true,
                is_outdated: false,
                version: 3,
                done: None,
                subject: Input::line(texts, "subject", ("column-subject", ""), subject)
                    .needed(true)
                    .wrong(error("subject")),
                body: Input::area(texts, "body", ("mails-body", "mails-body-hint"), body)
                    .needed(true)
                    .rows(16)
                    .wrong(error("body")),
                placeholders: vec![
                    PlaceholderButton::new(
                        "heading",
                        false,
                        "subject body",
                        "イベントの名称",
                        false,
                    ),
                    PlaceholderButton::new(
                        "manage",
                        true,
                        "body",
                        "申込確認ページへのリンク",
                        true,
                    ),
                ],
                search: Some(Input::line(texts, "who", ("mails-who", "mails-who-hint"), "")),
                people: Vec::new(),
                nobody_found: false,
                preview: errors.is_empty().then_some(shown),
                errors,
                frame,
            }
        };
        let fault = |field: &str, sentence: &str| FormFault {
            field: Some(field.into()),
            sentence: sentence.into(),
        };
        let wrong = view(vec![fault("body", "3行目：{{ nmae }}という差し込みはありません。")]);
        let person = |id: &str, chosen| PersonChoice {
            id: id.into(),
            words: "K7M4Q2XH 山田 太郎 下関".into(),
            chosen,
        };
        let people = vec![person("a", true), person("b", false)];
        let done = Some(MailDone::Tested("staff@hagi.example.jp".into()));
        let organization = Self {
            nav: None,
            search: None,
            is_own: false,
            is_unsaved: false,
            is_outdated: true,
            origin: "mails-origin-built-in",
            done: Some(MailDone::TakenBack),
            ..view(Vec::new())
        };
        vec![
            ("open", view(Vec::new())),
            ("errors", wrong),
            ("people", Self { done, people, ..view(Vec::new()) }),
            (
                "nobody",
                Self { nobody_found: true, done: Some(MailDone::Saved), ..view(Vec::new()) },
            ),
            ("organization", organization),
        ]
    }
}
