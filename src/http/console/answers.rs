//! The answers of a registration as a row of the console's table shows them.

use serde_json::Value;

use super::files;
use crate::domain::event::Event;
use crate::domain::question::consent::agreed_wording;
use crate::domain::question::file::stored_file;
use crate::domain::question::former::key_of_former;
use crate::domain::question::words::answer_words;
use crate::domain::question::{Answers, Question};
use crate::domain::values::language::Language;
use crate::http::pages::console::attendees::AnswerLine;

/// What was answered, in the order of the questions; then what was answered to questions of before.
pub fn lines(
    event: &Event,
    answers: &Answers,
    registration: &str,
    language: Language,
) -> Vec<AnswerLine> {
    let asked = event.questions.iter().map(|question| (question.key.clone(), question, true));
    let former = event.former_questions.iter();
    let former = former.map(|old| (key_of_former(old, &event.questions), old, false));
    let mut lines: Vec<(String, AnswerLine)> = Vec::new();
    for (key, question, is_asked) in asked.chain(former) {
        let Some(answer) = answers.get(&key) else { continue };
        if lines.iter().all(|(known, _)| *known != key) {
            let line = line(question, &key, is_asked, answer, registration, language);
            lines.push((key, line));
        }
    }
    let unknown = answers.iter().filter(|(key, _)| lines.iter().all(|(known, _)| known != *key));
    let unknown: Vec<AnswerLine> = unknown
        .map(|(key, answer)| {
            let question = Question { key: key.clone(), ..Question::default() };
            line(&question, key, false, answer, registration, language)
        })
        .collect();
    lines.into_iter().map(|(_, line)| line).chain(unknown).collect()
}

fn line(
    question: &Question,
    key: &str,
    is_asked: bool,
    answer: &Value,
    registration: &str,
    language: Language,
) -> AnswerLine {
    let label = question.label.get(language);
    let label = match (label.is_empty(), is_asked) {
        (true, _) => key.to_owned(),
        (false, true) => label.to_owned(),
        (false, false) => format!("{label} ({key})"),
    };
    // The words that were agreed to are shown where they are not those of today.
    let differs =
        |words: &&str| Language::ALL.iter().all(|language| question.wording(*language) != **words);
    AnswerLine {
        key: key.to_owned(),
        label,
        answer: answer_words(question, answer, language),
        agreed_to: agreed_wording(answer).filter(differs).map(str::to_owned),
        path: stored_file(answer).map(|_| files::path_of(registration, key)),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::domain::question::QuestionKind as K;

    fn question(key: &str, kind: K, label: &str) -> Question {
        Question { key: key.into(), kind, label: label.into(), ..Question::default() }
    }

    fn shown(event: &Event, answers: Value) -> Vec<(String, String)> {
        let answers: Answers = serde_json::from_value(answers).unwrap();
        let lines = lines(event, &answers, "r1", Language::Ja);
        lines.into_iter().map(|line| (line.label, line.answer)).collect()
    }

    fn event() -> Event {
        use crate::domain::event::CapacityUnit;
        let questions =
            vec![question("pc", K::YesNo, "パソコン"), question("photo", K::Consent, "撮影")];
        let former_questions =
            vec![question("pc", K::ShortText, "機種"), question("gone", K::Date, "見学日")];
        Event {
            questions,
            former_questions,
            ..crate::http::site::samples::event(CapacityUnit::Person)
        }
    }

    #[test]
    fn answers_of_now_and_of_before_are_shown() {
        let answers = json!({"pc": true, "pc~old": "ノート", "gone": "2026-10-15", "lost": "x"});
        let expected = [
            ("パソコン", "はい"),
            ("機種 (pc~old)", "ノート"),
            ("見学日 (gone)", "令和8年(2026年)10月15日(木曜日)"),
            ("lost", "x"),
        ];
        let expected = expected.map(|(label, answer)| (label.to_owned(), answer.to_owned()));
        assert_eq!(shown(&event(), answers), expected);
    }

    #[test]
    fn the_words_of_a_consent_are_shown_where_they_have_changed() {
        let agreed = |wording: &str| {
            let answers = [("photo".to_owned(), json!({"agreed": true, "wording": wording}))];
            lines(&event(), &answers.into(), "r1", Language::Ja).remove(0).agreed_to
        };
        assert_eq!(agreed("撮影"), None);
        assert_eq!(agreed("前の文"), Some("前の文".to_owned()));
    }

    #[test]
    fn a_file_is_a_link_to_be_saved() {
        let file = json!({"upload": uuid::Uuid::nil(), "name": "a.pdf", "type": "pdf", "bytes": 9});
        let line = lines(&event(), &[("cv".to_owned(), file)].into(), "r1", Language::Ja).remove(0);
        assert_eq!(line.path.as_deref(), Some("/console/registrations/r1/files/cv"));
        assert_eq!(line.answer, "a.pdf");
    }
}
