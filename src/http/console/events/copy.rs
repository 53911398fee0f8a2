//! Last year's event once more, shown before it is made.

use actix_web::HttpResponse;

use super::confirming::edit_path;
use super::moments::Calendar;
use super::more_sessions::own_event;
use super::sheet::{
    BACK_WORD, Sheet, edit_nav, event_path, fields_of, shown, typed_text, view, wrong_of,
};
use crate::domain::civil;
use crate::domain::copying::{first_day, proposed_shift, shift_to, title_of_year};
use crate::domain::draft::EventDraft;
use crate::domain::event::{Programme, parse_time};
use crate::domain::values::localized::Localized;
use crate::http::console::open_visit::Page;
use crate::http::console::posted::{Fields, Posted};
use crate::http::console::visit::Visit;
use crate::http::pages::console::events::fields::Wrong;
use crate::http::pages::console::events::preview::{Difference, PreviewView};
use crate::http::pages::console::events::sheet::{FieldGroup, FormButton};
use crate::http::pages::console::events::words;
use crate::http::pages::console::frame::Section;
use crate::http::pages::texts::Texts;
use crate::usecases::{Failure, copy_event};

pub async fn show(visit: Visit) -> HttpResponse {
    let outcome = proposed(&visit).await;
    visit.answer(outcome)
}

fn calendar(visit: &Visit, programme: &Programme) -> Calendar {
    Calendar::new(visit.app.clock.now(), programme.event.time_zone, visit.value_language())
}

async fn proposed(visit: &Visit) -> Page {
    let programme = own_event(visit).await?;
    let calendar = calendar(visit, &programme);
    let shift = proposed_shift(&programme, visit.app.clock.now());
    let day = first_day(&programme, shift);
    let title = programme.event.title.each()[0].clone();
    let title = match (first_day(&programme, 0), day) {
        (Some(from), Some(to)) => title_of_year(&title, from, to),
        _ => title,
    };
    let pairs = [
        ("title", title),
        ("shift", "weeks".to_owned()),
        ("shift_day", day.map(|day| calendar.date_text(day)).unwrap_or_default()),
    ];
    let fields = fields_of(pairs.map(|(name, value)| (name.to_owned(), value)));
    page(visit, &programme, &fields, &[])
}

fn page(visit: &Visit, programme: &Programme, fields: &Fields, wrong: &[Wrong]) -> Page {
    let sheet = Sheet::new(visit, fields, wrong);
    let groups = vec![FieldGroup::new("", "", sheet.all(&["title", "shift", "shift_day"]))];
    let about = programme.event.title.get(visit.value_language()).to_owned();
    let ways = (format!("{}/copy", event_path(programme)), (edit_path(programme), BACK_WORD));
    let mut view = view(visit, (words::COPY, about), ways, groups, wrong);
    view.nav = Some(edit_nav(visit, programme));
    view.intro = [words::COPY_KEEPS, words::COPY_LEAVES].map(|word| sheet.texts.t(word)).to_vec();
    view.buttons = vec![FormButton::main("look", words::LOOK)];
    shown(visit, &view)
}

pub async fn press(visit: Visit, posted: Posted) -> HttpResponse {
    let outcome = pressed(&visit, posted).await;
    visit.answer(outcome)
}

async fn pressed(visit: &Visit, posted: Posted) -> Page {
    let typed = visit.admitted(posted)?;
    let programme = own_event(visit).await?;
    let calendar = calendar(visit, &programme);
    let shift = match shift(&programme, &typed, calendar, visit) {
        Ok(shift) => shift,
        Err(wrong) => return page(visit, &programme, &typed, &[wrong]),
    };
    let [_, en, easy] = programme.event.title.each();
    let title = Localized::of_each(&[typed_text(&typed, "title").each()[0].clone(), en, easy]);
    let id = programme.event.id.to_string();
    let (app, principal) = (&visit.app, visit.principal());
    let outcome =
        if typed.text("action") == "confirm" && typed.text("seen") == seen(&programme, shift) {
            copy_event::copy(app, principal, &id, title, shift).await.map(Err)
        } else {
            copy_event::look(app, principal, &id, title, shift).await.map(Ok)
        };
    match outcome {
        Ok(Ok(draft)) => looked_at(visit, &programme, &typed, &draft, shift, calendar),
        Ok(Err(id)) => Ok(visit.see_other(&format!("/console/events/{id}/publish?done=copied"))),
        Err(Failure::Invalid(faults)) => {
            let wrong = wrong_of(&faults, |pointer| pointer.trim_start_matches('/').to_owned());
            page(visit, &programme, &typed, &wrong)
        }
        Err(failure) => Err(failure.into()),
    }
}

/// What was looked at: the event as it was then, moved by so many days.
fn seen(programme: &Programme, shift: i64) -> String {
    format!("{}.{shift}", programme.event.version)
}

fn shift(
    programme: &Programme,
    typed: &Fields,
    calendar: Calendar,
    visit: &Visit,
) -> Result<i64, Wrong> {
    if typed.text("shift") != "day" {
        return Ok(proposed_shift(programme, visit.app.clock.now()));
    }
    let day = calendar.day(typed.text("shift_day"));
    let day = day.map_err(|code| Wrong::new("shift_day", code))?;
    Ok(shift_to(programme, day))
}

fn looked_at(
    visit: &Visit,
    programme: &Programme,
    typed: &Fields,
    draft: &EventDraft,
    shift: i64,
    calendar: Calendar,
) -> Page {
    let texts = Texts::new(visit.language());
    let differences = programme.sessions.iter().zip(&draft.sessions).map(|(old, new)| {
        let times: Vec<String> = new
            .meetings
            .iter()
            .filter_map(|meeting| {
                let at = |text: &str| parse_time(text).ok();
                let (starts, ends) = at(&meeting.starts_at).zip(at(&meeting.ends_at))?;
                Some(civil::range(calendar.language, starts, ends, calendar.zone))
            })
            .collect();
        Difference {
            name: super::hub::session_name(visit, programme, old),
            before: crate::http::console::event::when(visit, programme, old).join("、"),
            after: times.join("、"),
        }
    });
    let mut hidden: Vec<(String, String)> = ["title", "shift", "shift_day"]
        .map(|name| (name.to_owned(), typed.text(name).to_owned()))
        .to_vec();
    hidden.push(("seen".to_owned(), seen(programme, shift)));
    let mut effects = vec![texts.t(words::COPY_KEEPS), texts.t(words::COPY_LEAVES)];
    if shift % 7 != 0 {
        effects.push(texts.t(words::COPY_WEEKDAYS));
    }
    let path = format!("{}/copy", event_path(programme));
    let view = PreviewView {
        frame: visit.frame(Section::Events),
        nav: Some(edit_nav(visit, programme)),
        heading: words::COPY,
        about: draft.title.get(visit.value_language()).to_owned(),
        is_shown_again: typed.text("action") == "confirm",
        refused: None,
        differences: differences.collect(),
        effects,
        mail: None,
        action: path.clone(),
        hidden,
        fields: Vec::new(),
        button: Some(FormButton::main("confirm", words::DO_COPY)),
        back: (path, BACK_WORD),
    };
    visit.page(200, &view)
}
