//! A list from its columns to what became of it.

use askama::Template;

use crate::http::pages::console::event_nav::EventNav;
use crate::http::pages::console::frame::ConsoleFrame;
use crate::http::pages::console::job::JobState;
use crate::http::pages::field::Choice;

/// How a list stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ImportState {
    /// It waits for somebody to say what its columns are.
    Mapping,
    Checking,
    /// It was tried; nothing has been registered.
    Checked,
    Running,
    Done,
    Undoing,
    Undone,
    /// The trial was stopped, or could not go on.
    CheckStuck,
    /// The same of carrying it out.
    RunStuck,
    /// The same of taking it back.
    UndoStuck,
}

impl ImportState {
    /// By the import's own state and that of its job.
    pub fn parse(state: &str, job: Option<JobState>) -> Self {
        let is_stuck = matches!(job, Some(JobState::Failed | JobState::Stopped));
        match state {
            "mapping" => Self::Mapping,
            "checked" => Self::Checked,
            "done" => Self::Done,
            "undone" => Self::Undone,
            "checking" if is_stuck => Self::CheckStuck,
            "undoing" if is_stuck => Self::UndoStuck,
            _ if is_stuck => Self::RunStuck,
            "checking" => Self::Checking,
            "undoing" => Self::Undoing,
            _ => Self::Running,
        }
    }

    /// Whether it changes by itself.
    pub fn goes_on(self) -> bool {
        matches!(self, Self::Checking | Self::Running | Self::Undoing)
    }
}

/// A column of the list.
#[derive(Debug, Clone)]
pub struct ColumnLine {
    pub header: String,
    /// What stands below it.
    pub example: String,
    /// What it may mean.
    pub choices: Vec<Choice>,
}

/// A row that somebody should look at.
#[derive(Debug, Clone)]
pub struct FindingLine {
    /// As the file counts.
    pub line: i64,
    /// Key of what was found.
    pub what: &'static str,
    /// The column that it is about.
    pub field: Option<String>,
    /// Key of why.
    pub why: Option<&'static str>,
    /// The registration that it is about.
    pub path: Option<String>,
}

/// `/console/imports/{id}`.
#[derive(Debug, Template)]
#[template(path = "console/imports/progress.html")]
pub struct ProgressView {
    /// Around the page.
    pub frame: ConsoleFrame,
    pub nav: EventNav,
    pub about: String,
    pub state: ImportState,
    /// Key of its word.
    pub state_word: &'static str,
    pub format: String,
    pub total: i64,
    pub columns: Vec<ColumnLine>,
    pub tells_by_mail: bool,
    pub done: i64,
    pub new: i64,
    pub changes: i64,
    pub unchanged: i64,
    pub duplicates: i64,
    pub faulty: i64,
    /// Sessions with seats that are wanted beyond those that are free.
    pub over: Vec<(String, i64)>,
    pub made: i64,
    pub changed: i64,
    pub refused_rows: i64,
    pub undone: i64,
    pub kept: i64,
    pub findings: Vec<FindingLine>,
    /// Key of why the columns cannot be as they are.
    pub refused: Option<&'static str>,
    pub check_path: String,
    pub run_path: String,
    pub undo_path: String,
    pub job_path: String,
    pub back: String,
}

impl ProgressView {
    /// Whether the columns can still be said to be others.
    fn may_map(&self) -> bool {
        matches!(self.state, ImportState::Mapping | ImportState::Checked | ImportState::CheckStuck)
    }

    fn is_checked(&self) -> bool {
        self.state == ImportState::Checked
    }

    fn is_done(&self) -> bool {
        matches!(self.state, ImportState::Done | ImportState::Undone)
    }

    fn may_undo(&self) -> bool {
        matches!(self.state, ImportState::Done | ImportState::RunStuck)
            && self.made + self.changed > 0
    }

