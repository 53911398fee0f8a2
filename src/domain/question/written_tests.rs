//! What somebody types of a form, and the questions that it makes.

use super::super::{Question, QuestionKind as K};
use super::*;

fn choice_question(lines: &str) -> WrittenQuestion {
    let choices = [lines.to_owned(), String::new(), String::new()];
    let label = ["質問".to_owned(), String::new(), String::new()];
    WrittenQuestion {
        key: "q1".into(),
        kind: K::Choice,
        label,
        choices,
        ..WrittenQuestion::default()
    }
}

fn made(question: &WrittenQuestion) -> Vec<(String, String, Option<u32>)> {
    let mut faults = Faults::default();
    let choices = question.made_choices("", &mut faults);
    assert!(faults.is_empty());
    let each = choices.into_iter();
    each.map(|choice| (choice.value, choice.label.each()[0].clone(), choice.limit)).collect()
}

fn codes(form: &WrittenForm) -> Vec<String> {
    let faults = form.questions().expect_err("faults");
    faults.into_iter().map(|fault| format!("{} {}", fault.pointer, fault.code)).collect()
}

#[test]
fn choices_are_lines_with_a_limit_behind_a_bar_or_from_a_spreadsheet() {
    let question = choice_question("弁当A | 20\n弁当B｜１０名\n弁当C\t5\n\n持参 \n");
    let limits: Vec<_> =
        made(&question).into_iter().map(|(_, label, limit)| (label, limit)).collect();
    let expected = [("弁当A", Some(20)), ("弁当B", Some(10)), ("弁当C", Some(5)), ("持参", None)];
    assert_eq!(limits, expected.map(|(label, limit)| (label.to_owned(), limit)));
}

#[test]
fn a_choice_in_other_words_or_at_another_place_is_the_same_choice() {
    let mut question = choice_question("午前\n午後");
    question.known = vec![
        KnownChoice { value: "am".into(), label: "午前".into() },
        KnownChoice { value: "pm".into(), label: "午後".into() },
    ];
    let values = |lines: &str| {
        let written =
            WrittenQuestion { choices: [lines.into(), String::new(), String::new()], ..question.clone() };
        made(&written).into_iter().map(|(value, ..)| value).collect::<Vec<_>>()
    };
    assert_eq!(values("午後\n午前"), ["pm", "am"]);
    assert_eq!(values("午前の部\n午後"), ["am", "pm"]);
    assert_eq!(values("午前\n夕方"), ["am", "pm"]);
    assert_eq!(values("夕方\n午前\n午後"), ["夕方", "am", "pm"]);
    assert_eq!(values("午後から\n午前"), ["pm", "am"]);
}

#[test]
fn a_question_of_each_kind_is_written_and_read_back_as_it_was() {
    let kinds = [
        K::ShortText,
        K::LongText,
        K::Number,
        K::Choice,
        K::Choices,
        K::Date,
        K::YesNo,
        K::Consent,
        K::PostalAddress,
        K::File,
    ];
    let questions: Vec<Question> = kinds
        .iter()
        .enumerate()
        .map(|(i, kind)| super::super::samples::question(&format!("q{i}"), *kind))
        .collect();
    assert_eq!(WrittenForm::of(1, &questions).questions(), Ok(questions));
}

#[test]
fn presets_are_in_order_and_may_be_added_twice() {
    let mut form = WrittenForm::default();
    for preset in FormPreset::ALL {
        form.act(&FormAct::AddPreset(preset), &[]);
        form.act(&FormAct::AddPreset(preset), &[]);
        assert_eq!(FormPreset::parse(preset.as_str()), Some(preset));
    }
    let questions = form.questions().expect("in order");
    assert_eq!(questions.len(), 16);
    // The details follow their own question.
    let details = questions.iter().filter_map(|question| question.shown_if.clone());
    let named: Vec<String> = details.map(|condition| condition.question).collect();
    assert_eq!(named, ["support_needs", "support_needs-2"]);
}

#[test]
fn questions_are_moved_doubled_and_removed() {
    let mut form = WrittenForm::default();
    let taken = ["q1".to_owned()];
    assert_eq!(form.act(&FormAct::Add(K::Date), &taken), Some(0));
    form.act(&FormAct::Add(K::YesNo), &taken);
    assert_eq!(form.act(&FormAct::Up(1), &taken), Some(0));
    assert_eq!(form.act(&FormAct::Up(0), &taken), Some(0));
    assert_eq!(form.act(&FormAct::Down(0), &taken), Some(1));
    assert_eq!(form.act(&FormAct::Duplicate(0), &taken), Some(1));
    let keys = |form: &WrittenForm| {
        form.questions.iter().map(|question| question.key.clone()).collect::<Vec<_>>()
    };
    assert_eq!(keys(&form), ["q2", "q4", "q3"]);
    form.act(&FormAct::Remove(0), &taken);
    form.act(&FormAct::Remove(7), &taken);
    assert_eq!(keys(&form), ["q4", "q3"]);
}

#[test]
fn what_is_wrong_is_named_at_its_field() {
    let mut question = choice_question("a | viele\nb | 3");
    question.conditions = vec!["x=1".into(), "y=2".into()];
    let form = WrittenForm {
        questions: vec![
            WrittenQuestion {
                kind: K::Number,
                min: "5".into(),
                max: "四".into(),
                ..choice_question("")
            },
            WrittenQuestion { key: "q2".into(), ..question },
        ],
        ..WrittenForm::default()
    };
    let found = codes(&form);
    for expected in [
        "/questions/0/max not_a_number",
        "/questions/1/choices/0/limit not_a_number",
        "/questions/1/shown_if/question several_questions",
    ] {
        assert!(found.iter().any(|code| code == expected), "{found:?}");
    }
}
