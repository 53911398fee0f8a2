//! Changing answers behind a secret link.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};

use super::address::Name;
use super::fault::PageFault;
use super::form_views::{Offer, form};
use super::received_files::{files_of, receive, with_file_faults};
use super::registration_views::Held;
use super::sent_files::SentFiles;
use super::sent_form::SentForm;
use super::typed::{Typed, of_registration};
use super::visit::{Keeping, Visit};
use crate::app::App;
use crate::domain::seats::Refusal;
use crate::http::pages::change::ChangeView;
use crate::http::pages::entered::{Entered, EnteredAttendee};
use crate::http::pages::faults::Fault;
use crate::http::pages::field_name::FieldName;
use crate::http::pages::frame::LanguageSwitch;
use crate::links::UploadPlace;
use crate::usecases::{Failure, change_registration, registration};

/// The form with the answers as they stand.
pub async fn open(
    app: web::Data<App>,
    visit: Visit,
    token: Name,
) -> Result<HttpResponse, PageFault> {
    let placed = registration::by_token(&app, &token.0).await?;
    let held = Held::new(&placed, &visit, &token.0, app.clock.now())?;
    if !held.may_change() {
        return Ok(visit.see_other(&held.path));
    }
    let event = &placed.programme.event;
    let entered = of_registration(&placed.registration, event, held.shown.language);
    page(&app, &held, &visit, StatusCode::OK, &entered, &[])
}

/// Saves the changed answers, or shows the form again.
pub async fn save(
    app: web::Data<App>,
    visit: Visit,
    token: Name,
    sent: SentFiles,
) -> Result<HttpResponse, PageFault> {
    let SentFiles { form, files } = sent;
    let visit = visit.in_language(form.value("language"));
    let placed = registration::by_token(&app, &token.0).await?;
    let held = Held::new(&placed, &visit, &token.0, app.clock.now())?;
    if !held.may_change() {
        return Ok(visit.see_other(&held.path));
    }
    let mut entered = Entered::from_pairs(form.pairs());
    if form.value("email").is_none() {
        // A page of before the address could be changed.
        entered.email = placed.registration.applicant_email.clone().unwrap_or_default();
    }
    let (event, registration) = (&placed.programme.event, &placed.registration);
    if held.party().is_fixed {
        let stored = of_registration(registration, event, held.shown.language);
        keep_fixed_names(&mut entered, &form, &stored);
    }
    let place = UploadPlace::Registration(registration.id);
    let wrong_files = receive(&app, event, place, &form, files, &mut entered).await?;
    if form.value("action") == Some("add_attendee") {
        one_more(&mut entered, placed.registration.seats, event.people_per_application);
        return page(&app, &held, &visit, StatusCode::OK, &entered, &wrong_files);
    }
    // Whatever else sends the form, such as the Enter key, saves it.
    if form.value("language").is_some() {
        return page(&app, &held, &visit, StatusCode::OK, &entered, &wrong_files);
    }
    let typed = Typed::change(&entered, event, registration);
    let found = with_file_faults(&wrong_files, typed.faults.clone());
    if !found.is_empty() {
        return page(&app, &held, &visit, StatusCode::UNPROCESSABLE_ENTITY, &entered, &found);
    }
    match change_registration::by_form(&app, &token.0, &typed.draft).await {
        Ok(_) => Ok(visit.see_other(&format!("{}?notice=changed", held.path))),
        Err(Failure::Invalid(found)) => page(
            &app,
            &held,
            &visit,
            StatusCode::UNPROCESSABLE_ENTITY,
            &entered,
            &typed.faults_with(&found),
        ),
        Err(Failure::Refused(refusal)) => match fault_of(&refusal) {
            Some(fault) => page(&app, &held, &visit, StatusCode::CONFLICT, &entered, &[fault]),
            // Withdrawn or cancelled meanwhile: its page says so.
            None => Ok(visit.see_other(&held.path)),
        },
        Err(Failure::NamesFixed { .. }) => {
            let retyped = held.party().first_retyped(&entered, 0);
            let field = retyped.map_or(FieldName::Seats, FieldName::AttendeeName);
            let fault = Fault::new(field, "names_fixed");
            page(&app, &held, &visit, StatusCode::CONFLICT, &entered, &[fault])
        }
        Err(other) => Err(other.into()),
    }
}

/// A line for one more person, behind those of everybody who comes; the number of people grows with it.
fn one_more(entered: &mut Entered, seats: u32, most: u32) {
    let most = most.max(seats).saturating_sub(1);
    let typed = entered.seats.trim().parse().unwrap_or(seats).min(most);
    let lines = usize::try_from(typed).unwrap_or(0).max(entered.attendees.len());
    entered.attendees.resize(lines + 1, EnteredAttendee::default());
    entered.seats = (typed + 1).to_string();
}

/// Once names are fixed the form shows them as text and sends no names back: they are as they stand. Names
/// that were sent all the same, from a page opened before, stay as they were typed.
fn keep_fixed_names(entered: &mut Entered, form: &SentForm, stored: &Entered) {
    let names = form
        .pairs()
        .any(|(name, _)| matches!(FieldName::parse(name), Some(FieldName::AttendeeName(_))));
    if names {
        return;
    }
    let ticked: Vec<bool> = entered.attendees.iter().map(|attendee| attendee.leaves).collect();
    entered.attendees.clone_from(&stored.attendees);
    for (attendee, leaves) in entered.attendees.iter_mut().zip(ticked) {
        attendee.leaves = leaves;
    }
}

fn page(
    app: &App,
    held: &Held<'_>,
    visit: &Visit,
    status: StatusCode,
    entered: &Entered,
    faults: &[Fault],
) -> Result<HttpResponse, PageFault> {
    let (registration, event) = (&held.placed.registration, &held.placed.programme.event);
    let mut form = form(held.shown, Offer::Only(held.session.id), "");
    let place = UploadPlace::Registration(registration.id);
    form.files = files_of(app, event, place, entered, &registration.answers);
    let frame = visit.frame_of(&held.placed.programme, LanguageSwitch::Form);
    let view = ChangeView::new(frame, &form, &held.path, (entered, &held.party()), faults);
    visit.page(status, Keeping::Private, &view)
}

/// What a refusal is at a field of the form.
fn fault_of(refusal: &Refusal) -> Option<Fault> {
    let fault = |field, code: &str, limit: Option<u32>| {
        Some(Fault { field, code: code.to_owned(), limit: limit.map(i64::from) })
    };
    match refusal {
        Refusal::SessionFull => fault(FieldName::Seats, "no_more_seats", None),
        Refusal::NotEnoughSeats { left, .. } => {
            fault(FieldName::Seats, "no_more_seats", Some(*left))
        }
        Refusal::CompanyPeopleLimit { limit, .. } => {
            fault(FieldName::Form, "company_people_limit", Some(*limit))
        }
        Refusal::AlreadyRegistered | Refusal::GroupLimit { .. } => {
            fault(FieldName::Name, "already_registered", None)
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_added_for_one_more_and_never_for_more_than_may_come() {
        for (typed, most, expected) in
            [("2", 5, 3), ("", 5, 2), ("4294967295", 5, 5), ("50000000", 5, 5), ("5", 5, 5)]
        {
            let mut entered = Entered { seats: typed.to_owned(), ..Entered::default() };
            one_more(&mut entered, 1, most);
            assert_eq!(
                (entered.seats.as_str(), entered.attendees.len()),
                (&*expected.to_string(), expected),
                "{typed}"
            );
        }
    }
}
