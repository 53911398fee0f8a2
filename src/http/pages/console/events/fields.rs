//! The fields of the forms about events: their words, and how each is answered.

use crate::http::pages::apply::ErrorLine;
use crate::http::pages::faults::{self, Fault};
use crate::http::pages::field::{Choice, Control, Field, LineKind};
use crate::http::pages::field_name::FieldName;
use crate::http::pages::texts::Texts;

/// How a field is answered.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    Line,
    Number,
    Text,
    /// One of these: values with the keys of their words.
    One(&'static [(&'static str, &'static str)]),
    Select(&'static [(&'static str, &'static str)]),
    /// With the key of what one says by ticking.
    Tick(&'static str),
    /// A picture.
    Picture,
}

/// What is known of a field by its name.
pub struct Known {
    /// Its name without the number of its row.
    pub name: &'static str,
    /// Key of what is asked.
    pub label: &'static str,
    /// Key of how to write it; may be empty.
    pub hint: &'static str,
    pub required: bool,
    pub kind: Kind,
}

const fn known(
    name: &'static str,
    label: &'static str,
    hint: &'static str,
    required: bool,
    kind: Kind,
) -> Known {
    Known { name, label, hint, required, kind }
}

use Kind::{Line, Number, One, Picture, Select, Text, Tick};

const UNITS: &[(&str, &str)] =
    &[("person", "events-unit-person"), ("company", "events-unit-company")];
const ALLOCATIONS: &[(&str, &str)] = &[
    ("first_come", "events-allocation-first"),
    ("approval", "events-allocation-approval"),
    ("lottery", "events-allocation-lottery"),
];
const OPENINGS: &[(&str, &str)] =
    &[("published", "events-opening-published"), ("fixed", "events-opening-fixed")];
const CLOSINGS: &[(&str, &str)] = &[
    ("day_before", "events-closing-day-before"),
    ("three_days", "events-closing-three-days"),
    ("week", "events-closing-week"),
    ("start", "events-closing-start"),
    ("fixed", "events-closing-fixed"),
];
const EVERY: &[(&str, &str)] = &[
    ("week", "events-every-week"),
    ("second_week", "events-every-second-week"),
    ("month_weekday", "events-every-month-weekday"),
    ("month_day", "events-every-month-day"),
];
const MAKES: &[(&str, &str)] =
    &[("sessions", "events-makes-sessions"), ("meetings", "events-makes-meetings")];
const LAYOUTS: &[(&str, &str)] = &[
    ("fitting", "events-layout-fitting"),
    ("one_page", "events-layout-one-page"),
    ("steps", "events-layout-steps"),
];
const NOTIFY: &[(&str, &str)] = &[("yes", "events-notify-yes"), ("no", "events-notify-no")];
const SHIFTS: &[(&str, &str)] = &[("weeks", "events-shift-weeks"), ("day", "events-shift-day")];

/// All fields of all forms.
const FIELDS: [Known; 60] = [
    known("title", "events-event-title", "events-title-hint", true, Line),
    known("title_en", "events-title-en", "", false, Line),
    known("title_easy", "events-title-easy", "", false, Line),
    known("audience", "events-audience", "events-audience-hint", false, Line),
    known("audience_en", "events-audience-en", "", false, Line),
    known("audience_easy", "events-audience-easy", "", false, Line),
    known("description", "events-description", "events-description-hint", false, Text),
    known("description_en", "events-description-en", "", false, Text),
    known("description_easy", "events-description-easy", "", false, Text),
    known("contact", "events-contact", "events-contact-hint", false, Text),
    known("contact_en", "events-contact-en", "", false, Text),
    known("contact_easy", "events-contact-easy", "", false, Text),
    known("slug", "events-slug", "events-slug-hint", true, Line),
    known("capacity_unit", "events-unit", "events-unit-hint", true, One(UNITS)),
    known("capacity_each", "events-capacity-each", "events-capacity-each-hint", true, Number),
    known("opening", "events-opening", "", true, Select(OPENINGS)),
    known("opening_at", "events-opening-at", "events-moment-hint", false, Line),
    known("closing", "events-closing", "events-closing-hint", true, Select(CLOSINGS)),
    known("closing_at", "events-closing-at", "events-moment-hint", false, Line),
    known("waiting_list", "events-waiting-list", "", false, Tick("events-waiting-list-yes")),
    known("name", "events-session-name", "events-session-name-hint", false, Line),
    known("name_en", "events-session-name-en", "", false, Line),
    known("name_easy", "events-session-name-easy", "", false, Line),
    known("day", "events-day", "events-day-hint", true, Line),
    known("starts", "events-starts", "events-starts-hint", true, Line),
    known("ends", "events-ends", "events-ends-hint", true, Line),
    known("venue", "events-venue", "events-venue-hint", false, Line),
    known("address", "events-address", "", false, Line),
    known("online_url", "events-online-url", "events-online-url-hint", false, Line),
    known("capacity", "events-capacity", "", false, Number),
    known("continues", "events-continues", "", false, Tick("events-continues-yes")),
    known("drop", "events-drop", "", false, Tick("events-drop-yes")),
    known("pasted", "events-pasted", "events-pasted-hint", false, Text),
    known("every", "events-every", "", true, Select(EVERY)),
    known("count", "events-count", "events-count-hint", false, Number),
    known("until", "events-until", "events-until-hint", false, Line),
    known("except", "events-except", "events-except-hint", false, Line),
    known("holidays", "events-holidays", "", false, Tick("events-holidays-yes")),
    known("makes", "events-makes", "", true, One(MAKES)),
    known(
        "people_capacity",
        "events-people-capacity",
        "events-people-capacity-hint",
        false,
        Number,
    ),
    known("group", "events-group", "events-group-hint", false, Select(&[])),
    known("head_blocks", "events-head-blocks", "", false, Tick("events-head-blocks-yes")),
    known("grace_minutes", "events-grace", "events-grace-hint", false, Number),
    known("people_per_application", "events-people", "events-people-hint", true, Number),
    known(
        "people_per_company",
        "events-people-company",
        "events-people-company-hint",
        false,
        Number,
    ),
    known("offer_hours", "events-offer", "events-offer-hint", false, Number),
    known("wishes", "events-wishes", "events-wishes-hint", false, Number),
    known("confirm_minutes", "events-confirm", "events-confirm-hint", false, Number),
    known("proof_of_work", "events-proof", "", false, Tick("events-proof-yes")),
    known("names_hours", "events-names", "events-names-hint", false, Number),
    known("form_layout", "events-layout", "", true, One(LAYOUTS)),
    known("reminders", "events-reminders", "events-reminders-hint", false, Line),
    known("group_name", "events-group-name", "events-group-name-hint", false, Line),
    known("group_capacity", "events-group-capacity", "events-group-capacity-hint", false, Number),
    known("group_limit", "events-group-limit", "events-group-limit-hint", false, Number),
    known("image", "events-image", "events-image-hint", false, Picture),
    known("alternative", "events-alternative", "events-alternative-hint", true, Line),
    known("notify", "events-notify", "events-notify-hint", true, One(NOTIFY)),
    known("reason", "events-reason", "events-reason-hint", false, Text),
    known("shift", "events-shift", "", true, One(SHIFTS)),
];

/// Further fields, and those of the organization's own looks.
const BRAND: [Known; 7] = [
    known("organization_name", "events-organization", "events-organization-hint", true, Line),
    known("paste_makes", "events-paste-makes", "", true, One(MAKES)),
    known("allocation", "events-allocation", "events-allocation-hint", true, One(ALLOCATIONS)),
    known("shift_day", "events-shift-to", "events-shift-to-hint", false, Line),
    known("colour", "events-colour", "events-colour-hint", false, Line),
    known("logo", "events-logo", "events-logo-hint", false, Picture),
    known("embed_origins", "events-origins", "events-origins-hint", false, Text),
];

/// The last part of a name such as `rows.3.venue` says which field it is.
fn find(name: &str) -> Option<&'static Known> {
    let bare = name.rsplit('.').next().unwrap_or(name);
    FIELDS.iter().chain(&BRAND).find(|known| known.name == bare)
}

/// A field that breaks a rule.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wrong {
    /// The field's name.
    pub name: String,
    /// The rule's name, as in the API.
    pub code: String,
    /// A number that belongs to the rule.
    pub limit: Option<i64>,
}

