//! A text of the organizer's in one or more languages.

use std::fmt;

use serde::de::{self, Deserialize, Deserializer, MapAccess, Visitor};
use serde::ser::{Serialize, SerializeMap as _, Serializer};
use utoipa::openapi::RefOr;
use utoipa::openapi::schema::{AdditionalProperties, ObjectBuilder, OneOfBuilder, Schema, Type};
use utoipa::{PartialSchema, ToSchema};

use super::language::Language;
use super::text::{self, TextFault};

/// The languages a text may be written in; `easy` is plain Japanese (やさしい日本語).
const KEYS: [&str; 3] = ["ja", "en", "easy"];

/// A text in one or more languages. In JSON `"text"` (which is Japanese) or
/// `{"ja": "...", "en": "...", "easy": "..."}`. A text of only spaces is as good as none.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Localized {
    /// In the order of [`KEYS`].
    texts: [Option<String>; 3],
}

impl Localized {
    /// A text in Japanese only.
    pub fn plain(text: &str) -> Self {
        let mut localized = Self::default();
        localized.set(0, text.to_owned());
        localized
    }

    /// A text that this program makes, in both languages of mails.
    pub fn both(ja: String, en: String) -> Self {
        let mut localized = Self::default();
        localized.set(0, ja);
        localized.set(1, en);
        localized
    }

    /// A text in each of the languages in their order: Japanese, English, plain Japanese.
    pub fn of_each(texts: &[String; 3]) -> Self {
        let mut localized = Self::default();
        for (place, text) in texts.iter().enumerate() {
            localized.set(place, text.clone());
        }
        localized
    }

    /// What is written in each of the languages in their order; nothing where nothing is.
    pub fn each(&self) -> [String; 3] {
        self.texts.each_ref().map(|text| text.clone().unwrap_or_default())
    }

    /// The text in `language`; else the Japanese one, else whatever there is, else nothing.
    pub fn get(&self, language: Language) -> &str {
        let [ja, en, easy] = &self.texts;
        let wanted = match language {
            Language::Ja => ja,
            Language::En => en,
            Language::Easy => easy,
        };
        wanted.as_ref().or(ja.as_ref()).or(en.as_ref()).or(easy.as_ref()).map_or("", String::as_str)
    }

    /// Whether there is a text in no language.
    pub fn is_empty(&self) -> bool {
        self.texts.iter().all(Option::is_none)
    }

    /// Checks a text that must be there, in single lines of at most `max` characters.
    ///
    /// # Errors
    /// The first broken rule, in any language.
    pub fn check_line(&self, max: usize) -> Result<(), TextFault> {
        if self.is_empty() { Err(TextFault::Empty) } else { self.check_optional_line(max) }
    }

    /// Checks a text that may be missing, in single lines of at most `max` characters.
    ///
    /// # Errors
    /// The first broken rule, in any language.
    pub fn check_optional_line(&self, max: usize) -> Result<(), TextFault> {
        self.texts.iter().flatten().try_for_each(|text| text::single_line(text, max).map(drop))
    }

    /// Checks a text that may be missing and may have several lines, of at most `max` characters.
    ///
    /// # Errors
    /// The first broken rule, in any language.
    pub fn check_text(&self, max: usize) -> Result<(), TextFault> {
        self.texts.iter().flatten().try_for_each(|text| text::multi_line(text, max).map(drop))
    }

    fn set(&mut self, place: usize, text: String) {
        if let Some(slot) = self.texts.get_mut(place) {
            *slot = Some(text).filter(|text| !text.trim().is_empty());
        }
    }
}

impl From<&str> for Localized {
    fn from(text: &str) -> Self {
        Self::plain(text)
    }
}

impl Serialize for Localized {
    /// A plain string where there is only Japanese, or nothing.
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if let [ja, None, None] = &self.texts {
            return serializer.serialize_str(ja.as_deref().unwrap_or(""));
        }
        let mut map = serializer.serialize_map(None)?;
        for (key, text) in KEYS.iter().zip(&self.texts) {
            if let Some(text) = text {
                map.serialize_entry(key, text)?;
            }
        }
        map.end()
    }
}

impl<'de> Deserialize<'de> for Localized {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Shapes)
    }
}

