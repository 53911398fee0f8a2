//! The placeholders of the texts that organizations edit: which there are, in which kinds, what each stands for.
//!
//! Which blocks a kind has, and in which order, is read from its own text under `emails/`: an edited text
//! begins as a copy of it.

use super::context::MailKind;
use super::office::OfficeMail;
use super::templates;
use crate::domain::values::language::Language;

/// What may stand between `{{` and `}}`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Placeholder {
    ApplicantName,
    ReceptionNumber,
    Heading,
    When,
    OrganizationName,
    Company,
    Seats,
    Position,
    Until,
    AnnouncementSubject,
    Label,
    Greeting,
    News,
    Link,
    Details,
    Number,
    Meetings,
    Application,
    Reference,
    Changes,
    Reason,
    Message,
    Sessions,
    Calendar,
    Manage,
    Contact,
}

/// A placeholder that a kind of mail has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Offered {
    pub placeholder: Placeholder,
    /// The body must have it, or one that says the same.
    pub is_required: bool,
}

/// Values of every mail about a registration.
const REGISTRATION_VALUES: [Placeholder; 7] = [
    Placeholder::ApplicantName,
    Placeholder::ReceptionNumber,
    Placeholder::Heading,
    Placeholder::When,
    Placeholder::OrganizationName,
    Placeholder::Company,
    Placeholder::Seats,
];
/// What `details` is made of.
const DETAILS: [Placeholder; 3] =
    [Placeholder::Number, Placeholder::Meetings, Placeholder::Application];
/// Blocks that every text must have whose kind has them.
const REQUIRED: [Placeholder; 7] = [
    Placeholder::Link,
    Placeholder::Changes,
    Placeholder::Reason,
    Placeholder::Message,
    Placeholder::Sessions,
    Placeholder::Manage,
    Placeholder::Contact,
];

impl Placeholder {
    pub const ALL: [Self; 26] = [
        Self::ApplicantName,
        Self::ReceptionNumber,
        Self::Heading,
        Self::When,
        Self::OrganizationName,
        Self::Company,
        Self::Seats,
        Self::Position,
        Self::Until,
        Self::AnnouncementSubject,
        Self::Label,
        Self::Greeting,
        Self::News,
        Self::Link,
        Self::Details,
        Self::Number,
        Self::Meetings,
        Self::Application,
        Self::Reference,
        Self::Changes,
        Self::Reason,
        Self::Message,
        Self::Sessions,
        Self::Calendar,
        Self::Manage,
        Self::Contact,
    ];

    /// Its name, as it is written in a text; that of a block is also that of its part under `emails/`.
    pub fn name(self) -> &'static str {
        match self {
            Self::ApplicantName => "applicant_name",
            Self::ReceptionNumber => "reception_number",
            Self::Heading => "heading",
            Self::When => "when",
            Self::OrganizationName => "organization_name",
            Self::Company => "company",
            Self::Seats => "seats",
            Self::Position => "position",
            Self::Until => "until",
            Self::AnnouncementSubject => "announcement_subject",
            Self::Label => "label",
            Self::Greeting => "greeting",
            Self::News => "news",
            Self::Link => "link",
            Self::Details => "details",
            Self::Number => "number",
            Self::Meetings => "meetings",
            Self::Application => "application",
            Self::Reference => "reference",
            Self::Changes => "changes",
            Self::Reason => "reason",
            Self::Message => "message",
            Self::Sessions => "sessions",
            Self::Calendar => "calendar",
            Self::Manage => "manage",
            Self::Contact => "contact",
        }
    }

    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|placeholder| placeholder.name() == name)
    }

    /// Whether it stands for whole paragraphs, and so alone on its line in a body.
    pub fn is_block(self) -> bool {
        !self.is_for_subject()
    }

    /// Whether it may stand in a subject.
    pub fn is_for_subject(self) -> bool {
        matches!(
            self,
            Self::ApplicantName
                | Self::ReceptionNumber
                | Self::Heading
                | Self::When
                | Self::OrganizationName
                | Self::Company
                | Self::Seats
                | Self::Position
                | Self::Until
                | Self::AnnouncementSubject
                | Self::Label
        )
    }

    /// Whether it may stand in a body.
    pub fn is_for_body(self) -> bool {
        self != Self::Label
    }

    /// What it stands for, in Japanese and in English.
    pub fn meaning(self, language: Language) -> &'static str {
        let (ja, en) = meanings(self);
        if language == Language::Ja { ja } else { en }
    }
}

