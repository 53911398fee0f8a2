//! The texts of the pages in every language: a thin typed layer over the .ftl files of `http/locales`.
//!
//! Adding a language is adding a folder there. Its texts say how the language is named
//! (`language-name`), what it is called in `?lang=` (`language-code`) and in HTML (`language-html`).

use std::{borrow::Cow, collections::HashMap, sync::LazyLock};

use fluent_templates::{LanguageIdentifier, Loader, fluent_bundle::FluentValue, static_loader};

static_loader! {
    static LOCALES = {
        locales: "./src/http/locales",
        fallback_language: "ja",
        // Isolation marks (U+2068, U+2069) would get into names that people copy from a page.
        customise: |bundle| bundle.set_use_isolating(false),
    };
}

/// Japanese first, then the others by their identifier.
static LANGUAGES: LazyLock<Vec<Language>> = LazyLock::new(|| {
    let mut all: Vec<Language> = LOCALES.locales().map(Language).collect();
    all.sort_by_key(|language| (language.0 != LOCALES.fallback(), language.0.to_string()));
    all
});

/// One of the languages that the pages are written in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Language(&'static LanguageIdentifier);

impl Language {
    /// Japanese: the language where nothing else is known.
    pub fn japanese() -> Self {
        Self(LOCALES.fallback())
    }

    /// Every language there is, Japanese first.
    pub fn all() -> &'static [Language] {
        &LANGUAGES
    }

    /// The language that `?lang=`, the cookie and the API call by this code.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::all().iter().copied().find(|language| language.code() == code)
    }

    /// `?lang=` before the cookie before the Accept-Language header before Japanese.
    pub fn choose(parameter: Option<&str>, cookie: Option<&str>, accept: Option<&str>) -> Self {
        parameter
            .and_then(Self::from_code)
            .or_else(|| cookie.and_then(Self::from_code))
            .or_else(|| accept.and_then(Self::accepted))
            .unwrap_or_else(Self::japanese)
    }

    /// The best language of an Accept-Language header (RFC 9110, 12.5.4); only the primary subtag counts.
    fn accepted(header: &str) -> Option<Self> {
        let mut best: Option<(f32, Self)> = None;
        for range in header.split(',') {
            let mut parts = range.split(';');
            let primary = parts.next()?.trim().split('-').next()?.to_ascii_lowercase();
            let weight = parts
                .find_map(|part| part.trim().strip_prefix("q="))
                .map_or(1.0, |q| q.trim().parse::<f32>().unwrap_or(0.0));
            let Some(language) = Self::from_code(&primary) else { continue };
            if weight > best.map_or(0.0, |(heaviest, _)| heaviest) {
                best = Some((weight, language));
            }
        }
        best.map(|(_, language)| language)
    }

    /// What `?lang=` and the cookie call it.
    pub fn code(self) -> String {
        Texts::new(self).t("language-code")
    }

    /// The value of HTML's `lang`.
    pub fn html(self) -> String {
        Texts::new(self).t("language-html")
    }

    /// Its name in itself.
    pub fn name(self) -> String {
        Texts::new(self).t("language-name")
    }
}

/// A value that stands in a text: a string, or a number that may decide about singular and plural.
pub trait TextValue {
    /// The value as the text layer wants it.
    fn fluent(&self) -> FluentValue<'_>;
}

impl TextValue for str {
    fn fluent(&self) -> FluentValue<'_> {
        FluentValue::from(self)
    }
}

impl TextValue for String {
    fn fluent(&self) -> FluentValue<'_> {
        FluentValue::from(self.as_str())
    }
}

macro_rules! numbers_are_text_values {
    ($($number:ty),*) => {
        $(impl TextValue for $number {
            fn fluent(&self) -> FluentValue<'_> {
                FluentValue::from(*self)
            }
        })*
    };
}
numbers_are_text_values!(u32, u64, usize, i32, i64);

impl<T: TextValue + ?Sized> TextValue for &T {
    fn fluent(&self) -> FluentValue<'_> {
        (**self).fluent()
    }
}

/// The texts in one language.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Texts {
    /// The language they are in.
    pub language: Language,
}

impl Texts {
    /// The texts in this language.
    pub fn new(language: Language) -> Self {
        Self { language }
    }

    /// The text of a key that takes no value.
    pub fn t(self, key: &str) -> String {
        self.with(key, None)
    }

    /// The text of a key that takes one value.
    pub fn t1(self, key: &str, name: &'static str, value: impl TextValue) -> String {
        self.with(key, Some(&HashMap::from([(Cow::Borrowed(name), value.fluent())])))
    }

    /// The text of a key that takes two values.
    pub fn t2(
        self,
        key: &str,
        name: &'static str,
        value: impl TextValue,
        second_name: &'static str,
        second: impl TextValue,
    ) -> String {
        let values =
            [(Cow::Borrowed(name), value.fluent()), (Cow::Borrowed(second_name), second.fluent())];
        self.with(key, Some(&HashMap::from(values)))
    }

    /// The text in this language, else in Japanese, else the key in brackets (which a test looks for).
    fn with(
        self,
        key: &str,
        values: Option<&HashMap<Cow<'static, str>, FluentValue<'_>>>,
    ) -> String {
        LOCALES
            .lookup_single_language(self.language.0, key, values)
            .or_else(|_| LOCALES.lookup_single_language(LOCALES.fallback(), key, values))
            .unwrap_or_else(|_| format!("⟦{key}⟧"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_parameter_goes_before_the_cookie_before_the_header_before_japanese() {
        let code = |parameter, cookie, accept| Language::choose(parameter, cookie, accept).code();
        assert_eq!(code(Some("en"), Some("ja"), Some("ja")), "en");
        assert_eq!(code(Some("tlh"), Some("en"), Some("ja")), "en");
        assert_eq!(code(None, None, Some("en-GB,ja;q=0.5")), "en");
        assert_eq!(code(None, None, Some("de, ja;q=0.4, en;q=0.3")), "ja");
        assert_eq!(code(None, None, Some("en;q=0, fr")), "ja");
        assert_eq!(code(None, None, Some(";;q=,,-")), "ja");
        assert_eq!(code(None, None, None), "ja");
    }

    #[test]
    fn values_stand_in_texts_without_direction_marks() {
        let text = Texts::new(Language::japanese()).t1("event-for-organizer", "name", "萩市");
        assert!(text.contains("萩市"));
        assert!(!text.contains(['\u{2068}', '\u{2069}']));
    }
}
