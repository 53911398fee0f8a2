//! A form on its way: what is typed in it, what is wrong with it, and its page.

use actix_web::HttpResponse;

use crate::domain::event::Programme;
use crate::domain::fault::FieldFault;
use crate::domain::values::localized::Localized;
use crate::http::console::open_visit::Page;
use crate::http::console::posted::Fields;
use crate::http::console::visit::Visit;
use crate::http::pages::console::event_nav::{EventNav, EventPart};
use crate::http::pages::console::events::editor::EditorView;
use crate::http::pages::console::events::fields::{Wrong, error_lines, field, select};
pub use crate::http::pages::console::events::sheet::BACK as BACK_WORD;
use crate::http::pages::console::events::sheet::{
    BACK, BACK_HOME, FieldGroup, FormButton, SheetView,
};
use crate::http::pages::console::events::words;
use crate::http::pages::console::frame::Section;
use crate::http::pages::field::Field;
use crate::http::pages::texts::Texts;

/// What is typed, and what is wrong with it.
pub struct Sheet<'a> {
    pub texts: Texts,
    pub fields: &'a Fields,
    pub wrong: &'a [Wrong],
}

impl<'a> Sheet<'a> {
    pub fn new(visit: &Visit, fields: &'a Fields, wrong: &'a [Wrong]) -> Self {
        Self { texts: Texts::new(visit.language()), fields, wrong }
    }

    /// The field of this name.
    pub fn field(&self, name: &str) -> Field {
        let value = self.fields.raw(name).unwrap_or_default();
        field(self.texts, name, value, self.wrong)
    }

    /// The fields of these names.
    pub fn all(&self, names: &[&str]) -> Vec<Field> {
        names.iter().map(|name| self.field(name)).collect()
    }

    /// A field whose choices are the event's own.
    pub fn select(&self, name: &str, choices: Vec<(String, String)>) -> Field {
        select(self.texts, name, choices, self.fields.text(name), self.wrong)
    }
}

/// A form's page before it is filled.
pub fn view(
    visit: &Visit,
    (heading, about): (&'static str, String),
    (action, back): (String, (String, &'static str)),
    groups: Vec<FieldGroup>,
    wrong: &[Wrong],
) -> SheetView {
    let texts = Texts::new(visit.language());
    let errors = error_lines(texts, groups.iter().flat_map(|group| &group.fields), wrong);
    SheetView {
        frame: visit.frame(Section::Events),
        nav: None,
        heading,
        about,
        intro: Vec::new(),
        done: None,
        errors,
        picture: None,
        facts: Vec::new(),
        action,
        groups,
        hidden: Vec::new(),
        buttons: vec![FormButton::main("save", words::SAVE)],
        has_files: false,
        removal: None,
        second: None,
        ways: Vec::new(),
        back,
    }
}

/// The page with the status of what is wrong.
pub fn shown(visit: &Visit, view: &SheetView) -> Page {
    visit.page(if view.errors.is_empty() { 200 } else { 422 }, view)
}

/// The faults of the domain at the fields of a form; `name_of` knows which field shows a pointer.
pub fn wrong_of(faults: &[FieldFault], name_of: impl Fn(&str) -> String) -> Vec<Wrong> {
    let wrong = |fault: &FieldFault| Wrong {
        name: name_of(&fault.pointer),
        code: fault.code.to_owned(),
        limit: fault.limit,
    };
    faults.iter().map(wrong).collect()
}

/// Names with values.
pub fn fields_of(pairs: impl IntoIterator<Item = (String, String)>) -> Fields {
    Fields::new(pairs.into_iter().collect())
}

/// A text in its languages, as the fields NAME, `NAME_en`, `NAME_easy`.
pub fn text_pairs(name: &str, text: &Localized) -> [(String, String); 3] {
    let [ja, en, easy] = text.each();
    [(name.to_owned(), ja), (format!("{name}_en"), en), (format!("{name}_easy"), easy)]
}

/// The text that these fields say.
pub fn typed_text(fields: &Fields, name: &str) -> Localized {
    let text = |name: &str| fields.text(name).replace("\r\n", "\n");
    Localized::of_each(&[text(name), text(&format!("{name}_en")), text(&format!("{name}_easy"))])
}

/// A whole number as people type it; nothing where nothing is typed.
///
/// # Errors
/// `not_a_number`.
pub fn number(fields: &Fields, name: &str) -> Result<Option<i64>, Wrong> {
    let Some(typed) = fields.given(name) else { return Ok(None) };
    let seats = crate::domain::timetable::pasted::parse_capacity(typed);
    let number = seats.map(i64::from).ok_or_else(|| Wrong::new(name, "not_a_number"))?;
    Ok(Some(number))
}

/// The path of an event in the console.
pub fn event_path(programme: &Programme) -> String {
    format!("/console/events/{}", programme.event.id)
}

/// To the page of all that can be changed, with a word of what was done.
pub fn back_to_edit(visit: &Visit, programme: &Programme, done: &str) -> HttpResponse {
    visit.see_other(&format!("{}/edit?done={done}", event_path(programme)))
}

/// The tabs of an event, where it is changed.
pub fn edit_nav(visit: &Visit, programme: &Programme) -> EventNav {
    visit.event_nav(programme, EventPart::Edit)
}

/// The words of the form for sessions.
pub struct EditorWords {
    pub heading: &'static str,
    pub button: &'static str,
    pub back_path: String,
    pub back: &'static str,
}

/// Those of a new event, or of further sessions of one.
pub fn editor_words(programme: Option<&Programme>) -> EditorWords {
    match programme {
        None => EditorWords {
            heading: EditorView::NEW.0,
            button: EditorView::NEW.1,
            back_path: "/console".to_owned(),
            back: BACK_HOME,
        },
        Some(programme) => EditorWords {
            heading: EditorView::MORE.0,
            button: EditorView::MORE.1,
            back_path: format!("{}/edit", event_path(programme)),
            back: BACK,
        },
    }
}
