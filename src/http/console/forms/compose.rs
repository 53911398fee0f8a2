//! Writing to applicants: a new draft, or one that is written anew.

use std::sync::Arc;

use actix_web::HttpResponse;

use crate::domain::announcement::{AnnouncementDraft, AnnouncementKind};
use crate::domain::audience::{Audience, AudienceDraft};
use crate::domain::event::Programme;
use crate::domain::fault::{Faults, FieldFault};
use crate::domain::mailing::MailingState;
use crate::domain::question::ShownIf;
use crate::domain::state::State;
use crate::domain::values::language::Language;
use crate::domain::values::localized::Localized;
use crate::http::console::open_visit::Page;
use crate::http::console::paths::parameters;
use crate::http::console::posted::{Fields, Posted};
use crate::http::console::visit::Visit;
use crate::http::pages::console::event_nav::EventPart;
use crate::http::pages::console::forms::builder::FormFault;
use crate::http::pages::console::forms::compose::{ComposeView, Reach};
use crate::http::pages::console::forms::compose_fields::{self, AnswerChoice, Composing, fault_of};
use crate::http::pages::console::forms::mail_editor::PlaceholderButton;
use crate::http::pages::console::forms::mail_words::sentence;
use crate::http::pages::console::frame::Section;
use crate::http::pages::texts::Texts;
use crate::mail::{EditFault, MailKind, News, PERSONAL};
use crate::store::bulk_actions::BulkRow;
use crate::store::types::Id;
use crate::usecases::attendees::handing_on;
use crate::usecases::direct_mailing::{self, Mailing};
use crate::usecases::preview_mailing;
use crate::usecases::{Failure, Permission, compose_announcement, find_programme};

/// What is composed: something new for an event, or a draft that is there.
struct Desk {
    programme: Arc<Programme>,
    draft: Option<Mailing>,
    /// Those whom it is for, where they were chosen one by one.
    chosen: Option<BulkRow>,
}

impl Desk {
    /// `chosen` names the choice of those whom something new is for.
    async fn of(visit: &Visit, chosen: Option<&str>) -> Result<Self, Failure> {
        let (app, principal) = (&visit.app, visit.principal());
        let draft = match visit.part("mailing") {
            Ok(id) => Some(direct_mailing::show(app, principal, id).await?),
            Err(_) => None,
        };
        let event = match &draft {
            Some(draft) => draft.row.event_id.0.to_string(),
            None => visit.part("event")?.to_owned(),
        };
        let programme = find_programme::own_event(app, principal.organization, &event).await?;
        principal.must_in(programme.event.id, Permission::WriteOutbox)?;
        if draft.as_ref().is_some_and(|draft| draft.state != MailingState::Draft) {
            return Err(Failure::Conflict("wrong_state"));
        }
        let kept = draft.as_ref().and_then(|draft| draft.audience.chosen);
        let chosen = match (kept, chosen.filter(|_| draft.is_none())) {
            (Some(kept), _) => Some(handing_on::choice(app, principal, &kept.to_string()).await?),
            (None, Some(id)) => {
                let event = &programme.event;
                Some(handing_on::chosen_to_write_to(app, principal, event, id).await?)
            }
            (None, None) => None,
        };
        Ok(Self { programme, draft, chosen })
    }

    /// What was typed; who was chosen one by one is meant in whatever state.
    fn whole(&self, typed: Composing) -> Composing {
        if self.chosen.is_none() {
            return typed;
        }
        let states = State::ALL.map(|state| state.as_str().to_owned()).to_vec();
        let Composing { kind, subject, body, url, .. } = typed;
        Composing { kind, subject, body, url, states, ..Composing::default() }
    }

    fn path(&self) -> String {
        match &self.draft {
            Some(draft) => format!("/console/mailings/{}/edit", draft.row.id.0),
            None => format!("/console/events/{}/mailings/new", self.programme.event.id),
        }
    }

    /// Answers by which somebody can be meant, as far as the member may read them.
    fn answers(&self, visit: &Visit) -> Vec<AnswerChoice> {
        let event = &self.programme.event;
        let may_read = visit.principal().may_in(event.id, Permission::ReadRestrictedAnswers);
        let language = visit.value_language();
        let texts = Texts::new(visit.language());
        let mut answers = Vec::new();
        for question in event.questions.iter().filter(|one| may_read || !one.is_restricted()) {
            for value in question.decisive_values().unwrap_or_default() {
                let choice = question.choices.iter().find(|choice| choice.value == value);
                let label = match choice {
                    Some(choice) => choice.label.get(language).to_owned(),
                    None => compose_fields::yes_or_no(texts, value),
                };
                answers.push(AnswerChoice {
                    value: format!("{}={value}", question.key),
                    question: question.label.get(language).to_owned(),
                    answer: label,
                });
            }
        }
        answers
    }

