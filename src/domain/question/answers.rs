//! The answers of an application: those that are asked for, in order, and those that stand from before.

use std::sync::LazyLock;

use serde_json::Value;

use super::file::SentFiles;
use super::{Answers, Question};
use crate::domain::fault::Faults;
use crate::domain::json::pointer_part;
use crate::domain::values::language::Language;

/// What an answer is read with.
#[derive(Clone, Copy)]
pub struct Known<'a> {
    /// In which the questions were read.
    pub language: Language,
    /// Answers that stand, where they are being changed.
    pub earlier: &'a Answers,
    /// What was asked before and is not any more.
    pub former: &'a [Question],
    /// Files that were sent for this application.
    pub files: &'a SentFiles,
    /// Whether a file that must be there may come later: who enters for somebody on the telephone has none at hand.
    pub files_may_follow: bool,
}

static NO_ANSWERS: Answers = Answers::new();
static NO_FILES: LazyLock<SentFiles> = LazyLock::new(SentFiles::new);

impl Known<'static> {
    /// For a first application without files.
    pub fn nothing() -> Self {
        Self {
            language: Language::Ja,
            earlier: &NO_ANSWERS,
            former: &[],
            files: &NO_FILES,
            files_may_follow: false,
        }
    }
}

/// Parses the answers to all questions; faults are noted under `/answers/<key>`. What is answered to a
/// question that does not apply is left out, without a fault.
pub fn parse_answers(
    questions: &[Question],
    given: &Answers,
    known: &Known<'_>,
    faults: &mut Faults,
) -> Answers {
    for (key, value) in given {
        let is_asked = questions.iter().any(|question| question.key == *key);
        if !is_asked && known.earlier.get(key) != Some(value) {
            faults.add(format!("/answers/{}", pointer_part(key)), "unknown_question");
        }
    }
    let mut answers = Answers::new();
    for question in questions {
        if !question.applies(&answers) {
            continue;
        }
        // What stands of another kind is no answer to the question of today; it is kept below.
        let is_old = |value: &&Value| {
            known.earlier.get(&question.key) == Some(*value) && !question.has_shape(value)
        };
        let answer = given.get(&question.key).filter(|value| !is_old(value));
        match question.parse(answer, known) {
            Ok(Some(answer)) => {
                answers.insert(question.key.clone(), answer);
            }
            Ok(None) => {}
            Err(found) => {
                for fault in found {
                    let part = fault.part.map(|part| format!("/{part}")).unwrap_or_default();
                    let pointer = format!("/answers/{}{part}", question.key);
                    match fault.limit {
                        Some(limit) => faults.add_limit(pointer, fault.code, limit),
                        None => faults.add(pointer, fault.code),
                    }
                }
            }
        }
    }
    keep_old(questions, known, &mut answers);
    answers
}

/// Adds what was answered to questions that are not asked any more, or were of another kind: it stays.
fn keep_old(questions: &[Question], known: &Known<'_>, answers: &mut Answers) {
    for (key, value) in known.earlier {
        match questions.iter().find(|question| question.key == *key) {
            None => keep(answers, key.clone(), value),
            Some(question) if question.has_shape(value) => {}
            Some(_) if !answers.contains_key(key) => keep(answers, key.clone(), value),
            Some(question) => {
                let was_of_another_kind = known
                    .former
                    .iter()
                    .any(|former| former.key == *key && former.kind != question.kind);
                if was_of_another_kind {
                    keep(answers, old_key(key), value);
                }
            }
        }
    }
}

fn keep(answers: &mut Answers, key: String, value: &Value) {
    answers.entry(key).or_insert_with(|| value.clone());
}

