//! Two registrations side by side, made one by staff's choice.

use actix_web::HttpResponse;

use super::list::label_of;
use super::path_of_registration;
use super::press::why;
use crate::domain::question::words::answer_words;
use crate::http::console::open_visit::Page;
use crate::http::console::posted::Posted;
use crate::http::console::visit::Visit;
use crate::http::extract::Query;
use crate::http::pages::console::attendees::merge::{MergeLine, MergeView};
use crate::http::pages::console::attendees::state_key;
use crate::http::pages::console::event_nav::EventPart;
use crate::http::pages::console::frame::Section;
use crate::http::pages::texts::Texts;
use crate::usecases::Failure;
use crate::usecases::attendees::merging::{self, FIELDS};
use crate::usecases::registration::Placed;

pub async fn show(visit: Visit, query: Query) -> HttpResponse {
    let outcome = shown(&visit, query).await;
    visit.answer(outcome)
}

async fn shown(visit: &Visit, mut query: Query) -> Page {
    query.text("lang");
    let with = query.text("with").ok_or(Failure::NotFound)?;
    query.finish()?;
    page(visit, 200, &with, None).await
}

async fn page(visit: &Visit, status: u16, with: &str, refused: Option<&'static str>) -> Page {
    let kept = visit.part("registration")?;
    let (kept, dropped) = merging::pair(&visit.app, visit.principal(), kept, with).await?;
    let path = path_of_registration(kept.registration.id);
    let other = path_of_registration(dropped.registration.id);
    let view = MergeView {
        frame: visit.frame(Section::Events),
        nav: visit.event_nav(&kept.programme, EventPart::Attendees),
        kept_number: kept.registration.reception_number.clone(),
        dropped_number: dropped.registration.reception_number.clone(),
        dropped: dropped.registration.id.to_string(),
        kept_stands: stands(visit, &kept),
        dropped_stands: stands(visit, &dropped),
        lines: lines(visit, &kept, &dropped),
        refused,
        path: format!("{path}/merge"),
        swapped_path: format!("{other}/merge?with={}", kept.registration.id),
        back: path,
    };
    visit.page(status, &view)
}

fn stands(visit: &Visit, placed: &Placed) -> String {
    let texts = Texts::new(visit.language());
    let registration = &placed.registration;
    let session = placed.session().map(|one| label_of(visit, &placed.programme, one));
    let state = texts.t(state_key(registration.state.as_str()));
    let at = visit.short_time(registration.received_at, placed.programme.event.time_zone);
    format!("{} {state} {at}", session.unwrap_or_default())
}

fn lines(visit: &Visit, kept: &Placed, dropped: &Placed) -> Vec<MergeLine> {
    let words = [
        "column-name",
        "column-kana",
        "column-email",
        "column-phone",
        "column-company",
        "attendees-people",
        "column-answers",
    ];
    let each = FIELDS.into_iter().zip(words);
    each.map(|(field, word)| MergeLine {
        field,
        word,
        kept: value(visit, kept, field),
        dropped: value(visit, dropped, field),
    })
    .collect()
}

fn value(visit: &Visit, placed: &Placed, field: &str) -> String {
    let registration = &placed.registration;
    let text = |value: &Option<String>| value.clone().unwrap_or_default();
    match field {
        "name" => registration.applicant_name.clone(),
        "kana" => text(&registration.applicant_kana),
        "email" => text(&registration.applicant_email),
        "phone" => text(&registration.applicant_phone),
        "company" => text(&registration.company_name),
        "attendees" => {
            let names: Vec<&str> =
                registration.attendees.iter().map(|one| one.name.as_str()).collect();
            format!("{} {}", registration.seats, names.join("、")).trim().to_owned()
        }
        _ => {
            let questions = &placed.programme.event.questions;
            let answered = questions.iter().filter_map(|question| {
                let answer = registration.answers.get(&question.key)?;
                let label = question.label.get(visit.value_language());
                Some(format!("{label}: {}", answer_words(question, answer, visit.value_language())))
            });
            answered.collect::<Vec<_>>().join(" / ")
        }
    }
}

pub async fn press(visit: Visit, posted: Posted) -> HttpResponse {
    let outcome = pressed(&visit, posted).await;
    visit.answer(outcome)
}

async fn pressed(visit: &Visit, posted: Posted) -> Page {
    let fields = visit.admitted(posted)?;
    let kept = visit.part("registration")?;
    let with = fields.text("with");
    let is_taken = |field: &&str| fields.text(&format!("value-{field}")) == "dropped";
    let taken: Vec<&str> = FIELDS.into_iter().filter(is_taken).collect();
    match merging::merge(&visit.app, visit.principal(), kept, with, &taken).await {
        Ok(()) => Ok(visit.see_other(&format!("{}?done=merged", path_of_registration(kept)))),
        Err(failure) => match why(&failure) {
            Some(why) => page(visit, 409, with, Some(why)).await,
            None => Err(failure.into()),
        },
    }
}
