//! The details of a registration changed by staff, in the form that applicants fill in.

use actix_web::HttpResponse;

use super::path_of_registration;
use super::press::why;
use crate::domain::ids::RegistrationId;
use crate::domain::seats::Refusal;
use crate::http::console::open_visit::Page;
use crate::http::console::posted::Fields;
use crate::http::console::posted_files::PostedFiles;
use crate::http::console::visit::Visit;
use crate::http::pages::attendees::Party;
use crate::http::pages::console::attendees::sheet::{Prepared, SheetView};
use crate::http::pages::console::event_nav::EventPart;
use crate::http::pages::console::frame::Section;
use crate::http::pages::entered::{Entered, EnteredAttendee};
use crate::http::pages::faults::Fault;
use crate::http::site::form_views::{Offer, form};
use crate::http::site::programme_views::Shown;
use crate::http::site::received_files::{files_of, receive, with_file_faults};
use crate::http::site::sent_form::SentForm;
use crate::http::site::typed::{Typed, of_registration};
use crate::links::UploadPlace;
use crate::usecases::attendees::by_hand;
use crate::usecases::registration::{self, Placed};
use crate::usecases::{Failure, Permission};

pub async fn open(visit: Visit) -> HttpResponse {
    let outcome = opened(&visit).await;
    visit.answer(outcome)
}

async fn placed(visit: &Visit) -> Result<Placed, Failure> {
    let id = visit.part("registration")?;
    let placed =
        registration::of_organization(&visit.app, visit.principal().organization, id).await?;
    visit.principal().must_in(placed.programme.event.id, Permission::WriteRegistrations)?;
    Ok(placed)
}

async fn opened(visit: &Visit) -> Page {
    let placed = placed(visit).await?;
    let event = &placed.programme.event;
    let entered = of_registration(&placed.registration, event, visit.value_language());
    let version = placed.registration.version;
    page(visit, &placed, 200, &Sheet { entered, faults: Vec::new(), refused: None, version })
}

/// The sheet with what was typed and what is wrong.
struct Sheet {
    entered: Entered,
    faults: Vec<Fault>,
    refused: Option<&'static str>,
    /// Of the registration when the sheet was opened.
    version: i64,
}

fn page(visit: &Visit, placed: &Placed, status: u16, sheet: &Sheet) -> Page {
    let (programme, registration) = (&placed.programme, &placed.registration);
    let shown = Shown { programme, language: visit.value_language(), now: visit.app.clock.now() };
    let mut form = form(shown, Offer::Only(registration.session), "");
    let (event, place) = (&programme.event, place_of(registration.id));
    form.files = files_of(&visit.app, event, place, &sheet.entered, &registration.answers);
    let frame = visit.frame(Section::Events);
    let stored = of_registration(registration, &programme.event, visit.value_language());
    let party = Party {
        seats: registration.seats,
        named: stored.attendees,
        names_until: None,
        is_fixed: false,
    };
    let (entered, faults) = (&sheet.entered, &sheet.faults[..]);
    let groups = form.changeable_groups(frame.texts(), entered, faults, &party);
    let Prepared { groups, errors, has_files } = SheetView::prepared(&frame, groups, faults, None);
    let hidden = vec![("version".to_owned(), sheet.version.to_string())];
    let path = path_of_registration(registration.id);
    let view = SheetView {
        nav: visit.event_nav(programme, EventPart::Attendees),
        heading: "attendees-change",
        about: registration.reception_number.clone(),
        path: format!("{path}/change"),
        hidden,
        groups,
        errors,
        has_files,
        entry: None,
        alike: Vec::new(),
        refused: sheet.refused,
        saved: None,
        asks_quietly: true,
        original: String::new(),
        back: path,
        frame,
    };
    visit.page(status, &view)
}

pub async fn save(visit: Visit, posted: PostedFiles) -> HttpResponse {
    let outcome = saved(&visit, posted).await;
    visit.answer(outcome)
}

/// Where files are sent to that staff add.
fn place_of(registration: RegistrationId) -> UploadPlace {
    UploadPlace::Registration(registration)
}

/// What was typed into a form of the console.
pub fn entered_of(fields: &Fields) -> Entered {
    Entered::from_pairs(fields.pairs().iter().map(|(name, value)| (name.as_str(), value.as_str())))
}

async fn saved(visit: &Visit, posted: PostedFiles) -> Page {
    let (fields, files) = posted.admitted(visit)?;
    let placed = placed(visit).await?;
    let (event, registration) = (&placed.programme.event, &placed.registration);
    let mut entered = entered_of(&fields);
    let (sent, place) = (SentForm::from_pairs(fields.pairs().to_vec()), place_of(registration.id));
    let wrong_files = receive(&visit.app, event, place, &sent, files, &mut entered).await;
    let wrong_files = wrong_files.map_err(|fault| fault.0)?;
    let version = fields.text("version").parse().unwrap_or(0);
    if fields.text("action") == "add_attendee" {
        entered.attendees.push(EnteredAttendee::default());
        let sheet = Sheet { entered, faults: Vec::new(), refused: None, version };
        return page(visit, &placed, 200, &sheet);
    }
    let typed = Typed::change(&entered, event, registration);
    let faults = with_file_faults(&wrong_files, typed.faults.clone());
    if !faults.is_empty() {
        return page(visit, &placed, 422, &Sheet { entered, faults, refused: None, version });
    }
    let id = registration.id.to_string();
    let (app, principal) = (&visit.app, visit.principal());
    let quietly = fields.has("quietly");
    match by_hand::change(app, principal, &id, &typed.draft, version, quietly).await {
        Ok(()) => Ok(visit.see_other(&format!("{}?done=changed", path_of_registration(&id)))),
        Err(Failure::Invalid(found)) => {
            let faults = typed.faults_with(&found);
            page(visit, &placed, 422, &Sheet { entered, faults, refused: None, version })
        }
        // Somebody else has saved meanwhile: what they wrote is not overwritten unseen.
        Err(Failure::Refused(Refusal::ChangedMeanwhile)) => {
            let (faults, refused) = (Vec::new(), Some("attendees-why-changed"));
            let version = registration.version;
            page(visit, &placed, 409, &Sheet { entered, faults, refused, version })
        }
        Err(failure) => {
            let Some(refused) = why(&failure) else { return Err(failure.into()) };
            let (faults, refused) = (Vec::new(), Some(refused));
            page(visit, &placed, 409, &Sheet { entered, faults, refused, version })
        }
    }
}
