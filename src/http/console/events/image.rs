//! The image of an event, with the words for those who do not see it.

use actix_web::HttpResponse;

use super::confirming::edit_path;
use super::in_files::picture_in;
use super::more_sessions::own_event;
use super::sheet::{
    BACK_WORD, Sheet, back_to_edit, edit_nav, event_path, fields_of, shown, view, wrong_of,
};
use crate::domain::event::Programme;
use crate::http::console::open_visit::Page;
use crate::http::console::posted::{Fields, Posted};
use crate::http::console::posted_files::PostedFiles;
use crate::http::console::visit::Visit;
use crate::http::pages::console::events::fields::Wrong;
use crate::http::pages::console::events::sheet::{FieldGroup, FormButton, Shown};
use crate::http::pages::console::events::words;
use crate::usecases::{Failure, event_image};

pub async fn show(visit: Visit) -> HttpResponse {
    let outcome = known(&visit).await;
    visit.answer(outcome)
}

async fn known(visit: &Visit) -> Page {
    let programme = own_event(visit).await?;
    let alternative = programme.image.as_ref().map(|image| image.alternative.each()[0].clone());
    let pairs = vec![("alternative".to_owned(), alternative.unwrap_or_default())];
    page(visit, &programme, &fields_of(pairs), &[])
}

fn page(visit: &Visit, programme: &Programme, fields: &Fields, wrong: &[Wrong]) -> Page {
    let sheet = Sheet::new(visit, fields, wrong);
    let groups = vec![FieldGroup::new("", "", sheet.all(&["image", "alternative"]))];
    let about = programme.event.title.get(visit.value_language()).to_owned();
    let path = format!("{}/edit/image", event_path(programme));
    let mut view = view(
        visit,
        (words::IMAGE, about),
        (path.clone(), (edit_path(programme), BACK_WORD)),
        groups,
        wrong,
    );
    view.nav = Some(edit_nav(visit, programme));
    view.has_files = true;
    let is_public = programme.event.status.is_public();
    // A draft's image has no address yet.
    view.picture = programme.image.as_ref().filter(|_| is_public).map(|image| Shown {
        path: image.page_path(programme.event.slug.as_str()),
        width: image.width,
        height: image.height,
        alternative: image.alternative.get(visit.value_language()).to_owned(),
    });
    if programme.image.is_some() {
        view.removal = Some((format!("{path}/remove"), words::REMOVE_PICTURE));
    }
    view.buttons = vec![FormButton::main("save", words::SEND_PICTURE)];
    shown(visit, &view)
}

pub async fn put(visit: Visit, sent: PostedFiles) -> HttpResponse {
    let outcome = taken(&visit, sent).await;
    visit.answer(outcome)
}

async fn taken(visit: &Visit, sent: PostedFiles) -> Page {
    let (typed, picture) = picture_in(sent, visit).await?;
    let programme = own_event(visit).await?;
    let known = programme.image.as_ref().map(|image| image.alternative.clone());
    let [_, en, easy] = known.unwrap_or_default().each();
    let words = [typed.text("alternative").to_owned(), en, easy];
    let alternative = crate::domain::values::localized::Localized::of_each(&words);
    let id = programme.event.id.to_string();
    match event_image::put(&visit.app, visit.principal(), &id, alternative, picture).await {
        Ok(_) => Ok(back_to_edit(visit, &programme, "image")),
        Err(Failure::Invalid(faults)) => {
            let wrong = wrong_of(&faults, |pointer| pointer.trim_start_matches('/').to_owned());
            page(visit, &programme, &typed, &wrong)
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
    let programme = own_event(visit).await?;
    let id = programme.event.id.to_string();
    event_image::remove(&visit.app, visit.principal(), &id).await?;
    Ok(back_to_edit(visit, &programme, "image-removed"))
}