fn meanings(placeholder: Placeholder) -> (&'static str, &'static str) {
    match placeholder {
        Placeholder::ApplicantName => ("宛名の方のお名前", "Name of the person written to"),
        Placeholder::ReceptionNumber => ("受付番号", "Reception number"),
        Placeholder::Heading => {
            ("イベントと開催回の名称", "Title of the event and name of the session")
        }
        Placeholder::When => ("最初の日程の日時", "Date and time of the first meeting"),
        Placeholder::OrganizationName => ("主催者の名称", "Name of the organizer"),
        Placeholder::Company => (
            "企業・団体の名称(なければ空欄)",
            "Company or body applied for; nothing where there is none",
        ),
        Placeholder::Seats => ("人数", "Number of people"),
        Placeholder::Position => (
            "キャンセル待ちの順番(待っていなければ空欄)",
            "Place on the waiting list; nothing for who does not wait",
        ),
        Placeholder::Until => ("期限", "The deadline"),
        Placeholder::AnnouncementSubject => ("お知らせの件名", "Subject of the announcement"),
        Placeholder::Label => (
            "件名の先頭の言葉(「参加確定」など、場合に応じて変わります)",
            "First words of the subject, such as \"Confirmed\", as the case is",
        ),
        Placeholder::Greeting => ("宛名(「山田 太郎 様」)", "The salutation"),
        Placeholder::News => (
            "このメールの用件(場合に応じて変わる文章)",
            "What has happened, in sentences that differ as the case is",
        ),
        Placeholder::Link => {
            ("お手続きのページへのリンク", "Link to the page where something is to be done")
        }
        Placeholder::Details => (
            "受付番号、日時・会場(参加用のリンク)、お申し込みの内容",
            "Reception number, date and place with the link to join, what was applied for",
        ),
        Placeholder::Number => ("受付番号の欄", "The reception number, under its heading"),
        Placeholder::Meetings => (
            "日時・会場の欄(参加用のリンクを含む)",
            "Dates and places with the link to join, under their heading",
        ),
        Placeholder::Application => {
            ("お申し込みの内容の欄", "What was applied for, under its heading")
        }
        Placeholder::Reference => ("日時と受付番号(短い形)", "Date and reception number, in short"),
        Placeholder::Changes => {
            ("変更された項目(変更前と変更後)", "Each field that changed, before and now")
        }
        Placeholder::Reason => ("中止の理由", "The reason for cancelling"),
        Placeholder::Message => ("担当者が書いた本文", "What staff have written"),
        Placeholder::Sessions => ("開催回ごとの申込状況", "Applications session by session"),
        Placeholder::Calendar => (
            "添付の予定ファイルの説明(添付がなければ空欄)",
            "A line about the calendar file; nothing where none is attached",
        ),
        Placeholder::Manage => (
            "申込確認ページへのリンク(変更・取り消しの期限つき)",
            "Link to the applicant's own page, with the deadline for changes",
        ),
        Placeholder::Contact => ("お問い合わせ先の欄", "Whom to ask, under its heading"),
    }
}

/// The placeholders that texts of this kind may use, in the order in which they are best shown.
pub fn offered(kind: MailKind) -> Vec<Offered> {
    let blocks = blocks(kind);
    let mut all = values(kind);
    all.extend(&blocks);
    if blocks.contains(&Placeholder::Details) {
        all.extend(DETAILS);
    }
    if DETAILS.iter().all(|part| blocks.contains(part)) {
        all.push(Placeholder::Details);
    }
    let required = required(kind);
    let is_required = |one: &Placeholder| required.iter().any(|group| group.contains(one));
    all.iter().map(|one| Offered { placeholder: *one, is_required: is_required(one) }).collect()
}

fn values(kind: MailKind) -> Vec<Placeholder> {
    let mut values = match kind {
        MailKind::Invitation | MailKind::ApplicationByMail => {
            vec![Placeholder::ApplicantName, Placeholder::Heading, Placeholder::OrganizationName]
        }
        _ if OfficeMail::KINDS.contains(&kind) => {
            vec![Placeholder::Heading, Placeholder::OrganizationName]
        }
        _ => REGISTRATION_VALUES.into(),
    };
    values.extend(match kind {
        MailKind::RegistrationReceived
        | MailKind::OfferExpired
        | MailKind::DrawResult
        | MailKind::ResendLink => Some(Placeholder::Position),
        MailKind::ConfirmAddress
        | MailKind::SeatOffered
        | MailKind::Invitation
        | MailKind::StaffInvited
        | MailKind::SignInLink
        | MailKind::ExportReady
        | MailKind::RetentionWarning => Some(Placeholder::Until),
        MailKind::Announcement => Some(Placeholder::AnnouncementSubject),
        _ => None,
    });
    values.push(Placeholder::Label);
    values
}

