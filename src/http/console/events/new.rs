//! Making an event on one page; a sample to look at.

use actix_web::HttpResponse;
use serde_json::{Map, Value, json};

use super::moments::Calendar;
use super::rows::{ForAll, MORE_FIELDS, Made, ROW_FIELDS, Row, rows_of, sessions};
use super::sheet::{Sheet, fields_of, typed_text};
use super::timetable::{FromPaste, FromRule, from_paste, from_rule};
use crate::demo::sample as sample_event;
use crate::domain::civil;
use crate::domain::draft::EventDraft;
use crate::domain::event::{EventStatus, Programme};
use crate::http::console::open_visit::Page;
use crate::http::console::posted::{Fields, Posted};
use crate::http::console::visit::Visit;
use crate::http::pages::console::events::editor::{EditorView, ListedRow, OpenRow};
use crate::http::pages::console::events::fields::{Wrong, error_lines};
use crate::http::pages::console::frame::Section;
use crate::usecases::change_event::draft_from;
use crate::usecases::{Failure, Permission, create_event, list_events};

const PATH: &str = "/console/events/new";
const ABOUT: [&str; 6] =
    ["title", "audience", "description", "contact", "capacity_unit", "allocation"];
const ALL: [&str; 6] =
    ["capacity_each", "waiting_list", "opening", "opening_at", "closing", "closing_at"];
const RULE: [&str; 6] = ["every", "count", "until", "except", "holidays", "makes"];

pub async fn show(visit: Visit) -> HttpResponse {
    let outcome = empty(&visit).await;
    visit.answer(outcome)
}

async fn empty(visit: &Visit) -> Page {
    visit.principal().must(Permission::WriteEvents)?;
    let mut pairs = defaults();
    pairs.push(("contact".to_owned(), latest_contact(visit).await?));
    let typed = fields_of(pairs);
    let form = Form::begun();
    form.page(visit, &typed, None, calendar(visit))
}

/// What a form begins with.
pub fn defaults() -> Vec<(String, String)> {
    let defaults = [
        ("capacity_unit", "person"),
        ("allocation", "first_come"),
        ("waiting_list", "true"),
        ("opening", "published"),
        ("closing", "day_before"),
        ("every", "week"),
        ("makes", "sessions"),
        ("paste_makes", "sessions"),
        ("holidays", "true"),
    ];
    defaults.map(|(name, value)| (name.to_owned(), value.to_owned())).to_vec()
}

/// Whom to ask stays mostly the same from event to event.
async fn latest_contact(visit: &Visit) -> Result<String, Failure> {
    if !visit.principal().may(Permission::ReadEvents) {
        return Ok(String::new());
    }
    let found = list_events::own(&visit.app, visit.principal(), None).await?;
    let public = found.programmes.iter().find(|known| known.event.status != EventStatus::Draft);
    Ok(public.map(|known| known.event.contact.each()[0].clone()).unwrap_or_default())
}

/// The calendar of the organization.
pub fn calendar(visit: &Visit) -> Calendar {
    Calendar::new(visit.app.clock.now(), visit.zone(), visit.value_language())
}

pub async fn press(visit: Visit, posted: Posted) -> HttpResponse {
    let outcome = pressed(&visit, posted).await;
    visit.answer(outcome)
}

async fn pressed(visit: &Visit, posted: Posted) -> Page {
    let typed = visit.admitted(posted)?;
    visit.principal().must(Permission::WriteEvents)?;
    let calendar = calendar(visit);
    let mut form = Form::of(&typed);
    if form.grows(&typed, calendar) {
        return form.page(visit, &typed, None, calendar);
    }
    let (made, mut wrong) = form.made(visit, &typed, calendar);
    if wrong.is_empty() {
        let outcome = match draft_from::<EventDraft>(draft(&typed, &made)) {
            Ok(draft) => create_event::create(&visit.app, visit.principal(), &draft).await,
            Err(failure) => Err(failure),
        };
        match outcome {
            Ok(id) => {
                return Ok(visit.see_other(&format!("/console/events/{id}/publish?done=made")));
            }
            Err(Failure::Invalid(faults)) => wrong = made.wrong_of(&faults),
            Err(failure) => return Err(failure.into()),
        }
    }
    form.opens_wrong_rows(&mut wrong);
    form.wrong = wrong;
    form.page(visit, &typed, None, calendar)
}

fn draft(typed: &Fields, made: &Made) -> Value {
    let company = typed.text("capacity_unit") == "company";
    let mut draft = Map::new();
    for name in ["title", "audience", "description", "contact"] {
        draft.insert(name.to_owned(), json!(typed_text(typed, name)));
    }
    draft.insert("capacity_unit".to_owned(), json!(if company { "company" } else { "person" }));
    draft.insert("allocation".to_owned(), json!(typed.given("allocation").unwrap_or("first_come")));
    // A company sends several people under its seat; a citizen comes alone unless the rules say otherwise.
    draft.insert("people_per_application".to_owned(), json!(if company { 5 } else { 1 }));
    draft.insert("sessions".to_owned(), json!(made.sessions));
    Value::Object(draft)
}

