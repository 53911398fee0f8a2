//! The table of a session's registrations.

use askama::Template;

use super::frame::ConsoleFrame;

/// A tab: the registrations in one state.
#[derive(Debug, Clone)]
pub struct Tab {
    /// Key of the state's word: `state-confirmed` and so on, `state-all`. See [`state_key`].
    pub key: &'static str,
    /// How many there are.
    pub count: u64,
    /// Path with the query of the tab.
    pub path: String,
    /// Whether this tab is shown.
    pub current: bool,
}

/// The key of the word for a state of the API (`confirmed` …); `state-all` for anything else.
pub fn state_key(state: &str) -> &'static str {
    match state {
        "pending" => "state-pending",
        "waitlisted" => "state-waitlisted",
        "offered" => "state-offered",
        "confirmed" => "state-confirmed",
        "entered_draw" => "state-entered-draw",
        "withdrawn" => "state-withdrawn",
        "declined" => "state-declined",
        "declined_offer" => "state-declined-offer",
        _ => "state-all",
    }
}

/// The key of the word for a source of the API (`web` …).
pub fn source_key(source: &str) -> &'static str {
    match source {
        "web" => "source-web",
        "api" => "source-api",
        "telephone" => "source-telephone",
        "mail" => "source-mail",
        "fax" => "source-fax",
        "paper" => "source-paper",
        "list" => "source-list",
        "counter" => "source-counter",
        _ => "source-other",
    }
}

/// A registration as a row. What is empty was not given.
#[derive(Debug, Clone)]
pub struct AttendeeRow {
    /// 受付番号.
    pub reception_number: String,
    /// 氏名.
    pub name: String,
    /// ふりがな.
    pub kana: String,
    /// 会社名.
    pub company: String,
    /// Mail address.
    pub email: String,
    /// Mail to the address has come back, with this status.
    pub bounced: Option<String>,
    /// Telephone number.
    pub phone: String,
    /// Persons.
    pub seats: u32,
    /// Key of the state's word, by [`state_key`].
    pub state: &'static str,
    /// Position on the waiting list, for those who wait.
    pub position: Option<u32>,
    /// Key of the source's word, by [`source_key`].
    pub source: &'static str,
    /// When the application arrived, written out short.
    pub received_at: String,
    /// When it was registered, written out short; differs for a proxy entry.
    pub registered_at: String,
    /// What was answered to the organizer's questions.
    pub answers: Vec<AnswerLine>,
}

/// An answer to a question of the organizer, in words.
#[derive(Debug, Clone, Default)]
pub struct AnswerLine {
    /// What was asked.
    pub label: String,
    /// What was answered; several things on a line each.
    pub answer: String,
    /// The words that were agreed to, where they are not those of today.
    pub agreed_to: Option<String>,
    /// Path of the file, where the answer is one.
    pub path: Option<String>,
}

/// Where the table can be taken from, each with the filters of the page.
#[derive(Debug, Clone)]
pub struct ExportPaths {
    /// Excel.
    pub xlsx: String,
    /// CSV, UTF-8 with BOM.
    pub csv_utf8: String,
    /// CSV, `Shift_JIS`.
    pub csv_shift_jis: String,
    /// JSON.
    pub json: String,
}

/// `/console/sessions/{id}/attendees?state=…&q=…&cursor=…`.
#[derive(Debug, Template)]
#[template(path = "console/attendees.html")]
pub struct AttendeesView {
    /// Around the page.
    pub frame: ConsoleFrame,
    /// Path of the event's page in the console.
    pub event_path: String,
    /// The event's title.
    pub event_title: String,
    /// The session's name; empty for the only one.
    pub session_name: String,
    /// When it is.
    pub when: Vec<String>,
    /// The page's own path, for the search form.
    pub path: String,
    /// The state of the tab that is shown, for the search form; empty: all.
    pub state: String,
    /// What is searched for.
    pub query: String,
    /// Whether the address asked for what does not exist, so that all is shown.
    pub query_failed: bool,
    /// The tabs.
    pub tabs: Vec<Tab>,
    /// Whether the capacity counts companies: then there is a column for them.
    pub companies: bool,
    /// One page of the table.
    pub rows: Vec<AttendeeRow>,
    /// Path of the first page, where this is another one.
    pub first_path: Option<String>,
    /// Path of the next page, where there is one.
    pub next_path: Option<String>,
    /// The exports.
    pub export: ExportPaths,
}

#[cfg(any(test, feature = "test-hooks"))]
impl AttendeesView {
    /// Full, with nothing found, with nobody yet.
    pub fn samples(language: crate::http::pages::texts::Language) -> Vec<(&'static str, Self)> {
        use super::samples;
        let view = |query: &str, rows: Vec<AttendeeRow>| Self {
            frame: samples::frame(
                language,
                "/console/sessions/s1/attendees",
                super::frame::Section::Events,
            ),
            event_path: "/console/events/sample".into(),
            event_title: "テレワーク説明会".into(),
            session_name: "下関".into(),
            when: vec!["令和8年(2026年)10月15日(木曜日)午後2時～午後3時30分".into()],
            path: "/console/sessions/s1/attendees".into(),
            state: "confirmed".into(),
            query: query.into(),
            query_failed: query.is_empty() && rows.is_empty(),
            tabs: samples::tabs(),
            companies: true,
            next_path: (!rows.is_empty()).then(|| "?state=confirmed&cursor=abc".to_owned()),
            first_path: (!rows.is_empty()).then(|| "?state=confirmed".to_owned()),
            rows,
            export: samples::export_paths(),
        };
        vec![
            ("rows", view("", samples::rows())),
            ("not-found", view("ヤマダ", Vec::new())),
            ("nobody", view("", Vec::new())),
        ]
    }
}
