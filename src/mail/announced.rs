//! What staff write into a mail to many: words, with placeholders for what is each one's own.

use super::edited::{EditFault, Span, lines_of_words};
use super::placeholders::Placeholder;

/// What the words of an announcement may have of the person who gets it.
pub const PERSONAL: [Placeholder; 7] = [
    Placeholder::ApplicantName,
    Placeholder::ReceptionNumber,
    Placeholder::Heading,
    Placeholder::When,
    Placeholder::Company,
    Placeholder::Seats,
    Placeholder::OrganizationName,
];

/// What is wrong with the placeholders in these words, at this JSON pointer.
pub fn faults_of_words(pointer: &'static str, words: &str) -> Vec<EditFault> {
    let faults = lines_of_words(words, &PERSONAL).err().unwrap_or_default();
    faults.into_iter().map(|fault| EditFault { pointer, ..fault }).collect()
}

/// The words with the values in. What is no placeholder of ours, as older words may have it, stays as it is; values are
/// never read again.
pub(super) fn filled(words: &str, value: &impl Fn(Placeholder) -> String) -> String {
    let Ok(lines) = lines_of_words(words, &PERSONAL) else { return words.to_owned() };
    let piece = |span: &Span| match span {
        Span::Words(words) => words.clone(),
        Span::Value(placeholder) => value(*placeholder),
    };
    let lines = lines.iter().map(|line| line.iter().map(piece).collect::<String>());
    lines.collect::<Vec<_>>().join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn value(placeholder: Placeholder) -> String {
        format!("<{}>", placeholder.name())
    }

    #[test]
    fn words_have_what_is_each_one_s_own() {
        let words = "{{ applicant_name }} 様\n受付番号は{{reception_number}}です。";
        assert_eq!(
            filled(words, &value),
            "<applicant_name> 様\n受付番号は<reception_number>です。"
        );
        assert!(faults_of_words("/body", words).is_empty());
    }

    #[test]
    fn values_are_not_read_again_and_older_words_stay() {
        let nested = |_| "{{ company }}".to_owned();
        assert_eq!(filled("{{ applicant_name }}", &nested), "{{ company }}");
        for words in ["{{ news }}", "{% if x %}", "a }} b"] {
            assert_eq!(filled(words, &value), words);
            assert_eq!(faults_of_words("/subject", words)[0].pointer, "/subject");
        }
    }
}
