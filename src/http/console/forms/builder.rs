//! The form builder: each press keeps what was typed, so that nothing is lost and the preview shows it.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;

use super::typed_form::{self, Press};
use crate::domain::event::Event;
use crate::domain::fault::FieldFault;
use crate::domain::question::QuestionKind;
use crate::domain::question::written::WrittenForm;
use crate::http::console::open_visit::Page;
use crate::http::console::posted::{Fields, Posted};
use crate::http::console::visit::Visit;
use crate::http::extract::Query;
use crate::http::pages::console::event_nav::EventPart;
use crate::http::pages::console::forms::builder::{FormBuilderView, FormFault, kinds};
use crate::http::pages::console::forms::cards::cards;
use crate::http::pages::console::forms::effects::{AnswersChange, EffectLine, FormEffectsView};
use crate::http::pages::console::forms::fault_sentences::sentences;
use crate::http::pages::console::frame::Section;
use crate::http::pages::texts::Texts;
use crate::usecases::Failure;
use crate::usecases::write_form::{self, Effect, FormChange, FormDesk};

pub async fn show(visit: Visit, query: Query) -> HttpResponse {
    let outcome = page(&visit, query).await;
    visit.answer(outcome)
}

async fn page(visit: &Visit, mut query: Query) -> Page {
    query.text("lang");
    let open = query.choice("at", |text| text.parse::<usize>().ok());
    let was_saved = query.text("saved").is_some();
    query.finish()?;
    let event = visit.part("event")?;
    let desk = write_form::open(&visit.app, visit.principal(), event).await?;
    let mut view = view(visit, &desk, open, Vec::new());
    view.was_saved = was_saved && !view.is_unsaved;
    visit.page(200, &view)
}

fn view(
    visit: &Visit,
    desk: &FormDesk,
    open: Option<usize>,
    errors: Vec<FormFault>,
) -> FormBuilderView {
    let frame = visit.frame(Section::Events);
    let texts = frame.texts();
    let kind = QuestionKind::ShortText;
    FormBuilderView {
        nav: visit.event_nav(&desk.programme, EventPart::Form),
        cards: cards(texts, &desk.form, open, &errors),
        add_kind: kinds(texts, "add-kind".to_owned(), "forms-add-kind", kind),
        version: desk.form.version,
        revision: desk.form.revision,
        is_unsaved: desk.is_unsaved,
        was_saved: false,
        is_outdated: desk.is_outdated,
        is_public: desk.programme.event.status.is_public(),
        errors,
        frame,
    }
}

pub async fn press(visit: Visit, posted: Posted) -> HttpResponse {
    let outcome = pressed(&visit, posted).await;
    visit.answer(outcome)
}

async fn pressed(visit: &Visit, posted: Posted) -> Page {
    let fields = visit.admitted(posted)?;
    let event = visit.part("event")?.to_owned();
    let (app, principal) = (&visit.app, visit.principal());
    let desk = write_form::open(app, principal, &event).await?;
    let mut form = typed(&fields, &desk);
    let path = format!("/console/events/{}/form", desk.programme.event.id);
    match typed_form::press(&fields) {
        Press::Discard => {
            write_form::discard(app, principal, &event).await?;
            Ok(visit.see_other(&path))
        }
        Press::GoOn => {
            let current = &desk.programme.event;
            form.version = current.version;
            form.base.clone_from(&current.questions);
            write_form::keep(app, principal, &event, &form).await?;
            Ok(visit.see_other(&path))
        }
        Press::Keep(at) => {
            write_form::keep(app, principal, &event, &form).await?;
            Ok(visit.see_other(&at_question(&path, at)))
        }
        Press::Act(act) => {
            let at = form.act(&act, &taken_keys(&desk.programme.event));
            write_form::keep(app, principal, &event, &form).await?;
            Ok(visit.see_other(&at_question(&path, at)))
        }
        Press::Save => save(visit, &event, form, false).await,
        Press::SaveKnowingly => save(visit, &event, desk.form, true).await,
    }
}

