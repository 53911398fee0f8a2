//! Reading an application that somebody wrote as an ordinary mail.
//!
//! People write 「氏名：山田太郎」, 「■お名前　山田 太郎」, 「【電話番号】」 with the number on the next line, or all of
//! it in a sentence. What stands behind a known label is taken over for staff to look at; nothing is decided
//! here, and what is not found stays empty.

use chrono::{DateTime, Datelike as _, Utc};
use chrono_tz::Tz;
use unicode_normalization::UnicodeNormalization as _;

use super::ids::SessionId;
use super::values::corporate_number::CorporateNumber;
use super::values::email::EmailAddress;
use super::values::phone::PhoneNumber;
use super::values::search_key::search_key;

/// Lines that are looked at; an application is short.
const MOST_LINES: usize = 300;
/// Longest value that is taken over, in characters.
const LONGEST_VALUE: usize = 200;
/// Longest label, in characters.
const LONGEST_LABEL: usize = 16;
/// Most persons that are believed.
const MOST_SEATS: i64 = 1_000;

/// What a mail says, as far as it was understood.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FoundApplication {
    pub name: Option<String>,
    pub kana: Option<String>,
    pub email: Option<String>,
    pub phone: Option<String>,
    pub company: Option<String>,
    pub corporate_number: Option<String>,
    /// Persons.
    pub seats: Option<i64>,
    /// Others who come.
    pub attendees: Vec<String>,
    /// The session that is wished for, if the mail fits exactly one.
    pub session: Option<SessionId>,
}

/// By what a session is recognised.
#[derive(Clone, Debug)]
pub struct SessionHint {
    pub id: SessionId,
    /// Its name in every language it has.
    pub names: Vec<String>,
    /// Beginnings of its meetings.
    pub starts: Vec<DateTime<Utc>>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Label {
    Name,
    Kana,
    Email,
    Phone,
    Company,
    CorporateNumber,
    Seats,
    Attendees,
    Session,
}

/// Labels as [`search_key`] folds them.
const LABELS: [(Label, &[&str]); 9] = [
    (
        Label::Name,
        &[
            "氏名",
            "お名前",
            "名前",
            "申込者",
            "申込者名",
            "申込者氏名",
            "参加者氏名",
            "参加者名",
            "代表者名",
            "代表者氏名",
            "担当者",
            "担当者名",
            "担当者氏名",
            "ご担当者",
            "ご担当者名",
            "name",
            "fullname",
        ],
    ),
    (
        Label::Kana,
        &["ふりがな", "よみがな", "読み", "氏名(ふりがな)", "お名前(ふりがな)", "kana", "furigana"],
    ),
    (
        Label::Email,
        &[
            "めーるあどれす",
            "めーる",
            "e-mail",
            "email",
            "mail",
            "連絡先めーるあどれす",
            "連絡先めーる",
        ],
    ),
    (
        Label::Phone,
        &[
            "電話番号",
            "電話",
            "お電話",
            "お電話番号",
            "tel",
            "携帯",
            "携帯電話",
            "携帯番号",
            "携帯電話番号",
            "連絡先電話番号",
            "連絡先",
            "ご連絡先",
            "phone",
            "telephone",
        ],
    ),
    (
        Label::Company,
        &[
            "会社名",
            "貴社名",
            "企業名",
            "団体名",
            "企業・団体名",
            "会社・団体名",
            "法人名",
            "所属",
            "ご所属",
            "所属先",
            "勤務先",
            "company",
            "organization",
        ],
    ),
    (Label::CorporateNumber, &["法人番号"]),
    (
        Label::Seats,
        &["人数", "参加人数", "申込人数", "参加者数", "ご参加人数", "numberofpeople", "people"],
    ),
    (
        Label::Attendees,
        &["同伴者", "同行者", "同伴者名", "同行者名", "同行者氏名", "参加者", "ご参加者"],
    ),
    (
        Label::Session,
        &[
            "希望日",
            "希望日時",
            "参加希望日",
            "希望回",
            "参加回",
            "希望会場",
            "会場",
            "開催回",
            "参加日",
            "希望",
            "日時",
            "回",
            "session",
            "date",
        ],
    ),
];

impl FoundApplication {
    /// Reads a mail; `zone` is that of the sessions.
    pub fn read(subject: &str, text: &str, sessions: &[SessionHint], zone: Tz) -> Self {
        let lines: Vec<String> = text
            .lines()
            .map(|line| line.nfkc().collect::<String>())
            .filter(|line| !line.trim_start().starts_with('>'))
            .take(MOST_LINES)
            .collect();
        let mut found = Self::default();
        let mut wish = String::new();
        let mut lines_left = lines.iter().peekable();
        while let Some(line) = lines_left.next() {
            let Some((label, value)) = labelled(line) else { continue };
            let value = if value.is_empty() {
                lines_left.next_if(|next| labelled(next).is_none()).map_or("", |next| next.trim())
            } else {
                value
            };
            if label == Label::Session {
                wish.push_str(value);
                wish.push('\n');
            }
            found.take(label, value);
        }
        found.phone = found.phone.or_else(|| lines.iter().find_map(|line| lone_phone(line)));
        let everything = format!("{}\n{}", subject.nfkc().collect::<String>(), lines.join("\n"));
        found.session =
            wished(&wish, sessions, zone).or_else(|| wished(&everything, sessions, zone));
        found
    }

