//! Which column of a list means what, by the words above it.

use serde::{Deserialize, Serialize};

use crate::domain::values::search_key::search_key;
use crate::export::columns::QuestionColumn;

/// What precedes a question's key.
pub const ANSWER: &str = "answer:";

/// What a column means.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(into = "String", from = "String")]
pub enum Meaning {
    /// Nothing that is taken in.
    Ignored,
    /// By which a registration that exists is known.
    ReceptionNumber,
    Name,
    FamilyName,
    GivenName,
    Kana,
    Email,
    Phone,
    Company,
    CorporateNumber,
    Seats,
    Session,
    ReceivedAt,
    Note,
    AttendeeNumber,
    AttendeeName,
    AttendeeKana,
    AttendeeEmail,
    Answer(String),
}

/// Names, in the order in which people choose.
const NAMED: [(Meaning, &str); 18] = [
    (Meaning::Ignored, "ignore"),
    (Meaning::Name, "name"),
    (Meaning::FamilyName, "family_name"),
    (Meaning::GivenName, "given_name"),
    (Meaning::Kana, "kana"),
    (Meaning::Email, "email"),
    (Meaning::Phone, "phone"),
    (Meaning::Company, "company"),
    (Meaning::CorporateNumber, "corporate_number"),
    (Meaning::Seats, "seats"),
    (Meaning::Session, "session"),
    (Meaning::ReceivedAt, "received_at"),
    (Meaning::Note, "note"),
    (Meaning::ReceptionNumber, "reception_number"),
    (Meaning::AttendeeNumber, "attendee_number"),
    (Meaning::AttendeeName, "attendee_name"),
    (Meaning::AttendeeKana, "attendee_kana"),
    (Meaning::AttendeeEmail, "attendee_email"),
];

impl Meaning {
    /// All but questions.
    pub fn fixed() -> impl Iterator<Item = Self> {
        NAMED.iter().map(|(meaning, _)| meaning.clone())
    }

    pub fn name(&self) -> String {
        match self {
            Self::Answer(key) => format!("{ANSWER}{key}"),
            fixed => NAMED
                .iter()
                .find(|(meaning, _)| meaning == fixed)
                .map_or_else(String::new, |(_, name)| (*name).to_owned()),
        }
    }

    /// What has no name means nothing.
    pub fn parse(name: &str) -> Self {
        match name.strip_prefix(ANSWER) {
            Some(key) => Self::Answer(key.to_owned()),
            None => NAMED
                .iter()
                .find(|(_, known)| *known == name)
                .map_or(Self::Ignored, |(meaning, _)| meaning.clone()),
        }
    }
}

impl From<Meaning> for String {
    fn from(meaning: Meaning) -> Self {
        meaning.name()
    }
}

impl From<String> for Meaning {
    fn from(name: String) -> Self {
        Self::parse(&name)
    }
}

/// Words above columns, those of our own lists and those of others'. The whole header must be one of them.
const WORDS: [(Meaning, &[&str]); 17] = [
    (Meaning::ReceptionNumber, &["受付番号", "Reception number"]),
    (
        Meaning::Name,
        &[
            "申込者",
            "氏名",
            "名前",
            "お名前",
            "申込者氏名",
            "申込者名",
            "代表者",
            "代表者氏名",
            "表示名",
            "お名前 / 表示名",
            "購入者名",
            "購入者氏名",
            "Applicant",
            "Name",
            "Full name",
            "Your name",
            "Display name",
            "Attendee name",
            "Buyer name",
        ],
    ),
    (Meaning::FamilyName, &["姓", "氏", "苗字", "名字", "Last name", "Family name", "Surname"]),
    (Meaning::GivenName, &["名", "First name", "Given name"]),
    (
        Meaning::Kana,
        &[
            "ふりがな",
            "フリガナ",
            "ふりがな(申込者)",
            "よみがな",
            "カナ",
            "氏名(カナ)",
            "お名前(カナ)",
            "お名前(ふりがな)",
            "氏名カナ",
            "氏名(ふりがな)",
            "Kana",
            "Applicant (kana)",
            "Furigana",
        ],
    ),
    (
        Meaning::Email,
        &[
            "メールアドレス",
            "メール",
            "Eメール",
            "E-mail",
            "Email",
            "Mail",
            "Email address",
            "E-mail address",
            "Mail address",
            "電子メール",
            "電子メールアドレス",
            "連絡先メールアドレス",
        ],
    ),
    (
        Meaning::Phone,
        &[
            "電話番号",
            "電話",
            "TEL",
            "連絡先",
            "連絡先電話番号",
            "携帯電話",
            "携帯電話番号",
            "携帯番号",
            "Phone",
            "Telephone",
            "Phone number",
            "Mobile",
        ],
    ),
    (
        Meaning::Company,
        &[
            "会社名",
            "会社",
            "企業名",
            "団体名",
            "所属",
            "所属先",
            "勤務先",
            "企業・団体名",
            "法人名",
            "事業所名",
            "Company",
            "Organization",
            "Company name",
            "Affiliation",
        ],
    ),
    (Meaning::CorporateNumber, &["法人番号", "Corporate number"]),
    (
        Meaning::Seats,
        &[
            "人数",
            "参加人数",
            "申込人数",
            "枚数",
            "チケット枚数",
            "Seats",
            "Quantity",
            "Number of people",
            "Number of tickets",
        ],
    ),
    (
        Meaning::Session,
        &[
            "開催回",
            "希望日",
            "参加日",
            "会場",
            "回",
            "チケット名",
            "チケット",
            "チケットの種類",
            "Session",
            "Ticket",
            "Ticket name",
            "Ticket type",
        ],
    ),
    (
        Meaning::ReceivedAt,
        &[
            "到着日時",
            "申込日時",
            "申込日",
            "受付日時",
            "タイムスタンプ",
            "登録日",
            "購入日",
            "購入日時",
            "Received at",
            "Timestamp",
            "Order date",
            "Purchase date",
            "Applied at",
        ],
    ),
    (Meaning::Note, &["備考", "メモ", "Note", "Remarks"]),
    (Meaning::AttendeeNumber, &["参加者番号", "Attendee number"]),
    (Meaning::AttendeeName, &["氏名(参加者)", "参加者", "参加者氏名", "参加者名", "Attendee"]),
    (
        Meaning::AttendeeKana,
        &["ふりがな(参加者)", "参加者ふりがな", "参加者フリガナ", "Attendee (kana)"],
    ),
    (
        Meaning::AttendeeEmail,
        &["メールアドレス(参加者)", "参加者メールアドレス", "Attendee e-mail"],
    ),
];