/// What was typed; a form with no question of its own in it is the one that is kept.
fn typed(fields: &Fields, desk: &FormDesk) -> WrittenForm {
    if fields.has("count") { typed_form::form(fields, &desk.form) } else { desk.form.clone() }
}

/// Keys that answers are there under, also to what is not asked any more.
fn taken_keys(event: &Event) -> Vec<String> {
    let known = event.questions.iter().chain(&event.former_questions);
    known.map(|question| question.key.clone()).collect()
}

fn at_question(path: &str, at: Option<usize>) -> String {
    match at {
        Some(at) => format!("{path}?at={at}#question-{}", at + 1),
        None => path.to_owned(),
    }
}

async fn save(visit: &Visit, event: &str, form: WrittenForm, knowingly: bool) -> Page {
    let (app, principal) = (&visit.app, visit.principal());
    write_form::keep(app, principal, event, &form).await?;
    let language = visit.value_language();
    let effects = match write_form::effects(app, principal, event, &form, language).await {
        Err(Failure::Invalid(faults)) => return wrong(visit, event, &faults).await,
        effects => effects?,
    };
    if !effects.is_empty() && !knowingly {
        return told(visit, event, effects).await;
    }
    match write_form::save(app, principal, event, &form).await {
        Ok(()) => Ok(visit.see_other(&format!("/console/events/{event}/form?saved=1"))),
        Err(Failure::Invalid(faults)) => wrong(visit, event, &faults).await,
        Err(Failure::Conflict("version_mismatch")) => {
            let desk = write_form::open(app, principal, event).await?;
            let desk = FormDesk { is_outdated: true, ..desk };
            visit.page(StatusCode::CONFLICT.as_u16(), &view(visit, &desk, None, Vec::new()))
        }
        Err(failure) => Err(failure.into()),
    }
}

/// The builder again, with what is wrong.
async fn wrong(visit: &Visit, event: &str, faults: &[FieldFault]) -> Page {
    let desk = write_form::open(&visit.app, visit.principal(), event).await?;
    let texts = Texts::new(visit.language());
    let status = StatusCode::UNPROCESSABLE_ENTITY.as_u16();
    visit.page(status, &view(visit, &desk, None, sentences(texts, faults)))
}

/// What would become of answers that are there.
async fn told(visit: &Visit, event: &str, effects: Vec<Effect>) -> Page {
    let desk = write_form::open(&visit.app, visit.principal(), event).await?;
    let frame = visit.frame(Section::Events);
    let line = |effect: Effect| EffectLine {
        change: match effect.change {
            FormChange::Removed => AnswersChange::Removed,
            FormChange::AnotherKind => AnswersChange::AnotherKind,
            FormChange::ChoiceRemoved(choice) => AnswersChange::ChoiceRemoved(choice),
            FormChange::Reworded => AnswersChange::Reworded,
        },
        question: effect.label,
        answers: effect.answers,
    };
    let effects = effects.into_iter().map(line).collect();
    let nav = visit.event_nav(&desk.programme, EventPart::Form);
    visit.page(200, &FormEffectsView { frame, nav, effects })
}

/// Keeps what is being typed, for scripts.
pub async fn keep(visit: Visit, posted: Posted) -> HttpResponse {
    let outcome = kept(&visit, posted).await;
    visit.answer(outcome)
}

async fn kept(visit: &Visit, posted: Posted) -> Page {
    let fields = visit.admitted(posted)?;
    let event = visit.part("event")?;
    let desk = write_form::open(&visit.app, visit.principal(), event).await?;
    let kept = WrittenForm { revision: desk.form.revision, ..typed(&fields, &desk) };
    // A page that another press has left behind has nothing to say any more.
    if fields.text("revision").parse() == Ok(desk.form.revision) {
        write_form::keep(&visit.app, visit.principal(), event, &kept).await?;
    }
    Ok(HttpResponse::NoContent().finish())
}
