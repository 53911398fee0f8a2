//! How one applies to an event, and when those with a seat are reminded.

use actix_web::HttpResponse;
use serde_json::{Value, json};

use super::basics::{Changing, change};
use super::confirming::edit_path;
use super::more_sessions::own_event;
use super::sheet::{BACK_WORD, Sheet, edit_nav, event_path, fields_of, number, shown, view};
use crate::domain::application_rules::FormLayout;
use crate::domain::event::Programme;
use crate::domain::reminder::Reminder;
use crate::http::console::open_visit::Page;
use crate::http::console::posted::{Fields, Posted};
use crate::http::console::visit::Visit;
use crate::http::pages::console::events::fields::{Duration, Wrong};
use crate::http::pages::console::events::sheet::FieldGroup;
use crate::http::pages::console::events::words;
use crate::http::pages::texts::Texts;

const MAIN: [&str; 4] =
    ["people_per_application", "people_per_company", "offer_hours", "reminders"];
const SELDOM: [&str; 5] =
    ["wishes", "confirm_minutes", "names_hours", "proof_of_work", "form_layout"];
const MINUTES_OF_AN_HOUR: i64 = 60;

pub async fn show(visit: Visit) -> HttpResponse {
    let outcome = known(&visit).await;
    visit.answer(outcome)
}

async fn known(visit: &Visit) -> Page {
    let programme = own_event(visit).await?;
    let event = &programme.event;
    let rules = event.application_rules;
    let text = |given: Option<i64>| given.map(|given| given.to_string()).unwrap_or_default();
    let names = rules.names_until_before.num_hours();
    let layout = match rules.form_layout {
        FormLayout::Fitting => "fitting",
        FormLayout::OnePage => "one_page",
        FormLayout::Steps => "steps",
    };
    let values = [
        ("people_per_application", event.people_per_application.to_string()),
        ("people_per_company", text(event.people_per_company.map(i64::from))),
        ("offer_hours", text(rules.offer.map(|offer| offer.num_hours()))),
        ("reminders", reminders_text(visit, &event.reminders)),
        ("wishes", text((rules.wishes > 1).then_some(i64::from(rules.wishes)))),
        ("confirm_minutes", text(rules.address_confirmation.map(|within| within.num_minutes()))),
        ("names_hours", text((names > 0).then_some(names))),
        ("proof_of_work", rules.proof_of_work.to_string()),
        ("form_layout", layout.to_owned()),
    ];
    let fields = fields_of(values.map(|(name, value)| (name.to_owned(), value)));
    page(visit, &programme, &fields, &[])
}

/// 1日前、2時間前.
pub fn reminders_text(visit: &Visit, reminders: &[Reminder]) -> String {
    let texts = Texts::new(visit.language());
    let texts = reminders.iter().map(|one| Duration::before(texts, one.before_minutes));
    texts.collect::<Vec<_>>().join("、")
}

fn page(visit: &Visit, programme: &Programme, fields: &Fields, wrong: &[Wrong]) -> Page {
    let sheet = Sheet::new(visit, fields, wrong);
    let groups = vec![
        FieldGroup::new("", "", sheet.all(&MAIN)),
        FieldGroup::folded(words::RULES_SELDOM, "", sheet.all(&SELDOM)),
    ];
    let about = programme.event.title.get(visit.value_language()).to_owned();
    let ways = (format!("{}/edit/rules", event_path(programme)), (edit_path(programme), BACK_WORD));
    let mut view = view(visit, (words::RULES, about), ways, groups, wrong);
    view.nav = Some(edit_nav(visit, programme));
    shown(visit, &view)
}

fn patch(fields: &Fields) -> Result<Value, Vec<Wrong>> {
    let mut wrong = Vec::new();
    let mut read = |name: &str| {
        number(fields, name).unwrap_or_else(|fault| {
            wrong.push(fault);
            None
        })
    };
    let hours = |given: Option<i64>| given.map(|hours| hours * MINUTES_OF_AN_HOUR);
    let (people, per_company) = (read("people_per_application"), read("people_per_company"));
    let rules = json!({
        "offer_minutes": hours(read("offer_hours")),
        "wishes": read("wishes"),
        "confirm_address_minutes": read("confirm_minutes"),
        "names_until_minutes_before": hours(read("names_hours")),
        "proof_of_work": fields.text("proof_of_work") == "true",
        "form_layout": fields.given("form_layout").unwrap_or("fitting"),
    });
    let typed = fields.text("reminders").split([',', '、', '，', '\n', ' ', '　']);
    let mut reminders = Vec::new();
    for one in typed.map(str::trim).filter(|one| !one.is_empty()) {
        match minutes_before(one) {
            Some(minutes) => reminders.push(json!({ "before_minutes": minutes })),
            None => wrong.push(Wrong::new("reminders", "not_a_duration")),
        }
    }
    if people.is_none() && wrong.is_empty() {
        wrong.push(Wrong::new("people_per_application", "empty"));
    }
    if !wrong.is_empty() {
        return Err(wrong);
    }
    Ok(json!({
        "people_per_application": people,
        "people_per_company": per_company,
        "application_rules": rules,
        "reminders": reminders,
    }))
}

/// 1日前, 3時間前, 30分前, 1 day.
fn minutes_before(typed: &str) -> Option<i64> {
    use unicode_normalization::UnicodeNormalization as _;
    let plain = typed.nfkc().collect::<String>().to_lowercase();
    let plain = plain.trim_end_matches("before").trim_end_matches('前').trim_end_matches('間');
    let digits = plain.trim_start_matches(|c: char| c.is_ascii_digit());
    let number: i64 = plain[..plain.len() - digits.len()].parse().ok()?;
    let factor = match digits.trim() {
        "日" | "d" | "day" | "days" => 24 * 60,
        "週" | "w" | "week" | "weeks" => 7 * 24 * 60,
        "時" | "h" | "hour" | "hours" => 60,
        "分" | "m" | "min" | "minutes" => 1,
        _ => return None,
    };
    number.checked_mul(factor)
}

pub async fn press(visit: Visit, posted: Posted) -> HttpResponse {
    let outcome = pressed(&visit, posted).await;
    visit.answer(outcome)
}

async fn pressed(visit: &Visit, posted: Posted) -> Page {
    let typed = visit.admitted(posted)?;
    let programme = own_event(visit).await?;
    let wrong = match patch(&typed) {
        Ok(patch) => match change(visit, &programme, &typed, patch, words::RULES, "rules").await? {
            Changing::Page(page) => return Ok(page),
            Changing::Invalid(wrong) => wrong,
        },
        Err(wrong) => wrong,
    };
    page(visit, &programme, &typed, &wrong)
}

#[cfg(test)]
mod tests {
    use super::minutes_before;

    #[test]
    fn times_before_are_read_as_people_write_them() {
        for (typed, minutes) in [
            ("1日前", 1_440),
            ("１日前", 1_440),
            ("3時間前", 180),
            ("30分前", 30),
            ("2週間前", 20_160),
            ("1day", 1_440),
        ] {
            assert_eq!(minutes_before(typed), Some(minutes), "{typed}");
        }
        assert_eq!(minutes_before("前日"), None);
    }
}
