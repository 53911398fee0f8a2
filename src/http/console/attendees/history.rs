//! The audit lines of a registration as sentences.

use serde_json::Value;

use crate::http::pages::console::attendees::source_key;
use crate::http::pages::texts::Texts;
use crate::store::audit::AuditRow;
use crate::store::programmes::from_json;

/// What happened, as staff read it. What nobody has words for is told by its name.
pub fn sentence(texts: Texts, line: &AuditRow) -> String {
    let details: Value = from_json(&line.details).unwrap_or_default();
    let said = match key_of(&line.action) {
        "history-registered" => {
            let source = details["source"].as_str().unwrap_or_default();
            texts.t1("history-registered", "source", texts.t(source_key(source)))
        }
        "" => texts.t1("history-other", "action", line.action.as_str()),
        key => texts.t(key),
    };
    match details["exceed_reason"].as_str() {
        Some(reason) => {
            format!("{said} {}", texts.t1("history-exceeded", "reason", reason))
        }
        None => said,
    }
}

fn key_of(action: &str) -> &'static str {
    match action {
        "registered" => "history-registered",
        "changed" => "history-changed",
        "moved" => "history-moved",
        "withdrawn" => "history-withdrawn",
        "offer_declined" => "history-offer-declined",
        "offer_accepted" | "taken_after_offer" => "history-offer-accepted",
        "offer_expired" => "history-offer-expired",
        "seat_offered" => "history-seat-offered",
        "promoted" => "history-promoted",
        "address_confirmed" => "history-address-confirmed",
        "address_not_confirmed" => "history-address-not-confirmed",
        "selected" => "history-selected",
        "selected_as_substitute" => "history-substitute",
        "not_selected" => "history-not-selected",
        "merged" => "history-merged",
        "merged_into" => "history-merged-into",
        "note_written" => "history-note",
        "drawn" => "history-drawn",
        "checked_in" => "history-checked-in",
        "check_in_undone" => "history-check-in-undone",
        "check_in_changed" => "history-check-in-changed",
        "absence_excused" => "history-absence-excused",
        "absence_not_excused" => "history-absence-not-excused",
        _ => "",
    }
}

/// Who did it: a member by name, or in words.
pub fn who(texts: Texts, actor: &str, names: &std::collections::HashMap<String, String>) -> String {
    match actor {
        "applicant" => texts.t("history-by-applicant"),
        "service" => texts.t("history-by-service"),
        _ if actor.starts_with("token:") => texts.t("history-by-token"),
        _ => names.get(actor).cloned().unwrap_or_else(|| texts.t("history-by-former")),
    }
}
