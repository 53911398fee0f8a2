//! One application on its way: what was typed so far, and the pages of its steps.

use std::collections::BTreeMap;
use std::sync::Arc;

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use chrono::{DateTime, Utc};
use uuid::Uuid;

use super::fault::PageFault;
use super::form_views::{Offer, form, is_in_steps};
use super::programme_views::{Shown, unit};
use super::received_files::{files_of, receive, with_file_faults};
use super::refusals;
use super::sent_files::ChosenFile;
use super::sent_form::SentForm;
use super::typed::Typed;
use super::typed_answers::write_out_days;
use super::visit::{Keeping, Visit};
use crate::app::App;
use crate::clock;
use crate::domain::event::{Programme, Session};
use crate::domain::ids::{DraftId, SessionId};
use crate::domain::proof_of_work::is_proof;
use crate::domain::question::Answers;
use crate::http::pages::apply::ApplyView;
use crate::http::pages::check::CheckView;
use crate::http::pages::entered::Entered;
use crate::http::pages::faults::Fault;
use crate::http::pages::field_name::FieldName;
use crate::http::pages::form::ApplicationForm;
use crate::http::pages::form_step::{FormStep, Progress};
use crate::http::pages::frame::{Frame, LanguageSwitch};
use crate::links::{OpenedForm, UploadPlace};
use crate::usecases::{Failure, apply, choices_left};

/// An application on its way.
pub struct Attempt<'a> {
    pub app: &'a App,
    pub visit: Visit,
    pub programme: Arc<Programme>,
    pub now: DateTime<Utc>,
    pub entered: Entered,
    /// Tells this form from any other, all the way.
    pub token: String,
    /// What is wrong with the files that came with the form.
    pub wrong_files: Vec<Fault>,
    /// The number of the form, to which files are sent.
    nonce: [u8; 16],
    /// What the token proves; nothing where it was too old, and a fresh one stands in its place.
    opened: Option<OpenedForm>,
    keeping: Keeping,
    /// The step that was sent, of a form in steps.
    pub step: Option<FormStep>,
    /// An answer is being corrected, after which the check page comes again.
    pub is_correction: bool,
    /// What is left of limited choices, by question and choice.
    pub choices_left: BTreeMap<(String, String), u32>,
    /// The proof of work that came with the form; may be empty, and may be wrong.
    pub proof: String,
}

/// An application that can be sent.
pub struct LookedOver<'a> {
    pub session: &'a Session,
    pub typed: Typed,
    pub opened: OpenedForm,
}

impl<'a> Attempt<'a> {
    /// With a form that nobody has seen yet.
    pub fn begin(app: &'a App, visit: Visit, programme: Arc<Programme>, entered: Entered) -> Self {
        let number = uuid::Builder::from_random_bytes(clock::random_bytes()).into_uuid();
        Self::of_number(app, visit, programme, entered, number)
    }

    /// With a form that a draft was filled into: it is the draft's own, however often it is opened.
    pub fn from_draft(
        app: &'a App,
        visit: Visit,
        programme: Arc<Programme>,
        entered: Entered,
        draft: DraftId,
    ) -> Self {
        let keeping = Keeping::Private;
        Self { keeping, ..Self::of_number(app, visit, programme, entered, draft.0) }
    }

    /// `number` tells the form from any other: a draft's is of version 7, others' are random.
    fn of_number(
        app: &'a App,
        visit: Visit,
        programme: Arc<Programme>,
        entered: Entered,
        number: Uuid,
    ) -> Self {
        let now = app.clock.now();
        let visit = visit.embeddable_by(&programme.brand);
        let token = app.links.form_token(programme.event.id, now, number.into_bytes());
        Self {
            app,
            visit,
            programme,
            now,
            entered,
            token,
            wrong_files: Vec::new(),
            nonce: number.into_bytes(),
            opened: None,
            keeping: Keeping::EmptyForm,
            step: None,
            is_correction: false,
            choices_left: BTreeMap::new(),
            proof: String::new(),
        }
    }

    /// With a form that was sent, by the token that it carries.
    pub fn go_on(
        app: &'a App,
        visit: Visit,
        programme: Arc<Programme>,
        entered: Entered,
        token: &str,
    ) -> Self {
        let keeping = Keeping::FilledForm;
        let begun = Self { keeping, ..Self::begin(app, visit, programme, entered) };
        match app.links.open_form(begun.programme.event.id, token, begun.now) {
            Some(opened) => {
                Self { token: token.to_owned(), nonce: opened.nonce, opened: Some(opened), ..begun }
            }
            None => begun,
        }
    }

    /// Asks what is left of limited choices in the session that was chosen.
    pub async fn count_choices(&mut self) -> Result<(), PageFault> {
        let session = self.session().map(|session| session.id);
        let left = choices_left::of(self.app, &self.programme, session).await;
        self.choices_left = left.map_err(Failure::from)?;
        Ok(())
    }

