//! What each broken rule of a field is called in a sentence, for programs' authors.

/// An English sentence for a rule. `limit` is the number that belongs to it. Never repeats input.
pub fn sentence(code: &str, limit: Option<i64>) -> String {
    let known = SENTENCES
        .iter()
        .find(|(known, _)| *known == code)
        .map_or(GENERAL, |(_, sentence)| *sentence);
    match limit {
        Some(limit) => format!("{known} The limit is {limit}."),
        None => known.to_owned(),
    }
}

/// For rules that are not in the table.
const GENERAL: &str = "This value breaks a rule.";

/// By code, in alphabetical order.
const SENTENCES: [(&str, &str); 66] = [
    ("already_used", "Another one already has this name."),
    ("closes_after_end", "Applications cannot close after the session has ended."),
    ("combining_heavy", "The text piles up combining marks."),
    ("control_character", "The text holds a control character."),
    ("depends_on_restricted", "What depends on a restricted answer must be restricted, too."),
    ("duplicate", "This occurs more than once."),
    ("duplicate_key", "The key occurs twice in the same object."),
    ("empty", "The text is empty, or only spaces."),
    ("ends_before_start", "The end is not after the start."),
    ("file_empty", "The file is empty."),
    ("file_too_large", "The file is too large (limit in kilobytes)."),
    ("file_type", "The file's content is none of the types that are accepted."),
    ("fixed_after_publication", "This cannot be changed any more."),
    ("in_the_future", "This time has not come yet."),
    ("invalid_colour", "A colour is written as # and six hexadecimal digits, such as #0017c1."),
    ("invalid_corporate_number", "A 法人番号 has 13 digits."),
    ("invalid_cursor", "This cursor was not given out by this list."),
    ("invalid_email", "This is not a mail address."),
    ("invalid_kana", "A reading is written in hiragana or katakana."),
    (
        "invalid_key",
        "A key has 1 to 40 characters of a-z, 0-9, _ and -; a choice at most 100 characters of one line.",
    ),
    (
        "invalid_origin",
        "This is not an origin such as https://www.city.example.jp, without a path.",
    ),
    ("invalid_phone", "This is not a telephone number."),
    ("invalid_postal_code", "A postal code has seven digits."),
    ("invalid_reception_number", "This is not a reception number."),
    (
        "invalid_slug",
        "A slug has 2 to 60 characters of a-z, 0-9 and hyphens, the latter not at an end.",
    ),
    ("invalid_url", "This is not a web address that begins with http:// or https://."),
    ("invisible_character", "The text holds an invisible character."),
    ("later_question", "A condition names an earlier question, not this one or a later one."),
    ("max_below_min", "The most is less than the least."),
    ("more_attendees_than_seats", "More attendees are listed than there are seats."),
    (
        "no_condition_on_this_kind",
        "A condition names a question of kind choice, choices or yes_no.",
    ),
    ("non_ascii_local_part", "The part before the @ must be ASCII."),
    ("not_a_date", "This is not a date such as 2026-10-15, or the day does not exist."),
    ("not_a_member", "This is not the address of a member of the organization."),
    ("not_a_number", "This is not a whole number."),
    ("not_a_picture", "This is not a picture in PNG, JPEG or WebP."),
    (
        "not_a_time",
        "This is not a time such as 2026-10-15T14:00:00+09:00, or the day does not exist.",
    ),
    ("not_a_uuid", "This is not a UUID."),
    ("not_about_registrations", "Mails of this kind are not about a registration."),
    ("not_base64", "This is not base64."),
    ("not_changeable", "This cannot be changed here."),
    ("not_of_this_kind", "This does not belong to a question of this kind."),
    ("not_supported", "This is not supported yet."),
    ("number_too_large", "The number is too large."),
    ("number_too_small", "The number is too small."),
    ("opens_after_close", "Applications cannot open after they have closed."),
    ("out_of_range", "The value is out of range."),
    ("picture_too_large", "The picture has more than 8 MiB or 40 million pixels."),
    ("picture_too_small", "The picture has fewer than 600 × 315 pixels."),
    ("required", "This is required."),
    ("too_deep", "Arrays and objects are nested too deeply."),
    ("too_few_chosen", "Too few are chosen."),
    ("too_long", "The text is too long."),
    ("too_many", "There are too many."),
    ("too_many_chosen", "Too many are chosen."),
    ("too_many_files", "There are too many questions for files."),
    ("too_short", "The text is too short."),
    ("unknown_choice", "This is not one of the choices."),
    ("unknown_field", "There is no field of this name here."),
    ("unknown_language", "The languages are ja, en and easy."),
    ("unknown_parameter", "There is no parameter of this name here."),
    ("unknown_question", "There is no question of this key."),
    (
        "unknown_upload",
        "No file of this name was sent here in the last day, or it belongs to another registration.",
    ),
    (
        "wrong_check_character",
        "The check character does not fit: please look for a typing mistake.",
    ),
    ("wrong_check_digit", "The check digit does not fit: please look for a typing mistake."),
    ("wrong_type", "The value is of another type, or a number is not whole."),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_code_has_one_sentence() {
        for (i, (code, sentence)) in SENTENCES.iter().enumerate() {
            assert!(SENTENCES[..i].iter().all(|(earlier, _)| earlier != code), "{code} twice");
            assert!(sentence.ends_with('.'), "{code}");
        }
    }

    #[test]
    fn a_limit_is_told_and_an_unknown_code_has_a_general_sentence() {
        assert_eq!(sentence("too_long", Some(100)), "The text is too long. The limit is 100.");
        assert_eq!(sentence("something_new", None), GENERAL);
    }
}
