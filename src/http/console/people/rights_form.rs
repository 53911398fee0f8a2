//! The form of a right: which role, where, until when.

use std::sync::Arc;

use chrono::{DateTime, NaiveDate, TimeDelta, TimeZone as _, Utc};

use crate::domain::event::Programme;
use crate::domain::fault::Faults;
use crate::domain::ids::EventId;
use crate::domain::role::Role;
use crate::domain::values::calendar_date::parse_date;
use crate::http::console::posted::Fields;
use crate::http::console::visit::Visit;
use crate::http::pages::console::people::field::{FormErrors, form_field, line_field};
use crate::http::pages::field::{Choice, Control, Field, LineKind};
use crate::http::pages::texts::Texts;
use crate::store::members::EventRightRow;
use crate::usecases::people::members::{Reach, Right};
use crate::usecases::{Failure, find_programme, list_events};

const FORM: &str = "people-right";
/// In place of a role: each event keeps the one that it has.
pub const AS_IS: &str = "as_is";

/// What was typed, or what there is.
#[derive(Clone, Debug, Default)]
pub struct Typed {
    pub role: String,
    pub reach: String,
    pub events: Vec<String>,
    pub until: String,
}

impl Typed {
    /// What a form sent.
    pub fn of(fields: &Fields) -> Self {
        Self {
            role: fields.text("role").to_owned(),
            reach: fields.text("reach").to_owned(),
            events: fields.texts("events").map(str::to_owned).collect(),
            until: fields.text("until").to_owned(),
        }
    }

    /// Whether the rights for single events are to stay as they are, each with its own role and end.
    pub fn keeps(&self) -> bool {
        self.role == AS_IS && self.reach == "events"
    }

    /// The events that were chosen.
    ///
    /// # Errors
    /// `unknown_choice` at `/events`.
    pub fn chosen(&self) -> Result<Vec<EventId>, Failure> {
        let events: Option<Vec<EventId>> = self.events.iter().map(|id| id.parse().ok()).collect();
        events.ok_or_else(|| Failure::invalid("/events", "unknown_choice"))
    }

    /// The right.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn right(&self, visit: &Visit) -> Result<Right, Failure> {
        let mut faults = Faults::default();
        let role = role_of(&self.role, &mut faults);
        let until = until_of(&self.until, visit, &mut faults);
        let reach = if self.reach == "events" {
            let events = self.chosen();
            match &events {
                Err(_) => faults.add("/events", "unknown_choice"),
                Ok(events) if events.is_empty() => faults.add("/events", "nothing_chosen"),
                Ok(_) => {}
            }
            Reach::Events(events.unwrap_or_default())
        } else {
            Reach::Organization
        };
        let (role, until) = faults.into_result(role.zip(until)).map_err(Failure::Invalid)?;
        Ok(Right { role, reach, until })
    }
}

/// A role that was chosen.
pub fn role_of(text: &str, faults: &mut Faults) -> Option<Role> {
    let role = Role::parse(text);
    if role.is_none() {
        faults.add("/role", "nothing_chosen");
    }
    role
}

/// The end of the day that was typed; that there is none is an answer, too.
#[expect(clippy::option_option, reason = "wrong, without end, until then: three answers")]
pub fn until_of(text: &str, visit: &Visit, faults: &mut Faults) -> Option<Option<DateTime<Utc>>> {
    if text.is_empty() {
        return Some(None);
    }
    let Ok(day) = parse_date(text) else {
        faults.add("/until", "not_a_date");
        return None;
    };
    let end = end_of(day, visit);
    if end <= visit.app.clock.now() {
        faults.add("/until", "in_the_past");
    }
    Some(Some(end))
}

/// The last second of a day where the organization is.
fn end_of(day: NaiveDate, visit: &Visit) -> DateTime<Utc> {
    let next = day.succ_opt().unwrap_or(day).and_hms_opt(0, 0, 0).unwrap_or_default();
    let midnight = visit.zone().from_local_datetime(&next).earliest();
    midnight.map_or_else(|| next.and_utc(), |midnight| midnight.to_utc()) - TimeDelta::seconds(1)
}

/// The day of an end, as it is typed.
pub fn day_of(end: Option<DateTime<Utc>>, visit: &Visit) -> String {
    end.map(|end| end.with_timezone(&visit.zone()).format("%Y-%m-%d").to_string())
        .unwrap_or_default()
}

