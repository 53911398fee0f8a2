//! What is wrong with a question itself.

use std::collections::BTreeSet;

use super::file::{FILE_BYTES_MAX, FILE_QUESTIONS_MAX};
use super::{
    LONG_TEXT_MAX, NUMBER_LIMIT, Question, QuestionKind, SHORT_TEXT_MAX, check_conditions,
};
use crate::domain::fault::Faults;
use crate::domain::values::line::Line;

/// Questions that an event has at most.
const QUESTIONS_MAX: usize = 50;
/// Persons of a session who may have a choice of which there are only so many.
const CHOICE_LIMIT_MAX: i64 = 1_000_000;

/// Notes what is wrong with the questions of a form, under `/questions`.
pub fn check_questions(questions: &[Question], faults: &mut Faults) {
    if questions.len() > QUESTIONS_MAX {
        faults.add("/questions", "too_many");
        return;
    }
    let files = questions.iter().filter(|question| question.kind == QuestionKind::File).count();
    if files > FILE_QUESTIONS_MAX {
        let limit = i64::try_from(FILE_QUESTIONS_MAX).unwrap_or(i64::MAX);
        faults.add_limit("/questions", "too_many_files", limit);
    }
    let mut keys = BTreeSet::new();
    for (i, question) in questions.iter().enumerate() {
        let pointer = format!("/questions/{i}");
        question.check(&pointer, faults);
        if !keys.insert(&question.key) {
            faults.add(format!("{pointer}/key"), "duplicate");
        }
    }
    check_conditions(questions, faults);
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
        self.check_numbers(pointer, faults);
        self.check_files(pointer, faults);
    }

    fn check_choices(&self, pointer: &str, faults: &mut Faults) {
        let wants_choices = matches!(self.kind, QuestionKind::Choice | QuestionKind::Choices);
        if wants_choices && self.choices.is_empty() {
            faults.add(format!("{pointer}/choices"), "required");
        }
        let mut seen = BTreeSet::new();
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
            if choice.limit.is_some_and(|limit| !(1..=CHOICE_LIMIT_MAX).contains(&i64::from(limit)))
            {
                faults.add_limit(
                    format!("{pointer}/choices/{i}/limit"),
                    "out_of_range",
                    CHOICE_LIMIT_MAX,
                );
            }
        }
    }

    fn check_numbers(&self, pointer: &str, faults: &mut Faults) {
        for (name, number) in [("min", self.min), ("max", self.max)] {
            let Some(number) = number else { continue };
            if self.kind != QuestionKind::Number {
                faults.add(format!("{pointer}/{name}"), "not_of_this_kind");
            } else if !(-NUMBER_LIMIT..=NUMBER_LIMIT).contains(&number) {
                faults.add_limit(format!("{pointer}/{name}"), "out_of_range", NUMBER_LIMIT);
            }
        }
        if self.min.zip(self.max).is_some_and(|(min, max)| min > max) {
            faults.add(format!("{pointer}/max"), "max_below_min");
        }
        let there_are = u32::try_from(self.choices.len()).unwrap_or(u32::MAX);
        for (name, count) in [("at_least", self.at_least), ("at_most", self.at_most)] {
            let Some(count) = count else { continue };
            if self.kind != QuestionKind::Choices {
                faults.add(format!("{pointer}/{name}"), "not_of_this_kind");
            } else if !(1..=there_are).contains(&count) {
                faults.add_limit(format!("{pointer}/{name}"), "out_of_range", i64::from(there_are));
            }
        }
        if self.at_least.zip(self.at_most).is_some_and(|(least, most)| least > most) {
            faults.add(format!("{pointer}/at_most"), "max_below_min");
        }
    }

    fn check_files(&self, pointer: &str, faults: &mut Faults) {
        if self.kind != QuestionKind::File {
            if self.max_bytes.is_some() {
                faults.add(format!("{pointer}/max_bytes"), "not_of_this_kind");
            }
            if !self.file_types.is_empty() {
                faults.add(format!("{pointer}/file_types"), "not_of_this_kind");
            }
        } else if self.max_bytes.is_some_and(|max| !(1..=FILE_BYTES_MAX).contains(&max)) {
            let limit = i64::from(FILE_BYTES_MAX);
            faults.add_limit(format!("{pointer}/max_bytes"), "out_of_range", limit);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::samples::question;
    use super::super::{FileType, QuestionKind as K};
    use super::*;

    fn faults_of(questions: &[Question]) -> Vec<String> {
        let mut faults = Faults::default();
        check_questions(questions, &mut faults);
        let named = faults.into_vec().into_iter();
        named.map(|fault| format!("{} {}", fault.pointer, fault.code)).collect()
    }

    #[test]
    fn a_question_of_each_kind_is_in_order() {
        let kinds = [
            K::ShortText,
            K::LongText,
            K::Number,
            K::Choice,
            K::Choices,
            K::Date,
            K::YesNo,
            K::Consent,
            K::PostalAddress,
            K::File,
        ];
        let all: Vec<Question> =
            kinds.iter().enumerate().map(|(i, kind)| question(&format!("q{i}"), *kind)).collect();
        assert!(faults_of(&all).is_empty());
    }

    #[test]
    fn limits_are_such_that_somebody_can_answer() {
        let mut lunch = question("a", K::Choice);
        lunch.choices[1].limit = Some(0);
        assert_eq!(faults_of(&[lunch]), ["/questions/0/choices/1/limit out_of_range"]);
        let number = Question { min: Some(5), max: Some(4), ..question("a", K::Number) };
        assert_eq!(faults_of(&[number]), ["/questions/0/max max_below_min"]);
        let choices = Question { at_least: Some(3), ..question("a", K::Choices) };
        assert_eq!(faults_of(&[choices]), ["/questions/0/at_least out_of_range"]);
        let choices = Question { at_least: Some(2), at_most: Some(1), ..question("a", K::Choices) };
        assert_eq!(faults_of(&[choices]), ["/questions/0/at_most max_below_min"]);
        let file = Question { max_bytes: Some(10_000_001), ..question("a", K::File) };
        assert_eq!(faults_of(&[file]), ["/questions/0/max_bytes out_of_range"]);
    }

    #[test]
    fn what_belongs_to_another_kind_is_named() {
        let wrong = Question {
            min: Some(1),
            at_most: Some(1),
            max_bytes: Some(1),
            file_types: vec![FileType::Pdf],
            ..question("a", K::ShortText)
        };
        let faults = faults_of(&[wrong]);
        assert_eq!(faults.len(), 4);
        assert!(faults.iter().all(|fault| fault.ends_with("not_of_this_kind")), "{faults:?}");
    }

    #[test]
    fn a_form_asks_for_few_files() {
        let files: Vec<Question> = (0..4).map(|i| question(&format!("f{i}"), K::File)).collect();
        assert_eq!(faults_of(&files), ["/questions too_many_files"]);
    }
}
