//! A session: its name, seats, times to apply, group, and its meetings.

use std::sync::Arc;

use actix_web::HttpResponse;
use serde_json::{Value, json};

use super::confirming::{self, Deed, edit_path};
use super::hub::session_name;
use super::moments::Calendar;
use super::rows::{Row, meeting, of_meeting};
use super::sheet::{
    BACK_WORD, Sheet, back_to_edit, edit_nav, fields_of, number, shown, text_pairs, typed_text,
    view, wrong_of,
};
use crate::domain::draft::draft_of_session;
use crate::domain::event::{Programme, Session, SessionStatus};
use crate::domain::ids::SessionId;
use crate::domain::values::localized::Localized;
use crate::http::console::open_visit::Page;
use crate::http::console::posted::{Fields, Posted};
use crate::http::console::visit::Visit;
use crate::http::extract::Query;
use crate::http::pages::console::events::fields::Wrong;
use crate::http::pages::console::events::hub::Way;
use crate::http::pages::console::events::sheet::{FieldGroup, FormButton};
use crate::http::pages::console::events::words;
use crate::usecases::{Failure, Permission, change_session, find_programme, foresee_change};

const SEATS: [&str; 3] = ["capacity", "people_capacity", "waiting_list"];
const TIMES: [&str; 2] = ["opening_at", "closing_at"];
const MEETING: [&str; 6] = ["day", "starts", "ends", "venue", "address", "online_url"];
const SECONDS_OF_A_MINUTE: i64 = 60;

/// The session that the address names, for those who may change it.
pub async fn own_session(visit: &Visit) -> Result<(Arc<Programme>, SessionId), Failure> {
    let organization = visit.principal().organization;
    let session = visit.part("session")?;
    let (programme, id) = find_programme::own_session(&visit.app, organization, session).await?;
    visit.principal().must_in(programme.event.id, Permission::WriteEvents)?;
    Ok((programme, id))
}

pub async fn show(visit: Visit, query: Query) -> HttpResponse {
    let outcome = known(&visit, query).await;
    visit.answer(outcome)
}

async fn known(visit: &Visit, mut query: Query) -> Page {
    query.text("lang");
    query.finish()?;
    let (programme, id) = own_session(visit).await?;
    let session = programme.session(id).ok_or(Failure::NotFound)?;
    let calendar = calendar(visit, &programme);
    page(visit, &programme, session, &fields_of(pairs(&programme, session, calendar)), &[])
}

fn calendar(visit: &Visit, programme: &Programme) -> Calendar {
    Calendar::new(visit.app.clock.now(), programme.event.time_zone, visit.value_language())
}

fn pairs(programme: &Programme, session: &Session, calendar: Calendar) -> Vec<(String, String)> {
    let settings = &session.settings;
    let group = programme.group_of(session).map(|group| group.key.clone());
    let people = settings.people_capacity.map(|people| people.to_string());
    let opens = settings.opens_at.map(|at| calendar.moment_text(at));
    let grace = i64::from(settings.grace_seconds) / SECONDS_OF_A_MINUTE;
    let values = [
        ("capacity", settings.capacity.to_string()),
        ("people_capacity", people.unwrap_or_default()),
        ("waiting_list", settings.waiting_list.to_string()),
        ("head_blocks", settings.head_blocks.to_string()),
        ("opening_at", opens.unwrap_or_default()),
        ("closing_at", calendar.moment_text(settings.closes_at)),
        ("grace_minutes", grace.to_string()),
        ("group", group.unwrap_or_default()),
    ];
    let mut pairs: Vec<(String, String)> =
        values.into_iter().map(|(name, value)| (name.to_owned(), value)).collect();
    pairs.extend(text_pairs("name", &session.name));
    for (number, meeting) in session.meetings.iter().enumerate() {
        let text = |text: &Option<Localized>| {
            text.as_ref().map(|text| text.get(calendar.language).to_owned()).unwrap_or_default()
        };
        let values = [
            ("day", calendar.day_text(meeting.starts_at)),
            ("starts", calendar.time_text(meeting.starts_at)),
            ("ends", ends_text(calendar, meeting.starts_at, meeting.ends_at)),
            ("venue", text(&meeting.venue)),
            ("address", text(&meeting.address)),
            ("online_url", meeting.online_url.clone().unwrap_or_default()),
        ];
        pairs.extend(values.map(|(name, value)| (format!("meetings.{number}.{name}"), value)));
    }
    pairs
}

