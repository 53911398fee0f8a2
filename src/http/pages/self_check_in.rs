//! The page behind the poster at an entrance: visitors check themselves in.

use askama::Template;

use super::{contact::Contact, frame::Frame};

/// A registration whose own page was open on this telephone.
#[derive(Debug, Clone)]
pub struct OwnLine {
    /// Reception number.
    pub number: String,
    /// How many come under it.
    pub seats: u32,
    /// The secret of its own page.
    pub token: String,
}

/// What came of it.
#[derive(Debug, Clone)]
pub struct SelfResult {
    /// Whether they are in.
    pub is_in: bool,
    /// Whether they were in before.
    pub is_again: bool,
    /// Reception number.
    pub number: String,
    /// How many.
    pub persons: u32,
    /// When.
    pub at: String,
    /// The session that they are registered for, where it is not this one.
    pub belongs: String,
}

/// How far it is.
#[derive(Debug, Clone)]
pub enum Stage {
    /// Too early.
    NotYet { from: String },
    /// Number and proof are asked for.
    Asking { own: Vec<OwnLine>, number: String, proof: String, persons: String, is_wrong: bool },
    /// They are in, or hear why not.
    Told(SelfResult),
    /// The meeting is over.
    Over,
}

/// `/c/{token}`.
#[derive(Debug, Template)]
#[template(path = "self_check_in.html")]
pub struct SelfCheckInView {
    /// Around the page.
    pub frame: Frame,
    /// The event's title.
    pub event_title: String,
    /// What the session is called; may be empty.
    pub session: String,
    /// When the meeting is.
    pub when: String,
    /// The page's own path.
    pub path: String,
    /// How far it is.
    pub stage: Stage,
    /// Whom to ask.
    pub contact: Contact,
}

impl SelfCheckInView {
    fn is_wrong(&self) -> bool {
        matches!(self.stage, Stage::Asking { is_wrong: true, .. })
    }
}

#[cfg(any(test, feature = "test-hooks"))]
impl SelfCheckInView {
    /// Every stage.
    pub fn samples(language: super::texts::Language) -> Vec<(&'static str, Self)> {
        use super::{frame::LanguageSwitch, samples};
        let view = |switch, stage| Self {
            frame: Frame::new(language, "萩市", switch),
            event_title: "テレワーク説明会".into(),
            session: "下関".into(),
            when: "令和8年(2026年)10月15日(木曜日)午後2時～午後3時30分".into(),
            path: "/c/sample".into(),
            stage,
            contact: samples::contact(),
        };
        let links = || LanguageSwitch::Links { path: "/c/sample".into() };
        let asking = |own, is_wrong| Stage::Asking {
            own,
            number: if is_wrong { "K7M4Q2XH".into() } else { String::new() },
            proof: if is_wrong { "1234".into() } else { String::new() },
            persons: String::new(),
            is_wrong,
        };
        let own = OwnLine { number: "K7M4Q2XH".into(), seats: 3, token: "sample".into() };
        let told = |is_in, is_again, belongs: &str| {
            Stage::Told(SelfResult {
                is_in,
                is_again,
                number: "K7M4Q2XH".into(),
                persons: 2,
                at: "午後1時42分".into(),
                belongs: belongs.into(),
            })
        };
        vec![
            ("asking", view(LanguageSwitch::Form, asking(Vec::new(), false))),
            ("own", view(LanguageSwitch::Form, asking(vec![own], false))),
            ("wrong", view(LanguageSwitch::Form, asking(Vec::new(), true))),
            ("welcome", view(LanguageSwitch::None, told(true, false, ""))),
            ("again", view(LanguageSwitch::None, told(true, true, ""))),
            ("elsewhere", view(LanguageSwitch::None, told(false, false, "萩 令和8年10月16日"))),
            ("refused", view(LanguageSwitch::None, told(false, false, ""))),
            ("early", view(links(), Stage::NotYet { from: "令和8年10月15日正午".into() })),
            ("over", view(links(), Stage::Over)),
        ]
    }
}
