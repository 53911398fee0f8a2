//! Applying by the form: each step is one request, and everything typed goes along.

use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse, web};

use super::address::Name;
use super::attempt::Attempt;
use super::events::path_of;
use super::fault::PageFault;
use super::form_views::{Offer, is_in_steps, is_live};
use super::hurdles;
use super::programme_views::unit;
use super::refusals::{self, Waiting};
use super::registration::done_path;
use super::sent_files::SentFiles;
use super::sent_form::SentForm;
use super::visit::Visit;
use crate::app::App;
use crate::domain::application::ApplicationDraft;
use crate::domain::event::Availability;
use crate::domain::seats::Refusal;
use crate::http::abuse::limits::{self, Purpose};
use crate::http::pages::entered::{Entered, EnteredAttendee};
use crate::http::pages::faults::Fault;
use crate::http::pages::field_name::FieldName;
use crate::http::pages::form_step::FormStep;
use crate::http::pages::hurdle::Hurdle;
use crate::usecases::{Failure, application_drafts, apply, find_programme, look_up};

/// What the applicant wants next, by the button that was pressed.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Step {
    /// The form once more, at this field: 変更, or another language while filling in.
    Fill(Option<FieldName>),
    /// A further line for an attendee.
    AddAttendee,
    /// The step of the form before this one, whatever is wrong with this one.
    Back,
    /// To the check page, or to the next step of a form in steps.
    Check,
    /// To the office.
    Send(Waiting),
}

impl Step {
    fn of(sent: &SentForm, is_check_page: bool) -> Self {
        if let Some(field) = sent.value("change") {
            return Self::Fill(FieldName::parse(field));
        }
        if sent.value("language").is_some() {
            return if is_check_page { Self::Check } else { Self::Fill(None) };
        }
        if sent.value("waiting_list").is_some() {
            return Self::Send(Waiting::Accepted);
        }
        match sent.value("action") {
            Some("send") if sent.value(refusals::WAITS) == Some("yes") => {
                Self::Send(Waiting::Accepted)
            }
            Some("send") => Self::Send(Waiting::NotAsked),
            Some("add_attendee") => Self::AddAttendee,
            Some("back") => Self::Back,
            // Also without any button, as when a form is sent by the Enter key.
            _ => Self::Check,
        }
    }
}

/// `GET /e/{event}/apply`: the empty form.
pub async fn open(
    app: web::Data<App>,
    visit: Visit,
    event: Name,
) -> Result<HttpResponse, PageFault> {
    let programme = find_programme::public_event(&app, &event.0).await?;
    let wanted = visit.parameter("session").unwrap_or_default().to_owned();
    let entered = Entered { session: wanted, ..Entered::default() };
    let mut attempt = Attempt::begin(&app, visit, programme, entered);
    attempt.count_choices().await?;
    let shown = attempt.shown();
    let Some(session) = attempt.session() else {
        let any = shown.programme.sessions.iter().any(|session| is_live(shown, session));
        if any {
            return attempt.form_page(StatusCode::OK, Offer::All(None), &[], None);
        }
        return Ok(attempt.visit.see_other(&path_of(shown.programme)));
    };
    let refusal = match shown.programme.availability(session, attempt.now) {
        Availability::Open | Availability::Waitlist => {
            return attempt.form_page(StatusCode::OK, attempt.offer(), &[], None);
        }
        // The event's page says it with the numbers.
        Availability::Full => return Ok(attempt.visit.see_other(&path_of(shown.programme))),
        Availability::NotOpen => Refusal::NotOpen { opens_at: session.settings.opens_at },
        Availability::Closed => Refusal::Closed,
        Availability::Cancelled => Refusal::Cancelled,
    };
    refusals::page(&attempt, StatusCode::OK, session, &refusal, Waiting::NotAsked)
}

/// `GET /e/{event}/apply/send`: somebody came by the address of a page that only a form leads to.
pub async fn reopen(visit: Visit, event: Name) -> HttpResponse {
    visit.see_other(&format!("/e/{}/apply", event.0))
}

