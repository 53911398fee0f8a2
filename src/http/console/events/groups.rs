//! Session groups (合同枠): sessions that share a cap, or of which one applicant may hold only so many.

use actix_web::HttpResponse;
use serde_json::{Value, json};

use super::basics::{Changing, change};
use super::confirming::edit_path;
use super::more_sessions::own_event;
use super::sheet::{BACK_WORD, Sheet, edit_nav, event_path, fields_of, number, shown, view};
use crate::domain::event::Programme;
use crate::http::console::open_visit::Page;
use crate::http::console::posted::{Fields, Posted};
use crate::http::console::visit::Visit;
use crate::http::pages::console::events::fields::Wrong;
use crate::http::pages::console::events::sheet::FieldGroup;
use crate::http::pages::console::events::words;
use crate::usecases::{Failure, add_group};

const FIELDS: [&str; 3] = ["group_name", "group_capacity", "group_limit"];

pub async fn show(visit: Visit) -> HttpResponse {
    let outcome = known(&visit).await;
    visit.answer(outcome)
}

async fn known(visit: &Visit) -> Page {
    let programme = own_event(visit).await?;
    let mut pairs = Vec::new();
    for (number, group) in programme.groups.iter().enumerate() {
        let text = |given: Option<u32>| given.map(|given| given.to_string()).unwrap_or_default();
        let values = [
            ("group_name", group.name.get(visit.value_language()).to_owned()),
            ("group_capacity", text(group.capacity)),
            ("group_limit", text(group.sessions_per_applicant)),
        ];
        pairs.extend(values.map(|(name, value)| (format!("groups.{number}.{name}"), value)));
    }
    page(visit, &programme, &fields_of(pairs), &[])
}

fn page(visit: &Visit, programme: &Programme, fields: &Fields, wrong: &[Wrong]) -> Page {
    let sheet = Sheet::new(visit, fields, wrong);
    let group = |number: usize| {
        let names = FIELDS.map(|name| format!("groups.{number}.{name}"));
        names.iter().map(|name| sheet.field(name)).collect::<Vec<_>>()
    };
    let mut groups: Vec<FieldGroup> = (0..programme.groups.len())
        .map(|number| FieldGroup::new(words::GROUP, "", group(number)))
        .collect();
    let new = group(programme.groups.len());
    groups.push(FieldGroup::new(words::NEW_GROUP, "", new));
    let about = programme.event.title.get(visit.value_language()).to_owned();
    let ways =
        (format!("{}/edit/groups", event_path(programme)), (edit_path(programme), BACK_WORD));
    let mut view = view(visit, (words::GROUPS, about), ways, groups, wrong);
    view.nav = Some(edit_nav(visit, programme));
    view.intro = vec![sheet.texts.t(words::GROUPS_MEANS)];
    shown(visit, &view)
}

pub async fn press(visit: Visit, posted: Posted) -> HttpResponse {
    let outcome = pressed(&visit, posted).await;
    visit.answer(outcome)
}

async fn pressed(visit: &Visit, posted: Posted) -> Page {
    let typed = visit.admitted(posted)?;
    let programme = own_event(visit).await?;
    let wrong = match read(&programme, &typed) {
        Ok((known, new)) => {
            if let Some(new) = new {
                let event = programme.event.id.to_string();
                match add_group::add(&visit.app, visit.principal(), &event, &new).await {
                    Ok(()) => {}
                    Err(Failure::Invalid(faults)) => {
                        let place = programme.groups.len();
                        let name_of = |pointer: &str| of_new(place, pointer);
                        let wrong = super::sheet::wrong_of(&faults, name_of);
                        return page(visit, &programme, &typed, &wrong);
                    }
                    Err(failure) => return Err(failure.into()),
                }
            }
            let patch = json!({ "session_groups": known });
            match change(visit, &programme, &typed, patch, words::GROUPS, "groups").await? {
                Changing::Page(page) => return Ok(page),
                Changing::Invalid(wrong) => wrong,
            }
        }
        Err(wrong) => wrong,
    };
    page(visit, &programme, &typed, &wrong)
}

fn of_new(place: usize, pointer: &str) -> String {
    let field = match pointer.trim_start_matches('/') {
        "capacity" => "group_capacity",
        "sessions_per_applicant" => "group_limit",
        _ => "group_name",
    };
    format!("groups.{place}.{field}")
}

type Read = (Vec<Value>, Option<crate::domain::draft::GroupDraft>);

/// The groups that there are as the form has them, and the new one if there is any.
fn read(programme: &Programme, typed: &Fields) -> Result<Read, Vec<Wrong>> {
    let mut wrong = Vec::new();
    let mut one = |place: usize, name: &str| {
        number(typed, &format!("groups.{place}.{name}")).unwrap_or_else(|fault| {
            wrong.push(fault);
            None
        })
    };
    let mut known = Vec::new();
    for (place, group) in programme.groups.iter().enumerate() {
        let [_, en, easy] = group.name.each();
        let name = typed.text(&format!("groups.{place}.group_name")).to_owned();
        let name = crate::domain::values::localized::Localized::of_each(&[name, en, easy]);
        known.push(json!({
            "key": group.key,
            "name": name,
            "capacity": one(place, "group_capacity"),
            "sessions_per_applicant": one(place, "group_limit"),
        }));
    }
    let place = programme.groups.len();
    let name = typed.text(&format!("groups.{place}.group_name"));
    let (capacity, limit) = (one(place, "group_capacity"), one(place, "group_limit"));
    let is_new = !name.is_empty() || capacity.is_some() || limit.is_some();
    let new = is_new.then(|| crate::domain::draft::GroupDraft {
        key: format!("group-{}", place + 1),
        name: name.into(),
        capacity,
        sessions_per_applicant: limit,
    });
    if wrong.is_empty() { Ok((known, new)) } else { Err(wrong) }
}
