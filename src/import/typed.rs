//! A cell as the form would have it: the mirror of how a list is written.

use chrono::{DateTime, NaiveDate, NaiveDateTime, TimeZone as _};
use chrono_tz::Tz;
use serde_json::Value;
use unicode_normalization::UnicodeNormalization as _;

use crate::domain::question::{Question, QuestionKind};
use crate::domain::values::calendar_date::parse_date;
use crate::domain::values::language::Language;
use crate::domain::values::search_key::search_key;
use crate::export::answer;
use crate::export::columns::{Column, QuestionColumn};
use crate::export::formula::restore;
use crate::export::row::Cell;

/// How times are written in lists, ours and others'.
const TIMES: [&str; 6] = [
    "%Y/%m/%d %H:%M",
    "%Y/%m/%d %H:%M:%S",
    "%Y-%m-%d %H:%M",
    "%Y-%m-%d %H:%M:%S",
    "%Y-%m-%dT%H:%M",
    "%Y-%m-%dT%H:%M:%S",
];
const DAYS: [&str; 2] = ["%Y/%m/%d", "%Y-%m-%d"];
const YES: [&str; 9] = ["はい", "yes", "true", "1", "○", "〇", "有", "あり", "同意する"];
const NO: [&str; 7] = ["いいえ", "no", "false", "0", "×", "無", "なし"];

/// A cell without what a list adds: the apostrophe before what would be run, line ends of another system.
pub fn plain(cell: &str) -> String {
    restore(cell).replace("\r\n", "\n").trim().to_owned()
}

/// A time in the zone of the event.
pub fn time(cell: &str, zone: Tz) -> Option<DateTime<Tz>> {
    if let Ok(at) = DateTime::parse_from_rfc3339(cell) {
        return Some(at.with_timezone(&zone));
    }
    let local = TIMES.iter().find_map(|form| NaiveDateTime::parse_from_str(cell, form).ok());
    let day = || DAYS.iter().find_map(|form| NaiveDate::parse_from_str(cell, form).ok());
    let local = local.or_else(|| day()?.and_hms_opt(0, 0, 0))?;
    zone.from_local_datetime(&local).earliest()
}

/// A whole number with its unit perhaps: `2名`.
pub fn number(cell: &str) -> Option<i64> {
    let plain: String = cell.nfkc().collect();
    plain.trim().trim_end_matches(['名', '人', '枚', '席']).trim().parse().ok()
}

/// An answer as the form would send it; `None` for what cannot stand in a cell.
pub fn answer(question: &Question, cell: &str) -> Option<Value> {
    let is = |words: &[&str]| words.iter().any(|word| search_key(word) == search_key(cell));
    let choice = |text: &str| {
        let key = search_key(text);
        let found = question.choices.iter().find(|choice| {
            choice.value == text
                || [Language::Ja, Language::En]
                    .iter()
                    .any(|language| search_key(choice.label.get(*language)) == key)
        });
        Value::from(found.map_or(text, |choice| choice.value.as_str()))
    };
    match question.kind {
        QuestionKind::File | QuestionKind::PostalAddress => None,
        QuestionKind::Choice => Some(choice(cell)),
        QuestionKind::Choices => {
            let parts =
                cell.split([';', '；', '\n']).map(str::trim).filter(|part| !part.is_empty());
            Some(parts.map(choice).collect())
        }
        QuestionKind::YesNo | QuestionKind::Consent if is(&YES) => Some(Value::from("true")),
        QuestionKind::YesNo | QuestionKind::Consent if is(&NO) => Some(Value::from("false")),
        QuestionKind::Date => {
            let day = DAYS.iter().find_map(|form| NaiveDate::parse_from_str(cell, form).ok());
            Some(Value::from(day.map_or_else(|| cell.to_owned(), |day| day.to_string())))
        }
        _ => Some(Value::from(cell)),
    }
}

/// Whether a cell says what is stored already, as a list writes it in either language.
pub fn says_the_same(question: &QuestionColumn, stored: Option<&Value>, cell: &str) -> bool {
    let Some(stored) = stored else { return cell.is_empty() };
    let column = Column::from(question);
    [Language::Ja, Language::En].iter().any(|language| {
        match answer::cell(stored, &column, *language) {
            Cell::Empty => cell.is_empty(),
            Cell::Text(text) => plain(&text) == cell,
            Cell::Number(number) => self::number(cell) == Some(number),
            Cell::Decimal(number) => cell.parse() == Ok(number),
            Cell::Term { key, word } => cell == word || cell == key,
            Cell::Date(day) => {
                let typed = DAYS.iter().find_map(|form| NaiveDate::parse_from_str(cell, form).ok());
                typed.or_else(|| parse_date(cell).ok()) == Some(day)
            }
            Cell::Time(_) => false,
        }
    })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::domain::question::Choice;

    fn question(kind: QuestionKind) -> Question {
        let choice = |value: &str, label: &str| Choice {
            value: value.into(),
            label: label.into(),
            limit: None,
        };
        let choices = vec![choice("a", "車いす"), choice("b", "手話通訳")];
        Question { key: "q".into(), kind, choices, ..Question::default() }
    }

    #[test]
    fn cells_become_what_the_form_would_send() {
        let typed = |kind, cell| answer(&question(kind), cell).unwrap();
        assert_eq!(typed(QuestionKind::Choice, "車いす"), json!("a"));
        assert_eq!(typed(QuestionKind::Choices, "手話通訳; 車いす"), json!(["b", "a"]));
        assert_eq!(typed(QuestionKind::Choice, "知らない"), json!("知らない"));
        assert_eq!(typed(QuestionKind::YesNo, "はい"), json!("true"));
        assert_eq!(typed(QuestionKind::Consent, "いいえ"), json!("false"));
        assert_eq!(typed(QuestionKind::Date, "2026/10/15"), json!("2026-10-15"));
        assert_eq!(answer(&question(QuestionKind::File), "a.pdf"), None);
    }

    #[test]
    fn times_and_numbers_come_in_the_ways_of_lists() {
        let zone = chrono_tz::Asia::Tokyo;
        for cell in ["2026/10/01 09:30", "2026-10-01 09:30:00", "2026-10-01T00:30:00Z"] {
            let at = time(cell, zone).unwrap();
            assert_eq!(at.to_rfc3339(), "2026-10-01T09:30:00+09:00", "{cell}");
        }
        assert_eq!((number("２名"), number("3"), number("二")), (Some(2), Some(3), None));
    }

    #[test]
    fn what_a_list_added_is_taken_away() {
        assert_eq!((plain("'=1+1").as_str(), plain(" a\r\nb ").as_str()), ("=1+1", "a\nb"));
    }
}
