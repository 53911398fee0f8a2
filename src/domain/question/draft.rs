//! A question as an organizer writes it: in full, or by the name of a preset.

use serde::{Deserialize, Serialize};

use super::{Choice, FileType, Question, QuestionKind, ShownIf, Visibility};
use crate::domain::fault::Faults;
use crate::domain::values::localized::Localized;

/// Questions that are written already.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Preset {
    /// What somebody needs to take part (配慮・支援): two questions whose answers are restricted.
    SupportNeeds,
}

/// A question of the body of an event. With `preset` everything else is as the preset says, but for what is
/// given here; without it `key`, `kind` and `label` are required.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct QuestionDraft {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub preset: Option<Preset>,
    /// Names the answer in the API and in exports: `[a-z0-9_-]`, at most 40 characters.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub key: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kind: Option<QuestionKind>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub label: Option<Localized>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hint: Option<Localized>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub required: Option<bool>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub choices: Option<Vec<Choice>>,
    /// Of a `number`: the least.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub min: Option<i64>,
    /// Of a `number`: the most.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max: Option<i64>,
    /// Of `choices`: how many at least, where it is answered at all.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at_least: Option<u32>,
    /// Of `choices`: how many at most.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at_most: Option<u32>,
    /// Of a `file`: bytes at most; 10 MB where absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(minimum = 1, maximum = 10_000_000)]
    pub max_bytes: Option<u32>,
    /// Of a `file`: what is accepted, by its content; all types where absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub file_types: Option<Vec<FileType>>,
    /// Asked only of those who have answered an earlier question so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub shown_if: Option<ShownIf>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub visibility: Option<Visibility>,
}

impl From<Question> for QuestionDraft {
    fn from(question: Question) -> Self {
        Self {
            preset: None,
            key: Some(question.key),
            kind: Some(question.kind),
            label: Some(question.label),
            hint: question.hint,
            required: Some(question.required),
            choices: Some(question.choices),
            min: question.min,
            max: question.max,
            at_least: question.at_least,
            at_most: question.at_most,
            max_bytes: question.max_bytes,
            file_types: Some(question.file_types),
            shown_if: question.shown_if,
            visibility: Some(question.visibility),
        }
    }
}

impl QuestionDraft {
    /// The questions that these drafts stand for. What is missing is noted under `/questions`.
    pub fn questions(drafts: &[Self], faults: &mut Faults) -> Vec<Question> {
        let each = drafts.iter().enumerate();
        each.flat_map(|(i, draft)| draft.written_out(&format!("/questions/{i}"), faults)).collect()
    }

    fn written_out(&self, at: &str, faults: &mut Faults) -> Vec<Question> {
        if self.preset == Some(Preset::SupportNeeds) {
            return support_needs(self);
        }
        let missing = [
            ("key", self.key.is_none()),
            ("kind", self.kind.is_none()),
            ("label", self.label.is_none()),
        ];
        for (field, _) in missing.iter().filter(|(_, is_missing)| *is_missing) {
            faults.add(format!("{at}/{field}"), "required");
        }
        if missing.iter().any(|(_, is_missing)| *is_missing) {
            return Vec::new();
        }
        vec![self.over(Question::default())]
    }

    /// What is given here, laid over a question.
    fn over(&self, question: Question) -> Question {
        let given = self.clone();
        Question {
            key: given.key.unwrap_or(question.key),
            kind: given.kind.unwrap_or(question.kind),
            label: given.label.unwrap_or(question.label),
            hint: given.hint.or(question.hint),
            required: given.required.unwrap_or(question.required),
            choices: given.choices.unwrap_or(question.choices),
            min: given.min.or(question.min),
            max: given.max.or(question.max),
            at_least: given.at_least.or(question.at_least),
            at_most: given.at_most.or(question.at_most),
            max_bytes: given.max_bytes.or(question.max_bytes),
            file_types: given.file_types.unwrap_or(question.file_types),
            shown_if: given.shown_if.or(question.shown_if),
            visibility: given.visibility.unwrap_or(question.visibility),
        }
    }
}

fn both(ja: &str, en: &str) -> Localized {
    Localized::both(ja.to_owned(), en.to_owned())
}