/// The end, with its day where that is another one.
fn ends_text(
    calendar: Calendar,
    starts: chrono::DateTime<chrono::Utc>,
    ends: chrono::DateTime<chrono::Utc>,
) -> String {
    if calendar.day_text(starts) == calendar.day_text(ends) {
        calendar.time_text(ends)
    } else {
        calendar.moment_text(ends)
    }
}

fn meetings_in(fields: &Fields) -> usize {
    (0..100).take_while(|n| fields.raw(&format!("meetings.{n}.day")).is_some()).count()
}

fn page(
    visit: &Visit,
    programme: &Programme,
    session: &Session,
    fields: &Fields,
    wrong: &[Wrong],
) -> Page {
    let sheet = Sheet::new(visit, fields, wrong);
    let mut groups = vec![
        FieldGroup::new("", "", sheet.all(&["name"])),
        FieldGroup::new(words::SEATS, "", sheet.all(&SEATS)),
        FieldGroup::new(words::WHEN_TO_APPLY, "", sheet.all(&TIMES)),
    ];
    let count = meetings_in(fields);
    for number in 0..count {
        let heading = if number == 0 { words::MEETINGS } else { "" };
        let means = if number == 0 { words::MEETINGS_MEANS } else { "" };
        let mut names: Vec<String> =
            MEETING.iter().map(|name| format!("meetings.{number}.{name}")).collect();
        if count > 1 {
            names.push(format!("meetings.{number}.drop"));
        }
        let of_one = names.iter().map(|name| sheet.field(name)).collect();
        groups.push(FieldGroup::new(heading, means, of_one));
    }
    groups.push(FieldGroup::folded(words::SELDOM, "", seldom(visit, programme, &sheet)));
    let about = session_name(visit, programme, session);
    let path = format!("/console/sessions/{}", session.id);
    let ways = (format!("{path}/edit"), (edit_path(programme), BACK_WORD));
    let mut view = view(visit, (words::SESSION, about), ways, groups, wrong);
    view.nav = Some(edit_nav(visit, programme));
    view.buttons.push(FormButton::other("row", words::ADD_MEETING));
    view.ways = session_ways(session, &path);
    view.hidden.push(("version".to_owned(), programme.event.version.to_string()));
    shown(visit, &view)
}

fn seldom(
    visit: &Visit,
    programme: &Programme,
    sheet: &Sheet<'_>,
) -> Vec<crate::http::pages::field::Field> {
    let mut fields = sheet.all(&["name_en", "name_easy", "head_blocks", "grace_minutes"]);
    if !programme.groups.is_empty() {
        let none = (String::new(), sheet.texts.t(words::NO_GROUP));
        let groups = programme.groups.iter().map(|group| {
            let name = group.name.get(visit.value_language());
            let name = if name.is_empty() { group.key.as_str() } else { name };
            (group.key.clone(), name.to_owned())
        });
        fields.push(sheet.select("group", std::iter::once(none).chain(groups).collect()));
    }
    fields
}

/// What becomes of a session by staff's hand, as it stands: without taking it away for good.
pub fn changes_of_session(session: &Session) -> impl Iterator<Item = Way> {
    let path = format!("/console/sessions/{}", session.id);
    let deleting = format!("{path}/delete");
    session_ways(session, &path).into_iter().filter(move |way| way.path != deleting)
}

fn session_ways(session: &Session, path: &str) -> Vec<Way> {
    let status = session.settings.status;
    let applies = |end: &str| match end {
        "close" => status == SessionStatus::Scheduled,
        "reopen" => status == SessionStatus::Closed,
        "cancel" => status != SessionStatus::Cancelled,
        _ => true,
    };
    let ways = words::SESSION_WAYS.iter().filter(|(end, _, _)| applies(end));
    ways.map(|(end, word, means)| Way { path: format!("{path}/{end}"), word, means }).collect()
}

