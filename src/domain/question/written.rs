//! A form as somebody is writing it: as typed, incomplete, and what questions it makes.

use serde::{Deserialize, Serialize};

use super::form_preset::FormPreset;
use super::{Choice, FileType, Question, QuestionKind, ShownIf, Visibility, check_questions};
use crate::domain::fault::{Faults, FieldFault};
use crate::domain::values::localized::Localized;

/// A text in the three languages of forms, as typed: Japanese, English, plain Japanese.
pub type Texts = [String; 3];

/// What separates a choice from the number of persons who may have it: as typed, wide, or from a spreadsheet.
const LIMIT_MARKS: [char; 3] = ['|', '｜', '\t'];
/// Characters of a choice's value that is made from its label.
const VALUE_MAX: usize = 100;

/// A choice that is known by its value, so that another wording of it stays the same choice.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct KnownChoice {
    pub value: String,
    /// In Japanese, as it stands in the lines.
    pub label: String,
}

/// A question as it is being written.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct WrittenQuestion {
    pub key: String,
    pub kind: QuestionKind,
    pub label: Texts,
    pub hint: Texts,
    pub required: bool,
    /// A choice a line, `choice | 20` where 20 persons may have it.
    pub choices: Texts,
    pub known: Vec<KnownChoice>,
    pub min: String,
    pub max: String,
    pub at_least: String,
    pub at_most: String,
    /// In megabytes.
    pub megabytes: String,
    pub file_types: Vec<FileType>,
    /// `key=value` of earlier answers of which one must be given.
    pub conditions: Vec<String>,
    pub restricted: bool,
}

/// A form as it is being written.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct WrittenForm {
    /// The version of the event that it began with, and what was asked then.
    pub version: i64,
    #[serde(default)]
    pub base: Vec<Question>,
    /// Raised by every press: what a script keeps of an older page comes too late.
    #[serde(default)]
    pub revision: u64,
    pub questions: Vec<WrittenQuestion>,
}

/// Something that is done to a form in one press.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FormAct {
    Add(QuestionKind),
    AddPreset(FormPreset),
    Up(usize),
    Down(usize),
    Duplicate(usize),
    Remove(usize),
}

impl WrittenForm {
    /// The questions of an event, to be written on.
    pub fn of(version: i64, questions: &[Question]) -> Self {
        let written = questions.iter().map(WrittenQuestion::of).collect();
        Self { version, base: questions.to_vec(), revision: 0, questions: written }
    }

    /// Does something to it; at which question it was done. `taken`: keys that no new question may have.
    pub fn act(&mut self, act: &FormAct, taken: &[String]) -> Option<usize> {
        let last = self.questions.len().checked_sub(1);
        match *act {
            FormAct::Add(kind) => {
                let key = self.free_key("q", taken);
                self.questions.push(WrittenQuestion { key, kind, ..WrittenQuestion::default() });
                Some(self.questions.len() - 1)
            }
            FormAct::AddPreset(preset) => Some(self.add_preset(preset, taken)),
            FormAct::Up(at) if at > 0 && Some(at) <= last => {
                self.questions.swap(at, at - 1);
                Some(at - 1)
            }
            FormAct::Down(at) if Some(at) < last => {
                self.questions.swap(at, at + 1);
                Some(at + 1)
            }
            FormAct::Duplicate(at) => {
                let copied = self.questions.get(at)?.clone();
                let key = self.free_key("q", taken);
                self.questions.insert(at + 1, WrittenQuestion { key, ..copied });
                Some(at + 1)
            }
            FormAct::Remove(at) if Some(at) <= last => {
                self.questions.remove(at);
                None
            }
            FormAct::Up(at) | FormAct::Down(at) | FormAct::Remove(at) => Some(at),
        }
    }

    fn add_preset(&mut self, preset: FormPreset, taken: &[String]) -> usize {
        let first = self.questions.len();
        let mut renamed: Vec<(String, String)> = Vec::new();
        for question in preset.questions() {
            let mut written = WrittenQuestion::of(&question);
            let key = self.free_name(&question.key, taken);
            for condition in &mut written.conditions {
                for (before, now) in &renamed {
                    if let Some(value) = condition.strip_prefix(&format!("{before}=")) {
                        *condition = format!("{now}={value}");
                    }
                }
            }
            renamed.push((question.key.clone(), key.clone()));
            written.key = key;
            self.questions.push(written);
        }
        first
    }

    fn has_key(&self, key: &str, taken: &[String]) -> bool {
        let is_asked = self.questions.iter().any(|question| question.key == key);
        is_asked || taken.iter().any(|known| known == key)
    }

