//! How the organization shows itself: colour, logo, who may embed its forms.

use actix_web::HttpResponse;
use serde_json::json;

use super::in_files::picture_in;
use super::sheet::{BACK_WORD, Sheet, fields_of, shown, view, wrong_of};
use crate::domain::values::colour::{Colour, Palette};
use crate::http::console::open_visit::Page;
use crate::http::console::posted::{Fields, Posted};
use crate::http::console::posted_files::PostedFiles;
use crate::http::console::visit::Visit;
use crate::http::extract::Query;
use crate::http::pages::console::events::fields::Wrong;
use crate::http::pages::console::events::sheet::{FieldGroup, FormButton, Shown};
use crate::http::pages::console::events::words;
use crate::http::pages::console::frame::Section;
use crate::http::pages::texts::Texts;
use crate::usecases::change_brand::{self, Appearance};
use crate::usecases::{Failure, Permission};

const PATH: &str = "/console/settings/brand";
const SETTINGS: &str = "/console/settings";

pub async fn show(visit: Visit, query: Query) -> HttpResponse {
    let outcome = known(&visit, query).await;
    visit.answer(outcome)
}

async fn known(visit: &Visit, mut query: Query) -> Page {
    query.text("lang");
    let done = query.text("done");
    query.finish()?;
    let appearance = own(visit).await?;
    let colour = appearance.brand.colour.map(|colour| colour.to_string());
    let pairs = vec![
        ("organization_name".to_owned(), appearance.name.clone()),
        ("colour".to_owned(), colour.unwrap_or_default()),
        ("embed_origins".to_owned(), appearance.brand.embed_origins.join("\n")),
    ];
    page(visit, &appearance, &fields_of(pairs), &[], done.as_deref())
}

async fn own(visit: &Visit) -> Result<Appearance, Failure> {
    visit.principal().must(Permission::WriteEvents)?;
    change_brand::show(&visit.app, visit.principal()).await
}

fn page(
    visit: &Visit,
    appearance: &Appearance,
    fields: &Fields,
    wrong: &[Wrong],
    done: Option<&str>,
) -> Page {
    let sheet = Sheet::new(visit, fields, wrong);
    let is_logo = wrong.iter().any(|wrong| wrong.name == "logo");
    let mut names = vec!["organization_name", "colour", "embed_origins"];
    if !visit.principal().may(Permission::ManageOrganization) {
        names.remove(0);
    }
    let groups = vec![FieldGroup::new("", "", sheet.all(&names))];
    let logo = vec![FieldGroup::new(words::LOGO, "", sheet.all(&["logo"]))];
    let ways = (PATH.to_owned(), (SETTINGS.to_owned(), BACK_WORD));
    let all = if is_logo { logo.clone() } else { groups.clone() };
    let mut view = view(visit, (words::BRAND, appearance.name.clone()), ways, all, wrong);
    view.frame = visit.frame(Section::Settings);
    view.groups = groups;
    view.second =
        Some((format!("{PATH}/logo"), logo, FormButton::other("save", words::SEND_PICTURE)));
    view.done = done.and_then(words::done);
    view.facts = contrasts(sheet.texts, appearance.brand.colour);
    view.picture = appearance.brand.logo.as_ref().map(|logo| Shown {
        path: logo.path(&appearance.brand.slug),
        width: logo.width,
        height: logo.height,
        alternative: sheet.texts.t(words::LOGO),
    });
    if appearance.brand.logo.is_some() {
        view.removal = Some((format!("{PATH}/logo/remove"), words::REMOVE_PICTURE));
    }
    shown(visit, &view)
}

/// What becomes of the colour, and how well it is read.
fn contrasts(texts: Texts, colour: Option<Colour>) -> Vec<(String, String)> {
    let Some(colour) = colour else { return Vec::new() };
    let palette = Palette::of(colour);
    let contrast = |one: Colour, other: Colour| format!("{:.1} : 1", one.contrast(other));
    let used = format!("{} / {}", palette.light.key, palette.dark.key);
    vec![
        (texts.t(words::FACT_CONTRAST_LIGHT), contrast(colour, Colour::WHITE)),
        (texts.t(words::FACT_CONTRAST_DARK), contrast(colour, Colour::BLACK)),
        (texts.t(words::FACT_USED), used),
    ]
}

pub async fn press(visit: Visit, posted: Posted) -> HttpResponse {
    let outcome = pressed(&visit, posted).await;
    visit.answer(outcome)
}

async fn pressed(visit: &Visit, posted: Posted) -> Page {
    let typed = visit.admitted(posted)?;
    let (app, principal) = (&visit.app, visit.principal());
    if let Some(name) = typed.raw("organization_name") {
        match change_brand::rename(app, principal, name.trim()).await {
            Ok(()) => {}
            Err(Failure::Invalid(faults)) => {
                let wrong = wrong_of(&faults, |_| "organization_name".to_owned());
                return page(visit, &own(visit).await?, &typed, &wrong, None);
            }
            Err(failure) => return Err(failure.into()),
        }
    }
    let origins: Vec<&str> = typed.text("embed_origins").split_whitespace().collect();
    let patch = json!({ "colour": typed.given("colour"), "embed_origins": origins });
    match change_brand::change(app, principal, &patch).await {
        Ok(_) => Ok(visit.see_other(&format!("{PATH}?done=brand"))),
        Err(Failure::Invalid(faults)) => {
            let first = |pointer: &str| {
                let below = pointer.trim_start_matches('/');
                below.split('/').next().unwrap_or_default().to_owned()
            };
            page(visit, &own(visit).await?, &typed, &wrong_of(&faults, first), None)
        }
        Err(failure) => Err(failure.into()),
    }
}

pub async fn put_logo(visit: Visit, sent: PostedFiles) -> HttpResponse {
    let outcome = taken(&visit, sent).await;
    visit.answer(outcome)
}

async fn taken(visit: &Visit, sent: PostedFiles) -> Page {
    let (typed, picture) = picture_in(sent, visit).await?;
    let outcome = match picture {
        Some(picture) => change_brand::put_logo(&visit.app, visit.principal(), picture).await,
        None => Err(Failure::invalid("/image", "required")),
    };
    match outcome {
        Ok(_) => Ok(visit.see_other(&format!("{PATH}?done=brand"))),
        Err(Failure::Invalid(faults)) => {
            let wrong = wrong_of(&faults, |_| "logo".to_owned());
            page(visit, &own(visit).await?, &typed, &wrong, None)
        }
        Err(failure) => Err(failure.into()),
    }
}

pub async fn remove_logo(visit: Visit, posted: Posted) -> HttpResponse {
    let outcome = removed(&visit, posted).await;
    visit.answer(outcome)
}

async fn removed(visit: &Visit, posted: Posted) -> Page {
    visit.admitted(posted)?;
    change_brand::remove_logo(&visit.app, visit.principal()).await?;
    Ok(visit.see_other(&format!("{PATH}?done=brand")))
}
