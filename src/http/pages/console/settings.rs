//! What holds for the whole organization: the way to each of its pages.

use askama::Template;

use super::frame::ConsoleFrame;

/// A page of the settings.
#[derive(Debug, Clone, Copy)]
pub struct SettingsLine {
    /// Where it is.
    pub path: &'static str,
    /// Key of its name.
    pub word: &'static str,
    /// Key of what one does there.
    pub means: &'static str,
}

impl SettingsLine {
    /// Words of the page for colour and logo.
    pub const BRAND: Self =
        Self { path: "/console/settings/brand", word: "events-brand", means: "events-brand-means" };
}

/// `/console/settings`.
#[derive(Debug, Template)]
#[template(path = "console/settings.html")]
pub struct SettingsView {
    /// Around the page.
    pub frame: ConsoleFrame,
    /// Those that the member may open.
    pub lines: Vec<SettingsLine>,
}

#[cfg(any(test, feature = "test-hooks"))]
impl SettingsView {
    /// With a page, and without any.
    pub fn samples(language: crate::http::pages::texts::Language) -> Vec<(&'static str, Self)> {
        let view = |lines| Self {
            frame: super::samples::frame(
                language,
                "/console/settings",
                super::frame::Section::Settings,
            ),
            lines,
        };
        let line =
            SettingsLine { path: "/console/outbox", word: "outbox", means: "settings-means" };
        vec![("lines", view(vec![line])), ("none", view(Vec::new()))]
    }
}
