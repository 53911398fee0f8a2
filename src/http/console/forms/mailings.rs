//! Mailings of an event: the list, and one with its preview, its progress and its orders.

use std::sync::Arc;

use actix_web::HttpResponse;
use actix_web::http::header::HeaderValue;
use chrono::{DateTime, Utc};

use crate::domain::audience::Audience;
use crate::domain::event::Programme;
use crate::domain::mailing::{MailingOrder, MailingState};
use crate::http::console::jobs::REFRESH;
use crate::http::console::open_visit::Page;
use crate::http::console::paths::with_query;
use crate::http::console::posted::Posted;
use crate::http::console::visit::Visit;
use crate::http::extract::Query;
use crate::http::framed_mail;
use crate::http::pages::console::attendees::state_key;
use crate::http::pages::console::event_nav::EventPart;
use crate::http::pages::console::forms::compose::Reach;
use crate::http::pages::console::forms::compose_fields::{attendance_words, yes_or_no};
use crate::http::pages::console::forms::input::Input;
use crate::http::pages::console::forms::mail_editor::{MailPreview, PersonChoice};
use crate::http::pages::console::forms::mailings::{
    MailingButton, MailingLine, MailingView, MailingsView, SentSoFar,
};
use crate::http::pages::console::frame::Section;
use crate::http::pages::console::outbox::mail_kind_key;
use crate::http::pages::texts::Texts;
use crate::mail::News;
use crate::usecases::direct_mailing::{self, Mailing, Progress};
use crate::usecases::{
    Failure, Permission, find_programme, preview_mailing, send_test, write_mail_text,
};

pub async fn list(visit: Visit, query: Query) -> HttpResponse {
    let outcome = of_event(&visit, query).await;
    visit.answer(outcome)
}

async fn of_event(visit: &Visit, mut query: Query) -> Page {
    query.text("lang");
    let cursor = query.text("cursor");
    query.finish()?;
    let (app, principal) = (&visit.app, visit.principal());
    let event = visit.part("event")?;
    let programme = find_programme::own_event(app, principal.organization, event).await?;
    let found = direct_mailing::list(app, principal, event, cursor.as_deref()).await?;
    let path = format!("/console/events/{}/mailings", programme.event.id);
    let view = MailingsView {
        frame: visit.frame(Section::Events),
        nav: visit.event_nav(&programme, EventPart::Mails),
        may_write: principal.may_in(programme.event.id, Permission::WriteOutbox),
        lines: found.mailings.iter().map(|one| line(visit, &programme, one)).collect(),
        next_path: found.next.map(|cursor| with_query(&path, &[("cursor", &cursor)])),
    };
    visit.page(200, &view)
}

fn line(visit: &Visit, programme: &Programme, mailing: &Mailing) -> MailingLine {
    let at = if mailing.state == MailingState::Waiting {
        mailing.row.due_at.0
    } else {
        mailing.row.started_at.map_or(mailing.row.created_at.0, |at| at.0)
    };
    MailingLine {
        path: path_of(mailing),
        kind: mail_kind_key(&mailing.row.kind),
        subject: subject_of(visit, mailing),
        state: mailing.state,
        when: visit.short_time(at, programme.event.time_zone),
        sent: sent(&mailing.progress),
    }
}

fn path_of(mailing: &Mailing) -> String {
    format!("/console/mailings/{}", mailing.row.id.0)
}

fn subject_of(visit: &Visit, mailing: &Mailing) -> String {
    match &mailing.news {
        News::Announcement { subject, .. } => subject.get(visit.value_language()).to_owned(),
        _ => String::new(),
    }
}

fn sent(progress: &Progress) -> SentSoFar {
    SentSoFar {
        recorded: progress.recorded,
        waiting: progress.waiting,
        owed: progress.owed,
        sent: progress.sent,
        failed: progress.failed,
        without_address: progress.without_address,
        unsubscribed: progress.unsubscribed,
        dropped: progress.dropped,
    }
}

/// A mailing that is looked at.
struct Looked {
    mailing: Mailing,
    programme: Arc<Programme>,
    /// Whose mail is shown: a registration's id.
    person: Option<String>,
}

