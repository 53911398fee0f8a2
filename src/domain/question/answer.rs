//! What counts as an answer to one question.

use serde_json::Value;

use super::answers::Known;
use super::{
    LONG_TEXT_MAX, NUMBER_LIMIT, Question, QuestionKind, SHORT_TEXT_MAX, address, consent, file,
};
use crate::domain::values::calendar_date::{DateFault, parse_date};
use crate::domain::values::free_text::FreeText;
use crate::domain::values::line::Line;
use crate::domain::values::text::TextFault;

/// The rule that an answer breaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AnswerFault {
    /// The part of the answer, where it has parts.
    pub part: Option<&'static str>,
    /// The rule's name.
    pub code: &'static str,
    /// A number that belongs to the rule.
    pub limit: Option<i64>,
}

impl AnswerFault {
    pub fn new(code: &'static str) -> Self {
        Self { part: None, code, limit: None }
    }

    fn with_limit(code: &'static str, limit: impl Into<i64>) -> Self {
        Self { part: None, code, limit: Some(limit.into()) }
    }
}

impl From<&'static str> for AnswerFault {
    fn from(code: &'static str) -> Self {
        Self::new(code)
    }
}

impl Question {
    /// The answer in its stored form; `None` where nothing was answered.
    ///
    /// # Errors
    /// The rules that the answer breaks.
    pub fn parse(
        &self,
        answer: Option<&Value>,
        known: &Known<'_>,
    ) -> Result<Option<Value>, Vec<AnswerFault>> {
        let answered = match answer {
            None | Some(Value::Null) => None,
            Some(Value::String(text)) if text.trim().is_empty() => None,
            Some(Value::Array(values)) if values.is_empty() => None,
            Some(value) => self.parse_given(value, known)?,
        };
        // A consent that was asked for is only given by "true".
        let is_refused = self.kind == QuestionKind::Consent
            && answered.as_ref().is_some_and(|answer| consent::is_given(answer) != Some(true));
        let may_follow = self.kind == QuestionKind::File && known.files_may_follow;
        if self.required && !may_follow && (answered.is_none() || is_refused) {
            return Err(vec!["required".into()]);
        }
        Ok(answered)
    }

    fn parse_given(
        &self,
        value: &Value,
        known: &Known<'_>,
    ) -> Result<Option<Value>, Vec<AnswerFault>> {
        // What stands already was checked when it was given, perhaps by other rules.
        if known.earlier.get(&self.key) == Some(value) && self.has_shape(value) {
            return Ok(Some(value.clone()));
        }
        if self.kind == QuestionKind::PostalAddress {
            return address::parse_address(value);
        }
        self.parse_one(value, known).map(Some).map_err(|fault| vec![fault])
    }

    fn parse_one(&self, value: &Value, known: &Known<'_>) -> Result<Value, AnswerFault> {
        match self.kind {
            QuestionKind::ShortText => Line::parse(text(value)?, SHORT_TEXT_MAX)
                .map(|line| line.as_str().into())
                .map_err(|fault| text_fault(fault, SHORT_TEXT_MAX)),
            QuestionKind::LongText => FreeText::parse(text(value)?, LONG_TEXT_MAX)
                .map(|free| free.as_str().into())
                .map_err(|fault| text_fault(fault, LONG_TEXT_MAX)),
            QuestionKind::Number => self.number(value).map(Value::from),
            QuestionKind::Choice => self.known_choice(text(value)?).map(Value::from),
            QuestionKind::Choices => self.known_choices(value),
            QuestionKind::Date => parse_date(text(value)?)
                .map(|date| date.to_string().into())
                .map_err(|fault| DateFault::code(fault).into()),
            QuestionKind::YesNo => yes_or_no(value).map(Value::from),
            QuestionKind::Consent => self.consent(value, known),
            QuestionKind::File => file::parse_file(self, value, known.files),
            QuestionKind::PostalAddress => Err("wrong_type".into()),
        }
    }