/// Columns of our own lists that say what the service itself knows.
const OWN: [&str; 12] = [
    "状態",
    "受付順",
    "キャンセル待ち順番",
    "受付経路",
    "登録日時",
    "言語",
    "State",
    "Sequence",
    "Waiting list position",
    "Source",
    "Registered at",
    "Language",
];

/// Columns that only lists of Peatix have, in both of its languages.
const PEATIX: [&str; 10] = [
    "チケット名",
    "チケット番号",
    "販売形式",
    "チケットの種類",
    "Ticket name",
    "Ticket type",
    "Ticket ID",
    "Sales type",
    "Peatix ID",
    "チェックイン",
];

fn folded(text: &str) -> String {
    search_key(text.trim().trim_start_matches(['*', '※', '＊']))
}

/// Whether a list is one of Peatix, by what stands above its columns.
pub fn is_peatix(headers: &[String]) -> bool {
    let known: Vec<String> = PEATIX.iter().map(|word| folded(word)).collect();
    headers.iter().filter(|header| known.contains(&folded(header))).count() >= 2
}

/// What each column means by its header; no meaning stands twice.
pub fn propose(headers: &[String], questions: &[QuestionColumn]) -> Vec<Meaning> {
    let mut taken: Vec<Meaning> = Vec::new();
    headers
        .iter()
        .map(|header| {
            let meaning = meaning_of(&folded(header), questions);
            if meaning == Meaning::Ignored || taken.contains(&meaning) {
                return Meaning::Ignored;
            }
            taken.push(meaning.clone());
            meaning
        })
        .collect()
}

fn meaning_of(header: &str, questions: &[QuestionColumn]) -> Meaning {
    if header.is_empty() {
        return Meaning::Ignored;
    }
    let asked = questions.iter().find(|question| {
        [&question.label_ja, &question.label_en].iter().any(|label| {
            let label = label.split_whitespace().collect::<Vec<_>>().join(" ");
            !label.is_empty() && folded(&label) == header
        })
    });
    if let Some(question) = asked {
        return Meaning::Answer(question.key.clone());
    }
    if OWN.iter().any(|word| folded(word) == header) {
        return Meaning::Ignored;
    }
    let known = WORDS.iter().find(|(_, words)| words.iter().any(|word| folded(word) == header));
    known.map_or(Meaning::Ignored, |(meaning, _)| meaning.clone())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::export::columns;

    fn headers(words: &[&str]) -> Vec<String> {
        words.iter().map(|word| (*word).to_owned()).collect()
    }

    #[test]
    fn our_own_lists_are_understood_in_both_languages() {
        let question = QuestionColumn {
            key: "needs".into(),
            label_ja: "配慮が必要なこと".into(),
            label_en: "Needs".into(),
            ..QuestionColumn::default()
        };
        let all = columns::all(std::slice::from_ref(&question));
        for labels in [
            all.iter().map(|column| column.label_ja.clone()).collect::<Vec<_>>(),
            all.iter().map(|column| column.label_en.clone()).collect(),
        ] {
            let meanings = propose(&labels, std::slice::from_ref(&question));
            for wanted in [
                Meaning::ReceptionNumber,
                Meaning::Name,
                Meaning::Kana,
                Meaning::Email,
                Meaning::Phone,
                Meaning::AttendeeName,
                Meaning::Answer("needs".into()),
            ] {
                assert!(meanings.contains(&wanted), "{wanted:?} of {labels:?}");
            }
        }
    }

    #[test]
    fn words_of_others_are_known_and_no_meaning_stands_twice() {
        let found = propose(&headers(&["ＮＡＭＥ", "ﾒｰﾙｱﾄﾞﾚｽ", "TEL", "氏名", "好きな色"]), &[]);
        assert_eq!(
            found,
            [Meaning::Name, Meaning::Email, Meaning::Phone, Meaning::Ignored, Meaning::Ignored]
        );
    }

    #[test]
    fn lists_of_peatix_are_known_by_their_columns() {
        assert!(is_peatix(&headers(&["表示名", "メールアドレス", "チケット名", "販売形式"])));
        assert!(is_peatix(&headers(&["Name", "Email address", "Ticket name", "Ticket ID"])));
        assert!(!is_peatix(&headers(&["氏名", "メールアドレス"])));
    }

    #[test]
    fn meanings_are_read_back() {
        for meaning in Meaning::fixed().chain([Meaning::Answer("a".into())]) {
            assert_eq!(Meaning::parse(&meaning.name()), meaning);
        }
    }
}