impl Looked {
    async fn at(visit: &Visit, person: Option<String>) -> Result<Self, Failure> {
        let (app, principal) = (&visit.app, visit.principal());
        let mailing = direct_mailing::show(app, principal, visit.part("mailing")?).await?;
        let event = mailing.row.event_id.0.to_string();
        let programme = find_programme::own_event(app, principal.organization, &event).await?;
        Ok(Self { mailing, programme, person })
    }

    async fn view(&self, visit: &Visit) -> Result<MailingView, Failure> {
        let id = self.mailing.row.id.0.to_string();
        let person = self.person.as_deref();
        let look = preview_mailing::look_at(&visit.app, visit.principal(), &id, person).await?;
        let event = self.programme.event.id;
        let may_write = visit.principal().may_in(event, Permission::WriteOutbox);
        let may_see_people = visit.principal().may_in(event, Permission::ReadRegistrations);
        let path = path_of(&self.mailing);
        let html_path = with_query(&format!("{path}/preview"), &[("person", person.unwrap_or(""))]);
        let preview = look.mail.map(|mail| MailPreview {
            subject: mail.rendered.subject,
            text: mail.rendered.text,
            html_path,
        });
        let is_draft = self.mailing.state == MailingState::Draft;
        let reach = Reach { recipients: look.recipients, without_address: look.without_address };
        let orders = MailingButton::ALL.into_iter();
        let buttons = orders.filter(|one| self.mailing.state.after(order(*one)).is_some());
        let frame = visit.frame(Section::Events);
        let search = Input::line(frame.texts(), "who", ("mails-who", "mails-who-hint"), "");
        Ok(MailingView {
            nav: visit.event_nav(&self.programme, EventPart::Mails),
            kind: mail_kind_key(&self.mailing.row.kind),
            subject: subject_of(visit, &self.mailing),
            state: self.mailing.state,
            audience: audience(visit, &self.programme, &self.mailing.audience),
            reach: is_draft.then_some(reach),
            sent: sent(&self.mailing.progress),
            times: self.times(visit),
            buttons: buttons.filter(|_| may_write).collect(),
            outbox_path: with_query(
                "/console/outbox",
                &[("event", &event.to_string()), ("kind", &self.mailing.row.kind)],
            ),
            search: (may_see_people && is_draft).then_some(search),
            people: Vec::new(),
            nobody_found: false,
            preview,
            tested: None,
            path,
            frame,
        })
    }

    fn times(&self, visit: &Visit) -> Vec<(&'static str, String)> {
        let row = &self.mailing.row;
        let zone = self.programme.event.time_zone;
        let written = |at: DateTime<Utc>| visit.short_time(at, zone);
        let due = (self.mailing.state == MailingState::Waiting).then_some(row.due_at.0);
        MailingView::times(
            written(row.created_at.0),
            due.map(written),
            row.started_at.map(|at| written(at.0)),
            row.ended_at.map(|at| written(at.0)),
        )
    }
}

fn order(button: MailingButton) -> MailingOrder {
    match button {
        MailingButton::Start => MailingOrder::Start,
        MailingButton::Pause => MailingOrder::Pause,
        MailingButton::Resume => MailingOrder::Resume,
        MailingButton::Abort => MailingOrder::Abort,
    }
}

/// Whom a mailing is for, a line each.
fn audience(visit: &Visit, programme: &Programme, audience: &Audience) -> Vec<String> {
    let texts = Texts::new(visit.language());
    let language = visit.value_language();
    if audience.chosen.is_some() {
        return vec![texts.t("mailings-chosen")];
    }
    let named = |names: Vec<String>| names.join(" / ");
    let mut lines = Vec::new();
    if programme.sessions.len() > 1 {
        let sessions = audience.sessions.iter().filter_map(|id| programme.session(*id));
        lines.push(named(sessions.map(|one| one.name.get(language).to_owned()).collect()));
    }
    lines.push(named(
        audience.states.iter().map(|state| texts.t(state_key(state.as_str()))).collect(),
    ));
    lines.extend(audience.language.map(|one| one.as_str().to_owned()));
    lines.extend(audience.attended.map(|was_there| attendance_words(texts, was_there)));
    lines.extend(audience.company.clone());
    if !audience.words.is_empty() {
        lines.push(audience.words.join(" "));
    }
    for wanted in &audience.answers {
        let asked = programme.event.questions.iter().find(|one| one.key == wanted.question);
        let label = asked.map_or(wanted.question.as_str(), |one| one.label.get(language));
        let answer = |value: &String| {
            let choices = asked.into_iter().flat_map(|one| &one.choices);
            let mut choices = choices.filter(|choice| choice.value == *value);
            let choice = choices.next().map(|choice| choice.label.get(language).to_owned());
            choice.unwrap_or_else(|| yes_or_no(texts, value))
        };
        let answers = wanted.values.iter().map(answer).collect();
        lines.push(format!("{label}: {}", named(answers)));
    }
    lines
}

