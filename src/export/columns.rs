//! The columns of an attendee list, defined once for every format.

use std::fmt;

use self::ColumnKind::{Identifier, Number, Telephone, Term, Text, Time};
use self::Shown::{OnRequest, Usually};
use crate::domain::values::language::Language;

/// What precedes a question's key in the name of its column.
const ANSWER_PREFIX: &str = "answer:";

/// What a column holds, which decides how each format writes it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ColumnKind {
    Text,
    /// Text made of digits or capitals that is never to be read as a number.
    Identifier,
    Telephone,
    Number,
    Time,
    /// One of a fixed set, written as a word of the list's language.
    Term,
    /// The answer to a question of the organizer, of whatever type it has.
    Answer,
    /// The answer to a question that asks for a date.
    DateAnswer,
}

/// The name of a column in `columns=` and in json.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ColumnKey {
    ReceptionNumber,
    State,
    Sequence,
    Position,
    Session,
    AttendeeNumber,
    AttendeeName,
    AttendeeKana,
    AttendeeEmail,
    ApplicantName,
    ApplicantKana,
    ApplicantEmail,
    ApplicantPhone,
    CompanyName,
    CorporateNumber,
    Seats,
    Source,
    ReceivedAt,
    RegisteredAt,
    Language,
    Note,
    /// The answer to the question with this key, spelled `answer:<key>`.
    Answer(String),
}

impl fmt::Display for ColumnKey {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Answer(question) => write!(out, "{ANSWER_PREFIX}{question}"),
            fixed => out.write_str(
                FIXED.iter().find(|entry| entry.key == *fixed).map_or("", |entry| entry.name),
            ),
        }
    }
}

impl serde::Serialize for ColumnKey {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl ColumnKey {
    /// Whether it says something of a single seat, so that it has no place in a list of registrations.
    pub fn is_of_attendee(&self) -> bool {
        matches!(
            self,
            Self::AttendeeNumber | Self::AttendeeName | Self::AttendeeKana | Self::AttendeeEmail
        )
    }
}

/// What one row of a list is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum RowsAre {
    /// A seat, with its registration repeated.
    #[default]
    Attendees,
    /// A registration, without its attendees.
    Registrations,
}

impl RowsAre {
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Attendees => "attendees",
            Self::Registrations => "registrations",
        }
    }

    pub fn parse(text: &str) -> Option<Self> {
        [Self::Attendees, Self::Registrations].into_iter().find(|rows| rows.as_str() == text)
    }
}

/// One column of a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Column {
    pub key: ColumnKey,
    pub label_ja: String,
    pub label_en: String,
    pub kind: ColumnKind,
    /// How wide a spreadsheet shows it, in half-width characters; the label has room beside its filter button.
    pub width: u8,
    /// What can be chosen, where the column is the answer to such a question.
    pub choices: Vec<ChoiceWords>,
}

impl Column {
    /// What stands for a chosen value.
    pub fn choice(&self, value: &str) -> Option<&ChoiceWords> {
        self.choices.iter().find(|choice| choice.value == value)
    }

    pub fn label(&self, language: Language) -> &str {
        match language {
            Language::Ja | Language::Easy => &self.label_ja,
            Language::En => &self.label_en,
        }
    }
}

/// A question of the event, as far as a list needs it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct QuestionColumn {
    pub key: String,
    pub label_ja: String,
    pub label_en: String,
    /// Whether it asks for a date, answered as `2026-10-15`.
    pub is_date: bool,
    /// Empty where nothing is to be chosen.
    pub choices: Vec<ChoiceWords>,
}

/// One thing to choose: as it is stored, with what people read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ChoiceWords {
    pub value: String,
    pub label_ja: String,
    pub label_en: String,
}

impl ChoiceWords {
    pub fn label(&self, language: Language) -> &str {
        match language {
            Language::Ja | Language::Easy => &self.label_ja,
            Language::En => &self.label_en,
        }
    }
}

/// Why a selection of columns cannot be followed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ColumnFault {
    #[error("there is no column {0:?}")]
    Unknown(String),
    #[error("the column {0:?} is named twice")]
    Repeated(String),
}