    /// Whether a stored answer is one to this question as it is now: what was answered before the question
    /// became one of another kind is not.
    pub fn has_shape(&self, stored: &Value) -> bool {
        match self.kind {
            QuestionKind::ShortText | QuestionKind::LongText => stored.is_string(),
            QuestionKind::Number => stored.is_i64(),
            QuestionKind::Choice => {
                stored.as_str().is_some_and(|chosen| self.known_choice(chosen).is_ok())
            }
            QuestionKind::Choices => stored.as_array().is_some_and(|chosen| {
                let mut values = chosen.iter();
                values.any(|one| one.as_str().is_some_and(|one| self.known_choice(one).is_ok()))
            }),
            QuestionKind::Date => stored.as_str().is_some_and(|date| parse_date(date).is_ok()),
            QuestionKind::YesNo => stored.is_boolean(),
            QuestionKind::Consent => consent::is_given(stored).is_some(),
            QuestionKind::PostalAddress => stored.get("postal_code").is_some(),
            QuestionKind::File => file::stored_file(stored).is_some(),
        }
    }

    fn number(&self, value: &Value) -> Result<i64, AnswerFault> {
        let number = match value {
            Value::Number(number) => number.as_i64().ok_or("not_a_number")?,
            Value::String(text) => half_width(text).parse().map_err(|_| "not_a_number")?,
            _ => return Err("wrong_type".into()),
        };
        if let Some(min) = self.min.filter(|min| number < *min) {
            return Err(AnswerFault::with_limit("number_too_small", min));
        }
        if let Some(max) = self.max.filter(|max| number > *max) {
            return Err(AnswerFault::with_limit("number_too_large", max));
        }
        let is_sensible = (-NUMBER_LIMIT..=NUMBER_LIMIT).contains(&number);
        if is_sensible { Ok(number) } else { Err("out_of_range".into()) }
    }

    fn known_choice(&self, chosen: &str) -> Result<String, AnswerFault> {
        let known = self.choices.iter().any(|choice| choice.value == chosen);
        if known { Ok(chosen.to_owned()) } else { Err("unknown_choice".into()) }
    }

    fn known_choices(&self, value: &Value) -> Result<Value, AnswerFault> {
        let values = value.as_array().ok_or("wrong_type")?;
        let mut chosen = Vec::new();
        for value in values {
            let one = self.known_choice(text(value)?)?;
            if !chosen.contains(&one) {
                chosen.push(one);
            }
        }
        let count = u32::try_from(chosen.len()).unwrap_or(u32::MAX);
        if let Some(least) = self.at_least.filter(|least| count < *least) {
            return Err(AnswerFault::with_limit("too_few_chosen", least));
        }
        if let Some(most) = self.at_most.filter(|most| count > *most) {
            return Err(AnswerFault::with_limit("too_many_chosen", most));
        }
        Ok(chosen.into())
    }

    /// A consent that was given before keeps the words that it was given to.
    fn consent(&self, value: &Value, known: &Known<'_>) -> Result<Value, AnswerFault> {
        let before = known.earlier.get(&self.key);
        match (yes_or_no(value)?, before) {
            (true, Some(before)) if consent::is_given(before) == Some(true) => Ok(before.clone()),
            (true, _) => Ok(consent::given(&self.wording(known.language))),
            (false, _) => Ok(false.into()),
        }
    }
}

fn text(value: &Value) -> Result<&str, AnswerFault> {
    value.as_str().ok_or("wrong_type".into())
}

fn text_fault(fault: TextFault, max: usize) -> AnswerFault {
    let limit = (fault == TextFault::TooLong).then(|| i64::try_from(max).unwrap_or(i64::MAX));
    AnswerFault { limit, ..AnswerFault::new(fault.code()) }
}

/// A number's digits in ASCII, without marks of thousands and the word for years or persons.
fn half_width(text: &str) -> String {
    use unicode_normalization::UnicodeNormalization as _;
    let plain: String = text.nfkc().collect();
    let plain =
        plain.trim().trim_end_matches(['年', '歳', '才', '名', '人', '回', '円']).trim_end();
    let mut groups = plain.split(',');
    let first = groups.next().unwrap_or_default();
    let are_thousands = !first.is_empty()
        && groups.all(|group| group.len() == 3 && group.bytes().all(|byte| byte.is_ascii_digit()));
    let plain = if are_thousands { plain.replace(',', "") } else { plain.to_owned() };
    plain.replace(['−', '‐'], "-")
}