    fn view(
        &self,
        visit: &Visit,
        typed: &Composing,
        reach: Option<Reach>,
        errors: Vec<FormFault>,
    ) -> ComposeView {
        let frame = visit.frame(Section::Events);
        let texts = frame.texts();
        let language = visit.value_language();
        let sessions = self.programme.sessions.iter();
        let sessions: Vec<(String, String)> = sessions
            .map(|session| (session.id.to_string(), session.name.get(language).to_owned()))
            .collect();
        let fields = compose_fields::Fields { texts, typed, errors: &errors };
        let button = |one: &crate::mail::Placeholder| {
            let fields = if one.is_for_subject() {
                "body-ja subject-ja body-en subject-en"
            } else {
                "body-ja body-en"
            };
            PlaceholderButton::new(one.name(), false, fields, one.meaning(language), false)
        };
        ComposeView {
            nav: visit.event_nav(&self.programme, EventPart::Mails),
            path: self.path(),
            chosen: self.chosen.as_ref().map(|row| (row.id.0.to_string(), row.total)),
            words: fields.words(),
            placeholders: PERSONAL.iter().map(button).collect(),
            filter: fields.filter(&sessions),
            more: fields.more(&self.answers(visit)),
            reach,
            errors,
            frame,
        }
    }
}

pub async fn show(visit: Visit) -> HttpResponse {
    let outcome = page(&visit).await;
    visit.answer(outcome)
}

async fn page(visit: &Visit) -> Page {
    let chosen = parameters(visit).given("chosen").map(str::to_owned);
    let desk = Desk::of(visit, chosen.as_deref()).await?;
    let typed = desk.draft.as_ref().map_or_else(
        || Composing {
            states: vec!["confirmed".to_owned()],
            kind: "announcement".to_owned(),
            ..Composing::default()
        },
        composing,
    );
    visit.page(200, &desk.view(visit, &typed, None, Vec::new()))
}

/// A draft as it was typed, as far as it is kept.
fn composing(mailing: &Mailing) -> Composing {
    let Audience { sessions, states, language, company, words, answers, attended, .. } =
        &mailing.audience;
    let pairs = answers.iter().flat_map(|wanted| {
        wanted.values.iter().map(|value| format!("{}={value}", wanted.question))
    });
    let (kind, subject, body, url) = match &mailing.news {
        News::ThankYou { message } => ("thank_you", Localized::default(), message.clone(), ""),
        News::Survey { message, url } => {
            ("survey", Localized::default(), message.clone(), url.as_str())
        }
        News::Announcement { subject, body } => ("announcement", subject.clone(), body.clone(), ""),
        _ => ("announcement", Localized::default(), Localized::default(), ""),
    };
    let [subject_ja, subject_en, _] = subject.each();
    let [body_ja, body_en, _] = body.each();
    Composing {
        kind: kind.to_owned(),
        subject: [subject_ja, subject_en],
        body: [body_ja, body_en],
        url: url.to_owned(),
        sessions: sessions.iter().map(ToString::to_string).collect(),
        states: states.iter().map(|state| state.as_str().to_owned()).collect(),
        language: language.map(Language::as_str).unwrap_or_default().to_owned(),
        attendance: match attended {
            Some(true) => "checked_in",
            Some(false) => "not_checked_in",
            None => "",
        }
        .to_owned(),
        company: company.clone().unwrap_or_default(),
        words: words.join(" "),
        answers: pairs.collect(),
    }
}

pub async fn press(visit: Visit, posted: Posted) -> HttpResponse {
    let outcome = pressed(&visit, posted).await;
    visit.answer(outcome)
}

async fn pressed(visit: &Visit, posted: Posted) -> Page {
    let fields = visit.admitted(posted)?;
    let desk = Desk::of(visit, fields.given("chosen")).await?;
    let typed = desk.whole(typed(&fields));
    if fields.text("do") != "draft" {
        return count(visit, &desk, &typed).await;
    }
    let draft = draft_of(&typed);
    let (app, principal) = (&visit.app, visit.principal());
    let made = if let Some(before) = &desk.draft {
        let id = before.row.id.0.to_string();
        compose_announcement::rewrite(app, principal, &id, &draft).await
    } else {
        let event = desk.programme.event.id.to_string();
        let chosen = desk.chosen.as_ref().map(|row| row.id.0);
        compose_announcement::create(app, principal, &event, &draft, chosen).await
    };
    match made {
        Ok(made) => Ok(visit.see_other(&format!("/console/mailings/{}", made.row.id.0))),
        Err(Failure::Invalid(faults)) => wrong(visit, &desk, &typed, &faults),
        Err(Failure::Texts(faults)) => {
            let errors = text_errors(Texts::new(visit.language()), &faults);
            visit.page(422, &desk.view(visit, &typed, None, errors))
        }
        Err(failure) => Err(failure.into()),
    }
}

