//! When a question is asked at all: after certain answers to an earlier one.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{Answers, Question, QuestionKind};
use crate::domain::fault::Faults;

/// A question is asked only of those who have answered an earlier one like this.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ShownIf {
    /// Key of an earlier question of kind `choice`, `choices` or `yes_no`.
    pub question: String,
    /// One of these is the answer, or among the answers; for `yes_no` `true` or `false`.
    pub values: Vec<String>,
}

impl ShownIf {
    /// Whether somebody with these answers has answered so.
    pub fn is_met(&self, answers: &Answers) -> bool {
        let wanted = |value: &Value| match value {
            Value::String(chosen) => self.values.contains(chosen),
            Value::Bool(yes) => self.values.contains(&yes.to_string()),
            _ => false,
        };
        match answers.get(&self.question) {
            Some(Value::Array(chosen)) => chosen.iter().any(wanted),
            Some(answer) => wanted(answer),
            None => false,
        }
    }
}

impl Question {
    /// Whether it is asked of somebody with these answers to the questions before it.
    pub fn applies(&self, answers: &Answers) -> bool {
        self.shown_if.as_ref().is_none_or(|condition| condition.is_met(answers))
    }

    /// Values that an answer to it can have, where others may depend on it.
    pub fn decisive_values(&self) -> Option<Vec<&str>> {
        match self.kind {
            QuestionKind::Choice | QuestionKind::Choices => {
                Some(self.choices.iter().map(|choice| choice.value.as_str()).collect())
            }
            QuestionKind::YesNo => Some(vec!["true", "false"]),
            _ => None,
        }
    }
}

/// Notes what is wrong with the conditions. Each may name earlier questions only, so that there are no
/// circles and a page can be read from above.
pub fn check_conditions(questions: &[Question], faults: &mut Faults) {
    for (i, question) in questions.iter().enumerate() {
        let Some(condition) = &question.shown_if else { continue };
        let at = format!("/questions/{i}");
        let (earlier, later) = questions.split_at(i);
        let Some(named) = earlier.iter().find(|earlier| earlier.key == condition.question) else {
            let is_later = later.iter().any(|later| later.key == condition.question);
            let code = if is_later { "later_question" } else { "unknown_question" };
            faults.add(format!("{at}/shown_if/question"), code);
            continue;
        };
        let Some(known) = named.decisive_values() else {
            faults.add(format!("{at}/shown_if/question"), "no_condition_on_this_kind");
            continue;
        };
        if condition.values.is_empty() {
            faults.add(format!("{at}/shown_if/values"), "required");
        }
        for (j, value) in condition.values.iter().enumerate() {
            if !known.contains(&value.as_str()) {
                faults.add(format!("{at}/shown_if/values/{j}"), "unknown_choice");
            }
        }
        // Whether it is asked would tell the answer to the other one.
        if named.is_restricted() && !question.is_restricted() {
            faults.add(format!("{at}/visibility"), "depends_on_restricted");
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::samples::question;
    use super::super::{QuestionKind as K, Visibility};
    use super::*;

    fn conditional(key: &str, on: &str, values: &[&str]) -> Question {
        let values = values.iter().map(|value| (*value).to_owned()).collect();
        let shown_if = Some(ShownIf { question: on.into(), values });
        Question { shown_if, ..question(key, K::ShortText) }
    }

    fn faults_of(questions: &[Question]) -> Vec<(String, &'static str)> {
        let mut faults = Faults::default();
        check_conditions(questions, &mut faults);
        faults.into_vec().into_iter().map(|fault| (fault.pointer, fault.code)).collect()
    }

    #[test]
    fn a_question_is_asked_after_the_answers_that_it_names() {
        let asked = conditional("b", "a", &["x", "true"]);
        let applies = |answer: Value| asked.applies(&Answers::from([("a".to_owned(), answer)]));
        assert!(applies(json!("x")) && applies(json!(["y", "x"])) && applies(json!(true)));
        assert!(!applies(json!("y")) && !applies(json!(["y"])) && !applies(json!(false)));
        assert!(!asked.applies(&Answers::new()));
        assert!(question("c", K::Date).applies(&Answers::new()));
    }

    #[test]
    fn conditions_name_earlier_questions_that_decide_something() {
        let right =
            [question("a", K::Choice), conditional("b", "a", &["a", "b"]), question("c", K::YesNo)];
        assert!(faults_of(&right).is_empty());
        let at = |fault: &'static str| vec![("/questions/0/shown_if/question".to_owned(), fault)];
        assert_eq!(faults_of(&[conditional("a", "a", &["x"])]), at("later_question"));
        assert_eq!(
            faults_of(&[conditional("a", "b", &["x"]), question("b", K::Choice)]),
            at("later_question")
        );
        assert_eq!(faults_of(&[conditional("a", "gone", &["x"])]), at("unknown_question"));
        let text = [question("a", K::LongText), conditional("b", "a", &["x"])];
        assert_eq!(faults_of(&text)[0].1, "no_condition_on_this_kind");
    }

    #[test]
    fn a_circle_of_conditions_is_a_fault() {
        let circle = [
            conditional("a", "c", &["x"]),
            conditional("b", "a", &["x"]),
            conditional("c", "b", &["x"]),
        ];
        assert_eq!(faults_of(&circle)[0].1, "later_question");
    }

    #[test]
    fn only_values_that_can_be_answered_are_named() {
        let wrong = [
            question("a", K::Choice),
            conditional("b", "a", &["c"]),
            conditional("c", "a", &[]),
            question("d", K::YesNo),
            conditional("e", "d", &["yes"]),
        ];
        let faults = faults_of(&wrong);
        assert_eq!(faults[0], ("/questions/1/shown_if/values/0".to_owned(), "unknown_choice"));
        assert_eq!(faults[1], ("/questions/2/shown_if/values".to_owned(), "required"));
        assert_eq!(faults[2], ("/questions/4/shown_if/values/0".to_owned(), "unknown_choice"));
    }

    #[test]
    fn what_depends_on_a_restricted_answer_is_restricted_too() {
        let restricted =
            Question { visibility: Visibility::Restricted, ..question("a", K::Choice) };
        let open = [restricted, conditional("b", "a", &["a"])];
        assert_eq!(
            faults_of(&open),
            [("/questions/1/visibility".to_owned(), "depends_on_restricted")]
        );
    }
}