/// `POST /e/{event}/apply` from the form, and `…/apply/send` from the check page.
pub async fn step(
    app: web::Data<App>,
    visit: Visit,
    event: Name,
    posted: SentFiles,
    request: HttpRequest,
) -> Result<HttpResponse, PageFault> {
    let SentFiles { form: sent, files } = posted;
    let programme = find_programme::public_event(&app, &event.0).await?;
    let visit = visit.in_language(sent.value("language"));
    let mut entered = Entered::from_pairs(sent.pairs());
    if let Some(session) = sent.value("waiting_list") {
        session.clone_into(&mut entered.session);
    }
    let token = sent.value("form").unwrap_or_default();
    let attempt = Attempt::go_on(&app, visit, programme, entered, token);
    if !files.is_empty()
        && let Err(too_many) = limits::take(&request, Purpose::Applications)
    {
        let hurdle = Hurdle::TooMany { retry_after: too_many.seconds };
        return hurdles::page(&attempt, hurdle, false, Waiting::NotAsked);
    }
    let mut attempt = attempt.receive(&sent, files).await?;
    attempt.count_choices().await?;
    sent.value(hurdles::PROOF).unwrap_or_default().clone_into(&mut attempt.proof);
    let is_check_page = request.path().ends_with("/send");
    attempt.step = sent.value(FormStep::FIELD).and_then(FormStep::parse);
    let step = Step::of(&sent, is_check_page);
    attempt.is_correction = sent.value("correction").is_some()
        || (is_check_page && matches!(step, Step::Fill(Some(_))));
    if let Some(hurdle) = hurdles::trap(&app, &sent) {
        let waiting = if let Step::Send(waiting) = step { waiting } else { Waiting::NotAsked };
        return hurdles::page(&attempt, hurdle, false, waiting);
    }
    match step {
        Step::Fill(field) => fill(&attempt, field.as_ref()),
        Step::AddAttendee => add_attendee(attempt),
        Step::Back => back(attempt),
        Step::Check => match attempt.step.filter(|_| is_in_steps(&attempt.programme)) {
            Some(sent) if !attempt.is_correction => advance(attempt, sent).await,
            _ => check(&attempt).await,
        },
        Step::Send(waiting) => send(&attempt, waiting, &request).await,
    }
}

fn fill(attempt: &Attempt<'_>, field: Option<&FieldName>) -> Result<HttpResponse, PageFault> {
    let offer = match field {
        Some(FieldName::Session) => Offer::All(attempt.session().map(|session| session.id)),
        _ => attempt.offer(),
    };
    attempt.form_page(StatusCode::OK, offer, &attempt.wrong_files, field)
}

fn add_attendee(mut attempt: Attempt<'_>) -> Result<HttpResponse, PageFault> {
    attempt.entered.attendees.push(EnteredAttendee::default());
    let added = FieldName::AttendeeName(attempt.entered.attendees.len() - 1);
    attempt.form_page(StatusCode::OK, attempt.offer(), &attempt.wrong_files, Some(&added))
}

/// The step before the one that was sent.
fn back(mut attempt: Attempt<'_>) -> Result<HttpResponse, PageFault> {
    let sent = attempt.step.unwrap_or(FormStep::Session);
    attempt.step = attempt.steps().into_iter().rev().find(|step| *step < sent);
    let offer = attempt.offer();
    attempt.form_page(StatusCode::OK, offer, &[], None)
}

/// The step after the one that was sent, unless something is wrong up to there; after the last the check page.
async fn advance(mut attempt: Attempt<'_>, sent: FormStep) -> Result<HttpResponse, PageFault> {
    let Some(next) = attempt.steps().into_iter().find(|step| *step > sent) else {
        return check(&attempt).await;
    };
    let unit = unit(attempt.programme.event.capacity_unit);
    let is_due = |fault: &Fault| match fault.field {
        FieldName::Form => fault.code == "form_expired",
        ref field => FormStep::of(field, unit) <= sent,
    };
    let mut faults = attempt.look_over().err().unwrap_or_default();
    faults.retain(is_due);
    if !faults.is_empty() {
        return attempt.wrong(&faults);
    }
    attempt.step = Some(next);
    let offer = attempt.offer();
    attempt.form_page(StatusCode::OK, offer, &[], None)
}

async fn check(attempt: &Attempt<'_>) -> Result<HttpResponse, PageFault> {
    let application = match attempt.look_over() {
        Ok(application) => application,
        Err(faults) => return attempt.wrong(&faults),
    };
    if let Some(refusal) = refusals::foreseen(attempt, application.session) {
        let (status, waiting) = (StatusCode::CONFLICT, Waiting::NotAsked);
        return refusals::page(attempt, status, application.session, &refusal, waiting);
    }
    let registered = registered_name(attempt.app, &application.typed.draft).await;
    attempt.check_page(application.session.id, registered)
}

