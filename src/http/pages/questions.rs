//! The organizer's own questions as fields of a form.

use super::{
    entered::Entered,
    field::{Choice, Condition, Control, Field, LineKind},
    field_name::FieldName,
    form::{ApplicationForm, Builder, Group},
    texts::Texts,
};
pub use crate::domain::question::QuestionKind;

/// A question of the organizer, in the page's language.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Question {
    /// Names the answer.
    pub key: String,
    /// What kind of answer it wants.
    pub kind: QuestionKind,
    /// What is asked.
    pub label: String,
    /// Why, and how to answer; may be empty.
    pub hint: String,
    /// Whether it must be answered.
    pub required: bool,
    /// Value and label of each choice.
    pub choices: Vec<(String, String)>,
    /// The least and the most: of a number itself, of choices how many.
    pub limits: (Option<i64>, Option<i64>),
    /// Of whom it is asked: key of an earlier question, and values of it.
    pub shown_if: Option<(String, Vec<String>)>,
    /// What files are accepted.
    pub files: Option<FileRules>,
}

/// What files a question accepts.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct FileRules {
    /// What people call the types.
    pub types: Vec<String>,
    /// HTML's `accept`.
    pub accept: String,
    /// Bytes at most.
    pub bytes_max: i64,
}

/// A file that is here already.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChosenFile {
    /// What its sender calls it.
    pub name: String,
    /// In bytes.
    pub bytes: i64,
}

impl ChosenFile {
    /// Its name and size.
    pub fn words(&self, texts: Texts) -> String {
        texts.t2("file-words", "name", &self.name, "size", size_words(self.bytes))
    }
}

/// A size in bytes, as people read it.
pub fn size_words(bytes: i64) -> String {
    match bytes {
        ..1_000 => format!("{bytes} B"),
        1_000..1_000_000 => format!("{} KB", bytes / 1_000),
        _ if bytes % 1_000_000 < 100_000 => format!("{} MB", bytes / 1_000_000),
        _ => format!("{}.{} MB", bytes / 1_000_000, bytes % 1_000_000 / 100_000),
    }
}

/// A part of a postal address, by its name in the API.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AddressPart {
    /// 郵便番号.
    PostalCode,
    /// 都道府県.
    Prefecture,
    /// 市区町村.
    City,
    /// 町名・番地.
    Street,
    /// 建物名・部屋番号.
    Building,
}

impl AddressPart {
    /// In the order of an envelope.
    pub const ALL: [Self; 5] =
        [Self::PostalCode, Self::Prefecture, Self::City, Self::Street, Self::Building];

    /// Its name in the API and behind the question's key in a form.
    pub fn name(self) -> &'static str {
        match self {
            Self::PostalCode => "postal_code",
            Self::Prefecture => "prefecture",
            Self::City => "city",
            Self::Street => "street",
            Self::Building => "building",
        }
    }

    /// The part of this name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|part| part.name() == name)
    }

    fn words(self) -> (&'static str, LineKind) {
        match self {
            Self::PostalCode => ("address-postal-code", LineKind::PostalCode),
            Self::Prefecture => ("address-prefecture", LineKind::Prefecture),
            Self::City => ("address-city", LineKind::City),
            Self::Street => ("address-street", LineKind::Street),
            Self::Building => ("address-building", LineKind::Building),
        }
    }
}

impl ApplicationForm {
    /// Whether a file is asked for.
    pub fn has_files(&self) -> bool {
        self.questions.iter().any(|question| question.kind == QuestionKind::File)
    }

    /// Whether the question of this key is asked of somebody who has answered so.
    pub fn asks(&self, key: &str, entered: &Entered) -> bool {
        let Some(question) = self.questions.iter().find(|question| question.key == key) else {
            return true;
        };
        let Some((on, values)) = &question.shown_if else { return true };
        // A condition names an earlier question, so that this ends; one that names itself asks nobody.
        let is_decided = on != key && values.iter().any(|value| entered.has_chosen(on, value));
        is_decided && self.asks(on, entered)
    }
}