    /// Key of the sentence for work that was stopped, and of what can be done then.
    fn stuck_key(&self) -> Option<&'static str> {
        match self.state {
            ImportState::CheckStuck => Some("imports-check-stuck"),
            ImportState::RunStuck => Some("imports-run-stuck"),
            ImportState::UndoStuck => Some("imports-undo-stuck"),
            _ => None,
        }
    }

    /// Where what was stopped goes on, by one press. A trial begins anew, with its columns.
    fn goes_on_at(&self) -> Option<&str> {
        match self.state {
            ImportState::RunStuck => Some(&self.run_path),
            ImportState::UndoStuck => Some(&self.undo_path),
            _ => None,
        }
    }

    /// Whether something may have been registered.
    fn has_outcome(&self) -> bool {
        self.is_done() || self.goes_on_at().is_some()
    }
}

/// Key of the word for what a column means.
pub fn meaning_key(name: &str) -> &'static str {
    match name {
        "name" => "imports-name",
        "family_name" => "imports-family-name",
        "given_name" => "imports-given-name",
        "kana" => "column-kana",
        "email" => "column-email",
        "phone" => "column-phone",
        "company" => "column-company",
        "corporate_number" => "attendees-corporate-number",
        "seats" => "column-people",
        "session" => "attendees-column-session",
        "received_at" => "column-received",
        "note" => "entry-note",
        "reception_number" => "reception-number",
        "attendee_number" => "imports-attendee-number",
        "attendee_name" => "imports-attendee-name",
        "attendee_kana" => "imports-attendee-kana",
        "attendee_email" => "imports-attendee-email",
        _ => "imports-ignore",
    }
}

/// Key of the word for a field that a fault names.
pub fn field_key(field: &str) -> &'static str {
    let last = field.rsplit('/').next().unwrap_or_default();
    match (field.starts_with("attendees"), last) {
        (true, "kana") => "imports-attendee-kana",
        (true, "email") => "imports-attendee-email",
        (true, _) | (false, "attendees") => "imports-attendee-name",
        (false, last) if field.starts_with("company") => {
            if last == "corporate_number" {
                "attendees-corporate-number"
            } else {
                "column-company"
            }
        }
        (false, "") => "imports-row",
        (false, last) => match meaning_key(last) {
            "imports-ignore" => "imports-row",
            key => key,
        },
    }
}

/// Key of the sentence for why a row cannot be taken in.
pub fn code_key(code: &str) -> &'static str {
    match code {
        "required" | "empty" => "imports-code-required",
        "not_found" => "imports-code-not-found",
        "not_changeable" => "imports-code-not-changeable",
        "not_importable" => "imports-code-not-importable",
        "not_a_number" => "imports-code-number",
        "not_a_time" | "not_a_date" => "imports-code-time",
        "in_the_future" => "imports-code-future",
        "out_of_range" | "too_many" | "more_attendees_than_seats" => "imports-code-range",
        "unknown_choice" => "imports-code-choice",
        "invalid_email" | "non_ascii_local_part" => "imports-code-email",
        "invalid_phone" => "imports-code-phone",
        "invalid_kana" => "imports-code-kana",
        "too_long" => "imports-code-long",
        "already_registered" => "attendees-why-registered",
        "twice" => "imports-code-twice",
        "session_full" | "not_enough_seats" => "imports-code-full",
        "cancelled" => "attendees-why-cancelled",
        "not_open" => "attendees-why-not-open",
        "group_limit" => "attendees-why-group",
        "company_people_limit" => "attendees-why-company-people",
        "company_fixed" => "attendees-why-company-fixed",
        "wrong_state" => "attendees-why-state",
        "choice_full" => "attendees-why-choice",
        "changed_meanwhile" => "attendees-why-changed",
        _ => "imports-code-other",
    }
}

