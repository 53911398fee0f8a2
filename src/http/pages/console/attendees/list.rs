//! The table of a session's or an event's registrations.

use askama::Template;

use super::{AttendeeRow, Tab};
use crate::http::pages::console::event_nav::EventNav;
use crate::http::pages::console::frame::ConsoleFrame;
use crate::http::pages::field::Choice;

/// A column that can be shown.
#[derive(Debug, Clone)]
pub struct ColumnChoice {
    /// What the form sends: `email`, `answer:KEY`.
    pub key: String,
    /// Key of its word, or, for a question, what was asked.
    pub word: &'static str,
    /// What was asked; empty for a column of every list.
    pub label: String,
    /// Whether it is shown.
    pub shown: bool,
}

/// What the list is narrowed to, as the form shows it.
#[derive(Debug, Clone, Default)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is a box, a button or a sentence of the page"
)]
pub struct FilterForm {
    /// Sessions to choose from; empty on a session's own list.
    pub sessions: Vec<Choice>,
    pub sources: Vec<Choice>,
    /// Questions with their choices; empty where there are none.
    pub answers: Vec<Choice>,
    pub bounced: bool,
    pub noted: bool,
    pub checked_in: bool,
    pub received_from: String,
    pub received_to: String,
    pub sorts: Vec<Choice>,
    /// Whether anything of it is set.
    pub is_set: bool,
}

/// What can be done with chosen rows.
#[derive(Debug, Clone)]
pub struct BulkForm {
    /// Where it is sent.
    pub path: String,
    /// The parameters of the list.
    pub hidden: Vec<(&'static str, String)>,
    /// Sessions to move to; none where there is only one.
    pub targets: Vec<Choice>,
    /// How many the filter finds, where that is known without looking.
    pub all: Option<i64>,
    /// Whether the member may change registrations.
    pub may_write: bool,
    /// Whether the member may check people in.
    pub may_check_in: bool,
    /// Meetings to check in at; none where each session has one alone.
    pub meetings: Vec<Choice>,
    /// Whether the member may write to them.
    pub may_mail: bool,
}

/// `/console/sessions/{id}/attendees` and `/console/events/{id}/attendees`.
#[derive(Debug, Template)]
#[template(path = "console/attendees/list.html")]
pub struct AttendeesView {
    /// Around the page.
    pub frame: ConsoleFrame,
    /// The event's tabs.
    pub nav: EventNav,
    /// Path of the event's page in the console.
    pub event_path: String,
    /// The event's title.
    pub event_title: String,
    /// The session's name; empty for the only one and for all.
    pub session_name: String,
    /// When it is.
    pub when: Vec<String>,
    /// The page's own path, for the search form.
    pub path: String,
    /// The state of the tab that is shown, for the search form; empty: all.
    pub state: String,
    /// What is searched for.
    pub query: String,
    /// The same as it stands in addresses.
    pub sealed: String,
    /// Parameters that the search keeps.
    pub kept: Vec<(&'static str, String)>,
    /// Whether the address asked for what does not exist, so that all is shown.
    pub query_failed: bool,
    /// Whether something was to be done with nobody.
    pub none_chosen: bool,
    /// The tabs.
    pub tabs: Vec<Tab>,
    /// The filters.
    pub filter: FilterForm,
    /// All columns, chosen or not.
    pub columns: Vec<ColumnChoice>,
    /// Where the choice of columns is sent.
    pub columns_path: String,
    /// One page of the table.
    pub rows: Vec<AttendeeRow>,
    /// Path of the first page, where this is another one.
    pub first_path: Option<String>,
    /// Path of the next page, where there is one.
    pub next_path: Option<String>,
    /// What can be done with chosen rows.
    pub bulk: BulkForm,
    /// Where an application is entered for somebody; none where that may not be done, or a session is to be chosen first.
    pub enter_path: Option<String>,
    /// The sessions to choose from for that; with fewer than two there is nothing to choose.
    pub enter_sessions: Vec<Choice>,
    /// Where a list is taken in.
    pub import_path: Option<String>,
    /// Where a mailing is written; none for who may not.
    pub mail_path: Option<String>,
    /// Where the list is exported as it is shown.
    pub export_path: String,
    /// Whether single letters are shortcuts.
    pub shortcuts: bool,
}

impl AttendeesView {
    fn shows(&self, key: &str) -> bool {
        self.columns.iter().any(|column| column.shown && column.key == key)
    }

