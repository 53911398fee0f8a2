//! The organizer's own form fields (質問項目): what they are.

pub mod address;
mod answer;
mod answers;
mod check;
pub mod condition;
pub mod consent;
pub mod draft;
pub mod file;
pub mod file_type;
pub mod form_preset;
pub mod former;
#[cfg(test)]
pub mod samples;
pub mod words;
pub mod written;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::values::localized::Localized;

pub use answer::AnswerFault;
pub use answers::{Known, parse_answers};
pub use check::check_questions;
pub use condition::{ShownIf, check_conditions};
pub use draft::QuestionDraft;
pub use file::{SentFile, SentFiles};
pub use file_type::FileType;

/// Answers by question key, each in the JSON shape of its kind.
pub type Answers = BTreeMap<String, Value>;

/// Characters in a short answer.
const SHORT_TEXT_MAX: usize = 200;
/// Characters in a long answer: about two sheets of A4.
const LONG_TEXT_MAX: usize = 4_000;
/// Numbers beyond this are typing mistakes.
const NUMBER_LIMIT: i64 = 1_000_000_000;

/// What kind of answer a question wants.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum QuestionKind {
    #[default]
    ShortText,
    LongText,
    Number,
    Choice,
    Choices,
    Date,
    YesNo,
    /// A box to tick. The words that were agreed to are stored with the answer.
    Consent,
    PostalAddress,
    File,
}

/// Who sees the answers to a question.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Visibility {
    /// Everybody who may read registrations.
    #[default]
    Staff,
    /// Who has the right to read restricted answers besides.
    Restricted,
}

impl Visibility {
    #[expect(clippy::trivially_copy_pass_by_ref, reason = "serde hands a field over by reference")]
    fn is_staff(&self) -> bool {
        *self == Self::Staff
    }
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
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
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
    /// Of a `file`: what is accepted, by its content; all types where empty.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub file_types: Vec<FileType>,
    /// Asked only of those who have answered an earlier question so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub shown_if: Option<ShownIf>,
    #[serde(default, skip_serializing_if = "Visibility::is_staff")]
    pub visibility: Visibility,
}

impl Question {
    /// Whether only those with the right to restricted answers see what was answered.
    pub fn is_restricted(&self) -> bool {
        self.visibility == Visibility::Restricted
    }
}
