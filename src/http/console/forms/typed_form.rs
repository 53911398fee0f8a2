//! The fields of the form builder, read back into the form that is being written.

use crate::domain::question::form_preset::FormPreset;
use crate::domain::question::written::{FormAct, KnownChoice, Texts, WrittenForm, WrittenQuestion};
use crate::domain::question::{FileType, QuestionKind};
use crate::http::console::posted::Fields;
use crate::http::pages::console::forms::builder::{KINDS, LANGUAGES, field_name, kind_name};

/// Questions that are read at most: more than an event may have, so that it is said that there are too many.
const QUESTIONS_READ: usize = 60;

/// What a press of a button asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Press {
    /// To look at it as it is now; at this question.
    Keep(Option<usize>),
    Act(FormAct),
    /// To make it what applicants are asked.
    Save,
    /// The same, knowing what becomes of answers that are there.
    SaveKnowingly,
    /// To go back to what is saved.
    Discard,
    /// To go on with what was typed, though others have changed the form.
    GoOn,
}

/// The button that was pressed.
pub fn press(fields: &Fields) -> Press {
    let (word, rest) = fields.text("do").split_once(':').unwrap_or((fields.text("do"), ""));
    let at = rest.parse::<usize>().ok();
    let act = match (word, at) {
        ("up", Some(at)) => Some(FormAct::Up(at)),
        ("down", Some(at)) => Some(FormAct::Down(at)),
        ("duplicate", Some(at)) => Some(FormAct::Duplicate(at)),
        ("remove", Some(at)) => Some(FormAct::Remove(at)),
        ("add", _) => kind_of(fields.text("add-kind")).map(FormAct::Add),
        ("preset", _) => FormPreset::parse(rest).map(FormAct::AddPreset),
        _ => None,
    };
    match (word, act) {
        (_, Some(act)) => Press::Act(act),
        ("save", None) => Press::Save,
        ("save-knowingly", None) => Press::SaveKnowingly,
        ("discard", None) => Press::Discard,
        ("go-on", None) => Press::GoOn,
        _ => Press::Keep(at),
    }
}

/// What was typed; `before` says with which version of the event it began.
pub fn form(fields: &Fields, before: &WrittenForm) -> WrittenForm {
    let count: usize = fields.text("count").parse().unwrap_or(0);
    let questions = (0..count.min(QUESTIONS_READ)).map(|at| question(fields, at)).collect();
    WrittenForm {
        version: before.version,
        base: before.base.clone(),
        revision: before.revision + 1,
        questions,
    }
}

fn question(fields: &Fields, at: usize) -> WrittenQuestion {
    let text = |field: &str| fields.text(&field_name(at, field)).to_owned();
    let lines = |field: &str| fields.raw(&field_name(at, field)).unwrap_or_default().to_owned();
    let several = |field: &str| {
        let name = field_name(at, field);
        fields.texts(&name).map(str::to_owned).collect::<Vec<String>>()
    };
    let in_languages = |field: &str, read: &dyn Fn(&str) -> String| -> Texts {
        LANGUAGES.map(|language| read(&format!("{field}-{language}")))
    };
    let known: Vec<KnownChoice> = serde_json::from_str(&text("known")).unwrap_or_default();
    let types = several("types");
    let mut question = WrittenQuestion {
        key: text("key"),
        kind: kind_of(&text("kind")).unwrap_or_default(),
        label: in_languages("label", &text),
        hint: in_languages("hint", &lines),
        required: fields.has(&field_name(at, "required")),
        choices: in_languages("choices", &lines),
        known,
        min: text("min"),
        max: text("max"),
        at_least: text("at-least"),
        at_most: text("at-most"),
        megabytes: text("megabytes"),
        file_types: FileType::ALL
            .into_iter()
            .filter(|one| types.iter().any(|word| word == one.name()))
            .collect(),
        conditions: several("if"),
        restricted: fields.has(&field_name(at, "restricted")),
    };
    question.settle();
    question
}

fn kind_of(name: &str) -> Option<QuestionKind> {
    KINDS.into_iter().find(|kind| kind_name(*kind) == name)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fields(pairs: &[(&str, &str)]) -> Fields {
        let pair = |(name, value): &(&str, &str)| ((*name).to_owned(), (*value).to_owned());
        Fields::new(pairs.iter().map(pair).collect())
    }

    #[test]
    fn the_button_says_what_is_done() {
        let pressed = |value: &str| press(&fields(&[("do", value), ("add-kind", "date")]));
        assert_eq!(pressed("up:2"), Press::Act(FormAct::Up(2)));
        assert_eq!(pressed("add"), Press::Act(FormAct::Add(QuestionKind::Date)));
        assert_eq!(pressed("preset:diet"), Press::Act(FormAct::AddPreset(FormPreset::Diet)));
        assert_eq!(pressed("save"), Press::Save);
        assert_eq!(pressed("keep:3"), Press::Keep(Some(3)));
        assert_eq!((pressed("up:x"), pressed("")), (Press::Keep(None), Press::Keep(None)));
    }

    #[test]
    fn what_was_typed_is_read_back() {
        let typed = fields(&[
            ("count", "1"),
            ("q0-key", "lunch"),
            ("q0-kind", "choice"),
            ("q0-label-ja", "昼食"),
            ("q0-label-en", "Lunch"),
            ("q0-choices-ja", "弁当A | 5\r\n持参"),
            ("q0-required", "yes"),
            ("q0-if", "day=1"),
            ("q0-if", "day=2"),
        ]);
        let form = form(&typed, &WrittenForm { version: 7, ..WrittenForm::default() });
        assert_eq!((form.version, form.questions.len()), (7, 1));
        let question = &form.questions[0];
        assert_eq!((question.kind, question.required), (QuestionKind::Choice, true));
        assert_eq!(question.label[1], "Lunch");
        assert_eq!(question.conditions, ["day=1", "day=2"]);
        let known: Vec<&str> = question.known.iter().map(|one| one.value.as_str()).collect();
        assert_eq!(known, ["弁当A", "持参"]);
    }
}