#[cfg(any(test, feature = "test-hooks"))]
impl ProgressView {
    /// Every state.
    pub fn samples(language: crate::http::pages::texts::Language) -> Vec<(&'static str, Self)> {
        use crate::http::pages::console::{event_nav::EventPart, frame::Section, samples};
        let choice = |value: &str, label: &str, chosen| Choice {
            value: value.into(),
            label: label.into(),
            hint: String::new(),
            chosen,
        };
        let finding = |line, what, field: Option<&str>, why| FindingLine {
            line,
            what,
            field: field.map(str::to_owned),
            why,
            path: (line % 2 == 0).then(|| "/console/registrations/r1".to_owned()),
        };
        let view = |state, state_word| Self {
            frame: samples::frame(language, "/console/imports/i1", Section::Events),
            nav: EventNav::sample(EventPart::Attendees),
            about: "下関".into(),
            state,
            state_word,
            format: "CSV Shift_JIS".into(),
            total: 120,
            columns: vec![
                ColumnLine {
                    header: "氏名".into(),
                    example: "山田 太郎".into(),
                    choices: vec![
                        choice("name", "氏名", true),
                        choice("ignore", "取り込まない", false),
                    ],
                },
                ColumnLine {
                    header: String::new(),
                    example: String::new(),
                    choices: vec![
                        choice("name", "氏名", false),
                        choice("ignore", "取り込まない", true),
                    ],
                },
            ],
            tells_by_mail: false,
            done: 60,
            new: 100,
            changes: 5,
            unchanged: 10,
            duplicates: 3,
            faulty: 2,
            over: vec![("下関".into(), 12)],
            made: 98,
            changed: 5,
            refused_rows: 4,
            undone: 90,
            kept: 13,
            findings: vec![
                finding(7, "imports-finding-faulty", Some("メール"), Some("imports-code-email")),
                finding(8, "imports-finding-duplicate", None, Some("attendees-why-registered")),
                finding(10, "imports-finding-changes", None, None),
            ],
            refused: None,
            check_path: "/console/imports/i1/check".into(),
            run_path: "/console/imports/i1/run".into(),
            undo_path: "/console/imports/i1/undo".into(),
            job_path: "/console/jobs/j1".into(),
            back: "/console/sessions/s1/attendees".into(),
        };
        let mut wrong = view(ImportState::Mapping, "imports-state-mapping");
        wrong.refused = Some("imports-why-name");
        vec![
            ("mapping", view(ImportState::Mapping, "imports-state-mapping")),
            ("mapping-wrong", wrong),
            ("checking", view(ImportState::Checking, "imports-state-checking")),
            ("checked", view(ImportState::Checked, "imports-state-checked")),
            ("running", view(ImportState::Running, "imports-state-running")),
            ("check-stuck", view(ImportState::CheckStuck, "imports-state-checking")),
            ("stuck", view(ImportState::RunStuck, "imports-state-running")),
            ("undo-stuck", view(ImportState::UndoStuck, "imports-state-undoing")),
            ("done", view(ImportState::Done, "imports-state-done")),
            ("undone", view(ImportState::Undone, "imports-state-undone")),
        ]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn work_that_was_stopped_is_not_shown_as_going_on() {
        assert!(ImportState::parse("running", Some(JobState::Running)).goes_on());
        for (state, stuck) in [
            ("checking", ImportState::CheckStuck),
            ("running", ImportState::RunStuck),
            ("undoing", ImportState::UndoStuck),
        ] {
            assert_eq!(ImportState::parse(state, Some(JobState::Stopped)), stuck);
            assert!(!stuck.goes_on());
        }
        assert_eq!(ImportState::parse("done", Some(JobState::Done)), ImportState::Done);
    }

    #[test]
    fn fields_are_called_as_their_columns_are() {
        for (field, key) in [
            ("applicant/email", "column-email"),
            ("attendees/0/kana", "imports-attendee-kana"),
            ("company/name", "column-company"),
            ("seats", "column-people"),
            ("", "imports-row"),
        ] {
            assert_eq!(field_key(field), key);
        }
    }
}