/// What can be prepared, and a second question for its details. Restricted whatever the draft says: the
/// answers tell of a person's health.
fn support_needs(draft: &QuestionDraft) -> Vec<Question> {
    let choice = |value: &str, ja: &str, en: &str| Choice {
        value: value.to_owned(),
        label: both(ja, en),
        limit: None,
    };
    let needs = draft.over(Question {
        key: "support_needs".to_owned(),
        kind: QuestionKind::Choices,
        label: both("配慮や支援の希望", "Support that you need"),
        hint: Some(both(
            "ご希望の方だけお答えください。お答えは、準備をする担当者だけが見ます。",
            "Please answer only if you need something. Only those who prepare it see your answer.",
        )),
        choices: vec![
            choice("sign_language", "手話通訳", "Sign language interpreting (Japanese)"),
            choice("captioning", "要約筆記", "Written summary of what is said (Japanese)"),
            choice("child_care", "託児", "Child care"),
            choice("step_free", "車いす・段差のない移動", "Wheelchair or step-free access"),
            choice("other", "その他", "Something else"),
        ],
        ..Question::default()
    });
    let needs =
        Question { visibility: Visibility::Restricted, kind: QuestionKind::Choices, ..needs };
    let values = needs.choices.iter().map(|choice| choice.value.clone()).collect();
    let details = Question {
        key: format!("{}_details", needs.key),
        kind: QuestionKind::LongText,
        label: both("配慮や支援のくわしい内容", "What we should know to prepare it"),
        hint: Some(both(
            "人数、お子さまの年齢、必要な広さなど、準備に役立つことをお書きください。",
            "For example how many people, the age of your child, or how much space you need.",
        )),
        shown_if: Some(ShownIf { question: needs.key.clone(), values }),
        visibility: Visibility::Restricted,
        ..Question::default()
    };
    vec![needs, details]
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::check::check_questions;
    use super::*;

    fn questions(drafts: serde_json::Value) -> (Vec<Question>, Vec<String>) {
        let drafts: Vec<QuestionDraft> = serde_json::from_value(drafts).unwrap();
        let mut faults = Faults::default();
        let questions = QuestionDraft::questions(&drafts, &mut faults);
        check_questions(&questions, &mut faults);
        let named = faults.into_vec().into_iter();
        (questions, named.map(|fault| format!("{} {}", fault.pointer, fault.code)).collect())
    }

    #[test]
    fn support_needs_are_two_restricted_questions() {
        let (questions, faults) = questions(json!([{"preset": "support_needs"}]));
        assert!(faults.is_empty(), "{faults:?}");
        let keys: Vec<&str> = questions.iter().map(|question| question.key.as_str()).collect();
        assert_eq!(keys, ["support_needs", "support_needs_details"]);
        assert!(questions.iter().all(Question::is_restricted));
        assert_eq!(questions[0].choices.len(), 5);
        assert!(!questions[0].required);
    }

    #[test]
    fn a_preset_may_be_given_other_words_but_not_another_visibility() {
        let changed = json!([{
            "preset": "support_needs", "key": "care", "label": "支援", "visibility": "staff",
            "choices": [{"value": "sign_language", "label": "手話通訳"}]
        }]);
        let (questions, faults) = questions(changed);
        assert!(faults.is_empty(), "{faults:?}");
        assert_eq!((questions[0].key.as_str(), questions[0].choices.len()), ("care", 1));
        assert_eq!(questions[1].key, "care_details");
        assert!(questions.iter().all(Question::is_restricted));
    }

    #[test]
    fn without_a_preset_a_question_is_written_in_full() {
        let (_, faults) =
            questions(json!([{"key": "a", "kind": "date", "label": "日"}, {"hint": "b"}]));
        assert_eq!(
            faults,
            [
                "/questions/1/key required",
                "/questions/1/kind required",
                "/questions/1/label required"
            ]
        );
    }

    #[test]
    fn a_question_is_its_own_draft() {
        let (before, _) = questions(json!([{"preset": "support_needs"}]));
        let drafts: Vec<QuestionDraft> = before.iter().cloned().map(Into::into).collect();
        let again = QuestionDraft::questions(&drafts, &mut Faults::default());
        assert_eq!(again, before);
    }
}
