//! Questions for tests.

use super::{Choice, Question, QuestionKind};
use crate::domain::values::localized::Localized;

/// A question of this kind, with the choices `a` and `b` where something is to be chosen.
pub fn question(key: &str, kind: QuestionKind) -> Question {
    let choice =
        |value: &str| Choice { value: value.into(), label: Localized::plain(value), limit: None };
    let choices = match kind {
        QuestionKind::Choice | QuestionKind::Choices => ["a", "b"].map(choice).to_vec(),
        _ => Vec::new(),
    };
    Question {
        key: key.into(),
        kind,
        label: Localized::plain("質問"),
        choices,
        ..Question::default()
    }
}
