//! Questions that are not asked any more: their answers stand.

use super::answers::old_key;
use super::{Answers, Question};

/// What was asked before and is not any more, or not so: removed questions, and those of another kind now.
/// One that comes back as it was is asked again.
pub fn former_questions(
    former: &[Question],
    before: &[Question],
    now: &[Question],
) -> Vec<Question> {
    let is_asked = |question: &Question| {
        now.iter().any(|asked| asked.key == question.key && asked.kind == question.kind)
    };
    let mut kept: Vec<Question> = Vec::new();
    // The latest words come first, so that they are the ones that stay.
    for question in before.iter().chain(former).filter(|question| !is_asked(question)) {
        let is_there =
            kept.iter().any(|known| known.key == question.key && known.kind == question.kind);
        if !is_there {
            kept.push(question.clone());
        }
    }
    kept
}

/// The key under which answers to a former question stand, where another one has its key now.
pub fn key_of_former(former: &Question, now: &[Question]) -> String {
    let is_taken = now.iter().any(|question| question.key == former.key);
    if is_taken { old_key(&former.key) } else { former.key.clone() }
}

/// The answers that those see who may not read restricted ones.
pub fn unrestricted(answers: &Answers, questions: &[Question], former: &[Question]) -> Answers {
    let is_restricted = |key: &str| {
        let key = key.strip_suffix("~old").unwrap_or(key);
        let mut all = questions.iter().chain(former);
        // Of two questions of one key, what was restricted once stays so.
        all.any(|question| question.key == key && question.is_restricted())
    };
    let kept = answers.iter().filter(|(key, _)| !is_restricted(key));
    kept.map(|(key, value)| (key.clone(), value.clone())).collect()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::samples::question;
    use super::super::{QuestionKind as K, Visibility};
    use super::*;

    fn keys(questions: &[Question]) -> Vec<(&str, K)> {
        questions.iter().map(|question| (question.key.as_str(), question.kind)).collect()
    }

    #[test]
    fn what_is_removed_or_of_another_kind_is_remembered_once() {
        let before =
            [question("a", K::ShortText), question("b", K::LongText), question("c", K::Date)];
        let now = [question("a", K::ShortText), question("b", K::YesNo)];
        let former = former_questions(&[], &before, &now);
        assert_eq!(keys(&former), [("b", K::LongText), ("c", K::Date)]);
        let later = former_questions(&former, &now, &[question("c", K::Date)]);
        assert_eq!(keys(&later), [("a", K::ShortText), ("b", K::YesNo), ("b", K::LongText)]);
        assert_eq!(former_questions(&former, &now, &now), former);
    }

    #[test]
    fn the_key_of_an_old_answer_says_so_where_the_question_is_still_asked() {
        let now = [question("b", K::YesNo)];
        assert_eq!(key_of_former(&question("b", K::LongText), &now), "b~old");
        assert_eq!(key_of_former(&question("c", K::Date), &now), "c");
    }

    #[test]
    fn restricted_answers_are_left_out_also_when_the_question_is_gone() {
        let restricted = |key: &str| Question {
            visibility: Visibility::Restricted,
            ..question(key, K::ShortText)
        };
        let answers: Answers =
            ["a", "b", "b~old", "c"].map(|key| (key.to_owned(), json!("x"))).into();
        let seen = unrestricted(
            &answers,
            &[restricted("a"), question("b", K::YesNo)],
            &[restricted("b"), question("c", K::Date)],
        );
        assert_eq!(seen.keys().collect::<Vec<_>>(), ["c"]);
    }
}
