//! What is said beside a field while candidates for it are looked up.

use super::texts::Texts;

/// How many companies are proposed.
pub fn companies(texts: Texts, number: usize) -> String {
    match number {
        0 => texts.t("company-candidates-none"),
        number => texts.t1("company-candidates", "number", number),
    }
}

/// What is to be done where a postal code has several places; nothing where it has one.
pub fn towns(texts: Texts, number: usize) -> String {
    match number {
        0 | 1 => String::new(),
        number => texts.t1("postal-choose", "number", number),
    }
}