struct Fixed {
    key: ColumnKey,
    name: &'static str,
    label_ja: &'static str,
    label_en: &'static str,
    kind: ColumnKind,
    width: u8,
    shown: Shown,
}

/// When a list shows a column.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Shown {
    Usually,
    OnRequest,
}

const fn fixed(
    key: ColumnKey,
    name: &'static str,
    (label_ja, label_en): (&'static str, &'static str),
    kind: ColumnKind,
    width: u8,
    shown: Shown,
) -> Fixed {
    Fixed { key, name, label_ja, label_en, kind, width, shown }
}

static FIXED: [Fixed; 21] = [
    fixed(
        ColumnKey::ReceptionNumber,
        "reception_number",
        ("受付番号", "Reception number"),
        Identifier,
        14,
        Usually,
    ),
    fixed(ColumnKey::State, "state", ("状態", "State"), Term, 14, Usually),
    fixed(ColumnKey::Sequence, "sequence", ("受付順", "Sequence"), Number, 11, Usually),
    fixed(
        ColumnKey::Position,
        "position",
        ("キャンセル待ち順番", "Waiting list position"),
        Number,
        22,
        Usually,
    ),
    fixed(ColumnKey::Session, "session", ("開催回", "Session"), Text, 16, Usually),
    fixed(
        ColumnKey::AttendeeNumber,
        "attendee_number",
        ("参加者番号", "Attendee number"),
        Number,
        15,
        Usually,
    ),
    fixed(
        ColumnKey::AttendeeName,
        "attendee_name",
        ("氏名(参加者)", "Attendee"),
        Text,
        18,
        Usually,
    ),
    fixed(
        ColumnKey::AttendeeKana,
        "attendee_kana",
        ("ふりがな(参加者)", "Attendee (kana)"),
        Text,
        22,
        Usually,
    ),
    fixed(
        ColumnKey::AttendeeEmail,
        "attendee_email",
        ("メールアドレス(参加者)", "Attendee e-mail"),
        Text,
        28,
        OnRequest,
    ),
    fixed(ColumnKey::ApplicantName, "applicant_name", ("申込者", "Applicant"), Text, 18, Usually),
    fixed(
        ColumnKey::ApplicantKana,
        "applicant_kana",
        ("ふりがな(申込者)", "Applicant (kana)"),
        Text,
        22,
        Usually,
    ),
    fixed(
        ColumnKey::ApplicantEmail,
        "applicant_email",
        ("メールアドレス", "E-mail"),
        Text,
        28,
        Usually,
    ),
    fixed(
        ColumnKey::ApplicantPhone,
        "applicant_phone",
        ("電話番号", "Telephone"),
        Telephone,
        16,
        Usually,
    ),
    fixed(ColumnKey::CompanyName, "company_name", ("会社名", "Company"), Text, 26, Usually),
    fixed(
        ColumnKey::CorporateNumber,
        "corporate_number",
        ("法人番号", "Corporate number"),
        Identifier,
        16,
        OnRequest,
    ),
    fixed(ColumnKey::Seats, "seats", ("人数", "Seats"), Number, 9, Usually),
    fixed(ColumnKey::Source, "source", ("受付経路", "Source"), Term, 13, Usually),
    fixed(ColumnKey::ReceivedAt, "received_at", ("到着日時", "Received at"), Time, 18, Usually),
    fixed(
        ColumnKey::RegisteredAt,
        "registered_at",
        ("登録日時", "Registered at"),
        Time,
        18,
        OnRequest,
    ),
    fixed(ColumnKey::Language, "language", ("言語", "Language"), Term, 10, OnRequest),
    fixed(ColumnKey::Note, "note", ("備考", "Note"), Text, 30, Usually),
];

impl From<&Fixed> for Column {
    fn from(fixed: &Fixed) -> Self {
        Self {
            key: fixed.key.clone(),
            label_ja: fixed.label_ja.to_owned(),
            label_en: fixed.label_en.to_owned(),
            kind: fixed.kind,
            width: fixed.width,
            choices: Vec::new(),
        }
    }
}