    fn questions(&self) -> impl Iterator<Item = (&str, &str)> {
        self.columns
            .iter()
            .filter(|column| column.shown)
            .filter_map(|column| Some((column.key.strip_prefix("answer:")?, column.label.as_str())))
    }
}

#[cfg(any(test, feature = "test-hooks"))]
impl AttendeesView {
    /// Full, with nobody chosen, with nothing found, with nobody yet, of a whole event and narrowed, for who may only read.
    pub fn samples(language: crate::http::pages::texts::Language) -> Vec<(&'static str, Self)> {
        use crate::http::pages::console::event_nav::EventPart;
        use crate::http::pages::console::frame::Section;
        use crate::http::pages::console::samples;
        let path = "/console/sessions/s1/attendees";
        let choice = |value: &str, label: &str, chosen| Choice {
            value: value.into(),
            label: label.into(),
            hint: String::new(),
            chosen,
        };
        let column = |key: &str, word, label: &str, shown| ColumnChoice {
            key: key.into(),
            word,
            label: label.into(),
            shown,
        };
        let view = |query: &str, mut rows: Vec<AttendeeRow>| {
            for (number, row) in rows.iter_mut().enumerate() {
                row.id = format!("r{number}");
            }
            Self {
                frame: samples::frame(language, path, Section::Events),
                nav: EventNav::sample(EventPart::Attendees),
                event_path: "/console/events/sample".into(),
                event_title: "テレワーク説明会".into(),
                session_name: "下関".into(),
                when: vec!["令和8年(2026年)10月15日(木曜日)午後2時～午後3時30分".into()],
                path: path.into(),
                state: "confirmed".into(),
                query: query.into(),
                sealed: query.into(),
                kept: vec![("state", "confirmed".into())],
                query_failed: query.is_empty() && rows.is_empty(),
                none_chosen: false,
                tabs: samples::tabs(),
                filter: FilterForm {
                    sources: vec![choice("", "－", true), choice("web", "ウェブ", false)],
                    sorts: vec![choice("", "届いた順", true), choice("name", "ふりがな順", false)],
                    ..FilterForm::default()
                },
                columns: vec![
                    column("name", "column-name", "", true),
                    column("kana", "column-kana", "", true),
                    column("company", "column-company", "", true),
                    column("email", "column-email", "", true),
                    column("phone", "column-phone", "", true),
                    column("people", "column-people", "", true),
                    column("state", "column-state", "", true),
                    column("source", "column-source", "", true),
                    column("received", "column-received", "", true),
                    column("registered", "column-registered", "", true),
                    column("answers", "column-answers", "", true),
                    column("session", "attendees-column-session", "", false),
                    column("answer:needs", "", "配慮が必要なこと", true),
                ],
                columns_path: format!("{path}/columns"),
                next_path: (!rows.is_empty()).then(|| "?state=confirmed&cursor=abc".to_owned()),
                first_path: (!rows.is_empty()).then(|| "?state=confirmed".to_owned()),
                bulk: BulkForm {
                    path: format!("{path}/bulk"),
                    hidden: vec![("state", "confirmed".into())],
                    targets: vec![choice("s2", "萩", false)],
                    all: Some(26),
                    may_write: true,
                    may_check_in: true,
                    meetings: vec![choice("m1", "下関 10/15(木) 14:00", true)],
                    may_mail: true,
                },
                enter_path: Some("/console/sessions/s1/enter".into()),
                enter_sessions: Vec::new(),
                import_path: Some("/console/sessions/s1/import".into()),
                mail_path: Some("/console/events/sample/mailings/new".into()),
                rows,
                export_path: "/console/sessions/s1/export?state=confirmed".into(),
                shortcuts: true,
            }
        };
        let mut of_event = view("", samples::rows());
        (of_event.session_name, of_event.when) = (String::new(), Vec::new());
        of_event.enter_path = None;
        of_event.enter_sessions = vec![choice("s1", "下関", false), choice("s2", "萩", false)];
        of_event.filter.sessions = vec![choice("", "すべて", true), choice("s1", "下関", false)];
        of_event.filter.answers =
            vec![choice("", "－", false), choice("pc:true", "パソコン: はい", true)];
        of_event.filter.is_set = true;
        of_event.bulk.all = None;
        let mut looking = view("", samples::rows());
        (looking.bulk.may_write, looking.bulk.may_check_in) = (false, false);
        (looking.bulk.may_mail, looking.mail_path) = (false, None);
        (looking.enter_path, looking.import_path, looking.shortcuts) = (None, None, false);
        vec![
            ("rows", view("", samples::rows())),
            ("nobody-chosen", Self { none_chosen: true, ..view("", samples::rows()) }),
            ("not-found", view("ヤマダ", Vec::new())),
            ("nobody", view("", Vec::new())),
            ("event", of_event),
            ("looking", looking),
        ]
    }
}