    /// The name itself where nobody has it, else with a number.
    fn free_name(&self, name: &str, taken: &[String]) -> String {
        if !self.has_key(name, taken) {
            return name.to_owned();
        }
        (2..=u32::MAX)
            .map(|number| format!("{name}-{number}"))
            .find(|key| !self.has_key(key, taken))
            .unwrap_or_default()
    }

    fn free_key(&self, stem: &str, taken: &[String]) -> String {
        (1..=u32::MAX)
            .map(|number| format!("{stem}{number}"))
            .find(|key| !self.has_key(key, taken))
            .unwrap_or_default()
    }

    /// The questions that it makes, as far as they can be made: for a preview.
    pub fn preview(&self) -> Vec<Question> {
        let mut faults = Faults::default();
        self.make(&mut faults)
    }

    /// The questions that it makes.
    ///
    /// # Errors
    /// Every broken rule, under `/questions/NUMBER/FIELD`.
    pub fn questions(&self) -> Result<Vec<Question>, Vec<FieldFault>> {
        let mut faults = Faults::default();
        let questions = self.make(&mut faults);
        check_questions(&questions, &mut faults);
        let mut found = faults.into_vec();
        // What cannot be read was noted where it was read.
        found.dedup_by(|later, earlier| later.pointer == earlier.pointer);
        if found.is_empty() { Ok(questions) } else { Err(found) }
    }

    fn make(&self, faults: &mut Faults) -> Vec<Question> {
        let each = self.questions.iter().enumerate();
        each.map(|(i, written)| written.question(&format!("/questions/{i}"), faults)).collect()
    }
}

impl WrittenQuestion {
    fn of(question: &Question) -> Self {
        let number = |number: Option<i64>| number.map(|n| n.to_string()).unwrap_or_default();
        let condition = |condition: &ShownIf| {
            let named = |value: &String| format!("{}={value}", condition.question);
            condition.values.iter().map(named).collect()
        };
        Self {
            key: question.key.clone(),
            kind: question.kind,
            label: question.label.each(),
            hint: question.hint.as_ref().map(Localized::each).unwrap_or_default(),
            required: question.required,
            choices: lines_of(&question.choices),
            known: question.choices.iter().map(KnownChoice::of).collect(),
            min: number(question.min),
            max: number(question.max),
            at_least: number(question.at_least.map(i64::from)),
            at_most: number(question.at_most.map(i64::from)),
            megabytes: question.max_bytes.map(megabytes_of).unwrap_or_default(),
            file_types: question.file_types.clone(),
            conditions: question.shown_if.as_ref().map(condition).unwrap_or_default(),
            restricted: question.is_restricted(),
        }
    }

    /// Remembers its choices by their values, so that those of now are known under other words later.
    pub fn settle(&mut self) {
        if self.has_choices() {
            let choices = self.made_choices("", &mut Faults::default());
            self.known = choices.iter().map(KnownChoice::of).collect();
        }
    }

    /// Whether something is to be chosen.
    pub fn has_choices(&self) -> bool {
        matches!(self.kind, QuestionKind::Choice | QuestionKind::Choices)
    }

    /// The question; what belongs to other kinds is left out.
    fn question(&self, at: &str, faults: &mut Faults) -> Question {
        let is = |kind: QuestionKind| self.kind == kind;
        let mut read = |field: &str, text: &String, wanted: bool| {
            let at = format!("{at}/{field}");
            if wanted { number(text, &at, faults) } else { None }
        };
        let min = read("min", &self.min, is(QuestionKind::Number));
        let max = read("max", &self.max, is(QuestionKind::Number));
        let at_least = read("at_least", &self.at_least, is(QuestionKind::Choices));
        let at_most = read("at_most", &self.at_most, is(QuestionKind::Choices));
        let megabytes = read("max_bytes", &self.megabytes, is(QuestionKind::File));
        let small = |number: Option<i64>| number.map(|n| u32::try_from(n).unwrap_or(0));
        let hint = Localized::of_each(&self.hint);
        Question {
            key: self.key.clone(),
            kind: self.kind,
            label: Localized::of_each(&self.label),
            hint: Some(hint).filter(|hint| !hint.is_empty()),
            required: self.required,
            choices: if self.has_choices() { self.made_choices(at, faults) } else { Vec::new() },
            min,
            max,
            at_least: small(at_least),
            at_most: small(at_most),
            max_bytes: small(megabytes.map(|n| n.saturating_mul(1_000_000))),
            file_types: if is(QuestionKind::File) { self.file_types.clone() } else { Vec::new() },
            shown_if: self.condition(at, faults),
            visibility: if self.restricted { Visibility::Restricted } else { Visibility::Staff },
        }
    }

