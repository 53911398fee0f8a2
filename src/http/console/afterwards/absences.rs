//! Who had a seat and did not come.

use actix_web::HttpResponse;

use crate::domain::civil;
use crate::http::console::attendees::path_of_registration;
use crate::http::console::open_visit::Page;
use crate::http::console::paths::with_query;
use crate::http::console::posted::Posted;
use crate::http::console::visit::Visit;
use crate::http::extract::Query;
use crate::http::pages::console::afterwards::absences::{AbsencesView, AbsentLine, MeetingChoice};
use crate::http::pages::console::event_nav::EventPart;
use crate::http::pages::console::frame::Section;
use crate::usecases::absences::{self, Absences};
use crate::usecases::{Permission, Registration};

pub async fn show(visit: Visit, query: Query) -> HttpResponse {
    let outcome = list(&visit, query).await;
    visit.answer(outcome)
}

async fn list(visit: &Visit, mut query: Query) -> Page {
    query.text("lang");
    let (meeting, after) = (query.text("meeting"), query.number("after"));
    query.finish()?;
    let event = visit.part("event")?;
    let found =
        absences::at_meeting(&visit.app, visit.principal(), event, meeting.as_deref(), after)
            .await?;
    let event = &found.programme.event;
    let path = format!("/console/events/{}/afterwards/absences", event.id);
    let meeting = found.meeting.to_string();
    let next = found
        .next
        .map(|after| with_query(&path, &[("meeting", &meeting), ("after", &after.to_string())]));
    let view = AbsencesView {
        frame: visit.frame(Section::Events),
        nav: visit.event_nav(&found.programme, EventPart::Afterwards),
        meetings: meetings(visit, &found, &path),
        meeting,
        came: found.came,
        absent: found.absent.iter().map(|(one, note)| line(one, note.as_deref())).collect(),
        may_note: visit.principal().may_in(event.id, Permission::WriteRegistrations),
        next_path: next,
        path,
    };
    visit.page(200, &view)
}

fn meetings(visit: &Visit, found: &Absences, path: &str) -> Vec<MeetingChoice> {
    let (language, zone) = (visit.value_language(), found.programme.event.time_zone);
    let mut choices = Vec::new();
    for session in &found.programme.sessions {
        for meeting in &session.meetings {
            let when = civil::short(language, meeting.starts_at, zone);
            choices.push(MeetingChoice {
                path: with_query(path, &[("meeting", &meeting.id.to_string())]),
                label: format!("{when} {}", session.name.get(language)),
                current: meeting.id == found.meeting,
            });
        }
    }
    choices
}

fn line(registration: &Registration, note: Option<&str>) -> AbsentLine {
    AbsentLine {
        id: registration.id.to_string(),
        path: path_of_registration(registration.id),
        reception_number: registration.reception_number.clone(),
        name: registration.applicant_name.clone(),
        company: registration.company_name.clone().unwrap_or_default(),
        phone: registration.applicant_phone.clone().unwrap_or_default(),
        seats: registration.seats,
        note: note.unwrap_or_default().to_owned(),
    }
}

pub async fn press(visit: Visit, posted: Posted) -> HttpResponse {
    let outcome = excused(&visit, posted).await;
    visit.answer(outcome)
}

async fn excused(visit: &Visit, posted: Posted) -> Page {
    let fields = visit.admitted(posted)?;
    let (registration, meeting) = (fields.text("registration"), fields.text("meeting"));
    let note = fields.text("note");
    absences::excuse(&visit.app, visit.principal(), registration, meeting, note).await?;
    let path = format!("/console/events/{}/afterwards/absences", visit.part("event")?);
    Ok(visit.see_other(&with_query(&path, &[("meeting", meeting)])))
}
