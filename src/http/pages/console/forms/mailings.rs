//! Mailings of an event: the list, and one with its preview and its progress.

use askama::Template;

use super::compose::Reach;
use super::input::Input;
use super::mail_editor::{MailPreview, PersonChoice};
use crate::domain::mailing::MailingState;
use crate::http::pages::console::event_nav::EventNav;
use crate::http::pages::console::frame::ConsoleFrame;

/// Key of the word for a state.
pub fn state_key(state: MailingState) -> &'static str {
    match state {
        MailingState::Draft => "mailings-state-draft",
        MailingState::Waiting => "mailings-state-waiting",
        MailingState::Running => "mailings-state-running",
        MailingState::Paused => "mailings-state-paused",
        MailingState::Done => "mailings-state-done",
        MailingState::Aborted => "mailings-state-aborted",
    }
}

fn state_class(state: MailingState) -> &'static str {
    match state {
        MailingState::Draft | MailingState::Waiting => "tag-info",
        MailingState::Running | MailingState::Done => "tag-success",
        MailingState::Paused => "tag-warning",
        MailingState::Aborted => "tag-plain",
    }
}

/// How the recipients stand.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct SentSoFar {
    /// All who were recorded.
    pub recorded: i64,
    /// Still to be owed a mail.
    pub waiting: i64,
    /// In the queue.
    pub owed: i64,
    /// Taken by a server.
    pub sent: i64,
    /// Given up, or nobody knows.
    pub failed: i64,
    /// Without an address.
    pub without_address: i64,
    /// Who want no announcements.
    pub unsubscribed: i64,
    /// No longer concerned.
    pub dropped: i64,
}

impl SentSoFar {
    /// Recipients with whom nothing is left to be done.
    pub fn done(&self) -> i64 {
        self.recorded - self.waiting - self.owed
    }
}

/// A mailing in the list.
#[derive(Debug, Clone)]
pub struct MailingLine {
    /// Where it is.
    pub path: String,
    /// Key of its kind.
    pub kind: &'static str,
    /// What staff called it; empty for those that have no subject of their own.
    pub subject: String,
    /// How far it is.
    pub state: MailingState,
    /// When it was made, or starts by itself.
    pub when: String,
    /// Its recipients.
    pub sent: SentSoFar,
}

impl MailingLine {
    fn state_key(&self) -> &'static str {
        state_key(self.state)
    }

    fn state_class(&self) -> &'static str {
        state_class(self.state)
    }
}

/// `/console/events/{event}/mailings`.
#[derive(Debug, Template)]
#[template(path = "console/forms/mailings.html")]
pub struct MailingsView {
    /// Around the page.
    pub frame: ConsoleFrame,
    /// The tabs of the event.
    pub nav: EventNav,
    /// Whether the member may write to people.
    pub may_write: bool,
    /// The mailings, newest first.
    pub lines: Vec<MailingLine>,
    /// Path of the next page, where there is one.
    pub next_path: Option<String>,
}

/// A button of a mailing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MailingButton {
    /// It is sent.
    Start,
    /// It stops for a while.
    Pause,
    /// It goes on.
    Resume,
    /// It is given up.
    Abort,
}

impl MailingButton {
    /// In their order.
    pub const ALL: [Self; 4] = [Self::Start, Self::Resume, Self::Pause, Self::Abort];

    /// What the button sends.
    pub fn value(self) -> &'static str {
        match self {
            Self::Start => "start",
            Self::Pause => "pause",
            Self::Resume => "resume",
            Self::Abort => "abort",
        }
    }

    fn word(self) -> &'static str {
        match self {
            Self::Start => "mailings-start",
            Self::Pause => "mailings-pause",
            Self::Resume => "mailings-resume",
            Self::Abort => "mailings-abort",
        }
    }

    fn class(self) -> &'static str {
        match self {
            Self::Start | Self::Resume => "button button-large",
            Self::Pause => "button button-outline button-large",
            Self::Abort => "button button-outline button-danger",
        }
    }
}

