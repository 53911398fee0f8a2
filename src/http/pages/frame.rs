//! What stands around every public page: header, language switch, footer.

use crate::http::assets;

use super::brand::BrandView;
use super::outside::Outside;
use super::texts::{Language, TextValue, Texts};

/// The id of the form whose answers a language switch must keep.
pub const FORM_ID: &str = "application";

/// How a page changes its language.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LanguageSwitch {
    /// By links to this path (no query string), for pages that a GET shows.
    Links {
        /// The path of the page itself.
        path: String,
    },
    /// By buttons that send the form [`FORM_ID`] with `language=CODE`, so that what was typed is kept.
    Form,
    /// Not at all: the page answers a POST that must not be repeated.
    None,
}

/// One entry of the language switch.
#[derive(Debug, Clone)]
pub struct LanguageEntry {
    /// The code for `?lang=`.
    pub code: String,
    /// The value of HTML's `lang`.
    pub html: String,
    /// The language's name in itself.
    pub name: String,
    /// Whether the page is in this language.
    pub current: bool,
}

/// The frame of a page.
#[derive(Debug, Clone)]
pub struct Frame {
    texts: Texts,
    /// Whose pages these are; in the header. Empty: the service's own name stands there.
    pub organizer: String,
    /// How the language is changed.
    pub switch: LanguageSwitch,
    /// Whether this is a demonstration, whose mail is to be read at `/mailbox`.
    pub shows_mailbox: bool,
    /// Whose page it is, to be seen.
    pub brand: BrandView,
    /// What the page says of itself to others than its reader.
    pub outside: Outside,
    /// Whether the page stands within a page of another site.
    pub embedded: bool,
    /// Whether the event is only a rehearsal.
    pub is_rehearsal: bool,
}

impl Frame {
    /// A frame in this language for this organizer.
    pub fn new(language: Language, organizer: impl Into<String>, switch: LanguageSwitch) -> Self {
        Self {
            texts: Texts::new(language),
            organizer: organizer.into(),
            switch,
            shows_mailbox: false,
            brand: BrandView::default(),
            outside: Outside::default(),
            embedded: false,
            is_rehearsal: false,
        }
    }

    /// The same frame, with the way to the mailbox of a demonstration.
    #[must_use]
    pub fn with_mailbox(self, shows_mailbox: bool) -> Self {
        Self { shows_mailbox, ..self }
    }

    /// The same frame in an organization's colour, with its logo.
    #[must_use]
    pub fn with_brand(self, brand: BrandView) -> Self {
        Self { brand, ..self }
    }

    /// The same frame, of a page that says something of itself to others.
    #[must_use]
    pub fn with_outside(self, outside: Outside) -> Self {
        Self { outside, ..self }
    }

    /// The same frame; embedded, it leaves header and footer to the page around it.
    #[must_use]
    pub fn with_embedded(self, embedded: bool) -> Self {
        Self { embedded, ..self }
    }

    /// The same frame; of an event that is only a rehearsal it says so.
    #[must_use]
    pub fn with_rehearsal(self, is_rehearsal: bool) -> Self {
        Self { is_rehearsal, ..self }
    }

    /// The address of a further page of the same application: within a frame it stays there, in its language,
    /// because browsers keep no cookie for pages of other sites.
    pub fn within(&self, path: impl AsRef<str>) -> String {
        let path = path.as_ref();
        if !self.embedded {
            return path.to_owned();
        }
        let joint = if path.contains('?') { '&' } else { '?' };
        format!("{path}{joint}embed=1&lang={}", self.texts.language.code())
    }

    /// The texts of the page.
    pub fn texts(&self) -> Texts {
        self.texts
    }

    /// See [`Texts::t`].
    pub fn t(&self, key: &str) -> String {
        self.texts.t(key)
    }

    /// See [`Texts::t1`].
    pub fn t1(&self, key: &str, name: &'static str, value: impl TextValue) -> String {
        self.texts.t1(key, name, value)
    }

    /// See [`Texts::t2`].
    pub fn t2(
        &self,
        key: &str,
        name: &'static str,
        value: impl TextValue,
        second_name: &'static str,
        second: impl TextValue,
    ) -> String {
        self.texts.t2(key, name, value, second_name, second)
    }

    /// HTML's `lang` of the page.
    pub fn html_language(&self) -> String {
        self.texts.language.html()
    }

    /// Path of the stylesheet.
    pub fn stylesheet(&self) -> &str {
        &self.brand.stylesheet
    }

    /// Path of the script.
    pub fn script(&self) -> &'static str {
        &assets::script().path
    }

    /// Path of the icon.
    pub fn icon(&self) -> &str {
        self.brand.logo.as_ref().map_or(&assets::icon().path, |logo| &logo.path)
    }

    /// Media type of the icon.
    pub fn icon_type(&self) -> &'static str {
        self.brand.logo.as_ref().map_or("image/svg+xml", |logo| logo.media_type)
    }

    /// Path of the script for pages within frames.
    pub fn frame_script(&self) -> &'static str {
        &assets::frame_script().path
    }

    /// The code of the page's language, as in `?lang=`.
    pub fn language_code(&self) -> String {
        self.texts.language.code()
    }

    /// Every language, in the order of the switch.
    pub fn languages(&self) -> Vec<LanguageEntry> {
        let entry = |language: &Language| LanguageEntry {
            code: language.code(),
            html: language.html(),
            name: language.name(),
            current: *language == self.texts.language,
        };
        Language::all().iter().map(entry).collect()
    }

    /// The path that language links lead to, where links change the language.
    pub fn language_path(&self) -> Option<&str> {
        match &self.switch {
            LanguageSwitch::Links { path } => Some(path),
            LanguageSwitch::Form | LanguageSwitch::None => None,
        }
    }

    /// Whether the language switch sends the form.
    pub fn switches_by_form(&self) -> bool {
        self.switch == LanguageSwitch::Form
    }
}