/// The name of the 法人番号, where it is not the company's that was typed.
async fn registered_name(app: &App, draft: &ApplicationDraft) -> Option<String> {
    let company = draft.company.as_ref()?;
    look_up::other_name(app, &company.name, company.corporate_number.as_deref()?).await
}

async fn send(
    attempt: &Attempt<'_>,
    waiting: Waiting,
    request: &HttpRequest,
) -> Result<HttpResponse, PageFault> {
    let application = match attempt.look_over() {
        Ok(application) => application,
        Err(faults) => return attempt.wrong(&faults),
    };
    if let Some(hurdle) = hurdles::before_sending(attempt, application.opened, request) {
        return hurdles::page(attempt, hurdle, true, waiting);
    }
    let known = hurdles::known(attempt);
    let session = application.session.id.to_string();
    let waits = waiting == Waiting::Accepted;
    let (app, typed) = (attempt.app, &application.typed.draft);
    let draft = application_drafts::of_form(application.opened.nonce);
    if let Some(draft) = draft
        && !application_drafts::begin(app, draft).await.map_err(Failure::from)?
    {
        // Staff have made a registration of it, or put it aside: the event's page has the way on.
        return Ok(attempt.visit.see_other(&path_of(attempt.shown().programme)));
    }
    let mut sent = apply::by_form(app, &session, typed, application.opened, waits, known).await;
    if let Some(draft) = draft {
        sent = application_drafts::or_give_back(app, draft, sent).await;
    }
    match sent {
        Ok(applied) => {
            if let Some(draft) = draft {
                application_drafts::completed(app, draft, applied.registered.registration).await;
            }
            let path = done_path(&applied.manage_token, applied.registered.joined_company_seat);
            Ok(attempt.visit.see_other(&path))
        }
        Err(Failure::Invalid(found)) => attempt.wrong(&application.typed.faults_with(&found)),
        Err(Failure::Refused(refusal)) => {
            refusals::page(attempt, StatusCode::CONFLICT, application.session, &refusal, waiting)
        }
        Err(other) => Err(other.into()),
    }
}

impl Attempt<'_> {
    /// The form again, with what is wrong.
    fn wrong(&self, faults: &[Fault]) -> Result<HttpResponse, PageFault> {
        let offer = if faults.iter().any(|fault| fault.field == FieldName::Session) {
            Offer::All(None)
        } else {
            self.offer()
        };
        self.form_page(StatusCode::UNPROCESSABLE_ENTITY, offer, faults, None)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn step_of(pairs: &[(&str, &str)], is_check_page: bool) -> Step {
        Step::of(&SentForm::of(pairs), is_check_page)
    }

    #[test]
    fn the_button_that_was_pressed_decides_what_comes_next() {
        assert_eq!(step_of(&[("action", "check")], false), Step::Check);
        assert_eq!(step_of(&[], false), Step::Check);
        assert_eq!(step_of(&[("action", "send")], true), Step::Send(Waiting::NotAsked));
        assert_eq!(step_of(&[("action", "add_attendee")], false), Step::AddAttendee);
        assert_eq!(step_of(&[("action", "back")], false), Step::Back);
        assert_eq!(step_of(&[("change", "email")], true), Step::Fill(Some(FieldName::Email)));
        assert_eq!(step_of(&[("change", "nonsense")], true), Step::Fill(None));
    }

    #[test]
    fn another_language_leads_to_the_same_page() {
        assert_eq!(step_of(&[("language", "en")], false), Step::Fill(None));
        assert_eq!(step_of(&[("language", "en")], true), Step::Check);
    }

    #[test]
    fn who_waits_has_said_so() {
        assert_eq!(step_of(&[("waiting_list", "x")], false), Step::Send(Waiting::Accepted));
        assert_eq!(
            step_of(&[("waits", "yes"), ("action", "send")], true),
            Step::Send(Waiting::Accepted)
        );
        assert_eq!(
            step_of(&[("waits", "yes"), ("change", "name")], true),
            Step::Fill(Some(FieldName::Name))
        );
    }
}