/// Either one text, or one for each language.
impl PartialSchema for Localized {
    fn schema() -> RefOr<Schema> {
        let text = || ObjectBuilder::new().schema_type(Type::String);
        let mut texts = ObjectBuilder::new();
        for key in KEYS {
            texts = texts.property(key, text());
        }
        let texts = texts.additional_properties(Some(AdditionalProperties::FreeForm(false)));
        let either = OneOfBuilder::new().item(text()).item(texts);
        either.description(Some("One text, which is Japanese, or a text for each language")).into()
    }
}

impl ToSchema for Localized {}

struct Shapes;

impl<'de> Visitor<'de> for Shapes {
    type Value = Localized;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a text, or texts under \"ja\", \"en\" and \"easy\"")
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<Localized, E> {
        Ok(Localized::plain(text))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Localized, A::Error> {
        let mut localized = Localized::default();
        let mut seen = [false; 3];
        while let Some(key) = map.next_key::<String>()? {
            let place = KEYS.iter().position(|known| *known == key);
            let place = place
                .ok_or_else(|| de::Error::custom("unknown language, expected ja, en or easy"))?;
            if seen.get_mut(place).is_some_and(|seen| std::mem::replace(seen, true)) {
                return Err(de::Error::custom("duplicate language"));
            }
            localized.set(place, map.next_value()?);
        }
        Ok(localized)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(json: &str) -> Result<Localized, String> {
        serde_json::from_str(json).map_err(|fault| fault.to_string())
    }

    #[test]
    fn japanese_alone_is_written_as_a_plain_string() {
        for json in [r#""説明会""#, r#"{"ja":"説明会"}"#] {
            let text = read(json).unwrap();
            assert_eq!(text, Localized::plain("説明会"));
            assert_eq!(serde_json::to_string(&text).unwrap(), r#""説明会""#);
        }
        assert_eq!(serde_json::to_string(&Localized::default()).unwrap(), r#""""#);
        assert_eq!(read(r#""""#), Ok(Localized::default()));
    }

    #[test]
    fn several_languages_are_written_under_their_codes() {
        let json = r#"{"ja":"説明会","en":"Briefing","easy":"せつめいする かい"}"#;
        let text = read(json).unwrap();
        assert_eq!(serde_json::to_string(&text).unwrap(), json);
        assert_eq!((text.get(Language::Ja), text.get(Language::En)), ("説明会", "Briefing"));
    }

    #[test]
    fn a_missing_language_falls_back_to_what_there_is() {
        assert_eq!(Localized::plain("説明会").get(Language::En), "説明会");
        assert_eq!(read(r#"{"en":"Briefing"}"#).unwrap().get(Language::Ja), "Briefing");
        assert_eq!(read(r#"{"ja":"説明会","en":" "}"#).unwrap().get(Language::En), "説明会");
        assert_eq!(read(r#"{"easy":"かい"}"#).unwrap().get(Language::En), "かい");
        assert_eq!(Localized::default().get(Language::Ja), "");
    }

    #[test]
    fn unknown_and_duplicate_languages_are_refused() {
        assert!(
            read(r#"{"ja":"a","fr":"secret"}"#)
                .is_err_and(|fault| fault.contains("unknown language"))
        );
        assert!(
            read(r#"{"ja":"a","ja":"b"}"#).is_err_and(|fault| fault.contains("duplicate language"))
        );
        for json in ["1", "null", "[]", r#"{"ja":1}"#, r#"{"ja":null}"#, "true"] {
            assert!(read(json).is_err(), "{json}");
        }
    }

    #[test]
    fn every_language_is_checked_and_nothing_changed() {
        let text = read(r#"{"ja":" 説明会 ","en":"Brief\ning"}"#).unwrap();
        assert_eq!(text.check_line(20), Err(TextFault::ControlCharacter));
        assert_eq!(text.check_text(20), Ok(()));
        assert_eq!(text.check_text(5), Err(TextFault::TooLong));
        assert_eq!(text.get(Language::Ja), " 説明会 ");
        assert_eq!(
            Localized::plain("a\u{202E}").check_optional_line(9),
            Err(TextFault::InvisibleCharacter)
        );
    }

    #[test]
    fn only_a_required_text_must_be_there() {
        for empty in [Localized::default(), Localized::plain("　")] {
            assert_eq!(empty.check_line(9), Err(TextFault::Empty));
            assert_eq!(empty.check_optional_line(9), Ok(()));
            assert_eq!(empty.check_text(9), Ok(()));
        }
        assert_eq!(read(r#"{"en":"a"}"#).unwrap().check_line(9), Ok(()));
    }
}
