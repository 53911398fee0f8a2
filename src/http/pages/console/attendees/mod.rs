//! Registrations in the console: what their pages share.

pub mod bulk;
pub mod copied;
pub mod list;
pub mod merge;
pub mod record;
pub mod sheet;

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
    /// Its id, which a chosen row sends.
    pub id: String,
    /// Path of its own page.
    pub path: String,
    /// Name of its session.
    pub session: String,
    /// Staff have written something about it.
    pub noted: bool,
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
    /// The question's key.
    pub key: String,
    /// What was asked.
    pub label: String,
    /// What was answered; several things on a line each.
    pub answer: String,
    /// The words that were agreed to, where they are not those of today.
    pub agreed_to: Option<String>,
    /// Path of the file, where the answer is one.
    pub path: Option<String>,
}

impl AttendeeRow {
    /// What was answered to a question; empty where nothing was.
    pub fn answer(&self, key: &str) -> &str {
        self.answers.iter().find(|line| line.key == key).map_or("", |line| line.answer.as_str())
    }
}

/// The pages of this room in one language.
///
/// # Errors
/// When a template cannot be written.
#[cfg(any(test, feature = "test-hooks"))]
pub fn gallery(
    language: crate::http::pages::texts::Language,
) -> Result<Vec<crate::http::pages::gallery::Page>, askama::Error> {
    use bulk::BulkView;
    use copied::CopiedView;
    use list::AttendeesView;
    use merge::MergeView;
    use record::RecordView;
    use sheet::SheetView;
    Ok(crate::http::pages::gallery::pages_of!(language;
        AttendeesView, BulkView, CopiedView, MergeView, RecordView, SheetView,
    ))
}