/// `/console/mailings/{mailing}`.
#[derive(Debug, Template)]
#[template(path = "console/forms/mailing.html")]
pub struct MailingView {
    /// Around the page.
    pub frame: ConsoleFrame,
    /// The tabs of the event.
    pub nav: EventNav,
    /// The page's own path.
    pub path: String,
    /// Key of its kind.
    pub kind: &'static str,
    /// What staff called it; may be empty.
    pub subject: String,
    /// How far it is.
    pub state: MailingState,
    /// Whom it is for, a line each.
    pub audience: Vec<String>,
    /// How many that are; of one that was started its recipients are counted instead.
    pub reach: Option<Reach>,
    /// Its recipients.
    pub sent: SentSoFar,
    /// When it was made, started, ended: key and time.
    pub times: Vec<(&'static str, String)>,
    /// What may be done with it.
    pub buttons: Vec<MailingButton>,
    /// Where its mails are.
    pub outbox_path: String,
    /// The field for searching somebody; `None` where nobody can be chosen.
    pub search: Option<Input>,
    /// Who was found.
    pub people: Vec<PersonChoice>,
    /// Whether nobody was found.
    pub nobody_found: bool,
    /// The mail as somebody would get it.
    pub preview: Option<MailPreview>,
    /// To which address a test is on its way.
    pub tested: Option<String>,
}

impl MailingView {
    /// What happened when, as far as it has; written out.
    pub fn times(
        composed: String,
        due: Option<String>,
        started: Option<String>,
        ended: Option<String>,
    ) -> Vec<(&'static str, String)> {
        let others =
            [("mailings-due", due), ("mailings-started", started), ("mailings-ended", ended)];
        let others = others.into_iter().filter_map(|(word, time)| Some((word, time?)));
        std::iter::once(("mailings-composed", composed)).chain(others).collect()
    }

    fn is_draft(&self) -> bool {
        self.state == MailingState::Draft
    }

    fn state_key(&self) -> &'static str {
        state_key(self.state)
    }

    fn state_class(&self) -> &'static str {
        state_class(self.state)
    }
}

#[cfg(any(test, feature = "test-hooks"))]
impl MailingsView {
    /// With every state, and empty.
    pub fn samples(language: crate::http::pages::texts::Language) -> Vec<(&'static str, Self)> {
        use crate::http::pages::console::event_nav::EventPart;
        use crate::http::pages::console::frame::Section;
        use crate::http::pages::console::samples;
        let sent = SentSoFar {
            recorded: 44,
            sent: 40,
            failed: 1,
            without_address: 3,
            ..SentSoFar::default()
        };
        let line = |state| MailingLine {
            path: "/console/mailings/sample".into(),
            kind: "kind-announcement",
            subject: "会場が変わります".into(),
            state,
            when: "10/3(土) 13:05".into(),
            sent,
        };
        let view = |lines: Vec<MailingLine>| Self {
            frame: samples::frame(language, "/console/events/sample/mailings", Section::Events),
            nav: EventNav::sample(EventPart::Mails),
            may_write: true,
            next_path: (!lines.is_empty()).then(|| "?cursor=abc".to_owned()),
            lines,
        };
        vec![
            ("every-state", view(MailingState::ALL.into_iter().map(line).collect())),
            ("empty", view(Vec::new())),
        ]
    }
}

#[cfg(any(test, feature = "test-hooks"))]
impl MailingView {
    /// A draft, a running one, a paused one, one that is done.
    pub fn samples(language: crate::http::pages::texts::Language) -> Vec<(&'static str, Self)> {
        use crate::http::pages::console::event_nav::EventPart;
        use crate::http::pages::console::frame::Section;
        use crate::http::pages::console::samples;
        use MailingButton::{Abort, Pause, Resume, Start};
        let view = |state: MailingState, buttons: &[MailingButton]| {
            let frame = samples::frame(language, "/console/mailings/sample", Section::Events);
            let is_draft = state == MailingState::Draft;
            let search = Input::line(frame.texts(), "who", ("mails-who", "mails-who-hint"), "");
            Self {
                nav: EventNav::sample(EventPart::Mails),
                path: "/console/mailings/sample".into(),
                kind: "kind-announcement",
                subject: "会場が変わります".into(),
                state,
                audience: vec!["下関".into(), "確定".into()],
                reach: is_draft.then_some(Reach { recipients: 41, without_address: 3 }),
                sent: SentSoFar {
                    recorded: 44,
                    owed: 10,
                    sent: 30,
                    failed: 1,
                    without_address: 3,
                    ..SentSoFar::default()
                },
                times: vec![("mailings-composed", "10/3(土) 13:05".into())],
                buttons: buttons.to_vec(),
                outbox_path: "/console/outbox?event=sample".into(),
                search: is_draft.then_some(search),
                people: vec![PersonChoice {
                    id: "a".into(),
                    words: "K7M4Q2XH 山田 太郎".into(),
                    chosen: is_draft,
                }],
                nobody_found: !is_draft,
                preview: Some(MailPreview {
                    subject: "【お知らせ】会場が変わります".into(),
                    text: "山田 太郎 様\n\n会場が変わります。".into(),
                    html_path: "/console/mailings/sample/preview".into(),
                }),
                tested: is_draft.then(|| "staff@hagi.example.jp".into()),
                frame,
            }
        };
        vec![
            ("draft", view(MailingState::Draft, &[Start, Abort])),
            ("running", view(MailingState::Running, &[Pause, Abort])),
            ("paused", view(MailingState::Paused, &[Resume, Abort])),
            ("done", view(MailingState::Done, &[])),
        ]
    }
}
