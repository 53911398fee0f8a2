//! The words for states, sources, languages in a list, in Japanese and English.

use crate::domain::application::Source;
use crate::domain::question;
use crate::domain::state::State;
use crate::domain::values::language::Language;

const fn choose(language: Language, ja: &'static str, en: &'static str) -> &'static str {
    match language {
        Language::Ja | Language::Easy => ja,
        Language::En => en,
    }
}

/// The word for a state, from the key `State::as_str` gives; a key nobody knows stays as it is.
pub fn state(key: &str, language: Language) -> &str {
    let Ok(state) = key.parse::<State>() else { return key };
    match state {
        State::Pending => choose(language, "未確定", "Not final"),
        State::Waitlisted => choose(language, "キャンセル待ち", "Waiting list"),
        State::Offered => choose(language, "席の案内中", "Offered a seat"),
        State::Confirmed => choose(language, "確定", "Confirmed"),
        State::EnteredDraw => choose(language, "抽選待ち", "Entered draw"),
        State::Withdrawn => choose(language, "取消", "Withdrawn"),
        State::Declined => choose(language, "見送り", "Declined"),
        State::DeclinedOffer => choose(language, "辞退", "Declined the offer"),
    }
}

/// The word for the channel an application came by, from the key `Source::as_str` gives; a key nobody
/// knows stays as it is.
pub fn source(key: &str, language: Language) -> &str {
    let Some(source) = Source::parse(key) else { return key };
    match source {
        Source::Web => choose(language, "ウェブ", "Web"),
        Source::Api => "API",
        Source::Telephone => choose(language, "電話", "Telephone"),
        Source::Mail => choose(language, "メール", "E-mail"),
        Source::Fax => choose(language, "FAX", "Fax"),
        Source::Paper => choose(language, "書面", "Paper"),
        Source::List => choose(language, "名簿", "List"),
        Source::Counter => choose(language, "窓口", "Counter"),
    }
}

/// The word for the language an applicant reads; a code nobody knows stays as it is.
pub fn applicant_language(code: &str, language: Language) -> &str {
    match code {
        "ja" => choose(language, "日本語", "Japanese"),
        "en" => choose(language, "英語", "English"),
        "easy" => choose(language, "やさしい日本語", "Plain Japanese"),
        unknown => unknown,
    }
}

/// The word for a yes-or-no answer.
pub fn yes_or_no(yes: bool, language: Language) -> &'static str {
    question::words::yes_or_no(yes, language)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_state_of_the_domain_has_its_own_word_in_both_languages() {
        for language in [Language::Ja, Language::En] {
            let mut words: Vec<_> =
                State::ALL.iter().map(|known| state(known.as_str(), language)).collect();
            assert!(
                words.iter().all(|word| State::ALL.iter().all(|known| known.as_str() != *word))
            );
            words.sort_unstable();
            words.dedup();
            assert_eq!(words.len(), State::ALL.len());
        }
    }

    #[test]
    fn every_channel_has_its_own_word() {
        let mut words: Vec<_> =
            Source::ALL.iter().map(|known| source(known.as_str(), Language::Ja)).collect();
        assert!(words.iter().all(|word| Source::parse(word).is_none()));
        words.sort_unstable();
        words.dedup();
        assert_eq!(words.len(), Source::ALL.len());
    }

    #[test]
    fn a_key_without_a_word_is_shown_as_it_is() {
        assert_eq!(state("lost", Language::Ja), "lost");
        assert_eq!(source("carrier_pigeon", Language::Ja), "carrier_pigeon");
        assert_eq!(applicant_language("fr", Language::En), "fr");
    }
}
