//! The sentence for each fault of a field: the same words in the summary and at the field.

use super::{field_name::FieldName, questions::size_words, texts::Texts};

/// One broken rule at one field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// Where.
    pub field: FieldName,
    /// The rule's name, as in the API.
    pub code: String,
    /// A number that belongs to the rule.
    pub limit: Option<i64>,
}

impl Fault {
    /// A fault at a field.
    pub fn new(field: FieldName, code: impl Into<String>) -> Self {
        Self { field, code: code.into(), limit: None }
    }

    /// A fault at a JSON pointer of the API's body, as the domain reports it.
    pub fn at_pointer(pointer: &str, code: impl Into<String>, limit: Option<i64>) -> Self {
        Self { field: FieldName::from_pointer(pointer), code: code.into(), limit }
    }
}

/// What one does at a field to answer; the sentence about a missing answer asks for just that.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Manner {
    /// Types.
    Enter,
    /// Chooses.
    Choose,
    /// Ticks a box.
    Tick,
    /// Attaches a file.
    Attach,
}

/// Code to the key of its sentence. Every sentence takes `$label`.
const SENTENCES: &[(&str, &str)] = &[
    ("too_long", "fault-too-long"),
    ("too_short", "fault-too-short"),
    ("too_many", "fault-too-many"),
    ("control_character", "fault-characters"),
    ("invisible_character", "fault-characters"),
    ("combining_heavy", "fault-characters"),
    ("invalid_email", "fault-email"),
    ("non_ascii_local_part", "fault-email-ascii"),
    ("invalid_phone", "fault-phone"),
    ("invalid_corporate_number", "fault-corporate-number"),
    ("wrong_check_digit", "fault-corporate-number"),
    ("invalid_kana", "fault-kana"),
    ("not_a_number", "fault-number"),
    ("out_of_range", "fault-range"),
    ("not_a_date", "fault-date"),
    ("unknown_choice", "fault-choice"),
    ("more_attendees_than_seats", "fault-more-attendees"),
    ("same_wish", "fault-same-wish"),
    ("invalid_postal_code", "fault-postal-code"),
    ("number_too_small", "fault-number-small"),
    ("number_too_large", "fault-number-large"),
    ("too_few_chosen", "fault-few-chosen"),
    ("too_many_chosen", "fault-many-chosen"),
    ("file_empty", "fault-file-empty"),
    ("file_too_large", "fault-file-large"),
    ("file_type", "fault-file-type"),
    ("unknown_upload", "fault-file-gone"),
    ("no_room_for_files", "fault-file-later"),
    ("choice_full", "fault-choice-full"),
    ("form_expired", "fault-form-expired"),
    ("company_people_limit", "fault-company-people"),
    ("already_registered", "fault-already-registered"),
    ("session_full", "fault-session-full"),
    ("not_enough_seats", "fault-session-seats"),
    ("session_closed", "fault-session-closed"),
    ("group_limit", "fault-group-limit"),
    ("already_there", "fault-already-there"),
    ("who_leaves", "fault-who-leaves"),
    ("nobody_left", "fault-nobody-left"),
    ("names_fixed", "fault-names-fixed"),
];

/// The sentence for a fault at a field with this label.
pub fn sentence(texts: Texts, fault: &Fault, label: &str, manner: Manner) -> String {
    let key = match (fault.code.as_str(), manner) {
        ("empty" | "required", Manner::Enter) => "fault-empty",
        ("empty" | "required", Manner::Choose) => "fault-empty-choice",
        ("empty" | "required", Manner::Tick) => "fault-empty-tick",
        ("empty" | "required", Manner::Attach) => "fault-empty-file",
        ("no_more_seats", _) if fault.limit.is_some() => "fault-seats-left",
        ("no_more_seats", _) => "fault-no-seats",
        ("out_of_range" | "too_many", _) if fault.limit.is_some() => "fault-limit",
        (code, _) => SENTENCES
            .iter()
            .find(|(known, _)| *known == code)
            .map_or("fault-general", |(_, key)| key),
    };
    if fault.code == "file_too_large" {
        let limit = size_words(fault.limit.unwrap_or_default().saturating_mul(1_000));
        return texts.t2(key, "label", label, "limit", limit);
    }
    texts.t2(key, "label", label, "limit", fault.limit.unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::http::pages::texts::Language;

    #[test]
    fn every_code_has_a_sentence_of_its_own_kind_in_every_language() {
        for language in Language::all() {
            let texts = Texts::new(*language);
            for (code, _) in SENTENCES {
                let said =
                    sentence(texts, &Fault::new(FieldName::Name, *code), "お名前", Manner::Enter);
                assert!(!said.contains('⟦'), "{code}: {said} in {}", language.code());
            }
        }
    }

    #[test]
    fn an_unknown_code_gets_the_general_sentence() {
        let texts = Texts::new(Language::japanese());
        let fault = Fault::new(FieldName::Name, "something_new");
        let general = texts.t2("fault-general", "label", "お名前", "limit", 0);
        assert_eq!(sentence(texts, &fault, "お名前", Manner::Enter), general);
    }

    #[test]
    fn a_limit_is_named_where_it_is_known() {
        let fault = Fault::at_pointer("/seats", "out_of_range", Some(3));
        let said = sentence(Texts::new(Language::japanese()), &fault, "人数", Manner::Choose);
        assert!(said.contains('3'), "{said}");
    }
}