/// What a body must say: of each group one placeholder.
pub(super) fn required(kind: MailKind) -> Vec<Vec<Placeholder>> {
    let blocks = blocks(kind);
    let mut groups: Vec<Vec<Placeholder>> =
        REQUIRED.into_iter().filter(|one| blocks.contains(one)).map(|one| vec![one]).collect();
    if blocks.contains(&Placeholder::Details) || blocks.contains(&Placeholder::Meetings) {
        let whole = Placeholder::Details;
        groups.push(vec![whole, Placeholder::Number, Placeholder::ReceptionNumber]);
        groups.push(vec![whole, Placeholder::Meetings]);
    }
    if blocks.contains(&Placeholder::Reference) {
        groups.push(vec![Placeholder::Reference, Placeholder::ReceptionNumber]);
    }
    match kind {
        // Texts of people cannot tell the cases apart.
        MailKind::RegistrationReceived | MailKind::OfferExpired | MailKind::DrawResult => {
            groups.push(vec![Placeholder::News]);
        }
        MailKind::ConfirmAddress | MailKind::SeatOffered => {
            groups.push(vec![Placeholder::News, Placeholder::Until]);
        }
        _ => {}
    }
    groups
}

/// The blocks of a kind's own text, in its order.
fn blocks(kind: MailKind) -> Vec<Placeholder> {
    let source = templates::source(&format!("{kind}/ja.txt")).unwrap_or_default();
    let name_in = |line: &'static str| {
        let name = line.strip_prefix("{% include \"parts/").or(line.strip_prefix("{% block "));
        name.and_then(|rest| rest.split(['.', ' ']).next())
    };
    // What is appended to every text is no part of it.
    source.lines().filter_map(name_in).filter_map(Placeholder::parse).collect()
}

/// Subject and body with which an edited text begins: they make the same mail as the text built in.
pub fn starter(kind: MailKind, language: Language) -> (String, String) {
    let body: Vec<String> =
        blocks(kind).iter().map(|block| format!("{{{{ {} }}}}", block.name())).collect();
    (starter_subject(kind, language), body.join("\n\n"))
}

fn starter_subject(kind: MailKind, language: Language) -> String {
    let source = templates::source(&format!("{kind}/{language}.subject.txt")).unwrap_or_default();
    let (before, rest) = source.split_once("{% block label %}").unwrap_or(("", source));
    let (_, after) = rest.split_once("{% endblock %}").unwrap_or(("", rest));
    let written = format!("{before}{{{{ label }}}}{after}");
    // Within a subject the short forms stand under the usual names.
    written
        .replace("{{ subject_", "{{ ")
        .replace("{{ title }}", "{{ heading }}")
        .trim_end()
        .to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_placeholder_has_one_name_and_a_meaning_in_both_languages() {
        for placeholder in Placeholder::ALL {
            assert_eq!(Placeholder::parse(placeholder.name()), Some(placeholder));
            for language in Language::MAIL {
                assert!(!placeholder.meaning(language).is_empty());
            }
        }
    }

    #[test]
    fn every_part_of_a_text_but_its_end_is_a_placeholder() {
        for kind in MailKind::ALL {
            let source = templates::source(&format!("{kind}/en.txt")).expect("a text");
            let tags = source.lines().filter(|line| line.starts_with("{% include"));
            // The footer is appended to every text; the way to sign in stands within a block.
            let of_its_own =
                |line: &&str| !line.contains("parts/footer") && !line.contains("parts/sign_in");
            let parts = tags.filter(of_its_own).count();
            let own = source.matches("{% block ").count();
            assert_eq!(blocks(kind).len(), parts + own, "{kind}");
        }
    }

    #[test]
    fn both_languages_have_the_same_parts_in_the_same_order() {
        let parts = |name: &str| -> Vec<String> {
            let source = templates::source(name).expect("a text");
            let is_part =
                |line: &&str| line.starts_with("{% include") || line.starts_with("{% block");
            source.lines().filter(is_part).map(|line| line.replace(".en.", ".ja.")).collect()
        };
        for kind in MailKind::ALL {
            assert_eq!(parts(&format!("{kind}/ja.txt")), parts(&format!("{kind}/en.txt")));
            assert_eq!(parts(&format!("{kind}/ja.html")), parts(&format!("{kind}/en.html")));
        }
    }

    #[test]
    fn a_confirmation_must_lead_to_the_manage_page_and_say_when_and_where() {
        let required = required(MailKind::RegistrationConfirmed);
        for group in [
            &[Placeholder::Manage][..],
            &[Placeholder::Contact],
            &[Placeholder::Details, Placeholder::Number, Placeholder::ReceptionNumber],
            &[Placeholder::Details, Placeholder::Meetings],
        ] {
            assert!(required.iter().any(|found| found == group), "{group:?}");
        }
    }
}
