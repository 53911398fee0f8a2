//! Characters that do not fit, before a list is fetched.

use askama::Template;

use crate::http::pages::console::frame::ConsoleFrame;

/// Where a character stands.
#[derive(Debug, Clone)]
pub struct UnfitLine {
    pub character: String,
    /// Its code, such as U+20BB7.
    pub code: String,
    /// Row of the list; 1 is the header.
    pub row: u64,
    pub column: String,
}

/// `/console/events/{event}/export/file` where `Shift_JIS` lacks characters of the list.
#[derive(Debug, Template)]
#[template(path = "console/exports/unfit.html")]
pub struct UnfitView {
    pub frame: ConsoleFrame,
    pub back: String,
    /// All occurrences.
    pub total: u64,
    /// Character, code, how often.
    pub characters: Vec<(String, String, u64)>,
    pub places: Vec<UnfitLine>,
    /// Where the list is fetched all the same, and as UTF-8, and as a workbook.
    pub anyway: String,
    pub utf8: String,
    pub xlsx: String,
}

#[cfg(any(test, feature = "test-hooks"))]
impl UnfitView {
    /// With some.
    pub fn samples(language: crate::http::pages::texts::Language) -> Vec<(&'static str, Self)> {
        use crate::http::pages::console::frame::Section;
        use crate::http::pages::console::samples;
        let view = Self {
            frame: samples::frame(language, "/console/events/sample/export/file", Section::Events),
            back: "/console/events/sample/export".into(),
            total: 2,
            characters: vec![("𠮷".into(), "U+20BB7".into(), 2)],
            places: vec![UnfitLine {
                character: "𠮷".into(),
                code: "U+20BB7".into(),
                row: 3,
                column: "申込者".into(),
            }],
            anyway: "/console/events/sample/export/file?anyway=1".into(),
            utf8: "/console/events/sample/export/file?format=csv".into(),
            xlsx: "/console/events/sample/export/file?format=xlsx".into(),
        };
        vec![("some", view)]
    }
}
