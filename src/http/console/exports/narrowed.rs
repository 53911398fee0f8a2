//! What an export is narrowed to beside states and sessions, in words.

use crate::domain::event::Programme;
use crate::domain::question::QuestionKind;
use crate::domain::values::language::Language;
use crate::http::pages::console::attendees::source_key;
use crate::http::pages::console::exports::words::NARROWED_BY;
use crate::http::pages::texts::Texts;
use crate::usecases::attendees::query::AttendeeQuery;

/// A line for each.
pub fn words(
    texts: Texts,
    language: Language,
    programme: &Programme,
    query: &AttendeeQuery,
) -> Vec<String> {
    let by = |key: &str, value: &str| {
        (!value.is_empty()).then(|| texts.t2(NARROWED_BY, "what", texts.t(key), "value", value))
    };
    let only = |key: &str, value: &str| (value == "yes").then(|| texts.t(key));
    let source = match query.source.as_str() {
        "" => String::new(),
        source => texts.t(source_key(source)),
    };
    let lines = [
        by("search", &query.q),
        by("column-source", &source),
        by("column-answers", &answer(texts, language, programme, &query.answer)),
        by("attendees-received-from", &query.received_from),
        by("attendees-received-to", &query.received_to),
        only("attendees-only-bounced", &query.bounced),
        only("attendees-only-noted", &query.noted),
        only("attendees-only-checked-in", &query.checked_in),
    ];
    lines.into_iter().flatten().collect()
}

/// Question and choice by their labels; as it was asked for where the event does not have them.
fn answer(texts: Texts, language: Language, programme: &Programme, asked: &str) -> String {
    let found = asked.split_once(':').and_then(|(key, value)| {
        let question = programme.event.questions.iter().find(|question| question.key == key)?;
        let label = question.label.get(language);
        if question.kind == QuestionKind::YesNo {
            let word = if value == "true" { "answer-yes" } else { "answer-no" };
            return Some(format!("{label}: {}", texts.t(word)));
        }
        let choice = question.choices.iter().find(|choice| choice.value == value)?;
        Some(format!("{label}: {}", choice.label.get(language)))
    });
    found.unwrap_or_else(|| asked.to_owned())
}
