//! A stored answer in words, for those who read it.

use serde_json::Value;

use super::address::address_line;
use super::file::stored_file;
use super::{Question, QuestionKind, consent};
use crate::domain::civil::calendar_day;
use crate::domain::values::calendar_date::parse_date;
use crate::domain::values::language::Language;

/// The word for a yes or a no.
pub fn yes_or_no(yes: bool, language: Language) -> &'static str {
    match (yes, language) {
        (true, Language::En) => "Yes",
        (false, Language::En) => "No",
        (true, _) => "はい",
        (false, _) => "いいえ",
    }
}

/// What was answered to `question`, several things on a line each. What does not fit the question any more is
/// shown as it was stored.
pub fn answer_words(question: &Question, answer: &Value, language: Language) -> String {
    match answer {
        Value::Null => String::new(),
        Value::Bool(yes) => yes_or_no(*yes, language).to_owned(),
        Value::Number(number) => number.to_string(),
        Value::String(text) => written(question, text, language),
        Value::Array(chosen) => {
            let lines: Vec<String> =
                chosen.iter().map(|one| answer_words(question, one, language)).collect();
            lines.join("\n")
        }
        Value::Object(parts) => {
            if let Some(agreed) = consent::is_given(answer) {
                return yes_or_no(agreed, language).to_owned();
            }
            match stored_file(answer) {
                Some(file) => file.name,
                None if parts.contains_key("postal_code") => address_line(parts),
                None => answer.to_string(),
            }
        }
    }
}

fn written(question: &Question, text: &str, language: Language) -> String {
    if question.kind == QuestionKind::Date
        && let Ok(day) = parse_date(text)
    {
        return calendar_day(language, day);
    }
    let choice = question.choices.iter().find(|choice| choice.value == text);
    choice.map_or(text, |choice| choice.label.get(language)).to_owned()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::samples::question;
    use super::*;

    #[test]
    fn every_kind_of_answer_has_words() {
        use QuestionKind as K;
        let words = |kind, answer| answer_words(&question("q", kind), &answer, Language::Ja);
        assert_eq!(words(K::Date, json!("2026-10-15")), "令和8年(2026年)10月15日(木曜日)");
        assert_eq!(words(K::YesNo, json!(false)), "いいえ");
        assert_eq!(words(K::Choices, json!(["a", "gone"])), "a\ngone");
        assert_eq!(words(K::Number, json!(-3)), "-3");
        for given in [json!(true), json!({"agreed": true, "wording": "x"})] {
            assert_eq!(words(K::Consent, given), "はい");
        }
        let address = json!({"postal_code": "759-5511", "prefecture": "山口県", "city": "下関市", "street": "1"});
        assert_eq!(words(K::PostalAddress, address), "〒759-5511 山口県下関市1");
        let file =
            json!({"upload": uuid::Uuid::nil(), "name": "計画.pdf", "type": "pdf", "bytes": 9});
        assert_eq!(words(K::File, file), "計画.pdf");
        // An old answer to a question that is of another kind now.
        assert_eq!(words(K::YesNo, json!("ノートパソコン")), "ノートパソコン");
    }
}
