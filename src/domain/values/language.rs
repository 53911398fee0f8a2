//! The languages the service speaks.

use std::fmt;

use serde::{Deserialize, Serialize};

/// A language that an applicant reads. Mails are written in two of them
/// ([`Language::of_mail`]); pages in all three.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize,
)]
#[serde(rename_all = "lowercase")]
pub enum Language {
    #[default]
    Ja,
    En,
    /// Plain Japanese (やさしい日本語).
    Easy,
}

impl Language {
    pub const ALL: [Self; 3] = [Self::Ja, Self::En, Self::Easy];

    /// The languages that mails are written in.
    pub const MAIL: [Self; 2] = [Self::Ja, Self::En];

    /// The language with this code, exactly.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|language| language.as_str() == text)
    }

    /// The code (BCP 47) in API, database and pages.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Ja => "ja",
            Self::En => "en",
            Self::Easy => "easy",
        }
    }

    /// The language of mails to somebody who reads this one.
    #[must_use]
    pub fn of_mail(self) -> Self {
        match self {
            Self::En => Self::En,
            Self::Ja | Self::Easy => Self::Ja,
        }
    }
}

impl fmt::Display for Language {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_language_has_one_code_everywhere() {
        for language in Language::ALL {
            assert_eq!(Language::parse(language.as_str()), Some(language));
            assert_eq!(serde_json::to_value(language).unwrap(), language.as_str());
        }
        assert_eq!(["JA", "ja-JP", "fr", ""].map(Language::parse), [None; 4]);
    }
}
