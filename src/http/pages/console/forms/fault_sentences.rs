//! What is wrong with a form that is being written, in sentences at the fields of the builder.

use super::builder::{FormFault, field_name};
use crate::domain::fault::FieldFault;
use crate::http::pages::texts::Texts;

/// The fields of a question by the ends of pointers to them.
const FIELDS: [(&str, &str); 12] = [
    ("label", "label-ja"),
    ("hint", "hint-ja"),
    ("choices", "choices-ja"),
    ("min", "min"),
    ("max", "max"),
    ("at_least", "at-least"),
    ("at_most", "at-most"),
    ("max_bytes", "megabytes"),
    ("file_types", "types"),
    ("shown_if", "if"),
    ("visibility", "restricted"),
    ("kind", "kind"),
];

/// The fields in the order of the page.
const ORDER: [&str; 12] = [
    "kind",
    "label-ja",
    "hint-ja",
    "choices-ja",
    "at-least",
    "at-most",
    "min",
    "max",
    "types",
    "megabytes",
    "if",
    "restricted",
];

/// The faults in the order of the fields, one for each field.
pub fn sentences(texts: Texts, faults: &[FieldFault]) -> Vec<FormFault> {
    let mut found: Vec<FormFault> = Vec::new();
    for fault in faults {
        let field = field_of(&fault.pointer);
        if field.is_some() && found.iter().any(|known| known.field == field) {
            continue;
        }
        let number = number_of(&fault.pointer);
        let said = texts.t1(key_of(fault), "limit", fault.limit.unwrap_or_default());
        let sentence = match number {
            Some(number) => texts.t2("forms-fault-at", "number", number, "sentence", &said),
            None => said,
        };
        found.push(FormFault { field, sentence });
    }
    found.sort_by_key(|fault| fault.field.as_deref().map(place_of));
    found
}

/// The number of the question in a pointer, from 1.
fn number_of(pointer: &str) -> Option<usize> {
    let rest = pointer.strip_prefix("/questions/")?;
    let index: usize = rest.split('/').next()?.parse().ok()?;
    Some(index + 1)
}

fn field_of(pointer: &str) -> Option<String> {
    let number = number_of(pointer)?;
    let part = pointer.split('/').nth(3)?;
    let (_, field) = FIELDS.iter().find(|(known, _)| *known == part)?;
    Some(field_name(number - 1, field))
}

/// Where a field stands on the page.
fn place_of(field: &str) -> (usize, usize) {
    let (question, name) = field.split_once('-').unwrap_or((field, ""));
    let number = question.trim_start_matches('q').parse().unwrap_or(0);
    (number, ORDER.iter().position(|known| *known == name).unwrap_or(ORDER.len()))
}

fn key_of(fault: &FieldFault) -> &'static str {
    let is_choice = fault.pointer.contains("/choices");
    match fault.code {
        "required" | "empty" if is_choice => "forms-fault-no-choices",
        "required" | "empty" => "forms-fault-empty",
        "duplicate" if is_choice => "forms-fault-same-choice",
        "too_long" => "forms-fault-too-long",
        "not_a_number" => "forms-fault-number",
        "out_of_range" => "forms-fault-range",
        "max_below_min" => "forms-fault-max-below-min",
        "too_many" => "forms-fault-too-many",
        "too_many_files" => "forms-fault-too-many-files",
        "later_question" => "forms-fault-later-question",
        "unknown_question" | "unknown_choice" | "no_condition_on_this_kind" => {
            "forms-fault-condition-gone"
        }
        "several_questions" => "forms-fault-several-questions",
        "depends_on_restricted" => "forms-fault-restricted",
        "fixed_after_publication" => "forms-fault-fixed",
        "control_character" | "invisible_character" | "combining_heavy" => "forms-fault-characters",
        _ => "forms-fault-general",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::http::pages::texts::Language;

    fn fault(pointer: &str, code: &'static str) -> FieldFault {
        FieldFault { pointer: pointer.to_owned(), code, limit: None }
    }

    #[test]
    fn a_fault_is_said_once_at_its_field_in_the_order_of_the_page() {
        let faults = [
            fault("/questions/1/label", "empty"),
            fault("/questions/0/choices/2/value", "duplicate"),
            fault("/questions/0/choices/3/value", "duplicate"),
            fault("/questions", "too_many_files"),
        ];
        let said = sentences(Texts::new(Language::japanese()), &faults);
        let fields: Vec<Option<&str>> = said.iter().map(|fault| fault.field.as_deref()).collect();
        assert_eq!(fields, [None, Some("q0-choices-ja"), Some("q1-label-ja")]);
        assert!(said[1].sentence.contains('1') && said[2].sentence.contains('2'), "{said:?}");
    }
}