/// The choice of a role.
pub fn role_field(texts: Texts, chosen: &str, errors: &FormErrors) -> Field {
    let choice = |role: Role| Choice {
        value: role.as_str().to_owned(),
        label: texts.t(word(role)),
        hint: texts.t(&format!("{}-means", word(role))),
        chosen: role.as_str() == chosen,
    };
    form_field(texts, FORM, "role", Control::One(Role::ALL.map(choice).into()), errors)
}

/// Whether rights differ in role or end, so that one role and one end cannot tell them.
pub fn differ(held: &[EventRightRow]) -> bool {
    let Some(first) = held.first() else { return false };
    held.iter().any(|right| (&right.role, right.ends_at) != (&first.role, first.ends_at))
}

/// The choice to leave each event what it has.
fn as_is(texts: Texts, chosen: &str) -> Choice {
    Choice {
        value: AS_IS.to_owned(),
        label: texts.t("people-role-as-is"),
        hint: texts.t("people-role-as-is-means"),
        chosen: chosen == AS_IS,
    }
}

/// A right as it is told beside its event.
fn told(visit: &Visit, right: &EventRightRow) -> String {
    let texts = visit.texts();
    let role = texts.t(Role::parse(&right.role).map_or("people-role-none", word));
    match day_of(right.ends_at.map(|end| end.0), visit) {
        until if until.is_empty() => role,
        until => texts.t2("people-right-now", "role", role, "until", until),
    }
}

/// The last day.
pub fn until_field(texts: Texts, value: &str, errors: &FormErrors) -> Field {
    line_field(texts, FORM, "until", LineKind::Date, value, errors).hinted(FORM).optional()
}

/// The key of a role's word.
pub fn word(role: Role) -> &'static str {
    match role {
        Role::Owner => "people-role-owner",
        Role::Editor => "people-role-editor",
        Role::Reception => "people-role-reception",
        Role::Viewer => "people-role-viewer",
    }
}

/// All fields of the form, with the organization's newest events to choose from, and those for which there is a right.
///
/// # Errors
/// Those of the database.
pub async fn fields(
    visit: &Visit,
    typed: &Typed,
    held: &[EventRightRow],
    errors: &FormErrors,
) -> Result<Vec<Field>, Failure> {
    let texts = visit.texts();
    let reach = |value: &str, is_chosen| Choice {
        value: value.to_owned(),
        label: texts.t(&format!("people-reach-{value}")),
        hint: String::new(),
        chosen: is_chosen,
    };
    let for_events = typed.reach == "events";
    let reaches = vec![reach("organization", !for_events), reach("events", for_events)];
    let events = event_choices(visit, typed, held).await?;
    let mut role = role_field(texts, &typed.role, errors);
    if differ(held)
        && let Control::One(choices) = &mut role.control
    {
        choices.insert(0, as_is(texts, &typed.role));
    }
    let mut fields = vec![role, form_field(texts, FORM, "reach", Control::One(reaches), errors)];
    if !events.is_empty() {
        let field = form_field(texts, FORM, "events", Control::Many(events), errors);
        fields.push(field.hinted(FORM).optional());
    }
    fields.push(until_field(texts, &typed.until, errors));
    Ok(fields)
}

/// The organization's newest events, and behind them those for which there is a right: what is not offered would be taken
/// away unseen.
async fn event_choices(
    visit: &Visit,
    typed: &Typed,
    held: &[EventRightRow],
) -> Result<Vec<Choice>, Failure> {
    let newest = list_events::own(&visit.app, visit.principal(), None).await?.programmes;
    let mut programmes: Vec<Arc<Programme>> = newest.into_iter().map(Arc::new).collect();
    for right in held {
        let id = EventId(right.event_id.0);
        if programmes.iter().all(|programme| programme.event.id != id) {
            let organization = visit.principal().organization;
            let id = id.to_string();
            programmes.push(find_programme::own_event(&visit.app, organization, &id).await?);
        }
    }
    let differ = differ(held);
    let choice = |programme: &Arc<Programme>| {
        let id = programme.event.id;
        let right = held.iter().find(|right| differ && right.event_id.0 == id.0);
        Choice {
            label: programme.event.title.get(visit.value_language()).to_owned(),
            hint: right.map(|right| told(visit, right)).unwrap_or_default(),
            chosen: typed.events.contains(&id.to_string()),
            value: id.to_string(),
        }
    };
    Ok(programmes.iter().map(choice).collect())
}