impl Wrong {
    /// A fault at the field of this name.
    pub fn new(name: impl Into<String>, code: impl Into<String>) -> Self {
        Self { name: name.into(), code: code.into(), limit: None }
    }
}

/// Rules that no form of applicants has, with the keys of their sentences; each takes `$label`.
const SENTENCES: [(&str, &str); 18] = [
    ("invalid_slug", "events-fault-slug"),
    ("already_used", "events-fault-used"),
    ("invalid_url", "events-fault-url"),
    ("not_a_time", "events-fault-time"),
    ("wrong_weekday", "events-fault-weekday"),
    ("ends_before_start", "events-fault-ends"),
    ("closes_after_end", "events-fault-closes"),
    ("opens_after_close", "events-fault-opens"),
    ("invalid_colour", "events-fault-colour"),
    ("not_a_picture", "events-fault-picture"),
    ("picture_too_large", "events-fault-picture-large"),
    ("picture_too_small", "events-fault-picture-small"),
    ("invalid_origin", "events-fault-origin"),
    ("fixed_after_publication", "events-fault-fixed"),
    ("capacity_below_confirmed", "events-fault-capacity"),
    ("duplicate", "events-fault-duplicate"),
    ("row_not_read", "events-fault-row"),
    ("not_a_duration", "events-fault-duration"),
];