    pub fn shown(&self) -> Shown<'_> {
        Shown { programme: &self.programme, language: self.visit.domain_language(), now: self.now }
    }

    /// The session that was chosen, if it is one of the event's.
    pub fn session(&self) -> Option<&Session> {
        let id: SessionId = self.entered.session.parse().ok()?;
        self.programme.session(id)
    }

    /// The session that was chosen; the choice, where none was or where several are wished for.
    pub fn offer(&self) -> Offer {
        let ranks = self.programme.event.application_rules.wishes > 1;
        match self.session() {
            Some(session) if !ranks => Offer::Only(session.id),
            chosen => Offer::All(chosen.map(|session| session.id)),
        }
    }

    /// When the form was opened; now, where that cannot be proved.
    pub fn opened_at(&self) -> DateTime<Utc> {
        self.opened.map_or(self.now, |opened| opened.opened_at)
    }

    /// Everything that can be told without the office.
    ///
    /// # Errors
    /// What is wrong, for the form.
    pub fn look_over(&self) -> Result<LookedOver<'_>, Vec<Fault>> {
        let expired = || vec![Fault::new(FieldName::Form, "form_expired")];
        let opened = self.opened.ok_or_else(expired)?;
        let event = &self.programme.event;
        let typed = Typed::application(&self.entered, event, self.visit.domain_language());
        let found = match apply::check(self.app, &self.programme, &typed.draft, opened) {
            Err(Failure::Invalid(found)) => found,
            _ => Vec::new(),
        };
        let mut faults = with_file_faults(&self.wrong_files, typed.faults_with(&found));
        match self.session() {
            Some(session) if faults.is_empty() => Ok(LookedOver { session, typed, opened }),
            Some(_) => Err(faults),
            None => {
                faults.insert(0, Fault::new(FieldName::Session, "required"));
                Err(faults)
            }
        }
    }

    /// Takes in the files that came with the form.
    pub async fn receive(
        mut self,
        form: &SentForm,
        files: Vec<ChosenFile>,
    ) -> Result<Self, PageFault> {
        // A form that cannot prove what it is leaves nothing here.
        let files = if self.opened.is_some() { files } else { Vec::new() };
        let (event, place) = (&self.programme.event, UploadPlace::Form(self.nonce));
        let entered = &mut self.entered;
        self.wrong_files = receive(self.app, event, place, form, files, entered).await?;
        Ok(self)
    }

    fn with_files(&self, form: ApplicationForm) -> ApplicationForm {
        let (event, place) = (&self.programme.event, UploadPlace::Form(self.nonce));
        let files = files_of(self.app, event, place, &self.entered, &Answers::new());
        ApplicationForm { files, ..form }
    }

    /// The form, with the cursor at `focus`.
    pub fn form_page(
        &self,
        status: StatusCode,
        offer: Offer,
        faults: &[Fault],
        focus: Option<&FieldName>,
    ) -> Result<HttpResponse, PageFault> {
        let frame = self.frame(LanguageSwitch::Form);
        let mut view = if is_in_steps(&self.programme) {
            // Every step knows all the sessions, so that their number stays the same on the way.
            let offer = Offer::All(self.session().map(|session| session.id));
            let form = self.form(offer);
            let step = self.place(faults, focus);
            let progress = Progress::at(&form, step, self.is_correction);
            ApplyView::at(frame, form, &self.entered, faults, progress)
        } else {
            let form = self.form(offer);
            ApplyView::new(frame, form, &self.entered, faults)
        };
        view.focus(focus);
        self.visit.page(status, self.keeping, &view)
    }

    /// The step of a form in steps that comes now: where something is wrong or to be corrected, else the one
    /// that was sent, else the first that has not been answered by the way here.
    fn place(&self, faults: &[Fault], focus: Option<&FieldName>) -> FormStep {
        let wrong = faults.iter().map(|fault| &fault.field);
        let unit = unit(self.programme.event.capacity_unit);
        let step_of = |field: &FieldName| FormStep::of(field, unit);
        let wrong = wrong.filter(|field| **field != FieldName::Form).map(step_of).min();
        let ranks = self.programme.event.application_rules.wishes > 1;
        let first = if self.session().is_some() && !ranks {
            FormStep::Applicant
        } else {
            FormStep::Session
        };
        focus.map(step_of).or(wrong).or(self.step).unwrap_or(first)
    }

    /// The steps of the form.
    pub fn steps(&self) -> Vec<FormStep> {
        let offer = Offer::All(self.session().map(|session| session.id));
        FormStep::all_of(&self.form(offer))
    }

    /// The form, with the proof that came along if it is one.
    fn form(&self, offer: Offer) -> ApplicationForm {
        let mut form = form(self.shown(), offer, &self.token);
        form.choices_left.clone_from(&self.choices_left);
        if let Some(asked) = &mut form.proof
            && is_proof(&self.token, &self.proof)
        {
            asked.value.clone_from(&self.proof);
        }
        self.with_files(form)
    }

    /// Everything once more, to be looked over before it is sent.
    pub fn check_page(
        &self,
        session: SessionId,
        registered_name: Option<String>,
    ) -> Result<HttpResponse, PageFault> {
        let form = self.form(Offer::All(Some(session)));
        let mut entered = self.entered.clone();
        write_out_days(&mut entered, &self.programme.event, self.visit.domain_language());
        let mut view = CheckView::new(self.frame(LanguageSwitch::Form), form, &entered);
        view.registered_name = registered_name;
        if view.will_wait() {
            view.hidden.push((refusals::WAITS.to_owned(), "yes".to_owned()));
        }
        self.visit.page(StatusCode::OK, Keeping::FilledForm, &view)
    }

    pub fn frame(&self, switch: LanguageSwitch) -> Frame {
        self.visit.frame_of(&self.programme, switch)
    }
}