/// Where the answer to a question stands that was of another kind, once the question is answered anew. No
/// question can have such a key.
pub fn old_key(key: &str) -> String {
    format!("{key}~old")
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::samples::question;
    use super::super::{QuestionKind as K, ShownIf};
    use super::*;

    fn answers<const N: usize>(pairs: [(&str, Value); N]) -> Answers {
        pairs.map(|(key, value)| (key.to_owned(), value)).into()
    }

    fn parsed(
        questions: &[Question],
        given: &Answers,
        known: &Known<'_>,
    ) -> Result<Answers, Vec<String>> {
        let mut faults = Faults::default();
        let answers = parse_answers(questions, given, known, &mut faults);
        let named =
            |fault: &crate::domain::fault::FieldFault| format!("{} {}", fault.pointer, fault.code);
        match faults.into_vec() {
            faults if faults.is_empty() => Ok(answers),
            faults => Err(faults.iter().map(named).collect()),
        }
    }

    fn changed(
        questions: &[Question],
        former: &[Question],
        earlier: &Answers,
        given: &Answers,
    ) -> Answers {
        let known = Known { earlier, former, ..Known::nothing() };
        parsed(questions, given, &known).unwrap()
    }

    fn lunch() -> [Question; 3] {
        let after = |key: &str, on: &str, value: &str| Question {
            required: true,
            shown_if: Some(ShownIf { question: on.into(), values: vec![value.into()] }),
            ..question(key, K::YesNo)
        };
        [
            Question { required: true, ..question("lunch", K::YesNo) },
            after("allergy", "lunch", "true"),
            after("severe", "allergy", "true"),
        ]
    }

    #[test]
    fn an_answer_to_a_question_that_was_not_asked_is_named() {
        let given = answers([("a/b", json!(1))]);
        assert_eq!(
            parsed(&[], &given, &Known::nothing()),
            Err(vec!["/answers/a~1b unknown_question".to_owned()])
        );
    }

    #[test]
    fn only_what_applies_is_required_and_taken() {
        let parse = |given: Answers| parsed(&lunch(), &given, &Known::nothing());
        assert_eq!(
            parse(answers([("lunch", json!(false))])),
            Ok(answers([("lunch", json!(false))]))
        );
        // What was typed before the mind was changed is left out, even if it is wrong.
        let typed =
            answers([("lunch", json!(false)), ("allergy", json!("?")), ("severe", json!(true))]);
        assert_eq!(parse(typed), Ok(answers([("lunch", json!(false))])));
        let missing = answers([("lunch", json!(true))]);
        assert_eq!(parse(missing), Err(vec!["/answers/allergy required".to_owned()]));
        let all =
            answers([("lunch", json!(true)), ("allergy", json!(true)), ("severe", json!(false))]);
        assert_eq!(parse(all.clone()), Ok(all));
        assert_eq!(parse(Answers::new()), Err(vec!["/answers/lunch required".to_owned()]));
    }

    #[test]
    fn a_fault_in_an_address_is_at_its_part() {
        let home = [question("home", K::PostalAddress)];
        let given = answers([(
            "home",
            json!({"postal_code": "1", "prefecture": "山口県", "city": "萩市", "street": "1"}),
        )]);
        assert_eq!(
            parsed(&home, &given, &Known::nothing()),
            Err(vec!["/answers/home/postal_code invalid_postal_code".to_owned()])
        );
    }

    #[test]
    fn the_answer_to_a_question_that_is_gone_stays() {
        let gone = question("gone", K::LongText);
        let earlier = answers([("gone", json!("手話")), ("a", json!("x"))]);
        let asked = [question("a", K::ShortText)];
        for given in [
            answers([("a", json!("y"))]),
            // A merge patch lays the change over what stands.
            answers([("a", json!("y")), ("gone", json!("手話"))]),
        ] {
            let kept = changed(&asked, std::slice::from_ref(&gone), &earlier, &given);
            assert_eq!(kept, answers([("a", json!("y")), ("gone", json!("手話"))]));
        }
    }

    #[test]
    fn the_answer_of_another_kind_stays_beside_the_new_one() {
        let former = [question("pc", K::LongText)];
        let asked = [question("pc", K::YesNo)];
        let earlier = answers([("pc", json!("ノートパソコン"))]);
        for unanswered in [Answers::new(), earlier.clone()] {
            assert_eq!(changed(&asked, &former, &earlier, &unanswered), earlier);
        }
        let answered = changed(&asked, &former, &earlier, &answers([("pc", json!("yes"))]));
        assert_eq!(answered, answers([("pc", json!(true)), ("pc~old", json!("ノートパソコン"))]));
        // And once more.
        let again = changed(&asked, &former, &answered, &answers([("pc", json!("no"))]));
        assert_eq!(again, answers([("pc", json!(false)), ("pc~old", json!("ノートパソコン"))]));
    }

    #[test]
    fn a_choice_that_is_gone_stays_until_another_is_chosen() {
        let asked = [question("a", K::Choice)];
        let earlier = answers([("a", json!("c"))]);
        assert_eq!(changed(&asked, &[], &earlier, &Answers::new()), earlier);
        let chosen = answers([("a", json!("b"))]);
        assert_eq!(changed(&asked, &[], &earlier, &chosen), chosen);
    }

    #[test]
    fn an_answer_that_is_taken_back_is_gone() {
        let asked = [question("a", K::ShortText)];
        let earlier = answers([("a", json!("x"))]);
        assert_eq!(changed(&asked, &[], &earlier, &Answers::new()), Answers::new());
    }
}