/// A form for sessions on its way.
#[derive(Default)]
pub struct Form {
    pub rows: Vec<Row>,
    pub listed: Vec<Row>,
    pub wrong: Vec<Wrong>,
    paste: FromPaste,
    rule: FromRule,
    /// What stays in the field for pasting.
    rest: Option<String>,
}

impl Form {
    /// One with a row to fill in.
    pub fn begun() -> Self {
        Self { rows: vec![Row::default()], ..Self::default() }
    }

    pub fn of(typed: &Fields) -> Self {
        Self { rows: rows_of(typed, "rows"), listed: rows_of(typed, "listed"), ..Self::default() }
    }

    /// Does what the button asks for that makes no event yet; whether it was one.
    pub fn grows(&mut self, typed: &Fields, calendar: Calendar) -> bool {
        match typed.text("action") {
            "row" => self.rows.push(Row::default()),
            "paste" => self.take_paste(typed, calendar),
            "recur" => self.take_rule(typed, calendar),
            _ => return self.pasted_and_forgotten(typed, calendar),
        }
        true
    }

    /// Somebody has pasted, and pressed the last button at once: what was understood is shown first.
    fn pasted_and_forgotten(&mut self, typed: &Fields, calendar: Calendar) -> bool {
        let is_pasted = !typed.text("pasted").is_empty();
        if is_pasted {
            self.take_paste(typed, calendar);
        }
        is_pasted
    }

    fn take_paste(&mut self, typed: &Fields, calendar: Calendar) {
        let text = typed.raw("pasted").unwrap_or_default();
        if text.trim().is_empty() {
            self.wrong.push(Wrong::new("pasted", "empty"));
            return;
        }
        let mut paste = from_paste(text, calendar);
        if typed.text("paste_makes") == "meetings" {
            paste.rows.iter_mut().skip(1).for_each(|row| row.continues = true);
        }
        // What lacks its end is for people to complete.
        let (whole, open): (Vec<Row>, Vec<Row>) =
            std::mem::take(&mut paste.rows).into_iter().partition(|row| !row.ends.is_empty());
        self.rows.retain(|row| !row.is_empty());
        self.rows.extend(open);
        self.listed.extend(whole);
        self.rest = Some(std::mem::take(&mut paste.rest));
        self.paste = paste;
    }

    fn take_rule(&mut self, typed: &Fields, calendar: Calendar) {
        let last = self.rows.iter().rposition(|row| !row.is_empty());
        let Some(last) = last else {
            self.wrong.push(Wrong::new("rows.0.day", "empty"));
            return;
        };
        let made = from_rule(typed, (&format!("rows.{last}"), &self.rows[last]), calendar);
        match made {
            Ok(mut made) => {
                self.rows.truncate(last + 1);
                self.listed.splice(0..0, std::mem::take(&mut made.rows));
                self.rule = made;
            }
            Err(wrong) => self.wrong.extend(wrong),
        }
    }

