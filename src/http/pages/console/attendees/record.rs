//! One registration with everything that is known of it.

use askama::Template;

use super::AnswerLine;
use crate::http::pages::console::event_nav::EventNav;
use crate::http::pages::console::frame::ConsoleFrame;
use crate::http::pages::field::Choice;

/// A fact: key of its word, value.
pub type Fact = (&'static str, String);

/// A sentence of its history.
#[derive(Debug, Clone)]
pub struct HistoryLine {
    pub at: String,
    pub who: String,
    /// The sentence.
    pub what: String,
}

/// A note of staff.
#[derive(Debug, Clone)]
pub struct NoteLine {
    pub at: String,
    pub who: String,
    pub text: String,
}

/// A mail to the applicant, or to one of the attendees.
#[derive(Debug, Clone)]
pub struct MailLine {
    /// Where it is told what became of it.
    pub path: String,
    /// Key of its kind.
    pub kind: &'static str,
    /// Key of its state.
    pub state: &'static str,
    pub recipient: String,
    pub at: String,
}

/// A registration that may be of the same person or company.
#[derive(Debug, Clone)]
pub struct AlikeLine {
    /// Key of why.
    pub why: &'static str,
    pub reception_number: String,
    pub path: String,
    pub name: String,
    pub company: String,
    pub session: String,
    /// Key of its state.
    pub state: &'static str,
    /// Where the two are made one; none for a mere colleague, or who may not.
    pub merge_path: Option<String>,
}

/// What can be done with it now.
#[derive(Debug, Clone, Default)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is a box, a button or a sentence of the page"
)]
pub struct Presses {
    /// Where the buttons are sent; empty for those who may only look.
    pub path: String,
    pub change_path: Option<String>,
    pub withdraw: bool,
    pub accept: bool,
    pub decline: bool,
    /// A seat out of turn.
    pub give_seat: bool,
    /// Sessions to move to.
    pub targets: Vec<Choice>,
    pub resend: bool,
}

/// `/console/registrations/{id}`.
#[derive(Debug, Template)]
#[template(path = "console/attendees/record.html")]
pub struct RecordView {
    /// Around the page.
    pub frame: ConsoleFrame,
    pub nav: EventNav,
    pub reception_number: String,
    pub name: String,
    /// Key of its state.
    pub state: &'static str,
    pub position: Option<u32>,
    pub facts: Vec<Fact>,
    pub attendees: Vec<String>,
    pub answers: Vec<AnswerLine>,
    /// What was asked of the files that must be there and are not.
    pub missing_files: Vec<String>,
    pub history: Vec<HistoryLine>,
    pub notes: Vec<NoteLine>,
    pub mails: Vec<MailLine>,
    pub alike: Vec<AlikeLine>,
    pub presses: Presses,
    /// Number and path of the one into which it was merged.
    pub merged_into: Option<String>,
    /// Key of what was just done.
    pub done: Option<&'static str>,
    /// Key of why the last button did nothing.
    pub refused: Option<&'static str>,
    /// Where the list is.
    pub list_path: String,
    /// Where its data are erased because the person asks for it; none for who may not.
    pub purge_path: Option<String>,
}

#[cfg(any(test, feature = "test-hooks"))]
impl RecordView {
    /// Waiting with all that can be done, merged, for who may only look.
    pub fn samples(language: crate::http::pages::texts::Language) -> Vec<(&'static str, Self)> {
        use crate::http::pages::console::outbox::{mail_kind_key, mail_state_key};
        use crate::http::pages::console::{event_nav::EventPart, frame::Section, samples};
        let path = "/console/registrations/r1";
        let full = Self {
            frame: samples::frame(language, path, Section::Events),
            nav: EventNav::sample(EventPart::Attendees),
            reception_number: "K7M4Q2XH".into(),
            name: "山田 太郎".into(),
            state: "state-waitlisted",
            position: Some(3),
            facts: vec![
                ("column-kana", "やまだ たろう".into()),
                ("column-email", "taro@example.jp".into()),
                ("column-people", "2".into()),
            ],
            attendees: vec!["山田 太郎 (やまだ たろう)".into(), "佐藤 花子".into()],
            answers: samples::rows().remove(0).answers,
            missing_files: vec!["履歴書".into()],
            history: vec![HistoryLine {
                at: "10月3日(土)13:05".into(),
                who: "産業 花子".into(),
                what: "電話で受け付けました。".into(),
            }],
            notes: vec![NoteLine {
                at: "10月4日(日)9:00".into(),
                who: "産業 花子".into(),
                text: "折り返し電話の約束\n午後に".into(),
            }],
            mails: vec![MailLine {
                path: "/console/outbox/m1".into(),
                kind: mail_kind_key("registration_confirmed"),
                state: mail_state_key("sent"),
                recipient: "t***@example.jp".into(),
                at: "10月3日(土)13:06".into(),
            }],
            alike: vec![AlikeLine {
                why: "attendees-alike-mail",
                reception_number: "P3R8W5NB".into(),
                path: "/console/registrations/r2".into(),
                name: "山田 太郎".into(),
                company: String::new(),
                session: "萩".into(),
                state: "state-confirmed",
                merge_path: Some(format!("{path}/merge?with=r2")),
            }],
            presses: Presses {
                path: format!("{path}/do"),
                change_path: Some(format!("{path}/change")),
                withdraw: true,
                accept: true,
                decline: true,
                give_seat: true,
                targets: vec![Choice {
                    value: "s2".into(),
                    label: "萩".into(),
                    hint: String::new(),
                    chosen: false,
                }],
                resend: true,
            },
            merged_into: None,
            done: Some("attendees-done-note"),
            refused: None,
            list_path: "/console/sessions/s1/attendees".into(),
            purge_path: Some(format!("{path}/purge")),
        };
        let again = || {
            let frame = samples::frame(language, path, Section::Events);
            Self {
                frame,
                nav: EventNav::sample(EventPart::Attendees),
                presses: Presses::default(),
                done: None,
                refused: Some("attendees-why-full"),
                merged_into: Some("/console/registrations/r2".into()),
                state: "state-withdrawn",
                position: None,
                notes: Vec::new(),
                mails: Vec::new(),
                alike: Vec::new(),
                answers: Vec::new(),
                missing_files: Vec::new(),
                attendees: Vec::new(),
                history: Vec::new(),
                facts: Vec::new(),
                reception_number: "P3R8W5NB".into(),
                name: "山田 太郎".into(),
                list_path: "/console/sessions/s1/attendees".into(),
                purge_path: None,
            }
        };
        vec![("waiting", full), ("looking", again())]
    }
}
