//! The organizer's own form fields: their kinds, and what counts as an answer to each.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::fault::Faults;
use super::values::free_text::FreeText;
use super::values::line::Line;
use super::values::localized::Localized;
use super::values::text::TextFault;

/// Answers by question key, each in the JSON shape of its kind.
pub type Answers = BTreeMap<String, Value>;

/// Characters in a short answer.
const SHORT_TEXT_MAX: usize = 200;
/// Characters in a long answer: about two sheets of A4.
const LONG_TEXT_MAX: usize = 4_000;
/// Numbers beyond this are typing mistakes.
const NUMBER_LIMIT: i64 = 1_000_000_000;

/// What kind of answer a question wants.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum QuestionKind {
    ShortText,
    LongText,
    Number,
    Choice,
    Choices,
    Date,
    YesNo,
    Consent,
}

/// One thing to choose.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Choice {
    pub value: String,
    pub label: Localized,
    /// Persons of one session who may have it; taken with the seat. Absent: as many as there are seats.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(minimum = 1, maximum = 1_000_000)]
    pub limit: Option<u32>,
}

/// A question of an event's form (質問項目).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Question {
    /// Names the answer in the API and in exports: `[a-z0-9_-]`, at most 40 characters.
    pub key: String,
    pub kind: QuestionKind,
    pub label: Localized,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hint: Option<Localized>,
    #[serde(default)]
    pub required: bool,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub choices: Vec<Choice>,
}

impl Question {
    /// Notes what is wrong with the question itself, under `pointer`.
    pub fn check(&self, pointer: &str, faults: &mut Faults) {
        let key_is_plain = !self.key.is_empty()
            && self.key.len() <= 40
            && self
                .key
                .bytes()
                .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_' || b == b'-');
        if !key_is_plain {
            faults.add(format!("{pointer}/key"), "invalid_key");
        }
        if let Err(fault) = self.label.check_line(SHORT_TEXT_MAX) {
            faults.add(format!("{pointer}/label"), fault.code());
        }
        if let Some(Err(fault)) = self.hint.as_ref().map(|hint| hint.check_text(LONG_TEXT_MAX)) {
            faults.add(format!("{pointer}/hint"), fault.code());
        }
        self.check_choices(pointer, faults);
    }

    fn check_choices(&self, pointer: &str, faults: &mut Faults) {
        let wants_choices = matches!(self.kind, QuestionKind::Choice | QuestionKind::Choices);
        if wants_choices && self.choices.is_empty() {
            faults.add(format!("{pointer}/choices"), "required");
        }
        let mut seen = std::collections::BTreeSet::new();
        for (i, choice) in self.choices.iter().enumerate() {
            if choice.value.is_empty()
                || choice.value.chars().count() > 100
                || Line::parse(&choice.value, 100).is_err()
            {
                faults.add(format!("{pointer}/choices/{i}/value"), "invalid_key");
            }
            if !seen.insert(choice.value.as_str()) {
                faults.add(format!("{pointer}/choices/{i}/value"), "duplicate");
            }
            if let Err(fault) = choice.label.check_line(SHORT_TEXT_MAX) {
                faults.add(format!("{pointer}/choices/{i}/label"), fault.code());
            }
        }
    }

    /// The answer in its stored form; `None` where nothing was answered.
    ///
    /// # Errors
    /// The code of the rule that the answer breaks.
    pub fn parse(&self, answer: Option<&Value>) -> Result<Option<Value>, &'static str> {
        let answered = match answer {
            None | Some(Value::Null) => None,
            Some(Value::String(text)) if text.trim().is_empty() => None,
            Some(Value::Array(values)) if values.is_empty() => None,
            Some(value) => Some(self.parse_given(value)?),
        };
        // A consent or a yes that was asked for is only given by "true".
        let refused = self.kind == QuestionKind::Consent && answered == Some(Value::Bool(false));
        if self.required && (answered.is_none() || refused) {
            return Err("required");
        }
        Ok(answered)
    }

    fn parse_given(&self, value: &Value) -> Result<Value, &'static str> {
        match self.kind {
            QuestionKind::ShortText => Line::parse(text(value)?, SHORT_TEXT_MAX)
                .map(|line| line.as_str().into())
                .map_err(TextFault::code),
            QuestionKind::LongText => FreeText::parse(text(value)?, LONG_TEXT_MAX)
                .map(|free| free.as_str().into())
                .map_err(TextFault::code),
            QuestionKind::Number => number(value).map(Value::from),
            QuestionKind::Choice => self.known_choice(text(value)?).map(Value::from),
            QuestionKind::Choices => self.known_choices(value),
            QuestionKind::Date => date(text(value)?).map(|date| date.to_string().into()),
            QuestionKind::YesNo | QuestionKind::Consent => yes_or_no(value).map(Value::from),
        }
    }

    fn known_choice(&self, chosen: &str) -> Result<String, &'static str> {
        let known = self.choices.iter().any(|choice| choice.value == chosen);
        if known { Ok(chosen.to_owned()) } else { Err("unknown_choice") }
    }

    fn known_choices(&self, value: &Value) -> Result<Value, &'static str> {
        let values = value.as_array().ok_or("wrong_type")?;
        let mut chosen = Vec::new();
        for value in values {
            let one = self.known_choice(text(value)?)?;
            if !chosen.contains(&one) {
                chosen.push(one);
            }
        }
        Ok(chosen.into())
    }
}

