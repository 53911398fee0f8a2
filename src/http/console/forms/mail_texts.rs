//! Texts of mails, an event's and the organization's: the list and the editor.

use std::sync::Arc;

use actix_web::HttpResponse;

use crate::domain::event::Programme;
use crate::domain::values::language::Language;
use crate::http::console::open_visit::Page;
use crate::http::console::posted::{Fields, Posted};
use crate::http::console::visit::Visit;
use crate::http::extract::Query;
use crate::http::framed_mail;
use crate::http::pages::console::event_nav::EventPart;
use crate::http::pages::console::forms::builder::FormFault;
use crate::http::pages::console::forms::input::Input;
use crate::http::pages::console::forms::mail_editor::{
    MailDone, MailEditorView, MailPreview, PersonChoice, PlaceholderButton,
};
use crate::http::pages::console::forms::mail_list::{MailKindLine, MailListView, MailTextLink};
use crate::http::pages::console::forms::mail_words::{MailGroup, sentence, when_key};
use crate::http::pages::console::frame::Section;
use crate::http::pages::console::outbox::mail_kind_key;
use crate::http::pages::texts::Texts;
use crate::mail::{self, EditFault, MailKind, OfficeMail};
use crate::usecases::edit_mail_text::{self, MailText, Origin, Scope};
use crate::usecases::write_mail_text::{self, MailDesk, TypedMailText};
use crate::usecases::{Failure, Permission, find_programme};

/// Whose texts the address is about.
struct Whose {
    scope: Scope,
    programme: Option<Arc<Programme>>,
}

impl Whose {
    async fn of(visit: &Visit) -> Result<Self, Failure> {
        let Ok(event) = visit.part("event") else {
            return Ok(Self { scope: Scope::organization(visit.principal()), programme: None });
        };
        let organization = visit.principal().organization;
        let programme = find_programme::own_event(&visit.app, organization, event).await?;
        visit.principal().must_in(programme.event.id, Permission::WriteEvents)?;
        Ok(Self { scope: Scope::event(&programme), programme: Some(programme) })
    }

    fn path(&self) -> String {
        match &self.programme {
            Some(programme) => format!("/console/events/{}/mails", programme.event.id),
            None => "/console/settings/mails".to_owned(),
        }
    }

    fn section(&self) -> Section {
        if self.programme.is_some() { Section::Events } else { Section::Settings }
    }
}

pub async fn list(visit: Visit) -> HttpResponse {
    let outcome = kinds(&visit).await;
    visit.answer(outcome)
}

async fn kinds(visit: &Visit) -> Page {
    let whose = Whose::of(visit).await?;
    let texts = edit_mail_text::list(&visit.app, visit.principal(), whose.scope).await?;
    let path = whose.path();
    let is_event = whose.programme.is_some();
    // Mail to staff is the organization's.
    let is_here = |kind: &MailKind| !is_event || MailGroup::of(*kind) != MailGroup::Staff;
    let line = |kind: MailKind| MailKindLine {
        id: kind.as_str(),
        word: mail_kind_key(kind.as_str()),
        when: when_key(kind),
        texts: texts
            .iter()
            .filter(|text| text.which.kind == kind)
            .map(|text| link(&path, text))
            .collect(),
    };
    let group = |group: MailGroup| {
        let kinds = MailKind::ALL.into_iter().filter(is_here);
        (group, kinds.filter(|kind| MailGroup::of(*kind) == group).map(line).collect::<Vec<_>>())
    };
    let view = MailListView {
        frame: visit.frame(whose.section()),
        nav: whose.programme.as_ref().map(|one| visit.event_nav(one, EventPart::Mails)),
        groups: MailGroup::ALL.into_iter().map(group).collect(),
    };
    visit.page(200, &view)
}

fn link(path: &str, text: &MailText) -> MailTextLink {
    let (name, lang) = language_words(text.which.language);
    MailTextLink {
        language: name,
        lang,
        path: format!("{path}/{}/{}", text.which.kind, text.which.language.as_str()),
        origin: origin_key(text.origin),
        is_own: text.origin == Origin::Own,
    }
}

fn language_words(language: Language) -> (&'static str, &'static str) {
    if language == Language::En { ("English", "en") } else { ("日本語", "ja") }
}

fn origin_key(origin: Origin) -> &'static str {
    MailEditorView::origin_key(origin == Origin::Own, origin == Origin::Organization)
}

/// The kind and the language in the address.
fn name_of(visit: &Visit) -> Result<(String, String), Failure> {
    Ok((visit.part("kind")?.to_owned(), visit.part("language")?.to_owned()))
}

pub async fn show(visit: Visit, query: Query) -> HttpResponse {
    let outcome = editor(&visit, query).await;
    visit.answer(outcome)
}