/// The sentence for a broken rule at a field with this label.
pub fn sentence(texts: Texts, wrong: &Wrong, label: &str, field: Option<&Field>) -> String {
    if let Some((_, key)) = SENTENCES.iter().find(|(code, _)| *code == wrong.code) {
        return texts.t2(key, "label", label, "limit", wrong.limit.unwrap_or_default());
    }
    let fault = Fault {
        field: FieldName::Named(wrong.name.clone()),
        code: wrong.code.clone(),
        limit: wrong.limit,
    };
    let manner = field.map_or(faults::Manner::Enter, Field::manner);
    faults::sentence(texts, &fault, label, manner)
}

/// The field of this name with what is typed, or ticked, in it.
pub fn field(texts: Texts, name: &str, value: &str, wrong: &[Wrong]) -> Field {
    let unknown = known("", "events-field", "", false, Line);
    let known = find(name).unwrap_or(&unknown);
    let control = match known.kind {
        Line => Control::Line { value: value.to_owned(), kind: LineKind::Text },
        Number => Control::Line { value: value.to_owned(), kind: LineKind::Number },
        Text => Control::Text { value: value.to_owned() },
        One(choices) => Control::One(chosen(texts, choices, value)),
        Select(choices) => Control::Select(chosen(texts, choices, value)),
        Tick(statement) => Control::Tick { statement: texts.t(statement), ticked: value == "true" },
        Picture => Control::File {
            value: String::new(),
            chosen: None,
            accept: "image/png,image/jpeg,image/webp".to_owned(),
        },
    };
    let hint = if known.hint.is_empty() { String::new() } else { texts.t(known.hint) };
    let mut field = Field {
        texts,
        name: FieldName::Named(name.to_owned()),
        label: texts.t(known.label),
        hint,
        // A row's own number of seats is optional, that of a session is not.
        required: known.required || name == "capacity",
        error: None,
        control,
        condition: None,
        focused: false,
    };
    let found = wrong.iter().find(|wrong| wrong.name == name);
    field.error = found.map(|wrong| sentence(texts, wrong, &field.label, Some(&field)));
    field
}

/// A field whose choices are the event's own.
pub fn select(
    texts: Texts,
    name: &str,
    choices: Vec<(String, String)>,
    value: &str,
    wrong: &[Wrong],
) -> Field {
    let choice = |(own, label): (String, String)| Choice {
        chosen: own == value,
        value: own,
        label,
        hint: String::new(),
    };
    let control = Control::Select(choices.into_iter().map(choice).collect());
    Field { control, ..field(texts, name, value, wrong) }
}

fn chosen(texts: Texts, choices: &[(&str, &str)], value: &str) -> Vec<Choice> {
    let choice = |(own, word): &(&str, &str)| Choice {
        value: (*own).to_owned(),
        label: texts.t(word),
        hint: String::new(),
        chosen: *own == value,
    };
    choices.iter().map(choice).collect()
}

/// The lines above a form: those of fields in their order, then what concerns no field of it.
pub fn error_lines<'a>(
    texts: Texts,
    fields: impl Iterator<Item = &'a Field>,
    wrong: &[Wrong],
) -> Vec<ErrorLine> {
    let mut shown = Vec::new();
    let mut lines = Vec::new();
    for field in fields {
        shown.push(field.name.to_string());
        if let Some(sentence) = &field.error {
            lines.push(ErrorLine { field: Some(field.name.clone()), sentence: sentence.clone() });
        }
    }
    for wrong in wrong.iter().filter(|wrong| !shown.contains(&wrong.name)) {
        let label = find(&wrong.name).map_or("events-field", |known| known.label);
        let sentence = sentence(texts, wrong, &texts.t(label), None);
        if lines.iter().all(|line| line.sentence != sentence) {
            lines.push(ErrorLine { field: None, sentence });
        }
    }
    lines
}

/// How long before.
pub struct Duration;

impl Duration {
    /// 1日前, in whole units.
    pub fn before(texts: Texts, minutes: u32) -> String {
        let (number, key) = match minutes {
            minutes if minutes.is_multiple_of(1_440) => (minutes / 1_440, "events-days-before"),
            minutes if minutes.is_multiple_of(60) => (minutes / 60, "events-hours-before"),
            minutes => (minutes, "events-minutes-before"),
        };
        texts.t1(key, "number", number)
    }
}