fn text(value: &Value) -> Result<&str, &'static str> {
    value.as_str().ok_or("wrong_type")
}

fn number(value: &Value) -> Result<i64, &'static str> {
    let number = match value {
        Value::Number(number) => number.as_i64().ok_or("not_a_number")?,
        Value::String(text) => half_width(text).trim().parse().map_err(|_| "not_a_number")?,
        _ => return Err("wrong_type"),
    };
    if (-NUMBER_LIMIT..=NUMBER_LIMIT).contains(&number) { Ok(number) } else { Err("out_of_range") }
}

fn half_width(text: &str) -> String {
    use unicode_normalization::UnicodeNormalization as _;
    text.nfkc().collect()
}

fn date(text: &str) -> Result<NaiveDate, &'static str> {
    let date = NaiveDate::parse_from_str(&half_width(text).replace('/', "-"), "%Y-%m-%d")
        .map_err(|_| "not_a_date")?;
    let in_living_memory = (1900..=2100).contains(&chrono::Datelike::year(&date));
    if in_living_memory { Ok(date) } else { Err("out_of_range") }
}

fn yes_or_no(value: &Value) -> Result<bool, &'static str> {
    match value {
        Value::Bool(answer) => Ok(*answer),
        Value::String(word) if word == "true" || word == "yes" => Ok(true),
        Value::String(word) if word == "false" || word == "no" => Ok(false),
        _ => Err("wrong_type"),
    }
}

/// Parses the answers to all questions; faults are noted under `/answers/<key>`.
pub fn parse_answers(questions: &[Question], given: &Answers, faults: &mut Faults) -> Answers {
    for key in given.keys() {
        if !questions.iter().any(|question| question.key == *key) {
            faults.add(format!("/answers/{}", escape_pointer(key)), "unknown_question");
        }
    }
    let mut answers = Answers::new();
    for question in questions {
        match question.parse(given.get(&question.key)) {
            Ok(Some(answer)) => {
                answers.insert(question.key.clone(), answer);
            }
            Ok(None) => {}
            Err(code) => faults.add(format!("/answers/{}", question.key), code),
        }
    }
    answers
}

/// RFC 6901, section 3; what a caller typed as a key is cut to a length fit for an answer.
fn escape_pointer(key: &str) -> String {
    key.chars()
        .filter(|c| !c.is_control())
        .take(40)
        .collect::<String>()
        .replace('~', "~0")
        .replace('/', "~1")
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn question(kind: QuestionKind, required: bool) -> Question {
        let choices = ["a", "b"]
            .map(|value| Choice {
                value: value.into(),
                label: Localized::plain(value),
                limit: None,
            })
            .to_vec();
        Question {
            key: "q".into(),
            kind,
            label: Localized::plain("質問"),
            hint: None,
            required,
            choices,
        }
    }

    #[test]
    fn full_width_numbers_and_dates_are_understood() {
        assert_eq!(
            question(QuestionKind::Number, true).parse(Some(&json!("１２"))),
            Ok(Some(json!(12)))
        );
        assert_eq!(
            question(QuestionKind::Date, true).parse(Some(&json!("２０２６/１０/０５"))),
            Ok(Some(json!("2026-10-05")))
        );
    }

    #[test]
    fn dates_that_do_not_exist_are_refused() {
        assert_eq!(
            question(QuestionKind::Date, false).parse(Some(&json!("2026-02-30"))),
            Err("not_a_date")
        );
        assert_eq!(
            question(QuestionKind::Date, false).parse(Some(&json!("0026-02-20"))),
            Err("out_of_range")
        );
    }

    #[test]
    fn a_required_consent_is_only_given_by_yes() {
        assert_eq!(
            question(QuestionKind::Consent, true).parse(Some(&json!(false))),
            Err("required")
        );
        assert_eq!(
            question(QuestionKind::Consent, true).parse(Some(&json!(true))),
            Ok(Some(json!(true)))
        );
    }

    #[test]
    fn only_offered_choices_can_be_chosen() {
        assert_eq!(
            question(QuestionKind::Choice, true).parse(Some(&json!("c"))),
            Err("unknown_choice")
        );
        assert_eq!(
            question(QuestionKind::Choices, true).parse(Some(&json!(["a", "a", "b"]))),
            Ok(Some(json!(["a", "b"])))
        );
    }

    #[test]
    fn an_answer_to_a_question_that_was_not_asked_is_named() {
        let mut faults = Faults::default();
        let given = Answers::from([("a/b".to_owned(), json!(1))]);
        parse_answers(&[], &given, &mut faults);
        assert_eq!(faults.into_vec()[0].pointer, "/answers/a~1b");
    }
}