pub async fn press(visit: Visit, posted: Posted) -> HttpResponse {
    let outcome = pressed(&visit, posted).await;
    visit.answer(outcome)
}

async fn pressed(visit: &Visit, posted: Posted) -> Page {
    let typed = visit.admitted(posted)?;
    let (programme, id) = own_session(visit).await?;
    let session = programme.session(id).ok_or(Failure::NotFound)?;
    if typed.text("action") == "row" {
        return page(visit, &programme, session, &with_meeting(&typed), &[]);
    }
    let calendar = calendar(visit, &programme);
    let wrong = match patch(&programme, session, &typed, calendar) {
        Ok(patch) => match changed(visit, &programme, session, &typed, patch).await? {
            Ok(done) => return Ok(done),
            Err(wrong) => wrong,
        },
        Err(wrong) => wrong,
    };
    page(visit, &programme, session, &typed, &wrong)
}

/// One more meeting, at the place of the last.
fn with_meeting(typed: &Fields) -> Fields {
    let count = meetings_in(typed);
    let mut pairs = typed.pairs().to_vec();
    for name in MEETING {
        let keeps = matches!(name, "starts" | "ends" | "venue" | "address" | "online_url");
        let last = format!("meetings.{}.{name}", count.saturating_sub(1));
        let value = if keeps { typed.text(&last) } else { "" };
        pairs.push((format!("meetings.{count}.{name}"), value.to_owned()));
    }
    fields_of(pairs)
}

/// Foresees the change, shows it where it touches people, and carries it out.
async fn changed(
    visit: &Visit,
    programme: &Programme,
    session: &Session,
    typed: &Fields,
    mut patch: Value,
) -> Result<Result<HttpResponse, Vec<Wrong>>, crate::http::console::fault::ConsoleFault> {
    let (app, principal, id) = (&visit.app, visit.principal(), session.id.to_string());
    let foreseen = match foresee_change::session_change(app, principal, &id, &patch).await {
        Ok(foreseen) => foreseen,
        Err(Failure::Invalid(faults)) => return Ok(Err(wrong_of(&faults, name_of))),
        Err(failure) => return Err(failure.into()),
    };
    if foreseen.touches_people() && !confirming::is_confirmed(typed, &foreseen) {
        let deed = Deed {
            programme,
            heading: words::PREVIEW,
            about: session_name(visit, programme, session),
            action: format!("/console/sessions/{id}/edit"),
            back_path: format!("/console/sessions/{id}/edit"),
            button: FormButton::main("confirm", words::DO_CHANGE),
            asks_whether_to_tell: true,
            more: Vec::new(),
        };
        return confirming::page(visit, typed, &foreseen, deed).map(Ok);
    }
    let told = foreseen.is_news && foreseen.addressed.all() > 0 && confirming::notify(typed);
    patch["notify"] = json!(confirming::notify(typed));
    match change_session::change(app, principal, &id, &patch).await {
        Ok(_) => {
            let done = if told { "saved-told" } else { "saved" };
            Ok(Ok(back_to_edit(visit, programme, done)))
        }
        Err(Failure::Invalid(faults)) => Ok(Err(wrong_of(&faults, name_of))),
        Err(failure) => Err(failure.into()),
    }
}

fn name_of(pointer: &str) -> String {
    let mut parts = pointer.trim_start_matches('/').split('/');
    match (parts.next(), parts.next(), parts.next()) {
        (Some("meetings"), Some(number), Some(field)) => {
            format!("meetings.{number}.{}", of_meeting(field))
        }
        (Some("opens_at"), ..) => "opening_at".to_owned(),
        (Some("closes_at"), ..) => "closing_at".to_owned(),
        (Some("grace_seconds"), ..) => "grace_minutes".to_owned(),
        (Some("waiting_list_head_blocks"), ..) => "head_blocks".to_owned(),
        (Some(first), ..) => first.to_owned(),
        _ => String::new(),
    }
}

