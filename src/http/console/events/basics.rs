//! What an event says of itself: title, for whom, what, whom to ask, its address.

use actix_web::HttpResponse;
use serde_json::{Value, json};

use super::confirming::{self, Deed, edit_path};
use super::more_sessions::own_event;
use super::sheet::{
    BACK_WORD, Sheet, back_to_edit, edit_nav, event_path, fields_of, shown, text_pairs, typed_text,
    view, wrong_of,
};
use crate::domain::event::Programme;
use crate::http::console::open_visit::Page;
use crate::http::console::posted::{Fields, Posted};
use crate::http::console::visit::Visit;
use crate::http::pages::console::events::fields::Wrong;
use crate::http::pages::console::events::sheet::{FieldGroup, FormButton};
use crate::http::pages::console::events::words;
use crate::usecases::{Failure, change_event, foresee_change};

const TEXTS: [&str; 4] = ["title", "audience", "description", "contact"];
const MAIN: [&str; 5] = ["title", "audience", "description", "contact", "slug"];
const OTHER_LANGUAGES: [&str; 8] = [
    "title_en",
    "audience_en",
    "description_en",
    "contact_en",
    "title_easy",
    "audience_easy",
    "description_easy",
    "contact_easy",
];

pub async fn show(visit: Visit) -> HttpResponse {
    let outcome = known(&visit).await;
    visit.answer(outcome)
}

async fn known(visit: &Visit) -> Page {
    let programme = own_event(visit).await?;
    let event = &programme.event;
    let mut pairs = Vec::new();
    for (name, text) in
        TEXTS.into_iter().zip([&event.title, &event.audience, &event.description, &event.contact])
    {
        pairs.extend(text_pairs(name, text));
    }
    pairs.push(("slug".to_owned(), event.slug.as_str().to_owned()));
    page(visit, &programme, &fields_of(pairs), &[])
}

fn page(visit: &Visit, programme: &Programme, fields: &Fields, wrong: &[Wrong]) -> Page {
    let sheet = Sheet::new(visit, fields, wrong);
    let groups = vec![
        FieldGroup::new("", "", sheet.all(&MAIN)),
        FieldGroup::folded(words::LANGUAGES, "", sheet.all(&OTHER_LANGUAGES)),
    ];
    let about = programme.event.title.get(visit.value_language()).to_owned();
    let ways =
        (format!("{}/edit/basics", event_path(programme)), (edit_path(programme), BACK_WORD));
    let mut view = view(visit, (words::BASICS, about), ways, groups, wrong);
    view.nav = Some(edit_nav(visit, programme));
    shown(visit, &view)
}

fn patch(fields: &Fields) -> Value {
    let mut patch = json!({ "slug": fields.text("slug") });
    for name in TEXTS {
        // A text is replaced as a whole: what is left empty is taken away.
        let [ja, en, easy] = typed_text(fields, name).each();
        let given = |text: String| if text.is_empty() { Value::Null } else { text.into() };
        patch[name] = json!({ "ja": given(ja), "en": given(en), "easy": given(easy) });
    }
    patch
}

pub async fn press(visit: Visit, posted: Posted) -> HttpResponse {
    let outcome = pressed(&visit, posted).await;
    visit.answer(outcome)
}

async fn pressed(visit: &Visit, posted: Posted) -> Page {
    let typed = visit.admitted(posted)?;
    let programme = own_event(visit).await?;
    let done = change(visit, &programme, &typed, patch(&typed), words::BASICS, "basics").await?;
    match done {
        Changing::Page(page) => Ok(page),
        Changing::Invalid(wrong) => page(visit, &programme, &typed, &wrong),
    }
}

/// What came of a form that changes an event.
pub enum Changing {
    Page(HttpResponse),
    /// The form is to be shown again.
    Invalid(Vec<Wrong>),
}

/// Foresees a change of an event, shows it where it touches people, and carries it out.
pub async fn change(
    visit: &Visit,
    programme: &Programme,
    typed: &Fields,
    mut patch: Value,
    heading: &'static str,
    place: &str,
) -> Result<Changing, crate::http::console::fault::ConsoleFault> {
    let (app, principal, id) = (&visit.app, visit.principal(), programme.event.id.to_string());
    let foreseen = match foresee_change::event_change(app, principal, &id, &patch).await {
        Ok(foreseen) => foreseen,
        Err(Failure::Invalid(faults)) => return Ok(Changing::Invalid(wrong_of(&faults, name_of))),
        Err(failure) => return Err(failure.into()),
    };
    if foreseen.touches_people() && !confirming::is_confirmed(typed, &foreseen) {
        let deed = Deed {
            programme,
            heading,
            about: programme.event.title.get(visit.value_language()).to_owned(),
            action: format!("{}/edit/{place}", event_path(programme)),
            back_path: format!("{}/edit/{place}", event_path(programme)),
            button: FormButton::main("confirm", words::DO_CHANGE),
            asks_whether_to_tell: true,
            more: Vec::new(),
        };
        return confirming::page(visit, typed, &foreseen, deed).map(Changing::Page);
    }
    let told = foreseen.is_news && foreseen.addressed.all() > 0 && confirming::notify(typed);
    patch["notify"] = json!(confirming::notify(typed));
    match change_event::change(app, principal, &id, &patch).await {
        Ok(()) => {
            let done = if told { "saved-told" } else { "saved" };
            Ok(Changing::Page(back_to_edit(visit, programme, done)))
        }
        Err(Failure::Invalid(faults)) => Ok(Changing::Invalid(wrong_of(&faults, name_of))),
        Err(failure) => Err(failure.into()),
    }
}

/// The field that shows a pointer of an event's body.
pub fn name_of(pointer: &str) -> String {
    let path = pointer.trim_start_matches('/');
    let known = [
        ("application_rules/offer_minutes", "offer_hours"),
        ("application_rules/wishes", "wishes"),
        ("application_rules/confirm_address_minutes", "confirm_minutes"),
        ("application_rules/names_until_minutes_before", "names_hours"),
        ("application_rules/form_layout", "form_layout"),
    ];
    if let Some((_, name)) = known.iter().find(|(own, _)| *own == path) {
        return (*name).to_owned();
    }
    let mut parts = path.split('/');
    match (parts.next(), parts.next(), parts.next()) {
        (Some("reminders"), ..) => "reminders".to_owned(),
        (Some("session_groups"), Some(number), Some(field)) => {
            let field = match field {
                "capacity" => "group_capacity",
                "sessions_per_applicant" => "group_limit",
                _ => "group_name",
            };
            format!("groups.{number}.{field}")
        }
        (Some(first), ..) => first.to_owned(),
        _ => String::new(),
    }
}