    /// The sessions that the rows make, and what is wrong with them.
    pub fn made(&self, visit: &Visit, typed: &Fields, calendar: Calendar) -> (Made, Vec<Wrong>) {
        let mut wrong = Vec::new();
        let all = ForAll::of(typed, calendar, &mut wrong);
        let named = |kind: &'static str, rows: &[Row]| -> Vec<(String, Row)> {
            let numbered = rows.iter().enumerate();
            numbered.map(|(number, row)| (format!("{kind}.{number}"), row.clone())).collect()
        };
        let mut rows = named("rows", &self.rows);
        let has_others = !self.listed.is_empty() || self.rows.iter().any(|row| !row.is_empty());
        rows.retain(|(_, row)| !(has_others && row.is_empty()));
        rows.extend(named("listed", &self.listed));
        let made = sessions(&rows, &all, calendar, visit.app.clock.now(), &mut wrong);
        (made, wrong)
    }

    /// Rows of the list in which something is wrong are opened, so that it can be mended.
    pub fn opens_wrong_rows(&mut self, wrong: &mut [Wrong]) {
        let number = |wrong: &Wrong| -> Option<usize> {
            wrong.name.strip_prefix("listed.")?.split('.').next()?.parse().ok()
        };
        let mut places: Vec<usize> = wrong.iter().filter_map(number).collect();
        places.sort_unstable();
        places.dedup();
        for place in places.into_iter().rev() {
            if place >= self.listed.len() {
                continue;
            }
            let row = self.listed.remove(place);
            let (old, new) = (format!("listed.{place}."), format!("rows.{}.", self.rows.len()));
            self.rows.push(row);
            for wrong in wrong.iter_mut().filter(|wrong| wrong.name.starts_with(&old)) {
                wrong.name = wrong.name.replacen(&old, &new, 1);
            }
        }
    }

    /// The page as it stands.
    pub fn page(
        &self,
        visit: &Visit,
        typed: &Fields,
        programme: Option<&Programme>,
        calendar: Calendar,
    ) -> Page {
        let view = self.view(visit, typed, programme, calendar);
        visit.page(if view.errors.is_empty() { 200 } else { 422 }, &view)
    }

    fn view(
        &self,
        visit: &Visit,
        typed: &Fields,
        programme: Option<&Programme>,
        calendar: Calendar,
    ) -> EditorView {
        let mut pairs = typed.pairs().to_vec();
        if let Some(rest) = &self.rest {
            pairs.retain(|(name, _)| name != "pasted");
            pairs.push(("pasted".to_owned(), rest.clone()));
        }
        pairs.retain(|(name, _)| !name.starts_with("rows.") && !name.starts_with("listed."));
        for (number, row) in self.rows.iter().enumerate() {
            pairs.extend(row.pairs(&format!("rows.{number}")));
        }
        let known = fields_of(pairs);
        let sheet = Sheet::new(visit, &known, &self.wrong);
        let rows: Vec<OpenRow> = (0..self.rows.len())
            .map(|number| {
                let all = |names: &[&str]| {
                    names.iter().map(|name| sheet.field(&format!("rows.{number}.{name}"))).collect()
                };
                OpenRow {
                    number: number + 1,
                    understood: self
                        .rows
                        .get(number)
                        .map_or_else(String::new, |row| understood(row, calendar)),
                    fields: all(&ROW_FIELDS),
                    more: all(if number == 0 { &MORE_FIELDS[..3] } else { &MORE_FIELDS }),
                }
            })
            .collect();
        let listed = self
            .listed
            .iter()
            .enumerate()
            .map(|(number, row)| listed(&sheet, number, row, calendar));
        let event = if programme.is_none() { sheet.all(&ABOUT) } else { Vec::new() };
        let (pasted, rule, all) = (sheet.field("pasted"), sheet.all(&RULE), sheet.all(&ALL));
        let of_rows = rows.iter().flat_map(|row| row.fields.iter().chain(&row.more));
        let fields = event.iter().chain(of_rows).chain([&pasted]).chain(&rule).chain(&all);
        let errors = error_lines(sheet.texts, fields, &self.wrong);
        let words = super::sheet::editor_words(programme);
        EditorView {
            frame: visit.frame(Section::Events),
            nav: programme.map(|programme| super::sheet::edit_nav(visit, programme)),
            heading: words.heading,
            errors,
            action: programme.map_or_else(
                || PATH.to_owned(),
                |programme| format!("{}/edit/sessions", super::sheet::event_path(programme)),
            ),
            event,
            rows,
            listed: listed.collect(),
            unread: self.paste.unread.clone(),
            too_many: self.paste.too_many,
            left_out: self.rule.left_out.clone(),
            paste_makes: sheet.field("paste_makes"),
            pasted,
            rule,
            all,
            button: words.button,
            back: (words.back_path, words.back),
        }
    }
}

/// Day and hours as they were understood.
fn understood(row: &Row, calendar: Calendar) -> String {
    let Ok(meeting) = super::rows::meeting("", row, calendar) else { return String::new() };
    let at = |name: &str| {
        let text = meeting[name].as_str().unwrap_or_default();
        crate::domain::event::parse_time(text).ok()
    };
    let times = at("starts_at").zip(at("ends_at"));
    times.map_or_else(String::new, |(starts, ends)| {
        civil::range(calendar.language, starts, ends, calendar.zone)
    })
}

fn listed(sheet: &Sheet<'_>, number: usize, row: &Row, calendar: Calendar) -> ListedRow {
    let prefix = format!("listed.{number}");
    let mut hidden = row.pairs(&prefix);
    let day = format!("{prefix}.day");
    hidden.retain(|(name, value)| !value.is_empty() || *name == day);
    let place = if row.venue.is_empty() { row.online_url.clone() } else { row.venue.clone() };
    let when = understood(row, calendar);
    ListedRow {
        source: row.source.parse().ok(),
        continues: row.continues,
        name: row.name.clone(),
        when: if when.is_empty() { format!("{} {}", row.day, row.starts) } else { when },
        place,
        capacity: row.capacity.clone(),
        hidden,
        drop: sheet.field(&format!("{prefix}.drop")),
    }
}

pub async fn sample(visit: Visit, posted: Posted) -> HttpResponse {
    let outcome = sampled(&visit, posted).await;
    visit.answer(outcome)
}

async fn sampled(visit: &Visit, posted: Posted) -> Page {
    visit.admitted(posted)?;
    let id = sample_event::make(&visit.app, visit.principal()).await?;
    Ok(visit.see_other(&format!("/console/events/{id}/publish?done=sample")))
}