impl From<&QuestionColumn> for Column {
    fn from(question: &QuestionColumn) -> Self {
        Self {
            key: ColumnKey::Answer(question.key.clone()),
            label_ja: on_one_line(&question.label_ja),
            label_en: on_one_line(&question.label_en),
            kind: if question.is_date { ColumnKind::DateAnswer } else { ColumnKind::Answer },
            width: 24,
            choices: question.choices.clone(),
        }
    }
}

/// A header is one line: line breaks that only lay it out are against the rules for machine-readable tables.
fn on_one_line(label: &str) -> String {
    label.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Every column a list of this event can have, questions last.
pub fn all(questions: &[QuestionColumn]) -> Vec<Column> {
    FIXED.iter().map(Column::from).chain(questions.iter().map(Column::from)).collect()
}

/// The columns of a list nobody chose columns for: the usual ones, then every question.
pub fn default_selection(questions: &[QuestionColumn]) -> Vec<Column> {
    let usual = FIXED.iter().filter(|fixed| fixed.shown == Usually).map(Column::from);
    usual.chain(questions.iter().map(Column::from)).collect()
}

/// The columns named in `requested`, separated by commas, in that order; without it the usual ones.
///
/// # Errors
/// The first name that is not a column, or comes a second time.
pub fn select(
    requested: Option<&str>,
    questions: &[QuestionColumn],
) -> Result<Vec<Column>, ColumnFault> {
    let Some(requested) = requested.map(str::trim).filter(|text| !text.is_empty()) else {
        return Ok(default_selection(questions));
    };
    let mut selected: Vec<Column> = Vec::new();
    for name in requested.split(',').map(str::trim) {
        let column = named(name, questions).ok_or_else(|| ColumnFault::Unknown(name.to_owned()))?;
        if selected.iter().any(|earlier| earlier.key == column.key) {
            return Err(ColumnFault::Repeated(name.to_owned()));
        }
        selected.push(column);
    }
    Ok(selected)
}

fn named(name: &str, questions: &[QuestionColumn]) -> Option<Column> {
    match name.strip_prefix(ANSWER_PREFIX) {
        Some(key) => questions.iter().find(|question| question.key == key).map(Column::from),
        None => FIXED.iter().find(|fixed| fixed.name == name).map(Column::from),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn needs() -> Vec<QuestionColumn> {
        vec![QuestionColumn {
            key: "needs".into(),
            label_ja: "配慮が\n必要なこと".into(),
            label_en: "Needs".into(),
            ..QuestionColumn::default()
        }]
    }

    fn names(columns: &[Column]) -> Vec<String> {
        columns.iter().map(|column| column.key.to_string()).collect()
    }

    #[test]
    fn columns_come_in_the_order_they_were_asked_for() {
        let columns =
            select(Some("answer:needs, attendee_name,reception_number"), &needs()).unwrap();
        assert_eq!(names(&columns), ["answer:needs", "attendee_name", "reception_number"]);
        assert_eq!(columns[0].label(Language::Ja), "配慮が 必要なこと");
        assert_eq!(columns[2].label(Language::En), "Reception number");
    }

    #[test]
    fn without_a_choice_the_usual_columns_come_with_every_question() {
        for requested in [None, Some(""), Some("  ")] {
            let columns = names(&select(requested, &needs()).unwrap());
            assert_eq!(columns.first().map(String::as_str), Some("reception_number"));
            assert_eq!(columns.last().map(String::as_str), Some("answer:needs"));
            assert!(!columns.contains(&"corporate_number".to_owned()));
        }
    }

    #[test]
    fn an_unknown_column_is_named() {
        for name in ["password", "answer:other", "State", "", "answer:"] {
            let requested = format!("state,{name},note");
            assert_eq!(select(Some(&requested), &needs()), Err(ColumnFault::Unknown(name.into())));
        }
    }

    #[test]
    fn a_column_asked_for_twice_is_named() {
        assert_eq!(
            select(Some("state,note,state"), &[]),
            Err(ColumnFault::Repeated("state".into()))
        );
    }

    #[test]
    fn every_column_can_be_asked_for_by_its_own_name() {
        for column in all(&needs()) {
            assert_eq!(select(Some(&column.key.to_string()), &needs()), Ok(vec![column]));
        }
    }
}
