//! Answers to an organizer's questions as a form has them, and back.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::domain::civil::calendar_day;
use crate::domain::event::Event;
use crate::domain::question::file::stored_file;
use crate::domain::question::{Answers, Question, QuestionKind, SentFile, consent};
use crate::domain::values::calendar_date::parse_date;
use crate::domain::values::language::Language;
use crate::http::pages::entered::Entered;
use crate::http::pages::questions::{AddressPart, ChosenFile};

/// What a form says of a file that stands: it is kept.
pub const KEPT: &str = "kept";

/// What was typed, as the domain wants it. `earlier` are the answers that are being changed.
pub fn answers(event: &Event, entered: &Entered, earlier: &Answers) -> Answers {
    let each = event.questions.iter();
    each.filter_map(|question| answer(question, entered, earlier)).collect()
}

fn answer(question: &Question, entered: &Entered, earlier: &Answers) -> Option<(String, Value)> {
    let key = &question.key;
    let typed = entered.answers.get(key);
    let value = match question.kind {
        QuestionKind::PostalAddress => {
            let part = |part: AddressPart| {
                let typed = entered.answer(&format!("{key}.{}", part.name()));
                (part.name().to_owned(), Value::from(typed))
            };
            Value::Object(AddressPart::ALL.map(part).into_iter().collect())
        }
        QuestionKind::Choices => Value::from(typed?.clone()),
        QuestionKind::File if typed?.first()? == KEPT => earlier.get(key)?.clone(),
        _ => Value::from(typed?.first()?.as_str()),
    };
    Some((key.clone(), value))
}

/// Stored answers as if they had just been typed; those that fit no question are left out.
pub fn typed(
    answers: &Answers,
    event: &Event,
    language: Language,
) -> BTreeMap<String, Vec<String>> {
    let mut typed = BTreeMap::new();
    for question in &event.questions {
        let Some(answer) = answers.get(&question.key).filter(|answer| question.has_shape(answer))
        else {
            continue;
        };
        if question.kind == QuestionKind::PostalAddress {
            for part in AddressPart::ALL {
                let text = answer.get(part.name()).and_then(Value::as_str).unwrap_or_default();
                typed.insert(format!("{}.{}", question.key, part.name()), vec![text.to_owned()]);
            }
        } else {
            typed.insert(question.key.clone(), typed_one(question, answer, language));
        }
    }
    typed
}

fn typed_one(question: &Question, answer: &Value, language: Language) -> Vec<String> {
    match (question.kind, answer) {
        (QuestionKind::Consent, answer) => {
            vec![(consent::is_given(answer) == Some(true)).to_string()]
        }
        (QuestionKind::File, _) => vec![KEPT.to_owned()],
        (QuestionKind::Date, Value::String(date)) => vec![day_words(date, language)],
        (_, Value::Array(values)) => values.iter().map(text_of).collect(),
        (_, one) => vec![text_of(one)],
    }
}

/// Days in full, as they are shown on the check page; what is none stays as it was typed.
pub fn write_out_days(entered: &mut Entered, event: &Event, language: Language) {
    let dates = event.questions.iter().filter(|question| question.kind == QuestionKind::Date);
    for question in dates {
        for typed in entered.answers.get_mut(&question.key).into_iter().flatten() {
            *typed = day_words(typed, language);
        }
    }
}

fn day_words(typed: &str, language: Language) -> String {
    parse_date(typed).map_or_else(|_| typed.to_owned(), |day| calendar_day(language, day))
}

fn text_of(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

/// The files among stored answers, as a form shows them.
pub fn stored_files(answers: &Answers) -> BTreeMap<String, ChosenFile> {
    let each = answers.iter();
    each.filter_map(|(key, answer)| Some((key.clone(), shown(&stored_file(answer)?)))).collect()
}

/// A file as a form shows it.
pub fn shown(file: &SentFile) -> ChosenFile {
    ChosenFile { name: file.name.clone(), bytes: i64::from(file.bytes) }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::samples;
    use super::*;
    use crate::domain::event::CapacityUnit;

    fn event() -> Event {
        use QuestionKind as K;
        let question = |key: &str, kind| Question { key: key.into(), kind, ..Question::default() };
        Event {
            questions: vec![
                question("home", K::PostalAddress),
                question("born", K::Date),
                question("photo", K::Consent),
                question("cv", K::File),
                question("pc", K::YesNo),
                question("years", K::Number),
            ],
            ..samples::event(CapacityUnit::Person)
        }
    }

    fn stored() -> Answers {
        let file = json!({"upload": uuid::Uuid::nil(), "name": "a.pdf", "type": "pdf", "bytes": 9});
        [
            ("home", json!({"postal_code": "759-5511", "prefecture": "山口県", "city": "下関市", "street": "1"})),
            ("born", json!("1956-04-01")),
            ("photo", json!({"agreed": true, "wording": "前の文"})),
            ("cv", file),
            ("pc", json!(true)),
            ("years", json!(3)),
            ("gone", json!("x")),
        ]
        .map(|(key, value)| (key.to_owned(), value))
        .into()
    }

    #[test]
    fn what_stands_can_be_typed_again() {
        use crate::domain::fault::Faults;
        use crate::domain::question::{Known, parse_answers};
        let (event, stored) = (event(), stored());
        for language in [Language::Ja, Language::En, Language::Easy] {
            let typed = Entered { answers: typed(&stored, &event, language), ..Entered::default() };
            let given = answers(&event, &typed, &stored);
            let known = Known { earlier: &stored, ..Known::nothing() };
            let mut faults = Faults::default();
            assert_eq!(parse_answers(&event.questions, &given, &known, &mut faults), stored);
            assert!(faults.is_empty(), "{:?}", faults.into_vec());
        }
    }

    #[test]
    fn a_file_is_shown_and_kept() {
        let typed = typed(&stored(), &event(), Language::Ja);
        assert_eq!(typed["cv"], [KEPT]);
        assert_eq!(stored_files(&stored())["cv"], ChosenFile { name: "a.pdf".into(), bytes: 9 });
        // Where nothing stands, there is nothing to keep.
        let entered = Entered { answers: typed, ..Entered::default() };
        assert!(!answers(&event(), &entered, &Answers::new()).contains_key("cv"));
    }

    #[test]
    fn an_answer_of_another_kind_is_not_typed_in() {
        let old = Answers::from([("years".to_owned(), json!("たくさん"))]);
        assert!(typed(&old, &event(), Language::Ja).is_empty());
    }

    #[test]
    fn a_day_is_shown_in_full_before_it_is_sent() {
        let mut entered = Entered::from_pairs([("answer-born", "S31.4.1"), ("answer-pc", "true")]);
        write_out_days(&mut entered, &event(), Language::Ja);
        assert_eq!(entered.answer("born"), "昭和31年(1956年)4月1日(日曜日)");
    }
}
