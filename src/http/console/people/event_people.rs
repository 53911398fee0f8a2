//! Who may do what for one event.

use actix_web::HttpResponse;

use super::invite::{both, invited, inviter, person_fields};
use super::members;
use super::rights_form::{self, Typed};
use crate::domain::fault::Faults;
use crate::http::console::open_visit::Page;
use crate::http::console::posted::Posted;
use crate::http::console::visit::Visit;
use crate::http::pages::console::event_nav::EventPart;
use crate::http::pages::console::frame::Section;
use crate::http::pages::console::people::event_people::{EventPeopleView, RightLine};
use crate::http::pages::console::people::field::{FormErrors, error_lines};
use crate::usecases::Failure;
use crate::usecases::people::event_people;

pub async fn show(visit: Visit) -> HttpResponse {
    let typed = Typed { role: "viewer".to_owned(), ..Typed::default() };
    let outcome = page(&visit, 200, ("", ""), &typed, &FormErrors::default()).await;
    visit.answer(outcome)
}

async fn page(
    visit: &Visit,
    status: u16,
    (email, name): (&str, &str),
    typed: &Typed,
    errors: &FormErrors,
) -> Page {
    let event = visit.part("event")?;
    let people = event_people::list(&visit.app, visit.principal(), event).await?;
    let texts = visit.texts();
    let mut fields = person_fields(visit, email, name, errors);
    fields.push(rights_form::role_field(texts, &typed.role, errors));
    fields.push(rights_form::until_field(texts, &typed.until, errors));
    let path = format!("/console/events/{}/people", people.programme.event.id);
    let lines = people.by_event.iter().map(|(member, right)| RightLine {
        remove_path: format!("{path}/{}/remove", member.member.id.0),
        name: member.account.name.clone(),
        email: member.account.email.clone(),
        role: members::role_key(&right.role),
        until: rights_form::day_of(right.ends_at.map(|end| end.0), visit),
    });
    let view = EventPeopleView {
        lines: lines.collect(),
        nav: visit.event_nav(&people.programme, EventPart::People),
        by_organization: people
            .by_organization
            .iter()
            .map(|member| members::line(visit, member))
            .collect(),
        errors: error_lines(&fields),
        fields,
        path,
        said: (visit.request().query_string() == "done=invited").then_some("people-done-invited"),
        frame: visit.frame(Section::Events),
    };
    visit.page(status, &view)
}

pub async fn add(visit: Visit, posted: Posted) -> HttpResponse {
    let outcome = added(&visit, posted).await;
    visit.answer(outcome)
}

async fn added(visit: &Visit, posted: Posted) -> Page {
    let fields = visit.admitted(posted)?;
    let event = visit.part("event")?;
    let typed = Typed::of(&fields);
    let mut faults = Faults::default();
    let role = rights_form::role_of(&typed.role, &mut faults);
    let until = rights_form::until_of(&typed.until, visit, &mut faults);
    let right = faults.into_result(role.zip(until)).map_err(Failure::Invalid);
    let done = match both(invited(visit, &fields), right) {
        Ok((invited, right)) => {
            let principal = visit.principal();
            event_people::add(&visit.app, principal, event, invited, right, inviter(visit)).await
        }
        Err(failure) => Err(failure),
    };
    match done {
        Ok(()) => Ok(visit.see_other(&format!("/console/events/{event}/people?done=invited"))),
        Err(Failure::Invalid(faults)) => {
            let person = (fields.text("email"), fields.text("name"));
            page(visit, 422, person, &typed, &FormErrors::of(&faults)).await
        }
        Err(failure) => Err(failure.into()),
    }
}

pub async fn remove(visit: Visit, posted: Posted) -> HttpResponse {
    let outcome = removed(&visit, posted).await;
    visit.answer(outcome)
}

async fn removed(visit: &Visit, posted: Posted) -> Page {
    visit.admitted(posted)?;
    let (event, member) = (visit.part("event")?, visit.part("member")?);
    event_people::remove(&visit.app, visit.principal(), event, member).await?;
    Ok(visit.see_other(&format!("/console/events/{event}/people")))
}
