//! A mail to try a text out: its words were made beforehand, by whoever sends it to themselves.

use serde::{Deserialize, Serialize};

use super::render::Rendered;

/// The kind of its outbox row, which is none of those that people get.
pub const TEST_MAIL: &str = "mail_test";

/// Stands before the subject.
const MARK: &str = "【テスト】";

/// What such a row holds. It has no calendar: nobody wants a trial in theirs.
#[derive(Serialize, Deserialize)]
pub struct TestMail {
    subject: String,
    text: String,
    html: String,
}

impl TestMail {
    /// The mail that tries this one out.
    pub fn of(rendered: Rendered) -> Self {
        let Rendered { subject, text, html, .. } = rendered;
        Self { subject: format!("{MARK}{subject}"), text, html }
    }

    /// As it is sent.
    pub fn rendered(self) -> Rendered {
        let Self { subject, text, html } = self;
        Rendered { subject, text, html, calendars: Vec::new() }
    }
}
