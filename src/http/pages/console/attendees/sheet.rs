//! The form of an application in staff's hands: changed, entered for somebody, completed from a mail.

use askama::Template;

use super::record::AlikeLine;
use crate::http::pages::apply::{ErrorLine, error_lines};
use crate::http::pages::console::event_nav::EventNav;
use crate::http::pages::console::frame::ConsoleFrame;
use crate::http::pages::faults::Fault;
use crate::http::pages::field::{Choice, Control};
use crate::http::pages::field_name::FieldName;
use crate::http::pages::form::Group;

/// What staff say of an application that they enter.
#[derive(Debug, Clone, Default)]
pub struct EntryFields {
    /// How it came in.
    pub sources: Vec<Choice>,
    /// When, in the event's time zone: `2026-10-01T09:30`.
    pub received_at: String,
    pub received_error: Option<&'static str>,
    pub note: String,
    /// Why it may go beyond the capacity.
    pub exceed_reason: String,
}

/// The form.
#[derive(Debug, Template)]
#[template(path = "console/attendees/sheet.html")]
pub struct SheetView {
    /// Around the page.
    pub frame: ConsoleFrame,
    pub nav: EventNav,
    /// Key of the heading.
    pub heading: &'static str,
    /// Whom or what it is about.
    pub about: String,
    /// Where it is sent.
    pub path: String,
    pub hidden: Vec<(String, String)>,
    pub groups: Vec<Group>,
    pub errors: Vec<ErrorLine>,
    /// Whether files can be chosen in it.
    pub has_files: bool,
    /// What staff say of it, for an entry.
    pub entry: Option<EntryFields>,
    /// Who may be the same person, before anything is saved.
    pub alike: Vec<AlikeLine>,
    /// Key of why the desk said no.
    pub refused: Option<&'static str>,
    /// Number and path of what was saved just now.
    pub saved: Option<(String, String)>,
    /// Whether no mail is to be sent, for a change.
    pub asks_quietly: bool,
    /// The mail's text that it is completed from; else empty.
    pub original: String,
    pub back: String,
}

/// The fields of the form as staff get them.
pub struct Prepared {
    pub groups: Vec<Group>,
    pub errors: Vec<ErrorLine>,
    pub has_files: bool,
}

impl SheetView {
    /// Field by field what is wrong; staff need no mail address, and files may follow.
    pub fn prepared(
        frame: &ConsoleFrame,
        mut groups: Vec<Group>,
        faults: &[Fault],
        received_error: Option<&'static str>,
    ) -> Prepared {
        let is_file = |control: &Control| matches!(control, Control::File { .. });
        let mut has_files = false;
        for field in groups.iter_mut().flat_map(|group| &mut group.fields) {
            has_files |= is_file(&field.control);
            field.required &= field.name != FieldName::Email && !is_file(&field.control);
        }
        let mut errors = error_lines(frame, &groups, None, faults);
        let received = received_error.map(|key| ErrorLine { field: None, sentence: frame.t(key) });
        errors.splice(0..0, received);
        Prepared { groups, errors, has_files }
    }
}

#[cfg(any(test, feature = "test-hooks"))]
impl SheetView {
    /// Changed; entered, with something wrong, with somebody alike, saved; from a mail.
    pub fn samples(language: crate::http::pages::texts::Language) -> Vec<(&'static str, Self)> {
        use crate::http::pages::console::{event_nav::EventPart, frame::Section, samples};
        use crate::http::pages::entered::Entered;
        use crate::http::pages::samples::{faults, right, wrong};
        let choice = |value: &str, label: &str, chosen| Choice {
            value: value.into(),
            label: label.into(),
            hint: String::new(),
            chosen,
        };
        let view = |entered: &Entered, faults: &[Fault], is_entry: bool| {
            let path = "/console/sessions/s1/enter";
            let frame = samples::frame(language, path, Section::Events);
            let form = crate::http::pages::samples::form();
            let groups = form.groups(frame.texts(), entered, faults);
            let error = (!faults.is_empty()).then_some("entry-received-wrong");
            let Prepared { groups, errors, has_files } =
                Self::prepared(&frame, groups, faults, error);
            let entry = EntryFields {
                sources: vec![choice("telephone", "電話", true), choice("fax", "ファクス", false)],
                received_at: "2026-10-01T09:30".into(),
                received_error: error,
                ..EntryFields::default()
            };
            Self {
                frame,
                nav: EventNav::sample(EventPart::Attendees),
                heading: if is_entry { "entry-heading" } else { "attendees-change" },
                about: "下関".into(),
                path: path.into(),
                hidden: vec![("form".into(), "sample".into())],
                groups,
                errors,
                has_files,
                entry: is_entry.then_some(entry),
                alike: Vec::new(),
                refused: None,
                saved: None,
                asks_quietly: !is_entry,
                original: String::new(),
                back: "/console/sessions/s1/attendees".into(),
            }
        };
        let mut alike = view(&right(), &[], true);
        alike.alike = vec![AlikeLine {
            why: "attendees-alike-mail",
            reception_number: "P3R8W5NB".into(),
            path: "/console/registrations/r2".into(),
            name: "山田 太郎".into(),
            company: String::new(),
            session: "萩".into(),
            state: "state-confirmed",
            merge_path: None,
        }];
        let mut saved = view(&Entered::default(), &[], true);
        saved.saved = Some(("K7M4Q2XH".into(), "/console/registrations/r1".into()));
        let mut mail = view(&right(), &[], true);
        mail.original = "■氏名：山田 太郎".into();
        mail.refused = Some("attendees-why-full");
        vec![
            ("change", view(&right(), &[], false)),
            ("entry-errors", view(&wrong(), &faults(), true)),
            ("entry-alike", alike),
            ("entry-saved", saved),
            ("entry-mail", mail),
        ]
    }
}
