//! `GET /d/{token}`: the form, filled in with what a mail said.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};

use super::address::Name;
use super::attempt::Attempt;
use super::events::path_of;
use super::fault::PageFault;
use super::form_views::is_live;
use super::visit::Visit;
use crate::app::App;
use crate::domain::application::ApplicationDraft;
use crate::domain::ids::SessionId;
use crate::http::pages::entered::{Entered, EnteredAttendee};
use crate::usecases::application_drafts;

/// The form, unless something has become of the draft or of the event: then the event's page.
pub async fn open(
    app: web::Data<App>,
    visit: Visit,
    token: Name,
) -> Result<HttpResponse, PageFault> {
    let opened = application_drafts::open(&app, &token.0).await?;
    let entered = entered(&opened.draft, opened.session);
    let attempt = Attempt::from_draft(&app, visit, opened.programme, entered, opened.id);
    let shown = attempt.shown();
    let any = shown.programme.sessions.iter().any(|session| is_live(shown, session));
    if !opened.is_open || !any {
        return Ok(attempt.visit.see_other(&path_of(shown.programme)));
    }
    let offer = match attempt.session().filter(|session| is_live(shown, session)) {
        Some(_) => attempt.offer(),
        None => super::form_views::Offer::All(None),
    };
    attempt.form_page(StatusCode::OK, offer, &[], None)
}

/// What a draft says, as if it had been typed.
pub fn entered(draft: &ApplicationDraft, session: Option<SessionId>) -> Entered {
    let text = |value: &Option<String>| value.clone().unwrap_or_default();
    let company = draft.company.clone().unwrap_or_default();
    let attendees = draft.attendees.iter();
    Entered {
        session: session.map(|id| id.to_string()).unwrap_or_default(),
        company: company.name,
        corporate_number: text(&company.corporate_number),
        name: draft.applicant.name.clone(),
        kana: text(&draft.applicant.kana),
        email: text(&draft.applicant.email),
        phone: text(&draft.applicant.phone),
        seats: draft.seats.map(|seats| seats.to_string()).unwrap_or_default(),
        attendees: attendees
            .map(|attendee| EnteredAttendee {
                name: attendee.name.clone(),
                kana: text(&attendee.kana),
                email: text(&attendee.email),
                leaves: false,
            })
            .collect(),
        ..Entered::default()
    }
}
