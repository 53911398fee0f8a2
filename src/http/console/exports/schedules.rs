//! Lists that staff are told of by mail, by the calendar.

use actix_web::HttpResponse;
use uuid::Uuid;

use super::asked::Asked;
use super::narrowed;
use super::scope::Scope;
use crate::domain::event::Programme;
use crate::domain::export_timing::ExportTiming;
use crate::domain::values::language::Language;
use crate::http::console::open_visit::Page;
use crate::http::console::paths::parameters;
use crate::http::console::posted::{Fields, Posted};
use crate::http::console::visit::Visit;
use crate::http::pages::console::attendees::state_key;
use crate::http::pages::console::exports::dialog::Tick;
use crate::http::pages::console::exports::schedules::{ScheduleLine, SchedulesView};
use crate::http::pages::console::exports::words::{
    BEFORE_AT, COLUMNS_NUMBER, DAY_AT, EVERY, FORMATS, HOUR_OF, WEEK_AT, WEEKDAYS, done_key,
    fault_key,
};
use crate::http::pages::console::frame::Section;
use crate::http::pages::texts::Texts;
use crate::usecases::scheduled_exports::{self, KeptWanted, ScheduleOrder, Scheduled};
use crate::usecases::{Failure, export_sets};

pub async fn show(visit: Visit) -> HttpResponse {
    let fields = parameters(&visit);
    let outcome = page(&visit, 200, &fields, None).await;
    visit.answer(outcome)
}

pub async fn press(visit: Visit, posted: Posted) -> HttpResponse {
    let outcome = pressed(&visit, posted).await;
    visit.answer(outcome)
}

async fn pressed(visit: &Visit, posted: Posted) -> Page {
    let fields = visit.admitted(posted)?;
    let event = visit.part("event")?;
    match carried_out(visit, event, &fields).await {
        Ok(done) => {
            Ok(visit.see_other(&format!("/console/events/{event}/export/schedules?done={done}")))
        }
        Err(Failure::Invalid(_)) => page(visit, 422, &fields, Some("exports-schedule-wrong")).await,
        Err(failure) => Err(failure.into()),
    }
}

/// Does what the button says; the word for it.
async fn carried_out(visit: &Visit, event: &str, fields: &Fields) -> Result<&'static str, Failure> {
    let (app, principal) = (&visit.app, visit.principal());
    let (order, done) = match fields.text("action") {
        "pause" => (ScheduleOrder::Pause, "paused"),
        "resume" => (ScheduleOrder::Resume, "resumed"),
        "remove" => (ScheduleOrder::Remove, "removed"),
        _ => {
            let scope = Scope::of(visit).await?;
            let kept = Asked::of(visit, &scope, fields, &[]).kept();
            let timing =
                timing(fields).ok_or_else(|| Failure::invalid("/timing", "out_of_range"))?;
            let recipients: Vec<Uuid> =
                fields.texts("recipient").filter_map(|id| Uuid::parse_str(id).ok()).collect();
            scheduled_exports::create(app, principal, event, kept, timing, recipients).await?;
            return Ok("planned");
        }
    };
    scheduled_exports::order(app, principal, event, fields.text("schedule"), order).await?;
    Ok(done)
}

fn timing(fields: &Fields) -> Option<ExportTiming> {
    let number = |name: &str| fields.text(name).parse::<u32>().ok();
    let hour = number("hour")?;
    match fields.text("every") {
        "day" => Some(ExportTiming::Day { hour }),
        "week" => Some(ExportTiming::Week { day: number("weekday")?, hour }),
        "before" => Some(ExportTiming::Before { days: number("days")?, hour }),
        _ => None,
    }
}