fn wrong(visit: &Visit, desk: &Desk, typed: &Composing, faults: &[FieldFault]) -> Page {
    let texts = Texts::new(visit.language());
    let errors = faults.iter().map(|fault| fault_of(texts, fault)).collect();
    visit.page(422, &desk.view(visit, typed, None, errors))
}

fn text_errors(texts: Texts, faults: &[EditFault]) -> Vec<FormFault> {
    let field = |fault: &EditFault| format!("{}-ja", fault.pointer.trim_start_matches('/'));
    let mut errors: Vec<FormFault> = Vec::new();
    for fault in faults {
        let field = Some(field(fault));
        if !errors.iter().any(|known| known.field == field) {
            errors.push(FormFault { field, sentence: sentence(texts, fault) });
        }
    }
    errors.sort_by_key(|fault| fault.field.as_deref() != Some("subject-ja"));
    errors
}

/// How many the filter finds.
async fn count(visit: &Visit, desk: &Desk, typed: &Composing) -> Page {
    let mut faults = Faults::default();
    let draft = audience_of(typed);
    let audience = draft.parse(&desk.programme, "/filter", &mut faults);
    let audience = match faults.into_result(audience) {
        Ok(audience) => audience,
        Err(faults) => return wrong(visit, desk, typed, &faults),
    };
    let audience = Audience { chosen: desk.chosen.as_ref().map(|row| row.id.0), ..audience };
    let event = &desk.programme.event;
    let may_read = visit.principal().may_in(event.id, Permission::ReadRestrictedAnswers);
    if !may_read && audience.tells_restricted(&event.questions) {
        return Err(Failure::Forbidden.into());
    }
    let organization = Id(event.organization.0);
    let (recipients, without_address) =
        preview_mailing::count(&visit.app, organization, &audience, MailKind::Announcement).await?;
    let reach = Reach { recipients, without_address };
    visit.page(200, &desk.view(visit, typed, Some(reach), Vec::new()))
}

fn typed(fields: &Fields) -> Composing {
    let text = |name: &str| fields.text(name).to_owned();
    let lines = |name: &str| fields.raw(name).unwrap_or_default().replace("\r\n", "\n");
    let several = |name: &'static str| fields.texts(name).map(str::to_owned).collect();
    Composing {
        kind: text("kind"),
        subject: [text("subject-ja"), text("subject-en")],
        body: [lines("body-ja"), lines("body-en")],
        url: text("url"),
        sessions: several("sessions"),
        states: several("states"),
        language: text("language"),
        attendance: text("attendance"),
        company: text("company"),
        words: text("q"),
        answers: several("answers"),
    }
}

fn audience_of(typed: &Composing) -> AudienceDraft {
    let given = |text: &String| Some(text.clone()).filter(|text| !text.is_empty());
    let mut answers: Vec<ShownIf> = Vec::new();
    for (question, value) in typed.answers.iter().filter_map(|pair| pair.split_once('=')) {
        match answers.iter_mut().find(|wanted| wanted.question == question) {
            Some(wanted) => wanted.values.push(value.to_owned()),
            None => answers
                .push(ShownIf { question: question.to_owned(), values: vec![value.to_owned()] }),
        }
    }
    AudienceDraft {
        sessions: typed.sessions.clone(),
        states: typed.states.clone(),
        language: given(&typed.language),
        company: given(&typed.company),
        q: given(&typed.words),
        answers,
        attended: match typed.attendance.as_str() {
            "checked_in" => Some(true),
            "not_checked_in" => Some(false),
            _ => None,
        },
    }
}

fn draft_of(typed: &Composing) -> AnnouncementDraft {
    let both =
        |[ja, en]: &[String; 2]| Localized::of_each(&[ja.clone(), en.clone(), String::new()]);
    let kind = match typed.kind.as_str() {
        "thank_you" => AnnouncementKind::ThankYou,
        "survey" => AnnouncementKind::Survey,
        _ => AnnouncementKind::Announcement,
    };
    let is_announcement = kind == AnnouncementKind::Announcement;
    let url = Some(typed.url.clone()).filter(|_| kind == AnnouncementKind::Survey);
    AnnouncementDraft {
        kind,
        // The other kinds have a subject of their own.
        subject: if is_announcement { both(&typed.subject) } else { Localized::default() },
        body: both(&typed.body),
        url: url.filter(|url| !url.is_empty()),
        filter: audience_of(typed),
    }
}
