//! Keys of the words for formats, rows, times, faults of exports.

/// Formats as the dialog offers them: what the form sends, key of the word.
pub const FORMATS: [(&str, &str); 4] = [
    ("xlsx", "exports-format-xlsx"),
    ("csv", "exports-format-csv"),
    ("csv-shift_jis", "exports-format-shift-jis"),
    ("json", "exports-format-json"),
];

/// What a row may be.
pub const ROWS: [(&str, &str); 2] =
    [("attendees", "exports-rows-attendees"), ("registrations", "exports-rows-registrations")];

/// When lists may come.
pub const EVERY: [(&str, &str); 3] =
    [("day", "exports-every-day"), ("week", "exports-every-week"), ("before", "exports-before")];

/// Monday first, as 0.
pub const WEEKDAYS: [&str; 7] = [
    "exports-monday",
    "exports-tuesday",
    "exports-wednesday",
    "exports-thursday",
    "exports-friday",
    "exports-saturday",
    "exports-sunday",
];

/// Sentences with a time in them.
pub const HOUR_OF: &str = "exports-hour-of";
pub const DAY_AT: &str = "exports-day-at";
pub const WEEK_AT: &str = "exports-week-at";
pub const BEFORE_AT: &str = "exports-before-at";
pub const COLUMNS_NUMBER: &str = "exports-columns-number";
/// What a list is narrowed by: its label, its value.
pub const NARROWED_BY: &str = "exports-narrowed-by";

/// What may be wrong with what was asked for.
pub const NOTHING_CHOSEN: &str = "exports-nothing-chosen";
pub const WRONG: &str = "exports-wrong";

/// What was done.
pub fn done_key(done: &str) -> Option<&'static str> {
    Some(match done {
        "saved" => "exports-done-saved",
        "set-removed" => "exports-done-set-removed",
        "planned" => "exports-done-planned",
        "paused" => "exports-done-paused",
        "resumed" => "exports-done-resumed",
        "removed" => "exports-done-removed",
        _ => return None,
    })
}

/// Why a list came to nothing.
pub fn fault_key(fault: &str) -> &'static str {
    match fault {
        "forbidden" => "exports-fault-forbidden",
        "columns" => "exports-fault-columns",
        _ => "exports-fault-gone",
    }
}