    /// The choices of the lines, each with the value that it had.
    pub fn made_choices(&self, at: &str, faults: &mut Faults) -> Vec<Choice> {
        let [ja, en, easy] = self.choices.each_ref().map(|text| labels(text));
        let values = self.values(&ja);
        let other = |lines: &[(String, Option<String>)], i: usize| {
            lines.get(i).map(|(label, _)| label.clone()).unwrap_or_default()
        };
        let mut made = Vec::with_capacity(ja.len());
        for (i, ((label, limit), value)) in ja.iter().zip(values).enumerate() {
            let limit = limit.as_ref().and_then(|text| {
                let read = number(text, &format!("{at}/choices/{i}/limit"), faults)?;
                Some(u32::try_from(read).unwrap_or(0))
            });
            let texts = [label.clone(), other(&en, i), other(&easy, i)];
            made.push(Choice { value, label: Localized::of_each(&texts), limit });
        }
        made
    }

    /// A value for each line: that of the choice with these words; else that of the choice which stood there and is
    /// gone, or of the only one that is gone, in other words now; else the words themselves.
    fn values(&self, lines: &[(String, Option<String>)]) -> Vec<String> {
        let is_there = |known: &KnownChoice| lines.iter().any(|(label, _)| *label == known.label);
        let is_known = |label: &str| self.known.iter().any(|known| known.label == *label);
        let gone: Vec<&KnownChoice> = self.known.iter().filter(|known| !is_there(known)).collect();
        let new = lines.iter().filter(|(label, _)| !is_known(label)).count();
        let only = gone.first().copied().filter(|_| gone.len() == 1 && new == 1);
        let mut used: Vec<String> = Vec::new();
        let mut values = Vec::with_capacity(lines.len());
        for (i, (label, _)) in lines.iter().enumerate() {
            let same = self.known.iter().find(|known| known.label == *label);
            let renamed = || self.known.get(i).filter(|known| !is_there(known)).or(only);
            let known = same.or_else(renamed).map(|known| known.value.clone());
            let made = || label.chars().take(VALUE_MAX).collect::<String>();
            let value = known.filter(|value| !used.contains(value)).unwrap_or_else(made);
            used.push(value.clone());
            values.push(value);
        }
        values
    }

    fn condition(&self, at: &str, faults: &mut Faults) -> Option<ShownIf> {
        let mut pairs = self.conditions.iter().filter_map(|pair| pair.split_once('='));
        let (question, first) = pairs.next()?;
        let mut values = vec![first.to_owned()];
        for (other, value) in pairs {
            if other == question {
                values.push(value.to_owned());
            } else {
                faults.add(format!("{at}/shown_if/question"), "several_questions");
                break;
            }
        }
        Some(ShownIf { question: question.to_owned(), values })
    }
}

impl KnownChoice {
    fn of(choice: &Choice) -> Self {
        let [label, ..] = choice.label.each();
        Self { value: choice.value.clone(), label }
    }
}

fn lines_of(choices: &[Choice]) -> Texts {
    let mut texts = Texts::default();
    let is_written = |place: usize| {
        choices.iter().any(|choice| choice.label.each().get(place).is_some_and(|t| !t.is_empty()))
    };
    for (place, text) in texts.iter_mut().enumerate() {
        if !is_written(place) {
            continue;
        }
        let line = |choice: &Choice| {
            let label = choice.label.each().get(place).cloned().unwrap_or_default();
            match choice.limit.filter(|_| place == 0) {
                Some(limit) => format!("{label} | {limit}"),
                None => label,
            }
        };
        *text = choices.iter().map(line).collect::<Vec<_>>().join("\n");
    }
    texts
}

/// The label of each line, with what stands behind its mark.
fn labels(text: &str) -> Vec<(String, Option<String>)> {
    let lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
    lines
        .map(|line| match line.rsplit_once(LIMIT_MARKS) {
            Some((label, limit)) if !limit.trim().is_empty() => {
                (label.trim().to_owned(), Some(limit.trim().to_owned()))
            }
            _ => (line.trim_end_matches(LIMIT_MARKS).trim().to_owned(), None),
        })
        .collect()
}

fn megabytes_of(bytes: u32) -> String {
    bytes.div_ceil(1_000_000).to_string()
}

/// A number in digits of either width; nothing where nothing is typed.
fn number(text: &str, at: &str, faults: &mut Faults) -> Option<i64> {
    let digits = crate::domain::values::digits::narrow(text.trim());
    if digits.is_empty() {
        return None;
    }
    let read: Result<i64, _> = digits.trim_end_matches(['名', '人', '個']).trim().parse();
    read.map_err(|_| faults.add(at, "not_a_number")).ok()
}

#[cfg(test)]
#[path = "written_tests.rs"]
mod tests;