impl Builder<'_> {
    pub(super) fn questions_group(&self) -> Group {
        let fields = self.form.questions.iter().map(|question| self.question(question)).collect();
        Group {
            heading: self.texts.t("group-questions"),
            intro: String::new(),
            fields,
            can_grow: false,
        }
    }

    fn question(&self, question: &Question) -> Field {
        let value = self.entered.answer(&question.key).to_owned();
        let control = match question.kind {
            QuestionKind::ShortText => Control::Line { value, kind: LineKind::Text },
            QuestionKind::Number => Control::Line { value, kind: LineKind::Number },
            QuestionKind::Date => Control::Line { value, kind: LineKind::Date },
            QuestionKind::LongText => Control::Text { value },
            QuestionKind::Choice => Control::One(self.choices(question)),
            QuestionKind::Choices => Control::Many(self.choices(question)),
            QuestionKind::YesNo => Control::One(self.yes_or_no(question)),
            QuestionKind::Consent => {
                Control::Tick { statement: self.texts.t("answer-agree"), ticked: value == "true" }
            }
            QuestionKind::PostalAddress => Control::Parts(self.address(question)),
            QuestionKind::File => Control::File {
                value,
                chosen: self.form.files.get(&question.key).cloned(),
                accept: question.files.clone().unwrap_or_default().accept,
            },
        };
        let name = FieldName::Answer(question.key.clone());
        let (label, hint) = (question.label.clone(), self.hint(question));
        let condition = question.shown_if.as_ref().map(|(on, values)| Condition {
            field: FieldName::Answer(on.clone()),
            values: values.join("\n"),
        });
        Field { condition, ..self.field(name, label, hint, question.required, control) }
    }

    /// When it is to be answered, what the organizer says of it, and how it is written.
    fn hint(&self, question: &Question) -> String {
        let parts = [self.when(question), question.hint.clone(), self.manner(question)];
        parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" ")
    }

    fn when(&self, question: &Question) -> String {
        let Some((on, values)) = &question.shown_if else { return String::new() };
        let Some(named) = self.form.questions.iter().find(|named| named.key == *on) else {
            return String::new();
        };
        if named.choices.len() > 1 && values.len() == named.choices.len() {
            return self.texts.t1("question-when-any", "question", &named.label);
        }
        let answers: Vec<String> = values.iter().map(|value| self.words_of(named, value)).collect();
        let answers = answers.join(&self.texts.t("question-when-or"));
        self.texts.t2("question-when", "question", &named.label, "answers", answers)
    }

    fn words_of(&self, question: &Question, value: &str) -> String {
        match (question.kind, value) {
            (QuestionKind::YesNo, "true") => self.texts.t("answer-yes"),
            (QuestionKind::YesNo, _) => self.texts.t("answer-no"),
            _ => {
                let choice = question.choices.iter().find(|(known, _)| known == value);
                choice.map_or_else(|| value.to_owned(), |(_, label)| label.clone())
            }
        }
    }

    fn manner(&self, question: &Question) -> String {
        let limits = match question.kind {
            QuestionKind::Date => return self.texts.t("date-hint"),
            QuestionKind::File => return self.file_hint(question),
            QuestionKind::Number => ["number-at-least", "number-at-most", "number-between"],
            QuestionKind::Choices => ["choices-at-least", "choices-at-most", "choices-between"],
            _ => return String::new(),
        };
        let [at_least, at_most, between] = limits;
        match question.limits {
            (Some(least), Some(most)) => self.texts.t2(between, "least", least, "most", most),
            (Some(least), None) => self.texts.t1(at_least, "least", least),
            (None, Some(most)) => self.texts.t1(at_most, "most", most),
            (None, None) => String::new(),
        }
    }

    fn file_hint(&self, question: &Question) -> String {
        let Some(rules) = &question.files else { return String::new() };
        let types = rules.types.join(&self.texts.t("file-types-or"));
        self.texts.t2("file-hint", "types", types, "size", size_words(rules.bytes_max))
    }

    fn choices(&self, question: &Question) -> Vec<Choice> {
        let left = |value: &String| {
            let left = self.form.choices_left.get(&(question.key.clone(), value.clone()));
            match left {
                None => String::new(),
                Some(0) => self.texts.t("choice-none-left"),
                Some(left) => self.texts.t1("choice-left", "left", *left),
            }
        };
        let choice = |(value, label): &(String, String)| Choice {
            value: value.clone(),
            label: label.clone(),
            hint: left(value),
            chosen: self.entered.has_chosen(&question.key, value),
        };
        question.choices.iter().map(choice).collect()
    }

    fn yes_or_no(&self, question: &Question) -> Vec<Choice> {
        let choice = |(value, key): (&str, &str)| Choice {
            value: value.to_owned(),
            label: self.texts.t(key),
            hint: String::new(),
            chosen: self.entered.has_chosen(&question.key, value),
        };
        [("true", "answer-yes"), ("false", "answer-no")].map(choice).to_vec()
    }

    /// Its parts are required as the whole is, but for the building.
    fn address(&self, question: &Question) -> Vec<Field> {
        let part = |part: AddressPart| {
            let name = format!("{}.{}", question.key, part.name());
            let (key, kind) = part.words();
            let value = self.entered.answer(&name).to_owned();
            let hint = match part {
                AddressPart::PostalCode => self.texts.t("address-postal-code-hint"),
                _ => String::new(),
            };
            let required = question.required && part != AddressPart::Building;
            let control = Control::Line { value, kind };
            self.field(FieldName::Answer(name), self.texts.t(key), hint, required, control)
        };
        AddressPart::ALL.map(part).into()
    }
}