fn yes_or_no(value: &Value) -> Result<bool, AnswerFault> {
    match value {
        Value::Bool(answer) => Ok(*answer),
        Value::String(word) if word == "true" || word == "yes" => Ok(true),
        Value::String(word) if word == "false" || word == "no" => Ok(false),
        _ => Err("wrong_type".into()),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::samples::question;
    use super::super::{Answers, QuestionKind as K};
    use super::*;
    use crate::domain::values::localized::Localized;

    fn parsed(question: &Question, answer: &Value) -> Result<Option<Value>, &'static str> {
        question.parse(Some(answer), &Known::nothing()).map_err(|faults| faults[0].code)
    }

    fn answered(kind: K, answer: &Value) -> Result<Option<Value>, &'static str> {
        parsed(&question("q", kind), answer)
    }

    #[test]
    fn texts_are_kept_as_they_were_typed() {
        assert_eq!(answered(K::ShortText, &json!(" 会社員 ")), Ok(Some(json!("会社員"))));
        assert_eq!(answered(K::ShortText, &json!("a\nb")), Err("control_character"));
        assert_eq!(answered(K::LongText, &json!("a\r\nb")), Ok(Some(json!("a\nb"))));
        assert_eq!(answered(K::LongText, &json!("あ".repeat(4_001))), Err("too_long"));
        assert_eq!(answered(K::ShortText, &json!(3)), Err("wrong_type"));
        assert_eq!(answered(K::ShortText, &json!(" ")), Ok(None));
    }

    #[test]
    fn numbers_are_understood_in_any_width() {
        for typed in ["１２", "12", " 12 ", "12年", "１２名"] {
            assert_eq!(answered(K::Number, &json!(typed)), Ok(Some(json!(12))), "{typed}");
        }
        assert_eq!(answered(K::Number, &json!("－３")), Ok(Some(json!(-3))));
        assert_eq!(answered(K::Number, &json!("１,２００")), Ok(Some(json!(1_200))));
        assert_eq!(answered(K::Number, &json!(1.5)), Err("not_a_number"));
        for typed in ["二", "1 2", "1,5", ",100", "年"] {
            assert_eq!(answered(K::Number, &json!(typed)), Err("not_a_number"), "{typed}");
        }
        assert_eq!(answered(K::Number, &json!(10_000_000_000_i64)), Err("out_of_range"));
    }

    #[test]
    fn a_number_stays_between_its_limits_which_are_told() {
        let years = Question { min: Some(0), max: Some(80), ..question("q", K::Number) };
        assert_eq!(parsed(&years, &json!(0)), Ok(Some(json!(0))));
        assert_eq!(parsed(&years, &json!(80)), Ok(Some(json!(80))));
        let fault = |answer: Value| years.parse(Some(&answer), &Known::nothing()).unwrap_err()[0];
        assert_eq!(fault(json!("-1")), AnswerFault::with_limit("number_too_small", 0));
        assert_eq!(fault(json!(81)), AnswerFault::with_limit("number_too_large", 80));
    }

    #[test]
    fn only_offered_choices_can_be_chosen() {
        assert_eq!(answered(K::Choice, &json!("a")), Ok(Some(json!("a"))));
        assert_eq!(answered(K::Choice, &json!("c")), Err("unknown_choice"));
        assert_eq!(answered(K::Choices, &json!(["a", "a", "b"])), Ok(Some(json!(["a", "b"]))));
        assert_eq!(answered(K::Choices, &json!(["a", "c"])), Err("unknown_choice"));
        assert_eq!(answered(K::Choices, &json!("a")), Err("wrong_type"));
        assert_eq!(answered(K::Choices, &json!([])), Ok(None));
    }

    #[test]
    fn so_many_are_chosen_as_is_asked_for() {
        let two = Question { at_least: Some(2), ..question("q", K::Choices) };
        assert_eq!(parsed(&two, &json!(["a", "a"])), Err("too_few_chosen"));
        assert_eq!(parsed(&two, &json!(["a", "b"])), Ok(Some(json!(["a", "b"]))));
        // Who need not answer need not choose.
        assert_eq!(parsed(&two, &json!([])), Ok(None));
        let one = Question { at_most: Some(1), ..question("q", K::Choices) };
        assert_eq!(parsed(&one, &json!(["a", "b"])), Err("too_many_chosen"));
    }

    #[test]
    fn dates_are_stored_in_one_form() {
        for typed in ["２０２６/１０/０５", "令和8年10月5日", "R8.10.5", "2026-10-05"]
        {
            assert_eq!(answered(K::Date, &json!(typed)), Ok(Some(json!("2026-10-05"))), "{typed}");
        }
        assert_eq!(answered(K::Date, &json!("2026-02-30")), Err("not_a_date"));
        assert_eq!(answered(K::Date, &json!("1826-02-20")), Err("out_of_range"));
    }

    #[test]
    fn a_file_that_must_be_there_may_follow_where_staff_enter_for_somebody() {
        let cv = Question { required: true, ..question("cv", K::File) };
        let staff = Known { files_may_follow: true, ..Known::nothing() };
        assert!(cv.parse(None, &Known::nothing()).is_err());
        assert_eq!(cv.parse(None, &staff), Ok(None));
        let lunch = Question { required: true, ..question("lunch", K::YesNo) };
        assert!(lunch.parse(None, &staff).is_err(), "nothing else may");
    }

    #[test]
    fn yes_and_no_are_both_answers() {
        assert_eq!(answered(K::YesNo, &json!("yes")), Ok(Some(json!(true))));
        assert_eq!(answered(K::YesNo, &json!(false)), Ok(Some(json!(false))));
        assert_eq!(answered(K::YesNo, &json!("perhaps")), Err("wrong_type"));
        let required = Question { required: true, ..question("q", K::YesNo) };
        assert_eq!(parsed(&required, &json!("no")), Ok(Some(json!(false))));
        assert_eq!(parsed(&required, &json!("")), Err("required"));
    }

    #[test]
    fn a_consent_records_the_words_that_were_agreed_to() {
        let photo = Question {
            hint: Some(Localized::plain("広報に使います。")),
            required: true,
            ..question("photo", K::Consent)
        };
        let record = json!({"agreed": true, "wording": "質問\n広報に使います。"});
        assert_eq!(parsed(&photo, &json!(true)), Ok(Some(record.clone())));
        assert_eq!(parsed(&photo, &json!(false)), Err("required"));
        // Nobody writes the record themselves.
        assert_eq!(parsed(&photo, &record), Err("wrong_type"));
    }

    #[test]
    fn a_consent_keeps_its_words_when_the_question_has_others() {
        let photo = Question { required: true, ..question("photo", K::Consent) };
        for before in [json!(true), json!({"agreed": true, "wording": "前の文"})] {
            let earlier = Answers::from([("photo".to_owned(), before.clone())]);
            let known = Known { earlier: &earlier, ..Known::nothing() };
            for sent in [json!("true"), before.clone()] {
                assert_eq!(photo.parse(Some(&sent), &known), Ok(Some(before.clone())), "{sent}");
            }
        }
    }

    #[test]
    fn what_was_accepted_once_is_accepted_again_by_every_kind() {
        let address = json!({"postal_code": "1234567", "prefecture": "山口県", "city": "萩市", "street": "1"});
        let given = [
            (K::ShortText, json!("a")),
            (K::LongText, json!("a\nb")),
            (K::Number, json!("３")),
            (K::Choice, json!("a")),
            (K::Choices, json!(["b"])),
            (K::Date, json!("R8.1.2")),
            (K::YesNo, json!("no")),
            (K::Consent, json!("true")),
            (K::PostalAddress, address),
        ];
        for (kind, answer) in given {
            let asked = question("q", kind);
            let stored = asked.parse(Some(&answer), &Known::nothing()).unwrap().unwrap();
            assert!(asked.has_shape(&stored), "{kind:?}");
            let earlier = Answers::from([("q".to_owned(), stored.clone())]);
            let known = Known { earlier: &earlier, ..Known::nothing() };
            assert_eq!(asked.parse(Some(&stored), &known), Ok(Some(stored)), "{kind:?}");
        }
    }
}