    /// The first of each stands.
    fn take(&mut self, label: Label, value: &str) {
        let value: String = value.chars().take(LONGEST_VALUE).collect();
        if value.is_empty() {
            return;
        }
        match label {
            Label::Name => fill(&mut self.name, without_title(&value)),
            Label::Kana => fill(&mut self.kana, value),
            Label::Email => {
                if let Ok(address) = EmailAddress::parse(&value) {
                    fill(&mut self.email, address.as_str().to_owned());
                }
            }
            Label::Phone => {
                if let Ok(phone) = PhoneNumber::parse(&value) {
                    fill(&mut self.phone, phone.as_str().to_owned());
                }
            }
            Label::Company => fill(&mut self.company, value),
            Label::CorporateNumber => {
                if let Ok(number) = CorporateNumber::parse(&value) {
                    fill(&mut self.corporate_number, number.as_str().to_owned());
                }
            }
            Label::Seats => self.seats = self.seats.or_else(|| first_number(&value)),
            Label::Attendees => self.attendees.extend(names(&value)),
            Label::Session => {}
        }
    }
}

fn fill(place: &mut Option<String>, value: String) {
    if place.is_none() && !value.is_empty() {
        *place = Some(value);
    }
}

/// A line taken apart at its label: 「・氏名: 山田」, 「【氏名】山田」, 「1. 氏名 山田」.
fn labelled(line: &str) -> Option<(Label, &str)> {
    let is_ornament =
        |c: char| c.is_whitespace() || c.is_ascii_digit() || "■□◆◇●○・※*-.)(<>「【[『".contains(c);
    let line = line.trim_start_matches(is_ornament);
    let ends = |c: char| c.is_whitespace() || ":;】]」』=|>".contains(c);
    let cuts = line.char_indices().filter(|(_, c)| ends(*c)).map(|(at, _)| at);
    for cut in cuts.chain([line.len()]) {
        let (head, rest) = line.split_at(cut);
        if head.chars().count() > LONGEST_LABEL {
            return None;
        }
        if let Some(label) = label_of(head) {
            let value = rest.trim_start_matches(|c: char| ends(c) || c == ')');
            return Some((label, value.trim()));
        }
    }
    None
}

fn label_of(head: &str) -> Option<Label> {
    let key = search_key(head);
    let key = key.trim_end_matches("(必須)").trim_end_matches("(任意)");
    LABELS.iter().find(|(_, names)| names.contains(&key)).map(|(label, _)| *label)
}

fn without_title(name: &str) -> String {
    let name = name.trim_end_matches(['様', '殿']).trim();
    name.split_once('(').map_or(name, |(name, _)| name).trim().to_owned()
}

/// A telephone number in a line that has little else.
fn lone_phone(line: &str) -> Option<String> {
    let digits: String =
        line.chars().filter(|c| c.is_ascii_digit() || matches!(c, '-' | '+' | '(' | ')')).collect();
    let is_most = digits.len() * 2 >= line.trim().len() && digits.starts_with(['0', '+']);
    let phone = PhoneNumber::parse(&digits).ok().filter(|_| is_most)?;
    Some(phone.as_str().to_owned())
}

fn first_number(value: &str) -> Option<i64> {
    let start = value.find(|c: char| c.is_ascii_digit())?;
    let digits: String = value[start..].chars().take_while(char::is_ascii_digit).collect();
    digits.parse().ok().filter(|number| (1..=MOST_SEATS).contains(number))
}

fn names(value: &str) -> Vec<String> {
    let parts = value.split([',', '、', '，', '/', '・', ';']);
    parts.map(|name| without_title(name.trim())).filter(|name| !name.is_empty()).collect()
}

/// The one session that a text names, by its name or a day of it. None where it fits several.
fn wished(text: &str, sessions: &[SessionHint], zone: Tz) -> Option<SessionId> {
    let key = search_key(text);
    if key.is_empty() {
        return None;
    }
    let by_name = only(sessions, |session| {
        session
            .names
            .iter()
            .map(|name| search_key(name))
            .any(|name| !name.is_empty() && key.contains(&name))
    });
    by_name.or_else(|| {
        only(sessions, |session| {
            session.starts.iter().any(|start| {
                let day = start.with_timezone(&zone);
                names_day(&key, day.month(), day.day())
            })
        })
    })
}

/// 10月5日, 10/5 or 10-05 (folded).
fn names_day(key: &str, month: u32, day: u32) -> bool {
    let spellings = [
        format!("{month}月{day}日"),
        format!("{month:02}月{day:02}日"),
        format!("{month}/{day}"),
        format!("{month:02}/{day:02}"),
        format!("{month:02}-{day:02}"),
    ];
    let is_digit = |c: Option<char>| c.is_some_and(|c| c.is_ascii_digit());
    spellings.iter().any(|spelling| {
        key.match_indices(spelling.as_str()).any(|(at, _)| {
            let before = key[..at].chars().next_back();
            !is_digit(before) && !is_digit(key[at + spelling.len()..].chars().next())
        })
    })
}

fn only(sessions: &[SessionHint], fits: impl Fn(&SessionHint) -> bool) -> Option<SessionId> {
    let mut fitting = sessions.iter().filter(|session| fits(session));
    let first = fitting.next()?;
    fitting.next().is_none().then_some(first.id)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use uuid::Uuid;

    use super::*;

    fn session(number: u128, name: &str, start: &str) -> SessionHint {
        SessionHint {
            id: SessionId(Uuid::from_u128(number)),
            names: vec![name.to_owned()],
            starts: vec![start.parse().unwrap()],
        }
    }

    fn sessions() -> Vec<SessionHint> {
        vec![
            session(1, "下関", "2026-10-15T09:00:00Z"),
            session(2, "萩 午前の部", "2026-10-20T01:00:00Z"),
            session(3, "萩 午後の部", "2026-10-20T05:00:00Z"),
        ]
    }

    fn read(subject: &str, text: &str) -> FoundApplication {
        FoundApplication::read(subject, text, &sessions(), chrono_tz::Asia::Tokyo)
    }

    #[test]
    fn an_application_with_labels_is_understood() {
        let found = read(
            "説明会の申し込み",
            "お世話になっております。\n\n■お名前　山田 太郎\n■ふりがな：やまだ たろう\n【会社名】㈱例示\n\
             ・電話番号：０００－１２３４－５６７８\n参加人数　２名\n同行者：佐藤花子様、鈴木一郎\n希望日：１０月１５日(木)\n\nよろしくお願いします。",
        );
        assert_eq!(found.name.as_deref(), Some("山田 太郎"));
        assert_eq!(found.kana.as_deref(), Some("やまだ たろう"));
        assert_eq!(found.company.as_deref(), Some("(株)例示"));
        assert_eq!(found.phone.as_deref(), Some("00012345678"));
        assert_eq!(found.seats, Some(2));
        assert_eq!(found.attendees, ["佐藤花子", "鈴木一郎"]);
        assert_eq!(found.session, Some(sessions()[0].id));
    }

    #[test]
    fn a_value_may_stand_on_the_line_below_its_label() {
        let found =
            read("申込", "1. 氏名\n山田太郎\n2. 電話番号\n000-123-4567\n3. 会場\n萩 午後の部\n");
        assert_eq!(found.name.as_deref(), Some("山田太郎"));
        assert_eq!(found.phone.as_deref(), Some("0001234567"));
        assert_eq!(found.session, Some(sessions()[2].id));
    }

    #[test]
    fn the_subject_may_name_the_session_and_a_number_may_stand_alone() {
        let found = read("下関の説明会に参加します", "山田と申します。\n000-1234-5678\n");
        assert_eq!(found.session, Some(sessions()[0].id));
        assert_eq!(found.phone.as_deref(), Some("00012345678"));
        assert_eq!(found.name, None);
    }

    #[test]
    fn a_day_with_two_sessions_leaves_the_choice_to_staff() {
        assert_eq!(read("申込", "希望日: 10/20\n").session, None);
        assert_eq!(read("申込", "希望日: 10/150\n110/15\n").session, None);
    }

    #[test]
    fn what_was_quoted_from_another_mail_is_not_taken_for_the_senders() {
        assert_eq!(read("Re: 申込", "> 氏名: 鈴木\n氏名: 山田\n").name.as_deref(), Some("山田"));
    }

    #[test]
    fn nonsense_in_a_field_leaves_it_empty() {
        let found =
            read("", "電話番号: 後日連絡します\n参加人数: 多数\n法人番号: 123\nメール: なし\n");
        assert_eq!(found, FoundApplication::default());
    }

    proptest! {
        #[test]
        fn any_mail_is_read_without_a_panic(subject in ".{0,60}", text in "(?s).{0,400}") {
            let found = read(&subject, &text);
            prop_assert!(found.name.is_none_or(|name| name.chars().count() <= LONGEST_VALUE));
        }
    }
}
