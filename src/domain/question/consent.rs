//! A consent as an answer: that it was given, and to which words.

use serde_json::{Value, json};

use super::Question;
use crate::domain::values::language::Language;

impl Question {
    /// The words that somebody agrees to who ticks the box of this question.
    pub fn wording(&self, language: Language) -> String {
        let hint = self.hint.as_ref().map_or("", |hint| hint.get(language));
        let label = self.label.get(language);
        if hint.is_empty() { label.to_owned() } else { format!("{label}\n{hint}") }
    }
}

/// A consent in its stored form, with the words that were agreed to.
pub fn given(wording: &str) -> Value {
    json!({ "agreed": true, "wording": wording })
}

/// Whether a stored answer is a consent that was given; `None` for what is no consent. Those of before the
/// words were recorded are plain `true`.
pub fn is_given(answer: &Value) -> Option<bool> {
    match answer {
        Value::Bool(agreed) => Some(*agreed),
        Value::Object(record) => record.get("agreed").and_then(Value::as_bool),
        _ => None,
    }
}

/// The words that were agreed to, where they were recorded.
pub fn agreed_wording(answer: &Value) -> Option<&str> {
    answer.get("wording").and_then(Value::as_str)
}