async fn editor(visit: &Visit, mut query: Query) -> Page {
    query.text("lang");
    let done = query.choice("done", |word| match word {
        "saved" => Some(MailDone::Saved),
        "standard" => Some(MailDone::TakenBack),
        _ => None,
    });
    query.finish()?;
    let editor = Editor::open(visit).await?;
    let mut view = editor.view(visit).await?;
    view.done = done;
    visit.page(200, &view)
}

/// An editor that is open.
struct Editor {
    whose: Whose,
    name: (String, String),
    desk: MailDesk,
}

impl Editor {
    async fn open(visit: &Visit) -> Result<Self, Failure> {
        let whose = Whose::of(visit).await?;
        let name = name_of(visit)?;
        let by = (visit.principal(), whose.scope);
        let desk = write_mail_text::open(&visit.app, by, (&name.0, &name.1)).await?;
        Ok(Self { whose, name, desk })
    }

    fn path(&self) -> String {
        format!("{}/{}/{}", self.whose.path(), self.name.0, self.name.1)
    }

    /// The page, with the mail that the words make or what is wrong with them.
    async fn view(&self, visit: &Visit) -> Result<MailEditorView, Failure> {
        let by = (visit.principal(), self.whose.scope);
        let name = (self.name.0.as_str(), self.name.1.as_str());
        let made = write_mail_text::preview(&visit.app, by, name, &self.desk).await;
        let (preview, faults) = match made {
            Ok(made) => {
                let html_path = format!("{}/preview", self.path());
                let preview = MailPreview { subject: made.subject, text: made.text, html_path };
                (Some(preview), Vec::new())
            }
            Err(Failure::Texts(faults)) => (None, faults),
            Err(Failure::Conflict(_)) => (None, Vec::new()),
            Err(failure) => return Err(failure),
        };
        Ok(self.page(visit, preview, &faults))
    }

    fn page(
        &self,
        visit: &Visit,
        preview: Option<MailPreview>,
        faults: &[EditFault],
    ) -> MailEditorView {
        let frame = visit.frame(self.whose.section());
        let texts = frame.texts();
        let errors = errors(texts, faults);
        let error = |field: &str| {
            let fault = errors.iter().find(|fault| fault.field.as_deref() == Some(field));
            fault.map(|fault| fault.sentence.clone())
        };
        let (text, typed) = (&self.desk.text, &self.desk.typed);
        let kind = text.which.kind;
        let language = language_words(text.which.language);
        let version = text.edited.map_or(0, |edited| edited.version);
        let is_about_people = !OfficeMail::KINDS.contains(&kind);
        let may_choose = self.whose.programme.as_ref().is_some_and(|programme| {
            visit.principal().may_in(programme.event.id, Permission::ReadRegistrations)
        });
        let search = Input::line(texts, "who", ("mails-who", "mails-who-hint"), "");
        MailEditorView {
            nav: self.whose.programme.as_ref().map(|one| visit.event_nav(one, EventPart::Mails)),
            path: self.path(),
            list_path: self.whose.path(),
            word: mail_kind_key(kind.as_str()),
            when: when_key(kind),
            language,
            origin: origin_key(text.origin),
            is_own: text.origin == Origin::Own,
            is_unsaved: self.desk.is_unsaved,
            is_outdated: self.desk.is_unsaved && typed.version != version,
            version: typed.version,
            done: None,
            subject: Input::line(texts, "subject", ("column-subject", ""), &typed.subject)
                .needed(true)
                .in_language(language.1)
                .wrong(error("subject")),
            body: Input::area(texts, "body", ("mails-body", "mails-body-hint"), &typed.body)
                .needed(true)
                .rows(16)
                .in_language(language.1)
                .wrong(error("body")),
            placeholders: placeholders(kind, visit.value_language()),
            search: (is_about_people && may_choose).then_some(search),
            people: Vec::new(),
            nobody_found: false,
            preview,
            errors,
            frame,
        }
    }
}

/// The first fault of each field, with all the others in its sentence.
fn errors(texts: Texts, faults: &[EditFault]) -> Vec<FormFault> {
    let of_field = |field: &'static str| {
        let at = format!("/{field}");
        let said: Vec<String> = faults
            .iter()
            .filter(|fault| fault.pointer == at)
            .map(|one| sentence(texts, one))
            .collect();
        (!said.is_empty())
            .then(|| FormFault { field: Some(field.to_owned()), sentence: said.join(" ") })
    };
    ["subject", "body"].into_iter().filter_map(of_field).collect()
}

fn placeholders(kind: MailKind, language: Language) -> Vec<PlaceholderButton> {
    let button = |one: mail::Offered| {
        let placeholder = one.placeholder;
        let fields = match (placeholder.is_for_body(), placeholder.is_for_subject()) {
            (true, true) => "body subject",
            (false, _) => "subject",
            (true, false) => "body",
        };
        let (name, meaning) = (placeholder.name(), placeholder.meaning(language));
        PlaceholderButton::new(name, placeholder.is_block(), fields, meaning, one.is_required)
    };
    mail::offered(kind).into_iter().map(button).collect()
}