async fn page(visit: &Visit, status: u16, fields: &Fields, wrong: Option<&'static str>) -> Page {
    let scope = Scope::of(visit).await?;
    let (programme, found, staff) =
        scheduled_exports::list(&visit.app, visit.principal(), visit.part("event")?).await?;
    let sets = export_sets::list(&visit.app, visit.principal()).await?;
    let asked = Asked::of(visit, &scope, fields, &sets);
    let frame = visit.frame(Section::Events);
    let texts = frame.texts();
    let (language, zone) = (visit.value_language(), programme.event.time_zone);
    let line = |one: &Scheduled| ScheduleLine {
        id: one.id.to_string(),
        timing: timing_words(texts, one.timing),
        what: what(texts, language, &programme, &one.wanted),
        recipients: one.recipients.join("、"),
        next: visit.short_time(one.due_at, zone),
        is_paused: one.is_paused,
        fault: one.fault.as_deref().map(fault_key),
        may_change: one.may_change,
    };
    let chosen = |name: &str, value: &str, usual: bool| match fields.given(name) {
        Some(typed) => typed == value,
        None => usual,
    };
    let tick = |value: String, label: String, chosen: bool| Tick { value, label, chosen };
    let me = visit.principal().actor.to_string();
    let view = SchedulesView {
        event_path: scope.event_path(),
        event_title: programme.event.title.get(language).to_owned(),
        done: done_key(fields.text("done")),
        path: format!("{}/export/schedules", scope.event_path()),
        schedules: found.iter().map(line).collect(),
        what: what(texts, language, &programme, &asked.kept()),
        forgets_words: !asked.narrowed.q.is_empty(),
        hidden: asked.pairs(None),
        timings: EVERY
            .map(|(value, word)| {
                tick(value.to_owned(), texts.t(word), chosen("every", value, value == "day"))
            })
            .to_vec(),
        weekdays: (0..)
            .zip(WEEKDAYS)
            .map(|(number, word)| {
                let value = u8::to_string(&number);
                let is_chosen = chosen("weekday", &value, number == 0);
                tick(value, texts.t(word), is_chosen)
            })
            .collect(),
        hours: (0..24_u8)
            .map(|hour| {
                let value = hour.to_string();
                let is_chosen = chosen("hour", &value, hour == 8);
                tick(value, texts.t1(HOUR_OF, "hour", hour.to_string()), is_chosen)
            })
            .collect(),
        days_before: fields.given("days").unwrap_or("1").to_owned(),
        staff: staff
            .iter()
            .map(|member| {
                let value = member.member.id.0.to_string();
                let is_me = me.ends_with(&value);
                let is_chosen = fields.texts("recipient").any(|id| id == value)
                    || (is_me && !fields.has("recipient"));
                tick(value, member.account.name.clone(), is_chosen)
            })
            .collect(),
        wrong,
        frame,
    };
    visit.page(status, &view)
}

/// What is exported, in words.
pub fn what(
    texts: Texts,
    language: Language,
    programme: &Programme,
    wanted: &KeptWanted,
) -> String {
    let format = match wanted.encoding.as_deref() {
        Some(encoding) => format!("{}-{encoding}", wanted.ending),
        None => wanted.ending.clone(),
    };
    let word = FORMATS.iter().find(|(value, _)| *value == format).map_or("", |(_, word)| *word);
    let states = wanted.state.as_deref().unwrap_or_default();
    let states: Vec<String> = states
        .split(',')
        .filter(|state| !state.is_empty())
        .map(|state| texts.t(state_key(state)))
        .collect();
    let columns = wanted.columns.as_deref().map_or(0, |keys| keys.split(',').count());
    let columns = texts.t1(COLUMNS_NUMBER, "number", columns);
    let mut parts = vec![texts.t(word), states.join("、"), columns];
    parts.extend(narrowed::words(texts, language, programme, &wanted.narrowed));
    parts.join(" / ")
}

fn timing_words(texts: Texts, timing: ExportTiming) -> String {
    match timing {
        ExportTiming::Day { hour } => texts.t1(DAY_AT, "hour", hour.to_string()),
        ExportTiming::Week { day, hour } => {
            let place = usize::try_from(day).unwrap_or(0);
            let day = texts.t(WEEKDAYS.get(place).copied().unwrap_or_default());
            texts.t2(WEEK_AT, "day", day, "hour", hour.to_string())
        }
        ExportTiming::Before { days, hour } => {
            texts.t2(BEFORE_AT, "days", days.to_string(), "hour", hour.to_string())
        }
    }
}