/// What is typed, as a patch of the session.
fn patch(
    programme: &Programme,
    session: &Session,
    typed: &Fields,
    calendar: Calendar,
) -> Result<Value, Vec<Wrong>> {
    let mut wrong = Vec::new();
    let mut read = |name: &str| {
        number(typed, name).unwrap_or_else(|fault| {
            wrong.push(fault);
            None
        })
    };
    let (capacity, people) = (read("capacity"), read("people_capacity"));
    let grace = read("grace_minutes").unwrap_or(0) * SECONDS_OF_A_MINUTE;
    if capacity.is_none() && wrong.is_empty() {
        wrong.push(Wrong::new("capacity", "empty"));
    }
    let mut moment = |name: &str| {
        let typed = typed.given(name)?;
        calendar.moment(typed).map_err(|code| wrong.push(Wrong::new(name, code))).ok()
    };
    let (opens_at, closes_at) = (moment("opening_at"), moment("closing_at"));
    let meetings = meetings(programme, session, typed, calendar, &mut wrong);
    let [ja, en, easy] = typed_text(typed, "name").each();
    let given = |text: String| if text.is_empty() { Value::Null } else { text.into() };
    let patch = json!({
        "name": { "ja": given(ja), "en": given(en), "easy": given(easy) },
        "capacity": capacity,
        "people_capacity": people,
        "waiting_list": typed.text("waiting_list") == "true",
        "waiting_list_head_blocks": typed.text("head_blocks") == "true",
        "opens_at": opens_at,
        "closes_at": closes_at,
        "grace_seconds": grace,
        "group": typed.given("group"),
        "meetings": meetings,
    });
    if wrong.is_empty() { Ok(patch) } else { Err(wrong) }
}

fn meetings(
    programme: &Programme,
    session: &Session,
    typed: &Fields,
    calendar: Calendar,
    wrong: &mut Vec<Wrong>,
) -> Vec<Value> {
    let known = draft_of_session(session, &programme.groups).meetings;
    let mut meetings = Vec::new();
    for number in 0..meetings_in(typed) {
        let prefix = format!("meetings.{number}");
        let text = |name: &str| typed.text(&format!("{prefix}.{name}")).to_owned();
        if text("drop") == "true" {
            continue;
        }
        let (ends_day, ends) = split_end(&text("ends"));
        let row = Row {
            day: text("day"),
            starts: text("starts"),
            ends,
            online_url: text("online_url"),
            ..Row::default()
        };
        let mut made = match meeting(&prefix, &row, calendar) {
            Ok(made) => made,
            Err(faults) => {
                wrong.extend(faults);
                continue;
            }
        };
        if let Some(moment) = ends_day.and_then(|whole| calendar.moment(&whole).ok()) {
            made["ends_at"] = moment.into();
        }
        let before = known.get(number);
        let places = [
            ("venue", before.and_then(|known| known.venue.as_ref())),
            ("address", before.and_then(|known| known.address.as_ref())),
        ];
        for (name, before) in places {
            let text = text(name);
            if !text.is_empty() {
                made[name] = json!(in_language(before, &text, calendar));
            }
        }
        meetings.push(made);
    }
    meetings
}

/// An end on another day: the whole of it, and its time of day.
fn split_end(typed: &str) -> (Option<String>, String) {
    match typed.rsplit_once(' ') {
        Some((_, time)) => (Some(typed.to_owned()), time.to_owned()),
        None => (None, typed.to_owned()),
    }
}

/// A text whose other languages stay as they are. What is shown in this language was perhaps the Japanese one.
fn in_language(before: Option<&Localized>, text: &str, calendar: Calendar) -> Localized {
    let Some(before) = before else { return text.into() };
    if before.get(calendar.language) == text {
        return before.clone();
    }
    let [ja, en, easy] = before.each();
    match calendar.language {
        crate::domain::values::language::Language::En if !en.is_empty() => {
            Localized::of_each(&[ja, text.to_owned(), easy])
        }
        _ => Localized::of_each(&[text.to_owned(), en, easy]),
    }
}
