//! The page on which a sent form rests for a moment: why, and the button that goes on with everything kept.

use askama::Template;

use super::contact::Contact;
use super::frame::Frame;

/// Why a form is not taken as it came.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Hurdle {
    /// The field is filled in that nobody sees.
    TrapFilled,
    /// It came sooner than anybody reads.
    TooQuick,
    /// Too many have come from the same network.
    TooMany {
        /// Seconds until the next try makes sense, as in Retry-After.
        retry_after: u32,
    },
}

impl Hurdle {
    /// The HTTP status.
    pub fn status(self) -> u16 {
        match self {
            Self::TrapFilled | Self::TooQuick => 422,
            Self::TooMany { .. } => 429,
        }
    }

    /// Seconds to wait; 0 where there is nothing to wait for.
    pub fn seconds(self) -> u32 {
        match self {
            Self::TooMany { retry_after } => retry_after,
            Self::TrapFilled | Self::TooQuick => 0,
        }
    }

    /// The keys of heading, explanation and what to do.
    fn texts(self) -> [&'static str; 3] {
        match self {
            Self::TrapFilled => ["hurdle-trap", "hurdle-trap-why", "hurdle-trap-do"],
            Self::TooQuick => ["hurdle-quick", "hurdle-quick-why", "hurdle-quick-do"],
            Self::TooMany { .. } => ["hurdle-many", "hurdle-many-why", "hurdle-many-do"],
        }
    }
}

/// In place of the check page or the done page.
#[derive(Debug, Template)]
#[template(path = "hurdle.html")]
pub struct HurdleView {
    /// Around the page.
    pub frame: Frame,
    /// Why.
    pub hurdle: Hurdle,
    /// The event's title.
    pub event_title: String,
    /// The event's part of the URL.
    pub slug: String,
    /// Whether the application was being sent; else it was on its way to the check page.
    pub sends: bool,
    /// The answers as hidden fields.
    pub hidden: Vec<(String, String)>,
    /// The value of the hidden field `form`.
    pub token: String,
    /// Whom to ask.
    pub contact: Contact,
}

impl HurdleView {
    fn path(&self) -> String {
        format!("/e/{}/apply{}", self.slug, if self.sends { "/send" } else { "" })
    }
}

#[cfg(any(test, feature = "test-hooks"))]
impl HurdleView {
    /// One for each hurdle.
    pub fn samples(language: super::texts::Language) -> Vec<(&'static str, Self)> {
        use super::{frame::LanguageSwitch, samples};
        let view = |hurdle, sends| Self {
            frame: Frame::new(language, "萩市", LanguageSwitch::None),
            hurdle,
            event_title: "テレワーク説明会".into(),
            slug: "telework-2026".into(),
            sends,
            hidden: samples::right().to_pairs(),
            token: "sample-token".into(),
            contact: samples::contact(),
        };
        vec![
            ("trap", view(Hurdle::TrapFilled, false)),
            ("quick", view(Hurdle::TooQuick, true)),
            ("many", view(Hurdle::TooMany { retry_after: 30 }, true)),
        ]
    }
}
