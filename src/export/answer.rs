//! An answer to a question of the organizer, as a cell.

use std::borrow::Cow;

use serde_json::{Map, Value};

use super::columns::{Column, ColumnKind};
use super::row::Cell;
use super::words;
use crate::domain::question::{address, consent, file};
use crate::domain::values::language::Language;

/// What stands between the choices of a multiple-choice answer in one cell.
const CHOICE_SEPARATOR: &str = "; ";

/// The cell for a stored answer: what was chosen by its label, a date as a date, the rest by its type.
pub fn cell<'a>(answer: &'a Value, column: &'a Column, language: Language) -> Cell<'a> {
    match answer {
        Value::Null => Cell::Empty,
        Value::Bool(yes) => Cell::Term {
            key: if *yes { "true" } else { "false" },
            word: words::yes_or_no(*yes, language),
        },
        Value::Number(number) => match (number.as_i64(), number.as_f64()) {
            (Some(whole), _) => Cell::Number(whole),
            (None, Some(decimal)) => Cell::Decimal(decimal),
            (None, None) => Cell::Text(Cow::Owned(number.to_string())),
        },
        Value::String(text) => written(text, column, language),
        Value::Array(chosen) if chosen.is_empty() => Cell::Empty,
        Value::Array(chosen) => {
            let labels: Vec<_> =
                chosen.iter().map(|one| chosen_text(one, column, language)).collect();
            Cell::Text(Cow::Owned(labels.join(CHOICE_SEPARATOR)))
        }
        Value::Object(parts) => of_parts(answer, parts, language),
    }
}

/// A consent by its yes, an address on one line, a file by its name.
fn of_parts<'a>(answer: &'a Value, parts: &'a Map<String, Value>, language: Language) -> Cell<'a> {
    if let Some(agreed) = consent::is_given(answer) {
        let key = if agreed { "true" } else { "false" };
        return Cell::Term { key, word: words::yes_or_no(agreed, language) };
    }
    Cell::Text(Cow::Owned(match file::stored_file(answer) {
        Some(file) => file.name,
        None if parts.contains_key("postal_code") => address::address_line(parts),
        None => answer.to_string(),
    }))
}

fn written<'a>(text: &'a str, column: &'a Column, language: Language) -> Cell<'a> {
    let date = if column.kind == ColumnKind::DateAnswer { text.parse().ok() } else { None };
    match (date, column.choice(text)) {
        _ if text.is_empty() => Cell::Empty,
        (Some(date), _) => Cell::Date(date),
        (None, Some(choice)) => Cell::Text(Cow::Borrowed(choice.label(language))),
        // Also what could be chosen once but no longer can.
        (None, None) => Cell::Text(Cow::Borrowed(text)),
    }
}

fn chosen_text<'a>(one: &'a Value, column: &'a Column, language: Language) -> Cow<'a, str> {
    match one {
        Value::String(value) => {
            Cow::Borrowed(column.choice(value).map_or(value, |choice| choice.label(language)))
        }
        Value::Bool(yes) => Cow::Borrowed(words::yes_or_no(*yes, language)),
        other => Cow::Owned(other.to_string()),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::columns::{ChoiceWords, QuestionColumn};
    use super::*;

    fn shown(answer: &Value, kind: ColumnKind) -> String {
        let choices = vec![ChoiceWords {
            value: "wheelchair".into(),
            label_ja: "車いす".into(),
            label_en: "Wheelchair".into(),
        }];
        let question = QuestionColumn {
            choices,
            is_date: kind == ColumnKind::DateAnswer,
            ..QuestionColumn::default()
        };
        format!("{:?}", cell(answer, &Column::from(&question), Language::Ja))
    }

    #[test]
    fn answers_of_every_type_have_their_cell() {
        for (answer, expected) in [
            (json!(null), "Empty"),
            (json!(""), "Empty"),
            (json!([]), "Empty"),
            (json!(-3), "Number(-3)"),
            (json!(1.5), "Decimal(1.5)"),
            (json!(true), r#"Term { key: "true", word: "はい" }"#),
            (json!({"agreed": true, "wording": "x"}), r#"Term { key: "true", word: "はい" }"#),
            (
                json!({"postal_code": "759-5511", "prefecture": "山口県", "city": "萩市", "street": "1"}),
                r#"Text("〒759-5511 山口県萩市1")"#,
            ),
            (
                json!({"upload": uuid::Uuid::nil(), "name": "a.pdf", "type": "pdf", "bytes": 9}),
                r#"Text("a.pdf")"#,
            ),
            (json!({"a": 1}), r#"Text("{\"a\":1}")"#),
            (json!("2026-10-15"), r#"Text("2026-10-15")"#),
        ] {
            assert_eq!(shown(&answer, ColumnKind::Answer), expected);
        }
    }

    #[test]
    fn what_was_chosen_is_shown_by_its_label() {
        assert_eq!(shown(&json!("wheelchair"), ColumnKind::Answer), r#"Text("車いす")"#);
        assert_eq!(
            shown(&json!(["wheelchair", "手話", 1]), ColumnKind::Answer),
            r#"Text("車いす; 手話; 1")"#
        );
    }

    #[test]
    fn the_answer_to_a_question_for_a_date_is_a_date() {
        assert_eq!(shown(&json!("2026-10-15"), ColumnKind::DateAnswer), "Date(2026-10-15)");
        assert_eq!(shown(&json!("来週"), ColumnKind::DateAnswer), r#"Text("来週")"#);
    }
}
