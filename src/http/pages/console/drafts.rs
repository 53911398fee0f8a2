//! Applications that came by mail: what was understood, beside what was written.

use askama::Template;

use super::frame::ConsoleFrame;

/// A session that a draft can be confirmed for.
#[derive(Debug, Clone)]
pub struct SessionChoice {
    pub id: String,
    /// Name with its date.
    pub label: String,
    /// The one that the mail wishes for.
    pub wished: bool,
}

/// A draft that waits.
#[derive(Debug, Clone)]
pub struct DraftCard {
    /// Its id, which tells its form from others.
    pub id: String,
    pub event: String,
    /// When the mail came, written out.
    pub received: String,
    /// The sender's address.
    pub sender: String,
    pub subject: String,
    /// What was understood: key of the word for the field, value.
    pub understood: Vec<(&'static str, String)>,
    /// The mail's text.
    pub original: String,
    /// Files that came with it.
    pub attachments: u32,
    pub sessions: Vec<SessionChoice>,
    /// Where the buttons send to; `None` for those who may only look.
    pub path: Option<String>,
}

/// `/console/drafts`: the drafts that wait, the oldest first.
#[derive(Debug, Template)]
#[template(path = "console/drafts.html")]
pub struct DraftsView {
    /// Around the page.
    pub frame: ConsoleFrame,
    pub drafts: Vec<DraftCard>,
    /// Why the last button did nothing: key of the sentence.
    pub refused: Option<&'static str>,
    /// Path of the next page, where there is one.
    pub next_path: Option<String>,
}

#[cfg(any(test, feature = "test-hooks"))]
impl DraftsView {
    /// With drafts, after a refusal, and empty.
    pub fn samples(language: crate::http::pages::texts::Language) -> Vec<(&'static str, Self)> {
        use super::samples;
        let frame = || samples::frame(language, "/console/drafts", super::frame::Section::Drafts);
        let session = |number: u8, label: &str, wished| SessionChoice {
            id: format!("s{number}"),
            label: label.into(),
            wished,
        };
        let card = |id: &str, wished: bool, path: Option<String>| DraftCard {
            id: id.into(),
            event: "テレワーク説明会".into(),
            received: "10月1日(木)9:12".into(),
            sender: "taro@example.jp".into(),
            subject: "説明会の申し込み".into(),
            understood: vec![
                ("column-name", "山田 太郎".into()),
                ("column-phone", "00012345678".into()),
                ("column-email", "taro@example.jp".into()),
                ("draft-others", "佐藤 花子".into()),
            ],
            original: "お世話になっております。\n■氏名：山田 太郎\n■電話番号：000-1234-5678\n<b>&"
                .into(),
            attachments: 1,
            sessions: vec![
                session(1, "下関 10月15日(木)18:00", wished),
                session(2, "萩 10月20日(火)10:00", false),
            ],
            path,
        };
        let view = |drafts: Vec<DraftCard>, refused| Self {
            frame: frame(),
            drafts,
            refused,
            next_path: None,
        };
        let path = || Some("/console/drafts/d1".to_owned());
        vec![
            ("waiting", view(vec![card("d1", true, path()), card("d2", false, path())], None)),
            ("no-session", view(vec![card("d1", false, path())], Some("draft-needs-session"))),
            ("incomplete", view(vec![card("d1", true, path())], Some("draft-incomplete"))),
            ("registered", view(vec![card("d1", true, path())], Some("draft-registered"))),
            ("full", view(vec![card("d1", true, path())], Some("draft-refused"))),
            ("looking", view(vec![card("d1", true, None)], None)),
            ("empty", view(Vec::new(), None)),
        ]
    }
}