pub async fn press(visit: Visit, posted: Posted) -> HttpResponse {
    let outcome = pressed(&visit, posted).await;
    visit.answer(outcome)
}

async fn pressed(visit: &Visit, posted: Posted) -> Page {
    let fields = visit.admitted(posted)?;
    let mut editor = Editor::open(visit).await?;
    let path = editor.path();
    let (app, by) = (&visit.app, (visit.principal(), editor.whose.scope));
    let name = (editor.name.0.clone(), editor.name.1.clone());
    let name = (name.0.as_str(), name.1.as_str());
    let typed = typed(&fields, &editor.desk);
    match fields.text("do") {
        "discard" => {
            write_mail_text::discard(app, by, name).await?;
            return Ok(visit.see_other(&path));
        }
        "standard" => {
            edit_mail_text::take_back(app, by.0, by.1, name).await?;
            write_mail_text::discard(app, by, name).await?;
            return Ok(visit.see_other(&format!("{path}?done=standard")));
        }
        _ => {}
    }
    write_mail_text::keep(app, by, name, &typed).await?;
    editor = Editor::open(visit).await?;
    match fields.text("do") {
        "save" => save(visit, &editor, &typed).await,
        "test" => test(visit, &editor).await,
        "find" => find(visit, &editor, fields.text("who")).await,
        _ => Ok(visit.see_other(&format!("{path}#preview"))),
    }
}

fn typed(fields: &Fields, desk: &MailDesk) -> TypedMailText {
    let text = |name: &str| fields.raw(name).unwrap_or_default().replace("\r\n", "\n");
    let registration = match fields.raw("person") {
        Some("") => None,
        Some(id) => Some(id.to_owned()),
        None => desk.typed.registration.clone(),
    };
    TypedMailText {
        subject: text("subject"),
        body: text("body"),
        version: fields.text("version").parse().unwrap_or(desk.typed.version),
        registration,
    }
}

async fn save(visit: &Visit, editor: &Editor, typed: &TypedMailText) -> Page {
    let by = (visit.principal(), editor.whose.scope);
    let name = (editor.name.0.as_str(), editor.name.1.as_str());
    match write_mail_text::save(&visit.app, by, name, typed).await {
        Ok(()) => Ok(visit.see_other(&format!("{}?done=saved", editor.path()))),
        Err(Failure::Texts(faults)) => visit.page(422, &editor.page(visit, None, &faults)),
        Err(Failure::Conflict("version_mismatch") | Failure::Refused(_)) => {
            let mut view = editor.view(visit).await?;
            view.is_outdated = true;
            // With the next press it is this text that is used.
            view.version = editor.desk.text.edited.map_or(0, |edited| edited.version);
            visit.page(409, &view)
        }
        Err(failure) => Err(failure.into()),
    }
}

async fn test(visit: &Visit, editor: &Editor) -> Page {
    let by = (visit.principal(), editor.whose.scope);
    let name = (editor.name.0.as_str(), editor.name.1.as_str());
    match write_mail_text::send_to_oneself(&visit.app, by, name, &editor.desk).await {
        Ok(address) => {
            let mut view = editor.view(visit).await?;
            view.done = Some(MailDone::Tested(address));
            visit.page(200, &view)
        }
        Err(Failure::Texts(faults)) => visit.page(422, &editor.page(visit, None, &faults)),
        Err(failure) => Err(failure.into()),
    }
}

/// Whom the words fit: nothing of it is kept, nor in the address.
async fn find(visit: &Visit, editor: &Editor, wanted: &str) -> Page {
    let programme = editor.whose.programme.as_ref().ok_or(Failure::NotFound)?;
    let people =
        write_mail_text::candidates(&visit.app, visit.principal(), programme, wanted).await?;
    let language = visit.value_language();
    let chosen = editor.desk.typed.registration.as_deref();
    let words = |person: &write_mail_text::Candidate| {
        let session = programme.sessions.iter().find(|session| session.id.0 == person.session.0);
        let session = session.map_or("", |session| session.name.get(language));
        format!("{} {} {session}", person.reception_number, person.name).trim_end().to_owned()
    };
    let mut view = editor.view(visit).await?;
    view.nobody_found = people.is_empty();
    view.people = people
        .iter()
        .map(|person| PersonChoice {
            words: words(person),
            chosen: chosen == Some(person.id.as_str()),
            id: person.id.clone(),
        })
        .collect();
    visit.page(200, &view)
}

/// The HTML of the mail, for the frame.
pub async fn preview(visit: Visit) -> HttpResponse {
    let outcome = html(&visit).await;
    visit.answer(outcome)
}

async fn html(visit: &Visit) -> Page {
    let editor = Editor::open(visit).await?;
    let by = (visit.principal(), editor.whose.scope);
    let name = (editor.name.0.as_str(), editor.name.1.as_str());
    let made = write_mail_text::preview(&visit.app, by, name, &editor.desk).await?;
    Ok(framed_mail::answer(&made.html))
}