#[cfg(test)]
mod tests {
    use super::super::{samples, texts::Language};
    use super::*;

    fn field(key: &str, entered: &Entered) -> Field {
        let form = samples::form();
        let groups = form.groups(Texts::new(Language::japanese()), entered, &[]);
        let name = FieldName::Answer(key.to_owned());
        let mut fields = groups.into_iter().flat_map(|group| group.fields);
        fields.find(|field| field.name == name).unwrap()
    }

    #[test]
    fn a_question_with_a_condition_says_when_it_is_to_be_answered() {
        let field = field("pc_model", &Entered::default());
        assert!(field.hint.contains("パソコンをお持ちですか"), "{}", field.hint);
        assert!(field.hint.contains("はい"), "{}", field.hint);
        assert_eq!(field.condition.unwrap().values, "true");
    }

    #[test]
    fn what_does_not_apply_is_not_shown_among_the_answers() {
        let (form, mut entered) = (samples::form(), samples::right());
        assert!(form.asks("pc_model", &entered));
        entered.answers.insert("pc".into(), vec!["false".into()]);
        assert!(!form.asks("pc_model", &entered) && form.asks("pc", &entered));
    }

    #[test]
    fn what_is_left_of_a_choice_stands_at_it() {
        let Control::One(choices) = field("first", &Entered::default()).control else { panic!() };
        assert!(choices[0].hint.contains("10"), "{}", choices[0].hint);
        assert!(!choices[1].hint.is_empty() && choices[2].hint.is_empty());
    }

    #[test]
    fn an_address_is_read_on_lines() {
        let address = field("home", &samples::right());
        assert_eq!(address.answer(), "759-5511\n山口県\n下関市\n豊北町大字滝部3140-1");
    }

    #[test]
    fn sizes_are_said_roughly() {
        let said = [10, 1_200, 999_999, 1_000_000, 1_250_000, 10_000_000].map(size_words);
        assert_eq!(said, ["10 B", "1 KB", "999 KB", "1 MB", "1.2 MB", "10 MB"]);
    }
}