pub async fn show(visit: Visit, query: Query) -> HttpResponse {
    let outcome = one(&visit, query).await;
    visit.answer(outcome)
}

async fn one(visit: &Visit, mut query: Query) -> Page {
    query.text("lang");
    let person = query.text("person").filter(|id| !id.is_empty());
    query.finish()?;
    let looked = Looked::at(visit, person).await?;
    let mut page = visit.page(200, &looked.view(visit).await?)?;
    if looked.mailing.state == MailingState::Running {
        page.headers_mut().insert(REFRESH, HeaderValue::from_static("5"));
    }
    Ok(page)
}

pub async fn press(visit: Visit, posted: Posted) -> HttpResponse {
    let outcome = pressed(&visit, posted).await;
    visit.answer(outcome)
}

async fn pressed(visit: &Visit, posted: Posted) -> Page {
    let fields = visit.admitted(posted)?;
    let id = visit.part("mailing")?.to_owned();
    let path = format!("/console/mailings/{id}");
    let word = fields.text("do");
    if let Some(button) = MailingButton::ALL.into_iter().find(|button| button.value() == word) {
        direct_mailing::order(&visit.app, visit.principal(), &id, order(button)).await?;
        return Ok(visit.see_other(&path));
    }
    let person = fields.given("person").map(str::to_owned);
    let looked = Looked::at(visit, person).await?;
    match word {
        "find" => find(visit, &looked, fields.text("who")).await,
        "test" => test(visit, &looked, &id).await,
        _ => {
            let person = looked.person.as_deref().unwrap_or("");
            Ok(visit.see_other(&with_query(&path, &[("person", person)])))
        }
    }
}

/// Whom the words fit: nothing of it is kept, nor in the address.
async fn find(visit: &Visit, looked: &Looked, wanted: &str) -> Page {
    let programme = &looked.programme;
    let people =
        write_mail_text::candidates(&visit.app, visit.principal(), programme, wanted).await?;
    let mut view = looked.view(visit).await?;
    view.nobody_found = people.is_empty();
    view.people = people
        .into_iter()
        .map(|person| PersonChoice {
            words: format!("{} {}", person.reception_number, person.name),
            chosen: looked.person.as_ref() == Some(&person.id),
            id: person.id,
        })
        .collect();
    visit.page(200, &view)
}

async fn test(visit: &Visit, looked: &Looked, id: &str) -> Page {
    let (app, principal) = (&visit.app, visit.principal());
    let event = looked.programme.event.id;
    let person = looked.person.as_deref();
    let look = preview_mailing::look_at(app, principal, id, person).await?;
    let mail = look.mail.ok_or(Failure::Conflict("no_recipient"))?;
    let address = send_test::to_oneself(app, principal, Some(event), mail.rendered).await?;
    let mut view = looked.view(visit).await?;
    view.tested = Some(address);
    visit.page(200, &view)
}

/// The HTML of the mail, for the frame.
pub async fn preview(visit: Visit, query: Query) -> HttpResponse {
    let outcome = html(&visit, query).await;
    visit.answer(outcome)
}

async fn html(visit: &Visit, mut query: Query) -> Page {
    query.text("lang");
    let person = query.text("person").filter(|id| !id.is_empty());
    query.finish()?;
    let id = visit.part("mailing")?;
    let look =
        preview_mailing::look_at(&visit.app, visit.principal(), id, person.as_deref()).await?;
    let mail = look.mail.ok_or(Failure::NotFound)?;
    Ok(framed_mail::answer(&mail.rendered.html))
}
