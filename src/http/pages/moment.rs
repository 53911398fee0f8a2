//! A point or span of time as people read it and as machines do.

/// A time, already written out in the page's language.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Moment {
    /// For people: 令和8年(2026年)10月15日(木曜日)午後2時～午後3時30分.
    pub text: String,
    /// For `<time datetime>`: RFC 3339 with offset; of a span its beginning.
    pub datetime: String,
}

impl Moment {
    /// A time by its two forms.
    pub fn new(text: impl Into<String>, datetime: impl Into<String>) -> Self {
        Self { text: text.into(), datetime: datetime.into() }
    }
}
